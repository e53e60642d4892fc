package main

import (
	"fmt"
	"strings"
)

const pageBegin = `# Benchmarks

What Sojourn promises about speed and size, and whether it keeps it. ` + "`make bench`" + ` measures everything and writes this page; nothing here is
written by hand. Absolute numbers hold for one machine on one day. What counts are the ratios: each figure stands beside a floor that was
measured in the same rounds, within seconds, on the same machine. A value is the median of %d rounds, a ratio the median of the ratios of the
rounds, with the smallest and the largest in parentheses. No round is left out.

%s
`

const tableHead = `| figure | Sojourn | floor | ratio or value (range) | target | |
| --- | --- | --- | --- | --- | --- |
`

const quickWarning = `
**This was a quick run on small data: it shows that everything works, and no figures.**
`

// page is the page in Markdown.
func (b *bench) page() string {
	var text strings.Builder
	_, _ = fmt.Fprintf(&text, pageBegin, b.rounds, b.machine)
	if b.quick {
		text.WriteString(quickWarning)
	}
	for _, s := range b.sections {
		text.WriteString("\n" + s.markdown(!b.quick))
	}
	return text.String()
}

func (s section) markdown(judge bool) string {
	var text strings.Builder
	text.WriteString("## " + s.title + "\n\n" + s.text)
	if len(s.figures) > 0 {
		text.WriteString("\n" + tableHead)
	}
	for _, f := range s.figures {
		text.WriteString(f.row(judge) + "\n")
	}
	for _, note := range s.notes {
		text.WriteString("\n" + note + "\n")
	}
	return text.String()
}

// missed names the figures whose targets are missed.
func (b *bench) missed() (names []string) {
	for _, s := range b.sections {
		for _, f := range s.figures {
			if f.target.verdict(median(f.ratios)) == "**missed**" {
				names = append(names, s.title+": "+f.name)
			}
		}
	}
	return names
}
