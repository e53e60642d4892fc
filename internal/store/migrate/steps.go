package migrate

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
)

// Step is one change of a schema.
type Step struct {
	Version int    // from 1, without gaps
	Name    string // what it is about
	SQL     string
}

// Sum identifies the content of a step.
func (s Step) Sum() string {
	sum := sha256.Sum256([]byte(s.SQL))
	return hex.EncodeToString(sum[:])
}

// String names a step in messages.
func (s Step) String() string { return fmt.Sprintf("%04d_%s", s.Version, s.Name) }

var fileName = regexp.MustCompile(`^([0-9]{4})_([a-z0-9_]+)\.sql$`)

// Read reads the steps from the files NNNN_name.sql of a folder. They must count from 0001 without a gap.
func Read(files fs.FS, folder string) ([]Step, error) {
	entries, err := fs.ReadDir(files, folder)
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	var steps []Step
	for _, entry := range entries { // sorted by name, and so by version
		parts := fileName.FindStringSubmatch(entry.Name())
		if parts == nil {
			return nil, fmt.Errorf("read the migrations: %s is not named like 0001_name.sql", entry.Name())
		}
		version, _ := strconv.Atoi(parts[1]) // four digits always are a number
		if version != len(steps)+1 {
			return nil, fmt.Errorf("read the migrations: %s is out of order: %04d is expected", entry.Name(), len(steps)+1)
		}
		text, err := fs.ReadFile(files, path.Join(folder, entry.Name()))
		if err != nil {
			return nil, fmt.Errorf("read the migrations: %w", err)
		}
		steps = append(steps, Step{Version: version, Name: parts[2], SQL: string(text)})
	}
	return steps, nil
}
