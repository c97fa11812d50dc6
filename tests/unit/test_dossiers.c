/* What is asked about dossiers: numbers, status, lists page by page, the whole story, receipts,
 * and which files they refer to. */
#include "dossier_fixture.h"

#include "attachments.h"
#include "counter.h"
#include "dossier.h"

#define CLOSES (TOWN_NOW + 30 * DAY_MS)
#define ID "HS-2022-0001"

static int setup(void **state)
{
    int failed = town_setup(state);
    if (!failed)
        town_open_round(*state);
    return failed;
}

static void submit_one(struct town *town, enum officer who, const char *unit_code, uint8_t draft,
                       Pb__SubmitResponse *out)
{
    struct sample sample;
    sample_init(town, &sample, unit_code, draft);
    assert_done(town, submit(town, who, &sample, out));
}

/* -- numbers -- */

static void number__id_and_back__is_the_same(void **state)
{
    struct town *town = *state;
    static const struct {
        int64_t id;
        const char *number;
    } cases[] = {{INT64_C(202200000007), "HS-2022-0007"},
                 {INT64_C(202212345678), "HS-2022-12345678"},
                 {INT64_C(203000009999), "HS-2030-9999"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t id = 0;
        assert_string_equal(dossier_number(town->arena, cases[i].id), cases[i].number);
        assert_true(dossier_number_parse(cases[i].number, &id));
        assert_int_equal(id, cases[i].id);
    }
}

static void number__of_a_new_dossier__follows_the_years_greatest(void **state)
{
    struct town *town = *state;
    static const char newest[] = "SELECT MAX(id) FROM dossier WHERE id BETWEEN ?1 AND ?2";
    static const struct {
        int64_t have, next; /* next 0: there is none */
    } steps[] = {{0, INT64_C(202200000001)},
                 {INT64_C(202100000008), INT64_C(202200000001)}, /* of other years */
                 {INT64_C(202300000003), INT64_C(202200000001)},
                 {INT64_C(202200000041), INT64_C(202200000042)},
                 {INT64_C(202299999998), INT64_C(202299999999)},
                 {INT64_C(202299999999), 0}};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        int64_t id = 0;
        if (steps[i].have)
            assert_int_equal(db_exec(town->db,
                                     "INSERT INTO dossier (id, round_id, unit_code, draft_id)"
                                     " VALUES (?1, '2022-annual', 'P1', ?2)",
                                     db_int(steps[i].have), db_blob(&steps[i].have, 8)),
                             TD_OK);
        enum td_code code = counter_next_id_after(town->db, newest, 2022, &id);
        assert_int_equal(code, steps[i].next ? TD_OK : TD_RESOURCE_EXHAUSTED);
        assert_int_equal(id, steps[i].next);
    }
}

static void number__any_other_form__is_not_one(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "HS-2022-7",
                                        "HS-2022-0000",
                                        "HS-2022-00007",
                                        "hs-2022-0007",
                                        " HS-2022-0007",
                                        "HS-2022-0007 ",
                                        "HS-2022-0007x",
                                        "HS- 2022-0007",
                                        "HS-2022--007",
                                        "HS-2022-123456789",
                                        "HS-+202-0007",
                                        "HS-99999-0007"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        int64_t id = 0;
        if (dossier_number_parse(wrong[i], &id))
            fail_msg("took \"%s\"", wrong[i]);
    }
}

/* -- status -- */

static void status__submitted__tells_all_that_the_row_knows(void **state)
{
    struct town *town = *state;
    Pb__SubmitResponse submitted;
    Pb__StatusResponse out;
    submit_one(town, CLERK, "P1", 1, &submitted);
    assert_done(town, status(town, CLERK, ID, &out));
    assert_string_equal(out.dossier->id, ID);
    assert_string_equal(out.dossier->round_id, "2022-annual");
    assert_string_equal(out.dossier->unit_code, "P1");
    assert_int_equal(out.dossier->version, 1);
    assert_int_equal(out.dossier->state, PB__DOSSIER_STATE__DOSSIER_SUBMITTED);
    assert_int_equal(out.dossier->nominees, 3);
    assert_int_equal(out.dossier->deadline_utc_ms, CLOSES);
    assert_int_equal(out.dossier->next_role, PB__ROLE__ROLE_UNIT_HEAD);
}

