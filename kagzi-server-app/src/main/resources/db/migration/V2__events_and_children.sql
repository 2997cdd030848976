-- Lock impact: ALTER TABLE takes ACCESS EXCLUSIVE on run and step for a moment; no row is rewritten. The new indexes hold no row yet
-- but step_waiting, which is built while writes to step wait: seconds at a million waiting steps.

ALTER TABLE kagzi.run
    -- The run that has started this one as its child.
    ADD COLUMN parent_run_id   uuid,
    -- A run waits for the outcome of this one and has not been told.
    ADD COLUMN awaited         boolean NOT NULL DEFAULT false,
    -- The firing that has started it, and when it was due.
    ADD COLUMN schedule_id     text,
    ADD COLUMN scheduled_at    timestamptz,
    -- Whether the input is the data of an event: an encoded one is bound to that event, which input_made_for names then.
    ADD COLUMN input_of_event  boolean NOT NULL DEFAULT false,
    -- It reads the events after this one. NULL: those that were accepted after it was created.
    ADD COLUMN events_after_at timestamptz,
    ADD COLUMN events_after_id uuid,
    -- It has waited for an event, so there may be waits to be closed when it ends.
    ADD COLUMN awaits_events   boolean NOT NULL DEFAULT false,
    -- It has steps in branches, so an open wait does not say that there is nothing else to do.
    ADD COLUMN has_branches    boolean NOT NULL DEFAULT false;

-- The lists by parent and by schedule. What is open of either is found at their end, so both are read for that too.
CREATE INDEX run_of_parent ON kagzi.run (namespace_id, parent_run_id, created_at, run_id) WHERE parent_run_id IS NOT NULL;
CREATE INDEX run_of_schedule ON kagzi.run (namespace_id, schedule_id, created_at, run_id) WHERE schedule_id IS NOT NULL;
CREATE INDEX run_open_of_parent ON kagzi.run (namespace_id, parent_run_id)
    WHERE parent_run_id IS NOT NULL AND finished_at IS NULL;
CREATE INDEX run_open_of_schedule ON kagzi.run (namespace_id, schedule_id)
    WHERE schedule_id IS NOT NULL AND finished_at IS NULL;
-- Outcomes that their parents have to be told.
CREATE INDEX run_untold ON kagzi.run (finished_at) WHERE awaited AND finished_at IS NOT NULL;

ALTER TABLE kagzi.step
    DROP CONSTRAINT step_kind_check,
    ADD CONSTRAINT step_kind_check
        CHECK (kind IN ('STEP', 'SLEEP', 'EVENT', 'CHILD', 'EMIT', 'VALUE', 'MARKER')) NOT VALID,
    ADD COLUMN child_run_id uuid,
    -- The claim under which its open wait resolved while the worker kept the run, until the worker shows that it has gone on from it.
    ADD COLUMN resolved_in  bigint;

-- Few at a time and short-lived: what a run waits for.
CREATE INDEX step_waiting ON kagzi.step (namespace_id, run_id) WHERE status = 'WAITING';
CREATE INDEX step_resolved ON kagzi.step (namespace_id, run_id) WHERE resolved_in IS NOT NULL;

-- The events of one name and key. Whoever accepts an event of a channel or opens a wait on it locks its row first: neither can miss
-- the other.
CREATE TABLE kagzi.event_channel (
    namespace_id     uuid        NOT NULL,
    name             text        NOT NULL,
    -- '' for events without a key.
    key              text        NOT NULL,
    -- The newest event's: the next one comes after it, whatever the clock says.
    last_accepted_at timestamptz NOT NULL,
    -- Not all runs that wait for its events have been woken: one transaction wakes so many and no more.
    is_spreading     boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (namespace_id, name, key)
) WITH (fillfactor = 70);
CREATE INDEX event_channel_spreading ON kagzi.event_channel (last_accepted_at) WHERE is_spreading;
CREATE INDEX event_channel_oldest ON kagzi.event_channel (last_accepted_at);

