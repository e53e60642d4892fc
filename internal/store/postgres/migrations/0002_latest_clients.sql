-- Of sessions that were used from elsewhere than where they signed in, which are few. They have a table of their own, so
-- that rows of sessions do not grow while they are open.
CREATE TABLE session_clients (
    environment integer     NOT NULL,
    bucket      smallint    NOT NULL,
    id          uuid        NOT NULL,
    address     text        NOT NULL,
    user_agent  text        NOT NULL,
    seen_at     timestamptz NOT NULL, -- for the first time
    PRIMARY KEY (environment, id, bucket)
);