static void status__who_asks__decides_what_exists(void **state)
{
    struct town *town = *state;
    Pb__SubmitResponse submitted;
    Pb__StatusResponse out;
    submit_one(town, CLERK, "P1", 1, &submitted);
    static const struct {
        enum officer who;
        bool sees;
    } cases[] = {{CLERK, true},   {HEAD, true},         {SPECIALIST, true}, {HOME_HEAD, true},
                 {AUDITOR, true}, {OTHER_CLERK, false}, {ADMIN, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        enum td_code code = status(town, cases[i].who, ID, &out);
        assert_int_equal(code, cases[i].sees ? TD_OK : TD_NOT_FOUND);
    }
    assert_refused(town, status(town, AUDITOR, "HS-2022-0002", &out), TD_NOT_FOUND, "dossier_id",
                   TD_KEY_DOSSIER_UNKNOWN);
    assert_refused(town, status(town, AUDITOR, "hồ sơ", &out), TD_NOT_FOUND, "dossier_id",
                   TD_KEY_DOSSIER_UNKNOWN);
}

static void visible__every_role__own_unit_or_all(void **state)
{
    (void)state;
    for (int role = 1; role <= PB__ROLE__ROLE_ADMINISTRATOR; role++) {
        struct call call = {.who = {.unit_code = "P1", .roles = ROLE_BIT(role)}};
        bool all = role != PB__ROLE__ROLE_UNIT_CLERK && role != PB__ROLE__ROLE_UNIT_HEAD &&
                   role != PB__ROLE__ROLE_RADIO && role != PB__ROLE__ROLE_ADMINISTRATOR;
        bool unit = role == PB__ROLE__ROLE_UNIT_CLERK || role == PB__ROLE__ROLE_UNIT_HEAD;
        assert_int_equal(dossier_visible(&call, "P1"), all || unit);
        assert_int_equal(dossier_visible(&call, "P2"), all);
    }
}

/* -- list -- */

static enum td_code list(struct town *town, enum officer who, Pb__DossierListRequest in,
                         Pb__DossierListResponse *out)
{
    return town_call(town, who, &dossier_service, "List", &in, out);
}

static const Pb__DossierListRequest everything = PB__DOSSIER_LIST_REQUEST__INIT;

static void list__page_by_page__yields_each_once_in_order(void **state)
{
    struct town *town = *state;
    Pb__SubmitResponse submitted;
    Pb__DossierListResponse out;
    Pb__DossierListRequest in = everything;
    for (uint8_t draft = 1; draft <= 5; draft++)
        submit_one(town, CLERK, "P1", draft, &submitted);
    size_t seen = 0;
    in.page_size = 2;
    do {
        assert_done(town, list(town, SPECIALIST, in, &out));
        assert_true(out.n_dossiers <= 2);
        for (size_t i = 0; i < out.n_dossiers; i++)
            assert_string_equal(out.dossiers[i]->id,
                                td_arena_printf(town->arena, "HS-2022-%04zu", ++seen));
        in.page_token = out.next_page_token;
    } while (*in.page_token);
    assert_int_equal(seen, 5);
    in = everything;
    in.page_size = 5;
    assert_done(town, list(town, SPECIALIST, in, &out));
    assert_string_equal(out.next_page_token, "");
}

static void list__filters__narrow_it(void **state)
{
    struct town *town = *state;
    Pb__SubmitResponse submitted;
    Pb__ConfirmResponse confirmed;
    Pb__DossierListResponse out;
    submit_one(town, CLERK, "P1", 1, &submitted);
    assert_done(town, confirm(town, HEAD, &submitted, &confirmed));
    submit_one(town, OTHER_CLERK, "P2", 2, &submitted);
    static const struct {
        enum officer who;
        const char *round, *unit;
        Pb__DossierState state;
        size_t want;
    } cases[] = {
        {SPECIALIST, "", "", 0, 2},
        {SPECIALIST, "2022-annual", "", 0, 2},
        {SPECIALIST, "", "P2", 0, 1},
        {SPECIALIST, "", "", PB__DOSSIER_STATE__DOSSIER_CONFIRMED, 1},
        {SPECIALIST, "2022-annual", "P2", PB__DOSSIER_STATE__DOSSIER_CONFIRMED, 0},
        {CLERK, "", "", 0, 1},
        {CLERK, "", "P1", 0, 1},
        {CLERK, "", "P2", 0, 0},
        {OTHER_CLERK, "", "", PB__DOSSIER_STATE__DOSSIER_CONFIRMED, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Pb__DossierListRequest in = everything;
        in.round_id = (char *)cases[i].round;
        in.unit_code = (char *)cases[i].unit;
        in.state = cases[i].state;
        assert_done(town, list(town, cases[i].who, in, &out));
        assert_int_equal(out.n_dossiers, cases[i].want);
    }
}

/* Not "no such dossiers": a slip of the finger must not look like an empty list. */
static void list__round_or_unit_that_nobody_knows__is_told(void **state)
{
    struct town *town = *state;
    Pb__DossierListResponse out;
    Pb__DossierListRequest in = everything;
    in.round_id = (char *)"2023-annual";
    assert_refused(town, list(town, SPECIALIST, in, &out), TD_NOT_FOUND, "round_id",
                   TD_KEY_ROUND_UNKNOWN);
    in = everything;
    in.unit_code = (char *)"P9";
    assert_refused(town, list(town, SPECIALIST, in, &out), TD_NOT_FOUND, "unit_code",
                   TD_KEY_UNIT_UNKNOWN);
    assert_refused(town, list(town, CLERK, in, &out), TD_NOT_FOUND, "unit_code",
                   TD_KEY_UNIT_UNKNOWN);
}

static void list__wrong_values__are_refused(void **state)
{
    struct town *town = *state;
    Pb__DossierListResponse out;
    Pb__DossierListRequest in = everything;
    in.page_size = 501;
    in.page_token = (char *)"1; DROP TABLE dossier";
    in.state = (Pb__DossierState)99;
    enum td_code code = list(town, CLERK, in, &out);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "page_size", TD_KEY_NUMBER_RANGE);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "page_token", TD_KEY_TEXT_FORM);
    assert_refused(town, code, TD_INVALID_ARGUMENT, "state", TD_KEY_CHOICE);
}

