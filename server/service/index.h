/* What the files of IndexService share: a set at hand, its units, and where each unit stands. */
#ifndef SERVER_SERVICE_INDEX_H
#define SERVER_SERVICE_INDEX_H

#include "as_of.h"
#include "call.h"
#include "index.pb-c.h"
#include "index_score.h"
#include "index_scores.h"
#include "index_sets.h"
#include "units.h"

#define INDEX_REASON_MAX_CHARS 1000

struct index_standing;

/* One version of a set; everything in the call's arena, the plan in the cache. */
struct index_set {
    struct index_definition_row row;
    struct index_item *items;
    size_t n_items;
    const struct plan *plan;
};

/* version 0: the newest as of a log sequence (0: now). NOT_FOUND: INDEX_SET_UNKNOWN at `field`. */
enum td_code index_set_get(struct call *call, const char *field, const char *set_id,
                           uint32_t version, uint64_t as_of_log_seq, struct index_set *ret);
/* The log sequence of a moment: 0 for now, which all of the index's stores understand so. */
static inline uint64_t index_seq(const struct as_of *as_of)
{
    return as_of->now ? 0 : as_of->log_seq ? as_of->log_seq : 1; /* 1 is none of the index's */
}

/* What the wire says of a set; NULL: arena used up. */
Pb__IndexSet *index_set_reply(struct call *call, const struct index_definition_row *row);
Pb__IndexPublication *index_publication_reply(struct call *call,
                                              const struct index_publication_row *row);
Pb__IndexResult *index_result_reply(struct call *call, const struct index_result_row *row);
Pb__IndexCriterion *index_criterion_reply(struct call *call, const struct index_item *item);
/* The fields of the set in its order; standing: what counts in each, or NULL. */
enum td_code index_fields_reply(struct call *call, const struct index_set *set,
                                const struct index_standing *standing, Pb__IndexField ***ret,
                                size_t *ret_n);
/* A publication of the set, 0: the newest. None yet: FAILED_PRECONDITION, INDEX_NOT_PUBLISHED; no
 * such version: NOT_FOUND, INDEX_PUBLICATION_UNKNOWN. */
enum td_code index_publication_get(struct call *call, const struct index_set *set, uint32_t version,
                                   uint64_t as_of_log_seq, struct index_publication_row *ret);

/* The register of units as of such a log sequence. */
static inline int64_t index_units_seq(uint64_t as_of_log_seq)
{
    return as_of_log_seq ? (int64_t)as_of_log_seq : INT64_MAX;
}

/* A unit that the set measures, as it was in the set's year. NOT_FOUND: UNIT_UNKNOWN;
 * FAILED_PRECONDITION: INDEX_LEVEL; both at `field`. */
enum td_code index_unit_get(struct call *call, const char *field, const char *unit_code,
                            const struct index_set *set, uint64_t as_of_log_seq,
                            struct unit_row *ret);

#define INDEX_N_KINDS 3

/* Where a unit stands: its newest scores and what they come to. */
struct index_standing {
    const char *unit_code;
    const struct index_score_row **scores; /* n_items * INDEX_N_KINDS, NULL where there is none */
    struct index_total total;
};

/* Every unit ("": all) that has a score in the set, by code; as of a log sequence (0: now). */
enum td_code index_standings(struct call *call, const struct index_set *set, const char *unit_code,
                             uint64_t as_of_log_seq, struct index_standing **ret, size_t *ret_n);
/* One unit, with or without scores. */
enum td_code index_standing_of(struct call *call, const struct index_set *set,
                               const char *unit_code, uint64_t as_of_log_seq,
                               struct index_standing *ret);
/* Of an item, by its place in the set; NULL: none. */
const struct index_score_row *index_standing_score(const struct index_standing *standing,
                                                   size_t item, Pb__IndexScoreKind kind);
/* The one that counts: appraised, or survey. */
const struct index_score_row *index_standing_counted(const struct index_set *set,
                                                     const struct index_standing *standing,
                                                     size_t item);
/* The standing as a result without a rank. */
struct index_result_row index_standing_result(const struct index_standing *standing,
                                              const char *unit_name);

/* All units of a set as they stand now, ranked, by rank and code; and the units of its level that
 * have no score. */
struct index_ranking {
    struct index_standing *standings; /* by code */
    struct index_result_row *results;
    size_t n;
    char **missing;
    size_t n_missing;
};
enum td_code index_ranking_of(struct call *call, const struct index_set *set,
                              uint64_t as_of_log_seq, struct index_ranking *ret);

/* A score to be recorded. */
struct index_entry {
    const struct index_set *set;
    const char *unit_code;
    const struct index_item *item;
    Pb__IndexScoreKind kind;
    int64_t score_centi;
    const char *reason; /* "" where none was given */
    const char *path;   /* of the score in the request */
};

/* The item that the request means by id or name; NULL with INDEX_CRITERION_UNKNOWN at `path`.
 * field: NULL for any. */
const struct index_item *index_item_get(struct call *call, const char *path,
                                        const struct index_set *set, const char *field,
                                        const char *id_or_name);
/* Does the item take such a score, and one so high? Adds its violations. */
bool index_entry_check(struct call *call, const struct index_entry *entry);
/* The newest score of this unit and item; *ret_found. */
enum td_code index_entry_find(struct call *call, const struct index_entry *entry,
                              Pb__IndexScoreKind kind, struct index_score_row *ret,
                              bool *ret_found);
enum td_code index_entry_add(struct call *call, const struct index_entry *entry);
/* An appraisal without a reason that needs one: INDEX_REASON or INDEX_REASON_ALONE at its path. */
void index_entry_check_reason(struct call *call, const struct index_entry *entry, bool self_scored,
                              int64_t self_centi);

/* "index 2022-commune_ward/P1/TTHC1": evidence of one criterion of one unit; "" as item_id: what
 * comes before it. NULL: arena used up. */
const char *index_evidence_subject(struct call *call, const char *set_id, const char *unit_code,
                                   const char *item_id);

/* Who sees it: attachment.h. */
enum td_code index_evidence_see(struct call *call, const char *id, int64_t as_of_seq,
                                bool *ret_visible);

/* Handlers outside index.c. */
enum td_code index_import(struct call *call, const Pb__IndexImportRequest *in,
                          Pb__IndexImportResponse *out);
enum td_code index_self_score(struct call *call, const Pb__IndexSelfScoreRequest *in,
                              Pb__IndexScoreResponse *out);
enum td_code index_appraise(struct call *call, const Pb__IndexAppraiseRequest *in,
                            Pb__IndexScoreResponse *out);
enum td_code index_publish(struct call *call, const Pb__IndexPublishRequest *in,
                           Pb__IndexPublishResponse *out);
enum td_code index_show(struct call *call, const Pb__IndexShowRequest *in,
                        Pb__IndexShowResponse *out);
enum td_code index_rank_units(struct call *call, const Pb__IndexRankRequest *in,
                              Pb__IndexRankResponse *out);
enum td_code index_trend_unit(struct call *call, const Pb__IndexTrendRequest *in,
                              Pb__IndexTrendResponse *out);

#endif
