-- One write may bring several events of a case: an import opens it and imposes the measure.

CREATE TABLE discipline_event_new (
    case_id    INTEGER NOT NULL REFERENCES discipline_case (id),
    log_seq    INTEGER NOT NULL,
    event      INTEGER NOT NULL, -- enum DisciplineEvent; within one write in this order
    at_utc_ms  BIGINT  NOT NULL,
    officer_id INTEGER NOT NULL REFERENCES officer (id),
    document   TEXT    NOT NULL,
    dated_on   TEXT    NOT NULL,
    measure    TEXT    NOT NULL,
    from_on    TEXT    NOT NULL,
    until_on   TEXT    NOT NULL,
    note       TEXT    NOT NULL,
    PRIMARY KEY (case_id, log_seq, event)
);
INSERT INTO discipline_event_new
    SELECT case_id, log_seq, event, at_utc_ms, officer_id, document, dated_on, measure, from_on,
           until_on, note FROM discipline_event;
DROP TABLE discipline_event;
ALTER TABLE discipline_event_new RENAME TO discipline_event;

-- By what an import finds again what it brought before.
CREATE INDEX discipline_case_by_document ON discipline_case (opening_document);
