/* The run of a request against a real database and a fake service: identity, roles, checks,
 * idempotency, log, reply. The transaction is made as the executor makes it. */
#include "fake_service.h"
#include "violations.h"

#include "audit.h"
#include "digest.h"
#include "dispatch.h"
#include "frame.h"
#include "timefmt.h"

#define ADMIN_PRINT ((const uint8_t[32]){1})
#define CLERK_PRINT ((const uint8_t[32]){2})
#define UNKNOWN_PRINT ((const uint8_t[32]){9})

struct dispatch_fixture {
    struct store_fixture *store;
    struct rpc_call call;
    Pb__Request request;
    uint8_t payload[4096], key[16];
    bool prepares; /* before each run, as the loop's thread does */
};

static int dispatch_setup(void **state)
{
    struct dispatch_fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    store_setup((void **)&fixture->store);
    fake_reset();
    fake_officer(fixture->store->db, 1, "admin", ADMIN_PRINT, PB__ROLE__ROLE_ADMINISTRATOR);
    fake_officer(fixture->store->db, 2, "p1.vanthu", CLERK_PRINT, PB__ROLE__ROLE_UNIT_CLERK);
    fixture->call.arena = td_arena_new(4 << 20);
    pb__request__init(&fixture->request);
    fixture->request.id = 42;
    *state = fixture;
    return 0;
}

static int dispatch_setup_preparing(void **state)
{
    dispatch_setup(state);
    ((struct dispatch_fixture *)*state)->prepares = true;
    return 0;
}

static int dispatch_teardown(void **state)
{
    struct dispatch_fixture *fixture = *state;
    td_arena_free(fixture->call.arena);
    store_teardown((void **)&fixture->store);
    free(fixture);
    return 0;
}

/* Prepare a request; name: the unit's name in an Add (NULL: an empty payload). */
static void ask(struct dispatch_fixture *fixture, const char *method, const uint8_t *fingerprint,
                uint8_t key, const char *name)
{
    struct rpc_call *call = &fixture->call;
    Pb__Unit unit = PB__UNIT__INIT;
    Pb__UnitAddRequest add = PB__UNIT_ADD_REQUEST__INIT;
    call->method = dispatch_find(fake_services, method, &call->descriptor);
    assert_non_null(call->method);
    call->enrolled = fingerprint != NULL;
    if (fingerprint)
        memcpy(call->fingerprint, fingerprint, 32);
    call->request = &fixture->request;
    call->deadline_monotonic_ms = UINT64_MAX;
    fixture->request.method = (char *)method;
    memset(fixture->key, key, sizeof fixture->key);
    fixture->request.idempotency_key.data = fixture->key;
    fixture->request.idempotency_key.len = sizeof fixture->key;
    unit.code = "P1";
    unit.name = (char *)name;
    add.unit = &unit;
    fixture->request.payload.data = fixture->payload;
    fixture->request.payload.len = name ? pb__unit_add_request__pack(&add, fixture->payload) : 0;
}

static enum td_code run(struct dispatch_fixture *fixture)
{
    struct db *db = fixture->store->db;
    if (fixture->prepares)
        dispatch_prepare(&fixture->call, fixture->store->arena);
    assert_int_equal(db_begin(db, true), TD_OK);
    fixture->call.job.code = dispatch_run(&fixture->call.job, db);
    if (fixture->call.job.code == TD_OK)
        assert_int_equal(db_commit(db), TD_OK);
    else
        db_rollback(db);
    return fixture->call.job.code;
}

/* The response on the wire; checks that it is a whole frame for this request. */
static Pb__Response *answer(struct dispatch_fixture *fixture)
{
    size_t len;
    const uint8_t *bytes = dispatch_reply(&fixture->call, &len);
    uint8_t header[TD_FRAME_HEADER_SIZE];
    assert_non_null(bytes);
    td_frame_header(len - TD_FRAME_HEADER_SIZE, header);
    assert_memory_equal(bytes, header, sizeof header);
    Pb__Frame *frame = pb__frame__unpack(td_arena_allocator(fixture->store->arena),
                                         len - TD_FRAME_HEADER_SIZE, bytes + TD_FRAME_HEADER_SIZE);
    assert_non_null(frame);
    assert_int_equal(frame->kind_case, PB__FRAME__KIND_RESPONSE);
    assert_int_equal(frame->response->id, 42);
    assert_int_equal(frame->response->code, fixture->call.job.code);
    return frame->response;
}

