/* A town for handlers: a real database, evidence store, CA and plan cache in a scratch folder, a
 * few officers, and a way to call a method as dispatch does (transaction, audit event, rollback
 * of refusals). Roles are dispatch's business and not asked here. */
#ifndef TD_TESTS_SERVICE_FIXTURE_H
#define TD_TESTS_SERVICE_FIXTURE_H

#include "store_fixture.h"
#include "violations.h"

#include "audit.h"
#include "blob.h"
#include "call.h"
#include "digest.h"
#include "pki.h"
#include "plan.pb-c.h"
#include "plan_50.h"
#include "plan_cache.h"
#include "round.pb-c.h"
#include "services.h"
#include "timefmt.h"
#include "unit.pb-c.h"

#define HOUR_MS INT64_C(3600000)
#define DAY_MS (24 * HOUR_MS)
/* 2022-11-01 00:00 in Indochina time: the town's clock at the beginning. */
#define TOWN_NOW INT64_C(1667235600000)

enum officer {
    CLERK,
    HEAD,
    SPECIALIST,
    HOME_HEAD,
    ADMIN,
    OTHER_CLERK,
    AUDITOR,
    BOTH,
    CHAIRMAN,
    RADIO,
    NOBODY,
    HOME_BOTH,
    SECRETARY,
    CHAIR,
    MEMBER_P1,
    MEMBER_TTR,
    MEMBER_PNV,
    N_OFFICERS
};

static const struct {
    const char *login, *full_name, *unit_code;
    role_set roles;
} officers[N_OFFICERS] = {
    [CLERK] = {"p1.vanthu", "Nguyễn Văn Mẫu", "P1", ROLE_BIT(PB__ROLE__ROLE_UNIT_CLERK)},
    [HEAD] = {"p1.chutich", "Trần Thị Ví Dụ", "P1", ROLE_BIT(PB__ROLE__ROLE_UNIT_HEAD)},
    [SPECIALIST] = {"nv.cv", "Lê Văn Mẫu", "PNV", ROLE_BIT(PB__ROLE__ROLE_SPECIALIST)},
    [HOME_HEAD] = {"nv.tp", "Phạm Thị Mẫu", "PNV", ROLE_BIT(PB__ROLE__ROLE_HOME_AFFAIRS_HEAD)},
    [ADMIN] = {"admin", "Quản trị", "PNV", ROLE_BIT(PB__ROLE__ROLE_ADMINISTRATOR)},
    [OTHER_CLERK] = {"p2.vanthu", "Võ Văn Ví Dụ", "P2", ROLE_BIT(PB__ROLE__ROLE_UNIT_CLERK)},
    [AUDITOR] = {"thanhtra", "Đỗ Thị Mẫu", "TTR", ROLE_BIT(PB__ROLE__ROLE_AUDITOR)},
    [BOTH] = {"p1.both", "Hồ Văn Ví Dụ", "P1",
              ROLE_BIT(PB__ROLE__ROLE_UNIT_CLERK) | ROLE_BIT(PB__ROLE__ROLE_UNIT_HEAD)},
    [CHAIRMAN] = {"vp.chutich", "Bùi Văn Mẫu", "VP", ROLE_BIT(PB__ROLE__ROLE_CHAIRMAN_OFFICE)},
    [RADIO] = {"dtt.pv", "Bùi Thị Ví Dụ", "DTT", ROLE_BIT(PB__ROLE__ROLE_RADIO)},
    [HOME_BOTH] = {"nv.both", "Đinh Văn Mẫu", "PNV",
                   ROLE_BIT(PB__ROLE__ROLE_UNIT_CLERK) | ROLE_BIT(PB__ROLE__ROLE_SPECIALIST)},
    [SECRETARY] = {"bcd.thuky", "Lý Thị Mẫu", "VP", ROLE_BIT(PB__ROLE__ROLE_COUNCIL_SECRETARY)},
    [CHAIR] = {"bcd.truong", "Mai Văn Ví Dụ", "VP", ROLE_BIT(PB__ROLE__ROLE_COUNCIL_CHAIR)},
    [MEMBER_P1] = {"bcd.p1", "Dương Thị Ví Dụ", "P1", ROLE_BIT(PB__ROLE__ROLE_COUNCIL_MEMBER)},
    [MEMBER_TTR] = {"bcd.ttr", "Tạ Văn Mẫu", "TTR", ROLE_BIT(PB__ROLE__ROLE_COUNCIL_MEMBER)},
    [MEMBER_PNV] = {"bcd.pnv", "La Thị Mẫu", "PNV", ROLE_BIT(PB__ROLE__ROLE_COUNCIL_MEMBER)},
    [NOBODY] = {"p1.khach", "Ngô Thị Ví Dụ", "P1", 0},
};

