package sqlite

import (
	"fmt"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// reader reads one environment through one connection.
type reader struct {
	*connection
	memos       *memos
	environment int64           // environments.no
	stop        <-chan struct{} // closed when nobody waits for the result any more; nil when that cannot be
	queue       *queue          // what is to be written before anything is read; nil where nothing is written
}

// transaction is one caller's part of what the writer commits.
type transaction struct {
	reader
	known   *known
	shared  bool // whether what others have written is in the same transaction of the engine
	careful bool // whether everything that is written may turn out to be wrong
	wrote   bool // whether this caller has written
	marked  bool // whether there is a savepoint from before that
}

func newTransaction(r reader, k *known, shared, careful bool) *transaction {
	t := &transaction{reader: r, known: k, shared: shared, careful: careful}
	t.queue = &queue{of: t}
	return t
}

var (
	_ store.Reader = reader{}
	_ store.Tx     = (*transaction)(nil)
)

// memos is what all connections know about the texts in the database: what the JSON ones say, and those that are in
// very many rows.
type memos struct {
	environments *memo[session.EnvironmentPolicy]
	tenants      *memo[session.TenantPolicy]
	methods      *memo[[]string]
	roles        *memo[[]tenancy.RoleKey]
	scopes       *memo[[]access.Scope]
	agents       *memo[string]
}

func newMemos() *memos {
	return &memos{
		environments: newMemo(parseEnvironmentPolicy),
		tenants:      newMemo(parseTenantPolicy),
		methods:      newMemo(parseMethods),
		roles:        newMemo(parseRoles),
		scopes:       newMemo(parseScopes),
		agents:       newMemo(func(text []byte) (string, error) { return string(text), nil }),
	}
}

// ask prepares a statement whose first parameter is the environment.
func (r reader) ask(doing, text string) *statement {
	if err := r.queue.send(); err != nil {
		return &statement{owner: r.connection, doing: doing, broken: err}
	}
	return r.prepare(doing, text).bindNumber(r.environment)
}

// change prepares a statement that writes, whose first parameter is the environment.
func (t *transaction) change(doing, text string) *statement {
	t.known.forget()
	return t.write(doing, text)
}

// write is change for sessions and events, which are not among what is known.
func (t *transaction) write(doing, text string) *statement {
	if err := t.begin(); err != nil {
		return &statement{owner: t.connection, doing: doing, broken: err}
	}
	return t.ask(doing, text)
}

// begin is called before the first write. Only where others have written before is there anything to mark.
func (t *transaction) begin() error {
	if t.wrote {
		return nil
	}
	t.wrote = true
	if !t.shared {
		return nil
	}
	t.marked = true
	return t.execute("begin a part", "SAVEPOINT part")
}

// keep writes what is queued, and makes what was written a part of the whole.
func (t *transaction) keep() error {
	if !t.careful && len(t.queue.writes) > 0 {
		t.wrote = true // without a mark: this is the last that is done, and hardly ever fails
	}
	if err := t.queue.send(); err != nil {
		return err
	}
	return t.release()
}

func (t *transaction) release() error {
	if !t.marked {
		return nil
	}
	return t.execute("keep a part", "RELEASE part")
}

// undo takes back what was written. Where that fails, the whole batch does. Where there is no mark to go back to, it
// takes back what the others have written, too, and spoiled is true.
func (t *transaction) undo() (spoiled bool) {
	if t.wrote {
		t.known.forget()
	}
	switch {
	case !t.wrote || t.conn.AutocommitEnabled():
		return false
	case t.marked:
		if t.execute("undo a part", "ROLLBACK TO part") == nil && t.release() == nil {
			return false
		}
		_ = t.execute("undo", "ROLLBACK")
	case t.execute("undo", "ROLLBACK") == nil:
		if t.shared {
			return true
		}
		_ = t.execute("begin again", "BEGIN IMMEDIATE")
	}
	return false
}

// after reads the ID behind which a page begins: first when it is the first page.
func (r reader) after(page store.Page, first uid.UID) (uid.UID, error) {
	if page.After == "" {
		return first, nil
	}
	id, err := uid.Parse(page.After)
	if err != nil {
		return uid.UID{}, r.fail(fmt.Errorf("read a page after the last one: %w", err))
	}
	return id, nil
}

// highest is above every ID.
func highest() (id uid.UID) {
	for i := range id {
		id[i] = 0xff
	}
	return id
}
