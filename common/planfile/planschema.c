/* The keys of a plan file and where each goes in struct plan. What they must mean together is
 * plancheck.c's business. */
#include "planschema.h"

#define COUNT(table) ((uint32_t)(sizeof(table) / sizeof *(table)))
#define ID_BYTES 80 /* ids, clauses, dates */
#define TEXT_BYTES 4000
#define LIST_ENTRIES 100
#define CLAUSE_ENTRIES 300

#define REQUIRED CYAML_FLAG_DEFAULT
#define WORD(key, type, member) CYAML_FIELD_STRING_PTR(key, REQUIRED, type, member, 1, ID_BYTES)
#define TEXT(key, type, member) CYAML_FIELD_STRING_PTR(key, REQUIRED, type, member, 1, TEXT_BYTES)
#define BOTH_LANGUAGES(type, member) TEXT("vi", type, member.vi), TEXT("en", type, member.en)
#define NUMBER(key, type, member) CYAML_FIELD_UINT(key, REQUIRED, type, member)
#define CHOICE(key, type, member, names) \
    CYAML_FIELD_ENUM(key, CYAML_FLAG_STRICT, type, member, names, COUNT(names))
#define LIST(key, type, member, entry, min, max)                                                 \
    CYAML_FIELD_SEQUENCE_COUNT(key, CYAML_FLAG_POINTER, type, member, n_##member, &(entry), min, \
                               max)
#define ENTRY(name, type, fields) \
    static const cyaml_schema_value_t name = {CYAML_VALUE_MAPPING(REQUIRED, type, fields)}

/* Names as in proto/types.proto (a test compares). */
static const cyaml_strval_t UNIT_KINDS[] = {
    {"department", PB__UNIT_KIND__UNIT_DEPARTMENT},
    {"public_service_unit", PB__UNIT_KIND__UNIT_PUBLIC_SERVICE_UNIT},
    {"central_agency", PB__UNIT_KIND__UNIT_CENTRAL_AGENCY},
    {"commune", PB__UNIT_KIND__UNIT_COMMUNE},
    {"ward", PB__UNIT_KIND__UNIT_WARD},
};
static const cyaml_strval_t NOMINEE_KINDS[] = {
    {"collective", PB__NOMINEE_KIND__NOMINEE_COLLECTIVE},
    {"individual", PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL},
};
static const cyaml_strval_t ROUND_KINDS[] = {
    {"annual", PB__ROUND_KIND__ROUND_ANNUAL},
    {"interim", PB__ROUND_KIND__ROUND_INTERIM},
    {"final", PB__ROUND_KIND__ROUND_FINAL},
};