static void expect_refusal(struct dispatch_fixture *fixture, enum td_code code, const char *key)
{
    assert_int_equal(run(fixture), code);
    Pb__Response *response = answer(fixture);
    assert_int_equal(response->payload.len, 0);
    assert_int_equal(response->n_violations, 1);
    assert_string_equal(response->violations[0]->key, key);
    assert_string_equal(fixture->call.why, key);
}

static int64_t count_events(struct dispatch_fixture *fixture)
{
    return store_number(fixture->store->db, "SELECT COUNT(*) FROM audit_event");
}

static void find__names__only_exact_ones(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "/",
        "UnitService",
        "UnitService/",
        "/List",
        "UnitService/Nope",
        "UnitServiceX/List",
        "UnitServic/List",
        "unitservice/List",
        "UnitService/list",
        "UnitService/List/",
        "thidua.v1.UnitService/List",
    };
    const ProtobufCMethodDescriptor *descriptor;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_null(dispatch_find(fake_services, wrong[i], &descriptor));
    assert_ptr_equal(dispatch_find(fake_services, "UnitService/List", &descriptor), &fake__list);
    assert_string_equal(descriptor->name, "List");
}

static void read__any_officer__answer(void **state)
{
    struct dispatch_fixture *fixture = *state;
    fake.list_units = 2;
    ask(fixture, "UnitService/List", CLERK_PRINT, 0, NULL);
    assert_int_equal(run(fixture), TD_OK);
    Pb__Response *response = answer(fixture);
    Pb__UnitListResponse *list = pb__unit_list_response__unpack(
        td_arena_allocator(fixture->store->arena), response->payload.len, response->payload.data);
    assert_int_equal(list->n_units, 2);
    assert_false(response->replayed);
    assert_int_equal(count_events(fixture), 0);
    assert_int_equal(fixture->call.officer_id, 2);
    assert_string_equal(fixture->call.login, "p1.vanthu");
}

static void read__answer_over_the_frame_limit__refused(void **state)
{
    struct dispatch_fixture *fixture = *state;
    fake.list_units = 1100; /* of 1 kB each */
    ask(fixture, "UnitService/List", CLERK_PRINT, 0, NULL);
    expect_refusal(fixture, TD_RESOURCE_EXHAUSTED, "frame.size");
}

static void read__more_than_the_call_has_memory_for__said_so(void **state)
{
    struct dispatch_fixture *fixture = *state;
    fake.list_units = 20000;
    ask(fixture, "UnitService/List", CLERK_PRINT, 0, NULL);
    expect_refusal(fixture, TD_RESOURCE_EXHAUSTED, "request.large");
}

static void read__deadline_passed__not_begun(void **state)
{
    struct dispatch_fixture *fixture = *state;
    ask(fixture, "UnitService/List", CLERK_PRINT, 0, NULL);
    fixture->call.deadline_monotonic_ms = td_monotonic_ms();
    assert_int_equal(run(fixture), TD_DEADLINE_EXCEEDED);
    answer(fixture);
    assert_int_equal(fake.lists, 0);
}

static void identity__stranger_or_unknown__unauthenticated(void **state)
{
    struct dispatch_fixture *fixture = *state;
    ask(fixture, "UnitService/List", NULL, 0, NULL);
    expect_refusal(fixture, TD_UNAUTHENTICATED, "not_enrolled");
    ask(fixture, "UnitService/List", UNKNOWN_PRINT, 0, NULL);
    expect_refusal(fixture, TD_UNAUTHENTICATED, "not_enrolled");
    assert_int_equal(fake.lists, 0);
}

static void identity__enrolment_with_an_unknown_certificate__as_a_stranger(void **state)
{
    struct dispatch_fixture *fixture = *state;
    ask(fixture, "UnitService/Import", UNKNOWN_PRINT, 7, NULL);
    assert_int_equal(run(fixture), TD_OK);
    assert_int_equal(store_number(fixture->store->db, "SELECT officer_id FROM audit_event"), 0);
}

static void role__not_held__denied_before_the_payload_is_looked_at(void **state)
{
    struct dispatch_fixture *fixture = *state;
    ask(fixture, "UnitService/Add", CLERK_PRINT, 7, NULL);
    fixture->payload[0] = 0xff;
    fixture->request.payload.len = 1;
    expect_refusal(fixture, TD_PERMISSION_DENIED, "role");
    assert_int_equal(fake.adds, 0);
}

