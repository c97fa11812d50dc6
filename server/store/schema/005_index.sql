-- The CCHC index (II.3.a): what a year's set measures, every score ever entered, what was published.
-- Only ever added to: of scores the newest of its kind counts, of definitions and publications the
-- highest version.

CREATE TABLE index_set (
    id    TEXT    PRIMARY KEY NOT NULL, -- "2022-commune_ward"
    year  INTEGER NOT NULL,
    level INTEGER NOT NULL              -- enum IndexLevel
);

CREATE TABLE index_definition (
    set_id         TEXT    NOT NULL REFERENCES index_set (id),
    version        INTEGER NOT NULL,
    title_vi       TEXT    NOT NULL,
    title_en       TEXT    NOT NULL,
    max_centi      BIGINT  NOT NULL,
    items          INTEGER NOT NULL,
    plan_id        TEXT    NOT NULL, -- whose fields it uses
    plan_version   INTEGER NOT NULL,
    sha256         BLOB    NOT NULL, -- of yaml
    yaml           BLOB    NOT NULL,
    reason         TEXT    NOT NULL, -- why not the version before; '' for the first
    defined_utc_ms BIGINT  NOT NULL,
    defined_by     INTEGER NOT NULL REFERENCES officer (id),
    log_seq        INTEGER NOT NULL,
    PRIMARY KEY (set_id, version),
    FOREIGN KEY (plan_id, plan_version) REFERENCES plan_version (plan_id, version)
);

-- What is scored: the criteria of yaml, or the level below where there is one.
CREATE TABLE index_item (
    set_id         TEXT    NOT NULL,
    version        INTEGER NOT NULL,
    ordinal        INTEGER NOT NULL,
    field          TEXT    NOT NULL,
    criterion      TEXT    NOT NULL,
    criterion_name TEXT    NOT NULL,
    id             TEXT    NOT NULL,
    name           TEXT    NOT NULL,
    max_centi      BIGINT  NOT NULL,
    method         INTEGER NOT NULL, -- enum IndexMethod
    PRIMARY KEY (set_id, version, ordinal),
    FOREIGN KEY (set_id, version) REFERENCES index_definition (set_id, version)
);

CREATE TABLE index_score (
    set_id      TEXT    NOT NULL REFERENCES index_set (id),
    unit_code   TEXT    NOT NULL,
    item_id     TEXT    NOT NULL,
    kind        INTEGER NOT NULL, -- enum IndexScoreKind
    log_seq     INTEGER NOT NULL,
    score_centi BIGINT  NOT NULL,
    reason      TEXT    NOT NULL,
    at_utc_ms   BIGINT  NOT NULL,
    officer_id  INTEGER NOT NULL REFERENCES officer (id),
    PRIMARY KEY (set_id, unit_code, item_id, kind, log_seq)
);

CREATE TABLE index_publication (
    set_id             TEXT    NOT NULL,
    version            INTEGER NOT NULL,
    definition_version INTEGER NOT NULL,
    reason             TEXT    NOT NULL, -- why not the version before; '' for the first
    published_utc_ms   BIGINT  NOT NULL,
    published_by       INTEGER NOT NULL REFERENCES officer (id),
    log_seq            INTEGER NOT NULL, -- scores up to here
    PRIMARY KEY (set_id, version),
    FOREIGN KEY (set_id, definition_version) REFERENCES index_definition (set_id, version)
);

CREATE TABLE index_result (
    set_id            TEXT    NOT NULL,
    version           INTEGER NOT NULL,
    unit_code         TEXT    NOT NULL,
    unit_name         TEXT    NOT NULL,
    rank              INTEGER NOT NULL, -- the same for the same total
    raw_centi         BIGINT  NOT NULL,
    covered_max_centi BIGINT  NOT NULL, -- less than max_centi: rescaled
    max_centi         BIGINT  NOT NULL,
    total_centi       BIGINT  NOT NULL,
    percent_centi     BIGINT  NOT NULL,
    PRIMARY KEY (set_id, version, unit_code),
    FOREIGN KEY (set_id, version) REFERENCES index_publication (set_id, version)
);
CREATE INDEX index_result_by_unit ON index_result (unit_code);
