-- What must hold for every row, beside the few checks the server can afford: a mistake in the code fails the test that makes it.

ALTER TABLE kagzi.run
    DROP CONSTRAINT IF EXISTS strict_run,
    ADD CONSTRAINT strict_run CHECK (
        attempt >= 1
        AND coalesce(max_attempts >= 1, true)
        AND coalesce(claim_ended IN ('COMPLETED', 'FAILED', 'NEEDS_ATTENTION', 'WAITING', 'RELEASED', 'EXPIRED', 'CANCELLED', 'TIMED_OUT'), true)
        AND coalesce(ending IN ('FAILED', 'CANCELLED'), true)
        AND (ending IS NULL OR status <> 'COMPLETED')
        AND (ending_failure IS NULL OR ending IS NOT NULL)
        AND (status NOT IN ('FAILED', 'NEEDS_ATTENTION') OR failure IS NOT NULL)
        AND (failure IS NULL OR status IN ('FAILED', 'NEEDS_ATTENTION', 'CANCELLED'))
        AND (NOT held_back OR NOT claimable AND limit_key IS NOT NULL)
        AND (lease_token IS NULL OR worker_id IS NOT NULL AND request_id IS NOT NULL AND claim_number > 0)
        AND (finished_at IS NULL OR due_at IS NULL)
        AND (output IS NULL OR status = 'COMPLETED'));

ALTER TABLE kagzi.step
    DROP CONSTRAINT IF EXISTS strict_step,
    ADD CONSTRAINT strict_step CHECK (
        attempts >= 0 AND occurrence >= 1 AND position >= 1
        AND kind IN ('STEP', 'SLEEP', 'EVENT', 'CHILD', 'EMIT', 'VALUE', 'MARKER', 'COMPENSATION')
        AND (due_at IS NULL OR status = 'WAITING')
        AND (status <> 'FAILED' OR failure IS NOT NULL)
        AND (output IS NULL OR status = 'COMPLETED'));

ALTER TABLE kagzi.run_history
    DROP CONSTRAINT IF EXISTS strict_history,
    ADD CONSTRAINT strict_history CHECK (seq >= 1 AND actor IN ('CLIENT', 'WORKER', 'SERVER'));
