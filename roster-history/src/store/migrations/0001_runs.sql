-- Times are microseconds since 1970, UTC. Counts are JSON objects of numbers. Files are SHA-256.

CREATE TABLE run (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    flow            TEXT NOT NULL,
    trigger         TEXT NOT NULL CHECK (trigger IN ('schedule', 'manual', 'drop', 'retry', 'replay')),
    trigger_due     INTEGER,
    trigger_account TEXT,
    -- No foreign key: the run that is retried or replayed may be deleted before this one.
    trigger_run     INTEGER,
    trigger_step    TEXT,
    status          TEXT NOT NULL CHECK (status IN ('waiting', 'running', 'succeeded', 'failed', 'held', 'discarded')),
    dry_run         INTEGER NOT NULL CHECK (dry_run IN (0, 1)),
    attempt         INTEGER NOT NULL CHECK (attempt >= 1),
    settings_hash   TEXT,
    created         INTEGER NOT NULL,
    not_before      INTEGER,
    started         INTEGER,
    ended           INTEGER,
    failure_code    TEXT,
    failure_message TEXT,
    failure_advice  TEXT,
    summary         TEXT NOT NULL DEFAULT '{}',
    CHECK ((status IN ('succeeded', 'failed', 'discarded')) = (ended IS NOT NULL))
) STRICT;
CREATE INDEX run_by_flow ON run (flow, id);
CREATE INDEX run_by_status ON run (status, id);

-- Two processes that find a failed run retry it once.
CREATE UNIQUE INDEX run_retry_once ON run (trigger_run) WHERE trigger = 'retry';

CREATE TABLE step (
    run             INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    position        INTEGER NOT NULL,
    kind            TEXT NOT NULL CHECK (kind IN ('source', 'convert', 'guard', 'deliver')),
    status          TEXT NOT NULL
        CHECK (status IN ('pending', 'running', 'done', 'failed', 'held', 'skipped', 'reused')),
    started         INTEGER,
    ended           INTEGER,
    output          BLOB CHECK (length(output) = 32),
    output_bytes    INTEGER,
    counts          TEXT NOT NULL DEFAULT '{}',
    failure_code    TEXT,
    failure_message TEXT,
    failure_advice  TEXT,
    PRIMARY KEY (run, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX step_by_output ON step (output) WHERE output IS NOT NULL;

CREATE TABLE finding_code (
    run      INTEGER NOT NULL,
    step     TEXT NOT NULL,
    code     TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'error')),
    title    TEXT NOT NULL,
    advice   TEXT NOT NULL,
    count    INTEGER NOT NULL,
    dropped  INTEGER NOT NULL,
    PRIMARY KEY (run, step, code),
    FOREIGN KEY (run, step) REFERENCES step (run, kind) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE finding (
    run      INTEGER NOT NULL,
    step     TEXT NOT NULL,
    code     TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    severity TEXT NOT NULL,
    action   TEXT NOT NULL,
    entity   TEXT,
    key      TEXT,
    file     TEXT,
    line     INTEGER,
    number   INTEGER,
    field    TEXT,
    message  TEXT NOT NULL,
    PRIMARY KEY (run, step, code, sequence),
    FOREIGN KEY (run, step, code) REFERENCES finding_code (run, step, code) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Bodies come last, so that a list of exchanges never reads them.
CREATE TABLE exchange (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    run              INTEGER NOT NULL,
    step             TEXT NOT NULL,
    sequence         INTEGER NOT NULL,
    at               INTEGER NOT NULL,
    method           TEXT NOT NULL,
    url              TEXT NOT NULL,
    status           INTEGER,
    milliseconds     INTEGER NOT NULL,
    failure          TEXT,
    request_length   INTEGER NOT NULL,
    request_kept     INTEGER NOT NULL,
    response_length  INTEGER NOT NULL,
    response_kept    INTEGER NOT NULL,
    request_headers  TEXT NOT NULL,
    response_headers TEXT NOT NULL,
    request_body     BLOB NOT NULL,
    response_body    BLOB NOT NULL,
    UNIQUE (run, step, sequence),
    FOREIGN KEY (run, step) REFERENCES step (run, kind) ON DELETE CASCADE
) STRICT;

CREATE TABLE guard (
    run      INTEGER PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
    at       INTEGER NOT NULL,
    held     TEXT NOT NULL,
    decided  INTEGER,
    who      TEXT,
    reason   TEXT,
    approved INTEGER CHECK (approved IN (0, 1)),
    CHECK ((decided IS NULL) = (approved IS NULL) AND (decided IS NULL) = (who IS NULL))
) STRICT;

CREATE TABLE delivery (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    run             INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    flow            TEXT NOT NULL,
    destination     TEXT NOT NULL,
    file            BLOB NOT NULL CHECK (length(file) = 32),
    state           TEXT NOT NULL CHECK (state IN ('started', 'done', 'failed', 'unknown')),
    started         INTEGER NOT NULL,
    ended           INTEGER,
    target          TEXT NOT NULL,
    failure_code    TEXT,
    failure_message TEXT,
    failure_advice  TEXT
) STRICT;
-- A run delivers once: only an attempt that surely left nothing behind may be followed by another.
CREATE UNIQUE INDEX delivery_once ON delivery (run) WHERE state <> 'failed';
CREATE INDEX delivery_by_run ON delivery (run);
CREATE INDEX delivery_last ON delivery (flow, destination, id) WHERE state = 'done';
CREATE INDEX delivery_by_file ON delivery (file);

CREATE TABLE difference (
    run      INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    file     TEXT NOT NULL,
    added    INTEGER NOT NULL,
    changed  INTEGER NOT NULL,
    removed  INTEGER NOT NULL,
    samples  TEXT NOT NULL,
    PRIMARY KEY (run, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE schedule (
    flow     TEXT PRIMARY KEY,
    last_due INTEGER NOT NULL,
    run      INTEGER
) STRICT, WITHOUT ROWID;
