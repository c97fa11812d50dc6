-- The register of certificates: one entry per award of a signed decision, in one version per paper
-- that was made for it. Only ever added to; the newest version counts.
CREATE TABLE award_certificate (
    round_id        TEXT    NOT NULL REFERENCES decision (round_id),
    golden_book     INTEGER NOT NULL, -- place in the decision, from 1
    version         INTEGER NOT NULL,
    log_seq         INTEGER NOT NULL,
    dossier_id      INTEGER NOT NULL,
    ordinal         INTEGER NOT NULL, -- of the nominee
    nominee_version INTEGER NOT NULL,
    name            TEXT    NOT NULL, -- this and the next three: as printed
    position        TEXT    NOT NULL, -- '' for collectives
    unit_name       TEXT    NOT NULL,
    achievement     TEXT    NOT NULL,
    name_folded     TEXT    NOT NULL, -- for search
    code            TEXT    NOT NULL UNIQUE, -- "Y147N-3SH4E"
    cause           INTEGER NOT NULL, -- enum ReissueCause; 0: the first paper
    reason          TEXT    NOT NULL,
    at_utc_ms       BIGINT  NOT NULL,
    officer_id      INTEGER NOT NULL REFERENCES officer (id),
    PRIMARY KEY (round_id, golden_book, version),
    UNIQUE (round_id, dossier_id, ordinal, version),
    FOREIGN KEY (dossier_id, nominee_version) REFERENCES dossier_version (dossier_id, version)
);