struct town {
    struct scratch scratch;
    struct db *db;
    struct td_arena *arena; /* of all calls of one test */
    struct td_err err;      /* of the last call */
    struct call call;       /* the last call */
    struct services services;
    int64_t now_utc_ms;
    bool prepares; /* what a method can prepare, as the loop's thread does */
    char ballot_folder[512];
};

static inline void town_open_files(struct town *town)
{
    const char *problem = NULL;
    char folder[512];
    int version = 0, known = 0;
    (void)snprintf(folder, sizeof folder, "%s", scratch_path(&town->scratch, "pki"));
    assert_int_equal(pki_create(folder, "Thị xã Ngã Năm", &problem), TD_OK);
    assert_int_equal(pki_open(folder, &town->services.pki, &problem), TD_OK);
    (void)snprintf(folder, sizeof folder, "%s", scratch_path(&town->scratch, "evidence"));
    struct blob_options options = {.folder = folder,
                                   .max_file_bytes = 1 << 20,
                                   .max_partial_bytes_per_unit = 1 << 22,
                                   .scanner_command = ""};
    assert_int_equal(blob_store_open(&options, &town->services.blobs, &problem), TD_OK);
    assert_int_equal(migrate(scratch_path(&town->scratch, "test.db"), &version, &known, &problem),
                     TD_OK);
    town->db = store_open(&town->scratch, false);
}

static inline int town_setup(void **state)
{
    struct town *town = calloc(1, sizeof *town);
    assert_non_null(town);
    scratch_init(&town->scratch);
    town_open_files(town);
    town->arena = td_arena_new(64 << 20);
    town->now_utc_ms = TOWN_NOW;
    town->services.plans = plan_cache_new();
    town->services.town = "Thị xã Ngã Năm";
    town->services.public_address = "127.0.0.1:7443";
    town->services.max_file_bytes = 1 << 20;
    town->services.max_chunk_bytes = 1 << 18;
    town->services.software = "thiduad/test";
    (void)snprintf(town->ballot_folder, sizeof town->ballot_folder, "%s",
                   scratch_path(&town->scratch, "ballots"));
    town->services.ballot_folder = town->ballot_folder;
    for (int i = 0; i < N_OFFICERS; i++)
        assert_int_equal(
            db_exec(town->db,
                    "INSERT INTO officer (id, login, full_name, unit_code, added_utc_ms)"
                    " VALUES (?1, ?2, ?3, ?4, 1)",
                    db_int(i + 1), db_text(officers[i].login), db_text(officers[i].full_name),
                    db_text(officers[i].unit_code)),
            TD_OK);
    *state = town;
    return 0;
}

static inline int town_teardown(void **state)
{
    struct town *town = *state;
    plan_cache_free(town->services.plans);
    blob_store_close(town->services.blobs);
    pki_close(town->services.pki);
    db_close(town->db);
    td_arena_free(town->arena);
    scratch_deinit(&town->scratch);
    free(town);
    return 0;
}

static inline unsigned town_method(const struct service *service, const char *name)
{
    const ProtobufCServiceDescriptor *type = service->base.descriptor;
    for (unsigned i = 0; i < type->n_methods; i++)
        if (strcmp(type->methods[i].name, name) == 0)
            return i;
    fail_msg("no method %s", name);
    return 0;
}

static inline void town_audit(struct town *town, const char *method)
{
    struct audit_event event = {
        .seq = town->call.log_seq,
        .at_utc_ms = town->now_utc_ms,
        .officer_id = town->call.who.officer_id,
        .login = town->call.who.login,
        .method = method,
        .subject = town->call.note.subject,
        .version = town->call.note.version,
        .detail = town->call.note.detail,
    };
    assert_non_null(event.subject);
    assert_non_null(event.detail);
    assert_int_equal(audit_append(town->db, &event), TD_OK);
}

/* Call a method. out: initialized here, its contents live until the test ends. */
static inline enum td_code town_call(struct town *town, enum officer who,
                                     const struct service *service, const char *name,
                                     const void *in, void *out)
{
    unsigned index = town_method(service, name);
    const struct method *method = service->methods[index];
    bool write = method->kind == METHOD_WRITE;
    td_err_init(&town->err, town->arena);
    town->call = (struct call){
        .arena = town->arena,
        .db = town->db,
        .who = {.officer_id = who + 1,
                .login = officers[who].login,
                .full_name = officers[who].full_name,
                .unit_code = officers[who].unit_code,
                .roles = officers[who].roles},
        .now_utc_ms = town->now_utc_ms,
        .err = &town->err,
        .services = &town->services,
        .prepared = town->prepares && method->prepare ? method->prepare(in, town->arena) : NULL,
    };
    assert_int_equal(db_begin(town->db, write), TD_OK);
    if (write)
        assert_int_equal(audit_next_seq(town->db, &town->call.log_seq), TD_OK);
    service->base.descriptor->methods[index].output->message_init(out);
    enum td_code code = method->handle(&town->call, in, out);
    assert_true(code != TD_OK || town->err.code == TD_OK);
    if (write && code == TD_OK) {
        town_audit(town, name);
        assert_int_equal(db_commit(town->db), TD_OK);
        if (town->call.after.run)
            town->call.after.run(&town->services, town->call.after.number);
    } else {
        db_rollback(town->db);
    }
    return code;
}

