package device

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

const (
	windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) "
	mac     = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) "
	iphone  = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
	android = "Mozilla/5.0 (Linux; Android 10; K) "
	webkit  = "AppleWebKit/537.36 (KHTML, like Gecko) "
)

func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		agent string
		want  Device
		title string
	}{
		{windows + webkit + "Chrome/156.0.0.0 Safari/537.36", Device{"Chrome", "156", "Windows", "10 or 11", Desktop}, "Chrome 156 on Windows 10 or 11"},
		{windows + webkit + "Chrome/156.0.0.0 Safari/537.36 Edg/155.0.0.0", Device{"Edge", "155", "Windows", "10 or 11", Desktop}, "Edge 155 on Windows 10 or 11"},
		{windows + webkit + "Chrome/150.0.0.0 Safari/537.36 OPR/120.0.0.0", Device{"Opera", "120", "Windows", "10 or 11", Desktop}, "Opera 120 on Windows 10 or 11"},
		{windows + webkit + "Chrome/150.0.0.0 Safari/537.36 Vivaldi/7.5.3735.44", Device{"Vivaldi", "7", "Windows", "10 or 11", Desktop}, "Vivaldi 7 on Windows 10 or 11"},
		{windows + webkit + "Chrome/128.0.0.0 YaBrowser/24.10.0.0 Safari/537.36", Device{"Yandex Browser", "24", "Windows", "10 or 11", Desktop}, "Yandex Browser 24 on Windows 10 or 11"},
		{"Mozilla/5.0 (Windows NT 6.3; Win64; x64; rv:115.0) Gecko/20100101 Firefox/115.0", Device{"Firefox", "115", "Windows", "8.1", Desktop}, "Firefox 115 on Windows 8.1"},
		{"Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko", Device{"Internet Explorer", "11", "Windows", "7", Desktop}, "Internet Explorer 11 on Windows 7"},
		{"Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 5.1; Trident/4.0)", Device{"Internet Explorer", "8", "Windows", "XP", Desktop}, "Internet Explorer 8 on Windows XP"},
		{mac + "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15", Device{"Safari", "18", "macOS", "", Desktop}, "Safari 18 on macOS"},
		{mac + webkit + "Chrome/156.0.0.0 Safari/537.36", Device{"Chrome", "156", "macOS", "", Desktop}, "Chrome 156 on macOS"},
		{mac + webkit + "Slack/4.41.97 Chrome/130.0.0.0 Electron/33.0.0 Safari/537.36", Device{"Chrome", "130", "macOS", "", Desktop}, "Chrome 130 on macOS"},
		{"Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0", Device{"Firefox", "145", "macOS", "", Desktop}, "Firefox 145 on macOS"},
		{"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_13_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1.2 Safari/605.1.15", Device{"Safari", "13", "macOS", "10.13", Desktop}, "Safari 13 on macOS"},
		{"Mozilla/5.0 (X11; Linux x86_64) " + webkit + "Chrome/156.0.0.0 Safari/537.36", Device{"Chrome", "156", "Linux", "", Desktop}, "Chrome 156 on Linux"},
		{"Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", Device{"Firefox", "145", "Linux", "", Desktop}, "Firefox 145 on Linux"},
		{"Mozilla/5.0 (X11; FreeBSD amd64; rv:140.0) Gecko/20100101 Firefox/140.0", Device{"Firefox", "140", "FreeBSD", "", Desktop}, "Firefox 140 on FreeBSD"},
		{"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) " + webkit + "Chrome/156.0.0.0 Safari/537.36", Device{"Chrome", "156", "ChromeOS", "", Desktop}, "Chrome 156 on ChromeOS"},
		{iphone + "Version/17.4.1 Mobile/15E148 Safari/604.1", Device{"Safari", "17", "iOS", "17.4", Phone}, "Safari on iPhone"},
		{iphone + "CriOS/156.0.6998.33 Mobile/15E148 Safari/604.1", Device{"Chrome", "156", "iOS", "17.4", Phone}, "Chrome 156 on iPhone"},
		{iphone + "FxiOS/136.0 Mobile/15E148 Safari/605.1.15", Device{"Firefox", "136", "iOS", "17.4", Phone}, "Firefox 136 on iPhone"},
		{iphone + "Version/17.0 EdgiOS/134.0.3124.77 Mobile/15E148 Safari/605.1.15", Device{"Edge", "134", "iOS", "17.4", Phone}, "Edge 134 on iPhone"},
		{iphone + "Mobile/15E148 [FBAN/FBIOS;FBAV/450.0.0.38.108;FBBV/564431005]", Device{"Facebook App", "", "iOS", "17.4", Phone}, "Facebook App on iPhone"},
		{"Mozilla/5.0 (iPad; CPU OS 12_5_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1.2 Mobile/15E148 Safari/604.1", Device{"Safari", "12", "iPadOS", "12.5", Tablet}, "Safari on iPad"},
		{android + webkit + "Chrome/156.0.0.0 Mobile Safari/537.36", Device{"Chrome", "156", "Android", "", Phone}, "Chrome 156 on Android"},
		{android + webkit + "Chrome/156.0.0.0 Safari/537.36", Device{"Chrome", "156", "Android", "", Tablet}, "Chrome 156 on Android"},
		{android + webkit + "SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36", Device{"Samsung Internet", "27", "Android", "", Phone}, "Samsung Internet 27 on Android"},
		{"Mozilla/5.0 (Linux; Android 13; SM-S908B) " + webkit + "Chrome/112.0.0.0 Mobile Safari/537.36 EdgA/112.0.1722.46", Device{"Edge", "112", "Android", "13", Phone}, "Edge 112 on Android"},
		{"Mozilla/5.0 (Android 14; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0", Device{"Firefox", "145", "Android", "14", Phone}, "Firefox 145 on Android"},
		{"Mozilla/5.0 (Android 14; Tablet; rv:145.0) Gecko/145.0 Firefox/145.0", Device{"Firefox", "145", "Android", "14", Tablet}, "Firefox 145 on Android"},
		{"Opera/9.80 (Android; Opera Mini/36.2.2254/119.132; U; id) Presto/2.12.423 Version/12.16", Device{"Opera Mini", "36", "Android", "", Phone}, "Opera Mini 36 on Android"},
		{"Mozilla/5.0 (X11; Linux x86_64) " + webkit + "HeadlessChrome/120.0.0.0 Safari/537.36", Device{"Headless Chrome", "120", "Linux", "", Bot}, "Headless Chrome 120 on Linux"},
		{"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", Device{"Googlebot", "", "", "", Bot}, "Googlebot"},
		{android + webkit + "Chrome/120.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", Device{"Googlebot", "", "", "", Bot}, "Googlebot"},
		{"Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0.1938.76 Safari/537.36", Device{"Bingbot", "", "", "", Bot}, "Bingbot"},
		{"ExampleCrawler/1.0 (+https://crawler.example/about)", Device{"", "", "", "", Bot}, "Unknown bot"},
		{"curl/8.5.0", Device{"curl", "8", "", "", Tool}, "curl 8"},
		{"Go-http-client/2.0", Device{"Go-http-client", "2", "", "", Tool}, "Go-http-client 2"},
		{"okhttp/4.12.0", Device{"okhttp", "4", "", "", Tool}, "okhttp 4"},
		{"python-requests/2.31.0", Device{"python-requests", "2", "", "", Tool}, "python-requests 2"},
		{"Wget", Device{"Wget", "", "", "", Tool}, "Wget"},
		{"PostmanRuntime/7.43.0", Device{"Postman", "7", "", "", Tool}, "Postman 7"},
		{"Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.4291", Device{"PowerShell", "5", "", "", Tool}, "PowerShell 5"},
		{windows + "SomethingNew/1.0", Device{"", "", "Windows", "10 or 11", Desktop}, "Unknown browser on Windows 10 or 11"},
		{"Chrome/999999 Safari/1", Device{"Chrome", "", "", "", Unknown}, "Chrome"},
		{"Your own laptop (safe)", Device{Kind: Unknown}, "Unknown device"},
		{"Mozilla/5.0", Device{Kind: Unknown}, "Unknown device"},
		{"", Device{Kind: Unknown}, "Unknown device"},
		{"\x00\r\n\x7f", Device{Kind: Unknown}, "Unknown device"},
		{"\xff\xfe((((;;;///", Device{Kind: Unknown}, "Unknown device"},
		{"🦊/99 🦊", Device{Kind: Unknown}, "Unknown device"},
		{strings.Repeat("A/1 ", 2500), Device{Kind: Unknown}, "Unknown device"},
		{strings.Repeat(" ", 10_000) + "curl/8.5.0", Device{Kind: Unknown}, "Unknown device"},
		{"curl/8.5.0" + strings.Repeat("9", 10_000), Device{"curl", "8", "", "", Tool}, "curl 8"},
	}
	for _, tt := range tests {
		got := Parse(tt.agent)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Parse(%.200q) (-want +got):\n%s", tt.agent, diff)
		}
		if got.Title() != tt.title {
			t.Errorf("Parse(%.200q).Title() = %q, want %q", tt.agent, got.Title(), tt.title)
		}
	}
}

