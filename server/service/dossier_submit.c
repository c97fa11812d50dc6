/* DossierService/Submit: a first or a new version. Checks go from what makes the rest
 * meaningless (form of the message, whose, which draft) to what is told all at once (the rules of
 * the Plan, files, deadline); only then are rows written. */
#include "attachment.h"
#include "check.h"
#include "digest.h"
#include "dossier.h"
#include "dossier_content.h"
#include "initiative.h"
#include "message.h"
#include "reply.h"
#include "timefmt.h"
#include "units.h"

/* What the bytes of the content are. */
struct submitted {
    const Pb__DossierContent *content;
    uint8_t sha256[TD_SHA256_SIZE];
};

struct submission {
    const Pb__SubmitRequest *in;
    const Pb__DossierContent *content;
    uint8_t sha256[TD_SHA256_SIZE];
    struct round_row round;
    struct unit_row unit;
    struct dossier_case judged;
    bool known;             /* the draft is a dossier already: */
    struct dossier_row row; /* what it was, then what it becomes */
};

/* -- the message -- */

static enum td_code submitted_parse(const ProtobufCBinaryData *bytes, struct td_arena *arena,
                                    struct td_err *err, struct submitted *ret)
{
    const ProtobufCMessage *content =
        td_message_unpack(&pb__dossier_content__descriptor, arena, bytes->data, bytes->len);
    if (!content)
        return td_fail(err, TD_INVALID_ARGUMENT, "content", "", TD_KEY_MESSAGE_MALFORMED, TD_END);
    /* The bytes are the version, so there must be only one way to write it. */
    if (!td_message_is_canonical(content, arena, bytes->data, bytes->len))
        return td_fail(err, TD_INVALID_ARGUMENT, "content", "", TD_KEY_CONTENT_NOT_CANONICAL,
                       TD_END);
    ret->content = (const Pb__DossierContent *)content;
    td_sha256(bytes->data, bytes->len, ret->sha256);
    return td_message_check(content, "content", err);
}

const void *dossier_submit_prepare(const Pb__SubmitRequest *in, struct td_arena *arena)
{
    struct submitted *submitted = td_arena_alloc(arena, sizeof *submitted);
    bool sound = submitted && submitted_parse(&in->content, arena, NULL, submitted) == TD_OK;
    return sound ? submitted : NULL;
}

static enum td_code content_read(struct call *call, struct submission *s)
{
    const ProtobufCBinaryData *bytes = &s->in->content;
    struct submitted here;
    const struct submitted *submitted = call->prepared;
    if (bytes->len == 0)
        td_fail(call->err, TD_INVALID_ARGUMENT, "content", "", TD_KEY_REQUIRED, TD_END);
    check_length(call, "draft_id", s->in->draft_id.len, DRAFT_ID_SIZE);
    enum td_code code = check_outcome(call);
    if (code == TD_OK && !submitted)
        code = submitted_parse(bytes, call->arena, call->err, &here);
    if (code != TD_OK)
        return code;
    if (!submitted)
        submitted = &here;
    s->content = submitted->content;
    memcpy(s->sha256, submitted->sha256, sizeof s->sha256);
    return TD_OK;
}

/* -- round, unit, draft -- */

static enum td_code unit_check(struct call *call, struct submission *s)
{
    char today[TD_DATE_SIZE];
    const char *code_given = s->content->unit_code;
    if (strcmp(code_given, call->who.unit_code) != 0)
        return td_fail(call->err, TD_PERMISSION_DENIED, "content.unit_code", "", TD_KEY_UNIT_OTHER,
                       "yours", call->who.unit_code, TD_END);
    td_date_of(call->now_utc_ms, today);
    enum td_code code = units_find(call->db, code_given, today, INT64_MAX, call->arena, &s->unit);
    if (code == TD_NOT_FOUND)
        return td_fail(call->err, TD_FAILED_PRECONDITION, "content.unit_code", "II.1",
                       TD_KEY_UNIT_NOT_VALID, "unit", code_given, "day_on", today, TD_END);
    return code;
}

static enum td_code round_check(struct call *call, struct submission *s)
{
    const char *id = s->content->round_id;
    enum td_code code =
        rounds_find(call->db, id, s->content->unit_code, INT64_MAX, call->arena, &s->round);
    if (code == TD_NOT_FOUND)
        return td_fail(call->err, code, "content.round_id", "", TD_KEY_ROUND_UNKNOWN, "round", id,
                       TD_END);
    return code;
}

/* Is the draft a dossier already? */
static enum td_code draft_find(struct call *call, struct submission *s)
{
    enum td_code code = dossiers_find_draft(call->db, s->in->draft_id.data, call->arena, &s->row);
    s->known = code == TD_OK;
    if (code == TD_OK && strcmp(s->row.unit_code, call->who.unit_code) != 0)
        return td_fail(call->err, TD_PERMISSION_DENIED, "draft_id", "", TD_KEY_DRAFT_OTHER_UNIT,
                       TD_END);
    return code == TD_NOT_FOUND ? TD_OK : code;
}

