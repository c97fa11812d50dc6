/* DecisionService/Sign: the signed decision is entered. In this one transaction everything is
 * checked again, the list freezes, every nominee of the round gets its outcome and every award its
 * entry in the register of certificates. */
#include "certificate_code.h"
#include "certificates.h"
#include "check.h"
#include "decision.h"
#include "digest.h"
#include "document_number.h"
#include "names.h"
#include "plan_cache.h"
#include "plans.h"
#include "reply.h"
#include "round.h"
#include "text.h"
#include "timefmt.h"
#include "units.h"

#include <stdlib.h>
#include <string.h>

#define EVENT_SIGN PB__DECISION_EVENT__DECISION_EVENT_SIGN
#define NAME_MAX_CHARS 100
#define MAX_BASES 20

/* The paper as it is to be stored. */
struct paper {
    struct decision_row row;
    const char **bases;
    size_t n_bases;
};

/* -- what the plan says of that day -- */

/* Names of offices and laws go by their dates, not by the rules that the round was opened under:
 * the newest version of its plan knows them best. */
static enum td_code newest_plan(struct call *call, const struct decision_case *list,
                                const struct plan **ret)
{
    struct plan_row row;
    enum td_code code = plans_find(call->db, list->round.plan_id, 0, INT64_MAX, call->arena, &row);
    return code == TD_OK ? plan_cache_get(call->services->plans, call->db, row.plan_id, row.version,
                                          row.sha256, ret)
                         : code;
}

static const char *text_on(const struct plan_dated *entries, unsigned n, const char *day)
{
    const struct plan_dated *entry = plan_dated_on(entries, n, day);
    return entry ? entry->text : "";
}

/* The plan's, or the one given: where `free`, that one in any case. A violation otherwise. */
static const char *named(struct call *call, const char *field, const char *given,
                         const char *by_plan, const char *day, bool is_free)
{
    if (!*given && !*by_plan)
        td_fail(call->err, TD_FAILED_PRECONDITION, field, "", TD_KEY_DECISION_ISSUER, "day_on", day,
                TD_END);
    else if (*given && *by_plan && !is_free && strcmp(given, by_plan) != 0)
        td_fail(call->err, TD_INVALID_ARGUMENT, field, "", TD_KEY_DECISION_ISSUER_OTHER, "expected",
                by_plan, TD_END);
    else if (*given)
        label_check(given, DECISION_LINE_MAX_CHARS, field, call->err);
    return *given ? given : by_plan;
}

static enum td_code bases_take(struct call *call, const Pb__DecisionSignRequest *in,
                               const struct plan *plan, struct paper *paper)
{
    size_t most = in->n_bases > plan->n_legal_bases ? in->n_bases : plan->n_legal_bases;
    paper->bases = td_arena_alloc(call->arena, (most + 1) * sizeof *paper->bases);
    if (!paper->bases)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < in->n_bases; i++) {
        label_check(in->bases[i], DECISION_LINE_MAX_CHARS, td_path_index(call->arena, "bases", i),
                    call->err);
        paper->bases[paper->n_bases++] = in->bases[i];
    }
    for (size_t i = 0; in->n_bases == 0 && i < plan->n_legal_bases; i++)
        if (plan_in_force(&plan->legal_bases[i], in->signed_on))
            paper->bases[paper->n_bases++] = plan->legal_bases[i].text;
    if (in->n_bases > MAX_BASES)
        td_fail(call->err, TD_INVALID_ARGUMENT, "bases", "", TD_KEY_LIST_LONG, "max",
                td_dec(call->arena, MAX_BASES), TD_END);
    return TD_OK;
}

