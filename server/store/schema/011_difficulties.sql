-- Difficulties that units report (closing clause of the Plan), with their answers. What was
-- reported never changes; state and due date are only the outcome of the last event.

CREATE TABLE difficulty (
    id              INTEGER PRIMARY KEY, -- year * 10^8 + number: KK-2022-0001
    unit_code       TEXT    NOT NULL,
    head_name       TEXT    NOT NULL,
    title           TEXT    NOT NULL,
    description     TEXT    NOT NULL,
    proposal        TEXT    NOT NULL,
    state           INTEGER NOT NULL, -- enum DifficultyState
    due_on          TEXT    NOT NULL,
    reported_utc_ms BIGINT  NOT NULL,
    changed_utc_ms  BIGINT  NOT NULL
);
CREATE INDEX difficulty_by_unit ON difficulty (unit_code, id);

CREATE TABLE difficulty_event (
    difficulty_id INTEGER NOT NULL REFERENCES difficulty (id),
    log_seq       INTEGER NOT NULL,
    event         INTEGER NOT NULL, -- enum DifficultyEvent
    at_utc_ms     BIGINT  NOT NULL,
    officer_id    INTEGER NOT NULL REFERENCES officer (id),
    due_on        TEXT    NOT NULL, -- set by it; '' none
    text          TEXT    NOT NULL,
    PRIMARY KEY (difficulty_id, log_seq)
);
