/* IndexService (II.3.a): what a set measures, and the method table. Scores: index_entry.c and
 * index_import.c; results: index_publish.c and index_read.c. */
#include "index.h"

#include "attachment.h"
#include "check.h"
#include "digest.h"
#include "dossier.h"
#include "indexfile.h"
#include "paging.h"
#include "plan_cache.h"
#include "plan_newest.h"
#include "reply.h"
#include "services.h"

#define FILE_NAME_MAX_CHARS 120
#define HOME_AFFAIRS_HEAD ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD)
#define HOME_AFFAIRS (HOME_AFFAIRS_HEAD | ROLE_BIT(PB__ROLE__ROLE_SPECIALIST))

/* -- a set at hand -- */

enum td_code index_set_get(struct call *call, const char *field, const char *set_id,
                           uint32_t version, uint64_t as_of_log_seq, struct index_set *ret)
{
    struct index_set set;
    enum td_code code =
        index_sets_find(call->db, set_id, version, as_of_log_seq, call->arena, &set.row);
    if (code == TD_NOT_FOUND)
        return td_fail(call->err, code, field, "", TD_KEY_INDEX_SET_UNKNOWN, "set", set_id, TD_END);
    if (code == TD_OK)
        code = index_sets_items(call->db, set.row.set_id, set.row.version, call->arena, &set.items,
                                &set.n_items);
    if (code == TD_OK)
        code = plan_cache_get(call->services->plans, call->db, set.row.plan_id,
                              set.row.plan_version, set.row.plan_sha256, &set.plan);
    if (code == TD_OK)
        *ret = set;
    return code;
}

enum td_code index_unit_get(struct call *call, const char *field, const char *unit_code,
                            const struct index_set *set, uint64_t as_of_log_seq,
                            struct unit_row *ret)
{
    struct unit_row *units;
    size_t n;
    enum td_code code = units_of_year(call->db, set->row.year, index_units_seq(as_of_log_seq),
                                      call->arena, &units, &n);
    if (code != TD_OK)
        return code;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(units[i].code, unit_code) != 0)
            continue;
        if (index_level_of(units[i].kind) != set->row.level)
            return td_fail(call->err, TD_FAILED_PRECONDITION, field, "II.3.a", TD_KEY_INDEX_LEVEL,
                           "unit", unit_code, "set", set->row.set_id, TD_END);
        *ret = units[i];
        return TD_OK;
    }
    return td_fail(call->err, TD_NOT_FOUND, field, "", TD_KEY_UNIT_UNKNOWN, "unit", unit_code,
                   TD_END);
}

Pb__IndexSet *index_set_reply(struct call *call, const struct index_definition_row *row)
{
    Pb__IndexSet *set = reply_message(call, &pb__index_set__descriptor);
    if (!set)
        return NULL;
    set->id = (char *)row->set_id;
    set->year = row->year;
    set->level = row->level;
    set->title_vi = (char *)row->title_vi;
    set->title_en = (char *)row->title_en;
    set->max_centi = row->max_centi;
    set->criteria = row->n_items;
    set->definition_version = row->version;
    set->publication = row->publication;
    set->published_utc_ms = row->published_utc_ms;
    return set;
}

/* -- define -- */

static void define_check(struct call *call, const Pb__IndexDefineRequest *in)
{
    if (in->yaml.len == 0)
        td_fail(call->err, TD_INVALID_ARGUMENT, "yaml", "", TD_KEY_REQUIRED, TD_END);
    if (in->yaml.len > INDEXFILE_MAX_BYTES)
        td_fail(call->err, TD_INVALID_ARGUMENT, "yaml", "", TD_KEY_FILE_SIZE, "name", in->file_name,
                "max", td_dec(call->arena, INDEXFILE_MAX_BYTES), TD_END);
    if (*in->file_name)
        check_text(call, "file_name", in->file_name, FILE_NAME_MAX_CHARS);
    if (*in->reason)
        check_text(call, "reason", in->reason, INDEX_REASON_MAX_CHARS);
}

/* Scores that a new definition would leave above its maximum; *ret_aside: those it would not count
 * any more. */