static const cyaml_schema_field_t PLAN_TEXT[] = {
    TEXT("vi", struct plan_text, vi),
    TEXT("en", struct plan_text, en),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t CLAUSE[] = {
    WORD("id", struct plan_clause, id),
    BOTH_LANGUAGES(struct plan_clause, text),
    CYAML_FIELD_END,
};
ENTRY(CLAUSE_ENTRY, struct plan_clause, CLAUSE);

static const cyaml_schema_field_t NAMED[] = {
    WORD("id", struct plan_named, id),
    WORD("clause", struct plan_named, clause),
    BOTH_LANGUAGES(struct plan_named, text),
    CYAML_FIELD_END,
};
ENTRY(NAMED_ENTRY, struct plan_named, NAMED);

static const cyaml_schema_field_t UNIT_KIND[] = {
    CHOICE("kind", struct plan_unit_kind, kind, UNIT_KINDS),
    WORD("clause", struct plan_unit_kind, clause),
    BOTH_LANGUAGES(struct plan_unit_kind, text),
    CYAML_FIELD_END,
};
ENTRY(UNIT_KIND_ENTRY, struct plan_unit_kind, UNIT_KIND);

static const cyaml_schema_value_t UNIT_KIND_NAME = {
    CYAML_VALUE_ENUM(CYAML_FLAG_STRICT, Pb__UnitKind, UNIT_KINDS, COUNT(UNIT_KINDS))};

static const cyaml_schema_field_t LINE[] = {
    WORD("id", struct plan_line, id),
    WORD("clause", struct plan_line, clause),
    CHOICE("kind", struct plan_line, kind, NOMINEE_KINDS),
    LIST("unit_kinds", struct plan_line, unit_kinds, UNIT_KIND_NAME, 1, COUNT(UNIT_KINDS)),
    WORD("rank_by", struct plan_line, rank_by),
    BOTH_LANGUAGES(struct plan_line, text),
    CYAML_FIELD_END,
};
ENTRY(LINE_ENTRY, struct plan_line, LINE);

static const cyaml_schema_field_t QUOTA[] = {
    WORD("line", struct plan_quota, line),
    NUMBER("places", struct plan_quota, places),
    CYAML_FIELD_END,
};
ENTRY(QUOTA_ENTRY, struct plan_quota, QUOTA);

static const cyaml_schema_field_t ROUND[] = {
    CHOICE("kind", struct plan_round, kind, ROUND_KINDS),
    WORD("clause", struct plan_round, clause),
    BOTH_LANGUAGES(struct plan_round, text),
    LIST("quotas", struct plan_round, quotas, QUOTA_ENTRY, 1, LIST_ENTRIES),
    CYAML_FIELD_END,
};
ENTRY(ROUND_ENTRY, struct plan_round, ROUND);

static const cyaml_schema_field_t CRITERION[] = {
    WORD("id", struct plan_criterion, id),
    WORD("clause", struct plan_criterion, clause),
    CHOICE("kind", struct plan_criterion, kind, NOMINEE_KINDS),
    BOTH_LANGUAGES(struct plan_criterion, text),
    CYAML_FIELD_END,
};
ENTRY(CRITERION_ENTRY, struct plan_criterion, CRITERION);

static const cyaml_schema_field_t WEIGHT[] = {
    WORD("id", struct plan_weight, id),
    WORD("clause", struct plan_weight, clause),
    NUMBER("percent", struct plan_weight, percent),
    BOTH_LANGUAGES(struct plan_weight, text),
    CYAML_FIELD_END,
};
ENTRY(WEIGHT_ENTRY, struct plan_weight, WEIGHT);

static const cyaml_schema_field_t HEAD_CRITERION[] = {
    WORD("id", struct plan_head_criterion, id),
    WORD("clause", struct plan_head_criterion, clause),
    NUMBER("points", struct plan_head_criterion, points),
    BOTH_LANGUAGES(struct plan_head_criterion, text),
    CYAML_FIELD_END,
};
ENTRY(HEAD_CRITERION_ENTRY, struct plan_head_criterion, HEAD_CRITERION);

static const cyaml_schema_field_t EFFECTIVENESS[] = {
    NUMBER("change_percent", struct plan_effectiveness, change_percent),
    NUMBER("full_change", struct plan_effectiveness, full_change),
    CYAML_FIELD_MAPPING("basis", REQUIRED, struct plan_effectiveness, basis, PLAN_TEXT),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t LEVEL[] = {
    WORD("id", struct plan_level, id),
    NUMBER("points", struct plan_level, points),
    CYAML_FIELD_END,
};
ENTRY(LEVEL_ENTRY, struct plan_level, LEVEL);

static const cyaml_schema_field_t COMPONENT[] = {
    WORD("id", struct plan_component, id),
    WORD("clause", struct plan_component, clause),
    NUMBER("percent", struct plan_component, percent),
    CYAML_FIELD_UINT("full", CYAML_FLAG_OPTIONAL, struct plan_component, full),
    CYAML_FIELD_SEQUENCE_COUNT("levels", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
                               struct plan_component, levels, n_levels, &LEVEL_ENTRY, 1,
                               LIST_ENTRIES),
    BOTH_LANGUAGES(struct plan_component, text),
    CYAML_FIELD_END,
};
ENTRY(COMPONENT_ENTRY, struct plan_component, COMPONENT);

static const cyaml_schema_value_t ROUND_KIND_NAME = {
    CYAML_VALUE_ENUM(CYAML_FLAG_STRICT, Pb__RoundKind, ROUND_KINDS, COUNT(ROUND_KINDS))};
static const cyaml_schema_value_t ID = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, ID_BYTES)};

static const cyaml_schema_field_t RANKING[] = {
    WORD("line", struct plan_ranking, line),
    LIST("rounds", struct plan_ranking, rounds, ROUND_KIND_NAME, 1, COUNT(ROUND_KINDS)),
    NUMBER("floor", struct plan_ranking, floor),
    NUMBER("reserve", struct plan_ranking, reserve),
    LIST("components", struct plan_ranking, components, COMPONENT_ENTRY, 1, LIST_ENTRIES),
    LIST("tie_breaks", struct plan_ranking, tie_breaks, ID, 0, LIST_ENTRIES),
    CYAML_FIELD_END,
};
ENTRY(RANKING_ENTRY, struct plan_ranking, RANKING);

static const cyaml_schema_field_t PREFERENCE[] = {
    NUMBER("women_percent", struct plan_preference, women_percent),
    TEXT("text", struct plan_preference, text),
    WORD("valid_from", struct plan_preference, valid_from),
    CYAML_FIELD_STRING_PTR("valid_to", CYAML_FLAG_OPTIONAL, struct plan_preference, valid_to, 1,
                           ID_BYTES),
    CYAML_FIELD_END,
};
ENTRY(PREFERENCE_ENTRY, struct plan_preference, PREFERENCE);

