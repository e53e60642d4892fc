package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

const screensText = `What screens of operators, and of administrators of a workspace, ask for: over HTTP, by one client, in an environment of
%s active and %s ended sessions of %s users in %d tenants, a third of the users in one of them. The figure is the p95.
`

// placeFile tells where the addresses of a town are; it is among the sources.
const placeFile = "internal/place/testdata/places.mmdb"

// asks is a request of a screen.
type asks struct {
	name string
	path func(t *town, die *rand.Rand) string
	own  bool // by an administrator of the workspace
}

func fixed(path string) func(*town, *rand.Rand) string {
	return func(*town, *rand.Rand) string { return path }
}

func of[T interface{ String() string }](path string, all func(*town) []T) func(*town, *rand.Rand) string {
	return func(t *town, die *rand.Rand) string { return path + pick(die, all(t)).String() }
}

func inLargest(path string) func(*town, *rand.Rand) string {
	return func(t *town, _ *rand.Rand) string { return fmt.Sprintf(path, t.largest) }
}

const day = 24 * time.Hour

// since is a query of a time so long ago.
func since(path string, ago time.Duration) func(*town, *rand.Rand) string {
	return func(*town, *rand.Rand) string {
		return path + url.QueryEscape(time.Now().Add(-ago).UTC().Format(time.RFC3339))
	}
}

// screenRequests is every list, search and filter of the screens, and the figures of the overview.
func screenRequests() []asks {
	const sessions = "/v1/sessions?limit=50"
	anyUser := func(t *town) []tenancy.UserID { return t.users }
	anySession := func(t *town) []session.ID { return t.sessions }
	return []asks{
		{name: "users", path: fixed("/v1/users?limit=50&counts=true&memberships=true")},
		{name: "users, search that finds many", path: fixed("/v1/users?limit=50&counts=true&memberships=true&search=lovelace")},
		{name: "users, search that finds one", path: fixed("/v1/users?limit=50&counts=true&memberships=true&search=person9876")},
		{name: "users, search that finds none", path: fixed("/v1/users?limit=50&counts=true&memberships=true&search=nobody")},
		{name: "users of the largest tenant", path: inLargest("/v1/tenants/%s/users?limit=50")},
		{name: "users of the largest tenant, search", path: inLargest("/v1/tenants/%s/users?limit=50&search=lovelace")},
		{name: "tenants", path: fixed("/v1/tenants?limit=50&counts=true")},
		{name: "tenants, search", path: fixed("/v1/tenants?limit=50&counts=true&search=bakery")},
		{name: "sessions, active", path: fixed(sessions + "&state=active")},
		{name: "sessions, ended", path: fixed(sessions + "&state=ended")},
		{name: "sessions, any", path: fixed(sessions)},
		{name: "sessions of a user", path: of(sessions+"&state=active&user=", anyUser)},
		{name: "sessions of the largest tenant", path: inLargest(sessions + "&state=active&tenant=%s")},
		{name: "ended sessions of the largest tenant", path: inLargest(sessions + "&state=ended&tenant=%s")},
		{name: "sessions of one address", path: fixed(sessions + "&state=active&address=" + rareAddress)},
		{name: "sessions of no address", path: fixed(sessions + "&state=active&address=192.0.2.1")},
		{name: "sessions of a common reason", path: fixed(sessions + "&state=ended&reason=idle_timeout")},
		{name: "sessions of a reason that none has", path: fixed(sessions + "&state=ended&reason=tenant_removed")},
		{name: "sessions signed in since a day", path: since(sessions+"&state=active&signed_in_from=", day)},
		{name: "sessions signed in before 29 days", path: since(sessions+"&state=active&signed_in_to=", 29*day)},
		{name: "sessions active since an hour", path: since(sessions+"&state=active&active_from=", time.Hour)},
		{name: "sessions of a small network", path: fixed(sessions + "&state=active&network=198.51.100.0/24")},
		{name: "sessions of a large network", path: fixed(sessions + "&state=active&network=203.0.113.0/24")},
		{name: "sessions of a common country", path: fixed(sessions + "&state=active&country=NO")},
		{name: "sessions of a rare country", path: fixed(sessions + "&state=active&country=DE")},
		{name: "sessions of a country without any", path: fixed(sessions + "&country=FR")},
		{name: "sessions of a kind of device", path: fixed(sessions + "&state=active&device=desktop")},
		{name: "sessions of a kind of device without any", path: fixed(sessions + "&state=active&device=phone")},
		{name: "number of sessions of a common country", path: fixed("/v1/sessions/count?country=NO")},
		{name: "number of sessions of a rare country", path: fixed("/v1/sessions/count?country=DE")},
		{name: "statistics, spread", path: fixed("/v1/statistics/spread")},
		{name: "statistics, 24 hours", path: fixed("/v1/statistics/sessions?step_seconds=1800&steps=48")},
		{name: "statistics, 7 days", path: fixed("/v1/statistics/sessions?step_seconds=7200&steps=84")},
		{name: "statistics, 30 days", path: fixed("/v1/statistics/sessions?step_seconds=21600&steps=120")},
		{name: "audit log", path: fixed("/v1/audit?limit=50")},
		{name: "audit log, a kind that there is none of", path: fixed("/v1/audit?limit=50&kind=user.disabled")},
		{name: "audit log of a user", path: of("/v1/audit?limit=20&user=", anyUser)},
		{name: "audit log of a session", path: of("/v1/audit?limit=50&session=", anySession)},
		{name: "users of a workspace", own: true, path: fixed("/v1/workspace/users?limit=50")},
		{name: "users of a workspace, search", own: true, path: fixed("/v1/workspace/users?limit=50&search=lovelace")},
		{name: "users of a workspace, role", own: true, path: fixed("/v1/workspace/users?limit=50&role=admin")},
	}
}

