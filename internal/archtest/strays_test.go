package archtest

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// strays are texts that tie the repository to one machine or one network. They are put together from pieces, so
// that this file holds none of them.
func strays() *regexp.Regexp {
	hosts := []string{"proxy" + ".golang", "sum" + ".golang", "goproxy" + ".", "npm" + "js.org", "yarn" + "pkg.com",
		"pypi" + ".org", "deb" + ".debian", "security" + ".debian"}
	for i, host := range hosts {
		hosts[i] = regexp.QuoteMeta(host)
	}
	const place = `(?:^|[\s"'=:(,\[` + "`" + `])/(?:work|root|home|Users|tmp)/[\w.$]`
	return regexp.MustCompile(`(?m)\b(?:` + strings.Join(hosts, "|") + `)|` + place)
}

func TestNoFileNamesAMachine(t *testing.T) {
	t.Parallel()
	stray := strays()
	for _, file := range repositoryFiles(t) {
		text := readFile(t, file)
		if slices.Contains(text[:min(len(text), 8000)], 0) {
			continue // not text
		}
		for _, at := range stray.FindAllIndex(text, 3) {
			line := 1 + strings.Count(string(text[:at[0]]), "\n")
			t.Errorf("%s:%d names a package registry or a path that only one machine has: %q", file, line, text[at[0]:at[1]])
		}
	}
}

func TestStraysFinds(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		want bool
	}{
		{"https://proxy" + ".golang.org", true},
		{`"resolved": "https://registry.npm` + `js.org/lit"`, true},
		{"cd /wo" + "rk/main", true},
		{"x\n/ho" + "me/ada/file", true},
		{`open("/tm` + `p/x")`, true},
		{"GOPROXY=off go build", false},
		{"see docs/wo" + "rk/plan and example.com/ho" + "me/page", false},
		{"/usr/lib/postgresql/15/bin/initdb", false},
	} {
		if got := strays().MatchString(test.text); got != test.want {
			t.Errorf("strays().MatchString(%q) = %t, want %t", test.text, got, test.want)
		}
	}
}
