-- A database of version 1, written by hand: a delivered, a held, a failed and a waiting run.
-- Tables come in the order of their names.
PRAGMA foreign_keys = OFF;
PRAGMA application_id = 1383024745;
PRAGMA user_version = 1;
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
INSERT INTO "delivery" VALUES(1,1,'nightly','apple',X'0202020202020202020202020202020202020202020202020202020202020202','done',1787020230000000,1787020260000000,'upload.example:/dropbox',NULL,NULL,NULL);
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
INSERT INTO "difference" VALUES(2,0,'students.csv',0,3,400,'[["removed","S-17"]]');
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
INSERT INTO "finding" VALUES(1,'convert','date_invalid',1,'error','dropped','user','u-1','users.csv',12,4,'birthDate','not a date');
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
INSERT INTO "finding_code" VALUES(1,'convert','date_invalid','error','The value is not a date.','Write dates as 2026-08-18.',5000,17);
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
INSERT INTO "guard" VALUES(2,1787106610000000,'[["students_vanish","400 of 1200 students would vanish"]]',NULL,NULL,NULL,NULL);
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
INSERT INTO "run" VALUES(1,'nightly','schedule',1787020200000000,NULL,NULL,NULL,'succeeded',0,1,'5f3a',1787020203000000,NULL,1787020203000000,1787020260000000,NULL,NULL,NULL,'{"students":1200,"classes":80}');
INSERT INTO "run" VALUES(2,'nightly','manual',NULL,NULL,NULL,NULL,'held',0,1,NULL,1787106603000000,NULL,1787106603000000,NULL,NULL,NULL,NULL,'{"students":800}');
INSERT INTO "run" VALUES(3,'weekly','manual',NULL,NULL,NULL,NULL,'failed',0,1,NULL,1787106700000000,NULL,1787106700000000,1787106702000000,'login_refused','sis.example refused the login','Renew the secret.','{}');
INSERT INTO "run" VALUES(4,'weekly','retry',NULL,NULL,3,NULL,'waiting',0,2,NULL,1787106702000000,1787106822000000,NULL,NULL,NULL,NULL,NULL,'{}');
CREATE TABLE schedule (
    flow     TEXT PRIMARY KEY,
    last_due INTEGER NOT NULL,
    run      INTEGER
) STRICT, WITHOUT ROWID;
INSERT INTO "schedule" VALUES('nightly',1787020200000000,1);
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
INSERT INTO "step" VALUES(1,1,'convert','done',NULL,NULL,X'0202020202020202020202020202020202020202020202020202020202020202',4096,'{}',NULL,NULL,NULL);
INSERT INTO "step" VALUES(1,3,'deliver','done',NULL,NULL,X'0202020202020202020202020202020202020202020202020202020202020202',4096,'{}',NULL,NULL,NULL);
INSERT INTO "step" VALUES(1,2,'guard','done',NULL,NULL,NULL,NULL,'{}',NULL,NULL,NULL);
INSERT INTO "step" VALUES(1,0,'source','done',NULL,NULL,X'0101010101010101010101010101010101010101010101010101010101010101',4096,'{}',NULL,NULL,NULL);
INSERT INTO "step" VALUES(2,1,'convert','done',NULL,NULL,X'0202020202020202020202020202020202020202020202020202020202020202',4096,'{}',NULL,NULL,NULL);
INSERT INTO "step" VALUES(2,3,'deliver','pending',NULL,NULL,NULL,NULL,'{}',NULL,NULL,NULL);
INSERT INTO "step" VALUES(2,2,'guard','held',NULL,NULL,NULL,NULL,'{}',NULL,NULL,NULL);
INSERT INTO "step" VALUES(2,0,'source','done',NULL,NULL,X'0101010101010101010101010101010101010101010101010101010101010101',4096,'{}',NULL,NULL,NULL);
INSERT INTO "step" VALUES(3,1,'convert','skipped',NULL,NULL,NULL,NULL,'{}',NULL,NULL,NULL);
INSERT INTO "step" VALUES(3,3,'deliver','skipped',NULL,NULL,NULL,NULL,'{}',NULL,NULL,NULL);
INSERT INTO "step" VALUES(3,2,'guard','skipped',NULL,NULL,NULL,NULL,'{}',NULL,NULL,NULL);
INSERT INTO "step" VALUES(3,0,'source','failed',NULL,NULL,NULL,NULL,'{}',NULL,NULL,NULL);
INSERT INTO "step" VALUES(4,1,'convert','pending',NULL,NULL,NULL,NULL,'{}',NULL,NULL,NULL);
INSERT INTO "step" VALUES(4,3,'deliver','pending',NULL,NULL,NULL,NULL,'{}',NULL,NULL,NULL);
INSERT INTO "step" VALUES(4,2,'guard','pending',NULL,NULL,NULL,NULL,'{}',NULL,NULL,NULL);
INSERT INTO "step" VALUES(4,0,'source','pending',NULL,NULL,NULL,NULL,'{}',NULL,NULL,NULL);
CREATE INDEX run_by_flow ON run (flow, id);
CREATE INDEX run_by_status ON run (status, id);
CREATE UNIQUE INDEX run_retry_once ON run (trigger_run) WHERE trigger = 'retry';
CREATE INDEX step_by_output ON step (output) WHERE output IS NOT NULL;
CREATE UNIQUE INDEX delivery_once ON delivery (run) WHERE state <> 'failed';
CREATE INDEX delivery_by_run ON delivery (run);
CREATE INDEX delivery_last ON delivery (flow, destination, id) WHERE state = 'done';
CREATE INDEX delivery_by_file ON delivery (file);
UPDATE sqlite_sequence SET seq = 4 WHERE name = 'run';