static enum td_code paper_take(struct call *call, const Pb__DecisionSignRequest *in,
                               const struct decision_case *list, struct paper *ret)
{
    const struct plan *plan;
    const char *day = in->signed_on;
    *ret = (struct paper){.row = {.round_id = list->round.id,
                                  .version = list->version.version,
                                  .log_seq = call->log_seq,
                                  .signed_on = day,
                                  .signer_name = in->signer_name}};
    enum td_code code = newest_plan(call, list, &plan);
    if (code != TD_OK)
        return code;
    struct decision_row *row = &ret->row;
    row->year = (uint32_t)strtoul(day, NULL, 10);
    row->issuer =
        named(call, "issuer", in->issuer, text_on(plan->issuers, plan->n_issuers, day), day, false);
    row->signer_title = named(call, "signer_title", in->signer_title,
                              text_on(plan->signers, plan->n_signers, day), day, true);
    row->superior = text_on(plan->superiors, plan->n_superiors, day);
    label_check(in->signer_name, NAME_MAX_CHARS, "signer_name", call->err);
    code =
        document_number_normalise(in->number, "QĐ", "number", call->arena, &row->number, call->err);
    if (code == TD_RESOURCE_EXHAUSTED)
        return code;
    code = bases_take(call, in, plan, ret);
    return code == TD_OK ? check_outcome(call) : code;
}

/* Not in the future, and not before the submission that it decides on: the dates of the papers. */
static enum td_code day_check(struct call *call, const struct decision_case *list, const char *day)
{
    char today[TD_DATE_SIZE];
    td_date_of(call->now_utc_ms, today);
    check_date(call, "signed_on", day, false);
    check_date_past(call, "signed_on", day, today);
    check_date_from(call, "signed_on", day, list->last.dated_on);
    return check_outcome(call);
}

static enum td_code number_check(struct call *call, const struct decision_row *row)
{
    const char *taken_on = "";
    enum td_code code = decisions_number_taken(call->db, row->issuer, row->signed_on, row->number,
                                               DECISION_NUMBER_AWARD, call->arena, &taken_on);
    if (code != TD_OK || !*taken_on)
        return code;
    return td_fail(call->err, TD_ALREADY_EXISTS, "number", "", TD_KEY_DECISION_NUMBER, "issuer",
                   row->issuer, "number", row->number, "other_on", taken_on, TD_END);
}

/* -- outcomes -- */

static enum td_code outcome_store(struct call *call, const struct decision_entry_row *entry)
{
    struct nominee_row nominee;
    Pb__NomineeEvent event = entry->awarded ? PB__NOMINEE_EVENT__NOMINEE_EVENT_AWARD
                                            : PB__NOMINEE_EVENT__NOMINEE_EVENT_REFUSE;
    enum td_code code = nominees_find(call->db, entry->dossier_id, entry->ordinal, NOMINEES_NOW,
                                      call->arena, &nominee);
    return code == TD_OK ? nominee_step(call, &nominee, event,
                                        *entry->reason ? entry->reason : entry->council_reason)
                         : code;
}

/* -- certificates -- */

struct award {
    const struct decision_entry_row *entry;
    unsigned line; /* its place among the plan's lines */
};

/* By the plan's order of lines, then by name; by id where nothing else tells them apart, which
 * decides nothing but the ordinal on paper. */
static int by_line_and_name(const void *left, const void *right)
{
    const struct award *a = left, *b = right;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    int names = strcmp(a->entry->name_folded, b->entry->name_folded);
    if (names != 0)
        return names;
    if (a->entry->dossier_id != b->entry->dossier_id)
        return a->entry->dossier_id < b->entry->dossier_id ? -1 : 1;
    return a->entry->ordinal < b->entry->ordinal ? -1 : 1;
}

static unsigned line_place(const struct plan *plan, const char *line)
{
    unsigned i = 0;
    while (i < plan->n_lines && strcmp(plan->lines[i].id, line) != 0)
        i++;
    return i;
}

/* The awards of the list in the order of the golden book. */
static enum td_code awards_sort(struct call *call, const struct decision_case *list,
                                struct award **ret, size_t *ret_n)
{
    size_t n = 0;
    struct award *awards = td_arena_alloc(call->arena, (list->n_entries + 1) * sizeof *awards);
    if (!awards)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < list->n_entries; i++)
        if (list->entries[i].awarded)
            awards[n++] = (struct award){&list->entries[i],
                                         line_place(list->plan, list->entries[i].award_line)};
    if (n > 0)
        qsort(awards, n, sizeof *awards, by_line_and_name);
    *ret = awards;
    *ret_n = n;
    return TD_OK;
}

