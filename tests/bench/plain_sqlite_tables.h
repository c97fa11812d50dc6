/* The rows of one submission, table by table, from the number of its log event (?1). */
{"dossier", "SELECT d.* FROM dossier_event e JOIN dossier d ON d.id = e.dossier_id WHERE e.log_seq = ?1 "
            "AND e.version = 1"},
{"dossier_version", "SELECT v.* FROM dossier_event e JOIN dossier_version v ON v.dossier_id = e.dossier_id "
                    "AND v.version = e.version WHERE e.log_seq = ?1"},
{"dossier_event", "SELECT * FROM dossier_event WHERE log_seq = ?1"},
{"nominee", "SELECT n.* FROM dossier_event e JOIN nominee n ON n.dossier_id = e.dossier_id AND "
            "n.version = e.version WHERE e.log_seq = ?1"},
{"audit_event", "SELECT * FROM audit_event WHERE seq = ?1"},
{"idempotency", "SELECT i.* FROM audit_event a JOIN temp.keys k ON k.request_sha256 = a.request_sha256 "
                "JOIN idempotency i ON i.officer_id = k.officer_id AND i.key = k.key WHERE a.seq = ?1"},