/* The call was refused with this code, and for this reason at this field. */
#define assert_refused(town, code, want_code, field, key)                            \
    do {                                                                             \
        enum td_code code_ = (code);                                                 \
        if (code_ != (want_code) || !violation_find(&(town)->err, (field), (key))) { \
            violations_print(&(town)->err);                                          \
            assert_int_equal(code_, (want_code));                                    \
            fail_msg("no %s at \"%s\"", td_key_name(key), (field));                  \
        }                                                                            \
    } while (0)

#define assert_done(town, code)             \
    do {                                    \
        enum td_code code_ = (code);        \
        if (code_ != TD_OK)                 \
            violations_print(&(town)->err); \
        assert_int_equal(code_, TD_OK);     \
    } while (0)

static inline void town_add_unit(struct town *town, const char *code, const char *name,
                                 Pb__UnitKind kind)
{
    Pb__Unit unit = PB__UNIT__INIT;
    Pb__UnitAddRequest in = PB__UNIT_ADD_REQUEST__INIT;
    Pb__UnitAddResponse out;
    unit.code = (char *)code;
    unit.name = (char *)name;
    unit.kind = kind;
    unit.valid_from = (char *)"2021-01-01";
    in.unit = &unit;
    assert_done(town, town_call(town, ADMIN, &unit_service, "Add", &in, &out));
}

static inline void town_load_plan(struct town *town)
{
    Pb__PlanLoadRequest in = PB__PLAN_LOAD_REQUEST__INIT;
    Pb__PlanLoadResponse out;
    in.yaml.data = (uint8_t *)plan_50_text(town->arena, &in.yaml.len);
    in.file_name = (char *)"50-kh-ubnd.yaml";
    assert_done(town, town_call(town, HOME_HEAD, &plan_service, "Load", &in, &out));
}

/* Ward P1, ward P2, Home Affairs, the Plan, and the round 2022-annual, open for thirty days. */
static inline void town_open_round(struct town *town)
{
    Pb__RoundOpenRequest in = PB__ROUND_OPEN_REQUEST__INIT;
    Pb__RoundOpenResponse out;
    town_add_unit(town, "P1", "Phường 1", PB__UNIT_KIND__UNIT_WARD);
    town_add_unit(town, "P2", "Phường 2", PB__UNIT_KIND__UNIT_WARD);
    town_add_unit(town, "PNV", "Phòng Nội vụ", PB__UNIT_KIND__UNIT_DEPARTMENT);
    town_load_plan(town);
    in.year = 2022;
    in.kind = PB__ROUND_KIND__ROUND_ANNUAL;
    in.opens_utc_ms = TOWN_NOW;
    in.closes_utc_ms = TOWN_NOW + 30 * DAY_MS;
    assert_done(town, town_call(town, SPECIALIST, &round_service, "Open", &in, &out));
}

/* The number of the log that the next row gets; its event is appended. */
static inline int64_t log_next(struct town *town)
{
    uint64_t seq;
    struct audit_event event = {.at_utc_ms = town->now_utc_ms,
                                .officer_id = SPECIALIST + 1,
                                .login = officers[SPECIALIST].login,
                                .method = "Test/Row",
                                .subject = "",
                                .detail = ""};
    assert_int_equal(audit_next_seq(town->db, &seq), TD_OK);
    event.seq = seq;
    assert_int_equal(audit_append(town->db, &event), TD_OK);
    return (int64_t)seq;
}

/* A macro, because statements are kept by literal. */
#define row_add(town, sql, ...) assert_int_equal(db_exec((town)->db, sql, ##__VA_ARGS__), TD_OK)

/* A round in another state, by a row of this event. */
static inline void round_set_state(struct town *town, const char *id, Pb__RoundEvent event,
                                   Pb__RoundState state)
{
    row_add(town,
            "INSERT INTO round_event (round_id, log_seq, event, state, note, at_utc_ms,"
            " officer_id) VALUES (?1, ?2, ?3, ?4, '', ?5, 1)",
            db_text(id), db_int(log_next(town)), db_int(event), db_int(state),
            db_int(town->now_utc_ms));
    row_add(town, "UPDATE round SET state = ?1 WHERE id = ?2", db_int(state), db_text(id));
}

#endif
