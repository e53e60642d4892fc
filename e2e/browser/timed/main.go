// Command timed builds the program whose clock tests can set, into the folder named by its argument. It runs in e2e.
package main

import (
	"fmt"
	"os"

	"github.com/sojourn-auth/sojourn/e2e/harness"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "the folder is needed")
		os.Exit(2)
	}
	file, err := harness.BuildTimed(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(file)
}
