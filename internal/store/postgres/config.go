package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Config says where the database is and how much may be asked of it.
type Config struct {
	// URL names the server, the database and the user, in the form postgres://user:password@host/database.
	URL string
	// MaxConns is how many connections are open at the most; 0 stands for DefaultMaxConns.
	MaxConns int
	// Timeout bounds every wait: for a connection, for a lock, for one statement; 0 stands for DefaultTimeout.
	Timeout time.Duration
}

// Defaults of Config.
const (
	DefaultMaxConns = 16
	DefaultTimeout  = 2 * time.Second
)

// minConns is what the store cannot do with less of: a connection for each of the shared transactions, one for a
// transaction that waits for a lock, one for reading.
const minConns = shares + 2

// graceTime is by how much we wait longer for an answer than the server for its locks and statements, so that the
// server is the first to give up and the connection survives.
const graceTime = 250 * time.Millisecond

func (c Config) withDefaults() Config {
	if c.MaxConns == 0 {
		c.MaxConns = DefaultMaxConns
	}
	c.MaxConns = max(c.MaxConns, minConns)
	if c.Timeout == 0 {
		c.Timeout = DefaultTimeout
	}
	return c
}

// pool is the configuration of the connections.
func (c Config) pool() (*pgxpool.Config, error) {
	config, err := pgxpool.ParseConfig(c.URL)
	if err != nil {
		return nil, fmt.Errorf("read the database URL: %w", err)
	}
	config.MaxConns = int32(c.MaxConns)
	config.MinIdleConns = 2
	config.MaxConnIdleTime = 5 * time.Minute
	config.ConnConfig.ConnectTimeout = c.Timeout
	config.AfterConnect = func(_ context.Context, conn *pgx.Conn) error {
		registerArrays(conn.TypeMap(), roomOf(conn.PgConn()))
		return nil
	}
	if config.ConnConfig.ValidateConnect == nil {
		// A standby, or a former primary, takes no writes: look on among the hosts of the URL.
		config.ConnConfig.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	milliseconds := fmt.Sprint(c.Timeout.Milliseconds())
	for name, value := range map[string]string{
		"application_name":  "sojourn",
		"statement_timeout": milliseconds,
		"lock_timeout":      milliseconds,
		// A node that is cut off must not keep what it has locked.
		"idle_in_transaction_session_timeout": fmt.Sprint((15 * c.Timeout).Milliseconds()),
		// What was acknowledged survives a crash, whatever the server's own default.
		"synchronous_commit": "on",
		// Every statement of ours is short and finds its rows by an index. The planner would at times think otherwise,
		// from statistics of when a table was empty, and plan anew for every number of rows that are asked for.
		"plan_cache_mode":  "force_generic_plan",
		"enable_seqscan":   "off",
		"enable_hashjoin":  "off",
		"enable_mergejoin": "off",
		"jit":              "off",
	} {
		if _, set := config.ConnConfig.RuntimeParams[name]; !set {
			config.ConnConfig.RuntimeParams[name] = value
		}
	}
	return config, nil
}

// String hides the URL, which holds a password.
func (c Config) String() string { return "postgres [redacted]" }

// GoString hides the URL, too.
func (c Config) GoString() string { return c.String() }
