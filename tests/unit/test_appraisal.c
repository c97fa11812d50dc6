/* Appraisal on a real database: sheets with facts, verdicts, outcomes, assignments, duplicates; who
 * may do what to whom; as of when. */
#include "discipline_fixture.h"
#include "dossier_fixture.h"

#include "appraisal.pb-c.h"
#include "task.pb-c.h"

#define ROUND "2022-annual"
#define COLLECTIVE "HS-2022-0001/1"
#define FIRST "HS-2022-0001/2"  /* Nguyễn Văn Mẫu, NN-001 */
#define SECOND "HS-2022-0001/3" /* Trần Thị Ví Dụ, NN-002 */
#define MET PB__VERDICT__VERDICT_MET
#define NOT_MET PB__VERDICT__VERDICT_NOT_MET
#define UNCLEAR PB__VERDICT__VERDICT_UNCLEAR

/* HS-2022-0001 of P1 is received. */
static int setup(void **state)
{
    Pb__SubmitResponse submitted;
    int failed = town_setup(state);
    if (failed)
        return failed;
    town_open_round(*state);
    receive_sample(*state, 1, &submitted);
    return 0;
}

/* -- calls -- */

static enum td_code judge(struct town *town, enum officer who, const char *id,
                          const char *criterion, Pb__Verdict verdict, const char *note)
{
    Pb__AppraisalJudgeRequest in = PB__APPRAISAL_JUDGE_REQUEST__INIT;
    static Pb__AppraisalJudgeResponse out;
    in.nominee_id = (char *)id;
    in.criterion = (char *)criterion;
    in.verdict = verdict;
    in.note = (char *)note;
    return town_call(town, who, &appraisal_service, "Judge", &in, &out);
}

static enum td_code conclude(struct town *town, enum officer who, const char *id, bool eligible,
                             const char *reason, Pb__AppraisalConcludeResponse *out)
{
    Pb__AppraisalConcludeRequest in = PB__APPRAISAL_CONCLUDE_REQUEST__INIT;
    in.nominee_id = (char *)id;
    in.eligible = eligible;
    in.reason = (char *)reason;
    return town_call(town, who, &appraisal_service, "Conclude", &in, out);
}

static enum td_code reopen(struct town *town, enum officer who, const char *id,
                           Pb__AppraisalReopenResponse *out)
{
    Pb__AppraisalReopenRequest in = PB__APPRAISAL_REOPEN_REQUEST__INIT;
    in.nominee_id = (char *)id;
    in.reason = (char *)"Bổ sung minh chứng";
    return town_call(town, who, &appraisal_service, "Reopen", &in, out);
}

static enum td_code assign(struct town *town, const char *dossier, const char *nominee,
                           const char *login, Pb__AppraisalAssignResponse *out)
{
    Pb__AppraisalAssignRequest in = PB__APPRAISAL_ASSIGN_REQUEST__INIT;
    in.dossier_id = (char *)dossier;
    in.nominee_id = (char *)nominee;
    in.login = (char *)login;
    return town_call(town, HOME_HEAD, &appraisal_service, "Assign", &in, out);
}

static enum td_code sheet_as_of(struct town *town, enum officer who, const char *id,
                                uint64_t log_seq, Pb__AppraisalShowResponse *out)
{
    Pb__AppraisalShowRequest in = PB__APPRAISAL_SHOW_REQUEST__INIT;
    Pb__AsOf as_of = PB__AS_OF__INIT;
    as_of.log_seq = log_seq;
    in.nominee_id = (char *)id;
    in.as_of = log_seq ? &as_of : NULL;
    return town_call(town, who, &appraisal_service, "Show", &in, out);
}

static void sheet(struct town *town, const char *id, Pb__AppraisalShowResponse *out)
{
    assert_done(town, sheet_as_of(town, SPECIALIST, id, 0, out));
}

static enum td_code list(struct town *town, Pb__AppraisalListRequest in,
                         Pb__AppraisalListResponse *out)
{
    in.round_id = (char *)ROUND;
    return town_call(town, AUDITOR, &appraisal_service, "List", &in, out);
}

static enum td_code decide(struct town *town, enum officer who, const char *id, const char *other,
                           Pb__DuplicateVerdict verdict, const char *reason)
{
    Pb__DuplicateDecideRequest in = PB__DUPLICATE_DECIDE_REQUEST__INIT;
    static Pb__DuplicateDecideResponse out;
    in.nominee_id = (char *)id;
    in.other_id = (char *)other;
    in.verdict = verdict;
    in.reason = (char *)reason;
    return town_call(town, who, &appraisal_service, "DecideDuplicate", &in, &out);
}

static uint64_t newest(struct town *town)
{
    return (uint64_t)store_number(town->db, "SELECT MAX(seq) FROM audit_event");
}

/* Every criterion of an individual met. */
static void judge_all(struct town *town, const char *id)
{
    assert_done(town, judge(town, SPECIALIST, id, "III.4.i1", MET, ""));
    assert_done(town, judge(town, SPECIALIST, id, "III.4.i2", MET, ""));
}

