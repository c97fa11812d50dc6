-- So that every list can be had as of any number of the log (store as_of_seq, service/as_of.h): what
-- an event made of a dossier, an initiative or a difficulty stands with the event and nowhere else,
-- and rows without events know the number of the log that brought them. Rows of number 0 were there
-- from the beginning (thiduad init).

-- Dossiers. When it was to be supplied was kept of the last return only.
ALTER TABLE dossier_event ADD COLUMN state INTEGER NOT NULL DEFAULT 0;            -- enum DossierState, after it
ALTER TABLE dossier_event ADD COLUMN return_due_utc_ms BIGINT NOT NULL DEFAULT 0; -- set by a return
UPDATE dossier_event SET state = CASE event
    WHEN 1 THEN 2 WHEN 2 THEN 3 WHEN 3 THEN 4 WHEN 4 THEN 5 WHEN 5 THEN 8 WHEN 6 THEN 6 WHEN 7 THEN 7
    WHEN 8 THEN 6 ELSE 0 END;
UPDATE dossier_event SET return_due_utc_ms =
    (SELECT d.return_due_utc_ms FROM dossier d WHERE d.id = dossier_event.dossier_id)
WHERE event = 4 AND log_seq = (SELECT MAX(l.log_seq) FROM dossier_event l
    WHERE l.dossier_id = dossier_event.dossier_id AND l.event = 4);
CREATE TABLE dossier_new (
    id        INTEGER PRIMARY KEY, -- year * 10^8 + number within the year: HS-2022-0007
    round_id  TEXT    NOT NULL REFERENCES round (id),
    unit_code TEXT    NOT NULL,
    draft_id  BLOB    NOT NULL UNIQUE -- made with the draft: one draft, one dossier
);
INSERT INTO dossier_new SELECT id, round_id, unit_code, draft_id FROM dossier;
DROP TABLE dossier;
ALTER TABLE dossier_new RENAME TO dossier;
CREATE INDEX dossier_by_unit ON dossier (unit_code, id);
CREATE INDEX dossier_by_round ON dossier (round_id, id);

-- Difficulties.
ALTER TABLE difficulty_event ADD COLUMN state INTEGER NOT NULL DEFAULT 0; -- enum DifficultyState, after it
UPDATE difficulty_event SET state =
    CASE event WHEN 1 THEN 1 WHEN 2 THEN 3 WHEN 3 THEN 2 WHEN 4 THEN 4 ELSE 0 END;
CREATE TABLE difficulty_new (
    id              INTEGER PRIMARY KEY, -- year * 10^8 + number: KK-2022-0001
    unit_code       TEXT    NOT NULL,
    head_name       TEXT    NOT NULL,
    title           TEXT    NOT NULL,
    description     TEXT    NOT NULL,
    proposal        TEXT    NOT NULL,
    reported_utc_ms BIGINT  NOT NULL
);
INSERT INTO difficulty_new SELECT id, unit_code, head_name, title, description, proposal, reported_utc_ms FROM difficulty;
DROP TABLE difficulty;
ALTER TABLE difficulty_new RENAME TO difficulty;
CREATE INDEX difficulty_by_unit ON difficulty (unit_code, id);

-- Initiatives. Of its decision the row keeps what a recognition said; there is no more than one.
ALTER TABLE initiative_event ADD COLUMN state INTEGER NOT NULL DEFAULT 0; -- enum InitiativeState, after it
UPDATE initiative_event SET state = CASE event
    WHEN 1 THEN 1 WHEN 2 THEN 1 WHEN 3 THEN 2 WHEN 4 THEN 3 WHEN 5 THEN 4 WHEN 6 THEN 5 ELSE 0 END;
-- What lists search and sort by, of each version; taken out of the stored message (kind = 1,
-- title = 2, description = 3, field = 4, as protobuf-c packs them).
ALTER TABLE initiative_version ADD COLUMN kind INTEGER NOT NULL DEFAULT 0; -- enum InitiativeKind
ALTER TABLE initiative_version ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE initiative_version ADD COLUMN field TEXT NOT NULL DEFAULT '';
CREATE TABLE byte_021 (hex TEXT PRIMARY KEY NOT NULL, n INTEGER NOT NULL);
WITH RECURSIVE b (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM b WHERE n < 255)
INSERT INTO byte_021 SELECT printf('%02X', n), n FROM b;
WITH lead AS (
    SELECT initiative_id, version, content, k.n AS kind, t.n AS low, u.n AS high
    FROM initiative_version
    JOIN byte_021 k ON k.hex = hex(substr(content, 2, 1))
    JOIN byte_021 t ON t.hex = hex(substr(content, 4, 1))
    JOIN byte_021 u ON u.hex = hex(substr(content, 5, 1))
    WHERE hex(substr(content, 1, 1)) = '08' AND hex(substr(content, 3, 1)) = '12'
), titled AS (
    SELECT initiative_id, version, content, kind,
           CASE WHEN low < 128 THEN 5 ELSE 6 END AS title_at,
           CASE WHEN low < 128 THEN low ELSE low - 128 + 128 * high END AS title_len
    FROM lead
), described AS (
    SELECT initiative_id, version, content, kind, title_at, title_len,
           title_at + title_len AS tag_at, t.n AS low, u.n AS high
    FROM titled
    JOIN byte_021 t ON t.hex = hex(substr(content, title_at + title_len + 1, 1))
    JOIN byte_021 u ON u.hex = hex(substr(content, title_at + title_len + 2, 1))
    WHERE hex(substr(content, title_at + title_len, 1)) = '1A'
), fielded AS (
    SELECT initiative_id, version, content, kind, title_at, title_len,
           CASE WHEN low < 128 THEN tag_at + 2 + low
                ELSE tag_at + 3 + low - 128 + 128 * high END AS field_at
    FROM described
)
UPDATE initiative_version SET kind = f.kind,
    title = CAST(substr(f.content, f.title_at, f.title_len) AS TEXT),
    field = CASE WHEN hex(substr(f.content, f.field_at, 1)) = '22'
                 THEN CAST(substr(f.content, f.field_at + 2, l.n) AS TEXT) ELSE '' END
