-- Lock impact: none, the tables are new.

-- Who has signed in to the console, by the hash of what the browser keeps. A session that was begun with a key ends with it.
CREATE TABLE kagzi.console_session (
    session_hash bytea       NOT NULL PRIMARY KEY,
    key_id       uuid,
    secret_hash  bytea,
    -- Of whom a provider has said who it is, with what that person may until the session ends.
    person       text,
    roles        text[],
    namespaces   text[],
    expires_at   timestamptz NOT NULL,
    CONSTRAINT console_session_owner CHECK (
        CASE WHEN person IS NULL
             THEN num_nonnulls(key_id, secret_hash) = 2 AND num_nonnulls(roles, namespaces) = 0
             ELSE num_nonnulls(key_id, secret_hash) = 0 AND cardinality(roles) > 0 AND cardinality(namespaces) > 0
        END)
);

-- Who is signing in at a provider, by the hash of what the browser keeps until it comes back, at whichever server.
CREATE TABLE kagzi.console_sign_in (
    sign_in_hash bytea       NOT NULL PRIMARY KEY,
    -- The provider, as the servers' properties name it.
    client       text        NOT NULL,
    state        text        NOT NULL,
    nonce        text        NOT NULL,
    verifier     text        NOT NULL,
    redirect_uri text        NOT NULL,
    -- The page that was asked for.
    target       text        NOT NULL,
    expires_at   timestamptz NOT NULL
);