func TestZeroDeviceHasATitle(t *testing.T) {
	t.Parallel()
	if got := (Device{}).Title(); got != "Unknown device" {
		t.Errorf("Title() = %q, want Unknown device", got)
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"plain", "curl/8.5.0", "curl/8.5.0"},
		{"space around", "  curl/8.5.0\t", "curl/8.5.0"},
		{"line breaks, escapes and zeros", "a\r\nb\x1b[31mc\x00d\u0085e", "ab[31mcde"},
		{"text turned round", "a\u202egnp.exe\u2066b\u200bc\ufeff", "agnp.exebc"},
		{"not UTF-8", "a\xffb\xc3", "ab"},
		{"just as long as may be", strings.Repeat("x", 512), strings.Repeat("x", 512)},
		{"one byte too long", strings.Repeat("x", 513), strings.Repeat("x", 512)},
		{"cut inside a letter", strings.Repeat("x", 511) + "é", strings.Repeat("x", 511)},
		{"cut after a letter", strings.Repeat("x", 510) + "éé", strings.Repeat("x", 510) + "é"},
	}
	for _, tt := range tests {
		if got := Clean(tt.in); got != tt.want {
			t.Errorf("%s: Clean(%.40q) = %q, want %q", tt.name, tt.in, got, tt.want)
		}
	}
}

// FuzzParse holds for any header: the result is short and printable, its kind is one of ours, and only the
// part that Clean keeps has any effect.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "curl/8.5.0", windows + webkit + "Chrome/156.0.0.0 Safari/537.36", iphone + "Version/17.4.1 Mobile/15E148 Safari/604.1",
		android + webkit + "Chrome/156.0.0.0 Safari/537.36", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "🦊/9;(\xff",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, agent string) {
		got := Parse(agent)
		for _, text := range []string{got.Title(), got.Browser + got.BrowserVersion + got.OS + got.OSVersion} {
			if len(text) > 120 || !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
				t.Errorf("Parse(%q) gives the text %q", agent, text)
			}
		}
		switch got.Kind {
		case Desktop, Phone, Tablet, Bot, Tool, Unknown:
		default:
			t.Errorf("Parse(%q).Kind = %q", agent, got.Kind)
		}
		clean := Clean(agent)
		if len(clean) > MaxUserAgent || !utf8.ValidString(clean) || Clean(clean) != clean {
			t.Errorf("Clean(%q) = %q", agent, clean)
		}
		if again := Parse(clean); again != got {
			t.Errorf("Parse(Clean(%q)) = %v, want %v", agent, again, got)
		}
	})
}
