/* A service whose handlers do what a test tells them, behind UnitService's descriptor: Add is a
 * write of administrators, Import a write open to strangers, List a read of any officer. */
#ifndef TD_TESTS_FAKE_SERVICE_H
#define TD_TESTS_FAKE_SERVICE_H

#include "cmocka_all.h"
#include "store_fixture.h"

#include "method.h"
#include "services.h"
#include "unit.pb-c.h"

#include <pthread.h>
#include <stdatomic.h>

struct fake {
    atomic_uint adds, imports, lists; /* how often each handler ran */
    bool dry_run_seen;                /* by Import */
    enum td_code add_code;            /* what Add comes to; not OK: with a violation */
    unsigned list_units;              /* List answers so many */
    int64_t end_sessions_of;          /* what Add asks for */
    pthread_mutex_t *held;            /* handlers wait while the test holds it; NULL: they do not */
};

/* One test program runs one case at a time. */
static struct fake fake;

static inline void fake_wait(void)
{
    if (!fake.held)
        return;
    pthread_mutex_lock(fake.held);
    pthread_mutex_unlock(fake.held);
}

static enum td_code fake_add(struct call *call, const Pb__UnitAddRequest *in,
                             Pb__UnitAddResponse *out)
{
    fake.adds++;
    fake_wait();
    out->unit = in->unit;
    call->note.subject = in->unit ? in->unit->code : "";
    call->end_sessions_of_officer = fake.end_sessions_of;
    if (fake.add_code != TD_OK)
        return td_fail(call->err, fake.add_code, "unit.code", "II.1", TD_KEY_UNIT_EXISTS, "unit",
                       "P1", TD_END);
    return TD_OK;
}

static enum td_code fake_import(struct call *call, const Pb__UnitImportRequest *in,
                                Pb__UnitImportResponse *out)
{
    fake.imports++;
    fake.dry_run_seen = call->dry_run;
    call->end_sessions_of_officer = fake.end_sessions_of;
    out->added = (uint32_t)in->n_units;
    return TD_OK;
}

static enum td_code fake_list(struct call *call, const Pb__UnitListRequest *in,
                              Pb__UnitListResponse *out)
{
    (void)in;
    fake.lists++;
    fake_wait();
    Pb__Unit *unit = td_arena_alloc(call->arena, sizeof *unit);
    Pb__Unit **units = td_arena_alloc(call->arena, (fake.list_units + 1) * sizeof *units);
    char *name = td_arena_zalloc(call->arena, 1001);
    assert_true(unit && units && name);
    pb__unit__init(unit);
    memset(name, 'x', 1000);
    unit->name = name;
    for (unsigned i = 0; i < fake.list_units; i++)
        units[i] = unit;
    out->units = units;
    out->n_units = fake.list_units;
    return TD_OK;
}

METHOD(fake__add, Pb__UnitAddRequest, Pb__UnitAddResponse, METHOD_WRITE,
       ROLE_BIT(PB__ROLE__ROLE_ADMINISTRATOR), fake_add)
METHOD(fake__import, Pb__UnitImportRequest, Pb__UnitImportResponse, METHOD_WRITE, STRANGERS,
       fake_import)
METHOD(fake__list, Pb__UnitListRequest, Pb__UnitListResponse, METHOD_READ, ANY_OFFICER, fake_list)
SERVICE(fake_service, PB__UNIT_SERVICE__INIT, fake__)

static const struct service *const fake_services[] = {&fake_service, NULL};

static inline void fake_reset(void)
{
    fake.adds = fake.imports = fake.lists = 0;
    fake.dry_run_seen = false;
    fake.add_code = TD_OK;
    fake.list_units = 0;
    fake.end_sessions_of = 0;
    fake.held = NULL;
}

/* An officer with one device whose certificate has this fingerprint. role 0: none. */
static inline void fake_officer(struct db *db, int64_t id, const char *login,
                                const uint8_t fingerprint[32], Pb__Role role)
{
    assert_int_equal(db_begin(db, true), TD_OK);
    assert_int_equal(db_exec(db,
                             "INSERT INTO officer (id, login, full_name, unit_code, added_utc_ms)"
                             " VALUES (?1, ?2, 'Nguyễn Văn Mẫu', 'P1', 1)",
                             db_int(id), db_text(login)),
                     TD_OK);
    if (role)
        assert_int_equal(
            db_exec(db, "INSERT INTO officer_role VALUES (?1, ?2)", db_int(id), db_int(role)),
            TD_OK);
    assert_int_equal(db_exec(db, "INSERT INTO device VALUES (?1, ?1, 'laptop', 1, 0)", db_int(id)),
                     TD_OK);
    assert_int_equal(db_exec(db, "INSERT INTO certificate VALUES (?1, ?2, 0, 9999999999999, 0, 0)",
                             db_blob(fingerprint, 32), db_int(id)),
                     TD_OK);
    assert_int_equal(db_commit(db), TD_OK);
}

#endif
