package app

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// configFile is what --config names: a JSON object whose members are flags by their names.
type configFile map[string]any

// readConfigFile reads a configuration file.
func readConfigFile(r io.Reader) (kong.Resolver, error) {
	values := configFile{}
	decoder := json.NewDecoder(r)
	decoder.UseNumber()
	if err := decoder.Decode(&values); err != nil {
		return nil, fmt.Errorf("the configuration file is not a JSON object: %w", err)
	}
	return values, nil
}

// Validate refuses members that are no flags: a setting that is written wrong must not be taken for its default.
func (c configFile) Validate(app *kong.Application) error {
	var known []string
	_ = kong.Visit(app, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok {
			known = append(known, flag.Name)
		}
		return next(nil)
	})
	for name := range c {
		if !slices.Contains(known, name) {
			return fmt.Errorf("the configuration file has a member %q, which is not a flag", name)
		}
	}
	return nil
}

// Resolve gives a flag the value that the file has for it, unless the environment has one.
func (c configFile) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, name := range flag.Envs {
		if _, set := os.LookupEnv(name); set {
			return nil, nil
		}
	}
	switch value := c[flag.Name].(type) {
	case nil:
		return nil, nil
	case []any:
		texts := make([]string, 0, len(value))
		for _, one := range value {
			texts = append(texts, fmt.Sprint(one))
		}
		return strings.Join(texts, ","), nil
	case map[string]any:
		return nil, fmt.Errorf("the member %q of the configuration file is not a value", flag.Name)
	default:
		return fmt.Sprint(value), nil
	}
}
