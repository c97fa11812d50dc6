-- Awards of the Chairman from before the software (II.3.a, II.3.b), entered from the decisions on
-- paper: versions, only ever added to. The newest counts, unless it withdraws the award.

CREATE TABLE past_award (
    signed_year      INTEGER NOT NULL, -- of granted_on
    number_key       TEXT    NOT NULL, -- of the decision, folded, without leading zeros
    ordinal          INTEGER NOT NULL, -- place in that decision, from 1
    version          INTEGER NOT NULL,
    number           TEXT    NOT NULL, -- "31/QĐ-UBND"
    issuer           TEXT    NOT NULL, -- as the plan names it for granted_on; '' where it names none
    round_kind       INTEGER NOT NULL, -- enum RoundKind
    year             INTEGER NOT NULL, -- of the round
    granted_on       TEXT    NOT NULL,
    unit_code        TEXT    NOT NULL,
    kind             INTEGER NOT NULL, -- enum NomineeKind
    recipient        TEXT    NOT NULL,
    recipient_folded TEXT    NOT NULL, -- for search
    staff_code       TEXT    NOT NULL,
    citizen_id       TEXT    NOT NULL,
    achievement      TEXT    NOT NULL,
    revoked_by       TEXT    NOT NULL, -- number of the document that revoked it; '': in force
    revoked_on       TEXT    NOT NULL,
    withdrawn        INTEGER NOT NULL,
    reason           TEXT    NOT NULL, -- of a correction; '' in version 1
    recorded_utc_ms  BIGINT  NOT NULL,
    recorded_by      INTEGER NOT NULL REFERENCES officer (id),
    log_seq          INTEGER NOT NULL,
    PRIMARY KEY (signed_year, number_key, ordinal, version)
);
CREATE INDEX past_award_by_round ON past_award (year, round_kind);