static Pb__DossierState dossier_state(struct town *town)
{
    Pb__StatusResponse out;
    assert_done(town, status(town, SPECIALIST, "HS-2022-0001", &out));
    return out.dossier->state;
}

/* P1 has a task of 2022, reported when? "" : not at all; confirmed. */
static void add_task(struct town *town, const char *code, const char *due_on,
                     const char *completed_on)
{
    Pb__TaskAssignment task = PB__TASK_ASSIGNMENT__INIT;
    Pb__TaskAssignRequest in = PB__TASK_ASSIGN_REQUEST__INIT;
    Pb__TaskAssignResponse out;
    task.code = (char *)code;
    task.unit_code = (char *)"P1";
    task.field = (char *)"institutions";
    task.title = (char *)"Rà soát văn bản";
    task.assigned_on = (char *)"2022-01-10";
    task.due_on = (char *)due_on;
    task.source = (char *)"KH 50/KH-UBND";
    in.task = &task;
    assert_done(town, town_call(town, SPECIALIST, &task_service, "Assign", &in, &out));
    assert_int_equal(
        db_exec(town->db,
                "UPDATE task_event SET event = 3, state = ?2, completed_on = ?3"
                " WHERE task_code = ?1",
                db_text(code),
                db_int(strcmp(completed_on, due_on) <= 0 ? PB__TASK_STATE__TASK_DONE_ON_TIME
                                                         : PB__TASK_STATE__TASK_DONE_LATE),
                db_text(completed_on)),
        TD_OK);
}

/* -- sheets -- */

static void show__received__claims_criteria_and_facts(void **state)
{
    struct town *town = *state;
    Pb__AppraisalShowResponse out;
    add_task(town, "NV22-001", "2022-07-15", "2022-07-20");
    sheet(town, COLLECTIVE, &out);
    assert_string_equal(out.nominee->nominee_id, COLLECTIVE);
    assert_string_equal(out.nominee->name, "UBND phường");
    assert_int_equal(out.nominee->state, PB__NOMINEE_STATE__NOMINEE_STATE_PROPOSED);
    assert_string_equal(out.assigned_to, "");
    assert_string_equal(out.period_from, "2022-01-01");
    assert_int_equal(out.n_criteria, 4);
    assert_string_equal(out.criteria[0]->criterion, "III.4.c1");
    assert_string_equal(out.criteria[0]->claim, "Đạt: hoàn thành đúng hạn.");
    assert_int_equal(out.criteria[0]->computed, PB__CRITERION_ANSWER__CRITERION_NOT_MET);
    assert_int_equal(out.criteria[1]->computed, 0);
    assert_int_equal(out.criteria[3]->standing, PB__VERDICT_STANDING__VERDICT_STANDING_MISSING);
    assert_int_equal(out.tasks->assigned, 1);
    assert_int_equal(out.tasks->late, 1);
    assert_string_equal(out.tasks->against[0], "NV22-001");
    assert_int_equal(out.n_index, 0);
    assert_null(out.initiative);
    assert_true(out.discipline->eligible);
    sheet(town, FIRST, &out);
    assert_int_equal(out.n_criteria, 2);
    assert_string_equal(out.criteria[1]->criterion, "III.4.i2");
}

static void show__who_asks__readers_of_all_dossiers_only_know(void **state)
{
    struct town *town = *state;
    Pb__AppraisalShowResponse out;
    Pb__DisciplineOpenResponse opened;
    assert_done(town, case_open(town, case_request(), &opened));
    assert_done(town, sheet_as_of(town, AUDITOR, SECOND, 0, &out));
    assert_false(out.discipline->eligible);
    assert_int_equal(out.discipline->n_facts, 1);
    /* The Chairman's office sees that it is excluded, and not the register. */
    assert_done(town, sheet_as_of(town, CHAIRMAN, SECOND, 0, &out));
    assert_false(out.discipline->eligible);
    assert_int_equal(out.discipline->n_facts, 0);
    assert_refused(town, sheet_as_of(town, SPECIALIST, "HS-2022-0001/9", 0, &out), TD_NOT_FOUND,
                   "nominee_id", TD_KEY_NOMINEE_UNKNOWN);
}