/* -- show -- */

static enum td_code show(struct town *town, uint32_t version, Pb__DossierShowResponse *out)
{
    Pb__DossierShowRequest in = PB__DOSSIER_SHOW_REQUEST__INIT;
    in.dossier_id = (char *)ID;
    in.version = version;
    return town_call(town, AUDITOR, &dossier_service, "Show", &in, out);
}

/* Submitted, confirmed, returned, submitted without minutes and with a report less. */
static void long_story(struct town *town, struct sample *sample)
{
    Pb__SubmitResponse submitted;
    Pb__ConfirmResponse confirmed;
    Pb__ReceiveResponse received;
    Pb__ReturnResponse returned;
    sample_init(town, sample, "P1", 1);
    assert_done(town, submit(town, CLERK, sample, &submitted));
    town->now_utc_ms += HOUR_MS;
    assert_done(town, confirm(town, HEAD, &submitted, &confirmed));
    assert_done(town, receive(town, ID, 1, 2, &received));
    assert_done(town, give_back(town, ID, 1, CLOSES, &returned));
    sample->base_version = 1;
    sample->accept_incomplete = true;
    sample->content.minutes = NULL;
    sample->nominees[1].report = NULL;
    assert_done(town, submit(town, BOTH, sample, &submitted));
}

static void show__long_story__has_every_event_and_version(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__DossierShowResponse out;
    static const struct {
        Pb__DossierEvent event;
        uint32_t version;
        const char *officer, *note;
    } want[] = {
        {PB__DOSSIER_EVENT__DOSSIER_EVENT_SUBMIT, 1, "p1.vanthu", ""},
        {PB__DOSSIER_EVENT__DOSSIER_EVENT_CONFIRM, 1, "p1.chutich", ""},
        {PB__DOSSIER_EVENT__DOSSIER_EVENT_RECEIVE, 1, "nv.cv", "2"},
        {PB__DOSSIER_EVENT__DOSSIER_EVENT_RETURN, 1, "nv.cv", "Thiếu một bộ bản chính"},
        {PB__DOSSIER_EVENT__DOSSIER_EVENT_SUBMIT, 2, "p1.both", ""},
    };
    long_story(town, &sample);
    assert_done(town, show(town, 0, &out));
    assert_int_equal(out.n_timeline, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(out.timeline[i]->event, want[i].event);
        assert_int_equal(out.timeline[i]->version, want[i].version);
        assert_string_equal(out.timeline[i]->officer, want[i].officer);
        assert_string_equal(out.timeline[i]->note, want[i].note);
        assert_true(i == 0 || out.timeline[i]->log_seq > out.timeline[i - 1]->log_seq);
    }
    assert_string_equal(out.timeline[1]->officer_name, "Trần Thị Ví Dụ");
    assert_int_equal(out.n_versions, 2);
    assert_int_equal(out.versions[0]->confirmed_utc_ms, TOWN_NOW + HOUR_MS);
    assert_string_equal(out.versions[0]->confirmed_by, "p1.chutich");
    assert_int_equal(out.versions[1]->confirmed_utc_ms, 0);
    assert_int_equal(out.shown->version, 2);
    assert_string_equal(out.shown->submitted_by, "p1.both");
    assert_memory_equal(out.draft_id.data, sample.draft_id, 16);
    assert_int_equal(out.dossier->version, 2);
}

