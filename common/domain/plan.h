/* What a plan fixes, as plain data: the plan file (docs/plans) in memory. Read only once made;
 * common/planfile builds it from YAML, the rules of this folder take it as a parameter. */
#ifndef TD_DOMAIN_PLAN_H
#define TD_DOMAIN_PLAN_H

#include "types.pb-c.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct plan_text {
    const char *vi, *en;
};

struct plan_clause { /* what a clause says, in our own words */
    const char *id;
    struct plan_text text;
};

struct plan_named { /* a field of CCHC, a content of II.2, a dossier part of III.5 … */
    const char *id, *clause;
    struct plan_text text;
};

struct plan_unit_kind { /* II.1: who takes part */
    Pb__UnitKind kind;
    const char *clause;
    struct plan_text text;
};

struct plan_criterion { /* III.4 */
    const char *id, *clause;
    Pb__NomineeKind kind;
    struct plan_text text;
};

struct plan_line { /* who competes with whom, and by what they are ranked */
    const char *id, *clause;
    Pb__NomineeKind kind;
    Pb__UnitKind *unit_kinds; /* whose nominees may stand in it */
    unsigned n_unit_kinds;
    const char *rank_by; /* "assessment", "index", "initiative" */
    struct plan_text text;
};

struct plan_quota {
    const char *line;
    uint32_t places;
};

struct plan_round { /* III.1–3 */
    Pb__RoundKind kind;
    const char *clause;
    struct plan_text text;
    struct plan_quota *quotas;
    unsigned n_quotas;
};

struct plan_dated { /* an issuer, a signer's title, a legal basis: text with dates */
    const char *text;
    const char *valid_from, *valid_to; /* valid_to NULL: until further notice */
};

struct plan_weight { /* what counts how much in the assessment of IV.3.a */
    const char *id, *clause;
    uint32_t percent;
    struct plan_text text;
};

struct plan_head_criterion { /* what the head of a unit is assessed by (IV.3.a) */
    const char *id, *clause;
    uint32_t points; /* at most */
    struct plan_text text;
};

struct plan_effectiveness {  /* how the effectiveness of IV.3.a is computed */
    uint32_t change_percent; /* what the change against last year counts; the rest: the result */
    uint32_t full_change;    /* percentage points up that are full marks; as many down are none.
                                0: no such section */
    struct plan_text basis;  /* where this comes from: local policy */
};

struct plan_level { /* what a word is worth */
    const char *id;
    uint32_t points; /* of 100 */
};

struct plan_component { /* one part of a ranking: ranking_source.h */
    const char *id, *clause;
    uint32_t percent;          /* of the total; 0: only for telling equal totals apart */
    uint32_t full;             /* what is full marks, where it is counted; 0: not */
    struct plan_level *levels; /* where it is told in words */
    unsigned n_levels;
    struct plan_text text;
};

struct plan_ranking { /* how a line is ranked in rounds of some kinds */
    const char *line;
    Pb__RoundKind *rounds;
    unsigned n_rounds;
    uint32_t floor;   /* points of 100: below it no place */
    uint32_t reserve; /* how many behind the line are told as reserve */
    struct plan_component *components;
    unsigned n_components;
    const char **tie_breaks; /* ids compared at equal totals; of the assessment its sides */
    unsigned n_tie_breaks;
};

struct plan_preference {    /* the national preference at equal merit */
    uint32_t women_percent; /* a collective with so many percent women, and a woman */
    const char *text;       /* decree and article */
    const char *valid_from, *valid_to;
};

struct plan_council { /* the session that votes: at least quorum_part / quorum_of are present */
    uint32_t quorum_part, quorum_of; /* 0: no such section */
    struct plan_text quorum_basis;   /* where that comes from: local policy */
};

#define PLAN_FORMAT 1 /* of the plan file */

struct plan {
    uint32_t format;
    const char *id, *issued_on; /* "50/KH-UBND", "2022-05-23" */
    struct plan_text title;
    uint32_t year_from, year_to;
    uint32_t originals;              /* III.5.b */
    uint32_t vote_threshold_percent; /* of all council members */
    struct plan_text vote_basis;     /* where the threshold comes from: local policy */
    struct plan_council council;
    struct plan_clause *clauses;
    struct plan_unit_kind *unit_kinds;
    struct plan_named *fields, *contents, *parts, *recipients;
    struct plan_criterion *criteria;
    struct plan_line *lines;
    struct plan_round *rounds;
    struct plan_dated *superiors, *issuers, *signers, *legal_bases;
    struct plan_weight *weights;
    struct plan_head_criterion *head_criteria;
    struct plan_effectiveness effectiveness;
    struct plan_text ranking_basis; /* where the weights of the rankings come from: local policy */
    struct plan_ranking *rankings;
    struct plan_preference *preferences;
    unsigned n_clauses, n_fields, n_contents, n_parts, n_recipients, n_criteria, n_lines, n_rounds,
        n_unit_kinds, n_superiors, n_issuers, n_signers, n_legal_bases, n_weights, n_head_criteria,
        n_rankings, n_preferences;
};

/* What the format gained after plans were stored: a version of before lacks it. */
enum plan_section {
    PLAN_COUNCIL,
    PLAN_HEAD_CRITERIA,
    PLAN_EFFECTIVENESS, /* lacking, the published result alone is the effectiveness */
    PLAN_RANKINGS,
    PLAN_N_SECTIONS
};
bool plan_has(const struct plan *plan, enum plan_section section);

/* Look-ups; NULL when the plan has none. Pure; any thread. */
const struct plan_round *plan_round_find(const struct plan *plan, Pb__RoundKind kind);
const struct plan_line *plan_line_find(const struct plan *plan, const char *id);
const struct plan_criterion *plan_criterion_find(const struct plan *plan, const char *id);
/* One of the six fields of CCHC (II.2.b). */
const struct plan_named *plan_field_find(const struct plan *plan, const char *id);
const struct plan_named *plan_content_find(const struct plan *plan, const char *id);
/* "letter", "list", "report", "minutes", "originals": what III.5 asks for. */
const struct plan_named *plan_part_find(const struct plan *plan, const char *id);

/* Has the line places in a round of that kind? */
bool plan_line_in_round(const struct plan *plan, Pb__RoundKind kind, const char *line);
/* Its places; 0 when it has none. */
uint32_t plan_places(const struct plan *plan, Pb__RoundKind kind, const char *line);
/* How the line is ranked in a round of that kind. */
const struct plan_ranking *plan_ranking_find(const struct plan *plan, Pb__RoundKind kind,
                                             const char *line);
/* Is it in force on a day? */
bool plan_in_force(const struct plan_dated *entry, const char *day);
/* The issuer, signer's title or superior of a day: of several the last. */
const struct plan_dated *plan_dated_on(const struct plan_dated *entries, unsigned n,
                                       const char *day);
/* The preference in force on a day. */
const struct plan_preference *plan_preference_on(const struct plan *plan, const char *day);
/* May nominees of such a unit stand in the line? */
bool plan_line_takes(const struct plan_line *line, Pb__UnitKind kind);

#endif
