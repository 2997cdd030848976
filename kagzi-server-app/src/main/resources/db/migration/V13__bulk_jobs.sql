-- Lock impact: none, the table is new.

-- What is to be done to many runs, and how far it is. A server works on a job for as long as it renews worked_until; whoever takes it
-- over raises turn, and nobody of an earlier turn writes here again.
CREATE TABLE kagzi.bulk_job (
    namespace_id uuid        NOT NULL,
    bulk_id      uuid        NOT NULL,
    action       text        NOT NULL CHECK (action IN ('CANCEL', 'RETRY', 'RESTART')),
    filter       bytea       NOT NULL,
    dry_run      boolean     NOT NULL,
    reason       text,
    -- Runs that are acted on now; null before the first of them, and when all is done.
    page         uuid[],
    -- Of these runs, which a retry raises.
    attempts     int[],
    -- Whether some of the page may have been acted on.
    is_begun     boolean     NOT NULL DEFAULT false,
    -- Where the list of runs goes on after them; null at its beginning and at its end.
    cursor       text,
    matched      bigint      NOT NULL DEFAULT 0,
    succeeded    bigint      NOT NULL DEFAULT 0,
    skipped      bigint      NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL,
    finished_at  timestamptz,
    worked_until timestamptz,
    last_turn_at timestamptz,
    turn         int         NOT NULL DEFAULT 0,
    PRIMARY KEY (namespace_id, bulk_id)
);

CREATE INDEX bulk_job_turn ON kagzi.bulk_job (coalesce(last_turn_at, created_at)) WHERE finished_at IS NULL;
CREATE INDEX bulk_job_open ON kagzi.bulk_job (namespace_id) WHERE finished_at IS NULL;
CREATE INDEX bulk_job_finished ON kagzi.bulk_job (finished_at) WHERE finished_at IS NOT NULL;
