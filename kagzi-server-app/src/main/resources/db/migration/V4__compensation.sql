-- Lock impact: ALTER TABLE takes ACCESS EXCLUSIVE on run and step for a moment; no row is rewritten.

ALTER TABLE kagzi.run
    -- It has completed a step that can be undone.
    ADD COLUMN compensable    boolean NOT NULL DEFAULT false,
    -- It does not complete any more: what it takes as its status once its compensations are done. Stays when it has.
    ADD COLUMN ending         text CHECK (ending IN ('FAILED', 'CANCELLED')),
    -- Why, where it has failed.
    ADD COLUMN ending_failure bytea,
    ADD CONSTRAINT run_ends_as_it_began_to CHECK (ending IS NULL OR status <> 'COMPLETED') NOT VALID,
    ADD CONSTRAINT run_failure_of_ending CHECK (ending_failure IS NULL OR ending IS NOT NULL) NOT VALID,
    ALTER COLUMN ending_failure SET STORAGE EXTERNAL;

ALTER TABLE kagzi.step
    DROP CONSTRAINT step_kind_check,
    ADD CONSTRAINT step_kind_check
        CHECK (kind IN ('STEP', 'SLEEP', 'EVENT', 'CHILD', 'EMIT', 'VALUE', 'MARKER', 'COMPENSATION')) NOT VALID,
    -- What it did can be undone.
    ADD COLUMN compensable boolean NOT NULL DEFAULT false;
