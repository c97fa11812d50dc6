/* RoundService: rounds, each under the plan version it was opened with, and their deadlines. */
#include "round.h"
#include "as_of.h"
#include "check.h"
#include "message.h"
#include "past_awards.h"
#include "plan_cache.h"
#include "plans.h"
#include "reply.h"
#include "round.pb-c.h"
#include "services.h"
#include "unit.h"
#include "units.h"

#define REASON_MAX_CHARS 1000
#define HOME_AFFAIRS \
    (ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD) | ROLE_BIT(PB__ROLE__ROLE_SPECIALIST))

/* -- replies -- */

static enum td_code lines_reply(struct call *call, const struct round_row *row, Pb__Round *out)
{
    const struct plan *plan;
    enum td_code code = round_plan(call, row, &plan);
    if (code != TD_OK)
        return code;
    const struct plan_round *rules = plan_round_find(plan, row->kind);
    size_t n = rules ? rules->n_quotas : 0;
    out->lines = reply_list(call, &pb__award_line__descriptor, n);
    if (!out->lines)
        return TD_RESOURCE_EXHAUSTED;
    out->n_lines = n;
    for (size_t i = 0; i < n; i++) {
        const struct plan_line *line = plan_line_find(plan, rules->quotas[i].line);
        out->lines[i]->line = (char *)rules->quotas[i].line;
        out->lines[i]->kind = line ? line->kind : PB__NOMINEE_KIND__NOMINEE_UNSPECIFIED;
        out->lines[i]->quota = rules->quotas[i].places;
        out->lines[i]->clause = (char *)rules->clause;
    }
    return TD_OK;
}

/* All but the extensions. */
static enum td_code round_reply(struct call *call, const struct as_of *as_of,
                                const struct round_row *row, Pb__Round *out)
{
    out->id = (char *)row->id;
    out->year = row->year;
    out->kind = row->kind;
    out->state = round_state_at(&row->times, as_of_instant(call, as_of));
    out->opens_utc_ms = row->times.opens_utc_ms;
    out->closes_utc_ms = row->times.closes_utc_ms;
    out->plan_id = (char *)row->plan_id;
    out->plan_version = row->plan_version;
    out->your_deadline_utc_ms = round_deadline(&row->times, row->extended_utc_ms, 0);
    out->opened_by = (char *)row->opened_by_login;
    return lines_reply(call, row, out);
}

static enum td_code extensions_reply(struct call *call, const char *round_id, int64_t as_of_seq,
                                     Pb__Round *out)
{
    struct extension_row *rows;
    size_t n;
    enum td_code code = rounds_extensions(call->db, round_id, as_of_seq, call->arena, &rows, &n);
    if (code != TD_OK)
        return code;
    out->extensions = reply_list(call, &pb__extension__descriptor, n);
    if (!out->extensions)
        return TD_RESOURCE_EXHAUSTED;
    out->n_extensions = n;
    for (size_t i = 0; i < n; i++) {
        out->extensions[i]->unit_code = (char *)rows[i].unit_code;
        out->extensions[i]->until_utc_ms = rows[i].until_utc_ms;
        out->extensions[i]->reason = (char *)rows[i].reason;
        out->extensions[i]->granted_by = (char *)rows[i].granted_by_login;
        out->extensions[i]->granted_utc_ms = rows[i].granted_utc_ms;
    }
    return TD_OK;
}

static const struct as_of NOW = {.now = true, .log_seq = INT64_MAX, .before_utc_ms = INT64_MAX};

/* NOT_FOUND also when the round was opened after the moment. */
static enum td_code round_find_at(struct call *call, const char *id, const struct as_of *as_of,
                                  struct round_row *ret)
{
    enum td_code code =
        rounds_find(call->db, id, call->who.unit_code, (int64_t)as_of->log_seq, call->arena, ret);
    if (code == TD_NOT_FOUND)
        return td_fail(call->err, TD_NOT_FOUND, "round_id", "", TD_KEY_ROUND_UNKNOWN, "round", id,
                       TD_END);
    return code;
}

