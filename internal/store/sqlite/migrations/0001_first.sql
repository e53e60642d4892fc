-- Times are milliseconds since 1970, UTC. "env" is environments.no. IDs are the 16 bytes of a UUID version 7, so
-- rows and most index entries are added at the end of their trees.

CREATE TABLE environments (
  no              INTEGER PRIMARY KEY,
  id              TEXT    NOT NULL UNIQUE,
  name            TEXT    NOT NULL,
  created_at      INTEGER NOT NULL,
  policy          TEXT    NOT NULL DEFAULT '{}', -- JSON
  latest_event_at INTEGER                        -- of the events that were deleted
) STRICT;

CREATE TABLE tenants (
  env         INTEGER NOT NULL,
  id          BLOB    NOT NULL,
  external_id TEXT,
  name        TEXT    NOT NULL,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (env, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX tenants_by_external_id ON tenants (env, external_id) WHERE external_id IS NOT NULL;

-- Rows are large, so their key is beside them and not what they are ordered by.
CREATE TABLE settings_versions (
  env          INTEGER NOT NULL,
  number       INTEGER NOT NULL,
  document     TEXT    NOT NULL, -- JSON
  note         TEXT    NOT NULL,
  restores     INTEGER NOT NULL, -- 0 for none
  published_at INTEGER NOT NULL,
  published_by TEXT    NOT NULL, -- JSON
  ended        INTEGER NOT NULL,
  PRIMARY KEY (env, number)
) STRICT;

CREATE TABLE settings_drafts (
  env      INTEGER PRIMARY KEY,
  document TEXT    NOT NULL, -- JSON
  base     INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  saved_at INTEGER NOT NULL,
  saved_by TEXT    NOT NULL -- JSON
) STRICT;

-- Only of tenants that have ever had a setting of their own, which are few: every check looks here.
CREATE TABLE tenant_policies (
  env       INTEGER NOT NULL,
  tenant    BLOB    NOT NULL,
  policy    TEXT    NOT NULL, -- JSON
  replacing INTEGER NOT NULL, -- 1 while it keeps replaced overrides
  PRIMARY KEY (env, tenant)
) STRICT, WITHOUT ROWID;
CREATE INDEX tenant_policies_replacing ON tenant_policies (env, tenant) WHERE replacing = 1;

CREATE TABLE users (
  env         INTEGER NOT NULL,
  id          BLOB    NOT NULL,
  external_id TEXT,
  email       TEXT,
  name        TEXT    NOT NULL,
  label       TEXT    NOT NULL, -- what they are listed by
  disabled    INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (env, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX users_by_email ON users (env, email) WHERE email IS NOT NULL;
CREATE UNIQUE INDEX users_by_external_id ON users (env, external_id) WHERE external_id IS NOT NULL;

CREATE TABLE memberships (
  env        INTEGER NOT NULL,
  user       BLOB    NOT NULL,
  tenant     BLOB    NOT NULL,
  roles      TEXT    NOT NULL, -- JSON, sorted: equal sets are equal texts
  created_at INTEGER NOT NULL,
  PRIMARY KEY (env, user, tenant)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_by_tenant ON memberships (env, tenant, user);
CREATE INDEX memberships_by_roles ON memberships (env, roles, user);

-- Of operators: rows of their environment alone.
CREATE TABLE grants (
  env         INTEGER NOT NULL,
  user        BLOB    NOT NULL,
  environment TEXT    NOT NULL, -- its ID, or * for all
  role        TEXT    NOT NULL,
  PRIMARY KEY (env, user, environment)
) STRICT, WITHOUT ROWID;

CREATE TABLE credentials (
  env        INTEGER NOT NULL,
  user       BLOB    NOT NULL,
  hash       TEXT    NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (env, user)
) STRICT, WITHOUT ROWID;

CREATE TABLE api_keys (
  env          INTEGER NOT NULL,
  id           BLOB    NOT NULL,
  name         TEXT    NOT NULL,
  hash         BLOB    NOT NULL,
  scopes       TEXT    NOT NULL, -- JSON
  grants       TEXT    NOT NULL, -- JSON
  created_at   INTEGER NOT NULL,
  last_used_at INTEGER,
  revoked_at   INTEGER,
  PRIMARY KEY (env, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sealed_keys (
  env        INTEGER NOT NULL,
  id         TEXT    NOT NULL,
  use        TEXT    NOT NULL,
  sealed     BLOB    NOT NULL,
  created_at INTEGER NOT NULL,
  signs_from INTEGER,
  retired_at INTEGER,
  PRIMARY KEY (env, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE attempts (
  env               INTEGER NOT NULL,
  key               BLOB    NOT NULL,
  failures          INTEGER NOT NULL,
  first_failure_at  INTEGER,
  last_failure_at   INTEGER,
  last_succeeded_at INTEGER,
  last_at           INTEGER NOT NULL, -- the later of the last two
  PRIMARY KEY (env, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX attempts_by_time ON attempts (env, last_at);

-- The place of a row is made of what its ID says: of each environment, the rows are in the order of arrival. Where that
-- is not possible, the session is displaced (see place.go). An ID carries the bucket of its user, so what names the ID
-- names the bucket.
-- There is no index on the last activity: it changes too often. Each index that names the end costs another page for
-- every session that ends, somewhere in the middle of the index. So one serves a user's open sessions (which come first)
-- and ended ones, and the one by tenant does not tell them apart.
-- A row that grew would split its page, which is full. So an open session keeps room for its end, and the refresh
-- state has its full size from the first token on.
CREATE TABLE sessions (
  place              INTEGER PRIMARY KEY,
  env                INTEGER NOT NULL,
  id                 BLOB    NOT NULL,
  user               BLOB    NOT NULL,
  tenant             BLOB    NOT NULL,
  signed_in_at       INTEGER NOT NULL,
  authenticated_at   INTEGER NOT NULL,
  last_active_at     INTEGER NOT NULL,
  secret             BLOB,
  refresh_generation INTEGER NOT NULL,
  refresh_current    BLOB,
  refresh_previous   BLOB,
  refresh_rotated_at INTEGER,
  methods            TEXT, -- JSON
  name               TEXT,
  address            TEXT,
  user_agent         TEXT,
  ended_at           INTEGER,
  end_reason         TEXT,
  ended_by           TEXT, -- JSON; NULL for the system
  room               BLOB  -- as much as ended_at and the longest common end_reason take; NULL once ended
) STRICT;
CREATE UNIQUE INDEX sessions_displaced ON sessions (env, id) WHERE place >= 9205357638345293824; -- the first place behind all others
CREATE INDEX sessions_by_user ON sessions (env, user, ended_at, id, tenant);
CREATE INDEX sessions_by_tenant ON sessions (env, tenant, id);
CREATE INDEX sessions_by_end ON sessions (env, ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE events (
  env           INTEGER NOT NULL,
  id            BLOB    NOT NULL,
  at            INTEGER NOT NULL,
  kind          TEXT    NOT NULL,
  actor_kind    TEXT    NOT NULL,
  actor_id      BLOB,
  actor_session BLOB,
  actor_address TEXT,
  tenant        BLOB,
  user          BLOB,
  session       BLOB,
  reason        TEXT,
  data          TEXT, -- JSON
  PRIMARY KEY (env, id)
) STRICT, WITHOUT ROWID;

-- One row, written to find out whether writing is possible.
CREATE TABLE pulse (beat INTEGER NOT NULL) STRICT;
INSERT INTO pulse VALUES (0);
