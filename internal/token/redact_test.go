package token

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"strings"
	"testing"

	"github.com/sojourn-auth/sojourn/internal/session"
)

// confidential is a value that holds a secret, with the bytes that must not appear in any form.
type confidential struct {
	name   string
	value  any
	secret []byte
}

func confidentials(t *testing.T) []confidential {
	t.Helper()
	w := setup(t)
	secret := NewSecret(session.ID{UID: knownID})
	apiKey := NewAPIKey(knownID)
	refreshKey := GenerateRefreshKey()
	refresher := newRefresher(t, refreshKey)
	refresh := refresher.First(session.ID{UID: knownID})
	access, err := w.minter.Mint(sampleClaims())
	if err != nil {
		t.Fatal(err)
	}
	master := GenerateMasterKey()
	sealer, err := NewSealer(master)
	if err != nil {
		t.Fatal(err)
	}
	scalar, err := w.key.private.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	sessionSecret, keySecret, refreshSecret, masterKey := secret.random(), apiKey.random(), refresh.secret().random, master.bytes()
	return []confidential{
		{"Secret", secret, sessionSecret[:]},
		{"*Secret", &secret, sessionSecret[:]},
		{"APIKey", apiKey, keySecret[:]},
		{"Refresh", refresh, refreshSecret[:]},
		{"Refresher", refresher, refreshKey},
		{"SigningKey", w.key, scalar},
		{"Access", access, []byte(access.Reveal())},
		{"MasterKey", master, masterKey[:]},
		{"Sealer", sealer, masterKey[:]},
	}
}

// forms are the ways in which bytes could show up in a text.
func forms(secret []byte) []string {
	decimal := strings.Trim(fmt.Sprint(secret), "[]")
	return []string{
		string(secret),
		hex.EncodeToString(secret),
		strings.ToUpper(hex.EncodeToString(secret)),
		base64.RawStdEncoding.EncodeToString(secret),
		base64.RawURLEncoding.EncodeToString(secret),
		decimal,
		strings.ReplaceAll(decimal, " ", ","),
		strings.ReplaceAll(decimal, " ", ", "),
		strings.Trim(strings.TrimPrefix(fmt.Sprintf("%#v", secret), "[]byte"), "{}"),
		new(big.Int).SetBytes(secret).String(),
	}
}

func TestSecretsPrintAsRedacted(t *testing.T) {
	t.Parallel()
	for _, c := range confidentials(t) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o", "%b", "%40v"} {
				if got := fmt.Sprintf(verb, c.value); got != redaction {
					t.Errorf("Sprintf(%s) = %q, want %s", verb, got, redaction)
				}
			}
			if got, err := json.Marshal(c.value); err != nil || string(got) != `"[redacted]"` {
				t.Errorf("json.Marshal = %s, %v, want \"[redacted]\"", got, err)
			}
			if got := c.value.(fmt.Stringer).String(); got != redaction {
				t.Errorf("String() = %s, want %s", got, redaction)
			}
			if got := c.value.(fmt.GoStringer).GoString(); got != redaction {
				t.Errorf("GoString() = %s, want %s", got, redaction)
			}
			var log bytes.Buffer
			slog.New(slog.NewTextHandler(&log, nil)).Info("text", "value", c.value, "group", slog.GroupValue(slog.Any("inner", c.value)))
			slog.New(slog.NewJSONHandler(&log, nil)).Info("json", "value", c.value, "list", []any{c.value})
			if strings.Count(log.String(), redaction) != 4 {
				t.Errorf("log = %s, want four times %s", log.String(), redaction)
			}
			mustNotShow(t, log.String(), c.secret)
		})
	}
}

// A secret in somebody else's struct, where fmt calls no methods, must not show either.
func TestSecretsDoNotShowInOtherStructs(t *testing.T) {
	t.Parallel()
	for _, c := range confidentials(t) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			holder := struct {
				name     string
				hidden   any
				Exported any
				list     []any
				byName   map[string]any
			}{c.name, c.value, c.value, []any{c.value}, map[string]any{"x": c.value}}
			var log bytes.Buffer
			logger := slog.New(slog.NewTextHandler(&log, nil))
			logger.Info("held", "holder", holder, "error", errors.Join(fmt.Errorf("held: %v", holder)))
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
				fmt.Fprintf(&log, verb, holder)
				fmt.Fprintf(&log, verb, &holder)
			}
			mustNotShow(t, log.String(), c.secret)
		})
	}
}

// Here fmt meets the types themselves, not an interface that holds them.
func TestSecretsDoNotShowInUnexportedFields(t *testing.T) {
	t.Parallel()
	held := confidentials(t)
	request := struct {
		secret    Secret
		pointer   *Secret
		apiKey    APIKey
		refresh   Refresh
		refresher *Refresher
		key       SigningKey
		access    Access
		master    MasterKey
		sealer    *Sealer
		keys      KeySet
	}{
		held[0].value.(Secret), held[1].value.(*Secret), held[2].value.(APIKey), held[3].value.(Refresh),
		held[4].value.(*Refresher), held[5].value.(SigningKey), held[6].value.(Access), held[7].value.(MasterKey),
		held[8].value.(*Sealer), newKeySet(t, held[5].value.(SigningKey)),
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%p"} {
		for _, text := range []string{fmt.Sprintf(verb, request), fmt.Sprintf(verb, &request)} {
			for _, c := range held {
				mustNotShow(t, text, c.secret)
			}
		}
	}
}

func mustNotShow(t *testing.T, text string, secret []byte) {
	t.Helper()
	for _, form := range forms(secret) {
		if strings.Contains(text, form) {
			t.Errorf("the secret shows as %q in %q", form, text)
		}
	}
}
