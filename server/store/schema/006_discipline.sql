-- The register of discipline (I.2.e). The row of a case says whom it is about and is otherwise only
-- the outcome of its events.

CREATE TABLE discipline_case (
    id                INTEGER PRIMARY KEY, -- year of opening * 10^8 + number: KL-2022-0001
    kind              INTEGER NOT NULL,    -- enum NomineeKind
    unit_code         TEXT    NOT NULL,
    name              TEXT    NOT NULL,    -- '' for a unit as a whole
    name_folded       TEXT    NOT NULL,
    staff_code        TEXT    NOT NULL,
    citizen_id        TEXT    NOT NULL,
    opened_on         TEXT    NOT NULL,
    opening_document  TEXT    NOT NULL,
    opening_dated_on  TEXT    NOT NULL,
    state             INTEGER NOT NULL,    -- enum DisciplineState
    measure           TEXT    NOT NULL DEFAULT '',
    from_on           TEXT    NOT NULL DEFAULT '',
    until_on          TEXT    NOT NULL DEFAULT '',
    decision_document TEXT    NOT NULL DEFAULT '',
    decision_dated_on TEXT    NOT NULL DEFAULT '',
    closed_on         TEXT    NOT NULL DEFAULT '',
    last_on           TEXT    NOT NULL,    -- after this day it excludes nobody
    changed_utc_ms    BIGINT  NOT NULL
);
-- What every submission looks up, once, for its unit.
CREATE INDEX discipline_case_by_unit ON discipline_case (unit_code, last_on);

CREATE TABLE discipline_event (
    case_id    INTEGER NOT NULL REFERENCES discipline_case (id),
    log_seq    INTEGER NOT NULL,
    event      INTEGER NOT NULL, -- enum DisciplineEvent
    at_utc_ms  BIGINT  NOT NULL,
    officer_id INTEGER NOT NULL REFERENCES officer (id),
    document   TEXT    NOT NULL,
    dated_on   TEXT    NOT NULL,
    measure    TEXT    NOT NULL,
    from_on    TEXT    NOT NULL,
    until_on   TEXT    NOT NULL,
    note       TEXT    NOT NULL,
    PRIMARY KEY (case_id, log_seq)
);
