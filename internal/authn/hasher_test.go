package authn

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/sojourn-auth/sojourn/internal/fault"
)

// cheap is the least cost there is: these tests are not about how slow a hash is.
func cheap() Cost { return Cost{MemoryKiB: 8, Passes: 1, Lanes: 1} }

func newHasher(t testing.TB, options HasherOptions) *Hasher {
	t.Helper()
	h, err := NewHasher(options)
	if err != nil {
		t.Fatalf("NewHasher(%+v): %v", options, err)
	}
	return h
}

func TestHashThenVerify(t *testing.T) {
	t.Parallel()
	h := newHasher(t, HasherOptions{Cost: cheap()})
	tests := []struct{ name, password, other string }{
		{"plain", "correct horse", "correct horsf"},
		{"empty", "", "x"},
		{"case counts", "Secret-word", "secret-word"},
		{"end counts", strings.Repeat("ä", 256), strings.Repeat("ä", 255) + "b"},
		{"zero byte does not end it", "secret\x00one", "secret\x00two"},
		{"space counts", "secret", "secret "},
		{"not normalised", "caf\u00e9-au-lait", "cafe\u0301-au-lait"},
	}
	for _, tt := range tests {
		phc, err := h.Hash(t.Context(), NewPassword(tt.password))
		if err != nil {
			t.Fatal(err)
		}
		for password, want := range map[string]bool{tt.password: true, tt.other: false} {
			ok, rehash, err := h.Verify(t.Context(), NewPassword(password), phc)
			if ok != want || rehash || err != nil {
				t.Errorf("%s: Verify(%q) = %v, %v, %v, want %v, false, nil", tt.name, password, ok, rehash, err, want)
			}
		}
	}
}

func TestDefaultHash(t *testing.T) {
	t.Parallel()
	h := newHasher(t, HasherOptions{})
	password := NewPassword("correct horse")
	first, err := h.Hash(t.Context(), password)
	if err != nil {
		t.Fatal(err)
	}
	if prefix := "$argon2id$v=19$m=19456,t=2,p=1$"; !strings.HasPrefix(first, prefix) {
		t.Errorf("Hash = %s, want it to begin with %s", first, prefix)
	}
	if second, _ := h.Hash(t.Context(), password); second == first {
		t.Error("two hashes of one password are equal, want a new salt each time")
	}
}

// The hash is a published test vector of the reference implementation.
func TestVerifyAForeignHash(t *testing.T) {
	t.Parallel()
	const phc = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	ok, rehash, err := newHasher(t, HasherOptions{Cost: cheap()}).Verify(t.Context(), NewPassword("password"), phc)
	if !ok || !rehash || err != nil {
		t.Errorf("Verify = %v, %v, %v, want true, true, nil", ok, rehash, err)
	}
}

func TestRehash(t *testing.T) {
	t.Parallel()
	old := newHasher(t, HasherOptions{Cost: cheap()})
	now := newHasher(t, HasherOptions{Cost: Cost{MemoryKiB: 16, Passes: 1, Lanes: 1}})
	phc, err := old.Hash(t.Context(), NewPassword("right"))
	if err != nil {
		t.Fatal(err)
	}
	if ok, rehash, err := now.Verify(t.Context(), NewPassword("right"), phc); !ok || !rehash || err != nil {
		t.Errorf("Verify(right, older cost) = %v, %v, %v, want true, true, nil", ok, rehash, err)
	}
	if ok, rehash, err := now.Verify(t.Context(), NewPassword("wrong"), phc); ok || rehash || err != nil {
		t.Errorf("Verify(wrong, older cost) = %v, %v, %v, want false, false, nil", ok, rehash, err)
	}
}

func TestVerifyRefusesADamagedHash(t *testing.T) {
	t.Parallel()
	h := newHasher(t, HasherOptions{Cost: cheap()})
	for _, phc := range []string{"", "plain text", "$argon2id$v=19$m=4194304,t=1,p=1$" + salt16 + "$" + tag32} {
		if ok, _, err := h.Verify(t.Context(), NewPassword("x"), phc); ok || err == nil || fault.KindOf(err) != fault.Internal {
			t.Errorf("Verify(%q) = %v, %v, want an internal error", phc, ok, err)
		}
	}
}

