/* TaskService: what is asked, always about a moment; and how far each unit meets the first
 * criterion of III.4. */
#include "check.h"
#include "dossier.h"
#include "paging.h"
#include "reply.h"
#include "round.h"
#include "task.h"
#include "unit.h"
#include "units.h"

#define YEAR_MIN 2000
#define YEAR_MAX 2199
#define AGAINST_MAX 20

/* -- periods -- */

static enum td_code period_of_round(struct call *call, const char *round_id,
                                    struct task_period *ret)
{
    struct round_row round;
    const struct plan *plan;
    enum td_code code = round_find(call, round_id, &round);
    if (code == TD_OK)
        code = round_plan(call, &round, &plan);
    if (code == TD_OK)
        *ret = task_period_of(round.kind, round.year, plan->year_from);
    return code;
}

enum td_code task_period_find(struct call *call, const char *round_id, uint32_t year,
                              struct task_period *ret)
{
    *ret = (struct task_period){"", ""};
    if (*round_id)
        return period_of_round(call, round_id, ret);
    if (year == 0)
        return TD_OK;
    if (!check_range(call, "year", year, YEAR_MIN, YEAR_MAX))
        return check_outcome(call);
    *ret = task_period_of(PB__ROUND_KIND__ROUND_ANNUAL, year, year);
    return TD_OK;
}

/* Narrow a filter to what the caller may see. false: that is nothing. */
static bool narrow(struct call *call, const char *unit_code, struct task_filter *filter)
{
    filter->unit_code = unit_code;
    if (dossier_sees_all(call))
        return true;
    if (*unit_code && strcmp(unit_code, call->who.unit_code) != 0)
        return false;
    filter->unit_code = call->who.unit_code;
    return true;
}

static struct task_filter filter_of(const struct task_period *period, const struct as_of *moment)
{
    return (struct task_filter){
        .as_of_seq = (int64_t)moment->log_seq,
        .unit_code = "",
        .field = "",
        .due_from = period->from,
        .due_to = period->to,
        .overdue_on = "",
        .by_due = true,
        .after_due = "",
        .after_code = "",
        .limit = INT64_MAX,
    };
}

/* -- list, show -- */

/* What both orders have in common. */
static enum td_code list_begin(struct call *call, const Pb__TaskListRequest *in,
                               struct as_of *moment, struct task_period *period, struct page *page)
{
    bool by_due = in->sort == PB__TASK_SORT__TASK_SORT_DUE;
    if (in->state != PB__TASK_STATE__TASK_STATE_UNSPECIFIED)
        check_choice(call, "state", &pb__task_state__descriptor, (int)in->state);
    if (in->sort != PB__TASK_SORT__TASK_SORT_UNSPECIFIED)
        check_choice(call, "sort", &pb__task_sort__descriptor, (int)in->sort);
    page_begin(call, in->page_size, in->page_token, by_due, by_due ? 2 : 1, page);
    enum td_code code = as_of_resolve(call, in->as_of, moment);
    enum td_code found = task_period_find(call, in->round_id, in->year, period); /* all at once */
    code = code == TD_OK ? found : code;
    return code == TD_OK ? check_outcome(call) : code;
}

static char *list_token(struct call *call, const struct task_filter *filter,
                        const struct page *page, const struct task_row *last)
{
    return filter->by_due ? page_token(call, page, last->facts.due_on, last->code, NULL)
                          : page_token(call, page, last->code, NULL);
}

