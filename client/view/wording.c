/* Sentences made from codes, keys and parameters; every text comes from gettext. */
#include "wording.h"

#include "decimal.h"
#include "i18n.h"
#include "text.h"
#include "timefmt.h"
#include "words.h"

#define SENTENCE_ARENA_BYTES (1024 * 1024)

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);
    return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

const char *wording_time(struct td_arena *arena, int64_t at_utc_ms)
{
    char text[TD_TIME_SIZE] = "";
    if (at_utc_ms != 0)
        td_time_human(at_utc_ms, text);
    return td_arena_strdup(arena, text);
}

const char *wording_centi(struct td_arena *arena, int64_t centi)
{
    const char *text = td_centi_text(arena, centi);
    /* TRANSLATORS: the decimal separator. */
    const char *point = strchr(text, '.'), *separator = _(".");
    const char *local =
        point ? td_arena_printf(arena, "%.*s%s%s", (int)(point - text), text, separator, point + 1)
              : text;
    return local ? local : "";
}

const char *wording_date(struct td_arena *arena, const char *date)
{
    char text[TD_TIME_SIZE] = "";
    if (td_date_valid(date))
        td_date_human(date, text);
    return td_arena_strdup(arena, *text ? text : date);
}

/* "unit_clerk, unit_head" in the reader's words; what is not a name of the type stays. */
static const char *translate_names(struct td_arena *arena, const ProtobufCEnumDescriptor *type,
                                   const char *names)
{
    const char *joined = "";
    for (const char *at = names; at && *at;) {
        size_t len = strcspn(at, ",");
        char *name = td_arena_printf(arena, "%.*s", (int)len, at);
        const char *word = name ? words_of_name(type, name) : NULL;
        joined =
            td_arena_printf(arena, "%s%s%s", joined ? joined : "", joined && *joined ? ", " : "",
                            word   ? word
                            : name ? name
                                   : "");
        at += len;
        at += strspn(at, ", ");
    }
    return joined;
}

/* Which enum's names a parameter holds. */
static const ProtobufCEnumDescriptor *type_of_param(const char *key, const char *param)
{
    static const struct {
        const char *key, *param;
        const ProtobufCEnumDescriptor *type;
    } TYPES[] = {
        {"role", "roles", &pb__role__descriptor},
        {"state.illegal", "state", &pb__dossier_state__descriptor},
        {"task.state", "state", &pb__task_state__descriptor},
        {"task.result.known", "state", &pb__task_state__descriptor},
        {"nominee.state", "state", &pb__nominee_state__descriptor},
        {"nominee.voted", "state", &pb__nominee_state__descriptor},
        {"duplicate.same", "state", &pb__nominee_state__descriptor},
        {"decision.state", "state", &pb__decision_state__descriptor},
        {"decision.reason", "state", &pb__nominee_state__descriptor},
        {"decision.same", "state", &pb__nominee_state__descriptor},
        {"appraisal.note", "verdict", &pb__verdict__descriptor},
        {"appraisal.facts", "computed", &pb__criterion_answer__descriptor},
        {"appraisal.reason", "standing", &pb__verdict_standing__descriptor},
        {"round.state", "state", &pb__round_state__descriptor},
        {"council.ballot.state", "state", &pb__council_ballot_state__descriptor},
        {"council.conflict", "conflict", &pb__council_conflict__descriptor},
        {"initiative.state", "state", &pb__initiative_state__descriptor},
        {"round.not_open", "state", &pb__round_state__descriptor},
        {"difficulty.state", "state", &pb__difficulty_state__descriptor},
        {"discipline.state", "state", &pb__discipline_state__descriptor},
        {"discipline.import.state", "state", &pb__discipline_state__descriptor},
        {"line.unit", "allowed", &pb__unit_kind__descriptor},
        {"index.method", "kind", &pb__index_score_kind__descriptor},
        {"index.method", "method", &pb__index_method__descriptor},
    };
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
        if (strcmp(TYPES[i].key, key) == 0 && strcmp(TYPES[i].param, param) == 0)
            return TYPES[i].type;
    return NULL;
}

