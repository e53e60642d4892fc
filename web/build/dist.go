package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// compress adds to each file what is sent to browsers that take gzip.
func compress(made files) error {
	for _, name := range slices.Collect(maps.Keys(made)) {
		if name == "manifest.json" {
			continue
		}
		var packed bytes.Buffer
		w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
		if err == nil {
			_, err = w.Write(made[name])
		}
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			return fmt.Errorf("compress %s: %w", name, err)
		}
		made[name+".gz"] = packed.Bytes()
	}
	return nil
}

// write makes dist hold these files and no others.
func write(dist string, made files) error {
	if err := os.RemoveAll(dist); err != nil {
		return err
	}
	if err := os.MkdirAll(dist, 0o755); err != nil { //nolint:gosec // G301: part of the sources
		return err
	}
	total := 0
	for _, name := range slices.Sorted(maps.Keys(made)) {
		if err := os.WriteFile(filepath.Join(dist, name), made[name], 0o644); err != nil { //nolint:gosec // G306: part of the sources
			return err
		}
		if packed, ok := strings.CutSuffix(name, ".gz"); ok {
			total += len(made[name])
			_, _ = fmt.Fprintf(os.Stdout, "%8d %8d gz  %s\n", len(made[packed]), len(made[name]), packed)
		}
	}
	_, _ = fmt.Fprintf(os.Stdout, "%17d gz  in all\n", total)
	return nil
}

// compare says how dist differs from these files. Packed files are compared unpacked: other versions of Go may pack
// them otherwise.
func compare(dist string, made files) error {
	var problems []error
	there, err := os.ReadDir(dist)
	if err != nil {
		return err
	}
	for _, entry := range there {
		if _, ok := made[entry.Name()]; !ok {
			problems = append(problems, fmt.Errorf("dist/%s is left over", entry.Name()))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(made)) {
		text, err := os.ReadFile(filepath.Join(dist, name))
		if err != nil || !bytes.Equal(unpacked(name, text), unpacked(name, made[name])) {
			problems = append(problems, fmt.Errorf("dist/%s is not what the sources give", name))
		}
	}
	if len(problems) > 0 {
		problems = append(problems, errors.New("run make web and commit web/dist"))
	}
	return errors.Join(problems...)
}

func unpacked(name string, text []byte) []byte {
	if !strings.HasSuffix(name, ".gz") {
		return text
	}
	r, err := gzip.NewReader(bytes.NewReader(text))
	if err != nil {
		return nil
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		return nil
	}
	return plain
}
