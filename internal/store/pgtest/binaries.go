package pgtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// binaries finds the folder with the programs of a PostgreSQL server: on the PATH, where pg_config says, or the
// newest of those that Linux distributions install side by side.
func binaries() (string, error) {
	candidates := filepath.SplitList(os.Getenv("PATH"))
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		candidates = append(candidates, strings.TrimSpace(string(out)))
	}
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin"} {
		found, _ := filepath.Glob(pattern) // only a malformed pattern is an error
		slices.SortFunc(found, func(a, b string) int { return version(b) - version(a) })
		candidates = append(candidates, found...)
	}
	for _, folder := range candidates {
		if runnable(folder, "initdb") && runnable(folder, "postgres") {
			return folder, nil
		}
	}
	return "", fmt.Errorf("no PostgreSQL server is installed: initdb and postgres are neither on the PATH nor in %s",
		"the usual folders; install one, or name a server in "+serverVariable)
}

// version is the number in the path of a server's programs; 0 when there is none.
func version(folder string) int {
	number := strings.TrimLeftFunc(filepath.Base(filepath.Dir(folder)), func(r rune) bool { return r < '0' || r > '9' })
	n, _ := strconv.Atoi(number) // a folder without a number sorts last
	return n
}

func runnable(folder, program string) bool {
	info, err := os.Stat(filepath.Join(folder, program))
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}
