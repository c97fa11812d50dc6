-- The council (Ban Chỉ đạo CCHC): who is in it from when to when, its sessions, ballots and votes
-- (domain.md, rule 7). Only ever added to; a membership's and a session's open end are filled in once,
-- and sealed papers go when they are counted.

CREATE TABLE council_member (
    officer_id    INTEGER NOT NULL REFERENCES officer (id),
    from_on       TEXT    NOT NULL,
    to_on         TEXT    NOT NULL, -- last day; '' until further notice
    position      INTEGER NOT NULL, -- enum CouncilPosition
    log_seq       INTEGER NOT NULL,
    ended_log_seq INTEGER NOT NULL DEFAULT 0, -- which wrote to_on later; 0: it came with the row
    end_reason    TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (officer_id, from_on)
);

CREATE TABLE council_session (
    id            INTEGER PRIMARY KEY, -- year * 10^8 + number within the year: BCD-2022-0001
    round_id      TEXT    NOT NULL REFERENCES round (id),
    starts_utc_ms BIGINT  NOT NULL,
    place         TEXT    NOT NULL,
    chair_id      INTEGER NOT NULL REFERENCES officer (id),
    secretary_id  INTEGER NOT NULL REFERENCES officer (id),
    log_seq       INTEGER NOT NULL,
    at_utc_ms     BIGINT  NOT NULL,
    officer_id    INTEGER NOT NULL REFERENCES officer (id),
    ended_log_seq INTEGER NOT NULL DEFAULT 0, -- 0: it goes on
    ended_utc_ms  BIGINT  NOT NULL DEFAULT 0,
    conclusion    TEXT    NOT NULL DEFAULT ''
);
CREATE INDEX council_session_by_round ON council_session (round_id, id);

-- The members on the day of the session, as they stood when it was convened: the base of its votes.
CREATE TABLE council_seat (
    session_id INTEGER NOT NULL REFERENCES council_session (id),
    officer_id INTEGER NOT NULL REFERENCES officer (id),
    position   INTEGER NOT NULL,
    PRIMARY KEY (session_id, officer_id)
);

-- The newest counts.
CREATE TABLE council_attendance (
    session_id  INTEGER NOT NULL,
    officer_id  INTEGER NOT NULL,
    log_seq     INTEGER NOT NULL,
    attendance  INTEGER NOT NULL, -- enum CouncilAttendance
    reason      TEXT    NOT NULL,
    PRIMARY KEY (session_id, officer_id, log_seq),
    FOREIGN KEY (session_id, officer_id) REFERENCES council_seat (session_id, officer_id)
);

CREATE TABLE council_ballot (
    id                INTEGER PRIMARY KEY, -- session_id * 1000 + number within it: BCD-2022-0001/1
    session_id        INTEGER NOT NULL REFERENCES council_session (id),
    line              TEXT    NOT NULL,
    kind              INTEGER NOT NULL, -- enum CouncilBallotKind
    follows_id        INTEGER REFERENCES council_ballot (id), -- which left its nominees undecided
    places            INTEGER NOT NULL, -- the line's quota
    members           INTEGER NOT NULL, -- the base
    threshold_percent INTEGER NOT NULL,
    ranking_log_seq   INTEGER NOT NULL  -- the ranking of its nominees is as of this
);
CREATE INDEX council_ballot_by_session ON council_ballot (session_id, id);

CREATE TABLE council_ballot_event (
    ballot_id     INTEGER NOT NULL REFERENCES council_ballot (id),
    log_seq       INTEGER NOT NULL,
    event         INTEGER NOT NULL, -- enum CouncilBallotEvent
    state         INTEGER NOT NULL, -- enum CouncilBallotState, after it
    reason        TEXT    NOT NULL,
    papers_sha256 BLOB    NOT NULL, -- of a count: council_digest over all that was counted
    at_utc_ms     BIGINT  NOT NULL,
    officer_id    INTEGER NOT NULL REFERENCES officer (id),
    PRIMARY KEY (ballot_id, log_seq)
);

CREATE TABLE council_candidate (
    ballot_id  INTEGER NOT NULL REFERENCES council_ballot (id),
    dossier_id INTEGER NOT NULL,
    ordinal    INTEGER NOT NULL, -- from 1
    version    INTEGER NOT NULL,
    rank       INTEGER NOT NULL, -- 0: no basis to rank it by
    PRIMARY KEY (ballot_id, dossier_id, ordinal),
    FOREIGN KEY (dossier_id, version) REFERENCES dossier_version (dossier_id, version)
);

