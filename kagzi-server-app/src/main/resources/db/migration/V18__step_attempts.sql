-- Lock impact: SHARE ROW EXCLUSIVE on run for a moment, for the foreign key; the table is new.

-- Attempts of steps that took more than one. What a step itself says is in its own row.
CREATE TABLE kagzi.step_attempt (
    namespace_id uuid        NOT NULL,
    run_id       uuid        NOT NULL,
    branch       text        NOT NULL,
    name         text        NOT NULL,
    occurrence   int         NOT NULL,
    attempt      int         NOT NULL,
    started_at   timestamptz,
    finished_at  timestamptz NOT NULL,
    -- Without its stack; null for the one that succeeded.
    failure      bytea,
    PRIMARY KEY (namespace_id, run_id, branch, name, occurrence, attempt),
    FOREIGN KEY (namespace_id, run_id) REFERENCES kagzi.run (namespace_id, run_id) ON DELETE CASCADE
);
