-- What Home Affairs found of a unit for a round (IV.3.a): versions, only ever added to. The sides
-- that are computed from tasks and index are no rows: they are read as of a number of the log, that
-- of the version among others.

CREATE TABLE assessment (
    round_id   TEXT    NOT NULL REFERENCES round (id),
    unit_code  TEXT    NOT NULL,
    version    INTEGER NOT NULL, -- from 1
    log_seq    INTEGER NOT NULL,
    reason     TEXT    NOT NULL, -- of a change; '' in version 1
    at_utc_ms  BIGINT  NOT NULL,
    officer_id INTEGER NOT NULL REFERENCES officer (id),
    PRIMARY KEY (round_id, unit_code, version)
);

-- The responsibility of the head, by the criteria of the round's plan.
CREATE TABLE assessment_score (
    round_id    TEXT    NOT NULL,
    unit_code   TEXT    NOT NULL,
    version     INTEGER NOT NULL,
    criterion   TEXT    NOT NULL,
    score_centi INTEGER NOT NULL,
    note        TEXT    NOT NULL,
    PRIMARY KEY (round_id, unit_code, version, criterion),
    FOREIGN KEY (round_id, unit_code, version) REFERENCES assessment (round_id, unit_code, version)
);

CREATE TABLE assessment_finding (
    round_id  TEXT    NOT NULL,
    unit_code TEXT    NOT NULL,
    version   INTEGER NOT NULL,
    side      TEXT    NOT NULL, -- "completion", "head_responsibility", "effectiveness"
    finding   TEXT    NOT NULL,
    PRIMARY KEY (round_id, unit_code, version, side),
    FOREIGN KEY (round_id, unit_code, version) REFERENCES assessment (round_id, unit_code, version)
);
