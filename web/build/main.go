// Command build makes web/dist from web/src: what browsers load, ready to be embedded. The same sources give the same
// bytes. With -check it writes nothing, and fails when dist is not what the sources give.
package main

//go:generate go run .

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	check := flag.Bool("check", false, "write nothing; fail when dist differs from what the sources give")
	root := flag.String("web", "..", "the folder web, from here")
	flag.Parse()
	if err := run(*root, *check); err != nil {
		fmt.Fprintln(os.Stderr, "web/build:", err)
		os.Exit(1)
	}
}

func run(root string, check bool) error {
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	if err := checkTexts(root); err != nil {
		return err
	}
	made, err := bundle(root)
	if err != nil {
		return err
	}
	if check {
		return compare(filepath.Join(root, "dist"), made)
	}
	return write(filepath.Join(root, "dist"), made)
}
