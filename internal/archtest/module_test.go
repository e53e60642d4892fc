package archtest

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

// maxDirect is how many modules the product may require by itself. The default answer to one more is no.
const maxDirect = 15

// goMod is what "go mod edit -json" says of a go.mod file, as far as it matters here.
type goMod struct {
	Require []struct {
		Path     string
		Indirect bool
	}
	Replace []struct{ Old struct{ Path string } }
	Tool    []struct{ Path string }
}

func TestModuleStaysSmall(t *testing.T) {
	t.Parallel()
	edit := exec.CommandContext(t.Context(), "go", "mod", "edit", "-json")
	edit.Dir = root
	text, err := edit.Output()
	if err != nil {
		t.Fatalf("read go.mod: %v", err)
	}
	var mod goMod
	if err := json.Unmarshal(text, &mod); err != nil {
		t.Fatalf("read go.mod: %v", err)
	}
	for _, problem := range checkModule(mod) {
		t.Errorf("go.mod: %s", problem)
	}
}

// checkModule says what is wrong with the product's go.mod.
func checkModule(mod goMod) (problems []string) {
	for _, r := range mod.Replace {
		problems = append(problems, fmt.Sprintf("replaces %s, and so cannot be installed with go install", r.Old.Path))
	}
	for _, tool := range mod.Tool {
		problems = append(problems, fmt.Sprintf("names the tool %s, which would bring all its modules into the product; "+
			"tools belong into tools/go.mod", tool.Path))
	}
	var direct []string
	for _, r := range mod.Require {
		if !r.Indirect {
			direct = append(direct, r.Path)
		}
	}
	if len(direct) > maxDirect {
		problems = append(problems, fmt.Sprintf("requires %d modules directly, and at most %d are allowed: %s",
			len(direct), maxDirect, strings.Join(direct, " ")))
	}
	return problems
}

func TestCheckModuleFinds(t *testing.T) {
	t.Parallel()
	many := `{"Require":[` + strings.Repeat(`{"Path":"example.com/a"},`, maxDirect) + `{"Path":"example.com/b","Indirect":%t}]}`
	for _, test := range []struct {
		name, give string
		want       string // part of the problem; empty when there is none
	}{
		{"nothing", `{}`, ""},
		{"as many as allowed", fmt.Sprintf(many, true), ""},
		{"one too many", fmt.Sprintf(many, false), "16 modules"},
		{"a replacement", `{"Replace":[{"Old":{"Path":"example.com/a"}}]}`, "replaces example.com/a"},
		{"a tool", `{"Tool":[{"Path":"example.com/lint"}]}`, "tool example.com/lint"},
	} {
		var mod goMod
		if err := json.Unmarshal([]byte(test.give), &mod); err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		got := strings.Join(checkModule(mod), "\n")
		if (test.want == "") != (got == "") || !strings.Contains(got, test.want) {
			t.Errorf("%s: checkModule() = %q, want a problem with %q", test.name, got, test.want)
		}
	}
}