enum td_code round_find(struct call *call, const char *id, struct round_row *ret)
{
    return round_find_at(call, id, &NOW, ret);
}

enum td_code round_plan(struct call *call, const struct round_row *round, const struct plan **ret)
{
    return plan_cache_get(call->services->plans, call->db, round->plan_id, round->plan_version,
                          round->plan_sha256, ret);
}

enum td_code round_plan_needs(struct call *call, const struct round_row *round,
                              const struct plan *plan, enum plan_section section, const char *field)
{
    static const struct {
        enum td_key key;
        const char *clause;
    } LACKS[PLAN_N_SECTIONS] = {
        [PLAN_COUNCIL] = {TD_KEY_PLAN_LACKS_COUNCIL, ""},
        [PLAN_HEAD_CRITERIA] = {TD_KEY_PLAN_LACKS_HEAD_CRITERIA, "IV.3.a"},
        [PLAN_RANKINGS] = {TD_KEY_PLAN_LACKS_RANKINGS, ""},
    };
    if (plan_has(plan, section))
        return TD_OK;
    return td_fail(call->err, TD_FAILED_PRECONDITION, field, LACKS[section].clause,
                   LACKS[section].key, "plan", round->plan_id, "version",
                   td_dec(call->arena, round->plan_version), TD_END);
}

enum td_code round_check_reviewing(struct call *call, const struct round_row *round)
{
    char state[TD_ENUM_NAME_SIZE] = "";
    if (round->times.stored == PB__ROUND_STATE__ROUND_STATE_REVIEWING)
        return TD_OK;
    td_enum_name(&pb__round_state__descriptor, (int)round_state_at(&round->times, call->now_utc_ms),
                 state);
    return td_fail(call->err, TD_FAILED_PRECONDITION, "round_id", "", TD_KEY_ROUND_STATE, "state",
                   state, TD_END);
}

enum td_code round_step(struct call *call, struct round_row *round, Pb__RoundEvent event,
                        const char *note)
{
    Pb__RoundState from = round->times.stored, to;
    enum td_code code = round_next(from, event, call->who.roles, &to, call->err);
    if (code != TD_OK)
        return code;
    struct round_event_row row = {
        .log_seq = call->log_seq,
        .event = event,
        .state = to,
        .note = note,
        .at_utc_ms = call->now_utc_ms,
        .officer_id = call->who.officer_id,
    };
    code = rounds_advance(call->db, round->id, from, &row);
    if (code == TD_OK)
        round->times.stored = to;
    return code;
}

/* With its extensions. */
static enum td_code round_at(struct call *call, const char *id, const struct as_of *as_of,
                             Pb__Round **ret)
{
    struct round_row row;
    Pb__Round *out = reply_message(call, &pb__round__descriptor);
    enum td_code code = out ? round_find_at(call, id, as_of, &row) : TD_RESOURCE_EXHAUSTED;
    if (code == TD_OK)
        code = round_reply(call, as_of, &row, out);
    if (code == TD_OK)
        code = extensions_reply(call, id, (int64_t)as_of->log_seq, out);
    if (code == TD_OK)
        *ret = out;
    return code;
}

static enum td_code round_now(struct call *call, const char *id, Pb__Round **ret)
{
    return round_at(call, id, &NOW, ret);
}

static enum td_code round_note(struct call *call, const char *id, const char *detail)
{
    return reply_note(call, td_arena_printf(call->arena, "round %s", id), 0, detail);
}

/* -- handlers -- */