static void show__awards_of_communes__by_code_or_name(void **state)
{
    struct town *town = *state;
    static const struct {
        const char *recipient, *staff_code;
        int64_t withdrawn;
    } awards[] = {{"Người Khác Tên", "NN-001", 0}, /* by code */
                  {"nguyễn văn mẫu", "", 0},       /* by name */
                  {"Nguyễn Văn Mẫu", "NN-777", 0}, /* by name: a post changes */
                  {"Nguyễn Văn Mẫu", "NN-001", 1}};
    for (int i = 0; i < 4; i++)
        assert_int_equal(
            db_exec(town->db,
                    "INSERT INTO local_award (unit_code, year, number, ordinal, version,"
                    " granted_on, kind, recipient, recipient_folded, staff_code, achievement,"
                    " withdrawn, reason, recorded_utc_ms, recorded_by, log_seq)"
                    " VALUES ('P1', 2021, '05/QĐ-UBND', ?1, 1, '2021-12-20', 2, ?2, ?3, ?4,"
                    " 'Một cửa', ?5, '', 1, 1, 1)",
                    db_int(i + 1), db_text(awards[i].recipient),
                    db_text(i == 0 ? "nguoi khac ten" : "nguyen van mau"),
                    db_text(awards[i].staff_code), db_int(awards[i].withdrawn)),
            TD_OK);
    Pb__AppraisalShowResponse out;
    sheet(town, FIRST, &out);
    assert_int_equal(out.n_awards, 3);
    assert_int_equal(out.awards[0]->matched_by, PB__DUPLICATE_MATCH__DUPLICATE_MATCH_STAFF_CODE);
    assert_int_equal(out.awards[1]->matched_by, PB__DUPLICATE_MATCH__DUPLICATE_MATCH_NAME);
    assert_int_equal(out.awards[2]->matched_by, PB__DUPLICATE_MATCH__DUPLICATE_MATCH_NAME);
    assert_string_equal(out.awards[0]->achievement, "Một cửa");
}

/* -- verdicts -- */

static void judge__first__brings_the_dossier_into_appraisal(void **state)
{
    struct town *town = *state;
    Pb__AppraisalShowResponse out;
    assert_done(town, judge(town, SPECIALIST, FIRST, "III.4.i1", MET, ""));
    assert_int_equal(dossier_state(town), PB__DOSSIER_STATE__DOSSIER_IN_APPRAISAL);
    assert_done(town, judge(town, SPECIALIST, FIRST, "III.4.i1", UNCLEAR, "Chưa rõ hiệu quả"));
    sheet(town, FIRST, &out);
    assert_int_equal(out.criteria[0]->n_verdicts, 2);
    assert_true(out.criteria[0]->verdicts[0]->superseded);
    assert_string_equal(out.criteria[0]->verdicts[1]->note, "Chưa rõ hiệu quả");
    assert_int_equal(out.criteria[0]->standing, PB__VERDICT_STANDING__VERDICT_STANDING_UNCLEAR);
}

static void judge__wrong__says_what_is_accepted(void **state)
{
    struct town *town = *state;
    char *long_text = td_arena_alloc(town->arena, 2002);
    memset(long_text, 'a', 2001);
    long_text[2001] = '\0';
    assert_refused(town, judge(town, SPECIALIST, FIRST, "III.4.c1", MET, ""), TD_INVALID_ARGUMENT,
                   "criterion", TD_KEY_CHOICE);
    assert_refused(town, judge(town, SPECIALIST, FIRST, "III.4.i1", (Pb__Verdict)9, ""),
                   TD_INVALID_ARGUMENT, "verdict", TD_KEY_CHOICE);
    assert_refused(town, judge(town, SPECIALIST, FIRST, "III.4.i1", NOT_MET, ""),
                   TD_INVALID_ARGUMENT, "note", TD_KEY_APPRAISAL_NOTE);
    assert_refused(town, judge(town, SPECIALIST, FIRST, "III.4.i1", MET, long_text),
                   TD_INVALID_ARGUMENT, "note", TD_KEY_TEXT_LONG);
    assert_refused(town, judge(town, SPECIALIST, COLLECTIVE, "III.4.c1", MET, ""),
                   TD_INVALID_ARGUMENT, "note", TD_KEY_APPRAISAL_FACTS); /* no tasks: no basis */
    assert_int_equal(dossier_state(town), PB__DOSSIER_STATE__DOSSIER_RECEIVED);
}

static void judge__oneself__is_refused(void **state)
{
    struct town *town = *state;
    Pb__AppraisalConcludeResponse out;
    assert_int_equal(db_exec(town->db, "UPDATE officer SET staff_code = 'nn-001' WHERE id = ?1",
                             db_int(SPECIALIST + 1)),
                     TD_OK);
    assert_refused(town, judge(town, SPECIALIST, FIRST, "III.4.i1", MET, ""), TD_PERMISSION_DENIED,
                   "nominee_id", TD_KEY_APPRAISAL_SELF);
    assert_refused(town, conclude(town, SPECIALIST, FIRST, false, "x", &out), TD_PERMISSION_DENIED,
                   "nominee_id", TD_KEY_APPRAISAL_SELF);
    assert_done(town, judge(town, SPECIALIST, SECOND, "III.4.i1", MET, ""));
    assert_done(town, judge(town, HOME_BOTH, FIRST, "III.4.i1", MET, ""));
}

static void judge__list_is_with_the_chairman__is_refused(void **state)
{
    struct town *town = *state;
    round_set_state(town, "2022-annual", PB__ROUND_EVENT__ROUND_EVENT_SUBMIT,
                    PB__ROUND_STATE__ROUND_STATE_SUBMITTED);
    assert_refused(town, judge(town, SPECIALIST, FIRST, "III.4.i1", MET, ""),
                   TD_FAILED_PRECONDITION, "", TD_KEY_ROUND_STATE);
}