static void payload__malformed_or_bad_text__refused(void **state)
{
    struct dispatch_fixture *fixture = *state;
    ask(fixture, "UnitService/Add", ADMIN_PRINT, 7, "Phường 1");
    fixture->request.payload.len--;
    expect_refusal(fixture, TD_INVALID_ARGUMENT, "message.malformed");
    ask(fixture, "UnitService/Add", ADMIN_PRINT, 7, "Phu\xcc\x9bo\xcc\x9bng"); /* NFD */
    expect_refusal(fixture, TD_INVALID_ARGUMENT, "text.nfc");
    ask(fixture, "UnitService/Add", ADMIN_PRINT, 7, "\xff");
    expect_refusal(fixture, TD_INVALID_ARGUMENT, "text.utf8");
    assert_int_equal(fake.adds, 0);
}

static void prepare__payload__only_when_sound_and_short(void **state)
{
    struct dispatch_fixture *fixture = *state;
    struct rpc_call *call = &fixture->call;
    struct td_arena *arena = td_arena_new(1 << 20);
    ask(fixture, "UnitService/Add", ADMIN_PRINT, 7, "Phường 1");
    dispatch_prepare(call, arena);
    assert_non_null(call->prepared.in);
    fixture->request.payload.len--;
    dispatch_prepare(call, arena);
    assert_null(call->prepared.in);
    ask(fixture, "UnitService/Add", ADMIN_PRINT, 7, "\xff");
    dispatch_prepare(call, arena);
    assert_null(call->prepared.in);
    /* An unknown field of any length is sound, only too long. */
    uint8_t *padded = calloc(1, DISPATCH_PREPARE_MAX_BYTES + 1);
    memcpy(padded, ((uint8_t[]){0xfa, 0x7f, 0xfc, 0xff, 0x00}), 5);
    for (size_t over = 0; over < 2; over++) {
        fixture->request.payload.data = padded;
        fixture->request.payload.len = DISPATCH_PREPARE_MAX_BYTES + over;
        padded[2] = (uint8_t)(0xfb + over);
        dispatch_prepare(call, arena);
        assert_int_equal(call->prepared.in != NULL, over == 0);
    }
    free(padded);
    td_arena_free(arena);
}

static void write__without_a_key_of_16_bytes__refused(void **state)
{
    struct dispatch_fixture *fixture = *state;
    for (size_t len = 0; len < 16; len += 15) {
        ask(fixture, "UnitService/Add", ADMIN_PRINT, 7, "Phường 1");
        fixture->request.idempotency_key.len = len;
        expect_refusal(fixture, TD_INVALID_ARGUMENT, "idempotency.key");
    }
    assert_int_equal(fake.adds, 0);
}

static void write__ok__answer_event_and_record(void **state)
{
    struct dispatch_fixture *fixture = *state;
    struct audit_event event;
    ask(fixture, "UnitService/Add", ADMIN_PRINT, 7, "Phường 1");
    assert_int_equal(run(fixture), TD_OK);
    assert_false(answer(fixture)->replayed);
    assert_int_equal(audit_find(fixture->store->db, 1, fixture->store->arena, &event), TD_OK);
    assert_string_equal(event.method, "UnitService/Add");
    assert_string_equal(event.login, "admin");
    assert_string_equal(event.subject, "P1");
    assert_string_equal(event.detail, "");
    assert_int_equal(event.officer_id, 1);
    assert_int_equal(event.device_id, 1);
    assert_int_equal(store_number(fixture->store->db, "SELECT COUNT(*) FROM idempotency"), 1);
}

/* Of a unit only its code may be known. */
static const ProtobufCMessage *code_only(const ProtobufCMessage *in, struct td_arena *arena)
{
    static Pb__Unit unit;
    static Pb__UnitAddRequest part;
    (void)arena;
    pb__unit__init(&unit);
    pb__unit_add_request__init(&part);
    unit.code = ((const Pb__UnitAddRequest *)in)->unit->code;
    part.unit = &unit;
    return &part.base;
}

static const ProtobufCMessage *nothing_left(const ProtobufCMessage *in, struct td_arena *arena)
{
    (void)in;
    (void)arena;
    return NULL;
}

static void ask_discreetly(struct dispatch_fixture *fixture, struct method *method,
                           const ProtobufCMessage *(*part)(const ProtobufCMessage *,
                                                           struct td_arena *),
                           const char *name)
{
    ask(fixture, "UnitService/Add", ADMIN_PRINT, 7, name);
    *method = *fixture->call.method;
    method->public_part = part;
    fixture->call.method = method;
}

/* Two requests that differ in what is secret only leave the same digests, in the log and in the
 * record; and the second is the first once more. */
