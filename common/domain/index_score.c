/* The arithmetic of the CCHC index. */
#include "index_score.h"

/* a * b / c, half up, for values >= 0 and c > 0. */
static int64_t scaled(int64_t a, int64_t b, int64_t c)
{
    return (2 * a * b + c) / (2 * c);
}

int64_t index_rescale(int64_t raw_centi, int64_t covered_max_centi, int64_t max_centi)
{
    return scaled(raw_centi, max_centi, covered_max_centi);
}

int64_t index_percent(int64_t points_centi, int64_t max_centi)
{
    return max_centi > 0 ? scaled(points_centi, 100 * 100, max_centi) : 0;
}

struct index_total index_total_of(const struct index_mark *marks, size_t n)
{
    struct index_total total = {0};
    for (size_t i = 0; i < n; i++) {
        const struct index_mark *mark = &marks[i];
        bool survey = mark->method == PB__INDEX_METHOD__INDEX_METHOD_SURVEY;
        total.max_centi += mark->max_centi;
        if (mark->scored || !survey)
            total.covered_max_centi += mark->max_centi;
        if (mark->scored)
            total.raw_centi += mark->score_centi;
        total.n_scored += mark->scored;
        total.n_not_appraised += !mark->scored && !survey;
    }
    total.rescaled = total.covered_max_centi < total.max_centi;
    if (total.covered_max_centi > 0)
        total.total_centi =
            index_rescale(total.raw_centi, total.covered_max_centi, total.max_centi);
    total.percent_centi = index_percent(total.total_centi, total.max_centi);
    return total;
}

void index_rank(const int64_t *totals_centi, size_t n, uint32_t *ret_ranks)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t more = 0;
        for (size_t k = 0; k < n; k++)
            more += totals_centi[k] > totals_centi[i];
        ret_ranks[i] = more + 1;
    }
}

void index_trend(const struct index_year *years, size_t n, struct index_change *ret_changes)
{
    for (size_t i = 0; i < n; i++) {
        ret_changes[i] = (struct index_change){0};
        if (i == 0)
            continue;
        const struct index_year *before = &years[i - 1];
        ret_changes[i].from_year = before->year;
        ret_changes[i].percent_centi = years[i].percent_centi - before->percent_centi;
        ret_changes[i].places = (int64_t)before->rank - (int64_t)years[i].rank;
    }
}

Pb__IndexLevel index_level_of(Pb__UnitKind kind)
{
    switch (kind) {
    case PB__UNIT_KIND__UNIT_DEPARTMENT:
    case PB__UNIT_KIND__UNIT_PUBLIC_SERVICE_UNIT:
    case PB__UNIT_KIND__UNIT_CENTRAL_AGENCY:
        return PB__INDEX_LEVEL__INDEX_LEVEL_DEPARTMENT;
    case PB__UNIT_KIND__UNIT_COMMUNE:
    case PB__UNIT_KIND__UNIT_WARD:
        return PB__INDEX_LEVEL__INDEX_LEVEL_COMMUNE_WARD;
    default:
        return PB__INDEX_LEVEL__INDEX_LEVEL_UNSPECIFIED;
    }
}

bool index_reason_needed(bool self_scored, int64_t self_centi, int64_t appraised_centi)
{
    return !self_scored || self_centi != appraised_centi;
}
