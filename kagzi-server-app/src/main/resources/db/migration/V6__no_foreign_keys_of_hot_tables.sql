-- Lock impact: ACCESS EXCLUSIVE on step, run_history and run for a moment each.

-- Whoever writes a step or a history has the run's row locked, and whoever deletes a run deletes these too. The checks were a quarter of
-- what a run costs the database.
ALTER TABLE kagzi.step DROP CONSTRAINT step_namespace_id_run_id_fkey;
ALTER TABLE kagzi.run_history DROP CONSTRAINT run_history_namespace_id_run_id_fkey;
