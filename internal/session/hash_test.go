package session

import "testing"

func TestHashEqual(t *testing.T) {
	t.Parallel()
	one, other := Hash{31: 1}, Hash{0: 1}
	for _, test := range []struct {
		name string
		a, b Hash
		want bool
	}{
		{"the same", one, one, true},
		{"the last byte differs", one, Hash{31: 2}, false},
		{"the first byte differs", other, Hash{0: 2}, false},
		{"one is zero", one, Hash{}, false},
		{"the other is zero", Hash{}, one, false},
		{"both are zero: no secret equals no secret", Hash{}, Hash{}, false},
	} {
		if got := test.a.Equal(test.b); got != test.want {
			t.Errorf("%s: Equal = %v, want %v", test.name, got, test.want)
		}
	}
}
