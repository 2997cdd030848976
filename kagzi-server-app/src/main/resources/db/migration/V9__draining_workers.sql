-- Lock impact: SHARE on worker while its index is built: sessions and polls wait for that, milliseconds for thousands of workers.

-- Every server looks for them once a second: they are few among many.
CREATE INDEX worker_draining ON kagzi.worker (namespace_id, worker_id) WHERE draining;