/* The plan a new round is to follow, and whether it has such a round in that year. */
static enum td_code round_check_plan(struct call *call, const Pb__RoundOpenRequest *in,
                                     struct plan_row *ret_row)
{
    const struct plan *plan;
    enum td_code code = plans_find(call->db, in->plan_id, 0, INT64_MAX, call->arena, ret_row);
    if (code == TD_NOT_FOUND && !*in->plan_id)
        return td_fail(call->err, TD_FAILED_PRECONDITION, "plan_id", "", TD_KEY_PLAN_NONE, TD_END);
    if (code == TD_NOT_FOUND)
        return td_fail(call->err, code, "plan_id", "", TD_KEY_PLAN_UNKNOWN, "plan", in->plan_id,
                       TD_END);
    if (code == TD_OK)
        code = plan_cache_get(call->services->plans, call->db, ret_row->plan_id, ret_row->version,
                              ret_row->sha256, &plan);
    if (code != TD_OK)
        return code;
    if (!plan_round_find(plan, in->kind))
        td_fail(call->err, TD_INVALID_ARGUMENT, "kind", "", TD_KEY_ROUND_KIND, TD_END);
    if (in->year < plan->year_from || in->year > plan->year_to)
        td_fail(call->err, TD_INVALID_ARGUMENT, "year", "", TD_KEY_ROUND_YEAR, "from",
                td_dec(call->arena, plan->year_from), "to", td_dec(call->arena, plan->year_to),
                TD_END);
    return check_outcome(call);
}

/* A round decided on paper was entered as history (PastAwardService); it would count twice. */
static enum td_code check_not_past(struct call *call, const struct round_row *row)
{
    uint32_t n = 0;
    enum td_code code = past_awards_of_round(call->db, row->kind, row->year, &n);
    if (code != TD_OK || n == 0)
        return code;
    return td_fail(call->err, TD_FAILED_PRECONDITION, "year", "", TD_KEY_ROUND_PAST, "count",
                   td_dec(call->arena, n), "round", row->id, TD_END);
}

static enum td_code round_open(struct call *call, const Pb__RoundOpenRequest *in,
                               Pb__RoundOpenResponse *out)
{
    struct plan_row plan;
    check_choice(call, "kind", &pb__round_kind__descriptor, (int)in->kind);
    bool opens_fine = check_instant(call, "opens_utc_ms", in->opens_utc_ms);
    bool closes_fine = check_instant(call, "closes_utc_ms", in->closes_utc_ms);
    if (opens_fine && closes_fine && in->closes_utc_ms <= in->opens_utc_ms)
        td_fail(call->err, TD_INVALID_ARGUMENT, "closes_utc_ms", "", TD_KEY_TIME_ORDER,
                "other_utc_ms", td_dec(call->arena, in->opens_utc_ms), TD_END);
    enum td_code code = check_outcome(call);
    if (code == TD_OK)
        code = round_check_plan(call, in, &plan);
    if (code != TD_OK)
        return code;
    struct round_row row = {
        .id = round_id_text(call->arena, in->year, in->kind),
        .year = in->year,
        .kind = in->kind,
        .times = {PB__ROUND_STATE__ROUND_STATE_OPEN, in->opens_utc_ms, in->closes_utc_ms},
        .plan_id = plan.plan_id,
        .plan_version = plan.version,
        .opened_utc_ms = call->now_utc_ms,
        .opened_by = call->who.officer_id,
        .log_seq = call->log_seq,
    };
    code = row.id ? check_not_past(call, &row) : TD_RESOURCE_EXHAUSTED;
    if (code == TD_OK)
        code = rounds_add(call->db, &row);
    if (code == TD_ALREADY_EXISTS)
        return td_fail(call->err, code, "", "", TD_KEY_ROUND_EXISTS, "round", row.id, TD_END);
    if (code == TD_OK)
        code = round_now(call, row.id, &out->round);
    return code == TD_OK ? round_note(call, row.id, "") : code;
}

/* An extension needs a time to come, a reason and a unit that exists; a later one replaces an
 * earlier one, even by a shorter time. */
