-- Lock impact: ACCESS EXCLUSIVE on namespace for a moment: a constant default rewrites nothing.

-- Held runs may finish; nothing of it is started, claimed, fired or woken.
ALTER TABLE kagzi.namespace ADD COLUMN disabled boolean NOT NULL DEFAULT false;

-- Every server asks for them once a second, and so does each claim.
CREATE INDEX namespace_disabled ON kagzi.namespace (namespace_id) WHERE disabled;