static void show__any_version__has_the_bytes_that_came(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__DossierShowResponse out;
    sample_init(town, &sample, "P1", 1);
    Pb__SubmitRequest first = sample_request(town, &sample);
    long_story(town, &sample);
    assert_done(town, show(town, 1, &out));
    assert_int_equal(out.shown->version, 1);
    assert_int_equal(out.content.len, first.content.len);
    assert_memory_equal(out.content.data, first.content.data, first.content.len);
    assert_refused(town, show(town, 3, &out), TD_NOT_FOUND, "version", TD_KEY_NUMBER_RANGE);
}

static void assert_checklist(const Pb__DossierShowResponse *out, const bool present[7])
{
    static const struct {
        const char *part, *clause, *of;
    } want[7] = {{"letter", "III.5.a.1", ""},
                 {"list", "III.5.a.1", ""},
                 {"report", "III.5.a.2", "UBND phường"},
                 {"report", "III.5.a.2", "Nguyễn Văn Mẫu"},
                 {"report", "III.5.a.2", "Trần Thị Ví Dụ"},
                 {"minutes", "III.5.a.3", ""},
                 {"originals", "III.5.b", ""}};
    assert_int_equal(out->n_checklist, 7);
    for (size_t i = 0; i < 7; i++) {
        assert_string_equal(out->checklist[i]->part, want[i].part);
        assert_string_equal(out->checklist[i]->clause, want[i].clause);
        assert_string_equal(out->checklist[i]->of, want[i].of);
        assert_int_equal(out->checklist[i]->present, present[i]);
    }
}

static void show__checklist__tells_III_5_part_by_part(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__DossierShowResponse out;
    long_story(town, &sample);
    assert_done(town, show(town, 1, &out)); /* received with its originals */
    assert_checklist(&out, (const bool[7]){true, true, true, true, true, true, true});
    assert_done(town, show(town, 2, &out)); /* no minutes, one report less, not received */
    assert_checklist(&out, (const bool[7]){true, true, true, false, true, false, false});
}

/* -- receipts -- */

static enum td_code get_receipt(struct town *town, uint32_t version, Pb__GetReceiptResponse *out)
{
    Pb__GetReceiptRequest in = PB__GET_RECEIPT_REQUEST__INIT;
    in.dossier_id = (char *)ID;
    in.version = version;
    return town_call(town, CLERK, &dossier_service, "GetReceipt", &in, out);
}

static bool receipt_verifies(struct town *town, const Pb__Receipt *receipt)
{
    uint8_t key[32];
    size_t prefix = strlen("thidua receipt 1\n");
    uint8_t *text = td_arena_alloc(town->arena, prefix + receipt->body.len);
    memcpy(text, "thidua receipt 1\n", prefix);
    memcpy(text + prefix, receipt->body.data, receipt->body.len);
    pki_receipt_key(town->services.pki, key);
    assert_int_equal(receipt->key.len, 32);
    assert_memory_equal(receipt->key.data, key, 32);
    assert_int_equal(receipt->signature.len, 64);
    return td_ed25519_verify(key, text, prefix + receipt->body.len, receipt->signature.data);
}

static void receipt__of_a_version__is_signed_and_names_everything(void **state)
{
    struct town *town = *state;
    Pb__SubmitResponse submitted;
    Pb__GetReceiptResponse out;
    struct audit_event event;
    submit_one(town, CLERK, "P1", 1, &submitted);
    assert_done(town, get_receipt(town, 1, &out));
    assert_true(receipt_verifies(town, out.receipt));
    const Pb__ReceiptBody *body = (const Pb__ReceiptBody *)td_message_unpack(
        &pb__receipt_body__descriptor, town->arena, out.receipt->body.data, out.receipt->body.len);
    assert_non_null(body);
    assert_string_equal(body->town, "Thị xã Ngã Năm");
    assert_string_equal(body->dossier_id, ID);
    assert_int_equal(body->version, 1);
    assert_string_equal(body->unit_code, "P1");
    assert_string_equal(body->round_id, "2022-annual");
    assert_memory_equal(body->content_sha256.data, submitted.content_sha256.data, 32);
    assert_int_equal(body->n_files, 5);
    assert_string_equal(body->files[0]->name, "to-trinh.pdf");
    assert_int_equal(body->submitted_utc_ms, TOWN_NOW);
    assert_int_equal(body->log_seq, submitted.log_seq);
    assert_int_equal(audit_find(town->db, submitted.log_seq, town->arena, &event), TD_OK);
    assert_memory_equal(body->log_head.data, event.head, 32);
    out.receipt->body.data[0] ^= 1;
    assert_false(receipt_verifies(town, out.receipt));
}

