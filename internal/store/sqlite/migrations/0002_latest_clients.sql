-- Of sessions that were used from elsewhere than where they signed in, which are few. They have a table of their own, so
-- that rows of sessions do not grow while they are open.
CREATE TABLE session_clients (
  env        INTEGER NOT NULL,
  session    BLOB    NOT NULL,
  address    TEXT    NOT NULL,
  user_agent TEXT    NOT NULL,
  seen_at    INTEGER NOT NULL, -- for the first time
  PRIMARY KEY (env, session)
) STRICT, WITHOUT ROWID;