static void define_check_score(struct call *call, const struct index_definition *definition,
                               const struct index_score_row *score, uint32_t *ret_aside)
{
    const struct index_item *item =
        index_item_find(definition->items, definition->n_items, score->item_id);
    bool survey = score->kind == PB__INDEX_SCORE_KIND__INDEX_SCORE_KIND_SURVEY;
    if (!item || survey != (item->method == PB__INDEX_METHOD__INDEX_METHOD_SURVEY))
        ++*ret_aside;
    else if (score->score_centi > item->max_centi)
        td_fail(call->err, TD_FAILED_PRECONDITION, "yaml", "II.3.a", TD_KEY_INDEX_SCORE_LEFT,
                "unit", score->unit_code, "criterion", item->id, "score_centi",
                td_dec(call->arena, score->score_centi), "max_centi",
                td_dec(call->arena, item->max_centi), TD_END);
}

/* May the newest version be followed by this one? */
static enum td_code define_check_change(struct call *call, const Pb__IndexDefineRequest *in,
                                        const struct index_definition_row *newest,
                                        const struct index_definition *definition,
                                        uint32_t *ret_aside)
{
    struct index_score_row *scores;
    size_t n;
    if (newest->publication > 0)
        return td_fail(call->err, TD_FAILED_PRECONDITION, "", "II.3.a", TD_KEY_INDEX_PUBLISHED,
                       "set", newest->set_id, "version", td_dec(call->arena, newest->publication),
                       TD_END);
    enum td_code code =
        index_scores_current(call->db, newest->set_id, "", 0, call->arena, &scores, &n);
    if (code != TD_OK)
        return code;
    if (n > 0 && !*in->reason)
        td_fail(call->err, TD_FAILED_PRECONDITION, "reason", "", TD_KEY_INDEX_REASON_DEFINITION,
                "set", newest->set_id, TD_END);
    for (size_t i = 0; i < n; i++)
        define_check_score(call, definition, &scores[i], ret_aside);
    return check_outcome(call);
}

static enum td_code define_store(struct call *call, const Pb__IndexDefineRequest *in,
                                 const struct plan_row *plan,
                                 const struct index_definition *definition,
                                 Pb__IndexDefineResponse *out)
{
    struct index_definition_row newest, row = {
                                            .year = definition->year,
                                            .level = definition->level,
                                            .title_vi = definition->title.vi,
                                            .title_en = definition->title.en,
                                            .n_items = (uint32_t)definition->n_items,
                                            .plan_id = plan->plan_id,
                                            .plan_version = plan->version,
                                            .reason = in->reason,
                                            .defined_utc_ms = call->now_utc_ms,
                                            .defined_by = call->who.officer_id,
                                            .log_seq = call->log_seq,
                                        };
    row.set_id = index_set_id(call->arena, definition->year, definition->level);
    row.max_centi = index_items_max(definition->items, definition->n_items);
    td_sha256(in->yaml.data, in->yaml.len, row.sha256);
    if (!row.set_id)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code = index_sets_find(call->db, row.set_id, 0, 0, call->arena, &newest);
    if (code != TD_OK && code != TD_NOT_FOUND)
        return code;
    bool exists = code == TD_OK;
    out->unchanged = exists && memcmp(newest.sha256, row.sha256, sizeof row.sha256) == 0;
    row.version = exists ? newest.version + 1 : 1;
    code = TD_OK;
    if (exists && !out->unchanged)
        code = define_check_change(call, in, &newest, definition, &out->set_aside);
    if (code == TD_OK && !out->unchanged)
        code = index_sets_define(call->db, &row, in->yaml.data, in->yaml.len, definition->items);
    if (code != TD_OK)
        return code;
    out->set = index_set_reply(call, out->unchanged ? &newest : &row);
    if (!out->set)
        return TD_RESOURCE_EXHAUSTED;
    return reply_note(call, td_arena_printf(call->arena, "index %s", out->set->id),
                      out->set->definition_version, out->unchanged ? "unchanged" : in->reason);
}

static enum td_code index_define(struct call *call, const Pb__IndexDefineRequest *in,
                                 Pb__IndexDefineResponse *out)
{
    struct plan_row row;
    const struct plan *plan;
    const struct index_definition *definition;
    define_check(call, in);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = plan_newest(call, &row, &plan);
    if (code != TD_OK)
        return code;
    struct td_arena *arena = td_arena_new(INDEXFILE_ARENA_BYTES);
    if (!arena)
        return TD_RESOURCE_EXHAUSTED;
    code =
        indexfile_parse(in->yaml.data, in->yaml.len, *in->file_name ? in->file_name : "index.yaml",
                        plan, arena, &definition, call->err);
    if (code == TD_OK)
        code = define_store(call, in, &row, definition, out);
    if (code == TD_OK) { /* what the reply borrows outlives the file's own memory */
        out->set->title_vi = td_arena_strdup(call->arena, out->set->title_vi);
        out->set->title_en = td_arena_strdup(call->arena, out->set->title_en);
        code = out->set->title_vi && out->set->title_en ? TD_OK : TD_RESOURCE_EXHAUSTED;
    }
    td_arena_free(arena);
    return code;
}

