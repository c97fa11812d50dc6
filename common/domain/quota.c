/* The places of each award line (III.1–3). */
#include "quota.h"

#include <string.h>

uint32_t quota_count(const char *const *lines, size_t n, const char *line)
{
    uint32_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += strcmp(lines[i], line) == 0;
    return count;
}

static enum td_code line_check(const struct plan *plan, Pb__RoundKind kind, const char *id,
                               uint32_t awarded, const char *field, struct td_err *err)
{
    const struct plan_round *round = plan_round_find(plan, kind);
    const struct plan_line *line = plan_line_find(plan, id);
    uint32_t places = plan_places(plan, kind, id);
    if (awarded <= places)
        return TD_OK;
    return td_fail(err, TD_FAILED_PRECONDITION, field, round ? round->clause : "",
                   TD_KEY_QUOTA_EXCEEDED, "title_vi", line ? line->text.vi : id, "title_en",
                   line ? line->text.en : id, "places", err ? td_dec(err->arena, places) : "",
                   "awarded", err ? td_dec(err->arena, awarded) : "", TD_END);
}

enum td_code quota_check(const struct plan *plan, Pb__RoundKind kind, const char *const *lines,
                         size_t n, const char *field, struct td_err *err)
{
    enum td_code code = TD_OK;
    for (size_t i = 0; i < n; i++) {
        if (quota_count(lines, i, lines[i]) > 0)
            continue; /* told already */
        enum td_code found =
            line_check(plan, kind, lines[i], quota_count(lines, n, lines[i]), field, err);
        code = code == TD_OK ? found : code;
    }
    return code;
}