CREATE TABLE kagzi.event (
    namespace_id uuid        NOT NULL,
    event_id     uuid        NOT NULL,
    name         text        NOT NULL,
    key          text        NOT NULL,
    accepted_at  timestamptz NOT NULL,
    data         bytea,
    -- SHA-256 of the data without white space: what makes a second request with the same eventId the same.
    data_hash    bytea       NOT NULL,
    -- The run that has emitted it.
    run_id       uuid,
    PRIMARY KEY (namespace_id, event_id)
) WITH (toast_tuple_target = 512);
ALTER TABLE kagzi.event ALTER COLUMN data SET STORAGE EXTERNAL;

-- The order of a channel, and of the lists.
CREATE INDEX event_in_channel ON kagzi.event (namespace_id, name, key, accepted_at, event_id);
CREATE INDEX event_newest ON kagzi.event (namespace_id, accepted_at, event_id);
CREATE INDEX event_of_name ON kagzi.event (namespace_id, name, accepted_at, event_id);

-- The open waits.
CREATE TABLE kagzi.event_wait (
    namespace_id uuid        NOT NULL,
    run_id       uuid        NOT NULL,
    branch       text        NOT NULL,
    step         text        NOT NULL,
    occurrence   int         NOT NULL,
    name         text        NOT NULL,
    key          text        NOT NULL,
    opened_at    timestamptz NOT NULL,
    -- NULL for ever.
    deadline     timestamptz,
    PRIMARY KEY (namespace_id, run_id, branch, step, occurrence),
    FOREIGN KEY (namespace_id, run_id) REFERENCES kagzi.run (namespace_id, run_id) ON DELETE CASCADE
);
CREATE INDEX event_wait_in_channel ON kagzi.event_wait (namespace_id, name, key, opened_at, run_id);

-- What runs have read: each event ends one wait of a run at most. A run's next wait on the channel goes on after the newest.
CREATE TABLE kagzi.event_read (
    namespace_id uuid        NOT NULL,
    run_id       uuid        NOT NULL,
    event_id     uuid        NOT NULL,
    branch       text        NOT NULL,
    step         text        NOT NULL,
    occurrence   int         NOT NULL,
    name         text        NOT NULL,
    key          text        NOT NULL,
    accepted_at  timestamptz NOT NULL,
    -- An event has one name, key and time, so that this is unique for each run and event; it also finds the newest of a channel.
    PRIMARY KEY (namespace_id, run_id, name, key, accepted_at, event_id),
    FOREIGN KEY (namespace_id, run_id) REFERENCES kagzi.run (namespace_id, run_id) ON DELETE CASCADE
);
CREATE INDEX event_read_by ON kagzi.event_read (namespace_id, event_id);

-- Which workflows an event starts: what the highest version of each declares.
CREATE TABLE kagzi.event_subscription (
    namespace_id uuid NOT NULL,
    event        text NOT NULL,
    workflow     text NOT NULL,
    PRIMARY KEY (namespace_id, event, workflow)
);
CREATE INDEX event_subscription_of_workflow ON kagzi.event_subscription (namespace_id, workflow);

-- Runs that an event has started.
CREATE TABLE kagzi.event_start (
    namespace_id uuid NOT NULL,
    event_id     uuid NOT NULL,
    workflow     text NOT NULL,
    run_id       uuid NOT NULL,
    PRIMARY KEY (namespace_id, event_id, workflow),
    FOREIGN KEY (namespace_id, event_id) REFERENCES kagzi.event (namespace_id, event_id) ON DELETE CASCADE
);

-- What a run waits for the outcome of.
CREATE TABLE kagzi.child_wait (
    namespace_id uuid NOT NULL,
    run_id       uuid NOT NULL,
    branch       text NOT NULL,
    step         text NOT NULL,
    occurrence   int  NOT NULL,
    child_run_id uuid NOT NULL,
    PRIMARY KEY (namespace_id, run_id, branch, step, occurrence),
    FOREIGN KEY (namespace_id, run_id) REFERENCES kagzi.run (namespace_id, run_id) ON DELETE CASCADE
);
CREATE INDEX child_wait_of_child ON kagzi.child_wait (namespace_id, child_run_id);