static void write__discreet__nothing_depends_on_the_secret(void **state)
{
    struct dispatch_fixture *fixture = *state;
    struct audit_event event;
    struct method method;
    uint8_t whole[32], expected[32], packed[64];
    ask_discreetly(fixture, &method, code_only, "đồng ý");
    td_sha256(fixture->payload, fixture->request.payload.len, whole);
    Pb__Unit unit = PB__UNIT__INIT;
    Pb__UnitAddRequest part = PB__UNIT_ADD_REQUEST__INIT;
    unit.code = "P1";
    part.unit = &unit;
    td_sha256(packed, pb__unit_add_request__pack(&part, packed), expected);
    assert_int_equal(run(fixture), TD_OK);
    assert_int_equal(audit_find(fixture->store->db, 1, fixture->store->arena, &event), TD_OK);
    assert_memory_equal(event.request_sha256, expected, sizeof expected);
    assert_memory_not_equal(event.request_sha256, whole, sizeof whole);
    ask_discreetly(fixture, &method, code_only, "không đồng ý");
    assert_int_equal(run(fixture), TD_OK);
    assert_true(answer(fixture)->replayed);
    assert_int_equal(fake.adds, 1);
    assert_int_equal(store_number(fixture->store->db,
                                  "SELECT COUNT(*) FROM idempotency i JOIN audit_event a"
                                  " ON a.request_sha256 = i.request_sha256"),
                     1);
}

static void write__discreet_without_memory__nothing_is_written(void **state)
{
    struct dispatch_fixture *fixture = *state;
    struct method method;
    ask_discreetly(fixture, &method, nothing_left, "đồng ý");
    assert_int_equal(run(fixture), TD_RESOURCE_EXHAUSTED);
    assert_int_equal(fake.adds, 0);
    assert_int_equal(count_events(fixture), 0);
}

static void write__again__first_answer_and_nothing_more(void **state)
{
    struct dispatch_fixture *fixture = *state;
    ask(fixture, "UnitService/Add", ADMIN_PRINT, 7, "Phường 1");
    assert_int_equal(run(fixture), TD_OK);
    Pb__Response *first = answer(fixture);
    assert_int_equal(run(fixture), TD_OK);
    Pb__Response *second = answer(fixture);
    assert_true(second->replayed);
    assert_int_equal(second->payload.len, first->payload.len);
    assert_memory_equal(second->payload.data, first->payload.data, first->payload.len);
    assert_int_equal(fake.adds, 1);
    assert_int_equal(count_events(fixture), 1);
}

static void write__same_key_other_bytes__refused(void **state)
{
    struct dispatch_fixture *fixture = *state;
    ask(fixture, "UnitService/Add", ADMIN_PRINT, 7, "Phường 1");
    assert_int_equal(run(fixture), TD_OK);
    ask(fixture, "UnitService/Add", ADMIN_PRINT, 7, "Phường 2");
    expect_refusal(fixture, TD_ALREADY_EXISTS, "idempotency.reused");
    assert_int_equal(fake.adds, 1);
}

static void write__refused__no_trace_and_tried_anew(void **state)
{
    struct dispatch_fixture *fixture = *state;
    fake.add_code = TD_FAILED_PRECONDITION;
    fake.end_sessions_of = 2;
    ask(fixture, "UnitService/Add", ADMIN_PRINT, 7, "Phường 1");
    expect_refusal(fixture, TD_FAILED_PRECONDITION, "unit.exists");
    Pb__Response *response = answer(fixture);
    assert_string_equal(response->violations[0]->field, "unit.code");
    assert_string_equal(response->violations[0]->clause, "II.1");
    assert_string_equal(response->violations[0]->params[0]->value, "P1");
    assert_int_equal(fixture->call.end_sessions_of_officer, 0);
    assert_int_equal(count_events(fixture), 0);
    fake.add_code = TD_OK;
    assert_int_equal(run(fixture), TD_OK);
    assert_int_equal(fixture->call.end_sessions_of_officer, 2);
    assert_int_equal(count_events(fixture), 1);
    assert_int_equal(fake.adds, 2);
}

/* The executor runs a job again when the commit of its batch failed. */
static void write__rolled_back_and_run_again__as_if_for_the_first_time(void **state)
{
    struct dispatch_fixture *fixture = *state;
    struct db *db = fixture->store->db;
    ask(fixture, "UnitService/Add", ADMIN_PRINT, 7, "Phường 1");
    assert_int_equal(db_begin(db, true), TD_OK);
    assert_int_equal(dispatch_run(&fixture->call.job, db), TD_OK);
    db_rollback(db);
    assert_int_equal(run(fixture), TD_OK);
    assert_false(answer(fixture)->replayed);
    assert_int_equal(count_events(fixture), 1);
}