/* What is wrong in a file, and what may stand there, are msgids of common/planfile. */
static bool is_msgid(const char *key, const struct td_param *param)
{
    return ends_with(key, ".file") && *param->value &&
           (strcmp(param->name, "problem") == 0 || strcmp(param->name, "allowed") == 0);
}

static const char *param_text(struct td_arena *arena, const char *key, const struct td_param *param)
{
    if (is_msgid(key, param))
        return _(param->value);
    const ProtobufCEnumDescriptor *type = type_of_param(key, param->name);
    if (type)
        return translate_names(arena, type, param->value);
    if (ends_with(param->name, "_on"))
        return wording_date(arena, param->value);
    bool time = ends_with(param->name, "_utc_ms");
    if (!time && !ends_with(param->name, "_centi"))
        return param->value;
    char *end;
    long long number = strtoll(param->value, &end, 10);
    if (!*param->value || *end)
        return param->value;
    return time ? wording_time(arena, number) : wording_centi(arena, number);
}

static const struct td_param *find_param(const struct td_violation *violation, const char *name,
                                         size_t len)
{
    for (size_t i = 0; i < violation->n_params; i++)
        if (strlen(violation->params[i].name) == len &&
            strncmp(violation->params[i].name, name, len) == 0)
            return &violation->params[i];
    return NULL;
}

/* The key and all parameters: the server is newer than this program. */
static const char *unknown_sentence(struct td_arena *arena, const struct td_violation *violation)
{
    const char *text = violation->key;
    for (size_t i = 0; text && i < violation->n_params; i++)
        text =
            td_arena_printf(arena, "%s%s %s = %s", text, i ? "," : ":", violation->params[i].name,
                            param_text(arena, violation->key, &violation->params[i]));
    return text ? text : "";
}

const char *wording_sentence(struct td_arena *arena, const struct td_violation *violation)
{
    const char *msgid = td_key_text(violation->key);
    if (!msgid)
        return unknown_sentence(arena, violation);
    const char *text = "";
    for (const char *at = _(msgid); *at && text;) {
        const char *open = strchrnul(at, '{');
        const char *close = *open ? strchr(open, '}') : NULL;
        const struct td_param *param =
            close ? find_param(violation, open + 1, (size_t)(close - open - 1)) : NULL;
        const char *next = close ? close + 1 : open + strlen(open);
        const char *value = param ? param_text(arena, violation->key, param) : NULL;
        /* A parameter that the other side did not send stays visible as {name}. */
        size_t literal = (size_t)((value ? open : next) - at);
        text = td_arena_printf(arena, "%s%.*s%s", text, (int)literal, at, value ? value : "");
        at = next;
    }
    return text ? text : "";
}

const char *wording_clause(struct td_arena *arena, const char *clause)
{
    if (!clause || !*clause)
        return "";
    const char *text = td_arena_printf(arena, _(" (clause %s)"), clause);
    return text ? text : "";
}

/* "round_id: there is no round x" says the same twice to people who typed no round_id. The field
 * stays where it leads to a place in a file or list, or is the subject of the sentence. */
static bool is_field_shown(const struct td_violation *violation)
{
    static const char *const PREDICATES[] = {"required", "text.", "number.", "choice",  "date.",
                                             "time.",    "list.", "bytes.",  "message."};
    if (strpbrk(violation->field, "[.:-"))
        return true;
    for (size_t i = 0; i < sizeof PREDICATES / sizeof *PREDICATES; i++)
        if (strncmp(violation->key, PREDICATES[i], strlen(PREDICATES[i])) == 0)
            return *violation->field;
    return false;
}

