//go:build !linux

package main

import (
	"errors"
	"os"
	"os/exec"
)

// canPin tells whether processes can be held to processors. Only on Linux we know how.
func canPin() bool { return false }

type cores []int

func startOn(c cores, cmd *exec.Cmd) error {
	if len(c) > 0 {
		return errors.ErrUnsupported
	}
	return cmd.Start()
}

func moveTo(c cores) error {
	if len(c) > 0 {
		return errors.ErrUnsupported
	}
	return nil
}

// dataSync has the system write what was written to a file.
func dataSync(file *os.File) error { return file.Sync() }
