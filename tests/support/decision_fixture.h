/* The list of a round for handlers' tests: nominees with results of the council, written straight
 * into the tables, and the calls from draft to signature. Needs a town with an open round
 * (town_open_round). */
#ifndef TD_TESTS_DECISION_FIXTURE_H
#define TD_TESTS_DECISION_FIXTURE_H

#include "ranking_fixture.h"

#include "certificate.pb-c.h"
#include "decision.pb-c.h"

#define DECIDED_ROUND "2022-annual"
/* 2022-12-28 08:00 in Indochina time: when the decision of the sample is entered. */
#define DECISION_NOW (TOWN_NOW + 57 * DAY_MS + 8 * HOUR_MS)

/* The sample: who stands where after the council. */
enum {
    DEPARTMENT, /* recommended, of PNV */
    WARD_1,     /* recommended */
    WARD_2,     /* recommended */
    WARD_3,     /* reserve */
    PERSON_1,   /* recommended, NN-101 of P1 */
    PERSON_2,   /* not recommended, NN-102 of P1 */
    PERSON_3,   /* ineligible, NN-103 of P2 */
    N_DECISION_SAMPLE
};

struct decision_sample {
    const char *ids[N_DECISION_SAMPLE];
};

static inline const char *judged_add(struct town *town, int64_t number, struct nominee_of nominee)
{
    const char *id = nominee_add(town, number, nominee);
    nominee_state_set(town, id, nominee.state);
    return id;
}

/* Closed for dossiers, and voted on. */
static inline void decision_sample_add(struct town *town, struct decision_sample *ret)
{
    static const struct nominee_of NOMINEES[N_DECISION_SAMPLE] = {
        [DEPARTMENT] = {.unit = "PNV", .line = "department", .name = "phong noi vu", .state = 4},
        [WARD_1] = {.unit = "P1", .line = "commune_ward", .name = "phuong 1", .state = 4},
        [WARD_2] = {.unit = "P2", .line = "commune_ward", .name = "phuong 2", .state = 4},
        [WARD_3] = {.unit = "P3", .line = "commune_ward", .name = "phuong 3", .state = 5},
        [PERSON_1] = {.unit = "P1",
                      .line = "individual",
                      .name = "le van mau",
                      .staff_code = "NN-101",
                      .state = 4},
        [PERSON_2] = {.unit = "P1",
                      .line = "individual",
                      .name = "tran thi vi du",
                      .staff_code = "NN-102",
                      .state = 6},
        [PERSON_3] = {.unit = "P2",
                      .line = "individual",
                      .name = "vo van mau",
                      .staff_code = "NN-103",
                      .state = 3},
    };
    Pb__RoundCloseRequest in = PB__ROUND_CLOSE_REQUEST__INIT;
    Pb__RoundCloseResponse out;
    for (int i = 0; i < N_DECISION_SAMPLE; i++)
        ret->ids[i] = judged_add(town, 101 + i, NOMINEES[i]);
    in.round_id = (char *)DECIDED_ROUND;
    in.reason = (char *)"Hết hạn";
    assert_done(town, town_call(town, SPECIALIST, &round_service, "Close", &in, &out));
    town->now_utc_ms = DECISION_NOW;
}

/* -- changes -- */

struct change_of {
    const char *nominee_id;
    bool award;
    const char *reason;
};

static inline void changes_take(struct town *town, const struct change_of *changes, size_t n,
                                Pb__DecisionDraftRequest *in)
{
    in->changes = td_arena_alloc(town->arena, (n + 1) * sizeof *in->changes);
    in->n_changes = n;
    for (size_t i = 0; i < n; i++) {
        in->changes[i] = td_arena_alloc(town->arena, sizeof **in->changes);
        pb__decision_change__init(in->changes[i]);
        in->changes[i]->nominee_id = (char *)changes[i].nominee_id;
        in->changes[i]->award = changes[i].award;
        in->changes[i]->reason = (char *)changes[i].reason;
    }
}

/* -- calls -- */

static inline enum td_code decision_draft_as(struct town *town, enum officer who, const char *round,
                                             const struct change_of *changes, size_t n,
                                             Pb__DecisionDraftResponse *out)
{
    Pb__DecisionDraftRequest in = PB__DECISION_DRAFT_REQUEST__INIT;
    in.round_id = (char *)round;
    changes_take(town, changes, n, &in);
    return town_call(town, who, &decision_service, "Draft", &in, out);
}

static inline enum td_code decision_draft_of(struct town *town, const struct change_of *changes,
                                             size_t n, Pb__DecisionDraftResponse *out)
{
    return decision_draft_as(town, SPECIALIST, DECIDED_ROUND, changes, n, out);
}

static inline enum td_code decision_approve_of(struct town *town, const char *round,
                                               uint32_t version)
{
    Pb__DecisionApproveRequest in = PB__DECISION_APPROVE_REQUEST__INIT;
    Pb__DecisionApproveResponse out;
    in.round_id = (char *)round;
    in.version = version;
    return town_call(town, HOME_HEAD, &decision_service, "Approve", &in, &out);
}

