/* Profiles on disk: modes, damage, and replacing the key pair across crashes. */
#include "cmocka_all.h"
#include "scratch.h"
#include "violations.h"

#include "profile.h"

struct bench {
    struct scratch scratch;
    struct td_arena *arena;
    struct td_err err;
    struct profile profile;
};

static const char *file(struct bench *bench, const char *name)
{
    return td_arena_printf(bench->arena, "%s/%s", bench->profile.folder, name);
}

static void begin(struct bench *bench)
{
    *bench = (struct bench){.arena = td_arena_new(1 << 20)};
    td_err_init(&bench->err, bench->arena);
    scratch_init(&bench->scratch);
    setenv("XDG_CONFIG_HOME", bench->scratch.path, 1);
    mkdir(scratch_path(&bench->scratch, "thidua"), 0700);
    mkdir(scratch_path(&bench->scratch, "thidua/profiles"), 0700);
    mkdir(scratch_path(&bench->scratch, "thidua/profiles/p1"), 0700);
    bench->profile = (struct profile){.name = "p1",
                                      .folder = profile_folder(bench->arena, "p1"),
                                      .host = "thidua.example.vn",
                                      .port = 7443,
                                      .officer = "p1.vanthu",
                                      .unit_code = "P1",
                                      .lang = "vi",
                                      .key_pem = "key 1",
                                      .cert_pem = "certificate 1",
                                      .ca_pem = "authority",
                                      .receipt_key = {1, 2, 3}};
    assert_int_equal(profile_save(bench->arena, &bench->profile, &bench->err), TD_OK);
}

static void end(struct bench *bench)
{
    scratch_deinit(&bench->scratch);
    td_arena_free(bench->arena);
}

static void save__load__the_same_and_private(void **state)
{
    (void)state;
    struct bench bench;
    struct profile loaded;
    begin(&bench);
    assert_int_equal(profile_load(bench.arena, "p1", &loaded, &bench.err), TD_OK);
    assert_string_equal(loaded.host, "thidua.example.vn");
    assert_int_equal(loaded.port, 7443);
    assert_string_equal(loaded.officer, "p1.vanthu");
    assert_string_equal(loaded.unit_code, "P1");
    assert_string_equal(loaded.lang, "vi");
    assert_string_equal(loaded.key_pem, "key 1");
    assert_string_equal(loaded.cert_pem, "certificate 1");
    assert_string_equal(loaded.ca_pem, "authority");
    assert_memory_equal(loaded.receipt_key, bench.profile.receipt_key, 32);
    assert_int_equal(scratch_mode(&bench.scratch, "thidua/profiles/p1/key.pem"), 0600);
    assert_string_equal(profile_lang(bench.arena, "p1"), "vi");
    assert_null(profile_lang(bench.arena, "p2"));
    end(&bench);
}

static void load__none__says_how_to_enrol(void **state)
{
    (void)state;
    struct bench bench;
    struct profile loaded;
    begin(&bench);
    assert_int_equal(profile_load(bench.arena, "p2", &loaded, &bench.err), TD_UNAUTHENTICATED);
    assert_non_null(violation_find(&bench.err, "", TD_KEY_PROFILE_NONE));
    end(&bench);
}

static void load__readable_by_others__refused(void **state)
{
    (void)state;
    struct bench bench;
    struct profile loaded;
    begin(&bench);
    chmod(file(&bench, "key.pem"), 0640);
    assert_int_equal(profile_load(bench.arena, "p1", &loaded, &bench.err), TD_PERMISSION_DENIED);
    assert_non_null(violation_find(&bench.err, "", TD_KEY_PROFILE_OPEN));
    end(&bench);
}