/* -- list, show a set -- */

static enum td_code index_list(struct call *call, const Pb__IndexListRequest *in,
                               Pb__IndexListResponse *out)
{
    struct index_definition_row *rows;
    size_t n;
    bool by_level = in->sort == PB__INDEX_LIST_SORT__INDEX_LIST_SORT_LEVEL;
    struct page page;
    struct as_of as_of;
    enum td_code code = as_of_resolve(call, in->as_of, &as_of);
    if (code != TD_OK)
        return code;
    page_begin(call, in->page_size, in->page_token, by_level, 2, &page);
    const struct index_set_filter filter = {
        .year = in->year,
        .level = in->level,
        .by_level = by_level,
        .after_year = (uint32_t)page_key_int(&page, 0),
        .after_level = (Pb__IndexLevel)page_key_int(&page, 1),
        .limit = page.limit,
        .as_of_log_seq = index_seq(&as_of),
    };
    if (in->level != PB__INDEX_LEVEL__INDEX_LEVEL_UNSPECIFIED)
        check_choice(call, "level", &pb__index_level__descriptor, (int)in->level);
    if (in->sort != PB__INDEX_LIST_SORT__INDEX_LIST_SORT_UNSPECIFIED)
        check_choice(call, "sort", &pb__index_list_sort__descriptor, (int)in->sort);
    code = check_outcome(call);
    if (code == TD_OK)
        code = index_sets_list(call->db, &filter, call->arena, &rows, &n);
    if (code != TD_OK)
        return code;
    bool more = page_is_full(&page, n);
    n = page_cut(&page, n);
    out->sets = td_arena_alloc(call->arena, (n + 1) * sizeof *out->sets);
    if (!out->sets)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n; i++)
        if (!(out->sets[out->n_sets++] = index_set_reply(call, &rows[i])))
            return TD_RESOURCE_EXHAUSTED;
    if (more)
        out->next_page_token = page_token(call, &page, td_dec(call->arena, rows[n - 1].year),
                                          td_dec(call->arena, (uint32_t)rows[n - 1].level), NULL);
    return out->next_page_token ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

static enum td_code definitions_reply(struct call *call, const char *set_id, uint64_t as_of_log_seq,
                                      Pb__IndexShowSetResponse *out)
{
    struct index_definition_row *rows;
    size_t n;
    enum td_code code =
        index_sets_versions(call->db, set_id, as_of_log_seq, call->arena, &rows, &n);
    if (code != TD_OK)
        return code;
    out->definitions = reply_list(call, &pb__index_definition__descriptor, n);
    if (!out->definitions)
        return TD_RESOURCE_EXHAUSTED;
    out->n_definitions = n;
    for (size_t i = 0; i < n; i++) {
        Pb__IndexDefinition *definition = out->definitions[i];
        definition->version = rows[i].version;
        definition->reason = (char *)rows[i].reason;
        definition->sha256 = reply_bytes(call, rows[i].sha256, sizeof rows[i].sha256);
        definition->plan_id = (char *)rows[i].plan_id;
        definition->plan_version = rows[i].plan_version;
        definition->defined_utc_ms = rows[i].defined_utc_ms;
        definition->defined_by = (char *)rows[i].defined_by_login;
        if (!definition->sha256.data)
            return TD_RESOURCE_EXHAUSTED;
    }
    return TD_OK;
}

static enum td_code publications_reply(struct call *call, const char *set_id,
                                       uint64_t as_of_log_seq, Pb__IndexShowSetResponse *out)
{
    struct index_publication_row *rows;
    size_t n;
    enum td_code code =
        index_sets_publications(call->db, set_id, as_of_log_seq, call->arena, &rows, &n);
    if (code != TD_OK)
        return code;
    out->publications = td_arena_alloc(call->arena, (n + 1) * sizeof *out->publications);
    if (!out->publications)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n; i++)
        if (!(out->publications[out->n_publications++] = index_publication_reply(call, &rows[i])))
            return TD_RESOURCE_EXHAUSTED;
    return TD_OK;
}

