package app

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// letGoOfCode takes the program's code out of this process' memory. What is needed again comes back from the page cache
// within microseconds, 64 KiB at a time; what only the start has needed, which is most of it, stays away, and the system
// may use the room for something better. Only code is let go of: nobody writes to it, so there is nothing to lose.
func letGoOfCode() error {
	program, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return err
	}
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		return err
	}
	var failed error
	for line := range strings.Lines(string(maps)) {
		fields := strings.Fields(line) // addresses, permissions, offset, device, inode, path
		if len(fields) < 6 || fields[1] != "r-xp" || !strings.HasSuffix(strings.TrimSpace(line), program) {
			continue
		}
		var from, to uintptr
		if _, err := fmt.Sscanf(fields[0], "%x-%x", &from, &to); err != nil {
			return fmt.Errorf("read where the code is: %w", err)
		}
		if _, _, failure := unix.Syscall(unix.SYS_MADVISE, from, to-from, unix.MADV_DONTNEED); failure != 0 {
			failed = errors.Join(failed, failure)
		}
	}
	return failed
}
