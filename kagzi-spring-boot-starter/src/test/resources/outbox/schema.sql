CREATE TABLE kagzi_outbox (
    id            VARCHAR(36) NOT NULL PRIMARY KEY,
    kind          VARCHAR(20) NOT NULL,
    body          BLOB NOT NULL,
    created_at    TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL,
    failed_reason VARCHAR(1000),
    remark        VARCHAR(10)
);