static inline enum td_code decision_submit_of(struct town *town, const char *round,
                                              const char *number, const char *dated_on)
{
    Pb__DecisionSubmitRequest in = PB__DECISION_SUBMIT_REQUEST__INIT;
    Pb__DecisionSubmitResponse out;
    in.round_id = (char *)round;
    in.number = (char *)number;
    in.dated_on = (char *)dated_on;
    return town_call(town, SPECIALIST, &decision_service, "Submit", &in, &out);
}

static inline Pb__DecisionSignRequest decision_sign_request(uint32_t version)
{
    Pb__DecisionSignRequest in = PB__DECISION_SIGN_REQUEST__INIT;
    in.round_id = (char *)DECIDED_ROUND;
    in.version = version;
    in.number = (char *)"5/QĐ-UBND";
    in.signed_on = (char *)"2022-12-27";
    in.signer_name = (char *)"Nguyễn Văn Mẫu";
    return in;
}

static inline enum td_code decision_sign_of(struct town *town, Pb__DecisionSignRequest in,
                                            Pb__DecisionSignResponse *out)
{
    return town_call(town, CHAIRMAN, &decision_service, "Sign", &in, out);
}

/* Version `version` of DECIDED_ROUND's list, drafted before: approved and submitted. */
static inline void decision_bring(struct town *town, uint32_t version)
{
    assert_done(town, decision_approve_of(town, DECIDED_ROUND, version));
    assert_done(town, decision_submit_of(town, DECIDED_ROUND, "12/TTr-PNV", "2022-12-20"));
}

/* The sample, decided as the council says. */
static inline void decision_sample_sign(struct town *town, struct decision_sample *ret)
{
    Pb__DecisionDraftResponse drafted;
    Pb__DecisionSignResponse signed_out;
    decision_sample_add(town, ret);
    assert_done(town, decision_draft_of(town, NULL, 0, &drafted));
    decision_bring(town, 1);
    assert_done(town, decision_sign_of(town, decision_sign_request(1), &signed_out));
}

static inline enum td_code decision_show_as(struct town *town, enum officer who, uint64_t log_seq,
                                            Pb__DecisionShowResponse *out)
{
    Pb__DecisionShowRequest in = PB__DECISION_SHOW_REQUEST__INIT;
    Pb__AsOf as_of = PB__AS_OF__INIT;
    as_of.log_seq = log_seq;
    in.round_id = (char *)DECIDED_ROUND;
    in.as_of = log_seq ? &as_of : NULL;
    return town_call(town, who, &decision_service, "Show", &in, out);
}

/* NULL: not told. */
static inline const Pb__DecisionEntry *decision_entry_of(const Pb__Decision *decision,
                                                         const char *nominee_id)
{
    for (size_t l = 0; l < decision->n_lines; l++)
        for (size_t i = 0; i < decision->lines[l]->n_entries; i++)
            if (strcmp(decision->lines[l]->entries[i]->nominee_id, nominee_id) == 0)
                return decision->lines[l]->entries[i];
    return NULL;
}

/* The round, published by a row. */
static inline void decision_publish_row(struct town *town)
{
    round_set_state(town, DECIDED_ROUND, PB__ROUND_EVENT__ROUND_EVENT_PUBLISH,
                    PB__ROUND_STATE__ROUND_STATE_PUBLISHED);
}

/* The round of the sample, and a third ward. */
static inline int decision_setup(void **state)
{
    int failed = town_setup(state);
    if (failed)
        return failed;
    town_open_round(*state);
    town_add_unit(*state, "P3", "Phường 3", PB__UNIT_KIND__UNIT_WARD);
    return 0;
}

/* Of the last event of the nominee's dossier. */
static inline Pb__NomineeState decided_state(struct town *town, const char *nominee_id)
{
    int64_t id;
    uint32_t ordinal;
    assert_true(nominee_id_parse(nominee_id, &id, &ordinal));
    struct rows *rows = db_query(town->db,
                                 "SELECT state FROM nominee_event WHERE dossier_id = ?1"
                                 " ORDER BY log_seq DESC LIMIT 1",
                                 db_int(id));
    assert_true(rows_next(rows));
    int64_t state = rows_int(rows, 0);
    rows_end(rows);
    return (Pb__NomineeState)state;
}

static inline void decision_drafted(struct town *town, const struct change_of *changes, size_t n)
{
    Pb__DecisionDraftResponse out;
    assert_done(town, decision_draft_of(town, changes, n, &out));
}

static inline enum td_code decision_send_back_of(struct town *town, const char *reason)
{
    Pb__DecisionSendBackRequest in = PB__DECISION_SEND_BACK_REQUEST__INIT;
    Pb__DecisionSendBackResponse out;
    in.round_id = (char *)DECIDED_ROUND;
    in.reason = (char *)reason;
    return town_call(town, CHAIRMAN, &decision_service, "SendBack", &in, &out);
}

#endif
