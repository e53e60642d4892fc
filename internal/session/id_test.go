package session

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// These buckets are in the IDs of sessions that are out in the world. When this test fails, the code is wrong.
func TestBucketsNeverChange(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Bucket{
		"00000000-0000-0000-0000-000000000000": 1863,
		"0190b5e2-7c1f-7c3a-9d52-6f0f5a1c2b3d": 3158,
		"ffffffff-ffff-ffff-ffff-ffffffffffff": 2758,
	} {
		var user tenancy.UserID
		if err := user.UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if got := BucketOf(user); got != want {
			t.Errorf("BucketOf(%s) = %d, want %d", text, got, want)
		}
	}
}

func TestBucketsAreSpread(t *testing.T) {
	t.Parallel()
	// The IDs of users who are made one after another differ in little more than a counter.
	const users = 64 * Buckets
	var held [Buckets]int
	for i := range users {
		user := tenancy.UserID{UID: uid.UID{0x01, 0x90, 6: 0x70, 8: 0x80}}
		binary.BigEndian.PutUint32(user.UID[12:], uint32(i))
		bucket := BucketOf(user)
		if bucket >= Buckets {
			t.Fatalf("BucketOf(%v) = %d, want under %d", user, bucket, Buckets)
		}
		held[bucket]++
	}
	// 64 users on average with a deviation of 8: six deviations are far beyond chance.
	for bucket, n := range held {
		if n < 16 || n > 112 {
			t.Errorf("bucket %d has %d of %d users, want about 64", bucket, n, users)
		}
	}
}

func TestIDCarriesTheBucketAndTheTime(t *testing.T) {
	t.Parallel()
	for range 100 {
		user := aUser()
		id := NewID(user, after(time.Hour))
		if got, want := id.Bucket(), BucketOf(user); got != want {
			t.Errorf("NewID(%v).Bucket() = %d, want %d", user, got, want)
		}
		if next := (ID{id.Next(NewID(aUser(), start).UID)}); next.Bucket() != id.Bucket() {
			t.Errorf("the bucket of the next ID = %d, want %d", next.Bucket(), id.Bucket())
		}
		if later := NewID(user, after(time.Hour+ms)); id.Compare(later.UID) >= 0 {
			t.Errorf("%v does not sort before %v of a later millisecond", id, later)
		}
		if back, err := ParseID(id.String()); err != nil || back != id {
			t.Errorf("ParseID(%v) = %v, %v, want the same", id, back, err)
		}
	}
	if _, err := ParseID("no session"); err == nil {
		t.Error("ParseID of no ID gave no error")
	}
}
