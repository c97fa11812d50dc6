-- What was made known of signed decisions (I.1.c, IV.2, recipients). Only ever added to.

-- Version 1 is the publication; the others correct it (an award revoked since, a mistake).
CREATE TABLE publication (
    round_id   TEXT    NOT NULL REFERENCES round (id),
    version    INTEGER NOT NULL,
    log_seq    INTEGER NOT NULL,
    reason     TEXT    NOT NULL, -- of a correction
    due_on     TEXT    NOT NULL, -- last day for the Radio Station
    at_utc_ms  BIGINT  NOT NULL,
    officer_id INTEGER NOT NULL REFERENCES officer (id),
    PRIMARY KEY (round_id, version)
);

-- The register of sending to the plan's recipients.
CREATE TABLE publication_sending (
    round_id   TEXT    NOT NULL,
    log_seq    INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    recipient  TEXT    NOT NULL, -- id of the plan file
    document   TEXT    NOT NULL,
    sent_on    TEXT    NOT NULL,
    note       TEXT    NOT NULL,
    at_utc_ms  BIGINT  NOT NULL,
    officer_id INTEGER NOT NULL REFERENCES officer (id),
    PRIMARY KEY (round_id, log_seq),
    FOREIGN KEY (round_id, version) REFERENCES publication (round_id, version)
);

-- Units that took note.
CREATE TABLE publication_receipt (
    round_id   TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    unit_code  TEXT    NOT NULL,
    log_seq    INTEGER NOT NULL,
    at_utc_ms  BIGINT  NOT NULL,
    officer_id INTEGER NOT NULL REFERENCES officer (id),
    PRIMARY KEY (round_id, version, unit_code),
    FOREIGN KEY (round_id, version) REFERENCES publication (round_id, version)
);

-- When the Radio Station read a version out.
CREATE TABLE broadcast (
    round_id         TEXT    NOT NULL,
    log_seq          INTEGER NOT NULL,
    version          INTEGER NOT NULL,
    broadcast_utc_ms BIGINT  NOT NULL,
    programme        TEXT    NOT NULL,
    at_utc_ms        BIGINT  NOT NULL,
    officer_id       INTEGER NOT NULL REFERENCES officer (id),
    PRIMARY KEY (round_id, log_seq),
    FOREIGN KEY (round_id, version) REFERENCES publication (round_id, version)
);
