-- Units with the days they exist, plan files version by version, rounds and their extensions.
-- Days are "YYYY-MM-DD" in Indochina time. Nothing here is overwritten but a unit's open end and
-- a round's close, each once.

CREATE TABLE unit (
    code       TEXT    NOT NULL,
    valid_from TEXT    NOT NULL,
    valid_to   TEXT    NOT NULL, -- last day; '' until further notice
    name       TEXT    NOT NULL,
    kind       INTEGER NOT NULL, -- enum UnitKind of types.proto
    PRIMARY KEY (code, valid_from)
);

CREATE TABLE plan_version (
    plan_id       TEXT    NOT NULL,
    version       INTEGER NOT NULL,
    title         TEXT    NOT NULL,
    issued_on     TEXT    NOT NULL,
    sha256        BLOB    NOT NULL, -- of yaml
    yaml          BLOB    NOT NULL,
    loaded_utc_ms BIGINT  NOT NULL,
    loaded_by     INTEGER NOT NULL REFERENCES officer (id),
    log_seq       INTEGER NOT NULL, -- the newest loaded has the highest
    PRIMARY KEY (plan_id, version)
);

CREATE TABLE round (
    id            TEXT    PRIMARY KEY NOT NULL, -- "2022-annual"
    year          INTEGER NOT NULL,
    kind          INTEGER NOT NULL, -- enum RoundKind
    state         INTEGER NOT NULL, -- enum RoundState
    opens_utc_ms  BIGINT  NOT NULL,
    closes_utc_ms BIGINT  NOT NULL,
    plan_id       TEXT    NOT NULL,
    plan_version  INTEGER NOT NULL,
    opened_utc_ms BIGINT  NOT NULL,
    opened_by     INTEGER NOT NULL REFERENCES officer (id),
    closed_utc_ms BIGINT, -- NULL: nobody has closed it
    closed_by     INTEGER REFERENCES officer (id),
    close_reason  TEXT    NOT NULL DEFAULT '',
    FOREIGN KEY (plan_id, plan_version) REFERENCES plan_version (plan_id, version)
);

-- Only ever added to; a unit's newest row counts, so a later one corrects a mistake.
CREATE TABLE round_extension (
    round_id       TEXT    NOT NULL REFERENCES round (id),
    unit_code      TEXT    NOT NULL,
    log_seq        INTEGER NOT NULL,
    until_utc_ms   BIGINT  NOT NULL,
    reason         TEXT    NOT NULL,
    granted_utc_ms BIGINT  NOT NULL,
    granted_by     INTEGER NOT NULL REFERENCES officer (id),
    PRIMARY KEY (round_id, unit_code, log_seq)
);