static enum td_code certificate_store(struct call *call, const struct decision_case *list,
                                      const struct paper *paper,
                                      const struct decision_entry_row *entry, uint32_t golden_book)
{
    struct unit_row unit = {.name = entry->unit_code};
    uint8_t random[CERTIFICATE_CODE_RANDOM];
    char certificate_code[CERTIFICATE_CODE_SIZE];
    enum td_code code =
        units_find(call->db, entry->unit_code, paper->row.signed_on, INT64_MAX, call->arena, &unit);
    if (code != TD_OK && code != TD_NOT_FOUND)
        return code;
    td_random(random, sizeof random);
    certificate_code_make(random, certificate_code);
    const struct certificate_row row = {
        .round_id = list->round.id,
        .golden_book = golden_book,
        .version = 1,
        .log_seq = call->log_seq,
        .dossier_id = entry->dossier_id,
        .ordinal = entry->ordinal,
        .nominee_version = entry->nominee_version,
        .name = entry->name,
        .position = entry->position,
        .unit_name = code == TD_OK ? unit.name : entry->unit_code,
        .achievement = list->version.achievement,
        .name_folded = entry->name_folded,
        .code = certificate_code,
        .reason = "",
        .at_utc_ms = call->now_utc_ms,
        .officer_id = call->who.officer_id,
    };
    return award_certificates_add(call->db, &row);
}

static enum td_code certificates_store(struct call *call, const struct decision_case *list,
                                       const struct paper *paper)
{
    struct award *awards;
    size_t n;
    enum td_code code = awards_sort(call, list, &awards, &n);
    for (size_t i = 0; code == TD_OK && i < n; i++)
        code = certificate_store(call, list, paper, awards[i].entry, (uint32_t)i + 1);
    return code;
}

/* -- the handler -- */

static enum td_code sign_store(struct call *call, struct decision_case *list,
                               const struct paper *paper)
{
    char date[TD_TIME_SIZE];
    td_date_human(paper->row.signed_on, date);
    const char *note = td_arena_printf(call->arena, "%s, %s", paper->row.number, date);
    if (!note)
        return TD_RESOURCE_EXHAUSTED;
    enum td_code code = decision_step(
        call, list, EVENT_SIGN,
        (struct decision_event_row){.number = paper->row.number, .dated_on = paper->row.signed_on});
    if (code == TD_OK)
        code = decisions_sign(call->db, &paper->row, call->arena, paper->bases, paper->n_bases);
    for (size_t i = 0; code == TD_OK && i < list->n_entries; i++)
        code = outcome_store(call, &list->entries[i]);
    if (code == TD_OK)
        code = certificates_store(call, list, paper);
    return code == TD_OK ? round_step(call, &list->round, PB__ROUND_EVENT__ROUND_EVENT_DECIDE, note)
                         : code;
}

enum td_code decision_sign(struct call *call, const Pb__DecisionSignRequest *in,
                           Pb__DecisionSignResponse *out)
{
    struct decision_case list;
    struct paper paper;
    if (!check_range(call, "version", in->version, 1, UINT32_MAX))
        return check_outcome(call);
    enum td_code code = decision_case_load(call, in->round_id, 0, NOMINEES_NOW, &list);
    if (code == TD_OK)
        code = decision_may(call, &list, EVENT_SIGN, in->version);
    if (code == TD_OK)
        code = day_check(call, &list, in->signed_on);
    if (code == TD_OK)
        code = paper_take(call, in, &list, &paper);
    if (code == TD_OK)
        code = number_check(call, &paper.row);
    if (code == TD_OK)
        code = decision_check(call, &list, in->signed_on);
    if (code == TD_OK)
        code = sign_store(call, &list, &paper);
    return code == TD_OK ? decision_write_end(call, in->round_id, paper.row.number, &out->decision)
                         : code;
}