/* -- outcomes -- */

static void conclude__all_found__the_dossier_is_appraised(void **state)
{
    struct town *town = *state;
    Pb__AppraisalConcludeResponse out;
    Pb__AppraisalShowResponse shown;
    judge_all(town, FIRST);
    assert_done(town, conclude(town, SPECIALIST, FIRST, true, "", &out));
    assert_int_equal(out.nominee->state, PB__NOMINEE_STATE__NOMINEE_STATE_ELIGIBLE);
    assert_int_equal(out.dossier, PB__DOSSIER_STATE__DOSSIER_IN_APPRAISAL);
    assert_done(town, conclude(town, SPECIALIST, SECOND, false, "Báo cáo không trung thực", &out));
    assert_done(town, conclude(town, HOME_BOTH, COLLECTIVE, false, "Không đạt III.4.c1", &out));
    assert_int_equal(out.dossier, PB__DOSSIER_STATE__DOSSIER_APPRAISED);
    assert_int_equal(dossier_state(town), PB__DOSSIER_STATE__DOSSIER_APPRAISED);
    sheet(town, COLLECTIVE, &shown);
    assert_string_equal(shown.nominee->reason, "Không đạt III.4.c1");
    assert_int_equal(shown.n_history, 1);
    assert_string_equal(shown.history[0]->officer, "nv.both");
}

static void conclude__only_outcome_of_a_dossier__goes_straight_to_appraised(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse submitted;
    Pb__ConfirmResponse confirmed;
    Pb__ReceiveResponse received;
    Pb__AppraisalConcludeResponse out;
    sample_init(town, &sample, "P1", 2);
    sample_nominee(town, &sample, 0, "Đặng Thị Mới", "NN-050");
    sample.content.n_nominees = 1;
    assert_done(town, submit(town, CLERK, &sample, &submitted));
    assert_done(town, confirm(town, HEAD, &submitted, &confirmed));
    assert_done(town, receive(town, submitted.dossier_id, 1, 2, &received));
    assert_done(town, conclude(town, SPECIALIST, "HS-2022-0002/1", false, "III.4.i1", &out));
    assert_int_equal(out.dossier, PB__DOSSIER_STATE__DOSSIER_APPRAISED);
}

static void conclude__eligible__needs_verdicts_and_reasons(void **state)
{
    struct town *town = *state;
    Pb__AppraisalConcludeResponse out;
    assert_refused(town, conclude(town, SPECIALIST, FIRST, true, "", &out), TD_FAILED_PRECONDITION,
                   "", TD_KEY_APPRAISAL_MISSING);
    assert_refused(town, conclude(town, SPECIALIST, FIRST, false, "", &out), TD_INVALID_ARGUMENT,
                   "reason", TD_KEY_REQUIRED);
    judge_all(town, FIRST);
    assert_done(town, judge(town, HOME_BOTH, FIRST, "III.4.i2", NOT_MET, "Vi phạm nội quy"));
    assert_refused(town, conclude(town, SPECIALIST, FIRST, true, "", &out), TD_FAILED_PRECONDITION,
                   "reason", TD_KEY_APPRAISAL_REASON);
    assert_done(town, conclude(town, SPECIALIST, FIRST, true, "Đã xác minh: không vi phạm", &out));
}

static void conclude__disciplined__is_never_eligible(void **state)
{
    struct town *town = *state;
    Pb__DisciplineOpenResponse opened;
    Pb__AppraisalConcludeResponse out;
    judge_all(town, SECOND);
    assert_done(town, case_open(town, case_request(), &opened));
    assert_refused(town, conclude(town, SPECIALIST, SECOND, true, "Vẫn xứng đáng", &out),
                   TD_FAILED_PRECONDITION, "nominee_id", TD_KEY_NOMINEE_CONSIDERED);
    assert_done(town, conclude(town, SPECIALIST, SECOND, false, "Đang xem xét kỷ luật", &out));
}

static void reopen__only_other_eyes__and_the_dossier_goes_back(void **state)
{
    struct town *town = *state;
    Pb__AppraisalConcludeResponse out;
    Pb__AppraisalReopenResponse again;
    static const char *const all[] = {COLLECTIVE, FIRST, SECOND};
    for (size_t i = 0; i < 3; i++)
        assert_done(town, conclude(town, SPECIALIST, all[i], false, "Không đạt", &out));
    assert_refused(town, conclude(town, SPECIALIST, FIRST, true, "", &out), TD_FAILED_PRECONDITION,
                   "", TD_KEY_NOMINEE_STATE);
    assert_refused(town, reopen(town, SPECIALIST, FIRST, &again), TD_PERMISSION_DENIED,
                   "nominee_id", TD_KEY_APPRAISAL_OWN);
    assert_done(town, reopen(town, HOME_HEAD, FIRST, &again));
    assert_int_equal(again.nominee->state, PB__NOMINEE_STATE__NOMINEE_STATE_PROPOSED);
    assert_int_equal(again.dossier, PB__DOSSIER_STATE__DOSSIER_IN_APPRAISAL);
    judge_all(town, FIRST);
    assert_done(town, conclude(town, SPECIALIST, FIRST, true, "", &out));
    assert_int_equal(out.dossier, PB__DOSSIER_STATE__DOSSIER_APPRAISED);
    assert_refused(town, reopen(town, HOME_HEAD, "HS-2022-0001/4", &again), TD_NOT_FOUND,
                   "nominee_id", TD_KEY_NOMINEE_UNKNOWN);
}

