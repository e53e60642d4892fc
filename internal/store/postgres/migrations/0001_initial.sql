-- Every row names its environment by number, so that nothing crosses environments. There are no foreign keys: the
-- rows of a user (sessions, memberships, credentials) may live on another server than the tenants, by user bucket.
-- Times are written truncated to the millisecond. Text that is compared sorts by its bytes. JSON that is written with
-- every sign-in is text: the server need not read it again.

CREATE TABLE environments (
    number          integer            GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id              text COLLATE "C"   NOT NULL UNIQUE,
    name            text               NOT NULL,
    created_at      timestamptz        NOT NULL,
    policy          json               NOT NULL,
    latest_event_at timestamptz        -- of the events that were deleted
);

CREATE TABLE settings_versions (
    environment  integer     NOT NULL,
    number       bigint      NOT NULL,
    document     json        NOT NULL,
    note         text        NOT NULL,
    restores     bigint      NOT NULL, -- 0 for none
    published_at timestamptz NOT NULL,
    published_by json        NOT NULL,
    ended        bigint      NOT NULL,
    PRIMARY KEY (environment, number)
);

CREATE TABLE settings_drafts (
    environment integer     NOT NULL,
    document    json        NOT NULL,
    base        bigint      NOT NULL,
    revision    bigint      NOT NULL,
    saved_at    timestamptz NOT NULL,
    saved_by    json        NOT NULL,
    PRIMARY KEY (environment)
);

CREATE TABLE tenants (
    environment integer          NOT NULL,
    id          uuid             NOT NULL,
    external_id text COLLATE "C",
    name        text             NOT NULL,
    created_at  timestamptz      NOT NULL,
    policy      json             NOT NULL,
    replacing   boolean          NOT NULL, -- whether the policy keeps replaced overrides
    PRIMARY KEY (environment, id)
);
CREATE UNIQUE INDEX tenants_external_id ON tenants (environment, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX tenants_replacing ON tenants (environment, id) WHERE replacing;

CREATE TABLE users (
    environment integer          NOT NULL,
    id          uuid             NOT NULL,
    external_id text COLLATE "C",
    email       text COLLATE "C",
    name        text             NOT NULL,
    label       text COLLATE "C" NOT NULL, -- what they are listed by
    disabled    boolean          NOT NULL,
    created_at  timestamptz      NOT NULL,
    PRIMARY KEY (environment, id)
);
CREATE UNIQUE INDEX users_external_id ON users (environment, external_id) WHERE external_id IS NOT NULL;
CREATE UNIQUE INDEX users_email ON users (environment, email) WHERE email IS NOT NULL;

CREATE TABLE memberships (
    environment integer          NOT NULL,
    user_id     uuid             NOT NULL,
    tenant_id   uuid             NOT NULL,
    roles       text COLLATE "C" NOT NULL, -- JSON, sorted: equal sets are equal texts
    created_at  timestamptz      NOT NULL,
    PRIMARY KEY (environment, user_id, tenant_id)
);
CREATE INDEX memberships_of_tenant ON memberships (environment, tenant_id, user_id);
CREATE INDEX memberships_of_roles ON memberships (environment, roles, user_id);

-- Of operators: rows of their environment alone.
CREATE TABLE grants (
    environment integer          NOT NULL,
    user_id     uuid             NOT NULL,
    granted     text COLLATE "C" NOT NULL, -- the ID of an environment, or * for all
    role        text             NOT NULL,
    PRIMARY KEY (environment, user_id, granted)
);

CREATE TABLE credentials (
    environment integer     NOT NULL,
    user_id     uuid        NOT NULL,
    hash        text        NOT NULL,
    changed_at  timestamptz NOT NULL,
    PRIMARY KEY (environment, user_id)
);

CREATE TABLE api_keys (
    environment  integer     NOT NULL,
    id           uuid        NOT NULL,
    name         text        NOT NULL,
    hash         bytea       NOT NULL,
    scopes       json        NOT NULL,
    grants       json        NOT NULL,
    created_at   timestamptz NOT NULL,
    last_used_at timestamptz,
    revoked_at   timestamptz,
    PRIMARY KEY (environment, id)
);

CREATE TABLE sealed_keys (
    environment integer          NOT NULL,
    id          text COLLATE "C" NOT NULL,
    use         text             NOT NULL,
    sealed      bytea            NOT NULL,
    created_at  timestamptz      NOT NULL,
    signs_from  timestamptz,
    retired_at  timestamptz,
    PRIMARY KEY (environment, id)
);

CREATE TABLE attempts (
    environment       integer     NOT NULL,
    key               bytea       NOT NULL,
    failures          bigint      NOT NULL,
    first_failure_at  timestamptz,
    last_failure_at   timestamptz,
    last_succeeded_at timestamptz,
    last_at           timestamptz GENERATED ALWAYS AS (greatest(last_failure_at, last_succeeded_at)) STORED,
    PRIMARY KEY (environment, key)
);
CREATE INDEX attempts_last ON attempts (environment, last_at);

-- The pages of sessions have room, so that a refresh or recorded activity finds the place for the row's next version
-- beside it and touches no index.
CREATE TABLE sessions (
    environment        integer     NOT NULL,
    bucket             smallint    NOT NULL, -- of the user; part of the ID, too
    id                 uuid        NOT NULL,
    user_id            uuid        NOT NULL,
    tenant_id          uuid        NOT NULL,
    signed_in_at       timestamptz NOT NULL,
    authenticated_at   timestamptz NOT NULL,
    last_active_at     timestamptz NOT NULL, -- in no index: it changes most
    secret             bytea,
    refresh_generation bigint      NOT NULL,
    refresh_current    bytea,
    refresh_previous   bytea,
    refreshed_at       timestamptz,
    methods            text,                 -- JSON
    name               text        NOT NULL,
    address            text        NOT NULL,
    user_agent         text        NOT NULL,
    ended_at           timestamptz,
    end_reason         text,
    ended_by           text,                 -- JSON
    PRIMARY KEY (environment, id, bucket),   -- in the order of sign-in, so that new sessions come side by side
    CHECK ((ended_at IS NULL) = (end_reason IS NULL))
) WITH (fillfactor = 80);
CREATE INDEX sessions_open_of_user ON sessions (environment, user_id, id) WHERE ended_at IS NULL;
CREATE INDEX sessions_open_of_tenant ON sessions (environment, tenant_id, id) WHERE ended_at IS NULL; -- new ones at its end
CREATE INDEX sessions_ended_of_user ON sessions (environment, user_id, ended_at) WHERE ended_at IS NOT NULL;
-- The conditions on bucket and environment always hold. Only who repeats them gets these indexes: without them, the
-- planner would use either for the ended sessions of one user as long as it has no statistics of any.
CREATE INDEX sessions_ended_of_tenant ON sessions (environment, tenant_id, ended_at)
    WHERE ended_at IS NOT NULL AND bucket >= 0;
CREATE INDEX sessions_ended ON sessions (environment, ended_at) WHERE ended_at IS NOT NULL AND environment > 0;

CREATE TABLE events (
    environment integer     NOT NULL,
    id          uuid        NOT NULL,
    at          timestamptz NOT NULL,
    kind        text        NOT NULL,
    actor       text        NOT NULL, -- JSON
    tenant_id   uuid,
    user_id     uuid,
    session_id  uuid,
    reason      text,
    data        text,                 -- JSON
    PRIMARY KEY (environment, id)
);
