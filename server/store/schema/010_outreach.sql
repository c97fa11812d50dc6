-- What units and the Radio Station did to make the Plan known (II.2.d, IV.1, IV.2). A correction
-- is a further version; the newest one counts.

CREATE TABLE outreach (
    id        INTEGER PRIMARY KEY, -- year * 10^8 + number within the year: TT-2022-0001
    unit_code TEXT    NOT NULL,
    version   INTEGER NOT NULL -- the newest
);
CREATE INDEX outreach_by_unit ON outreach (unit_code, id);

CREATE TABLE outreach_version (
    outreach_id INTEGER NOT NULL REFERENCES outreach (id),
    version     INTEGER NOT NULL,
    clause      TEXT    NOT NULL,
    what        TEXT    NOT NULL,
    done_on     TEXT    NOT NULL,
    audience    TEXT    NOT NULL,
    channel     INTEGER NOT NULL, -- enum OutreachChannel
    reach       BIGINT  NOT NULL, -- people; 0: not counted
    reason      TEXT    NOT NULL, -- of a correction
    log_seq     INTEGER NOT NULL,
    at_utc_ms   BIGINT  NOT NULL,
    officer_id  INTEGER NOT NULL REFERENCES officer (id),
    PRIMARY KEY (outreach_id, version)
);