/* Does the sender know the newest version, and is it still the same round? */
static enum td_code version_check(struct call *call, struct submission *s)
{
    uint32_t newest = s->known ? s->row.version : 0, base = s->in->base_version;
    if (!check_range(call, "base_version", base, 0, newest))
        return check_outcome(call);
    if (!s->known)
        return TD_OK;
    const char *number = dossier_number(call->arena, s->row.id);
    if (!number)
        return TD_RESOURCE_EXHAUSTED;
    if (base < newest)
        return td_fail(call->err, TD_ABORTED, "base_version", "",
                       base == 0 ? TD_KEY_DRAFT_SUBMITTED : TD_KEY_VERSION_STALE, "dossier", number,
                       "version", td_dec(call->arena, newest), TD_END);
    if (strcmp(s->row.round_id, s->content->round_id) != 0)
        return td_fail(call->err, TD_FAILED_PRECONDITION, "content.round_id", "",
                       TD_KEY_ROUND_CHANGED, "dossier", number, "round", s->row.round_id, TD_END);
    return TD_OK;
}

/* -- files -- */

static void file_check(struct call *call, const Pb__FileRef *file, const char *path)
{
    if (!file)
        return;
    if (!*file->name)
        td_fail(call->err, TD_INVALID_ARGUMENT, td_path(call->arena, path, "name"), "",
                TD_KEY_REQUIRED, TD_END);
    attachment_check_held(call, path, file);
}

/* Only files that this unit has shown to have in full may be referred to. */
static void files_check(struct call *call, const Pb__DossierContent *content)
{
    struct td_arena *arena = call->arena;
    if (content->letter)
        file_check(call, content->letter->file, "content.letter.file");
    if (content->minutes)
        file_check(call, content->minutes->file, "content.minutes.file");
    for (size_t i = 0; i < content->n_nominees; i++)
        if (content->nominees[i]->report)
            file_check(call, content->nominees[i]->report,
                       td_path(arena, td_path_index(arena, "content.nominees", i), "report"));
    for (size_t i = 0; i < content->n_attachments; i++)
        file_check(call, content->attachments[i], td_path_index(arena, "content.attachments", i));
}

/* -- initiatives: III.4 -- */

/* What a nominee points to must be the unit's, or the individual's own. */
static enum td_code initiatives_check(struct call *call, const Pb__DossierContent *content)
{
    enum td_code code = TD_OK;
    for (size_t i = 0; code == TD_OK && i < content->n_nominees; i++)
        if (*content->nominees[i]->initiative)
            code = initiative_check_nominee(
                call, content->nominees[i], content->unit_code,
                td_path(call->arena, td_path_index(call->arena, "content.nominees", i),
                        "initiative"));
    return code;
}

/* -- the rules -- */

/* Everything that is told at once. Moves the row to its next state. */
static enum td_code rules_check(struct call *call, struct submission *s)
{
    enum td_code code = dossier_case_of(call, &s->round, s->unit.kind, s->content, &s->judged);
    if (code != TD_OK)
        return code;
    size_t first = call->err->n_violations;
    dossier_check_form(s->judged.plan, &s->judged.facts, call->services->max_file_bytes, call->err);
    if (!s->in->accept_incomplete)
        dossier_check_parts(s->judged.plan, &s->judged.facts, call->err);
    code = dossier_check_eligible(call, &s->judged.facts, DOSSIER_FOR_UNIT);
    if (code != TD_OK && code != TD_FAILED_PRECONDITION)
        return code;
    dossier_prefix(call->err, first);
    files_check(call, s->content);
    code = initiatives_check(call, s->content);
    if (code != TD_OK)
        return code;
    Pb__DossierState from = s->known ? s->row.state : PB__DOSSIER_STATE__DOSSIER_DRAFT;
    dossier_next(from, PB__DOSSIER_EVENT__DOSSIER_EVENT_SUBMIT, call->who.roles, &s->row.state,
                 call->err);
    round_check_open(&s->round.times, s->round.id, dossier_deadline(&s->row), call->now_utc_ms,
                     call->err);
    return check_outcome(call);
}

/* -- rows -- */

static enum td_code files_store(struct call *call, const struct submission *s)
{
    Pb__FileRef **refs;
    size_t n;
    enum td_code code = dossier_content_files(s->content, call->arena, &refs, &n);
    if (code != TD_OK || n == 0)
        return code;
    struct dossier_file_row *files = td_arena_alloc(call->arena, n * sizeof *files);
    if (!files)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n; i++)
        files[i] =
            (struct dossier_file_row){refs[i]->sha256.data, refs[i]->name, refs[i]->size_bytes};
    return dossiers_files_add(call->db, s->row.id, s->row.version, files, n);
}

