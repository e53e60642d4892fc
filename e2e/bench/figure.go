package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// section is a part of the page.
type section struct {
	title   string
	text    string // what is compared with what
	figures []figure
	notes   []string // what else was seen
}

// figure is one row of a table.
type figure struct {
	name    string
	subject string    // what Sojourn gives, the median of all rounds
	floor   string    // what it is held against, the same
	ratios  []float64 // one for each round
	target  target
	format  func(float64) string // of ratios; nil for plain numbers
}

// target is what a ratio must be at least or at most. The zero value is for figures that are for information.
type target struct {
	least, most float64
}

func (t target) String() string {
	switch {
	case t.least > 0:
		return "≥ " + number(t.least)
	case t.most > 0:
		return "≤ " + number(t.most)
	}
	return "–"
}

// verdict says whether a target is met.
func (t target) verdict(ratio float64) string {
	switch {
	case t == target{}:
		return ""
	case t.least > 0 && ratio >= t.least, t.most > 0 && ratio <= t.most:
		return "met"
	}
	return "**missed**"
}

// compare makes a figure of the samples of two turns of the same rounds.
func compare(name string, subject, floor []sample, read func(sample) float64, show func(float64) string, goal target) figure {
	f := figure{name: name, target: goal}
	var subjects, floors []float64
	for i := range subject {
		s, l := read(subject[i]), read(floor[i])
		subjects, floors = append(subjects, s), append(floors, l)
		f.ratios = append(f.ratios, s/l)
	}
	f.subject, f.floor = show(median(subjects)), show(median(floors))
	return f
}

// absolute makes a figure that is held against a number and not against a floor. The floor, if there is one, is only shown.
func absolute(name string, values []float64, floor string, show func(float64) string, most float64) figure {
	return figure{
		name: name, subject: show(median(values)), floor: floor, ratios: values, target: target{most: most}, format: show,
	}
}

// row is the figure as a row of a Markdown table.
func (f figure) row(judge bool) string {
	show, goal := f.format, f.target.String()
	if show == nil {
		show = number
	} else if f.target.most > 0 {
		goal = "≤ " + show(f.target.most)
	}
	verdict := f.target.verdict(median(f.ratios))
	if !judge && verdict != "" {
		verdict = "not judged"
	}
	spread := fmt.Sprintf("%s (%s – %s)", show(median(f.ratios)), show(slices.Min(f.ratios)), show(slices.Max(f.ratios)))
	return "| " + strings.Join([]string{f.name, f.subject, f.floor, spread, goal, verdict}, " | ") + " |"
}

// median is the middle value, or the mean of the two in the middle.
func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	if len(sorted) == 0 {
		return 0
	}
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}

// number shows a ratio with three digits.
func number(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// perSecond shows a rate.
func perSecond(v float64) string { return thousands(int64(v)) + "/s" }

func thousands(n int64) string {
	text := fmt.Sprint(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + " " + text[at:]
	}
	return text
}

// duration shows seconds in the unit that fits.
func duration(seconds float64) string {
	switch d := time.Duration(seconds * float64(time.Second)); {
	case d >= time.Second:
		return fmt.Sprintf("%.2f s", d.Seconds())
	case d >= 10*time.Millisecond:
		return fmt.Sprintf("%.1f ms", d.Seconds()*1e3)
	case d >= time.Millisecond:
		return fmt.Sprintf("%.2f ms", d.Seconds()*1e3)
	}
	return fmt.Sprintf("%.0f µs", seconds*1e6)
}

func megabytes(bytes float64) string { return fmt.Sprintf("%.1f MB", bytes/1e6) }

// failures is the row of all that went wrong: nothing must.
func failures(all ...[]sample) figure {
	var failed, done float64
	for _, samples := range all {
		for _, s := range samples {
			failed += float64(s.failed)
			done += float64(len(s.each))
		}
	}
	return figure{
		name: "errors", subject: fmt.Sprintf("%.0f of %s", failed, thousands(int64(done))), floor: "–",
		ratios: []float64{failed}, target: target{most: 0.5}, format: func(v float64) string { return fmt.Sprintf("%.0f", v) },
	}
}
