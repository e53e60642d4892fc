package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
)

var (
	textLine    = regexp.MustCompile(`(?m)^  '([a-z0-9_.-]+)': (.+),$`)
	placeholder = regexp.MustCompile(`\{\w+\}`)
	plural      = regexp.MustCompile(`^\{ one: .+ other: .+ \}$`)
)

// checkTexts holds every language to English: the same keys, each with the same placeholders and plurals where there are
// plurals. It works without TypeScript, which checks the same when it is there.
func checkTexts(root string) error {
	english, err := filepath.Glob(filepath.Join(root, "src", "i18n", "en", "*.ts"))
	if err != nil || len(english) == 0 {
		return fmt.Errorf("no English texts: %w", errors.Join(err, os.ErrNotExist))
	}
	var problems []error
	for _, file := range english {
		want, err := readTexts(file)
		if err != nil {
			return err
		}
		other := filepath.Join(root, "src", "i18n", "de", filepath.Base(file))
		got, err := readTexts(other)
		if err != nil {
			return err
		}
		problems = append(problems, compareTexts("de/"+filepath.Base(file), want, got)...)
	}
	return errors.Join(problems...)
}

// compareTexts says how texts differ from the English ones.
func compareTexts(name string, want, got map[string]string) (problems []error) {
	for _, key := range slices.Sorted(maps.Keys(want)) {
		text, ok := got[key]
		switch {
		case !ok:
			problems = append(problems, fmt.Errorf("%s lacks %s", name, key))
		case !slices.Equal(holes(want[key]), holes(text)):
			problems = append(problems, fmt.Errorf("%s: %s has other placeholders: %v, want %v", name, key, holes(text), holes(want[key])))
		case plural.MatchString(want[key]) != plural.MatchString(text):
			problems = append(problems, fmt.Errorf("%s: %s has plurals in one language only", name, key))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[key]; !ok {
			problems = append(problems, fmt.Errorf("%s has %s, which is not in English", name, key))
		}
	}
	return problems
}

func readTexts(file string) (map[string]string, error) {
	source, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	texts := map[string]string{}
	for _, match := range textLine.FindAllStringSubmatch(string(source), -1) {
		if _, twice := texts[match[1]]; twice {
			return nil, fmt.Errorf("%s has %s twice", filepath.Base(file), match[1])
		}
		texts[match[1]] = match[2]
	}
	return texts, nil
}

// holes is the placeholders of a text, each once.
func holes(text string) []string {
	all := placeholder.FindAllString(text, -1)
	slices.Sort(all)
	return slices.Compact(all)
}