static void show__as_of__what_was_known_then(void **state)
{
    struct town *town = *state;
    Pb__AppraisalConcludeResponse done;
    Pb__AppraisalShowResponse out;
    uint64_t received = newest(town);
    judge_all(town, FIRST);
    uint64_t judged = newest(town);
    assert_done(town, conclude(town, SPECIALIST, FIRST, true, "", &done));
    assert_done(town, sheet_as_of(town, AUDITOR, FIRST, received, &out));
    assert_int_equal(out.criteria[0]->n_verdicts, 0);
    assert_done(town, sheet_as_of(town, AUDITOR, FIRST, judged, &out));
    assert_int_equal(out.criteria[0]->n_verdicts, 1);
    assert_int_equal(out.nominee->state, PB__NOMINEE_STATE__NOMINEE_STATE_PROPOSED);
    assert_int_equal(out.log_seq, judged);
    assert_refused(town, sheet_as_of(town, AUDITOR, FIRST, received - 1, &out), TD_NOT_FOUND,
                   "nominee_id", TD_KEY_NOMINEE_UNKNOWN);
}

/* -- assignments and lists -- */

static void assign__dossier_or_nominee__the_newest_counts(void **state)
{
    struct town *town = *state;
    Pb__AppraisalAssignResponse out;
    Pb__AppraisalListRequest in = PB__APPRAISAL_LIST_REQUEST__INIT;
    Pb__AppraisalListResponse rows;
    assert_int_equal(db_exec(town->db,
                             "INSERT INTO officer_role (officer_id, role) VALUES (?1, ?3),"
                             " (?2, ?3)",
                             db_int(SPECIALIST + 1), db_int(HOME_BOTH + 1),
                             db_int(PB__ROLE__ROLE_SPECIALIST)),
                     TD_OK);
    assert_done(town, assign(town, "HS-2022-0001", "", "nv.cv", &out));
    assert_int_equal(out.n_nominee_ids, 3);
    assert_done(town, assign(town, "", SECOND, "nv.both", &out));
    assert_done(town, assign(town, "", FIRST, "", &out));
    in.assigned_to = (char *)"nv.cv";
    assert_done(town, list(town, in, &rows));
    assert_int_equal(rows.n_rows, 1);
    assert_string_equal(rows.rows[0]->nominee->nominee_id, COLLECTIVE);
    in.assigned_to = (char *)"";
    in.unassigned = true;
    assert_done(town, list(town, in, &rows));
    assert_int_equal(rows.n_rows, 1);
    assert_string_equal(rows.rows[0]->nominee->nominee_id, FIRST);
}

static void assign__nobody_suitable__is_refused(void **state)
{
    struct town *town = *state;
    Pb__AppraisalAssignResponse out;
    struct sample sample;
    Pb__SubmitResponse submitted;
    assert_refused(town, assign(town, "HS-2022-0001", "", "ai.do", &out), TD_NOT_FOUND, "login",
                   TD_KEY_OFFICER_UNKNOWN);
    assert_refused(town, assign(town, "HS-2022-0001", "", "p1.vanthu", &out),
                   TD_FAILED_PRECONDITION, "login", TD_KEY_ASSIGNEE_ROLE);
    assert_refused(town, assign(town, "HS-2022-0009", "", "", &out), TD_NOT_FOUND, "dossier_id",
                   TD_KEY_DOSSIER_UNKNOWN);
    sample_init(town, &sample, "P1", 2);
    assert_done(town, submit(town, CLERK, &sample, &submitted));
    assert_refused(town, assign(town, submitted.dossier_id, "", "", &out), TD_FAILED_PRECONDITION,
                   "dossier_id", TD_KEY_STATE_ILLEGAL);
}

