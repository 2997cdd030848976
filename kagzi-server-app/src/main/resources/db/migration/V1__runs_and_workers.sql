-- Lock impact: none, all tables are new.
--
-- Rules of this schema, checked against pg_catalog by a test: namespace_id leads every key of tenant data; keys are made by
-- the application; no triggers, procedures, enums or sequences; hot tables refer to a run at most. The CHECKs state the life of
-- a run, so that a mistake in the code is refused and not stored.

CREATE TABLE kagzi.namespace (
    namespace_id uuid        NOT NULL PRIMARY KEY,
    name         text        NOT NULL UNIQUE,
    display_name text,
    description  text,
    -- How long its finished runs are kept, where it is not the server's own.
    retention_ms bigint CHECK (retention_ms > 0),
    created_at   timestamptz NOT NULL
);

INSERT INTO kagzi.namespace (namespace_id, name, display_name, created_at)
VALUES ('00000000-0000-7000-8000-000000000001', 'default', 'Default', clock_timestamp());

-- What workers have declared: one row per version of a workflow.
CREATE TABLE kagzi.workflow (
    namespace_id  uuid        NOT NULL,
    name          text        NOT NULL,
    version       int         NOT NULL CHECK (version >= 1),
    definition    bytea       NOT NULL,
    -- When the process that declared it started its session: between equal versions the one that started last decides.
    declared_at   timestamptz NOT NULL,
    PRIMARY KEY (namespace_id, name, version)
);

-- Old names of workflows.
CREATE TABLE kagzi.workflow_alias (
    namespace_id uuid NOT NULL,
    alias        text NOT NULL,
    name         text NOT NULL,
    PRIMARY KEY (namespace_id, alias)
);

-- One row per session of a worker, removed when it is closed. The claims of a worker are looked for by its row, so that no row
-- may go while it holds any.
CREATE TABLE kagzi.worker (
    namespace_id        uuid        NOT NULL,
    worker_id           uuid        NOT NULL,
    instance_id         uuid        NOT NULL,
    application         text        NOT NULL,
    application_version text,
    hostname            text,
    pid                 bigint,
    sdk_version         text,
    labels              bytea,
    workflows           bytea       NOT NULL,
    -- Runs it can hold at once.
    slots               int CHECK (slots >= 1),
    -- It was asked to take nothing more.
    draining            boolean     NOT NULL DEFAULT false,
    -- The newest poll: a server claims for no older one.
    request_id          bigint      NOT NULL DEFAULT 0,
    -- A run it claimed after that run had lost several workers. Until it gets on, the worker is given nothing else.
    suspect_run_id      uuid,
    opened_at           timestamptz NOT NULL,
    last_seen_at        timestamptz NOT NULL,
    PRIMARY KEY (namespace_id, worker_id),
    UNIQUE (namespace_id, instance_id)
) WITH (fillfactor = 70);

