package sqlite

import (
	"fmt"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// reader reads one environment through one connection.
type reader struct {
	*connection
	memos       *memos
	environment int64           // environments.no
	stop        <-chan struct{} // closed when nobody waits for the result any more; nil when that cannot be
}

// transaction is one caller's part of what the writer commits.
type transaction struct {
	reader
	shared bool // whether what others have written is in the same transaction of the engine
	wrote  bool // whether this caller has written
	marked bool // whether there is a savepoint from before that
}

var (
	_ store.Reader = reader{}
	_ store.Tx     = (*transaction)(nil)
)

// memos is what all connections know about the texts in the database.
type memos struct {
	environments *memo[session.EnvironmentPolicy]
	tenants      *memo[session.TenantPolicy]
	methods      *memo[[]string]
	scopes       *memo[[]access.Scope]
}

func newMemos() *memos {
	return &memos{
		environments: newMemo(parseEnvironmentPolicy),
		tenants:      newMemo(parseTenantPolicy),
		methods:      newMemo(parseMethods),
		scopes:       newMemo(parseScopes),
	}
}

// ask prepares a statement whose first parameter is the environment.
func (r reader) ask(doing, text string) *statement {
	return r.prepare(doing, text).bindNumber(r.environment)
}

// change prepares a statement that writes, whose first parameter is the environment.
func (t *transaction) change(doing, text string) *statement {
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

// keep makes what was written a part of the whole.
func (t *transaction) keep() error {
	if !t.marked {
		return nil
	}
	return t.execute("keep a part", "RELEASE part")
}

// undo takes back what was written. Where that fails, the whole batch does.
func (t *transaction) undo() {
	switch {
	case !t.wrote || t.conn.AutocommitEnabled():
		return
	case t.marked:
		if t.execute("undo a part", "ROLLBACK TO part") == nil && t.keep() == nil {
			return
		}
		_ = t.execute("undo", "ROLLBACK")
	case t.execute("undo", "ROLLBACK") == nil:
		_ = t.execute("begin again", "BEGIN IMMEDIATE")
	}
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