// An unknown user must cost what a known one costs: one derivation with the very same numbers.
func TestVerifyNothingCostsTheSame(t *testing.T) {
	t.Parallel()
	h := newHasher(t, HasherOptions{})
	type work struct {
		passwordLength, saltLength int
		passes, memory, length     uint32
		lanes                      uint8
	}
	var done []work
	h.derive = func(password, salt []byte, passes, memory uint32, lanes uint8, length uint32) []byte {
		done = append(done, work{len(password), len(salt), passes, memory, length, lanes})
		return make([]byte, length)
	}
	password := NewPassword("guess")
	phc, err := h.Hash(t.Context(), password)
	if err != nil {
		t.Fatal(err)
	}
	done = nil
	if _, _, err := h.Verify(t.Context(), password, phc); err != nil {
		t.Fatal(err)
	}
	if err := h.VerifyNothing(t.Context(), password); err != nil {
		t.Fatal(err)
	}
	if len(done) != 2 || done[0] != done[1] {
		t.Errorf("work of Verify, then of VerifyNothing = %+v, want twice the same", done)
	}
}

func TestNewHasherRefuses(t *testing.T) {
	t.Parallel()
	for _, options := range []HasherOptions{
		{Cost: Cost{MemoryKiB: 7, Passes: 1, Lanes: 1}},
		{Cost: Cost{MemoryKiB: 1 << 20, Passes: 1, Lanes: 1}},
		{Cost: Cost{MemoryKiB: 64, Passes: 1}},
		{Parallel: -1},
		{Queue: -1},
	} {
		if _, err := NewHasher(options); err == nil {
			t.Errorf("NewHasher(%+v) gave no error", options)
		}
	}
}

// Of ten callers two compute, three wait, and five are told at once to come back later.
func TestHasherBounds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHasher(t, HasherOptions{Cost: cheap(), Parallel: 2, Queue: 3})
		var running, most, finished, refused atomic.Int64
		proceed := make(chan struct{})
		h.derive = func(_, _ []byte, _, _ uint32, _ uint8, length uint32) []byte {
			most.Store(max(most.Load(), running.Add(1)))
			<-proceed
			running.Add(-1)
			return make([]byte, length)
		}
		for range 10 {
			go func() {
				_, err := h.Hash(context.Background(), NewPassword("x"))
				var busy *fault.Error
				switch {
				case err == nil:
					finished.Add(1)
				case errors.As(err, &busy) && busy.Kind == fault.TooMany && busy.RetryAfter > 0:
					refused.Add(1)
				default:
					t.Errorf("Hash: %v", err)
				}
			}()
		}
		synctest.Wait()
		if running.Load() != 2 || refused.Load() != 5 {
			t.Errorf("at first %d compute and %d are refused, want 2 and 5", running.Load(), refused.Load())
		}
		close(proceed)
		synctest.Wait()
		if most.Load() != 2 || finished.Load() != 5 || h.waiting.Load() != 0 {
			t.Errorf("in the end at most %d at once, %d finished, %d waiting, want 2, 5, 0", most.Load(), finished.Load(), h.waiting.Load())
		}
		if _, err := h.Hash(t.Context(), NewPassword("x")); err != nil {
			t.Errorf("Hash afterwards: %v, want a free slot", err)
		}
	})
}

func TestHasherHonoursTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHasher(t, HasherOptions{Cost: cheap(), Parallel: 1, Queue: 1})
		h.slots <- struct{}{} // somebody computes
		ctx, cancel := context.WithCancel(t.Context())
		result := make(chan error, 1)
		go func() { result <- h.VerifyNothing(ctx, NewPassword("x")) }()
		synctest.Wait()
		if h.waiting.Load() != 1 {
			t.Fatalf("%d waiting, want 1", h.waiting.Load())
		}
		cancel()
		if err := <-result; !errors.Is(err, context.Canceled) {
			t.Errorf("waiting caller got %v, want context.Canceled", err)
		}
		<-h.slots
		if err := h.VerifyNothing(ctx, NewPassword("x")); !errors.Is(err, context.Canceled) {
			t.Errorf("caller who is gone already got %v, want context.Canceled and no work", err)
		}
		if len(h.slots) != 0 || h.waiting.Load() != 0 {
			t.Errorf("%d slots and %d places taken at the end, want none", len(h.slots), h.waiting.Load())
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	h := newHasher(b, HasherOptions{})
	for b.Loop() {
		_ = h.VerifyNothing(b.Context(), NewPassword("guess"))
	}
}