static const cyaml_schema_field_t DATED[] = {
    TEXT("text", struct plan_dated, text),
    WORD("valid_from", struct plan_dated, valid_from),
    CYAML_FIELD_STRING_PTR("valid_to", CYAML_FLAG_OPTIONAL, struct plan_dated, valid_to, 1,
                           ID_BYTES),
    CYAML_FIELD_END,
};
ENTRY(DATED_ENTRY, struct plan_dated, DATED);

static const cyaml_schema_field_t COUNCIL[] = {
    NUMBER("quorum_part", struct plan_council, quorum_part),
    NUMBER("quorum_of", struct plan_council, quorum_of),
    CYAML_FIELD_MAPPING("quorum_basis", REQUIRED, struct plan_council, quorum_basis, PLAN_TEXT),
    CYAML_FIELD_END,
};

/* gained: of the keys that the format gained since the first plan file was stored. */
#define PLAN_FIELDS(gained)                                                                      \
    NUMBER("format", struct plan, format), WORD("id", struct plan, id),                          \
        CYAML_FIELD_MAPPING("title", REQUIRED, struct plan, title, PLAN_TEXT),                   \
        WORD("issued_on", struct plan, issued_on), NUMBER("year_from", struct plan, year_from),  \
        NUMBER("year_to", struct plan, year_to),                                                 \
        LIST("clauses", struct plan, clauses, CLAUSE_ENTRY, 1, CLAUSE_ENTRIES),                  \
        LIST("fields", struct plan, fields, NAMED_ENTRY, 0, LIST_ENTRIES),                       \
        LIST("contents", struct plan, contents, NAMED_ENTRY, 0, LIST_ENTRIES),                   \
        LIST("unit_kinds", struct plan, unit_kinds, UNIT_KIND_ENTRY, 1, COUNT(UNIT_KINDS)),      \
        LIST("lines", struct plan, lines, LINE_ENTRY, 1, LIST_ENTRIES),                          \
        LIST("rounds", struct plan, rounds, ROUND_ENTRY, 1, COUNT(ROUND_KINDS)),                 \
        LIST("criteria", struct plan, criteria, CRITERION_ENTRY, 0, LIST_ENTRIES),               \
        LIST("parts", struct plan, parts, NAMED_ENTRY, 0, LIST_ENTRIES),                         \
        NUMBER("originals", struct plan, originals),                                             \
        NUMBER("vote_threshold_percent", struct plan, vote_threshold_percent),                   \
        CYAML_FIELD_MAPPING("vote_basis", REQUIRED, struct plan, vote_basis, PLAN_TEXT),         \
        CYAML_FIELD_MAPPING("council", gained, struct plan, council, COUNCIL),                   \
        LIST("weights", struct plan, weights, WEIGHT_ENTRY, 0, LIST_ENTRIES),                    \
        GAINED_LIST("head_criteria", gained, head_criteria, HEAD_CRITERION_ENTRY, 1),            \
        CYAML_FIELD_MAPPING("effectiveness", gained, struct plan, effectiveness, EFFECTIVENESS), \
        CYAML_FIELD_MAPPING("ranking_basis", gained, struct plan, ranking_basis, PLAN_TEXT),     \
        GAINED_LIST("rankings", gained, rankings, RANKING_ENTRY, 1),                             \
        GAINED_LIST("preferences", gained, preferences, PREFERENCE_ENTRY, 0),                    \
        LIST("superiors", struct plan, superiors, DATED_ENTRY, 0, LIST_ENTRIES),                 \
        LIST("issuers", struct plan, issuers, DATED_ENTRY, 1, LIST_ENTRIES),                     \
        LIST("signers", struct plan, signers, DATED_ENTRY, 1, LIST_ENTRIES),                     \
        LIST("legal_bases", struct plan, legal_bases, DATED_ENTRY, 0, LIST_ENTRIES),             \
        LIST("recipients", struct plan, recipients, NAMED_ENTRY, 0, LIST_ENTRIES), CYAML_FIELD_END
#define GAINED_LIST(key, gained, member, entry, min)                                    \
    CYAML_FIELD_SEQUENCE_COUNT(key, CYAML_FLAG_POINTER | (gained), struct plan, member, \
                               n_##member, &(entry), min, LIST_ENTRIES)

static const cyaml_schema_field_t PLAN[] = {PLAN_FIELDS(REQUIRED)};
static const cyaml_schema_field_t STORED_PLAN[] = {PLAN_FIELDS(CYAML_FLAG_OPTIONAL)};

const cyaml_schema_value_t PLAN_SCHEMA = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct plan, PLAN)};
const cyaml_schema_value_t STORED_PLAN_SCHEMA = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct plan, STORED_PLAN)};
