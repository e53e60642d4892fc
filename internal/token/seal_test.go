package token

import (
	"bytes"
	"errors"
	"testing"
)

var place = Place{Environment: "production", Use: "signing", ID: "key-1"}

func newSealer(t testing.TB, keys ...MasterKey) *Sealer {
	t.Helper()
	sealer, err := NewSealer(keys...)
	if err != nil {
		t.Fatal(err)
	}
	return sealer
}

func TestSealRoundTrip(t *testing.T) {
	t.Parallel()
	sealer := newSealer(t, GenerateMasterKey())
	for _, secret := range [][]byte{{}, []byte("x"), bytes.Repeat([]byte("secret"), 1000)} {
		sealed := sealer.Seal(secret, place)
		got, err := sealer.Open(sealed, place)
		if err != nil || !bytes.Equal(got, secret) {
			t.Errorf("Open(Seal(%d bytes)) = %d bytes, %v", len(secret), len(got), err)
		}
		if len(secret) > 1 && bytes.Contains(sealed, secret[:6]) {
			t.Errorf("the sealed text holds the secret")
		}
		if bytes.Equal(sealed, sealer.Seal(secret, place)) {
			t.Errorf("sealing twice gave the same bytes")
		}
	}
}

func TestOpenRefusesAnotherPlace(t *testing.T) {
	t.Parallel()
	sealer := newSealer(t, GenerateMasterKey())
	sealed := sealer.Seal([]byte("secret"), place)
	for _, other := range []Place{
		{},
		{Environment: "development", Use: place.Use, ID: place.ID},
		{Environment: place.Environment, Use: "refresh", ID: place.ID},
		{Environment: place.Environment, Use: place.Use, ID: "key-2"},
		{Environment: place.Environment, Use: place.Use + place.ID},
		{Environment: place.Environment + "s", Use: "igning", ID: place.ID},
	} {
		if _, err := sealer.Open(sealed, other); !errors.Is(err, ErrSealed) {
			t.Errorf("Open at %+v: error = %v, want ErrSealed", other, err)
		}
	}
}

func TestOpenRefusesEveryChange(t *testing.T) {
	t.Parallel()
	sealer := newSealer(t, GenerateMasterKey())
	sealed := sealer.Seal([]byte("secret"), place)
	for i := range len(sealed) * 8 {
		want := ErrSealed
		if i < sealHeaderSize*8 {
			want = ErrMasterKey
		}
		if _, err := sealer.Open([]byte(flip(string(sealed), i)), place); !errors.Is(err, want) {
			t.Errorf("Open with bit %d flipped: error = %v, want %v", i, err, want)
		}
	}
	for size := range sealed {
		if _, err := sealer.Open(sealed[:size], place); !errors.Is(err, ErrSealed) {
			t.Errorf("Open of the first %d bytes: error = %v, want ErrSealed", size, err)
		}
	}
	if _, err := sealer.Open(append(bytes.Clone(sealed), 0), place); !errors.Is(err, ErrSealed) {
		t.Errorf("Open of one byte more: error = %v, want ErrSealed", err)
	}
}

func TestRewrapMovesToTheNewestMasterKey(t *testing.T) {
	t.Parallel()
	first, second := GenerateMasterKey(), GenerateMasterKey()
	old, both, fresh := newSealer(t, first), newSealer(t, second, first), newSealer(t, second)
	sealed := old.Seal([]byte("secret"), place)

	if _, err := fresh.Open(sealed, place); !errors.Is(err, ErrMasterKey) {
		t.Errorf("Open without the old key: error = %v, want ErrMasterKey", err)
	}
	if secret, err := both.Open(sealed, place); err != nil || string(secret) != "secret" {
		t.Errorf("Open with both keys = %q, %v, want the secret", secret, err)
	}
	again, changed, err := old.Rewrap(sealed, place)
	if err != nil || changed || !bytes.Equal(again, sealed) {
		t.Errorf("Rewrap under the same key: changed %v, %v, want nothing to change", changed, err)
	}
	moved, changed, err := both.Rewrap(sealed, place)
	if err != nil || !changed {
		t.Fatalf("Rewrap under the new key: changed %v, %v, want a change", changed, err)
	}
	if secret, err := fresh.Open(moved, place); err != nil || string(secret) != "secret" {
		t.Errorf("Open with the new key alone = %q, %v, want the secret", secret, err)
	}
	if _, err := old.Open(moved, place); !errors.Is(err, ErrMasterKey) {
		t.Errorf("Open with the old key alone: error = %v, want ErrMasterKey", err)
	}
	if _, _, err := both.Rewrap(sealed, Place{}); !errors.Is(err, ErrSealed) {
		t.Errorf("Rewrap at another place: error = %v, want ErrSealed", err)
	}
}

func TestNewSealerWantsKeys(t *testing.T) {
	t.Parallel()
	if _, err := NewSealer(); err == nil {
		t.Errorf("NewSealer() gave no error")
	}
	if _, err := NewSealer(MasterKey{}); err == nil {
		t.Errorf("NewSealer(zero key) gave no error")
	}
}

func FuzzOpen(f *testing.F) {
	key, err := ParseMasterKey("++++ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij//8=")
	if err != nil {
		f.Fatal(err)
	}
	sealer := newSealer(f, key)
	sealed := sealer.Seal([]byte("secret"), place)
	f.Add(sealed)
	f.Add(sealed[:sealHeaderSize])
	f.Add(sealed[:sealHeaderSize+12])
	f.Fuzz(func(t *testing.T, input []byte) {
		// Each process seals its own seed, so the input may be another's; but nothing else was ever sealed.
		if secret, err := sealer.Open(input, place); err == nil && string(secret) != "secret" {
			t.Errorf("Open(%x) = %q, which nobody sealed", input, secret)
		}
	})
}
