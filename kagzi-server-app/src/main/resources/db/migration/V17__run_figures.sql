-- Lock impact: none, the tables are new.

-- What each minute has brought, for people who look at it over time. Each server adds what it has done.
CREATE TABLE kagzi.run_figure (
    namespace_id uuid        NOT NULL,
    minute       timestamptz NOT NULL,
    started      bigint      NOT NULL DEFAULT 0,
    completed    bigint      NOT NULL DEFAULT 0,
    failed       bigint      NOT NULL DEFAULT 0,
    cancelled    bigint      NOT NULL DEFAULT 0,
    PRIMARY KEY (namespace_id, minute)
);

-- The same of each workflow: so many rows that nobody reads a week of them.
CREATE TABLE kagzi.workflow_figure (
    namespace_id uuid        NOT NULL,
    minute       timestamptz NOT NULL,
    workflow     text        NOT NULL,
    finished     bigint      NOT NULL DEFAULT 0,
    failed       bigint      NOT NULL DEFAULT 0,
    lost_leases  bigint      NOT NULL DEFAULT 0,
    PRIMARY KEY (namespace_id, minute, workflow)
);