-- Found when the ballot was opened. An override lets the member vote all the same.
CREATE TABLE council_conflict (
    ballot_id        INTEGER NOT NULL REFERENCES council_ballot (id),
    officer_id       INTEGER NOT NULL REFERENCES officer (id),
    dossier_id       INTEGER NOT NULL,
    ordinal          INTEGER NOT NULL,
    conflict         INTEGER NOT NULL, -- enum CouncilConflict
    override_log_seq INTEGER NOT NULL DEFAULT 0, -- 0: none
    override_reason  TEXT    NOT NULL DEFAULT '',
    override_by      INTEGER REFERENCES officer (id),
    PRIMARY KEY (ballot_id, officer_id, dossier_id, ordinal)
);

-- Who voted, each once. Its number of the log says when, and nothing more than the log itself does;
-- no paper of a secret ballot has a number, a time or a name.
CREATE TABLE council_voter (
    ballot_id  INTEGER NOT NULL REFERENCES council_ballot (id),
    officer_id INTEGER NOT NULL REFERENCES officer (id),
    log_seq    INTEGER NOT NULL,
    way        INTEGER NOT NULL, -- enum CouncilVoteWay
    document   TEXT    NOT NULL, -- of a written opinion: its number
    dated_on   TEXT    NOT NULL,
    PRIMARY KEY (ballot_id, officer_id)
);

-- Open ballots only.
CREATE TABLE council_vote (
    ballot_id  INTEGER NOT NULL,
    officer_id INTEGER NOT NULL,
    dossier_id INTEGER NOT NULL,
    ordinal    INTEGER NOT NULL,
    choice     INTEGER NOT NULL, -- enum CouncilChoice
    PRIMARY KEY (ballot_id, officer_id, dossier_id, ordinal),
    FOREIGN KEY (ballot_id, officer_id) REFERENCES council_voter (ballot_id, officer_id),
    FOREIGN KEY (ballot_id, dossier_id, ordinal)
        REFERENCES council_candidate (ballot_id, dossier_id, ordinal)
);

-- Secret ballots. While one runs, what was cast is sealed with a key that is not in the database
-- (pki/ballot_box.h); all that is read of it is what for. A paper is about one nominee alone, so that
-- what a member may not vote on tells nothing about the rest of their vote.
CREATE TABLE council_sealed_paper (
    ballot_id  INTEGER NOT NULL,
    dossier_id INTEGER NOT NULL,
    ordinal    INTEGER NOT NULL,
    paper      BLOB    NOT NULL,
    PRIMARY KEY (ballot_id, dossier_id, ordinal, paper),
    FOREIGN KEY (ballot_id, dossier_id, ordinal)
        REFERENCES council_candidate (ballot_id, dossier_id, ordinal)
);

-- Counted: all of a ballot written at once, in the order of their random codes.
CREATE TABLE council_paper (
    ballot_id  INTEGER NOT NULL,
    dossier_id INTEGER NOT NULL,
    ordinal    INTEGER NOT NULL,
    serial     INTEGER NOT NULL, -- from 1, by code
    code       BLOB    NOT NULL, -- made by the member's device; only it knows whose
    choice     INTEGER NOT NULL, -- enum CouncilChoice
    PRIMARY KEY (ballot_id, dossier_id, ordinal, serial),
    FOREIGN KEY (ballot_id, dossier_id, ordinal)
        REFERENCES council_candidate (ballot_id, dossier_id, ordinal)
);

-- What came of a count.
CREATE TABLE council_result (
    ballot_id     INTEGER NOT NULL,
    dossier_id    INTEGER NOT NULL,
    ordinal       INTEGER NOT NULL,
    yes           INTEGER NOT NULL,
    no            INTEGER NOT NULL,
    blank         INTEGER NOT NULL,
    outcome       INTEGER NOT NULL, -- enum CouncilOutcome
    reserve_order INTEGER NOT NULL,
    PRIMARY KEY (ballot_id, dossier_id, ordinal),
    FOREIGN KEY (ballot_id, dossier_id, ordinal)
        REFERENCES council_candidate (ballot_id, dossier_id, ordinal)
);