enum td_code task_list(struct call *call, const Pb__TaskListRequest *in, Pb__TaskListResponse *out)
{
    struct as_of moment;
    struct task_period period;
    struct page page;
    struct task_row *rows;
    size_t n;
    enum td_code code = list_begin(call, in, &moment, &period, &page);
    if (code == TD_OK)
        code = unit_filter_known(call, in->unit_code);
    if (code != TD_OK)
        return code;
    struct task_filter filter = filter_of(&period, &moment);
    filter.field = in->field;
    filter.state = in->state;
    filter.overdue_on = in->overdue ? moment.day : "";
    filter.by_due = page.order != 0;
    filter.follows = page.follows;
    filter.after_due = filter.by_due ? page.keys[0] : "";
    filter.after_code = page.keys[filter.by_due ? 1 : 0];
    filter.limit = page.limit;
    if (!narrow(call, in->unit_code, &filter))
        return TD_OK;
    code = tasks_list(call->db, &filter, call->arena, &rows, &n);
    if (code != TD_OK)
        return code;
    out->n_tasks = page_cut(&page, n);
    out->tasks = reply_list(call, &pb__task__descriptor, out->n_tasks);
    if (!out->tasks)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < out->n_tasks; i++)
        task_reply(&rows[i], moment.day, out->tasks[i]);
    if (page_is_full(&page, n))
        out->next_page_token = list_token(call, &filter, &page, &rows[out->n_tasks - 1]);
    return out->next_page_token ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

static enum td_code history_reply(struct call *call, const char *subject,
                                  const struct task_event_row *event, Pb__TaskHistoryEntry *out)
{
    out->at_utc_ms = event->at_utc_ms;
    out->event = event->event;
    out->state = event->after.state;
    out->due_on = (char *)event->after.due_on;
    out->completed_on = (char *)event->after.completed_on;
    out->officer = (char *)event->login;
    out->officer_name = (char *)event->full_name;
    out->note = (char *)event->note;
    out->document = (char *)event->document;
    out->log_seq = event->log_seq;
    return attachment_reply(call, subject, event->log_seq, &out->evidence, &out->n_evidence);
}

enum td_code task_show(struct call *call, const Pb__TaskShowRequest *in, Pb__TaskShowResponse *out)
{
    struct as_of moment;
    struct task_row row;
    struct task_event_row *events;
    size_t n = 0;
    enum td_code code = as_of_resolve(call, in->as_of, &moment);
    if (code == TD_OK)
        code = task_get(call, in->code, (int64_t)moment.log_seq, &row);
    if (code == TD_OK)
        code = tasks_events(call->db, row.code, (int64_t)moment.log_seq, call->arena, &events, &n);
    if (code != TD_OK)
        return code;
    const char *subject = task_subject(call, row.code);
    out->task = reply_message(call, &pb__task__descriptor);
    out->history = reply_list(call, &pb__task_history_entry__descriptor, n);
    if (!out->task || !out->history)
        return TD_RESOURCE_EXHAUSTED;
    out->n_history = n;
    out->plan_id = (char *)row.plan_id;
    out->plan_version = row.plan_version;
    task_reply(&row, moment.day, out->task);
    for (size_t i = 0; i < n && code == TD_OK; i++)
        code = history_reply(call, subject, &events[i], out->history[i]);
    return code;
}

/* -- summary -- */

/* The units to tell of: those that exist on the day, and any other that has tasks. */
struct tally {
    const char *unit_code;
    struct task_counts counts;
    char **against;
    size_t n_against;
};

struct tallies {
    struct tally *list;
    size_t n;
};

/* NULL: arena used up. There is room for every unit and every task's. */
static struct tally *tally_of(struct call *call, struct tallies *tallies, const char *unit_code)
{
    for (size_t i = 0; i < tallies->n; i++)
        if (strcmp(tallies->list[i].unit_code, unit_code) == 0)
            return &tallies->list[i];
    struct tally *tally = &tallies->list[tallies->n];
    *tally = (struct tally){.unit_code = unit_code};
    tally->against = td_arena_alloc(call->arena, AGAINST_MAX * sizeof *tally->against);
    if (!tally->against)
        return NULL;
    tallies->n++;
    return tally;
}

static bool tally_task(struct call *call, struct tallies *tallies, const struct task_row *row,
                       const char *day)
{
    Pb__TaskStanding standing = task_standing(&row->facts, day);
    struct tally *tally = tally_of(call, tallies, row->unit_code);
    if (!tally)
        return false;
    task_count(&tally->counts, standing);
    if (task_stands_against(standing) && tally->n_against < AGAINST_MAX)
        tally->against[tally->n_against++] = (char *)row->code;
    return true;
}

static int by_unit(const void *a, const void *b)
{
    return strcmp(((const struct tally *)a)->unit_code, ((const struct tally *)b)->unit_code);
}

