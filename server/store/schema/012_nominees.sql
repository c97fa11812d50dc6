-- From a received dossier to the award: what became of each nominee (domain.md, States), and of the
-- round as a whole. Only ever added to, so that every answer can be given as of any number of the
-- log.

-- What ranking, appraisal and preference ask of a nominee beside what 003 keeps.
ALTER TABLE nominee ADD COLUMN position TEXT NOT NULL DEFAULT '';
ALTER TABLE nominee ADD COLUMN gender INTEGER NOT NULL DEFAULT 0;        -- enum Gender
ALTER TABLE nominee ADD COLUMN women_percent INTEGER NOT NULL DEFAULT 0; -- of a collective
ALTER TABLE nominee ADD COLUMN initiative TEXT NOT NULL DEFAULT '';      -- "SK-2022-0001"

-- So that nobody appraises or votes on themselves.
ALTER TABLE officer ADD COLUMN staff_code TEXT NOT NULL DEFAULT ''; -- '': not known

-- Of a nominee of that version; the newest event is its state, without one it is proposed. A
-- dossier that came back as a new version begins anew.
CREATE TABLE nominee_event (
    dossier_id INTEGER NOT NULL,
    ordinal    INTEGER NOT NULL, -- from 1, as in "HS-2022-0001/1"
    log_seq    INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    event      INTEGER NOT NULL, -- enum NomineeEvent
    state      INTEGER NOT NULL, -- enum NomineeState, after it
    reason     TEXT    NOT NULL,
    at_utc_ms  BIGINT  NOT NULL,
    officer_id INTEGER NOT NULL REFERENCES officer (id),
    PRIMARY KEY (dossier_id, ordinal, log_seq),
    FOREIGN KEY (dossier_id, version) REFERENCES dossier_version (dossier_id, version)
);

CREATE INDEX dossier_by_round ON dossier (round_id, id);

-- Each step of a round after its opening; the row of the round has the outcome of the last one. Its
-- closed_utc_ms, closed_by and close_reason stand here from now on.
CREATE TABLE round_event (
    round_id   TEXT    NOT NULL REFERENCES round (id),
    log_seq    INTEGER NOT NULL,
    event      INTEGER NOT NULL, -- enum RoundEvent
    state      INTEGER NOT NULL, -- enum RoundState, after it
    note       TEXT    NOT NULL, -- a reason; number and date of a submission
    at_utc_ms  BIGINT  NOT NULL,
    officer_id INTEGER NOT NULL REFERENCES officer (id),
    PRIMARY KEY (round_id, log_seq)
);
INSERT INTO round_event (round_id, log_seq, event, state, note, at_utc_ms, officer_id)
SELECT r.id, a.seq, 1, r.state, r.close_reason, r.closed_utc_ms, r.closed_by FROM round r
JOIN audit_event a ON a.method = 'RoundService/Close' AND a.subject = 'round ' || r.id
WHERE r.closed_utc_ms IS NOT NULL;

-- Appraisal (IV.3.a): every verdict that was ever given. Of each appraiser the newest counts.
CREATE TABLE appraisal_verdict (
    dossier_id INTEGER NOT NULL,
    ordinal    INTEGER NOT NULL,
    log_seq    INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    criterion  TEXT    NOT NULL, -- of the plan file: "III.4.c1"
    verdict    INTEGER NOT NULL, -- enum Verdict
    note       TEXT    NOT NULL,
    at_utc_ms  BIGINT  NOT NULL,
    officer_id INTEGER NOT NULL REFERENCES officer (id),
    PRIMARY KEY (dossier_id, ordinal, log_seq),
    FOREIGN KEY (dossier_id, version) REFERENCES dossier_version (dossier_id, version)
);

-- To whom a nominee was given to appraise; the newest counts.
CREATE TABLE appraisal_assignment (
    dossier_id  INTEGER NOT NULL,
    ordinal     INTEGER NOT NULL,
    log_seq     INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    assignee_id INTEGER REFERENCES officer (id), -- NULL: nobody
    at_utc_ms   BIGINT  NOT NULL,
    officer_id  INTEGER NOT NULL REFERENCES officer (id),
    PRIMARY KEY (dossier_id, ordinal, log_seq),
    FOREIGN KEY (dossier_id, version) REFERENCES dossier_version (dossier_id, version)
);

-- Whether two nominations are of the same person or collective (domain.md, rule 8): decided by
-- people, the newest counts. The first is the one of the lower dossier and ordinal.
CREATE TABLE duplicate_decision (
    first_dossier  INTEGER NOT NULL,
    first_ordinal  INTEGER NOT NULL,
    second_dossier INTEGER NOT NULL,
    second_ordinal INTEGER NOT NULL,
    log_seq        INTEGER NOT NULL,
    first_version  INTEGER NOT NULL,
    second_version INTEGER NOT NULL,
    matched_by     INTEGER NOT NULL, -- enum DuplicateMatch
    verdict        INTEGER NOT NULL, -- enum DuplicateVerdict
    reason         TEXT    NOT NULL,
    at_utc_ms      BIGINT  NOT NULL,
    officer_id     INTEGER NOT NULL REFERENCES officer (id),
    PRIMARY KEY (first_dossier, first_ordinal, second_dossier, second_ordinal, log_seq),
    FOREIGN KEY (first_dossier, first_version) REFERENCES dossier_version (dossier_id, version),
    FOREIGN KEY (second_dossier, second_version) REFERENCES dossier_version (dossier_id, version)
);
