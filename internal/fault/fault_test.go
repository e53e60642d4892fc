package fault

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func kinds() []Kind {
	return []Kind{Invalid, Unauthenticated, Forbidden, NotFound, Conflict, TooMany, Unavailable, Internal}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		err  *Error
		want string
	}{
		{"kind alone", New(Forbidden, "You may not."), "forbidden: You may not."},
		{"formatted", New(Invalid, "At most %d.", 7), "invalid: At most 7."},
		{"with a field", Field("name", "At most %d.", 7), "invalid: name: At most 7."},
		{"with a code", New(Conflict, "Taken.").WithCode("already_exists"), "already_exists: Taken."},
		{"with a cause", New(Unavailable, "Try again.").Because(io.ErrUnexpectedEOF), "unavailable: Try again.: unexpected EOF"},
		{"with all", Field("name", "Taken.").WithCode("already_exists").Because(io.EOF), "already_exists: name: Taken.: EOF"},
		{"absent", Absent("session"), "not_found: There is no such session."},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := test.err.Error(); got != test.want {
				t.Errorf("Error() = %q, want %q", got, test.want)
			}
		})
	}
}

func TestMembers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		got  *Error
		want Error
	}{
		{New(TooMany, "Later."), Error{Kind: TooMany, Code: "too_many_requests", Message: "Later."}},
		{Field("email", "No."), Error{Kind: Invalid, Code: "invalid", Message: "No.", Field: "email"}},
		{Absent("tenant"), Error{Kind: NotFound, Code: "not_found", Message: "There is no such tenant."}},
		{New(Invalid, "No.").WithCode("x"), Error{Kind: Invalid, Code: "x", Message: "No."}},
	} {
		if diff := cmp.Diff(test.want, *test.got); diff != "" {
			t.Errorf("want (-), got (+):\n%s", diff)
		}
	}
}

func TestKindOf(t *testing.T) {
	t.Parallel()
	for _, kind := range kinds() {
		err := New(kind, "Something.")
		for name, each := range map[string]error{
			"itself":        err,
			"wrapped":       fmt.Errorf("end session: %w", err),
			"joined":        errors.Join(io.EOF, err),
			"with a cause":  New(kind, "Something.").Because(io.EOF),
			"a cause of it": New(kind, "Something.").Because(New(Conflict, "The inner one does not count.")),
		} {
			if got := KindOf(each); got != kind {
				t.Errorf("KindOf(%s %s) = %s, want %s", kind, name, got, kind)
			}
		}
	}
	if got := KindOf(io.EOF); got != Internal {
		t.Errorf("KindOf(an error of another package) = %s, want %s", got, Internal)
	}
}

func TestTheCauseCanBeAskedFor(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("create session: %w", New(Unavailable, "Try again.").Because(fmt.Errorf("commit: %w", io.ErrClosedPipe)))
	if !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("errors.Is(%v, the cause) = false, want true", err)
	}
	if errors.Is(New(Unavailable, "Try again."), io.ErrClosedPipe) {
		t.Error("errors.Is of an error without a cause = true, want false")
	}
}
