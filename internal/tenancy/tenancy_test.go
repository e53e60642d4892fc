package tenancy

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/fault"
)

// expect wants an error about a field, or none when the field is empty.
func expect(t *testing.T, what string, err error, field string) {
	t.Helper()
	refused, _ := errors.AsType[*fault.Error](err)
	switch {
	case field == "" && err != nil:
		t.Errorf("%s: refused with %v, want accepted", what, err)
	case field != "" && (refused == nil || refused.Kind != fault.Invalid || refused.Field != field):
		t.Errorf("%s: %v, want an invalid %s", what, err, field)
	}
}

func TestEnvironmentValidate(t *testing.T) {
	t.Parallel()
	for id, valid := range map[EnvironmentID]bool{
		"": false, "a": false, "ab": true, "a1": true, "1a": false, "production": true, "eu-west-1": true,
		"-a": false, "a-": false, "a--b": true, "Production": false, "a_b": false, "a.b": false, "a/b": false,
		"..": false, "a\n": false, "ab\n": false, "ä1": false, "a b": false,
		EnvironmentID(strings.Repeat("a", 40)): true,
		EnvironmentID(strings.Repeat("a", 41)): false,
	} {
		field := ""
		if !valid {
			field = "id"
		}
		expect(t, "environment "+string(id), Environment{ID: id, Name: "Production"}.Validate(), field)
	}
	expect(t, "environment without a name", Environment{ID: "production"}.Validate(), "name")
}

func TestNames(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		what, name string
		valid      bool
	}{
		{"one character", "A", true},
		{"the most characters", strings.Repeat("ä", MaxName), true},
		{"one character too many", strings.Repeat("a", MaxName+1), false},
		{"empty", "", false},
		{"nothing but space", " \u00a0\u2003", false},
		{"surrounding space", " Acme ", true},
		{"joined emoji", "👩\u200d💻", true},
		{"right to left", "\u200fשלום", true},
		{"a line break", "Acme\nInc", false},
		{"a tab", "Acme\tInc", false},
		{"a zero byte", "Acme\x00", false},
		{"an escape", "\x1b[31mAcme", false},
		{"a C1 control", "Acme\u0085", false},
		{"a line separator", "Acme\u2028Inc", false},
		{"a paragraph separator", "Acme\u2029Inc", false},
		{"not UTF-8", "Acme\xff", false},
		{"a surrogate", "\xed\xa0\x80", false},
		{"the replacement character", "\ufffd", true},
	} {
		field := ""
		if !test.valid {
			field = "name"
		}
		expect(t, "tenant, "+test.what, Tenant{Name: test.name}.Validate(), field)
		expect(t, "environment, "+test.what, Environment{ID: "ab", Name: test.name}.Validate(), field)
		if test.name != "" { // a user needs none
			expect(t, "user, "+test.what, User{ExternalID: "1", Name: test.name}.Validate(), field)
		}
	}
}

func TestExternalIDs(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		what, id string
		valid    bool
	}{
		{"one byte", "1", true},
		{"the most bytes", strings.Repeat("a", MaxExternalID), true},
		{"one byte too many", strings.Repeat("a", MaxExternalID+1), false},
		{"too many bytes, not too many characters", strings.Repeat("ä", MaxExternalID/2) + "a", false},
		{"a URL", "https://idp.example.com/users/42?x=1", true},
		{"a control character", "a\x01", false},
		{"not UTF-8", "a\xff", false},
	} {
		field := ""
		if !test.valid {
			field = "external_id"
		}
		expect(t, "tenant, "+test.what, Tenant{Name: "Acme", ExternalID: test.id}.Validate(), field)
		expect(t, "user, "+test.what, User{ExternalID: test.id}.Validate(), field)
	}
	expect(t, "tenant without an external ID", Tenant{Name: "Acme"}.Validate(), "")
	expect(t, "user with neither external ID nor address", User{Name: "Ada"}.Validate(), "email")
}