static enum td_code round_extend(struct call *call, const Pb__RoundExtendRequest *in,
                                 Pb__RoundExtendResponse *out)
{
    struct round_row row;
    check_text(call, "reason", in->reason, REASON_MAX_CHARS);
    if (check_instant(call, "until_utc_ms", in->until_utc_ms) &&
        in->until_utc_ms <= call->now_utc_ms)
        td_fail(call->err, TD_INVALID_ARGUMENT, "until_utc_ms", "", TD_KEY_TIME_ORDER,
                "other_utc_ms", td_dec(call->arena, call->now_utc_ms), TD_END);
    if (check_outcome(call) != TD_OK)
        return check_outcome(call);
    enum td_code code = round_find(call, in->round_id, &row);
    if (code == TD_OK)
        code = unit_known(call, "unit_code", in->unit_code);
    if (code != TD_OK)
        return code;
    if (row.times.stored != PB__ROUND_STATE__ROUND_STATE_OPEN)
        return round_check_open(&row.times, row.id, INT64_MAX, call->now_utc_ms, call->err);
    struct extension_row extension = {
        .unit_code = in->unit_code,
        .until_utc_ms = in->until_utc_ms,
        .reason = in->reason,
        .granted_utc_ms = call->now_utc_ms,
        .granted_by = call->who.officer_id,
    };
    code = rounds_extend(call->db, row.id, &extension, call->log_seq);
    if (code == TD_OK)
        code = round_now(call, row.id, &out->round);
    return code == TD_OK
               ? round_note(call, row.id,
                            td_arena_printf(call->arena, "%s: %s", in->unit_code, in->reason))
               : code;
}

static enum td_code round_close(struct call *call, const Pb__RoundCloseRequest *in,
                                Pb__RoundCloseResponse *out)
{
    struct round_row row;
    if (!check_text(call, "reason", in->reason, REASON_MAX_CHARS))
        return check_outcome(call);
    enum td_code code = round_find(call, in->round_id, &row);
    /* For dossiers; once its results are published, for good. */
    bool published = code == TD_OK && row.times.stored == PB__ROUND_STATE__ROUND_STATE_PUBLISHED;
    /* Whoever closes decides when: no deadline keeps a round open. */
    if (code == TD_OK && !published)
        code = round_check_open(&row.times, row.id, INT64_MAX, call->now_utc_ms, call->err);
    if (code == TD_OK)
        code = round_step(call, &row,
                          published ? PB__ROUND_EVENT__ROUND_EVENT_CLOSE
                                    : PB__ROUND_EVENT__ROUND_EVENT_REVIEW,
                          in->reason);
    if (code == TD_OK)
        code = round_now(call, row.id, &out->round);
    return code == TD_OK ? round_note(call, row.id, in->reason) : code;
}

static enum td_code round_list(struct call *call, const Pb__RoundListRequest *in,
                               Pb__RoundListResponse *out)
{
    struct as_of as_of;
    struct round_row *rows;
    size_t n;
    enum td_code code = as_of_resolve(call, in->as_of, &as_of);
    if (code == TD_OK)
        code = rounds_list(call->db, call->who.unit_code, (int64_t)as_of.log_seq, call->arena,
                           &rows, &n);
    if (code != TD_OK)
        return code;
    out->rounds = reply_list(call, &pb__round__descriptor, n);
    if (!out->rounds)
        return TD_RESOURCE_EXHAUSTED;
    out->n_rounds = n;
    for (size_t i = 0; code == TD_OK && i < n; i++)
        code = round_reply(call, &as_of, &rows[i], out->rounds[i]);
    return code;
}

static enum td_code round_show(struct call *call, const Pb__RoundShowRequest *in,
                               Pb__RoundShowResponse *out)
{
    struct as_of as_of;
    enum td_code code = as_of_resolve(call, in->as_of, &as_of);
    return code == TD_OK ? round_at(call, in->round_id, &as_of, &out->round) : code;
}

METHOD(round__open, Pb__RoundOpenRequest, Pb__RoundOpenResponse, METHOD_WRITE, HOME_AFFAIRS,
       round_open)
METHOD(round__extend, Pb__RoundExtendRequest, Pb__RoundExtendResponse, METHOD_WRITE, HOME_AFFAIRS,
       round_extend)
METHOD(round__close, Pb__RoundCloseRequest, Pb__RoundCloseResponse, METHOD_WRITE, HOME_AFFAIRS,
       round_close)
METHOD(round__list, Pb__RoundListRequest, Pb__RoundListResponse, METHOD_READ, ANY_OFFICER,
       round_list)
METHOD(round__show, Pb__RoundShowRequest, Pb__RoundShowResponse, METHOD_READ, ANY_OFFICER,
       round_show)
SERVICE(round_service, PB__ROUND_SERVICE__INIT, round__)
