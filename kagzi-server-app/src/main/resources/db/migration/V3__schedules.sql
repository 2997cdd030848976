-- Lock impact: ALTER TABLE takes ACCESS EXCLUSIVE on idempotency for a moment, and no row is rewritten. All other tables are new.

CREATE TABLE kagzi.schedule (
    namespace_id   uuid        NOT NULL,
    schedule_id    text        NOT NULL,
    -- The name it was saved under; an alias of today's name is translated when it is read.
    workflow       text        NOT NULL,
    cron           text        NOT NULL,
    zone           text        NOT NULL,
    overlap        text        NOT NULL CHECK (overlap IN ('SKIP', 'ALLOW', 'WAIT')),
    catch_up       int         NOT NULL CHECK (catch_up >= 0),
    input          bytea,
    -- The run or event an encoded input was made for.
    input_made_for uuid,
    input_of_event boolean     NOT NULL DEFAULT false,
    -- What its workflow declares, NULL for one that the API has made. Where the columns above say something else it has been edited,
    -- and what is declared later does not touch them.
    declared       bytea,
    paused         boolean     NOT NULL,
    -- Rises with every change that people or declarations make, and with no firing. It begins with the time of day, so that one that
    -- is made again does not look like the one that was deleted.
    version        bigint      NOT NULL,
    -- All before it have been seen to.
    next_fire_at   timestamptz,
    last_fired_at  timestamptz,
    -- Its place in the line of schedules whose firings wait to be started, NULL when none does.
    turn_at        timestamptz,
    -- It could not be fired, and is left alone until then.
    retry_at       timestamptz,
    PRIMARY KEY (namespace_id, schedule_id),
    CONSTRAINT schedule_paused_fires_nothing CHECK (NOT paused OR next_fire_at IS NULL)
);
ALTER TABLE kagzi.schedule ALTER COLUMN input SET STORAGE EXTERNAL;

CREATE INDEX schedule_due ON kagzi.schedule (next_fire_at) WHERE next_fire_at IS NOT NULL;
CREATE INDEX schedule_in_turn ON kagzi.schedule (turn_at) WHERE turn_at IS NOT NULL;

-- One row per firing: no instant of a schedule starts two runs, however many servers look at it.
CREATE TABLE kagzi.firing (
    namespace_id uuid        NOT NULL,
    schedule_id  text        NOT NULL,
    fire_at      timestamptz NOT NULL,
    -- Missed, or asked for by a backfill: these are started at a bounded pace.
    made_up      boolean     NOT NULL,
    run_id       uuid,
    skipped      text CHECK (skipped IN ('MISSED', 'OVERLAP', 'WORKFLOW_UNKNOWN')),
    -- When it was started or skipped. NULL while it waits.
    decided_at   timestamptz,
    PRIMARY KEY (namespace_id, schedule_id, fire_at),
    FOREIGN KEY (namespace_id, schedule_id) REFERENCES kagzi.schedule (namespace_id, schedule_id) ON DELETE CASCADE,
    CONSTRAINT firing_started_or_skipped CHECK (run_id IS NULL OR skipped IS NULL),
    CONSTRAINT firing_decided CHECK ((decided_at IS NOT NULL) = (run_id IS NOT NULL OR skipped IS NOT NULL))
);
CREATE INDEX firing_waiting ON kagzi.firing (namespace_id, schedule_id, fire_at) WHERE decided_at IS NULL;
-- Where the retention looks.
CREATE INDEX firing_decided ON kagzi.firing (namespace_id, decided_at) WHERE decided_at IS NOT NULL;

-- When the next made-up firing of a namespace may be started. Whoever starts one moves it on.
CREATE TABLE kagzi.firing_pace (
    namespace_id  uuid        NOT NULL PRIMARY KEY,
    next_start_at timestamptz NOT NULL
);

-- Whose declaration of a workflow's schedules counts: the highest version's, and between equal ones that of the process that started
-- last. The row is locked while the schedules follow it, so that of two sessions that are opened at once the right one has its way.
CREATE TABLE kagzi.schedule_declaration (
    namespace_id uuid        NOT NULL,
    workflow     text        NOT NULL,
    version      int         NOT NULL,
    declared_at  timestamptz NOT NULL,
    PRIMARY KEY (namespace_id, workflow)
);
INSERT INTO kagzi.schedule_declaration (namespace_id, workflow, version, declared_at)
SELECT DISTINCT ON (namespace_id, name) namespace_id, name, version, declared_at
  FROM kagzi.workflow ORDER BY namespace_id, name, version DESC;

-- The ETag of a remembered answer.
ALTER TABLE kagzi.idempotency ADD COLUMN etag text;
