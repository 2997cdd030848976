-- Lock impact: ALTER TABLE takes ACCESS EXCLUSIVE on run for a moment; no row is rewritten, and the new indexes hold no row yet.

ALTER TABLE kagzi.run
    -- What its limits go by: the value its input has at the workflow's concurrencyKey, '' without one. NULL: the workflow has no limits.
    ADD COLUMN limit_key text,
    -- It could be claimed if it had a place.
    ADD COLUMN held_back boolean NOT NULL DEFAULT false,
    DROP CONSTRAINT run_pending_has_a_way_on,
    ADD CONSTRAINT run_pending_has_a_way_on
        CHECK (status <> 'PENDING' OR claimable OR due_at IS NOT NULL OR held_back) NOT VALID,
    ADD CONSTRAINT run_held_back_while_pending
        CHECK (NOT held_back OR status = 'PENDING' AND NOT claimable AND limit_key IS NOT NULL) NOT VALID;

-- Who gets the next place: those that have been claimed before come first.
CREATE INDEX run_held_back_again ON kagzi.run (namespace_id, workflow, limit_key, claim_order, run_id)
    WHERE held_back AND started_at IS NOT NULL;
CREATE INDEX run_held_back ON kagzi.run (namespace_id, workflow, limit_key, claim_order, run_id)
    WHERE held_back AND started_at IS NULL;
-- Who has a place.
CREATE INDEX run_in_place ON kagzi.run (namespace_id, workflow, limit_key, created_at, run_id)
    WHERE limit_key IS NOT NULL AND (claimable OR lease_token IS NOT NULL);

-- The limits of workflows that have or had any.
CREATE TABLE kagzi.workflow_limit (
    namespace_id    uuid        NOT NULL,
    -- Its name of today.
    workflow        text        NOT NULL,
    -- What the highest version declares, and where each of it comes from.
    declared        bytea,
    -- What was set through the API.
    assigned        bytea,
    -- What holds: the one or the other, limit by limit.
    concurrency     int CHECK (concurrency >= 1),
    concurrency_key text,
    on_limit        text        NOT NULL CHECK (on_limit IN ('WAIT', 'CANCEL_RUNNING', 'REJECT')),
    throttle        int CHECK (throttle BETWEEN 1 AND 10000),
    throttle_ms     bigint CHECK (throttle_ms >= 1),
    -- Rises with every change.
    version         bigint      NOT NULL,
    changed_at      timestamptz NOT NULL,
    -- What of its open runs has not been brought under the last change: their keys, or only who has a place. Until it has been, none of
    -- them is claimed. NULL: nothing.
    settling        text CHECK (settling IN ('KEYS', 'PLACES')),
    PRIMARY KEY (namespace_id, workflow),
    CONSTRAINT workflow_limit_throttle_has_a_period CHECK ((throttle IS NULL) = (throttle_ms IS NULL))
);
CREATE INDEX workflow_limit_settling ON kagzi.workflow_limit (changed_at) WHERE settling IS NOT NULL;

-- How many runs of a workflow and key have a place: they are claimed, or may be. Whoever gives or takes a place locks the row first, so
-- that no two do it at once.
CREATE TABLE kagzi.limit_key (
    namespace_id uuid        NOT NULL,
    workflow     text        NOT NULL,
    key          text        NOT NULL,
    in_use       int         NOT NULL CHECK (in_use >= 0),
    used_at      timestamptz NOT NULL,
    PRIMARY KEY (namespace_id, workflow, key)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX limit_key_unused ON kagzi.limit_key (used_at) WHERE in_use = 0;

-- First claims of throttled runs: one row from when the run may be claimed until one period after it was.
CREATE TABLE kagzi.first_claim (
    namespace_id uuid NOT NULL,
    workflow     text NOT NULL,
    key          text NOT NULL,
    run_id       uuid NOT NULL,
    -- NULL: not claimed yet.
    claimed_at   timestamptz,
    -- When it stops to count.
    counts_until timestamptz,
    PRIMARY KEY (namespace_id, workflow, key, run_id),
    CONSTRAINT first_claim_counts_from_its_claim CHECK ((claimed_at IS NULL) = (counts_until IS NULL))
) WITH (fillfactor = 70);
CREATE INDEX first_claim_ends ON kagzi.first_claim (counts_until) WHERE counts_until IS NOT NULL;