CREATE TABLE kagzi.run (
    namespace_id      uuid        NOT NULL,
    run_id            uuid        NOT NULL,
    -- The name it was started under; an alias of today's name is translated when it is read.
    workflow          text        NOT NULL,
    -- 0 until the first claim chooses one.
    version           int         NOT NULL,
    id                text,
    status            text        NOT NULL
        CHECK (status IN ('PENDING', 'RUNNING', 'WAITING', 'NEEDS_ATTENTION', 'COMPLETED', 'FAILED', 'CANCELLED')),
    attempt           int         NOT NULL DEFAULT 1 CHECK (attempt >= 1),
    priority          int         NOT NULL DEFAULT 0,
    max_attempts      int         CHECK (max_attempts >= 1),
    -- Place in the line of its workflow, fixed at the start: available_at - priority x 1 min. Waiting ages it without a write.
    claim_order       timestamptz NOT NULL,
    -- Whether a worker may claim it now: the claim index holds these and no others.
    claimable         boolean     NOT NULL,
    -- When the server has to look at it next: start time, or the nearest end of an open wait.
    due_at            timestamptz,
    deadline          timestamptz,
    -- Length of a deadline that begins with the start time; kept for a restart.
    timeout_ms        bigint,
    restart_of        uuid,
    worker_id         uuid,
    -- Rises with every claim, and stays when the claim ends.
    claim_number      bigint      NOT NULL DEFAULT 0,
    lease_token       uuid,
    lease_expires_at  timestamptz,
    -- The poll the claim was made for.
    request_id        bigint,
    -- How the last claim ended.
    claim_ended       text CHECK (claim_ended IN ('COMPLETED', 'FAILED', 'NEEDS_ATTENTION', 'WAITING', 'RELEASED', 'EXPIRED', 'CANCELLED', 'TIMED_OUT')),
    -- Claims in a row that expired without a new outcome.
    expired_claims    int         NOT NULL DEFAULT 0,
    -- An open wait has resolved while the worker kept the run.
    has_resolved      boolean     NOT NULL DEFAULT false,
    -- Rows of its history so far.
    transitions       int         NOT NULL,
    steps             int         NOT NULL DEFAULT 0,
    tags              jsonb       NOT NULL DEFAULT '{}',
    created_at        timestamptz NOT NULL,
    available_at      timestamptz NOT NULL,
    started_at        timestamptz,
    finished_at       timestamptz,
    progress          bytea,
    input             bytea,
    -- The run that was started with the input, where a restart has taken it over: an encoded one is bound to that run.
    input_made_for    uuid,
    -- SHA-256 of the input without white space: what makes a second start under the same id the same.
    input_hash        bytea       NOT NULL,
    output            bytea,
    failure           bytea,
    PRIMARY KEY (namespace_id, run_id),
    CONSTRAINT run_lease_while_running CHECK (
        (status = 'RUNNING') = (lease_token IS NOT NULL)
        AND (lease_token IS NULL) = (lease_expires_at IS NULL)
        AND (lease_token IS NULL OR (worker_id IS NOT NULL AND request_id IS NOT NULL AND claim_number > 0))),
    CONSTRAINT run_claimable_while_pending CHECK (NOT claimable OR status = 'PENDING'),
    CONSTRAINT run_pending_has_a_way_on CHECK (status <> 'PENDING' OR claimable OR due_at IS NOT NULL),
    CONSTRAINT run_finished_when_final CHECK (
        (status IN ('COMPLETED', 'FAILED', 'CANCELLED')) = (finished_at IS NOT NULL)),
    CONSTRAINT run_nothing_due_at_the_end CHECK (finished_at IS NULL OR due_at IS NULL),
    CONSTRAINT run_output_when_completed CHECK (output IS NULL OR status = 'COMPLETED'),
    CONSTRAINT run_failure_when_ended CHECK (failure IS NULL OR status IN ('FAILED', 'NEEDS_ATTENTION', 'CANCELLED')),
    CONSTRAINT run_failed_with_failure CHECK (status NOT IN ('FAILED', 'NEEDS_ATTENTION') OR failure IS NOT NULL)
    -- Small payloads stay in the row, larger ones go to the TOAST table, which an update of other columns does not touch.
) WITH (fillfactor = 70, toast_tuple_target = 512, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

ALTER TABLE kagzi.run
    ALTER COLUMN input SET STORAGE EXTERNAL,
    ALTER COLUMN output SET STORAGE EXTERNAL,
    ALTER COLUMN failure SET STORAGE EXTERNAL,
    ALTER COLUMN progress SET STORAGE EXTERNAL;

CREATE INDEX run_claimable ON kagzi.run (namespace_id, workflow, version, claim_order, run_id) WHERE claimable;
CREATE INDEX run_held ON kagzi.run (namespace_id, worker_id, lease_expires_at) WHERE lease_token IS NOT NULL;
CREATE INDEX run_due ON kagzi.run (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX run_deadline ON kagzi.run (deadline) WHERE deadline IS NOT NULL AND finished_at IS NULL;
-- Where the retention looks: an entry is written once, when the run ends.
CREATE INDEX run_finished ON kagzi.run (namespace_id, finished_at) WHERE finished_at IS NOT NULL;
-- The lists, newest first: run ids are made in the order of time, but by many hands, so created_at decides. They are read
-- backwards; ascending, new entries go to the right edge of their line.
CREATE INDEX run_newest ON kagzi.run (namespace_id, created_at, run_id);
CREATE INDEX run_in_status ON kagzi.run (namespace_id, workflow, status, created_at, run_id);
CREATE INDEX run_by_id ON kagzi.run (namespace_id, id, created_at, run_id) WHERE id IS NOT NULL;

-- The tags of runs, for lists: a row is written when the tag is given and not touched by what becomes of the run.
CREATE TABLE kagzi.run_tag (
    namespace_id uuid        NOT NULL,
    run_id       uuid        NOT NULL,
    name         text        NOT NULL,
    value        text        NOT NULL,
    -- The run's.
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (namespace_id, run_id, name),
    FOREIGN KEY (namespace_id, run_id) REFERENCES kagzi.run (namespace_id, run_id) ON DELETE CASCADE
);
CREATE INDEX run_tag_newest ON kagzi.run_tag (namespace_id, name, value, created_at, run_id);

-- The caller's idempotency keys: unique per workflow as long as the run is kept.
CREATE TABLE kagzi.run_id_claim (
    namespace_id uuid NOT NULL,
    workflow     text NOT NULL,
    id           text NOT NULL,
    run_id       uuid NOT NULL,
    PRIMARY KEY (namespace_id, workflow, id),
    FOREIGN KEY (namespace_id, run_id) REFERENCES kagzi.run (namespace_id, run_id) ON DELETE CASCADE
);
CREATE INDEX run_id_claim_run ON kagzi.run_id_claim (namespace_id, run_id);

CREATE TABLE kagzi.step (
    namespace_id uuid        NOT NULL,
    run_id       uuid        NOT NULL,
    branch       text        NOT NULL,
    name         text        NOT NULL,
    occurrence   int         NOT NULL CHECK (occurrence >= 1),
    position     int         NOT NULL CHECK (position >= 1),
    kind         text        NOT NULL CHECK (kind IN ('STEP', 'SLEEP', 'VALUE')),
    status       text        NOT NULL CHECK (status IN ('RUNNING', 'WAITING', 'COMPLETED', 'FAILED')),
    attempts     int         NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    -- The claim that wrote it last.
    claim_number bigint      NOT NULL,
    started_at   timestamptz,
    finished_at  timestamptz,
    -- When its open wait ends. A step that waits for its next attempt and has none may go on.
    due_at       timestamptz,
    input        bytea,
    output       bytea,
    failure      bytea,
    -- The run it was recorded in, where a restart has copied it: encoded payloads are bound to that run.
    made_for     uuid,
    PRIMARY KEY (namespace_id, run_id, branch, name, occurrence),
    FOREIGN KEY (namespace_id, run_id) REFERENCES kagzi.run (namespace_id, run_id) ON DELETE CASCADE,
    CONSTRAINT step_finished_when_recorded CHECK ((status IN ('COMPLETED', 'FAILED')) = (finished_at IS NOT NULL)),
    CONSTRAINT step_due_while_waiting CHECK (due_at IS NULL OR status = 'WAITING'),
    CONSTRAINT step_failed_with_failure CHECK (status <> 'FAILED' OR failure IS NOT NULL),
    CONSTRAINT step_output_when_completed CHECK (output IS NULL OR status = 'COMPLETED')
) WITH (toast_tuple_target = 512);

ALTER TABLE kagzi.step
    ALTER COLUMN input SET STORAGE EXTERNAL,
    ALTER COLUMN output SET STORAGE EXTERNAL,
    ALTER COLUMN failure SET STORAGE EXTERNAL;

-- Pages of steps and of histories, in call order per branch.
CREATE INDEX step_in_order ON kagzi.step (namespace_id, run_id, branch, position);

-- One row per change of a run's status, written in the same transaction: audit trail and witness.
CREATE TABLE kagzi.run_history (
    namespace_id uuid        NOT NULL,
    run_id       uuid        NOT NULL,
    seq          int         NOT NULL CHECK (seq >= 1),
    -- '' for the first row.
    from_status  text        NOT NULL,
    to_status    text        NOT NULL,
    claim_number bigint      NOT NULL,
    actor        text        NOT NULL CHECK (actor IN ('CLIENT', 'WORKER', 'SERVER')),
    -- What happened, where the two statuses do not say it: EXPIRED, RELEASED, RETRIED, a reason, a failure moved aside.
    reason       text,
    failure      bytea,
    at           timestamptz NOT NULL,
    PRIMARY KEY (namespace_id, run_id, seq),
    FOREIGN KEY (namespace_id, run_id) REFERENCES kagzi.run (namespace_id, run_id) ON DELETE CASCADE
);

-- Requests with an Idempotency-Key, and what they were answered with.
CREATE TABLE kagzi.idempotency (
    namespace_id uuid        NOT NULL,
    key          text        NOT NULL,
    -- SHA-256 of method, address and body.
    fingerprint  bytea       NOT NULL,
    -- What the ids of new things are made from, the same at every try.
    fresh_id     uuid        NOT NULL,
    began_at     timestamptz NOT NULL,
    -- NULL until it has been answered.
    status       int,
    content_type text,
    location     text,
    body         bytea,
    PRIMARY KEY (namespace_id, key),
    CONSTRAINT idempotency_answered_with_a_body CHECK ((status IS NULL) = (body IS NULL))
);
CREATE INDEX idempotency_oldest ON kagzi.idempotency (began_at);
