-- Lock impact: ACCESS EXCLUSIVE on run_tag, run_id_claim and run for a moment each.

-- Both are written with their run and deleted with it. The check of a million of them would keep to the plan it had for an empty table.
ALTER TABLE kagzi.run_tag DROP CONSTRAINT run_tag_namespace_id_run_id_fkey;
ALTER TABLE kagzi.run_id_claim DROP CONSTRAINT run_id_claim_namespace_id_run_id_fkey;