static enum td_code index_show_set(struct call *call, const Pb__IndexShowSetRequest *in,
                                   Pb__IndexShowSetResponse *out)
{
    struct index_set set;
    const uint8_t *yaml;
    struct as_of as_of;
    enum td_code code = as_of_resolve(call, in->as_of, &as_of);
    const uint64_t seq = code == TD_OK ? index_seq(&as_of) : 0;
    if (code == TD_OK)
        code = index_set_get(call, "set_id", in->set_id, in->definition_version, seq, &set);
    if (code == TD_OK)
        code = definitions_reply(call, set.row.set_id, seq, out);
    if (code == TD_OK)
        code = publications_reply(call, set.row.set_id, seq, out);
    if (code == TD_OK)
        code = index_sets_yaml(call->db, set.row.set_id, set.row.version, call->arena, &yaml,
                               &out->yaml.len);
    if (code == TD_OK)
        code = index_fields_reply(call, &set, NULL, &out->fields, &out->n_fields);
    if (code != TD_OK)
        return code;
    out->yaml.data = (uint8_t *)yaml;
    out->set = index_set_reply(call, &set.row);
    out->criteria = td_arena_alloc(call->arena, (set.n_items + 1) * sizeof *out->criteria);
    if (!out->set || !out->criteria)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < set.n_items; i++)
        if (!(out->criteria[out->n_criteria++] = index_criterion_reply(call, &set.items[i])))
            return TD_RESOURCE_EXHAUSTED;
    return TD_OK;
}

/* -- evidence -- */

const char *index_evidence_subject(struct call *call, const char *set_id, const char *unit_code,
                                   const char *item_id)
{
    return td_arena_printf(call->arena, "index %s/%s/%s", set_id, unit_code, item_id);
}

enum td_code index_evidence_see(struct call *call, const char *id, int64_t as_of_seq,
                                bool *ret_visible)
{
    struct index_definition_row row;
    size_t set_len = strcspn(id, "/");
    const char *unit = id[set_len] ? id + set_len + 1 : "";
    char *set_id = td_arena_printf(call->arena, "%.*s", (int)set_len, id);
    char *unit_code = td_arena_printf(call->arena, "%.*s", (int)strcspn(unit, "/"), unit);
    if (!set_id || !unit_code)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code =
        index_sets_find(call->db, set_id, 0, (uint64_t)as_of_seq, call->arena, &row);
    if (code == TD_OK)
        *ret_visible = dossier_visible(call, unit_code);
    return code;
}

METHOD(index__define, Pb__IndexDefineRequest, Pb__IndexDefineResponse, METHOD_WRITE, HOME_AFFAIRS,
       index_define)
METHOD(index__import, Pb__IndexImportRequest, Pb__IndexImportResponse, METHOD_WRITE, HOME_AFFAIRS,
       index_import)
METHOD(index__self_score, Pb__IndexSelfScoreRequest, Pb__IndexScoreResponse, METHOD_WRITE,
       OWN_UNIT_READERS, index_self_score)
METHOD(index__appraise, Pb__IndexAppraiseRequest, Pb__IndexScoreResponse, METHOD_WRITE,
       HOME_AFFAIRS, index_appraise)
METHOD(index__publish, Pb__IndexPublishRequest, Pb__IndexPublishResponse, METHOD_WRITE,
       HOME_AFFAIRS_HEAD, index_publish)
METHOD(index__list, Pb__IndexListRequest, Pb__IndexListResponse, METHOD_READ, ANY_OFFICER,
       index_list)
METHOD(index__show_set, Pb__IndexShowSetRequest, Pb__IndexShowSetResponse, METHOD_READ, ANY_OFFICER,
       index_show_set)
METHOD(index__show, Pb__IndexShowRequest, Pb__IndexShowResponse, METHOD_READ, ANY_OFFICER,
       index_show)
METHOD(index__rank, Pb__IndexRankRequest, Pb__IndexRankResponse, METHOD_READ, ANY_OFFICER,
       index_rank_units)
METHOD(index__trend, Pb__IndexTrendRequest, Pb__IndexTrendResponse, METHOD_READ, ANY_OFFICER,
       index_trend_unit)
SERVICE(index_service, PB__INDEX_SERVICE__INIT, index__)