static void list__filters_orders_and_pages__give_each_once(void **state)
{
    struct town *town = *state;
    Pb__SubmitResponse submitted;
    Pb__AppraisalListResponse out;
    static const struct {
        Pb__AppraisalSort sort;
        const char *first, *last;
    } orders[] = {{PB__APPRAISAL_SORT__APPRAISAL_SORT_UNSPECIFIED, COLLECTIVE, "HS-2022-0002/3"},
                  {PB__APPRAISAL_SORT__APPRAISAL_SORT_NAME, FIRST, "HS-2022-0002/1"},
                  {PB__APPRAISAL_SORT__APPRAISAL_SORT_LINE, COLLECTIVE, "HS-2022-0002/3"},
                  {PB__APPRAISAL_SORT__APPRAISAL_SORT_STATE, COLLECTIVE, FIRST}};
    receive_sample(town, 2, &submitted);
    Pb__AppraisalConcludeResponse done;
    assert_done(town, conclude(town, SPECIALIST, FIRST, false, "Không đạt", &done));
    for (size_t o = 0; o < sizeof orders / sizeof *orders; o++) {
        Pb__AppraisalListRequest in = PB__APPRAISAL_LIST_REQUEST__INIT;
        size_t n = 0;
        const char *last = "";
        in.sort = orders[o].sort;
        in.page_size = 2;
        do {
            assert_done(town, list(town, in, &out));
            assert_true(out.n_rows <= 2);
            if (n == 0)
                assert_string_equal(out.rows[0]->nominee->nominee_id, orders[o].first);
            n += out.n_rows;
            last = out.rows[out.n_rows - 1]->nominee->nominee_id;
            in.page_token = out.next_page_token;
        } while (*out.next_page_token);
        assert_int_equal(n, 6);
        assert_string_equal(last, orders[o].last);
    }
    Pb__AppraisalListRequest in = PB__APPRAISAL_LIST_REQUEST__INIT;
    in.state = PB__NOMINEE_STATE__NOMINEE_STATE_INELIGIBLE;
    assert_done(town, list(town, in, &out));
    assert_int_equal(out.n_rows, 1);
    in.state = (Pb__NomineeState)99;
    assert_refused(town, list(town, in, &out), TD_INVALID_ARGUMENT, "state", TD_KEY_CHOICE);
}

static void list__row__counts_what_stands_how(void **state)
{
    struct town *town = *state;
    Pb__DisciplineOpenResponse opened;
    Pb__SubmitResponse submitted;
    Pb__AppraisalListRequest in = PB__APPRAISAL_LIST_REQUEST__INIT;
    Pb__AppraisalListResponse out;
    receive_sample(town, 2, &submitted);
    assert_done(town, judge(town, SPECIALIST, COLLECTIVE, "III.4.c2", MET, ""));
    assert_done(town, judge(town, SPECIALIST, COLLECTIVE, "III.4.c3", NOT_MET, "x"));
    assert_done(town, judge(town, SPECIALIST, COLLECTIVE, "III.4.c4", MET, ""));
    assert_done(town, judge(town, HOME_BOTH, COLLECTIVE, "III.4.c4", UNCLEAR, "y"));
    assert_done(town, case_open(town, case_request(), &opened));
    assert_done(town, list(town, in, &out));
    const Pb__AppraisalRow *row = out.rows[0];
    assert_int_equal(row->criteria, 4);
    assert_int_equal(row->met, 1);
    assert_int_equal(row->not_met, 1);
    assert_int_equal(row->differing, 1);
    assert_int_equal(row->open_duplicates, 1);
    assert_false(row->excluded);
    assert_true(out.rows[2]->excluded); /* NN-002 */
}

static void differences__two_appraisers__both_rows_page_by_page(void **state)
{
    struct town *town = *state;
    Pb__DifferenceListRequest in = PB__DIFFERENCE_LIST_REQUEST__INIT;
    Pb__DifferenceListResponse out;
    in.round_id = (char *)ROUND;
    in.page_size = 1;
    judge_all(town, FIRST);
    assert_done(town, judge(town, HOME_BOTH, FIRST, "III.4.i1", NOT_MET, "Chưa có hiệu quả"));
    assert_done(town, judge(town, HOME_BOTH, FIRST, "III.4.i2", MET, ""));
    assert_done(town,
                town_call(town, SPECIALIST, &appraisal_service, "ListDifferences", &in, &out));
    assert_int_equal(out.n_differences, 1);
    assert_string_equal(out.differences[0]->criterion, "III.4.i1");
    assert_string_equal(out.differences[0]->officer, "nv.cv");
    in.page_token = out.next_page_token;
    assert_done(town,
                town_call(town, SPECIALIST, &appraisal_service, "ListDifferences", &in, &out));
    assert_string_equal(out.differences[0]->note, "Chưa có hiệu quả");
    assert_string_equal(out.next_page_token, "");
    in.round_id = (char *)"2031-annual";
    assert_refused(town,
                   town_call(town, SPECIALIST, &appraisal_service, "ListDifferences", &in, &out),
                   TD_NOT_FOUND, "round_id", TD_KEY_ROUND_UNKNOWN);
}

/* -- duplicates -- */

