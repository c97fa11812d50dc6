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

-- What was assigned. What became of it is in its events, the first of which is the assignment:
-- there is no other state, so that every answer can be given as of any moment.
CREATE TABLE task (
    code         TEXT    PRIMARY KEY NOT NULL,
    unit_code    TEXT    NOT NULL,
    field        TEXT    NOT NULL, -- an id of the plan's fields (II.2.b)
    title        TEXT    NOT NULL,
    assigned_on  TEXT    NOT NULL,
    source       TEXT    NOT NULL, -- the assigning document
    plan_id      TEXT    NOT NULL, -- whose fields
    plan_version INTEGER NOT NULL,
    FOREIGN KEY (plan_id, plan_version) REFERENCES plan_version (plan_id, version)
);
CREATE INDEX task_by_unit ON task (unit_code);

CREATE TABLE task_event (
    task_code    TEXT    NOT NULL REFERENCES task (code),
    log_seq      INTEGER NOT NULL,
    event        INTEGER NOT NULL, -- enum TaskEvent
    state        INTEGER NOT NULL, -- enum TaskState; this and the next two: after the event
    due_on       TEXT    NOT NULL,
    completed_on TEXT    NOT NULL, -- '': no report
    at_utc_ms    BIGINT  NOT NULL,
    officer_id   INTEGER NOT NULL REFERENCES officer (id),
    note         TEXT    NOT NULL,
    document     TEXT    NOT NULL,
    PRIMARY KEY (task_code, log_seq)
);
