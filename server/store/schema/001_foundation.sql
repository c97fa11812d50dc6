-- Officers, their devices and certificates, the log, and the answers already given.
-- Instants are milliseconds since 1970 UTC. A table whose key is INTEGER PRIMARY KEY grows at
-- its end, which is what a write-ahead log likes best; every further index must earn its page.

CREATE TABLE officer (
    id              INTEGER PRIMARY KEY,
    login           TEXT    NOT NULL UNIQUE,
    full_name       TEXT    NOT NULL,
    unit_code       TEXT    NOT NULL,
    added_utc_ms    BIGINT  NOT NULL,
    added_by        INTEGER REFERENCES officer (id), -- NULL: by thiduad init
    disabled_utc_ms BIGINT,                          -- NULL: active
    disabled_reason TEXT    NOT NULL DEFAULT ''
);

CREATE TABLE officer_role (
    officer_id INTEGER NOT NULL REFERENCES officer (id),
    role       INTEGER NOT NULL, -- enum Role of types.proto
    PRIMARY KEY (officer_id, role)
);

CREATE TABLE device (
    id              INTEGER PRIMARY KEY,
    officer_id      INTEGER NOT NULL REFERENCES officer (id),
    name            TEXT    NOT NULL,
    enrolled_utc_ms BIGINT  NOT NULL
);
CREATE INDEX device_by_officer ON device (officer_id);

CREATE TABLE certificate (
    fingerprint       BLOB    PRIMARY KEY NOT NULL, -- SHA-256 of the DER
    device_id         INTEGER NOT NULL REFERENCES device (id),
    not_before_utc_ms BIGINT  NOT NULL,
    not_after_utc_ms  BIGINT  NOT NULL,
    issued_utc_ms     BIGINT  NOT NULL
);
CREATE INDEX certificate_by_device ON certificate (device_id);

-- Only the digest of a secret is kept: whoever reads the database cannot enrol with it.
CREATE TABLE enrolment_code (
    secret_sha256  BLOB    PRIMARY KEY NOT NULL,
    officer_id     INTEGER NOT NULL REFERENCES officer (id),
    issued_utc_ms  BIGINT  NOT NULL,
    expires_utc_ms BIGINT  NOT NULL,
    used_utc_ms    BIGINT,                         -- NULL: not used
    device_id      INTEGER REFERENCES device (id)  -- which it became
);
CREATE INDEX enrolment_code_by_officer ON enrolment_code (officer_id);

-- officer_id and device_id are 0 for a stranger and for the daemon itself, hence no reference.
CREATE TABLE audit_event (
    seq            INTEGER PRIMARY KEY,
    at_utc_ms      BIGINT  NOT NULL,
    officer_id     INTEGER NOT NULL,
    device_id      INTEGER NOT NULL,
    login          TEXT    NOT NULL,
    method         TEXT    NOT NULL,
    subject        TEXT    NOT NULL,
    version        INTEGER NOT NULL,
    detail         TEXT    NOT NULL,
    request_sha256 BLOB    NOT NULL,
    head           BLOB    NOT NULL
);

CREATE TABLE idempotency (
    officer_id     INTEGER NOT NULL,
    key            BLOB    NOT NULL,
    method         TEXT    NOT NULL,
    request_sha256 BLOB    NOT NULL,
    response       BLOB    NOT NULL,
    at_utc_ms      BIGINT  NOT NULL,
    PRIMARY KEY (officer_id, key)
);

CREATE TABLE counter (
    name  TEXT    PRIMARY KEY NOT NULL,
    value INTEGER NOT NULL
);