// screenTarget is within how many seconds a list, a search or a filter is answered.
const screenTarget = 0.3

// measureScreens measures them on both engines.
func measureScreens(b *bench) (section, error) {
	source, err := b.source()
	if err == nil {
		err = os.Setenv("SOJOURN_PLACE_DB", filepath.Join(source, placeFile))
	}
	if err != nil {
		return section{}, err
	}
	defer func() { _ = os.Unsetenv("SOJOURN_PLACE_DB") }()
	size := b.sizes.town
	s := section{title: "Lists of the portals", text: fmt.Sprintf(screensText, thousands(int64(size.users*size.active)),
		thousands(int64(size.users*size.endings)), thousands(int64(size.users)), size.tenants)}
	err = b.measureScreensOn(&s, "SQLite", b.townOnSQLite)
	if err != nil {
		return s, err
	}
	err = b.measureScreensOn(&s, "PostgreSQL", b.townOnPostgres)
	if errors.Is(err, errNoPostgres) {
		s.notes = append(s.notes, notMeasured)
		return s, nil
	}
	return s, err
}

func (b *bench) measureScreensOn(s *section, engine string, open func() (*town, *process, error)) error {
	t, server, err := open()
	if err != nil {
		return err
	}
	defer server.stop()
	if err := b.settle(server); err != nil {
		return err
	}
	all := screenRequests()
	turns := make([]turn, len(all))
	for i, one := range all {
		turns[i] = turn{engine + ": " + one.name, func() (sample, error) {
			return talk(server.address, []client{t.client(one)}, b.sizes.turn/4)
		}}
	}
	samples, err := b.round(turns...)
	if err != nil {
		return err
	}
	for i, one := range all {
		var p95 []float64
		for _, each := range samples[i] {
			p95 = append(p95, each.within(0.95))
		}
		s.figures = append(s.figures, absolute(one.name+", "+engine, p95, "–", duration, screenTarget))
	}
	s.figures = append(s.figures, failures(samples...))
	return nil
}

// client asks the same again and again.
func (t *town) client(one asks) client {
	die, credential := dice(1)[0], t.key
	if one.own {
		credential = t.admin
	}
	return client{want: 200, next: func() []byte { return request("GET", "/e/"+string(environment)+one.path(t, die), credential, "") }}
}

// townOnSQLite builds a town in a folder of its own, and serves it.
func (b *bench) townOnSQLite() (*town, *process, error) {
	folder, err := b.empty("town")
	if err != nil {
		return nil, nil, err
	}
	t, err := b.buildTown(folder)
	if err != nil {
		return nil, nil, err
	}
	server, err := b.sojourn(nil, "--data", folder)
	return t, server, err
}

// buildTown builds a town on SQLite in a folder that is there.
func (b *bench) buildTown(folder string) (*town, error) {
	if err := makeMasterKey(folder); err != nil {
		return nil, err
	}
	in, err := b.openSQLite(folder)
	if err != nil {
		return nil, err
	}
	t, err := b.filledTown(in, 1)
	return t, errors.Join(err, in.store.Close())
}

// leaveTown builds one for others to serve.
func (b *bench) leaveTown() error {
	if err := os.MkdirAll(b.options.town, 0o700); err != nil {
		return err
	}
	t, err := b.buildTown(b.options.town)
	if err == nil {
		_, err = fmt.Printf("email %s\npassword %s\nkey %s\nadministrator %s\nlargest %s\n", townOwner, townPassword, t.key, t.admin, t.largest)
	}
	return err
}

func (b *bench) filledTown(in *inside, atOnce int) (*town, error) {
	b.say("building a town of %s sessions", thousands(int64(b.sizes.town.sessions())))
	t, begin := &town{}, time.Now()
	err := t.build(b.ctx, in, b.sizes.town, begin, atOnce)
	b.say("  built in %s", time.Since(begin).Round(100*time.Millisecond))
	return t, err
}

// townOnPostgres does the same on PostgreSQL.
func (b *bench) townOnPostgres() (t *town, server *process, err error) {
	made := &onPostgres{}
	if made.url, err = b.startPostgres(); err != nil {
		return nil, nil, err
	}
	if made.folder, err = b.empty("town"); err != nil {
		return nil, nil, err
	}
	if err := makeMasterKey(made.folder); err != nil {
		return nil, nil, err
	}
	in, err := b.openPostgres(made)
	if err != nil {
		return nil, nil, err
	}
	defer in.close()
	if t, err = b.filledTown(in, atOnce); err != nil {
		return nil, nil, err
	}
	if err := b.tidyPostgres(made); err != nil {
		return nil, nil, err
	}
	server, err = b.serveOnPostgres(made)
	return t, server, err
}
