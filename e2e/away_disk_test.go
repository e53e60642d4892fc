//go:build linux

package e2e

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/sojourn-auth/sojourn/e2e/harness"
)

// diskSize is that of a disk that is full soon, in bytes.
const diskSize = 16 << 20

// TestStoreAwayFullDisk fills the disk under the embedded database, and makes room again, while the server goes on.
func TestStoreAwayFullDisk(t *testing.T) {
	t.Parallel()
	disk := smallDisk(t)
	a := newAway(t, harness.Options{Data: filepath.Join(disk, "data")})
	for range 3 {
		stop := a.watchEnded(t)
		a.exhaust(t, disk)
		a.wantWritesRefused(t)
		a.wantReady(t, 503)
		a.wantChecks(t)
		must(t, os.Remove(filler(disk)))
		a.wantBack(t)
		stop()
	}
	a.wantAcknowledged(t)
	a.server.Stop()
	wantIntegrity(t, filepath.Join(a.server.Data(), "sojourn.db"))
	a.server.Restart()
	a.wantChecks(t)
	a.wantAcknowledged(t)
	a.wantReadOnlyDisk(t, disk)
}

// wantReadOnlyDisk makes the disk refuse writes, where that can be done to a file that is open.
func (a *away) wantReadOnlyDisk(t *testing.T, disk string) {
	t.Helper()
	if err := unix.Mount("", disk, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Logf("not tried: making the disk read-only under an open database: %v", err)
		return
	}
	a.wantWritesRefused(t)
	a.wantReady(t, 503)
	a.wantChecks(t)
	must(t, unix.Mount("", disk, "", unix.MS_REMOUNT, ""))
	a.wantBack(t)
}

// smallDisk is a disk of its own.
func smallDisk(t *testing.T) string {
	t.Helper()
	// Not in the folder of the test: its name would be too long for the server's socket.
	folder, err := os.MkdirTemp("", "disk")
	must(t, err)
	if err := unix.Mount("tmpfs", folder, "tmpfs", 0, "size=16m"); err != nil {
		must(t, os.Remove(folder))
		t.Skipf("a disk that can be filled needs the right to mount one: %v", err)
	}
	t.Cleanup(func() {
		if err := errors.Join(unix.Unmount(folder, 0), os.Remove(folder)); err != nil {
			t.Errorf("take the disk away: %v", err)
		}
	})
	return folder
}

func filler(disk string) string { return filepath.Join(disk, "filler") }

// fill leaves no room on a disk.
func fill(t *testing.T, disk string) {
	t.Helper()
	file, err := os.Create(filler(disk))
	must(t, err)
	piece := make([]byte, 4096)
	for written := 0; ; written += len(piece) {
		if _, err = file.Write(piece); err != nil {
			break
		}
		if written > 2*diskSize {
			t.Fatalf("%d bytes go onto a disk of %d", written, diskSize)
		}
	}
	if !errors.Is(err, unix.ENOSPC) {
		t.Fatalf("fill the disk: %v", err)
	}
	must(t, file.Close())
}

// A quiet database moves its log into its file after a second. Where that works it has room again.
const longerThanQuiet = 1500 * time.Millisecond

// exhaust fills the disk while many write, who go on until the room that the database had set aside is used up, also
// that which it can still make. What is acknowledged meanwhile counts.
func (a *away) exhaust(t *testing.T, disk string) {
	t.Helper()
	var mu sync.Mutex
	var writers sync.WaitGroup
	for range 8 {
		writers.Go(func() {
			for last := time.Now(); time.Since(last) < longerThanQuiet; time.Sleep(time.Millisecond) {
				made, err := a.CreateTenant(t.Context(), "Until it is full")
				if err == nil {
					mu.Lock()
					a.tenants = append(a.tenants, made.ID)
					mu.Unlock()
					last = time.Now()
					continue
				}
				if why := unavailable(err); why != nil {
					t.Errorf("CreateTenant(on a full disk): %v", why)
					return
				}
			}
		})
	}
	fill(t, disk)
	writers.Wait()
	t.Logf("%d tenants were made until the disk was full", len(a.tenants))
}

// wantAcknowledged looks for everything that was acknowledged.
func (a *away) wantAcknowledged(t *testing.T) {
	t.Helper()
	for _, id := range a.tenants {
		if _, err := a.TenantSettings(t.Context(), id); err != nil {
			t.Errorf("a tenant that was acknowledged: %v", err)
		}
	}
}

// wantIntegrity has the engine look through a database file.
func wantIntegrity(t *testing.T, file string) {
	t.Helper()
	conn, err := sqlite.OpenConn(file, sqlite.OpenReadWrite)
	must(t, err)
	defer func() { must(t, conn.Close()) }()
	must(t, sqlitex.ExecuteTransient(conn, "PRAGMA integrity_check", &sqlitex.ExecOptions{ResultFunc: func(row *sqlite.Stmt) error {
		if found := row.ColumnText(0); found != "ok" {
			t.Errorf("integrity_check: %s", found)
		}
		return nil
	}}))
}
