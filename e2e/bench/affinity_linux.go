package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"

	"golang.org/x/sys/unix"
)

// canPin tells whether processes can be held to processors, and there are enough of them to do so.
func canPin() bool { return runtime.NumCPU() >= 2 }

// cores is a set of processors; empty for all.
type cores []int

func (c cores) set() (set unix.CPUSet) {
	for _, core := range c {
		set.Set(core)
	}
	if len(c) == 0 {
		for core := range runtime.NumCPU() {
			set.Set(core)
		}
	}
	return set
}

// startOn starts a process that only ever runs on some processors: a child inherits them from the thread that makes it.
func startOn(c cores, cmd *exec.Cmd) error {
	if len(c) == 0 {
		return cmd.Start()
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var before unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		return fmt.Errorf("read the processors of this thread: %w", err)
	}
	pinned := c.set()
	if err := unix.SchedSetaffinity(0, &pinned); err != nil {
		return fmt.Errorf("pin a process to processors %v: %w", c, err)
	}
	err := cmd.Start()
	if again := unix.SchedSetaffinity(0, &before); err == nil {
		err = again
	}
	return err
}

// moveTo moves this process, with all its threads, to some processors, and gives Go as many.
func moveTo(c cores) error {
	pinned := c.set()
	// Threads that are made meanwhile inherit from those that make them: go through them twice.
	for range 2 {
		threads, _ := filepath.Glob("/proc/self/task/[0-9]*") // only a malformed pattern is an error
		for _, thread := range threads {
			id, err := strconv.Atoi(filepath.Base(thread))
			if err != nil {
				return fmt.Errorf("list the threads of this process: %w", err)
			}
			if err := unix.SchedSetaffinity(id, &pinned); err != nil && !os.IsNotExist(err) && err != unix.ESRCH {
				return fmt.Errorf("move this process to processors %v: %w", c, err)
			}
		}
	}
	count := len(c)
	if count == 0 {
		count = runtime.NumCPU()
	}
	runtime.GOMAXPROCS(count)
	return nil
}

// dataSync has the system write what was written to a file.
func dataSync(file *os.File) error { return unix.Fdatasync(int(file.Fd())) }
