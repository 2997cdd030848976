-- Lock impact: none, the table is new.

-- Who has asked for which change. Of no namespace: keys and namespaces are changed too.
CREATE TABLE kagzi.audit (
    audit_id  uuid        NOT NULL PRIMARY KEY,
    at        timestamptz NOT NULL,
    operation text        NOT NULL,
    target    text        NOT NULL,
    namespace text,
    key_id    uuid,
    key_name  text,
    address   text        NOT NULL,
    -- Of the answer; null until there is one.
    status    int
);

CREATE INDEX audit_namespace ON kagzi.audit (namespace, audit_id DESC);
