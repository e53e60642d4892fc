package portal

import (
	"net/url"
	"strings"

	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// local is a path that a sign-in may lead to: of this environment, or for operators of their portal. Anything else is
// empty; above all what a browser could take for an address elsewhere.
func local(environment tenancy.EnvironmentID, path string) string {
	for _, c := range path {
		if c <= ' ' || c == '\\' || c == 0x7f {
			return ""
		}
	}
	address, err := url.Parse(path)
	if err != nil || address.IsAbs() || address.Host != "" || address.User != nil || address.Opaque != "" || strings.Contains(address.Path, "//") {
		return ""
	}
	for segment := range strings.SplitSeq(address.Path, "/") {
		if segment == ".." || segment == "." {
			return ""
		}
	}
	if strings.HasPrefix(path, "/e/"+string(environment)+"/") || environment == tenancy.Operators && strings.HasPrefix(path, "/operator/") {
		return path
	}
	return ""
}