const char *wording_violation(struct td_arena *arena, const struct td_violation *violation)
{
    const char *field = is_field_shown(violation) ? violation->field : "";
    if (strncmp(field, "content.", strlen("content.")) == 0)
        field += strlen("content."); /* as it is called in dossier.yaml */
    const char *text = td_arena_printf(arena, "%s%s%s%s", field, *field ? ": " : "",
                                       wording_sentence(arena, violation),
                                       wording_clause(arena, violation->clause));
    return text ? text : "";
}

void wording_print_violations(FILE *out, const struct td_violation *violations, size_t n)
{
    struct td_arena *arena = td_arena_new(SENTENCE_ARENA_BYTES);
    for (size_t i = 0; arena && i < n; i++) {
        td_arena_reset(arena);
        fprintf(out, "  • %s\n", wording_violation(arena, &violations[i]));
    }
    td_arena_free(arena);
}

/* What to do next, where the code alone tells. */
static const char *advice(enum td_code code)
{
    switch (code) {
    case TD_UNAVAILABLE:
    case TD_DEADLINE_EXCEEDED:
        return N_("Nothing is lost. Check the network and run the same command again: it never "
                  "does anything twice.");
    case TD_PERMISSION_DENIED:
        return N_("thidua whoami shows your roles; Home Affairs can change them.");
    case TD_ABORTED:
        return N_("Look at the newest state, then decide again.");
    case TD_UNIMPLEMENTED:
    case TD_UNKNOWN:
        return N_("Ask Home Affairs which version of thidua to install.");
    default:
        return NULL;
    }
}

void wording_print_err(FILE *out, const char *failure, const struct td_err *err)
{
    const char *text = td_code_text(err->code);
    if (!text)
        text = td_code_text(TD_UNKNOWN);
    if (failure)
        fprintf(out, "%s: %s.\n", failure, text ? _(text) : "");
    else
        fprintf(out, "%s.\n", text ? _(text) : "");
    wording_print_violations(out, err->violations, err->n_violations);
    const char *next = advice(err->code);
    if (next)
        fprintf(out, "%s\n", _(next));
}

static const struct {
    const char *id, *msgid;
} fields[] = {
    {"institutions", N_("institutions")},
    {"administrative_procedures", N_("administrative procedures")},
    {"organisation", N_("organisation of the apparatus")},
    {"civil_service", N_("civil service regime")},
    {"public_finance", N_("public finance")},
    {"digital_government", N_("e-government and digital government")},
};
#define N_FIELDS (sizeof fields / sizeof *fields)

const char *wording_field(const char *id)
{
    for (size_t i = 0; i < N_FIELDS; i++)
        if (strcmp(fields[i].id, id) == 0)
            return _(fields[i].msgid);
    return id;
}

const char *wording_field_id(struct td_arena *arena, const char *words)
{
    const char *said = td_text_fold(arena, words);
    for (size_t i = 0; said && *said && i < N_FIELDS; i++) {
        const char *field = td_text_fold(arena, _(fields[i].msgid));
        if (field && strcmp(field, said) == 0)
            return fields[i].id;
    }
    return NULL;
}

const char *wording_enum_msgid(const ProtobufCEnumDescriptor *type, int value)
{
    return words_msgid(type, value);
}

const char *wording_enum(struct td_arena *arena, const ProtobufCEnumDescriptor *type, int value)
{
    if (value == 0)
        return "";
    const char *msgid = words_msgid(type, value);
    const char *text = msgid ? _(msgid) : td_arena_printf(arena, "?%d", value);
    return text ? text : "";
}

const char *wording_enums(struct td_arena *arena, const ProtobufCEnumDescriptor *type,
                          const int *values, size_t n)
{
    const char *joined = "";
    for (size_t i = 0; joined && i < n; i++)
        joined = td_arena_printf(arena, "%s%s%s", joined, i ? ", " : "",
                                 wording_enum(arena, type, values[i]));
    return joined ? joined : "";
}
