package sqlite

import (
	"os"

	"golang.org/x/sys/unix"
)

// writeOut has the system write a file to the disk in so many parts, one after the other. Each commit writes to the same
// disk: it waits behind one part, where it would wait behind the whole file. It promises nothing: that is for Sync,
// which comes after it, has little left to do, and tells what has failed.
func writeOut(file *os.File, parts int) {
	info, err := file.Stat()
	if err != nil || parts < 2 {
		return
	}
	const allOfIt = unix.SYNC_FILE_RANGE_WAIT_BEFORE | unix.SYNC_FILE_RANGE_WRITE | unix.SYNC_FILE_RANGE_WAIT_AFTER
	size := info.Size()/int64(parts) + 1
	for from := int64(0); from < info.Size(); from += size {
		if unix.SyncFileRange(int(file.Fd()), from, size, allOfIt) != nil {
			return
		}
	}
}
