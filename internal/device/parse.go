package device

import (
	"strings"
	"unicode"

	"github.com/mileusna/useragent"
)

// MaxUserAgent is how many bytes of a User-Agent header are read and worth keeping.
const MaxUserAgent = 512

// Clean is the part of a User-Agent header that may be kept and shown: at most MaxUserAgent bytes of valid
// UTF-8 without control characters and without the invisible ones that reorder text.
func Clean(userAgent string) string {
	if len(userAgent) > MaxUserAgent {
		userAgent = userAgent[:MaxUserAgent]
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(userAgent, "")))
}

// Parse reads a User-Agent header of any length and content.
func Parse(userAgent string) Device {
	text := Clean(userAgent)
	if d, ok := parseTool(text); ok {
		return d
	}
	ua := useragent.Parse(text)
	d := Device{Browser: browserName(ua.Name), BrowserVersion: major(ua.Version), Kind: kind(text, ua)}
	if d.Kind == Bot && d.Browser != headlessChrome {
		return Device{Browser: botName(text), Kind: Bot} // the browser and system it mimics tell nothing
	}
	d.OS, d.OSVersion = system(text, ua)
	switch {
	case ua.Name == "Trident": // the last Internet Explorer gives only its engine a name
		d.Browser, d.BrowserVersion = "Internet Explorer", major(after(text, "rv:"))
	case d.Browser == "":
		d.Browser, d.BrowserVersion = family(text)
	}
	return d
}

// parseTool reads "curl/8.5.0": programs name themselves first, where browsers say Mozilla.
func parseTool(text string) (Device, bool) {
	product, _, _ := strings.Cut(text, " ")
	product, version, _ := strings.Cut(product, "/")
	name := toolName(strings.ToLower(product))
	if shell := after(text, "PowerShell/"); shell != "" { // the exception: it says Mozilla too
		name, version = "PowerShell", shell
	}
	return Device{Browser: name, BrowserVersion: major(version), Kind: Tool}, name != ""
}

// family finds the browser that an unknown one is built on, by the token that it keeps for compatibility.
func family(text string) (browser, version string) {
	for _, browser := range []string{"Firefox", "Chrome"} {
		if version := major(after(text, browser+"/")); version != "" {
			return browser, version
		}
	}
	return "", ""
}

func kind(text string, ua useragent.UserAgent) Kind {
	switch {
	case ua.Bot || botName(text) != "":
		return Bot
	case ua.OS == useragent.Android && strings.Contains(text, "Chrome/") && !strings.Contains(text, "Mobile"):
		return Tablet // Chrome's way of saying so
	case ua.Tablet:
		return Tablet
	case ua.Mobile:
		return Phone
	case ua.Desktop || bsdName(text) != "":
		return Desktop
	default:
		return Unknown
	}
}

// system is the operating system. Versions that browsers froze years ago are left out, because they mislead.
func system(text string, ua useragent.UserAgent) (name, version string) {
	switch ua.OS {
	case useragent.Windows:
		return "Windows", windowsVersion(ua.OSVersion)
	case useragent.MacOS:
		if v := release(ua.OSVersion); v != "10.15" {
			return "macOS", v
		}
		return "macOS", ""
	case useragent.IOS:
		if ua.Device == "iPad" {
			return "iPadOS", release(ua.OSVersion)
		}
		return "iOS", release(ua.OSVersion)
	case useragent.Android:
		if strings.Contains(text, "Android 10; K)") {
			return "Android", ""
		}
		return "Android", release(ua.OSVersion)
	case useragent.ChromeOS, useragent.Linux:
		return ua.OS, "" // a processor or a frozen number stands where the version would be
	case useragent.WindowsPhone, useragent.BlackBerry:
		return ua.OS, release(ua.OSVersion)
	case useragent.Harmony:
		return "HarmonyOS", release(ua.OSVersion)
	default:
		return bsdName(text), ""
	}
}

// after is what follows the first mark in text.
func after(text, mark string) string {
	_, rest, _ := strings.Cut(text, mark)
	return rest
}

// major is the number at the start of version, or nothing if it is not a believable one.
func major(version string) string {
	digits := version[:len(version)-len(strings.TrimLeft(version, "0123456789"))]
	if len(digits) > 5 {
		return ""
	}
	return digits
}

// release is the first one or two numbers of version.
func release(version string) string {
	first := major(version)
	if first == "" {
		return ""
	}
	if second, ok := strings.CutPrefix(version[len(first):], "."); ok && major(second) != "" {
		return first + "." + major(second)
	}
	return first
}