FROM fielded f JOIN byte_021 l ON l.hex = hex(substr(f.content, f.field_at + 1, 1))
WHERE f.initiative_id = initiative_version.initiative_id AND f.version = initiative_version.version;
DROP TABLE byte_021;
-- Of the newest version the row itself knows.
UPDATE initiative_version SET kind = i.kind, title = i.title, field = i.field
FROM initiative i WHERE i.id = initiative_version.initiative_id AND i.version = initiative_version.version;
CREATE TABLE initiative_new (
    id                INTEGER PRIMARY KEY, -- year * 10^8 + number within the year: SK-2022-0001
    unit_code         TEXT    NOT NULL,
    decision_issuer   TEXT    NOT NULL DEFAULT '', -- '': not recognised
    decision_number   TEXT    NOT NULL DEFAULT '',
    decided_on        TEXT    NOT NULL DEFAULT '',
    registered_utc_ms BIGINT  NOT NULL
);
INSERT INTO initiative_new SELECT id, unit_code, decision_issuer, decision_number, decided_on,
    registered_utc_ms FROM initiative;
DROP TABLE initiative;
ALTER TABLE initiative_new RENAME TO initiative;
CREATE INDEX initiative_by_unit ON initiative (unit_code, id);

-- Rounds, units, officers, devices and certificates have no events of their own. The log of an
-- import names no unit: such a unit counts as there from the beginning.
ALTER TABLE round ADD COLUMN log_seq INTEGER NOT NULL DEFAULT 0;
UPDATE round SET log_seq = COALESCE((SELECT MIN(a.seq) FROM audit_event a
    WHERE a.method = 'RoundService/Open' AND a.subject = 'round ' || round.id), 0);

-- A unit of one period that was added twice got its last day the second time.
ALTER TABLE unit ADD COLUMN log_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit ADD COLUMN ended_log_seq INTEGER NOT NULL DEFAULT 0; -- wrote valid_to later; 0: it came with the row
UPDATE unit SET log_seq = COALESCE((SELECT MIN(a.seq) FROM audit_event a
    WHERE a.method = 'UnitService/Add' AND a.subject = 'unit ' || unit.code AND a.detail = ''), 0)
WHERE NOT EXISTS (SELECT 1 FROM unit o WHERE o.code = unit.code AND o.valid_from <> unit.valid_from);
-- One whose only own entry came after an import and that has a last day: the import brought it and
-- the entry ended it. (One that was added whole after an import of others looks the same in the log;
-- units end when units are merged, so the first is the rule.)
UPDATE unit SET ended_log_seq = log_seq, log_seq = 0
WHERE valid_to <> '' AND log_seq <> 0
AND (SELECT COUNT(*) FROM audit_event a WHERE a.method = 'UnitService/Add'
     AND a.subject = 'unit ' || unit.code AND a.detail = '') = 1
AND EXISTS (SELECT 1 FROM audit_event i WHERE i.method = 'UnitService/Import' AND i.seq < unit.log_seq);
UPDATE unit SET ended_log_seq = COALESCE((SELECT MAX(a.seq) FROM audit_event a
    WHERE a.method = 'UnitService/Add' AND a.subject = 'unit ' || unit.code AND a.detail = ''
    AND a.seq > unit.log_seq), 0)
WHERE valid_to <> '' AND log_seq <> 0;

ALTER TABLE officer ADD COLUMN log_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE officer ADD COLUMN disabled_log_seq INTEGER NOT NULL DEFAULT 0; -- 0: active
UPDATE officer SET log_seq = COALESCE((SELECT MIN(a.seq) FROM audit_event a
    WHERE a.method = 'OfficerService/Add' AND a.subject = 'officer ' || officer.login), 0),
  disabled_log_seq = COALESCE((SELECT MIN(a.seq) FROM audit_event a
    WHERE a.method = 'OfficerService/Disable' AND a.subject = 'officer ' || officer.login), 0);
ALTER TABLE device ADD COLUMN log_seq INTEGER NOT NULL DEFAULT 0;
UPDATE device SET log_seq = COALESCE((SELECT MIN(a.seq) FROM audit_event a
    WHERE a.method = 'EnrollmentService/Enroll' AND a.detail LIKE 'device ' || device.id || ':%'), 0);
ALTER TABLE certificate ADD COLUMN log_seq INTEGER NOT NULL DEFAULT 0;
UPDATE certificate SET log_seq = COALESCE((SELECT MIN(a.seq) FROM audit_event a
    WHERE a.at_utc_ms = certificate.issued_utc_ms
    AND (a.detail LIKE 'device ' || certificate.device_id || ':%'
         OR a.detail = 'device ' || certificate.device_id || ' renewed')), 0);
