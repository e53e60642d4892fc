package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/token"
)

// dataset is a store full of sessions, and what is needed to use them.
type dataset struct {
	Key     string // an API key that may do everything
	Tenant  tenancy.TenantID
	Users   []tenancy.UserID
	Secrets []string // of sessions; of Users[i%len(Users)] is Secrets[i]
	MadeAt  time.Time
}

// plan says what a data set is to hold. Every user has as many sessions as any other, and as many as are allowed.
type plan struct {
	sessions, perUser int
}

// Sizes of what is done at once.
const (
	userBatch    = 500
	sessionBatch = 2000
)

// signedInOver is the time over which the sessions of a data set have signed in.
const signedInOver = 30 * 24 * time.Hour

// agedOut is when a data set that was kept is made anew: its sessions must all be active.
const agedOut = 90 * 24 * time.Hour

// fill makes a data set in an empty store, with so many transactions at once. Sessions are in the order of their
// sign-ins, so those of one user lie far apart.
func fill(ctx context.Context, in *inside, p plan, now time.Time, atOnce int) (*dataset, error) {
	d := &dataset{MadeAt: now}
	who := operator()
	if _, err := in.CreateEnvironment(ctx, who, tenancy.Environment{ID: environment, Name: "Main"}); err != nil {
		return nil, err
	}
	_, _, err := in.ChangeSettings(ctx, who, service.EnvironmentSettings{Settings: session.Settings{
		Idle:       session.Timeout{On: true, Seconds: int64(session.MaxIdle / time.Second)},
		Concurrent: session.Maximum{On: true, Sessions: p.perUser},
	}})
	if err != nil {
		return nil, err
	}
	key, err := in.CreateAPIKey(ctx, who, "benchmark", access.AllScopes())
	if err != nil {
		return nil, err
	}
	d.Key = key.Reveal()
	tenant, err := in.CreateTenant(ctx, who, tenancy.Tenant{Name: "Acme", ExternalID: "acme"})
	if err != nil {
		return nil, err
	}
	d.Tenant = tenant.ID
	if err := d.addUsers(ctx, in.store, p.sessions/p.perUser, now.Add(-signedInOver), atOnce); err != nil {
		return nil, err
	}
	return d, d.addSessions(ctx, in.store, p.sessions, now, atOnce)
}

