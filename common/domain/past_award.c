/* What may be entered of an award from before the software (II.3.a, II.3.b). */
#include "past_award.h"

#include "message.h"
#include "names.h"
#include "timefmt.h"
#include "workflow.h"

#include <string.h>

static void check_round(const struct past_award *award, const char *parent, struct td_err *err)
{
    char name[TD_ENUM_NAME_SIZE];
    const ProtobufCEnumDescriptor *kinds = &pb__round_kind__descriptor;
    uint32_t first = local_award_year(LOCAL_AWARD_FIRST_DAY);
    uint32_t last = td_date_valid(award->award.granted_on)
                        ? local_award_year(award->award.granted_on)
                        : UINT32_MAX;
    if (!award->round || !td_enum_name(kinds, (int)award->round, name))
        td_fail(err, TD_INVALID_ARGUMENT, td_path(err->arena, parent, "round"), "", TD_KEY_CHOICE,
                "value", td_dec(err->arena, (int64_t)award->round), "allowed",
                td_enum_names(kinds, err->arena), TD_END);
    if (award->year < first || (award->year > last && last >= first))
        td_fail(err, TD_INVALID_ARGUMENT, td_path(err->arena, parent, "year"), "",
                TD_KEY_NUMBER_RANGE, "min", td_dec(err->arena, first), "max",
                td_dec(err->arena, last), TD_END);
}

static void check_citizen(const struct past_award *award, const char *field, struct td_err *err)
{
    if (!is_citizen_id(award->citizen_id))
        td_fail(err, TD_INVALID_ARGUMENT, field, "", TD_KEY_TEXT_FORM, "expected", CITIZEN_ID_FORM,
                TD_END);
    else if (*award->citizen_id && award->award.kind == PB__NOMINEE_KIND__NOMINEE_COLLECTIVE)
        td_fail(err, TD_INVALID_ARGUMENT, field, "", TD_KEY_CITIZEN_ID_COLLECTIVE, TD_END);
}

static void check_revocation(const struct past_award *award, const char *today, const char *parent,
                             struct td_err *err)
{
    const char *by_field = td_path(err->arena, parent, "revoked_by");
    const char *on_field = td_path(err->arena, parent, "revoked_on");
    const char *on = award->revoked_on;
    if (!*award->revoked_by && !*on)
        return;
    label_check(award->revoked_by, LOCAL_AWARD_NUMBER_MAX_CHARS, by_field, err);
    if (!*on)
        td_fail(err, TD_INVALID_ARGUMENT, on_field, "", TD_KEY_REQUIRED, TD_END);
    else if (!td_date_valid(on))
        td_fail(err, TD_INVALID_ARGUMENT, on_field, "", TD_KEY_DATE_FORM, TD_END);
    else if (strcmp(on, today) > 0)
        td_fail(err, TD_INVALID_ARGUMENT, on_field, "", TD_KEY_DATE_FUTURE, "today_on", today,
                TD_END);
    else if (strcmp(on, award->award.granted_on) < 0)
        td_fail(err, TD_INVALID_ARGUMENT, on_field, "", TD_KEY_DATE_ORDER, "other_on",
                award->award.granted_on, TD_END);
}

enum td_code past_award_check(const struct past_award *award, const char *today, const char *parent,
                              struct td_err *err)
{
    size_t before = err->n_violations;
    local_award_check(&award->award, today, parent, err);
    check_round(award, parent, err);
    check_citizen(award, td_path(err->arena, parent, "citizen_id"), err);
    check_revocation(award, today, parent, err);
    return err->n_violations == before ? TD_OK : TD_INVALID_ARGUMENT;
}

enum td_code past_award_check_decision(const struct past_award *award,
                                       const struct past_award *other, const char *parent,
                                       struct td_err *err)
{
    if (strcmp(award->award.granted_on, other->award.granted_on) == 0 &&
        award->round == other->round && award->year == other->year)
        return TD_OK;
    const char *round = round_id_text(err->arena, other->year, other->round);
    return td_fail(err, TD_FAILED_PRECONDITION, parent, "", TD_KEY_PAST_AWARD_DECISION, "number",
                   award->award.number, "other_on", other->award.granted_on, "round",
                   round ? round : "", "ordinal", td_dec(err->arena, other->award.ordinal), TD_END);
}

bool past_award_same(const struct past_award *a, const struct past_award *b)
{
    return local_award_same(&a->award, &b->award) && a->round == b->round && a->year == b->year &&
           strcmp(a->citizen_id, b->citizen_id) == 0 && strcmp(a->revoked_by, b->revoked_by) == 0 &&
           strcmp(a->revoked_on, b->revoked_on) == 0;
}