/* Units first, so that one without any task is told of, too: it has no basis (III.4). */
static enum td_code tally_all(struct call *call, const struct task_filter *filter, const char *day,
                              struct tallies *ret)
{
    struct unit_row *units;
    struct task_row *rows;
    size_t n_units, n_rows;
    enum td_code code = units_list(call->db, day, filter->as_of_seq, call->arena, &units, &n_units);
    if (code == TD_OK)
        code = tasks_list(call->db, filter, call->arena, &rows, &n_rows);
    if (code != TD_OK)
        return code;
    ret->n = 0;
    ret->list = td_arena_alloc(call->arena, (n_units + n_rows + 1) * sizeof *ret->list);
    if (!ret->list)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n_units; i++)
        if ((!*filter->unit_code || strcmp(units[i].code, filter->unit_code) == 0) &&
            !tally_of(call, ret, units[i].code))
            return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n_rows; i++)
        if (!tally_task(call, ret, &rows[i], day))
            return TD_RESOURCE_EXHAUSTED;
    if (ret->n > 0)
        qsort(ret->list, ret->n, sizeof *ret->list, by_unit);
    return TD_OK;
}

#define OF(name) of[PB__TASK_STANDING__TASK_STANDING_##name]

static void tally_reply(const struct tally *tally, Pb__TaskUnitSummary *out)
{
    const struct task_counts *counts = &tally->counts;
    out->unit_code = (char *)tally->unit_code;
    out->assigned = task_assigned(counts);
    out->on_time = counts->OF(ON_TIME);
    out->late = counts->OF(LATE);
    out->not_done = counts->OF(NOT_DONE);
    out->awaiting = counts->OF(AWAITING) + counts->OF(AWAITING_LATE);
    out->open = counts->OF(OPEN);
    out->overdue = counts->OF(OVERDUE);
    out->withdrawn = counts->OF(WITHDRAWN);
    out->on_time_centi = tasks_on_time_centi(counts);
    out->criterion = tasks_completion(counts);
    out->against = tally->against;
    out->n_against = tally->n_against;
}

enum td_code task_unit_summary(struct call *call, const char *unit_code,
                               const struct task_period *period, const struct as_of *moment,
                               Pb__TaskUnitSummary *out)
{
    struct tallies tallies;
    struct task_filter filter = filter_of(period, moment);
    filter.unit_code = unit_code;
    enum td_code code = tally_all(call, &filter, moment->day, &tallies);
    if (code != TD_OK)
        return code;
    struct tally none = {.unit_code = unit_code};
    tally_reply(tallies.n ? &tallies.list[0] : &none, out);
    return TD_OK;
}

enum td_code task_summary(struct call *call, const Pb__TaskSummaryRequest *in,
                          Pb__TaskSummaryResponse *out)
{
    struct as_of moment;
    struct task_period period;
    struct tallies tallies;
    enum td_code code = as_of_resolve(call, in->as_of, &moment);
    if (code == TD_OK)
        code = task_period_find(call, in->round_id, in->year, &period);
    if (code == TD_OK)
        code = check_outcome(call);
    if (code == TD_OK)
        code = unit_filter_known(call, in->unit_code);
    if (code != TD_OK)
        return code;
    struct task_filter filter = filter_of(&period, &moment);
    out->from = td_arena_strdup(call->arena, period.from);
    out->to = td_arena_strdup(call->arena, period.to);
    out->as_of = td_arena_strdup(call->arena, moment.day);
    if (!out->from || !out->to || !out->as_of)
        return TD_RESOURCE_EXHAUSTED;
    if (!narrow(call, in->unit_code, &filter))
        return TD_OK;
    code = tally_all(call, &filter, moment.day, &tallies);
    if (code != TD_OK)
        return code;
    out->units = reply_list(call, &pb__task_unit_summary__descriptor, tallies.n);
    if (!out->units)
        return TD_RESOURCE_EXHAUSTED;
    out->n_units = tallies.n;
    for (size_t i = 0; i < tallies.n; i++)
        tally_reply(&tallies.list[i], out->units[i]);
    return TD_OK;
}
