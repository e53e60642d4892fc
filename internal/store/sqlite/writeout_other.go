//go:build !linux

package sqlite

import "os"

// writeOut does nothing where the system cannot write a part of a file to the disk: Sync writes all of it.
func writeOut(*os.File, int) {}
