-- Dossiers: immutable versions, and an event for every step. The row of a dossier is only the
-- outcome of its last event, kept for quick answers.

CREATE TABLE dossier (
    id                INTEGER PRIMARY KEY, -- year * 10^8 + number within the year: HS-2022-0007
    round_id          TEXT    NOT NULL REFERENCES round (id),
    unit_code         TEXT    NOT NULL,
    draft_id          BLOB    NOT NULL UNIQUE, -- made with the draft: one draft, one dossier
    version           INTEGER NOT NULL,        -- the newest
    state             INTEGER NOT NULL,        -- enum DossierState
    nominees          INTEGER NOT NULL,        -- of the newest version
    changed_utc_ms    BIGINT  NOT NULL,
    return_due_utc_ms BIGINT  NOT NULL DEFAULT 0, -- of the last return; 0: never returned
    return_note       TEXT    NOT NULL DEFAULT ''
);
CREATE INDEX dossier_by_unit ON dossier (unit_code, id);

CREATE TABLE dossier_version (
    dossier_id     INTEGER NOT NULL REFERENCES dossier (id),
    version        INTEGER NOT NULL,
    content        BLOB    NOT NULL, -- a serialized DossierContent, as it came
    content_sha256 BLOB    NOT NULL,
    PRIMARY KEY (dossier_id, version)
);

-- Who submitted and confirmed a version, and when, is in its events.
CREATE TABLE dossier_event (
    dossier_id INTEGER NOT NULL REFERENCES dossier (id),
    log_seq    INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    event      INTEGER NOT NULL, -- enum DossierEvent
    at_utc_ms  BIGINT  NOT NULL,
    officer_id INTEGER NOT NULL REFERENCES officer (id),
    originals  INTEGER NOT NULL, -- sets counted, when received (III.5.b)
    note       TEXT    NOT NULL, -- the reason, what is missing
    PRIMARY KEY (dossier_id, log_seq)
);

-- The nominees of every version, for counting and for finding the same one twice.
CREATE TABLE nominee (
    dossier_id  INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    ordinal     INTEGER NOT NULL,
    kind        INTEGER NOT NULL, -- enum NomineeKind
    award_line  TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    name_folded TEXT    NOT NULL,
    staff_code  TEXT    NOT NULL,
    citizen_id  TEXT    NOT NULL,
    PRIMARY KEY (dossier_id, version, ordinal),
    FOREIGN KEY (dossier_id, version) REFERENCES dossier_version (dossier_id, version)
);

CREATE TABLE dossier_file (
    dossier_id INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    sha256     BLOB    NOT NULL,
    name       TEXT    NOT NULL,
    size_bytes BIGINT  NOT NULL,
    PRIMARY KEY (dossier_id, version, sha256),
    FOREIGN KEY (dossier_id, version) REFERENCES dossier_version (dossier_id, version)
);
CREATE INDEX dossier_file_by_digest ON dossier_file (sha256);
