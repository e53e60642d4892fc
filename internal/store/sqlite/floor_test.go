package sqlite

import (
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/sojourn-auth/sojourn/internal/uid"
)

// The floors are what the engine itself can do, with nothing around it: rows of 204 bytes with a time-ordered key
// and an index on a random user.

func openFloor(b *testing.B) (c *connection, file *os.File) {
	b.Helper()
	path := filepath.Join(b.TempDir(), "floor.db")
	file, err := makeFile(path)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { file.Close() })
	c, err = openConnection(path, writerCache)
	if err != nil {
		b.Fatal(err)
	}
	err = sqlitex.ExecuteScript(c.conn, `
		CREATE TABLE rows (id BLOB PRIMARY KEY, user BLOB, payload BLOB);
		CREATE INDEX rows_by_user ON rows (user);`, nil)
	if err != nil {
		b.Fatal(err)
	}
	return c, file
}

func insertRow(c *sqlite.Conn, i int) (key uid.UID, err error) {
	insert, err := c.Prepare(`INSERT INTO rows VALUES (?1, ?2, ?3)`)
	if err != nil {
		return key, err
	}
	var user [16]byte
	var payload [204 - 32]byte
	user[0], user[1], user[2] = byte(rand.IntN(20)), byte(rand.IntN(256)), byte(rand.IntN(4))
	key = uid.New(moment(i))
	insert.BindBytes(1, key[:])
	insert.BindBytes(2, user[:])
	insert.BindBytes(3, payload[:])
	_, err = insert.Step()
	return key, err
}

// fill inserts rows at once.
func fill(b *testing.B, c *connection, rows int) (keys []uid.UID) {
	b.Helper()
	run(b, c, "BEGIN")
	for i := range rows {
		key, err := insertRow(c.conn, i)
		if err != nil {
			b.Fatal(err)
		}
		keys = append(keys, key)
	}
	run(b, c, "COMMIT")
	run(b, c, "PRAGMA wal_checkpoint(TRUNCATE)")
	return keys
}

func run(b *testing.B, c *connection, text string) {
	b.Helper()
	if err := sqlitex.ExecuteTransient(c.conn, text, nil); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkFloorRead(b *testing.B) {
	c, _ := openFloor(b)
	defer c.close()
	keys := fill(b, c, 100_000)
	var payload [204]byte
	b.ReportAllocs()
	spent := cpuTime()
	defer func() { b.ReportMetric(float64(cpuTime()-spent)/float64(b.N), "cpu-ns/op") }()
	for b.Loop() {
		read, err := c.conn.Prepare(`SELECT user, payload FROM rows WHERE id = ?1`)
		if err != nil {
			b.Fatal(err)
		}
		key := keys[rand.IntN(len(keys))]
		read.BindBytes(1, key[:])
		if found, err := read.Step(); err != nil || !found {
			b.Fatal(found, err)
		}
		read.ColumnBytes(0, payload[:])
		read.ColumnBytes(1, payload[:])
		read.Reset()
	}
}

func BenchmarkFloorGroupCommit64(b *testing.B) {
	c, file := openFloor(b)
	defer c.close()
	fill(b, c, 100_000)
	second, err := openConnection(file.Name(), readerCache)
	if err != nil {
		b.Fatal(err)
	}
	var gate sync.Mutex
	checkpoints := newCheckpointer(second, file, longLog, slog.New(slog.DiscardHandler))
	go checkpoints.run(&gate)
	type request struct {
		i    int
		done chan error
	}
	queue := make(chan request, 64)
	go func() {
		var batch []request
		for first := range queue {
			gate.Lock()
			err := c.execute("begin", "BEGIN IMMEDIATE")
			for more := true; more && err == nil; {
				_, err = insertRow(c.conn, first.i)
				batch = append(batch, first)
				select {
				case first, more = <-queue:
				default:
					more = false
				}
			}
			if err == nil {
				err = c.execute("commit", "COMMIT")
			}
			gate.Unlock()
			checkpoints.wake()
			for _, each := range batch {
				each.done <- err
			}
			batch = batch[:0]
		}
	}()
	together(b, func(i int) error {
		mine := request{i: 100_000 + i, done: make(chan error, 1)}
		queue <- mine
		return <-mine.done
	})
	close(queue)
	checkpoints.close()
	second.close()
}
