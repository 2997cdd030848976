-- Lock impact: ACCESS EXCLUSIVE on run until its new index is built: nobody reads or writes it for some seconds per million runs.

-- A change of a run writes to every index that holds it, also where its entry stays the same.
-- The newest of all runs are among the newest of each workflow and status.
DROP INDEX kagzi.run_newest;
-- Runs that are held are few, run_held has them all, and each claim would write here.
DROP INDEX kagzi.run_in_status;
CREATE INDEX run_in_status ON kagzi.run (namespace_id, workflow, status, created_at, run_id) WHERE status <> 'RUNNING';
