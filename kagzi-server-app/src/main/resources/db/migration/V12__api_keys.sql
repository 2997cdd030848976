-- Lock impact: none, the tables are new.

-- Of no namespace: a key may be for several namespaces, or for all.
CREATE TABLE kagzi.api_key (
    key_id     uuid        NOT NULL PRIMARY KEY,
    name       text        NOT NULL,
    -- Names, in the order they were given; '*' for all.
    namespaces text[]      NOT NULL CHECK (cardinality(namespaces) > 0),
    roles      text[]      NOT NULL CHECK (cardinality(roles) > 0),
    expires_at timestamptz,
    created_at timestamptz NOT NULL
);

-- What opens: each key has one secret that counts until the next rotation, and those from before that still do.
CREATE TABLE kagzi.api_key_secret (
    -- SHA-256 of the secret, which is stored nowhere.
    secret_hash bytea NOT NULL PRIMARY KEY,
    key_id      uuid  NOT NULL,
    -- Of the request that made it: a repeat of that makes none.
    request_id  uuid  NOT NULL,
    -- Null for the newest.
    taken_until timestamptz
);

CREATE UNIQUE INDEX api_key_secret_request ON kagzi.api_key_secret (key_id, request_id);
CREATE UNIQUE INDEX api_key_secret_newest ON kagzi.api_key_secret (key_id) WHERE taken_until IS NULL;

-- Secrets that a start of a server has made a key with: none makes a second one after that was revoked or rotated.
CREATE TABLE kagzi.bootstrap_secret (
    secret_hash bytea       NOT NULL PRIMARY KEY,
    used_at     timestamptz NOT NULL
);