static void load__file_missing_or_wrong__damaged(void **state)
{
    (void)state;
    static const struct {
        const char *name, *content; /* NULL: removed */
    } CASES[] = {{"key.pem", NULL},
                 {"cert.pem", NULL},
                 {"ca.pem", NULL},
                 {"receipt.key", NULL},
                 {"receipt.key", "0102\n"},
                 {"profile.conf", "host = x\nport = 0\nofficer = y\n"},
                 {"profile.conf", "port = 7443\nofficer = y\n"}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct bench bench;
        struct profile loaded;
        begin(&bench);
        if (CASES[i].content)
            scratch_write(&bench.scratch,
                          td_arena_printf(bench.arena, "thidua/profiles/p1/%s", CASES[i].name),
                          CASES[i].content, strlen(CASES[i].content));
        else
            unlink(file(&bench, CASES[i].name));
        assert_int_equal(profile_load(bench.arena, "p1", &loaded, &bench.err), TD_DATA_LOSS);
        assert_non_null(violation_find(&bench.err, "", TD_KEY_PROFILE_DAMAGED));
        end(&bench);
    }
}

static void replace__done__new_pair(void **state)
{
    (void)state;
    struct bench bench;
    struct profile loaded;
    begin(&bench);
    assert_int_equal(
        profile_replace_key(bench.arena, &bench.profile, "key 2", "certificate 2", &bench.err),
        TD_OK);
    assert_int_equal(profile_load(bench.arena, "p1", &loaded, &bench.err), TD_OK);
    assert_string_equal(loaded.key_pem, "key 2");
    assert_string_equal(loaded.cert_pem, "certificate 2");
    end(&bench);
}

/* What a crash can leave behind, and which pair is then in force. */
static void replace__crash_at_any_point__never_a_mixed_pair(void **state)
{
    (void)state;
    static const struct {
        bool key_next, cert_next, key_moved;
        const char *key, *cert;
    } CASES[] = {
        {true, false, false, "key 1", "certificate 1"},
        {true, true, false, "key 2", "certificate 2"},
        {false, true, true, "key 2", "certificate 2"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct bench bench;
        struct profile loaded;
        begin(&bench);
        if (CASES[i].key_next)
            scratch_write(&bench.scratch, "thidua/profiles/p1/key.pem.next", "key 2", 5);
        if (CASES[i].cert_next)
            scratch_write(&bench.scratch, "thidua/profiles/p1/cert.pem.next", "certificate 2", 13);
        if (CASES[i].key_moved)
            scratch_write(&bench.scratch, "thidua/profiles/p1/key.pem", "key 2", 5);
        chmod(file(&bench, "key.pem.next"), 0600);
        assert_int_equal(profile_load(bench.arena, "p1", &loaded, &bench.err), TD_OK);
        assert_string_equal(loaded.key_pem, CASES[i].key);
        assert_string_equal(loaded.cert_pem, CASES[i].cert);
        end(&bench);
    }
}

static void list__several__sorted_without_unfinished_ones(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench);
    mkdir(scratch_path(&bench.scratch, "thidua/profiles/a"), 0700);
    bench.profile.folder = profile_folder(bench.arena, "a");
    assert_int_equal(profile_save(bench.arena, &bench.profile, &bench.err), TD_OK);
    mkdir(scratch_path(&bench.scratch, "thidua/profiles/pending"), 0700);
    const char *const *names = profile_list(bench.arena);
    assert_string_equal(names[0], "a");
    assert_string_equal(names[1], "p1");
    assert_null(names[2]);
    end(&bench);
}

static void name__valid(void **state)
{
    (void)state;
    assert_true(profile_name_valid("default") && profile_name_valid("p1.van-thu_2"));
    assert_false(profile_name_valid("") || profile_name_valid("..") || profile_name_valid("a/b") ||
                 profile_name_valid("Đ") || profile_name_valid(".x"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(save__load__the_same_and_private),
        cmocka_unit_test(load__none__says_how_to_enrol),
        cmocka_unit_test(load__readable_by_others__refused),
        cmocka_unit_test(load__file_missing_or_wrong__damaged),
        cmocka_unit_test(replace__done__new_pair),
        cmocka_unit_test(replace__crash_at_any_point__never_a_mixed_pair),
        cmocka_unit_test(list__several__sorted_without_unfinished_ones),
        cmocka_unit_test(name__valid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
