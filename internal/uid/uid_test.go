package uid

import (
	"testing"
	"time"
)

func TestNewIsAVersion7UUIDOfItsTime(t *testing.T) {
	at := time.UnixMilli(0x0190b5e27c1f)
	id := New(at)
	if got := id.String(); got[:14] != "0190b5e2-7c1f-"+"" || got[14] != '7' || got[19] < '8' || got[19] > 'b' {
		t.Errorf("New(%v) = %s, want 0190b5e2-7c1f-7xxx-[89ab]xxx-…", at, got)
	}
	if later := New(at.Add(time.Millisecond)); later.Compare(id) <= 0 {
		t.Errorf("identifier of a later millisecond sorts before an earlier one")
	}
}

func TestTaggedCarriesTwelveBits(t *testing.T) {
	for _, tag := range []uint16{0, 1, 0x0abc, 0x0fff} {
		if got := Tagged(time.Now(), tag).Tag(); got != tag {
			t.Errorf("Tagged(%#x).Tag() = %#x", tag, got)
		}
	}
}

func TestParse(t *testing.T) {
	id := New(time.Now())
	if got, err := Parse(id.String()); err != nil || got != id {
		t.Errorf("Parse(String()) = %v, %v, want %v", got, err, id)
	}
	for _, bad := range []string{"", "x", id.String() + "0", id.String()[:35] + "g", "0190b5e27c1f7c3a9d526f0f5a1c2b3d", "{0190b5e2-7c1f-7c3a-9d52-6f0f5a1c2b3}", UID{}.String()} {
		if _, err := Parse(bad); err == nil {
			t.Errorf("Parse(%q) gave no error", bad)
		}
	}
}

func TestZeroValueSurvivesMarshalling(t *testing.T) {
	text, err := UID{}.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	got := New(time.Now())
	if err := got.UnmarshalText(text); err != nil || !got.IsZero() {
		t.Errorf("UnmarshalText(%s) = %v, %v, want the zero value", text, got, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(New(time.Now()).String())
	f.Fuzz(func(t *testing.T, text string) {
		if id, err := Parse(text); err == nil {
			if again, err := Parse(id.String()); err != nil || again != id {
				t.Errorf("Parse(%q) does not round trip", text)
			}
		}
	})
}

func TestNextFollowsAtADistance(t *testing.T) {
	id := Tagged(time.UnixMilli(0x0190b5e27c1f), 0x0abc)
	id[8] = 0x80 // far from the end of the field, where it would begin anew
	near, far := UID{}, UID{12: 0xff, 0xff, 0xff, 0xff}
	for _, fresh := range []UID{near, far} {
		next := id.Next(fresh)
		if next.Compare(id) <= 0 || next.Tag() != 0x0abc || string(next[:8]) != string(id[:8]) || next[8]&0xc0 != 0x80 {
			t.Errorf("(%v).Next(%v) = %v, want it after, of the same time, tag and variant", id, fresh, next)
		}
	}
	if id.Next(near) == id.Next(far) {
		t.Errorf("(%v).Next is the same for two fresh identifiers", id)
	}
}