static void duplicates__same_people_in_two_dossiers__are_suggested(void **state)
{
    struct town *town = *state;
    Pb__SubmitResponse submitted;
    Pb__DuplicateListRequest in = PB__DUPLICATE_LIST_REQUEST__INIT;
    Pb__DuplicateListResponse out;
    uint64_t before = newest(town);
    Pb__AsOf as_of = PB__AS_OF__INIT;
    receive_sample(town, 2, &submitted);
    in.round_id = (char *)ROUND;
    in.page_size = 2;
    assert_done(town, town_call(town, SPECIALIST, &appraisal_service, "ListDuplicates", &in, &out));
    assert_int_equal(out.n_duplicates, 2);
    assert_int_equal(out.duplicates[0]->matched_by, PB__DUPLICATE_MATCH__DUPLICATE_MATCH_NAME);
    assert_int_equal(out.duplicates[1]->matched_by,
                     PB__DUPLICATE_MATCH__DUPLICATE_MATCH_STAFF_CODE);
    assert_string_equal(out.duplicates[1]->second->nominee_id, "HS-2022-0002/2");
    in.page_token = out.next_page_token;
    assert_done(town, town_call(town, SPECIALIST, &appraisal_service, "ListDuplicates", &in, &out));
    assert_int_equal(out.n_duplicates, 1);
    in.page_token = (char *)"";
    as_of.log_seq = before;
    in.as_of = &as_of;
    assert_done(town, town_call(town, SPECIALIST, &appraisal_service, "ListDuplicates", &in, &out));
    assert_int_equal(out.n_duplicates, 0);
}

static void decide__each_verdict__has_its_consequence(void **state)
{
    struct town *town = *state;
    Pb__SubmitResponse submitted;
    Pb__AppraisalConcludeResponse out;
    static const char other[] = "HS-2022-0002/2";
    receive_sample(town, 2, &submitted);
    judge_all(town, FIRST);
    judge_all(town, other);
    assert_refused(town, conclude(town, SPECIALIST, FIRST, true, "", &out), TD_FAILED_PRECONDITION,
                   "nominee_id", TD_KEY_DUPLICATE_OPEN);
    assert_done(town, decide(town, SPECIALIST, other, FIRST,
                             PB__DUPLICATE_VERDICT__DUPLICATE_VERDICT_SAME, "Cùng mã số"));
    assert_done(town, conclude(town, SPECIALIST, FIRST, true, "", &out));
    assert_refused(town, conclude(town, SPECIALIST, other, true, "", &out), TD_FAILED_PRECONDITION,
                   "nominee_id", TD_KEY_DUPLICATE_SAME);
    assert_done(town, decide(town, HOME_HEAD, FIRST, other,
                             PB__DUPLICATE_VERDICT__DUPLICATE_VERDICT_OTHER_ACHIEVEMENT,
                             "Hai sáng kiến khác nhau"));
    assert_done(town, conclude(town, SPECIALIST, other, true, "", &out));
    assert_int_equal(store_number(town->db, "SELECT COUNT(*) FROM duplicate_decision"), 2);
}

static void decide__wrong__is_refused(void **state)
{
    struct town *town = *state;
    Pb__SubmitResponse submitted;
    receive_sample(town, 2, &submitted);
    assert_refused(town,
                   decide(town, SPECIALIST, FIRST, "HS-2022-0002/3",
                          PB__DUPLICATE_VERDICT__DUPLICATE_VERDICT_SAME, "x"),
                   TD_FAILED_PRECONDITION, "other_id", TD_KEY_DUPLICATE_NONE);
    assert_refused(
        town,
        decide(town, SPECIALIST, FIRST, FIRST, PB__DUPLICATE_VERDICT__DUPLICATE_VERDICT_SAME, "x"),
        TD_FAILED_PRECONDITION, "other_id", TD_KEY_DUPLICATE_NONE);
    assert_refused(town, decide(town, SPECIALIST, FIRST, "HS-2022-0002/2", 0, "x"),
                   TD_INVALID_ARGUMENT, "verdict", TD_KEY_CHOICE);
    assert_refused(town,
                   decide(town, SPECIALIST, FIRST, "HS-2022-0002/2",
                          PB__DUPLICATE_VERDICT__DUPLICATE_VERDICT_SAME, ""),
                   TD_INVALID_ARGUMENT, "reason", TD_KEY_REQUIRED);
}