func TestEmails(t *testing.T) {
	t.Parallel()
	const domain = "@example.com"
	for _, test := range []struct {
		what, email string
		valid       bool
	}{
		{"plain", "ada@example.com", true},
		{"shortest", "a@b", true},
		{"tagged", "ada+test@example.com", true},
		{"beyond ASCII", "jörg@müller.example", true},
		{"the most bytes", strings.Repeat("a", MaxEmail-len(domain)) + domain, true},
		{"one byte too many", strings.Repeat("a", MaxEmail-len(domain)+1) + domain, false},
		{"no at sign", "ada.example.com", false},
		{"nothing before it", "@example.com", false},
		{"nothing after it", "ada@", false},
		{"two of them", "ada@b@example.com", false},
		{"only one", "@", false},
		{"inner space", "ada lovelace@example.com", false},
		{"space of another kind", "ada\u00a0@example.com", false},
		{"leading space", " ada@example.com", false},
		{"a line break, for a mail header", "ada@example.com\r\nBcc: eve@example.com", false},
		{"a zero byte", "ada@example.com\x00", false},
		{"not UTF-8", "ada\xff@example.com", false},
	} {
		field := ""
		if !test.valid {
			field = "email"
		}
		expect(t, test.what, User{Email: test.email}.Validate(), field)
	}
}

func TestNormalEmail(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "ada@example.com": "ada@example.com", "\tAda@Example.COM\n": "ada@example.com", "JÖRG@x": "jörg@x", "\u00a0a@b\u2003": "a@b",
	} {
		if got := NormalEmail(in); got != want {
			t.Errorf("NormalEmail(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestValidLabel(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text  string
		most  int
		valid bool
	}{
		{"", 0, true}, {"", 3, true}, {"abc", 3, true}, {"abcd", 3, false}, {"äöü", 3, true}, {"äöüß", 3, false}, {"a\nb", 3, false},
	} {
		field := ""
		if !test.valid {
			field = "device_name"
		}
		expect(t, test.text, ValidLabel("device_name", test.text, test.most), field)
	}
}

// What is refused is not repeated to whoever sent it: it may be a password in the wrong place.
func TestErrorsDoNotRepeatInput(t *testing.T) {
	t.Parallel()
	const secret = "hunter2\x00"
	for what, err := range map[string]error{
		"name":        Tenant{Name: secret}.Validate(),
		"external ID": Tenant{Name: "Acme", ExternalID: secret}.Validate(),
		"email":       User{Email: secret}.Validate(),
		"environment": Environment{ID: secret, Name: "x"}.Validate(),
	} {
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v, want an error without the input", what, err)
		}
	}
}

func TestIDs(t *testing.T) {
	t.Parallel()
	at := time.UnixMilli(1_790_000_000_000)
	user, tenant := NewUserID(at), NewTenantID(at)
	if got, err := ParseUserID(user.String()); err != nil || got != user {
		t.Errorf("ParseUserID(%v) = %v, %v, want the same", user, got, err)
	}
	if got, err := ParseTenantID(tenant.String()); err != nil || got != tenant {
		t.Errorf("ParseTenantID(%v) = %v, %v, want the same", tenant, got, err)
	}
	for _, text := range []string{"", "x", user.String() + " "} {
		if got, err := ParseUserID(text); err == nil || !got.IsZero() {
			t.Errorf("ParseUserID(%q) = %v, %v, want an error and no ID", text, got, err)
		}
		if got, err := ParseTenantID(text); err == nil || !got.IsZero() {
			t.Errorf("ParseTenantID(%q) = %v, %v, want an error and no ID", text, got, err)
		}
	}
}

func FuzzUserValidate(f *testing.F) {
	f.Add("ada@example.com", "Ada", "42")
	f.Add(" İ@\u2028", "\x00", "\xff")
	f.Fuzz(func(t *testing.T, email, name, externalID string) {
		email = NormalEmail(email)
		if again := NormalEmail(email); again != email {
			t.Errorf("NormalEmail(%q) = %q, want it unchanged", email, again)
		}
		if (User{Email: email, Name: name, ExternalID: externalID}).Validate() != nil {
			return
		}
		for what, text := range map[string]string{"email": email, "name": name, "external ID": externalID} {
			if strings.ContainsAny(text, "\x00\r\n\u2028\u2029\x1b") || strings.ToValidUTF8(text, "") != text {
				t.Errorf("%s %q is valid, want it refused", what, text)
			}
		}
		if email != "" && (strings.Count(email, "@") != 1 || len(email) > MaxEmail) {
			t.Errorf("email %q is valid, want it refused", email)
		}
	})
}