static void receipt__asked_again_after_more_events__is_the_same_bytes(void **state)
{
    struct town *town = *state;
    struct sample sample;
    Pb__SubmitResponse submitted;
    Pb__GetReceiptResponse first, again;
    sample_init(town, &sample, "P1", 1);
    assert_done(town, submit(town, CLERK, &sample, &submitted));
    assert_done(town, get_receipt(town, 0, &first));
    long_story(town, &sample); /* begins with the same submission */
    assert_done(town, get_receipt(town, 1, &again));
    assert_int_equal(first.receipt->body.len, again.receipt->body.len);
    assert_memory_equal(first.receipt->body.data, again.receipt->body.data,
                        first.receipt->body.len);
    assert_memory_equal(first.receipt->signature.data, again.receipt->signature.data, 64);
    assert_refused(town, get_receipt(town, 3, &again), TD_NOT_FOUND, "version",
                   TD_KEY_NUMBER_RANGE);
}

static void receipt__log_entry_lost__is_data_loss(void **state)
{
    struct town *town = *state;
    Pb__SubmitResponse submitted;
    Pb__GetReceiptResponse out;
    submit_one(town, CLERK, "P1", 1, &submitted);
    assert_int_equal(db_exec(town->db, "DELETE FROM audit_event WHERE seq = ?1",
                             db_int((int64_t)submitted.log_seq)),
                     TD_OK);
    assert_int_equal(get_receipt(town, 0, &out), TD_DATA_LOSS);
}

/* -- files -- */

static void files__of_versions__are_found_by_digest(void **state)
{
    struct town *town = *state;
    struct sample sample;
    int64_t id = 0;
    const char *unit = NULL;
    bool refers = false, referenced = false;
    uint8_t digest[32] = {0}, unknown[32] = {9};
    size_t walked = 0;
    long_story(town, &sample);
    assert_true(dossier_number_parse(ID, &id));
    const Pb__FileRef *minutes = sample.minutes.file; /* in version 1 only */
    static const struct {
        uint32_t version;
        bool refers;
    } cases[] = {{1, true}, {2, false}, {0, false}, {3, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(dossiers_file_find(town->db, id, cases[i].version, minutes->sha256.data,
                                            town->arena, &unit, &refers),
                         TD_OK);
        assert_string_equal(unit, "P1");
        assert_int_equal(refers, cases[i].refers);
    }
    assert_int_equal(
        dossiers_file_find(town->db, id + 1, 0, minutes->sha256.data, town->arena, &unit, &refers),
        TD_NOT_FOUND);
    assert_int_equal(attachments_any_refers(town->db, minutes->sha256.data, &referenced), TD_OK);
    assert_true(referenced);
    assert_int_equal(attachments_any_refers(town->db, unknown, &referenced), TD_OK);
    assert_false(referenced);
    while (attachments_any_next(town->db, digest, digest) == TD_OK)
        walked++;
    assert_int_equal(walked, 5);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, town_teardown)
    const struct CMUnitTest tests[] = {
        TEST(number__id_and_back__is_the_same),
        TEST(number__of_a_new_dossier__follows_the_years_greatest),
        TEST(number__any_other_form__is_not_one),
        TEST(status__submitted__tells_all_that_the_row_knows),
        TEST(status__who_asks__decides_what_exists),
        TEST(visible__every_role__own_unit_or_all),
        TEST(list__page_by_page__yields_each_once_in_order),
        TEST(list__filters__narrow_it),
        TEST(list__round_or_unit_that_nobody_knows__is_told),
        TEST(list__wrong_values__are_refused),
        TEST(show__long_story__has_every_event_and_version),
        TEST(show__any_version__has_the_bytes_that_came),
        TEST(show__checklist__tells_III_5_part_by_part),
        TEST(receipt__of_a_version__is_signed_and_names_everything),
        TEST(receipt__asked_again_after_more_events__is_the_same_bytes),
        TEST(receipt__log_entry_lost__is_data_loss),
        TEST(files__of_versions__are_found_by_digest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
