-- The list of a round on its way from draft to signed decision (domain.md, rule 9). Only ever added
-- to. Days are "YYYY-MM-DD" in Indochina time.

-- A version of the list; the newest counts.
CREATE TABLE decision_version (
    round_id    TEXT    NOT NULL REFERENCES round (id),
    version     INTEGER NOT NULL,
    log_seq     INTEGER NOT NULL,
    achievement TEXT    NOT NULL, -- what the certificates say
    note        TEXT    NOT NULL,
    at_utc_ms   BIGINT  NOT NULL,
    officer_id  INTEGER NOT NULL REFERENCES officer (id),
    PRIMARY KEY (round_id, version)
);

-- Every nominee of the round in that version, awarded or refused.
CREATE TABLE decision_entry (
    round_id        TEXT    NOT NULL,
    version         INTEGER NOT NULL,
    dossier_id      INTEGER NOT NULL,
    ordinal         INTEGER NOT NULL, -- from 1, as in "HS-2022-0001/1"
    nominee_version INTEGER NOT NULL, -- of the dossier
    council         INTEGER NOT NULL, -- enum NomineeState: what it rests on
    council_reason  TEXT    NOT NULL, -- of that state
    state_log_seq   INTEGER NOT NULL, -- of the event that led to it
    awarded         INTEGER NOT NULL,
    reason          TEXT    NOT NULL, -- of a difference or a refusal, as given; ''
    PRIMARY KEY (round_id, version, dossier_id, ordinal),
    FOREIGN KEY (round_id, version) REFERENCES decision_version (round_id, version),
    FOREIGN KEY (dossier_id, nominee_version) REFERENCES dossier_version (dossier_id, version)
);

CREATE TABLE decision_event (
    round_id   TEXT    NOT NULL REFERENCES round (id),
    log_seq    INTEGER NOT NULL,
    version    INTEGER NOT NULL, -- of the list
    event      INTEGER NOT NULL, -- enum DecisionEvent
    state      INTEGER NOT NULL, -- enum DecisionState, after it
    note       TEXT    NOT NULL,
    number     TEXT    NOT NULL, -- of the submission, the decision, the revoking document
    dated_on   TEXT    NOT NULL,
    at_utc_ms  BIGINT  NOT NULL,
    officer_id INTEGER NOT NULL REFERENCES officer (id),
    PRIMARY KEY (round_id, log_seq)
);

-- Signed: one per round, and one of its number per issuer and year.
CREATE TABLE decision (
    round_id     TEXT    PRIMARY KEY NOT NULL,
    version      INTEGER NOT NULL, -- of the list
    log_seq      INTEGER NOT NULL,
    issuer       TEXT    NOT NULL,
    year         INTEGER NOT NULL, -- of signed_on
    number       TEXT    NOT NULL, -- "05/QĐ-UBND"
    number_key   TEXT    NOT NULL, -- folded
    signed_on    TEXT    NOT NULL,
    superior     TEXT    NOT NULL,
    signer_title TEXT    NOT NULL,
    signer_name  TEXT    NOT NULL,
    UNIQUE (issuer, year, number_key),
    FOREIGN KEY (round_id, version) REFERENCES decision_version (round_id, version)
);

CREATE TABLE decision_basis (
    round_id TEXT    NOT NULL REFERENCES decision (round_id),
    position INTEGER NOT NULL, -- from 1
    text     TEXT    NOT NULL,
    PRIMARY KEY (round_id, position)
);

-- An award taken back for false declaration; the nominee's event says so, too.
CREATE TABLE award_revocation (
    round_id   TEXT    NOT NULL REFERENCES decision (round_id),
    dossier_id INTEGER NOT NULL,
    ordinal    INTEGER NOT NULL,
    log_seq    INTEGER NOT NULL,
    reason     TEXT    NOT NULL,
    document   TEXT    NOT NULL, -- its number
    dated_on   TEXT    NOT NULL,
    at_utc_ms  BIGINT  NOT NULL,
    officer_id INTEGER NOT NULL REFERENCES officer (id),
    PRIMARY KEY (round_id, dossier_id, ordinal)
);
