-- Distributes the tables of what belongs to a namespace by it (Citus). On an empty schema that a server has migrated. Each line is refused
-- where it has been executed before, which changes nothing: psql goes on with the next.
-- Those that stand above namespaces are on every node.
SELECT create_reference_table('kagzi.namespace');
SELECT create_reference_table('kagzi.api_key');
SELECT create_reference_table('kagzi.api_key_secret');
SELECT create_reference_table('kagzi.bootstrap_secret');
SELECT create_reference_table('kagzi.audit');
SELECT create_reference_table('kagzi.console_session');
SELECT create_reference_table('kagzi.console_sign_in');

SELECT create_distributed_table('kagzi.run', 'namespace_id');
SELECT create_distributed_table('kagzi.workflow', 'namespace_id', colocate_with => 'kagzi.run');
SELECT create_distributed_table('kagzi.workflow_alias', 'namespace_id', colocate_with => 'kagzi.run');
SELECT create_distributed_table('kagzi.worker', 'namespace_id', colocate_with => 'kagzi.run');
SELECT create_distributed_table('kagzi.run_tag', 'namespace_id', colocate_with => 'kagzi.run');
SELECT create_distributed_table('kagzi.run_id_claim', 'namespace_id', colocate_with => 'kagzi.run');
SELECT create_distributed_table('kagzi.step', 'namespace_id', colocate_with => 'kagzi.run');
SELECT create_distributed_table('kagzi.step_attempt', 'namespace_id', colocate_with => 'kagzi.run');
SELECT create_distributed_table('kagzi.run_figure', 'namespace_id', colocate_with => 'kagzi.run');
SELECT create_distributed_table('kagzi.workflow_figure', 'namespace_id', colocate_with => 'kagzi.run');
SELECT create_distributed_table('kagzi.run_history', 'namespace_id', colocate_with => 'kagzi.run');
SELECT create_distributed_table('kagzi.idempotency', 'namespace_id', colocate_with => 'kagzi.run');
SELECT create_distributed_table('kagzi.event_channel', 'namespace_id', colocate_with => 'kagzi.run');
SELECT create_distributed_table('kagzi.event', 'namespace_id', colocate_with => 'kagzi.run');
SELECT create_distributed_table('kagzi.event_wait', 'namespace_id', colocate_with => 'kagzi.run');
SELECT create_distributed_table('kagzi.event_read', 'namespace_id', colocate_with => 'kagzi.run');
SELECT create_distributed_table('kagzi.event_subscription', 'namespace_id', colocate_with => 'kagzi.run');
SELECT create_distributed_table('kagzi.event_start', 'namespace_id', colocate_with => 'kagzi.run');
SELECT create_distributed_table('kagzi.child_wait', 'namespace_id', colocate_with => 'kagzi.run');
SELECT create_distributed_table('kagzi.schedule', 'namespace_id', colocate_with => 'kagzi.run');
SELECT create_distributed_table('kagzi.firing', 'namespace_id', colocate_with => 'kagzi.run');
SELECT create_distributed_table('kagzi.firing_pace', 'namespace_id', colocate_with => 'kagzi.run');
SELECT create_distributed_table('kagzi.schedule_declaration', 'namespace_id', colocate_with => 'kagzi.run');
SELECT create_distributed_table('kagzi.workflow_limit', 'namespace_id', colocate_with => 'kagzi.run');
SELECT create_distributed_table('kagzi.limit_key', 'namespace_id', colocate_with => 'kagzi.run');
SELECT create_distributed_table('kagzi.first_claim', 'namespace_id', colocate_with => 'kagzi.run');
SELECT create_distributed_table('kagzi.bulk_job', 'namespace_id', colocate_with => 'kagzi.run');
