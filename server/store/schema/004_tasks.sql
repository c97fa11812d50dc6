-- Evidence of anything but dossiers, and the tasks assigned to units (III.4, IV.3.a).

-- subject: what it is evidence of, a word and an id ("task NV22-001"); never changed or removed.
CREATE TABLE attachment (
    subject    TEXT    NOT NULL,
    log_seq    INTEGER NOT NULL, -- the event that brought it
    ordinal    INTEGER NOT NULL,
    sha256     BLOB    NOT NULL,
    name       TEXT    NOT NULL,
    size_bytes BIGINT  NOT NULL,
    PRIMARY KEY (subject, log_seq, ordinal)
);
CREATE INDEX attachment_by_digest ON attachment (sha256);
