package app

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// StoreConfig says where everything is kept.
type StoreConfig struct {
	Data      string `help:"Folder of the embedded database and, unless told otherwise, of the master key (default: sojourn-data)." env:"SOJOURN_DATA" type:"path"`
	Database  string `help:"URL of a PostgreSQL database (postgres://…), instead of the embedded one." env:"SOJOURN_DATABASE" placeholder:"URL"`
	MasterKey string `help:"File with the master key, which encrypts signing keys at rest: 32 bytes in base64. Made on first use when left out." env:"SOJOURN_MASTER_KEY_FILE" type:"path" placeholder:"FILE"`
}

// defaultData is where everything is kept when no folder is named.
const defaultData = "sojourn-data"

// named tells whether a folder was named.
func (c StoreConfig) named() bool { return c.Data != "" }

// folder is where everything is kept.
func (c StoreConfig) folder() string {
	if c.named() {
		return c.Data
	}
	return defaultData
}

// ServeConfig is the configuration of a server.
type ServeConfig struct {
	Addr           string   `help:"Address to listen on." default:"127.0.0.1:8080" env:"SOJOURN_ADDR"`
	PublicURL      string   `help:"URL by which clients reach the server; begins every issuer. Needed unless the address is on loopback." env:"SOJOURN_PUBLIC_URL" placeholder:"https://HOST"`
	TLSCert        string   `name:"tls-cert" help:"Certificate file (PEM), to serve https without a proxy." env:"SOJOURN_TLS_CERT" type:"path" placeholder:"FILE"`
	TLSKey         string   `name:"tls-key" help:"Key file of the certificate (PEM)." env:"SOJOURN_TLS_KEY" type:"path" placeholder:"FILE"`
	TrustedProxies []string `help:"Networks of the proxies whose X-Forwarded-For is believed." env:"SOJOURN_TRUSTED_PROXIES" placeholder:"CIDR"`
	MetricsAddr    string   `help:"Address to serve Prometheus metrics on, at /metrics; not served when empty." env:"SOJOURN_METRICS_ADDR" placeholder:"HOST:PORT"`
	PlaceDB        string   `name:"place-db" help:"MaxMind database (.mmdb) that tells city and country of an address." env:"SOJOURN_PLACE_DB" type:"path" placeholder:"FILE"`

	AccessTokenLife time.Duration `help:"Life of access tokens, less up to 5 % so that they do not all expire at once." default:"5m" env:"SOJOURN_ACCESS_TOKEN_LIFE"`
	RefreshGrace    time.Duration `help:"How long the predecessor of a refresh token still gets the same successor (0s to 5m)." default:"30s" env:"SOJOURN_REFRESH_GRACE"`
	SigningKeyLife  time.Duration `help:"How long a signing key signs before it is rotated." default:"2160h" env:"SOJOURN_SIGNING_KEY_LIFE"`
	KeepSessions    time.Duration `help:"How long ended sessions are kept." default:"2160h" env:"SOJOURN_KEEP_SESSIONS"`
	KeepEvents      time.Duration `help:"How long events are kept." default:"8760h" env:"SOJOURN_KEEP_EVENTS"`

	LogLevel  string `help:"What is logged: debug, info, warn or error." default:"info" enum:"debug,info,warn,error" env:"SOJOURN_LOG_LEVEL"`
	LogFormat string `help:"How it is logged: text or json." default:"text" enum:"text,json" env:"SOJOURN_LOG_FORMAT"`
	Demo      bool   `help:"Fill an empty store with demo data and print how to sign in. Without --data, it is gone when the server stops." env:"SOJOURN_DEMO"`
}

// Bounds of the configuration.
const (
	minAccessLife = 10 * time.Second
	maxAccessLife = time.Hour
	minKept       = 7 * 24 * time.Hour // recent sign-outs are shown for so long
	minKeyLife    = 2 * 24 * time.Hour // a key is published a day before it signs
)

// problems is everything that makes the configuration unsafe or meaningless, and what to do about each.
func (c *ServeConfig) problems() []string {
	var all []string
	complain := func(wrong bool, format string, args ...any) {
		if wrong {
			all = append(all, fmt.Sprintf(format, args...))
		}
	}
	complain((c.TLSCert == "") != (c.TLSKey == ""), "--tls-cert and --tls-key go together: give both or none")
	complain(c.AccessTokenLife < minAccessLife || c.AccessTokenLife > maxAccessLife,
		"--access-token-life must be from %s to %s", minAccessLife, maxAccessLife)
	complain(c.RefreshGrace < 0 || c.RefreshGrace > session.MaxGrace, "--refresh-grace must be from 0s to %s", session.MaxGrace)
	complain(c.SigningKeyLife < minKeyLife, "--signing-key-life must be at least %s", minKeyLife)
	complain(c.KeepSessions < minKept, "--keep-sessions must be at least %s", minKept)
	complain(c.KeepEvents < minKept, "--keep-events must be at least %s", minKept)
	return append(all, c.addressProblems()...)
}

// addressProblems holds the server to https, except on loopback.
func (c *ServeConfig) addressProblems() []string {
	host, _, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return []string{"--addr must be HOST:PORT, such as 127.0.0.1:8080"}
	}
	if c.PublicURL == "" {
		if !isLoopback(host) {
			return []string{"--addr is not on loopback, so --public-url must say by which https URL clients reach the server"}
		}
		return nil
	}
	u, err := url.Parse(c.PublicURL)
	switch {
	case err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil || strings.Trim(u.Path, "/") != "":
		return []string{"--public-url must be a scheme and a host, such as https://auth.example.com"}
	case u.Scheme == "https", u.Scheme == "http" && isLoopback(u.Hostname()):
		return nil
	}
	return []string{"--public-url must be https: session cookies and tokens would travel in the clear (plain http is for loopback only)"}
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// publicURL is the URL by which clients reach a server that listens on this address.
func (c *ServeConfig) publicURL(listening net.Addr) string {
	if c.PublicURL != "" {
		return strings.TrimRight(c.PublicURL, "/")
	}
	scheme := "http"
	if c.TLSCert != "" {
		scheme = "https"
	}
	host, _, _ := net.SplitHostPort(c.Addr)
	_, port, _ := net.SplitHostPort(listening.String())
	return scheme + "://" + net.JoinHostPort(host, port)
}

// issuer is the issuer URL of an environment: everything of it is below.
func issuer(publicURL string) func(tenancy.EnvironmentID) string {
	return func(environment tenancy.EnvironmentID) string { return publicURL + "/e/" + string(environment) }
}

// newParser makes the parser of the command line. Values come from flags, then from the environment, then from the
// file that --config names, then from the defaults.
func newParser(c *commands, options ...kong.Option) (*kong.Kong, error) {
	return kong.New(c, append([]kong.Option{
		kong.Name("sojourn"),
		kong.Description("Session authority for multi-tenant applications."),
		kong.Configuration(readConfigFile),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	}, options...)...)
}
