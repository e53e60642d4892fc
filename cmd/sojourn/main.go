// Command sojourn is the session authority and its command line.
package main

import (
	"os"

	"github.com/sojourn-auth/sojourn/internal/app"
)

// version is set when a release is built.
var version = "development"

func main() { os.Exit(app.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, version)) }
