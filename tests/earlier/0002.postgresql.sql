-- What commit a4e2991 made in an empty database.
CREATE TABLE runs (
    number SERIAL NOT NULL,
    id VARCHAR(32) NOT NULL,
    status VARCHAR(16) NOT NULL,
    config TEXT NOT NULL,
    config_hash VARCHAR(128) NOT NULL,
    code_version VARCHAR(64) NOT NULL,
    created_at FLOAT(53) NOT NULL,
    started_at FLOAT(53),
    finished_at FLOAT(53),
    heartbeat_at FLOAT(53) NOT NULL,
    worker VARCHAR(128),
    cancel_requested BOOLEAN NOT NULL,
    progress TEXT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (number),
    UNIQUE (id)
);
CREATE INDEX ix_runs_status ON runs (status);
CREATE INDEX ix_runs_config_hash ON runs (config_hash);
CREATE TABLE opened (
    id VARCHAR(32) NOT NULL,
    filename VARCHAR(256) NOT NULL,
    alphabet TEXT NOT NULL,
    size INTEGER NOT NULL,
    opened_at FLOAT(53) NOT NULL,
    data BYTEA NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE turnstile (
    id SERIAL NOT NULL,
    turns INTEGER,
    PRIMARY KEY (id)
);
CREATE TABLE metrics (
    number SERIAL NOT NULL,
    run_id VARCHAR(32) NOT NULL,
    row TEXT NOT NULL,
    PRIMARY KEY (number),
    FOREIGN KEY(run_id) REFERENCES runs (id)
);
CREATE INDEX metrics_of_run ON metrics (run_id, number);
CREATE TABLE artifacts (
    run_id VARCHAR(32) NOT NULL,
    name VARCHAR(64) NOT NULL,
    data BYTEA NOT NULL,
    PRIMARY KEY (run_id, name),
    FOREIGN KEY(run_id) REFERENCES runs (id)
);