// addUsers adds users of the one tenant.
func (d *dataset) addUsers(ctx context.Context, opened store.Store, count int, at time.Time, atOnce int) error {
	for i := range count {
		d.Users = append(d.Users, tenancy.NewUserID(at.Add(time.Duration(i)*time.Millisecond)))
	}
	return inBatches(count, userBatch, atOnce, func(from, to int) error {
		return opened.Update(ctx, environment, func(tx store.Tx) error {
			for i, id := range d.Users[from:to] {
				user := tenancy.User{ID: id, ExternalID: fmt.Sprint("user-", from+i), CreatedAt: at}
				if err := tx.InsertUser(user); err != nil {
					return err
				}
				if err := tx.InsertMembership(tenancy.Membership{User: id, Tenant: d.Tenant, CreatedAt: at}); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// addSessions adds sessions, each with the event of its creation.
func (d *dataset) addSessions(ctx context.Context, opened store.Store, count int, now time.Time, atOnce int) error {
	step := (signedInOver - time.Hour) / time.Duration(count)
	d.Secrets = make([]string, count)
	return inBatches(count, sessionBatch, atOnce, func(from, to int) error {
		var all []session.Session
		for i := from; i < to; i++ {
			one := d.session(d.Users[i%len(d.Users)], now.Add(-signedInOver+time.Duration(i)*step))
			one.LastActiveAt = now.Add(-time.Hour)
			secret := token.NewSecret(one.ID)
			one.Secret = secret.Hash()
			all = append(all, one)
			d.Secrets[i] = secret.Reveal()
		}
		return opened.Update(ctx, environment, func(tx store.Tx) error {
			for _, one := range all {
				if err := insert(tx, one); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

func (d *dataset) session(user tenancy.UserID, at time.Time) session.Session {
	at = at.Truncate(time.Millisecond).UTC()
	return session.Session{
		ID: session.NewID(user, at), User: user, Tenant: d.Tenant,
		SignedInAt: at, AuthenticatedAt: at, LastActiveAt: at, Methods: []string{"pwd"},
		Client: session.Client{Address: "192.0.2.7", UserAgent: userAgent},
	}
}

func insert(tx store.Tx, one session.Session) error {
	if err := tx.InsertSession(one); err != nil {
		return err
	}
	e := event.New(event.SessionCreated, one.SignedInAt, operator().Actor())
	e.User, e.Tenant, e.Session = one.User, one.Tenant, one.ID
	return tx.Append(e)
}

// userAgent is as long as those of today's browsers.
const userAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"

// inBatches does something with all numbers up to count, a batch at a time, and so many batches at once.
func inBatches(count, size, atOnce int, do func(from, to int) error) error {
	var group errgroup.Group
	group.SetLimit(atOnce)
	for from := 0; from < count; from += size {
		group.Go(func() error { return do(from, min(from+size, count)) })
	}
	return group.Wait()
}

// dataFile holds a dataset beside its database.
const dataFile = "dataset.json"

// kept gives the folder of a data set on SQLite that is kept between runs, and made if it is not there. Whoever wants
// to write to it takes a copy.
func (b *bench) kept(p plan) (string, *dataset, error) {
	schema, err := b.schema()
	if err != nil {
		return "", nil, err
	}
	folder, err := filepath.Abs(filepath.Join(b.data, fmt.Sprintf("%d-of-%d-%s", p.sessions, p.perUser, schema)))
	if err != nil {
		return "", nil, err
	}
	d, err := readDataset(folder)
	if err == nil && time.Since(d.MadeAt) < agedOut {
		return folder, d, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", nil, err
	}
	b.say("making %s sessions", thousands(int64(p.sessions)))
	_ = os.RemoveAll(folder) // half made, or old
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", nil, err
	}
	begin := time.Now()
	if d, err = b.makeKept(folder, p); err != nil {
		return "", nil, fmt.Errorf("make %d sessions: %w", p.sessions, err)
	}
	b.say("  made in %s", time.Since(begin).Round(100*time.Millisecond))
	return folder, d, nil
}

func (b *bench) makeKept(folder string, p plan) (*dataset, error) {
	if err := makeMasterKey(folder); err != nil {
		return nil, err
	}
	in, err := b.openSQLite(folder)
	if err != nil {
		return nil, err
	}
	d, err := fill(b.ctx, in, p, time.Now(), 1)
	if err = errors.Join(err, in.store.Close()); err != nil {
		return nil, err
	}
	text, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	return d, os.WriteFile(filepath.Join(folder, dataFile), text, 0o600) // last: it says that all is there
}

func readDataset(folder string) (*dataset, error) {
	text, err := os.ReadFile(filepath.Join(folder, dataFile))
	if err != nil {
		return nil, err
	}
	d := &dataset{}
	if err := json.Unmarshal(text, d); err != nil {
		return nil, fmt.Errorf("read %s: %w", folder, err)
	}
	return d, nil
}

// schema names the tables of the present sources, so that data of others is not used.
func (b *bench) schema() (string, error) {
	folder, err := b.empty("schema")
	if err != nil {
		return "", err
	}
	if err := makeMasterKey(folder); err != nil {
		return "", err
	}
	in, err := b.openSQLite(folder)
	if err != nil {
		return "", err
	}
	in.close()
	return tablesOf(filepath.Join(folder, databaseFile))
}

// copied copies the database of a data set to a folder that is thrown away.
func (b *bench) copied(folder string) (string, error) {
	to, err := b.empty("copy")
	if err != nil {
		return "", err
	}
	for _, name := range []string{databaseFile, masterKeyFile} {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(to, name), text, 0o600); err != nil {
			return "", err
		}
	}
	return to, nil
}

// digest is short and differs when the text does.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
}
