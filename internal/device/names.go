package device

import "strings"

const headlessChrome = "Headless Chrome"

// browserName is our word for a browser as the parser calls it; empty for one that we do not know.
func browserName(name string) string {
	switch name {
	case "Chrome", "Firefox", "Safari", "Edge", "Opera", "Opera Mini", "Opera Touch", "Vivaldi", "Internet Explorer",
		"Huawei Browser", "Facebook App", "Instagram App", "TikTok App", headlessChrome:
		return name
	case "Samsung Browser":
		return "Samsung Internet"
	case "Miui Browser":
		return "Mi Browser"
	case "Android browser":
		return "Android Browser"
	case "YaBrowser":
		return "Yandex Browser"
	case "UCBrowser":
		return "UC Browser"
	case "Silk":
		return "Amazon Silk"
	default:
		return ""
	}
}

// toolName is our word for a program or library, from its product token in lower case.
func toolName(product string) string {
	switch product {
	case "curl", "okhttp", "axios", "node-fetch", "undici", "k6", "hey", "python-requests", "python-urllib", "python-httpx":
		return product
	case "wget":
		return "Wget"
	case "go-http-client":
		return "Go-http-client"
	case "python":
		return "Python"
	case "node", "node.js":
		return "Node.js"
	case "postmanruntime":
		return "Postman"
	case "insomnia":
		return "Insomnia"
	case "httpie":
		return "HTTPie"
	case "java", "java-http-client", "apache-httpclient":
		return "Java"
	case "dart":
		return "Dart"
	case "ruby", "faraday", "rest-client":
		return "Ruby"
	case "php", "guzzlehttp", "symfony":
		return "PHP"
	case "libwww-perl", "lwp":
		return "Perl"
	default:
		return ""
	}
}

// botName finds a well-known bot anywhere in text, because each puts its name elsewhere.
func botName(text string) string {
	text = strings.ToLower(text)
	for _, name := range []string{
		"Googlebot", "Bingbot", "YandexBot", "Applebot", "Twitterbot", "FacebookExternalHit", "DuckDuckBot",
		"Baiduspider", "GPTBot", "ClaudeBot", "AhrefsBot", "SemrushBot", "Slackbot", "LinkedInBot", "Discordbot",
		"TelegramBot", "PetalBot", "Bytespider", "UptimeRobot", "CCBot",
	} {
		if strings.Contains(text, strings.ToLower(name)) {
			return name
		}
	}
	return ""
}

// bsdName finds the systems that the parser does not know.
func bsdName(text string) string {
	for _, name := range []string{"FreeBSD", "OpenBSD", "NetBSD"} {
		if strings.Contains(text, name) {
			return name
		}
	}
	return ""
}

// windowsVersion is the version as sold. Windows 11 calls itself 10 in this header.
func windowsVersion(kernel string) string {
	switch kernel {
	case "10.0":
		return "10 or 11"
	case "6.3":
		return "8.1"
	case "6.2":
		return "8"
	case "6.1":
		return "7"
	case "6.0":
		return "Vista"
	case "5.1", "5.2":
		return "XP"
	default:
		return ""
	}
}