static enum td_code version_store(struct call *call, struct submission *s)
{
    struct dossier_row *row = &s->row;
    row->version++;
    row->nominees = (uint32_t)s->content->n_nominees;
    row->changed_utc_ms = call->now_utc_ms;
    enum td_code code = s->known ? TD_OK : dossiers_add(call->db, s->round.year, row);
    if (code == TD_OK)
        code = dossiers_version_add(call->db, row->id, row->version, s->in->content.data,
                                    s->in->content.len, s->sha256);
    if (code == TD_OK)
        code = dossiers_nominees_add(call->db, row->id, row->version, s->judged.facts.nominees,
                                     s->judged.facts.n_nominees, call->arena);
    if (code == TD_OK)
        code = files_store(call, s);
    if (code != TD_OK)
        return code;
    struct dossier_event_row event = {
        .log_seq = call->log_seq,
        .version = row->version,
        .event = PB__DOSSIER_EVENT__DOSSIER_EVENT_SUBMIT,
        .state = row->state,
        .at_utc_ms = call->now_utc_ms,
        .officer_id = call->who.officer_id,
        .note = "",
    };
    return dossiers_event_add(call->db, row->id, &event);
}

/* -- replies -- */

static enum td_code submit_reply(struct call *call, const struct submission *s,
                                 int64_t submitted_utc_ms, uint64_t log_seq,
                                 Pb__SubmitResponse *out)
{
    enum td_code code = TD_OK;
    out->dossier_id = (char *)dossier_number(call->arena, s->row.id);
    out->version = s->row.version;
    out->content_sha256 = reply_bytes(call, s->sha256, sizeof s->sha256);
    out->submitted_utc_ms = submitted_utc_ms;
    out->deadline_utc_ms = dossier_deadline(&s->row);
    out->log_seq = log_seq;
    if (!out->dossier_id || !out->content_sha256.data)
        return TD_RESOURCE_EXHAUSTED;
    if (s->in->accept_incomplete)
        code = dossier_missing(call, &s->judged, &out->missing, &out->n_missing);
    if (code != TD_OK)
        return code;
    return reply_note(call, out->dossier_id, out->version,
                      td_arena_printf(call->arena, "%u nominees, %zu parts missing",
                                      s->row.nominees, out->n_missing));
}

/* The newest version has these very bytes: its answer once more, whatever the clock says now. */
static enum td_code submit_again(struct call *call, struct submission *s,
                                 const struct dossier_version_row *newest, Pb__SubmitResponse *out)
{
    ProtobufCBinaryData stored;
    enum td_code code = dossier_case_stored(call, &s->row, s->row.version, &s->judged, &stored);
    if (code != TD_OK)
        return code;
    return submit_reply(call, s, newest->submitted_utc_ms, newest->log_seq, out);
}

/* Is this what made the newest version, sent once more? Then *ret_version is that one. The same
 * bytes from somebody who knows the version and got it returned are a new one: what was missing
 * may have been paper only (III.5.b). */
static enum td_code repetition_find(struct call *call, const struct submission *s,
                                    struct dossier_version_row *ret_version, bool *ret_found)
{
    struct dossier_version_row *versions;
    size_t n;
    bool ended = s->row.state == PB__DOSSIER_STATE__DOSSIER_RETURNED ||
                 s->row.state == PB__DOSSIER_STATE__DOSSIER_WITHDRAWN;
    *ret_found = false;
    if (!s->known || (ended && s->in->base_version >= s->row.version))
        return TD_OK;
    enum td_code code = dossiers_versions(call->db, s->row.id, s->row.version, INT64_MAX,
                                          call->arena, &versions, &n);
    if (code != TD_OK)
        return code;
    if (n == 0)
        return TD_DATA_LOSS; /* a dossier without its newest version */
    *ret_found = memcmp(versions[0].content_sha256, s->sha256, sizeof s->sha256) == 0;
    *ret_version = versions[0];
    return TD_OK;
}

static void row_begin(struct submission *s)
{
    s->row.round_id = s->content->round_id;
    s->row.unit_code = s->content->unit_code;
    memcpy(s->row.draft_id, s->in->draft_id.data, DRAFT_ID_SIZE);
    s->row.return_note = "";
    s->row.round = s->round.times;
    s->row.extended_utc_ms = s->round.extended_utc_ms;
}

enum td_code dossier_submit(struct call *call, const Pb__SubmitRequest *in, Pb__SubmitResponse *out)
{
    struct submission s = {.in = in};
    struct dossier_version_row newest;
    bool repeated = false;
    enum td_code code = content_read(call, &s);
    if (code == TD_OK)
        code = draft_find(call, &s);
    if (code == TD_OK)
        code = repetition_find(call, &s, &newest, &repeated);
    if (code == TD_OK && repeated)
        return submit_again(call, &s, &newest, out);
    if (code == TD_OK)
        code = round_check(call, &s);
    if (code == TD_OK)
        code = unit_check(call, &s);
    if (code == TD_OK)
        code = version_check(call, &s);
    if (code != TD_OK)
        return code;
    if (!s.known)
        row_begin(&s);
    code = rules_check(call, &s);
    if (code == TD_OK)
        code = version_store(call, &s);
    return code == TD_OK ? submit_reply(call, &s, call->now_utc_ms, call->log_seq, out) : code;
}
