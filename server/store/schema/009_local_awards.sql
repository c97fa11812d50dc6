-- Own awards of communes and wards (II.3.a): versions, only ever added to. The one without a
-- successor is what counts, unless it withdraws the award.

CREATE TABLE local_award (
    unit_code        TEXT    NOT NULL,
    year             INTEGER NOT NULL, -- of granted_on
    number           TEXT    NOT NULL, -- of the decision
    ordinal          INTEGER NOT NULL, -- place in that decision, from 1
    version          INTEGER NOT NULL,
    granted_on       TEXT    NOT NULL,
    kind             INTEGER NOT NULL, -- enum NomineeKind
    recipient        TEXT    NOT NULL,
    recipient_folded TEXT    NOT NULL, -- for search
    staff_code       TEXT    NOT NULL,
    achievement      TEXT    NOT NULL,
    withdrawn        INTEGER NOT NULL,
    reason           TEXT    NOT NULL, -- of a correction; '' in version 1
    recorded_utc_ms  BIGINT  NOT NULL,
    recorded_by      INTEGER NOT NULL REFERENCES officer (id),
    log_seq          INTEGER NOT NULL,
    PRIMARY KEY (unit_code, year, number, ordinal, version)
);
CREATE INDEX local_award_by_day ON local_award (granted_on, unit_code, number, ordinal);