static void ask_import(struct dispatch_fixture *fixture, uint8_t key, bool dry_run)
{
    Pb__Unit unit = PB__UNIT__INIT, *units[] = {&unit};
    Pb__UnitImportRequest in = PB__UNIT_IMPORT_REQUEST__INIT;
    ask(fixture, "UnitService/Import", ADMIN_PRINT, key, NULL);
    in.units = units;
    in.n_units = 1;
    in.dry_run = dry_run;
    fixture->request.payload.len = pb__unit_import_request__pack(&in, fixture->payload);
}

static void dry_run__answered__and_nothing_is_kept(void **state)
{
    struct dispatch_fixture *fixture = *state;
    fake.end_sessions_of = 2;
    ask_import(fixture, 7, true);
    assert_int_equal(run(fixture), TD_OK);
    assert_true(fixture->call.job.discard); /* the executor rolls it back */
    assert_true(fake.dry_run_seen);
    Pb__Response *response = answer(fixture);
    Pb__UnitImportResponse *tried = pb__unit_import_response__unpack(
        td_arena_allocator(fixture->store->arena), response->payload.len, response->payload.data);
    assert_int_equal(tried->added, 1);
    assert_int_equal(count_events(fixture), 0);
    assert_int_equal(store_number(fixture->store->db, "SELECT COUNT(*) FROM idempotency"), 0);
    assert_int_equal(fixture->call.end_sessions_of_officer, 0);
}

static void dry_run__then_for_real_with_the_same_key__carried_out(void **state)
{
    struct dispatch_fixture *fixture = *state;
    ask_import(fixture, 7, true);
    assert_int_equal(run(fixture), TD_OK);
    ask_import(fixture, 7, false);
    fixture->call.job.discard = false; /* as the executor does before each run */
    assert_int_equal(run(fixture), TD_OK);
    assert_false(fixture->call.job.discard);
    assert_false(answer(fixture)->replayed);
    assert_int_equal(count_events(fixture), 1);
    ask_import(fixture, 7, true); /* tried again after that: not the first answer, a new try */
    assert_int_equal(run(fixture), TD_OK);
    assert_false(answer(fixture)->replayed);
    assert_int_equal(fake.imports, 3);
}

static void reply__executor_overrides_the_code__that_code_alone(void **state)
{
    struct dispatch_fixture *fixture = *state;
    ask(fixture, "UnitService/List", CLERK_PRINT, 0, NULL);
    assert_int_equal(run(fixture), TD_OK);
    fixture->call.job.code = TD_INTERNAL;
    Pb__Response *response = answer(fixture);
    assert_int_equal(response->payload.len, 0);
    assert_int_equal(response->n_violations, 0);
    fixture->call.job.code = TD_RESOURCE_EXHAUSTED;
    response = answer(fixture);
    assert_int_equal(response->n_violations, 1);
    assert_string_equal(response->violations[0]->key, "storage.full");
}

/* Each twice: whether the request was prepared must make no difference. */
#define CASE(name)                                                                   \
    cmocka_unit_test_setup_teardown(name, dispatch_setup, dispatch_teardown),        \
    {                                                                                \
#name " (prepared)", name, dispatch_setup_preparing, dispatch_teardown, NULL \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(find__names__only_exact_ones),
        CASE(read__any_officer__answer),
        CASE(read__answer_over_the_frame_limit__refused),
        CASE(read__more_than_the_call_has_memory_for__said_so),
        CASE(read__deadline_passed__not_begun),
        CASE(identity__stranger_or_unknown__unauthenticated),
        CASE(identity__enrolment_with_an_unknown_certificate__as_a_stranger),
        CASE(role__not_held__denied_before_the_payload_is_looked_at),
        CASE(payload__malformed_or_bad_text__refused),
        CASE(prepare__payload__only_when_sound_and_short),
        CASE(write__without_a_key_of_16_bytes__refused),
        CASE(write__ok__answer_event_and_record),
        CASE(write__discreet__nothing_depends_on_the_secret),
        CASE(write__discreet_without_memory__nothing_is_written),
        CASE(write__again__first_answer_and_nothing_more),
        CASE(write__same_key_other_bytes__refused),
        CASE(write__refused__no_trace_and_tried_anew),
        CASE(write__rolled_back_and_run_again__as_if_for_the_first_time),
        CASE(dry_run__answered__and_nothing_is_kept),
        CASE(dry_run__then_for_real_with_the_same_key__carried_out),
        CASE(reply__executor_overrides_the_code__that_code_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
