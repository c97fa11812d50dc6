-- Initiatives and new models (I.1.c, II.2.e, III.4): immutable versions, an event for every step,
-- and which units adopted them. The row of an initiative is only the outcome of its events.

CREATE TABLE initiative (
    id                INTEGER PRIMARY KEY, -- year * 10^8 + number within the year: SK-2022-0001
    unit_code         TEXT    NOT NULL,
    state             INTEGER NOT NULL, -- enum InitiativeState
    version           INTEGER NOT NULL, -- the newest; of it:
    kind              INTEGER NOT NULL, -- enum InitiativeKind
    title             TEXT    NOT NULL,
    field             TEXT    NOT NULL,
    effect            INTEGER NOT NULL DEFAULT 0, -- enum InitiativeEffect, of the last assessment
    decision_issuer   TEXT    NOT NULL DEFAULT '', -- '': not recognised
    decision_number   TEXT    NOT NULL DEFAULT '',
    decided_on        TEXT    NOT NULL DEFAULT '',
    registered_utc_ms BIGINT  NOT NULL,
    changed_utc_ms    BIGINT  NOT NULL
);
CREATE INDEX initiative_by_unit ON initiative (unit_code, id);

CREATE TABLE initiative_version (
    initiative_id INTEGER NOT NULL REFERENCES initiative (id),
    version       INTEGER NOT NULL,
    content       BLOB    NOT NULL, -- a serialized InitiativeContent
    PRIMARY KEY (initiative_id, version)
);

CREATE TABLE initiative_event (
    initiative_id INTEGER NOT NULL REFERENCES initiative (id),
    log_seq       INTEGER NOT NULL,
    event         INTEGER NOT NULL, -- enum InitiativeEvent
    version       INTEGER NOT NULL,
    effect        INTEGER NOT NULL, -- found by an assessment
    note          TEXT    NOT NULL, -- what was found, why; of a recognition the decision
    at_utc_ms     BIGINT  NOT NULL,
    officer_id    INTEGER NOT NULL REFERENCES officer (id),
    PRIMARY KEY (initiative_id, log_seq)
);

-- A number names one decision per issuer and year; one decision may recognise several.
CREATE TABLE initiative_decision (
    issuer     TEXT    NOT NULL,
    year       INTEGER NOT NULL,
    number     TEXT    NOT NULL,
    decided_on TEXT    NOT NULL,
    log_seq    INTEGER NOT NULL, -- first recorded by
    PRIMARY KEY (issuer, year, number)
);

-- Once per initiative and unit; that it ended is another row.
CREATE TABLE adoption (
    initiative_id INTEGER NOT NULL REFERENCES initiative (id),
    unit_code     TEXT    NOT NULL,
    since_on      TEXT    NOT NULL,
    how           TEXT    NOT NULL,
    log_seq       INTEGER NOT NULL,
    at_utc_ms     BIGINT  NOT NULL,
    officer_id    INTEGER NOT NULL REFERENCES officer (id),
    PRIMARY KEY (initiative_id, unit_code)
);

CREATE TABLE adoption_end (
    initiative_id INTEGER NOT NULL,
    unit_code     TEXT    NOT NULL,
    ended_on      TEXT    NOT NULL,
    reason        TEXT    NOT NULL,
    log_seq       INTEGER NOT NULL,
    at_utc_ms     BIGINT  NOT NULL,
    officer_id    INTEGER NOT NULL REFERENCES officer (id),
    PRIMARY KEY (initiative_id, unit_code),
    FOREIGN KEY (initiative_id, unit_code) REFERENCES adoption (initiative_id, unit_code)
);
