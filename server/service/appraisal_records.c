/* Verdicts and assignments of nominees, and nominees as replies. */
#include "appraisal.h"
#include "human_id.h"
#include "reply.h"

#include <string.h>

const char *appraisal_nominee_id(struct call *call, const struct nominee_row *nominee)
{
    return nominee_id_format(call->arena, nominee->dossier_id, nominee->ordinal);
}

Pb__NomineeInfo *appraisal_nominee_reply(struct call *call, const struct nominee_row *nominee)
{
    Pb__NomineeInfo *out = reply_message(call, &pb__nominee_info__descriptor);
    const char *id = appraisal_nominee_id(call, nominee);
    if (!out || !id)
        return NULL;
    out->nominee_id = (char *)id;
    out->round_id = (char *)nominee->round_id;
    out->unit_code = (char *)nominee->unit_code;
    out->kind = nominee->kind;
    out->award_line = (char *)nominee->award_line;
    out->name = (char *)nominee->name;
    out->position = (char *)nominee->position;
    out->staff_code = (char *)nominee->staff_code;
    out->citizen_id = (char *)nominee->citizen_id;
    out->gender = nominee->gender;
    out->women_percent = nominee->women_percent;
    out->initiative = (char *)nominee->initiative;
    out->state = nominee->state;
    out->reason = (char *)nominee->reason;
    out->state_at_utc_ms = nominee->state_at_utc_ms;
    return out;
}

enum td_code appraisal_records_load(struct call *call, int64_t dossier_id, const char *round_id,
                                    int64_t as_of_seq, struct appraisal_records *ret)
{
    const struct appraisal_filter filter = {dossier_id, round_id, as_of_seq};
    enum td_code code =
        verdicts_list(call->db, &filter, call->arena, &ret->verdicts, &ret->n_verdicts);
    if (code == TD_OK)
        code = assignments_list(call->db, &filter, call->arena, &ret->assignments,
                                &ret->n_assignments);
    return code;
}

bool appraisal_is_of(const struct nominee_key *key, const struct nominee_row *nominee)
{
    return key->dossier_id == nominee->dossier_id && key->ordinal == nominee->ordinal &&
           key->version == nominee->version;
}

enum td_code appraisal_verdicts_of(struct call *call, const struct appraisal_records *records,
                                   const struct nominee_row *nominee,
                                   struct appraisal_verdicts *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < records->n_verdicts; i++)
        n += appraisal_is_of(&records->verdicts[i].nominee, nominee);
    *ret = (struct appraisal_verdicts){
        .rows = td_arena_alloc(call->arena, (n + 1) * sizeof *ret->rows),
        .rules = td_arena_alloc(call->arena, (n + 1) * sizeof *ret->rules),
    };
    if (!ret->rows || !ret->rules)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < records->n_verdicts; i++) {
        const struct verdict_row *row = &records->verdicts[i];
        if (!appraisal_is_of(&row->nominee, nominee))
            continue;
        ret->rows[ret->n] = row;
        ret->rules[ret->n++] =
            (struct appraisal_verdict){row->criterion, row->officer_id, row->verdict};
    }
    return TD_OK;
}

const char *appraisal_assignee_of(const struct appraisal_records *records,
                                  const struct nominee_row *nominee)
{
    for (size_t i = 0; i < records->n_assignments; i++)
        if (appraisal_is_of(&records->assignments[i].nominee, nominee))
            return records->assignments[i].assignee;
    return "";
}

enum td_code appraisal_check_not_self(struct call *call, const struct nominee_row *nominee)
{
    enum conflict conflict;
    enum td_code code = nominee_conflict(call, call->who.officer_id, nominee, &conflict);
    if (code == TD_OK && conflict == CONFLICT_SELF)
        return td_fail(call->err, TD_PERMISSION_DENIED, "nominee_id", "", TD_KEY_APPRAISAL_SELF,
                       "officer", call->who.login, TD_END);
    return code;
}
