-- What commit 4a5f594 made in an empty database.
CREATE TABLE runs (
    number INTEGER NOT NULL,
    id VARCHAR(32) NOT NULL,
    status VARCHAR(16) NOT NULL,
    config TEXT NOT NULL,
    config_hash VARCHAR(128) NOT NULL,
    code_version VARCHAR(64) NOT NULL,
    created_at FLOAT NOT NULL,
    started_at FLOAT,
    finished_at FLOAT,
    heartbeat_at FLOAT NOT NULL,
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
    opened_at FLOAT NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE texts (
    id VARCHAR(32) NOT NULL,
    filename VARCHAR(256) NOT NULL,
    settings TEXT NOT NULL,
    size INTEGER NOT NULL,
    created_at FLOAT NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE turnstile (
    id INTEGER NOT NULL,
    turns INTEGER,
    PRIMARY KEY (id)
);
CREATE TABLE metrics (
    number INTEGER NOT NULL,
    run_id VARCHAR(32) NOT NULL,
    "row" TEXT NOT NULL,
    PRIMARY KEY (number),
    FOREIGN KEY(run_id) REFERENCES runs (id)
);
CREATE INDEX metrics_of_run ON metrics (run_id, number);
CREATE TABLE artifacts (
    run_id VARCHAR(32) NOT NULL,
    name VARCHAR(64) NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (run_id, name),
    FOREIGN KEY(run_id) REFERENCES runs (id)
);
CREATE TABLE orders (
    run_id VARCHAR(32) NOT NULL,
    pause BOOLEAN NOT NULL,
    learning_rate FLOAT,
    PRIMARY KEY (run_id),
    FOREIGN KEY(run_id) REFERENCES runs (id)
);
