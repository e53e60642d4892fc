package sqlite

import (
	"os"
	"syscall"
)

// writeRange has the system write a range of a file to the disk, with what is being written there already, and waits for
// both: all three flags of sync_file_range(2).
const writeRange = 1 | 2 | 4

// writeOut has the system write a file to the disk in so many parts, one after the other. Each commit writes to the same
// disk: it waits behind one part, where it would wait behind the whole file. It promises nothing: that is for Sync,
// which comes after it, has little left to do, and tells what has failed.
func writeOut(file *os.File, parts int) {
	info, err := file.Stat()
	if err != nil || parts < 2 {
		return
	}
	size := info.Size()/int64(parts) + 1
	for from := int64(0); from < info.Size(); from += size {
		if syscall.SyncFileRange(int(file.Fd()), from, size, writeRange) != nil {
			return
		}
	}
}
