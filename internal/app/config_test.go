package app

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write golden files instead of comparing with them")

func safe() ServeConfig {
	return ServeConfig{
		Addr: "127.0.0.1:8080", AccessTokenLife: 5 * time.Minute, RefreshGrace: 30 * time.Second,
		SigningKeyLife: 90 * 24 * time.Hour, KeepSessions: 90 * 24 * time.Hour, KeepEvents: 365 * 24 * time.Hour,
	}
}

func TestUnsafeConfigurationIsRefused(t *testing.T) {
	t.Parallel()
	for _, each := range []struct {
		name   string
		change func(*ServeConfig)
		want   string // empty: accepted
	}{
		{"defaults", func(*ServeConfig) {}, ""},
		{"localhost", func(c *ServeConfig) { c.Addr = "localhost:80" }, ""},
		{"IPv6 loopback", func(c *ServeConfig) { c.Addr = "[::1]:80" }, ""},
		{"everywhere behind https", func(c *ServeConfig) { c.Addr, c.PublicURL = ":8080", "https://auth.example.com" }, ""},
		{"http on loopback", func(c *ServeConfig) { c.PublicURL = "http://localhost:3000" }, ""},
		{"everywhere", func(c *ServeConfig) { c.Addr = ":8080" }, "--public-url"},
		{"all interfaces", func(c *ServeConfig) { c.Addr = "0.0.0.0:8080" }, "--public-url"},
		{"public http", func(c *ServeConfig) { c.PublicURL = "http://auth.example.com" }, "must be https"},
		{"URL with a path", func(c *ServeConfig) { c.PublicURL = "https://auth.example.com/sojourn" }, "a scheme and a host"},
		{"URL with a user", func(c *ServeConfig) { c.PublicURL = "https://user:pass@auth.example.com" }, "a scheme and a host"},
		{"no URL", func(c *ServeConfig) { c.PublicURL = "auth.example.com" }, "a scheme and a host"},
		{"no port", func(c *ServeConfig) { c.Addr = "127.0.0.1" }, "HOST:PORT"},
		{"certificate alone", func(c *ServeConfig) { c.TLSCert = "cert.pem" }, "go together"},
		{"short tokens", func(c *ServeConfig) { c.AccessTokenLife = 9 * time.Second }, "--access-token-life"},
		{"long tokens", func(c *ServeConfig) { c.AccessTokenLife = time.Hour + 1 }, "--access-token-life"},
		{"long grace", func(c *ServeConfig) { c.RefreshGrace = 301 * time.Second }, "--refresh-grace"},
		{"short retention", func(c *ServeConfig) { c.KeepSessions = time.Hour }, "--keep-sessions"},
		{"short-lived keys", func(c *ServeConfig) { c.SigningKeyLife = time.Hour }, "--signing-key-life"},
	} {
		t.Run(each.name, func(t *testing.T) {
			t.Parallel()
			c := safe()
			each.change(&c)
			got := strings.Join(c.problems(), "; ")
			if (each.want == "") != (got == "") || !strings.Contains(got, each.want) {
				t.Errorf("problems() = %q, want it to hold %q", got, each.want)
			}
			if strings.Contains(got, "pass@") {
				t.Errorf("problems() = %q repeats a secret", got)
			}
		})
	}
}

func TestHelpGolden(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"", "serve", "user", "key", "session", "settings", "operator"} {
		var out bytes.Buffer
		args := append(strings.Fields(command), "--help")
		if status := run(t.Context(), args, console{in: strings.NewReader(""), out: &out, err: &out}); status != 0 {
			t.Fatalf("%v: status %d: %s", args, status, out.String())
		}
		golden := filepath.Join("testdata", "help"+strings.TrimSuffix("-"+command, "-")+".txt")
		if *update {
			if err := os.WriteFile(golden, out.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if out.String() != string(want) {
			t.Errorf("sojourn %s --help differs from %s: if that is meant, run make generate", command, golden)
		}
	}
}

func TestValuesComeFromFlagThenEnvironmentThenFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sojourn.json")
	if err := os.WriteFile(file, []byte(`{"access-token-life":"1m","refresh-grace":"1s","addr":"127.0.0.1:1","trusted-proxies":["10.0.0.0/8"],"demo":true}`), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SOJOURN_REFRESH_GRACE", "2s")
	var all commands
	parser, err := newParser(&all)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse([]string{"--config", file, "serve", "--addr", "127.0.0.1:3"}); err != nil {
		t.Fatal(err)
	}
	got := all.Serve.ServeConfig
	if got.Addr != "127.0.0.1:3" || got.RefreshGrace != 2*time.Second || got.AccessTokenLife != time.Minute || got.KeepSessions != 2160*time.Hour || !got.Demo || len(got.TrustedProxies) != 1 {
		t.Errorf("addr %s from the flag, grace %s from the environment, life %s from the file, kept %s by default", got.Addr, got.RefreshGrace, got.AccessTokenLife, got.KeepSessions)
	}
}

func TestAMisspeltSettingIsRefused(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "sojourn.json")
	if err := os.WriteFile(file, []byte(`{"acess-token-life":"1m"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	status := run(t.Context(), []string{"--config", file, "version"}, console{in: strings.NewReader(""), out: &out, err: &out})
	if status != 2 || !strings.Contains(out.String(), `"acess-token-life"`) {
		t.Errorf("status %d, output %s, want 2 and the name of the member", status, out.String())
	}
}

func TestMasterKey(t *testing.T) {
	t.Parallel()
	where := StoreConfig{Data: t.TempDir()}
	if _, err := where.sealer(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(where.Data, masterKeyFile)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("master key: %v, %v, want a file of mode 600", info, err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := where.sealer(); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("with a key that others can read: %v", err)
	}
	if err := os.Rename(path, path+".away"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(where.databaseFile(), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := where.sealer(); err == nil || !strings.Contains(err.Error(), "put it back") {
		t.Errorf("with a database whose key is gone: %v", err)
	}
	if _, err := (StoreConfig{Database: "postgres://localhost/x"}).sealer(); err == nil || !strings.Contains(err.Error(), "--master-key") {
		t.Errorf("PostgreSQL without a key: %v", err)
	}
}