/* The decision of the year before: nominee 2 of HS-2022-0002 was awarded. */
static void decided_before(struct town *town)
{
    static const char *const ROWS[] = {
        "INSERT INTO decision_version (round_id, version, log_seq, achievement, note, at_utc_ms,"
        " officer_id) VALUES ('2021-annual', 1, 1, 'Năm 2021', '', 0, 1)",
        "INSERT INTO decision_entry (round_id, version, dossier_id, ordinal, nominee_version,"
        " council, council_reason, state_log_seq, awarded, reason)"
        " VALUES ('2021-annual', 1, 202200000002, 2, 1, 4, '', 1, 1, '')",
        "INSERT INTO decision (round_id, version, log_seq, issuer, year, number, number_key,"
        " signed_on, superior, signer_title, signer_name) VALUES ('2021-annual', 1, 1, 'UBND',"
        " 2022, '31/QĐ-UBND', '31/qd-ubnd', '2022-01-14', '', '', '')",
        "INSERT INTO award_certificate (round_id, golden_book, version, log_seq, dossier_id,"
        " ordinal, nominee_version, name, position, unit_name, achievement, name_folded, code,"
        " cause, reason, at_utc_ms, officer_id) VALUES ('2021-annual', 1, 1, 1, 202200000002, 2, 1,"
        " 'Nguyễn Văn Mẫu', '', '', 'Năm 2021', 'nguyen van mau', 'X', 0, '', 0, 1)",
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        assert_int_equal(db_exec(town->db, ROWS[i]), TD_OK);
}

/* Awarded in another round: known, and to be decided on. */
static void duplicates__awarded_in_another_round__is_suggested_and_shown(void **state)
{
    struct town *town = *state;
    Pb__AppraisalShowResponse out;
    assert_int_equal(
        db_exec(town->db,
                "INSERT INTO round (id, year, kind, state, opens_utc_ms, closes_utc_ms, plan_id,"
                " plan_version, opened_utc_ms, opened_by) SELECT '2021-annual', 2021, kind, ?1,"
                " opens_utc_ms, closes_utc_ms, plan_id, plan_version, opened_utc_ms, opened_by"
                " FROM round WHERE id = '2022-annual'",
                db_int(PB__ROUND_STATE__ROUND_STATE_CLOSED)),
        TD_OK);
    Pb__SubmitResponse submitted;
    receive_sample(town, 2, &submitted); /* then moved to the year before, and awarded */
    assert_int_equal(
        db_exec(town->db, "UPDATE dossier SET round_id = '2021-annual' WHERE id = 202200000002"),
        TD_OK);
    for (int ordinal = 2; ordinal <= 3; ordinal++)
        assert_int_equal(
            db_exec(town->db,
                    "INSERT INTO nominee_event (dossier_id, ordinal, log_seq, version, event,"
                    " state, reason, at_utc_ms, officer_id)"
                    " VALUES (202200000002, ?1, 1, 1, 6, ?2, '', ?3, 1)",
                    db_int(ordinal),
                    db_int(ordinal == 2 ? PB__NOMINEE_STATE__NOMINEE_STATE_AWARDED
                                        : PB__NOMINEE_STATE__NOMINEE_STATE_NOT_AWARDED),
                    db_int(TOWN_NOW - 300 * DAY_MS)),
            TD_OK);
    decided_before(town);
    sheet(town, FIRST, &out);
    assert_int_equal(out.n_awards, 1);
    assert_string_equal(out.awards[0]->round_id, "2021-annual");
    assert_string_equal(out.awards[0]->number, "31/QĐ-UBND"); /* as the paper has it */
    assert_string_equal(out.awards[0]->granted_on, "2022-01-14");
    assert_string_equal(out.awards[0]->achievement, "Năm 2021");
    assert_int_equal(out.n_duplicates, 1);
    assert_int_equal(out.duplicates[0]->second->state, PB__NOMINEE_STATE__NOMINEE_STATE_AWARDED);
    sheet(town, SECOND, &out); /* not awarded then: no duplicate */
    assert_int_equal(out.n_awards, 0);
    assert_int_equal(out.n_duplicates, 0);
    /* Nominated then under another name, which the certificate has corrected. */
    static const char *const MISSPELT =
        "UPDATE nominee SET name_folded = 'nguyen van mua', staff_code = '', citizen_id = ''"
        " WHERE dossier_id = 202200000002";
    assert_int_equal(db_exec(town->db, MISSPELT), TD_OK);
    sheet(town, FIRST, &out);
    assert_int_equal(out.n_awards, 1);
    assert_int_equal(out.awards[0]->matched_by, PB__DUPLICATE_MATCH__DUPLICATE_MATCH_NAME);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, town_teardown)
    const struct CMUnitTest tests[] = {
        TEST(show__received__claims_criteria_and_facts),
        TEST(show__who_asks__readers_of_all_dossiers_only_know),
        TEST(show__awards_of_communes__by_code_or_name),
        TEST(judge__first__brings_the_dossier_into_appraisal),
        TEST(judge__wrong__says_what_is_accepted),
        TEST(judge__oneself__is_refused),
        TEST(judge__list_is_with_the_chairman__is_refused),
        TEST(conclude__all_found__the_dossier_is_appraised),
        TEST(conclude__only_outcome_of_a_dossier__goes_straight_to_appraised),
        TEST(conclude__eligible__needs_verdicts_and_reasons),
        TEST(conclude__disciplined__is_never_eligible),
        TEST(reopen__only_other_eyes__and_the_dossier_goes_back),
        TEST(show__as_of__what_was_known_then),
        TEST(assign__dossier_or_nominee__the_newest_counts),
        TEST(assign__nobody_suitable__is_refused),
        TEST(list__filters_orders_and_pages__give_each_once),
        TEST(list__row__counts_what_stands_how),
        TEST(differences__two_appraisers__both_rows_page_by_page),
        TEST(duplicates__same_people_in_two_dossiers__are_suggested),
        TEST(decide__each_verdict__has_its_consequence),
        TEST(decide__wrong__is_refused),
        TEST(duplicates__awarded_in_another_round__is_suggested_and_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
