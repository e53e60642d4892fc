package e2e

import (
	"flag"

	"fmt"
	"os"
	"testing"

	"github.com/sojourn-auth/sojourn/e2e/harness"
)

// suite is what all tests share: the program, and what it has written. TestMain makes it.
var suite *harness.Suite

// TestMain runs the tests, and then searches all that the program has written meanwhile for every secret it has
// handed out.
func TestMain(m *testing.M) {
	flag.Parse()
	var err error
	if suite, err = harness.NewSuite(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	leaks, searched, err := suite.Scan()
	if err != nil {
		fmt.Fprintln(os.Stderr, "FAIL: search for secrets:", err)
		code = 1
	}
	for _, leak := range leaks {
		fmt.Fprintln(os.Stderr, "FAIL: secret found:", leak)
		code = 1
	}
	fmt.Printf("searched %d bytes of logs, errors and metrics for %d secrets: %d found\n", searched, suite.Secrets.Len(), len(leaks))
	if err := suite.Close(); err != nil {
		fmt.Fprintln(os.Stderr, "FAIL:", err)
		code = 1
	}
	os.Exit(code)
}

// torture tells whether the tests are to run for as long as they find anything new to do.
func torture() bool { return os.Getenv("SOJOURN_TORTURE") != "" }

// rounds is how often something is done: few times in the normal run, many under torture.
func rounds(normal, tortured int) int {
	if torture() {
		return tortured
	}
	return normal
}
