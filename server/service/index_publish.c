/* IndexService/Publish: freezing results. What is published stays; a correction is another version.
 */
#include "index.h"

#include "check.h"
#include "reply.h"

Pb__IndexResult *index_result_reply(struct call *call, const struct index_result_row *row)
{
    Pb__IndexResult *result = reply_message(call, &pb__index_result__descriptor);
    if (!result)
        return NULL;
    result->unit_code = (char *)row->unit_code;
    result->unit_name = (char *)row->unit_name;
    result->rank = row->rank;
    result->total_centi = row->total_centi;
    result->max_centi = row->max_centi;
    result->percent_centi = row->percent_centi;
    result->raw_centi = row->raw_centi;
    result->covered_max_centi = row->covered_max_centi;
    result->rescaled = row->covered_max_centi < row->max_centi;
    return result;
}

Pb__IndexPublication *index_publication_reply(struct call *call,
                                              const struct index_publication_row *row)
{
    Pb__IndexPublication *publication = reply_message(call, &pb__index_publication__descriptor);
    if (!publication)
        return NULL;
    publication->version = row->version;
    publication->definition_version = row->definition_version;
    publication->reason = (char *)row->reason;
    publication->published_utc_ms = row->published_utc_ms;
    publication->published_by = (char *)row->published_by_login;
    publication->log_seq = row->log_seq;
    return publication;
}

enum td_code index_publication_get(struct call *call, const struct index_set *set, uint32_t version,
                                   uint64_t as_of_log_seq, struct index_publication_row *ret)
{
    enum td_code code =
        index_sets_publication(call->db, set->row.set_id, version, as_of_log_seq, call->arena, ret);
    if (code != TD_NOT_FOUND)
        return code;
    if (set->row.publication == 0 || version == 0)
        return td_fail(call->err, TD_FAILED_PRECONDITION, "", "II.3.a", TD_KEY_INDEX_NOT_PUBLISHED,
                       "set", set->row.set_id, TD_END);
    return td_fail(call->err, TD_NOT_FOUND, "publication", "II.3.a",
                   TD_KEY_INDEX_PUBLICATION_UNKNOWN, "set", set->row.set_id, "version",
                   td_dec(call->arena, version), TD_END);
}

/* A result may only come from what has been appraised. */
static void check_appraised(struct call *call, const struct index_set *set,
                            const struct index_standing *standing)
{
    for (size_t i = 0; i < set->n_items; i++)
        if (set->items[i].method == PB__INDEX_METHOD__INDEX_METHOD_SELF_APPRAISED &&
            !index_standing_counted(set, standing, i))
            td_fail(call->err, TD_FAILED_PRECONDITION, "", "II.3.a", TD_KEY_INDEX_NOT_APPRAISED,
                    "unit", standing->unit_code, "criterion", set->items[i].id, "name",
                    set->items[i].name, TD_END);
}

static const char *joined(struct call *call, char *const *texts, size_t n)
{
    const char *all = "";
    for (size_t i = 0; all && i < n; i++)
        all = td_arena_printf(call->arena, "%s%s%s", all, i ? ", " : "", texts[i]);
    return all ? all : "";
}

static void check_complete(struct call *call, const Pb__IndexPublishRequest *in,
                           const struct index_set *set, const struct index_ranking *ranking)
{
    if (ranking->n == 0)
        td_fail(call->err, TD_FAILED_PRECONDITION, "", "II.3.a", TD_KEY_INDEX_NOTHING, "set",
                set->row.set_id, TD_END);
    for (size_t i = 0; i < ranking->n; i++)
        check_appraised(call, set, &ranking->standings[i]);
    if (ranking->n > 0 && ranking->n_missing > 0 && !in->partial)
        td_fail(call->err, TD_FAILED_PRECONDITION, "partial", "II.3.a", TD_KEY_INDEX_UNITS_MISSING,
                "units", joined(call, ranking->missing, ranking->n_missing), TD_END);
}

/* A correction has a reason and corrects something. */
static enum td_code check_correction(struct call *call, const Pb__IndexPublishRequest *in,
                                     const struct index_set *set)
{
    struct index_publication_row before;
    uint64_t newest;
    if (set->row.publication == 0)
        return TD_OK;
    enum td_code code = index_publication_get(call, set, 0, 0, &before);
    if (code == TD_OK)
        code = index_scores_newest(call->db, set->row.set_id, &newest);
    if (code != TD_OK)
        return code;
    if (newest <= before.log_seq)
        td_fail(call->err, TD_FAILED_PRECONDITION, "", "II.3.a", TD_KEY_INDEX_UNCHANGED, "set",
                set->row.set_id, "version", td_dec(call->arena, before.version), TD_END);
    else if (!*in->reason)
        td_fail(call->err, TD_FAILED_PRECONDITION, "reason", "II.3.a",
                TD_KEY_INDEX_REASON_CORRECTION, "set", set->row.set_id, TD_END);
    return TD_OK;
}

static enum td_code publish_answer(struct call *call, const struct index_publication_row *row,
                                   const struct index_ranking *ranking,
                                   Pb__IndexPublishResponse *out)
{
    out->publication = index_publication_reply(call, row);
    out->results = td_arena_alloc(call->arena, (ranking->n + 1) * sizeof *out->results);
    if (!out->publication || !out->results)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < ranking->n; i++)
        if (!(out->results[out->n_results++] = index_result_reply(call, &ranking->results[i])))
            return TD_RESOURCE_EXHAUSTED;
    out->units_missing = ranking->missing;
    out->n_units_missing = ranking->n_missing;
    return reply_note(call, td_arena_printf(call->arena, "index %s", row->set_id), row->version,
                      *row->reason ? row->reason
                                   : td_arena_printf(call->arena, "%zu units", ranking->n));
}

enum td_code index_publish(struct call *call, const Pb__IndexPublishRequest *in,
                           Pb__IndexPublishResponse *out)
{
    struct index_set set;
    struct index_ranking ranking;
    if (*in->reason)
        check_text(call, "reason", in->reason, INDEX_REASON_MAX_CHARS);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = index_set_get(call, "set_id", in->set_id, 0, 0, &set);
    if (code == TD_OK)
        code = check_correction(call, in, &set);
    if (code == TD_OK)
        code = index_ranking_of(call, &set, 0, &ranking);
    if (code != TD_OK)
        return code;
    check_complete(call, in, &set, &ranking);
    if (check_outcome(call) != TD_OK)
        return check_outcome(call);
    struct index_publication_row row = {
        .set_id = set.row.set_id,
        .version = set.row.publication + 1,
        .definition_version = set.row.version,
        .reason = in->reason,
        .published_utc_ms = call->now_utc_ms,
        .published_by = call->who.officer_id,
        .published_by_login = call->who.login,
        .log_seq = call->log_seq,
    };
    code = index_sets_publish(call->db, &row, ranking.results, ranking.n);
    return code == TD_OK ? publish_answer(call, &row, &ranking, out) : code;
}
