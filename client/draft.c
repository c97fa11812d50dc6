/* dossier.yaml and its files → DossierContent, checked. Field paths are those of the content,
 * which are also the keys of dossier.yaml. */
#include "draft.h"

#include "completeness.h"
#include "dossier_content.h"
#include "message.h"
#include "planfile.h"

struct reader {
    const struct folder *folder;
    uint64_t max_file_bytes;
    struct td_arena *arena;
    struct td_err *wrong;
    struct draft *draft;
    size_t files_capacity;
    bool out_of_memory;
};

static void *reader_alloc(struct reader *reader, size_t count, size_t size)
{
    void *memory = td_arena_zalloc(reader->arena, count ? count * size : 1);
    if (!memory)
        reader->out_of_memory = true;
    return memory;
}

/* Remember a file to be uploaded, each digest once. */
static void keep_file(struct reader *reader, const struct folder_file *file)
{
    struct draft *draft = reader->draft;
    for (size_t i = 0; i < draft->n_files; i++) {
        if (memcmp(draft->files[i].sha256, file->sha256, TD_SHA256_SIZE) == 0)
            return;
    }
    draft->files[draft->n_files++] = *file; /* capacity: counted in advance */
}

/* A path of dossier.yaml → a reference, or NULL where none is given. A file that cannot be taken
 * is reported here and still counts as named: the rules must not call it missing as well. */
static Pb__FileRef *file_ref(struct reader *reader, const char *path, const char *field)
{
    if (!*path)
        return NULL;
    Pb__FileRef *ref = reader_alloc(reader, 1, sizeof *ref);
    if (!ref)
        return NULL;
    pb__file_ref__init(ref);
    struct folder_file file = {.size_bytes = 1};
    enum td_code code =
        folder_file_scan(reader->folder, path, field, reader->max_file_bytes, &file, reader->wrong);
    const char *slash = strrchr(path, '/');
    ref->name = (char *)(slash ? slash + 1 : path);
    ref->size_bytes = file.size_bytes;
    ref->sha256.data = td_arena_copy(reader->arena, file.sha256, TD_SHA256_SIZE);
    ref->sha256.len = TD_SHA256_SIZE;
    if (!ref->sha256.data)
        reader->out_of_memory = true;
    else if (code == TD_OK)
        keep_file(reader, &file);
    return ref;
}

static void fill_claims(struct reader *reader, const struct dossierfile_nominee *from,
                        Pb__Nominee *to)
{
    Pb__Claim *claims = reader_alloc(reader, from->n_criteria, sizeof *claims);
    to->criteria = reader_alloc(reader, from->n_criteria, sizeof *to->criteria);
    if (!claims || !to->criteria)
        return;
    for (unsigned i = 0; i < from->n_criteria; i++) {
        pb__claim__init(&claims[i]);
        claims[i].criterion = (char *)from->criteria[i].criterion;
        claims[i].statement = (char *)from->criteria[i].statement;
        to->criteria[to->n_criteria++] = &claims[i];
    }
}

static void fill_nominee(struct reader *reader, const struct dossierfile_nominee *from,
                         const char *field, Pb__Nominee *to)
{
    pb__nominee__init(to);
    to->kind = from->kind;
    to->award_line = (char *)from->award_line;
    to->name = (char *)from->name;
    to->position = (char *)from->position;
    to->staff_code = (char *)from->staff_code;
    to->citizen_id = (char *)from->citizen_id;
    to->gender = from->gender;
    to->women_percent = from->women_percent ? *from->women_percent : 0;
    to->contents = (char **)from->contents;
    to->n_contents = from->n_contents;
    to->summary = (char *)from->summary;
    to->initiative = (char *)from->initiative;
    fill_claims(reader, from, to);
    to->report = file_ref(reader, from->report, td_path(reader->arena, field, "report"));
}

static void fill_nominees(struct reader *reader, const struct dossierfile *from,
                          Pb__DossierContent *to)
{
    Pb__Nominee *nominees = reader_alloc(reader, from->n_nominees, sizeof *nominees);
    to->nominees = reader_alloc(reader, from->n_nominees, sizeof *to->nominees);
    if (!nominees || !to->nominees)
        return;
    for (unsigned i = 0; i < from->n_nominees; i++) {
        fill_nominee(reader, &from->nominees[i], td_path_index(reader->arena, "nominees", i),
                     &nominees[i]);
        to->nominees[to->n_nominees++] = &nominees[i];
    }
}

static void fill_papers(struct reader *reader, const struct dossierfile *from,
                        Pb__DossierContent *to)
{
    if (*from->letter.number || *from->letter.dated_on || *from->letter.file) {
        to->letter = reader_alloc(reader, 1, sizeof *to->letter);
        if (!to->letter)
            return;
        pb__letter__init(to->letter);
        to->letter->number = (char *)from->letter.number;
        to->letter->dated_on = (char *)from->letter.dated_on;
        to->letter->file = file_ref(reader, from->letter.file, "letter.file");
    }
    if (*from->minutes.held_on || *from->minutes.file) {
        to->minutes = reader_alloc(reader, 1, sizeof *to->minutes);
        if (!to->minutes)
            return;
        pb__minutes__init(to->minutes);
        to->minutes->held_on = (char *)from->minutes.held_on;
        to->minutes->file = file_ref(reader, from->minutes.file, "minutes.file");
    }
}

static void fill_attachments(struct reader *reader, const struct dossierfile *from,
                             Pb__DossierContent *to)
{
    to->attachments = reader_alloc(reader, from->n_attachments, sizeof *to->attachments);
    for (unsigned i = 0; to->attachments && i < from->n_attachments; i++) {
        Pb__FileRef *ref =
            file_ref(reader, from->attachments[i], td_path_index(reader->arena, "attachments", i));
        if (ref)
            to->attachments[to->n_attachments++] = ref;
    }
}

static Pb__DossierContent *fill_content(struct reader *reader, const struct dossierfile *from)
{
    size_t most_files = 2 + (size_t)from->n_nominees + from->n_attachments;
    Pb__DossierContent *content = reader_alloc(reader, 1, sizeof *content);
    reader->draft->files = reader_alloc(reader, most_files, sizeof *reader->draft->files);
    if (!content || !reader->draft->files)
        return NULL;
    pb__dossier_content__init(content);
    content->round_id = (char *)from->round_id;
    content->unit_code = (char *)from->unit_code;
    fill_papers(reader, from, content);
    fill_nominees(reader, from, content);
    fill_attachments(reader, from, content);
    return reader->out_of_memory ? NULL : content;
}

/* -- judging -- */

/* The folder was made for one round and one unit; its copies of the rules hold for these only. */
static void check_belongs(const struct draft *draft, struct td_err *wrong)
{
    if (strcmp(draft->content->round_id, draft->round->id) != 0)
        td_fail(wrong, TD_INVALID_ARGUMENT, "round_id", "", TD_KEY_CHOICE, "value",
                draft->content->round_id, "allowed", draft->round->id, TD_END);
    if (strcmp(draft->content->unit_code, draft->state.unit_code) != 0)
        td_fail(wrong, TD_INVALID_ARGUMENT, "unit_code", "", TD_KEY_UNIT_OTHER, "yours",
                draft->state.unit_code, TD_END);
}

static enum td_code judge(const struct draft *draft, struct reader *reader, struct td_err *missing)
{
    struct dossier dossier;
    enum td_code code = dossier_from_content(draft->content, draft->round->kind,
                                             draft->state.unit_kind, reader->arena, &dossier);
    if (code != TD_OK)
        return code;
    check_belongs(draft, reader->wrong);
    td_message_check(&draft->content->base, NULL, reader->wrong);
    dossier_check_form(draft->plan, &dossier, reader->max_file_bytes, reader->wrong);
    dossier_check_parts(draft->plan, &dossier, missing);
    if (reader->wrong->code != TD_OK)
        return TD_INVALID_ARGUMENT;
    return missing->code;
}

static enum td_code read_rules(const struct folder *folder, struct td_arena *arena,
                               struct draft *draft, struct td_err *wrong)
{
    Pb__Round *round;
    char *yaml;
    size_t len;
    enum td_code code = folder_round_read(folder, arena, &round, &yaml, &len, wrong);
    if (code == TD_OK)
        code = planfile_parse_stored(yaml, len, FOLDER_PLAN, arena, &draft->plan, wrong);
    if (code == TD_OK)
        draft->round = round;
    return code;
}

static enum td_code read_yaml(const struct folder *folder, struct td_arena *arena,
                              struct draft *draft, struct td_err *wrong)
{
    uint8_t *yaml;
    size_t len;
    enum td_code code =
        folder_read(folder, FOLDER_DOSSIER, DOSSIERFILE_MAX_BYTES, arena, &yaml, &len, wrong);
    if (code == TD_OK)
        code = dossierfile_parse(yaml, len, FOLDER_DOSSIER, arena, &draft->file, wrong);
    return code;
}

enum td_code draft_read(const struct folder *folder, uint64_t max_file_bytes,
                        struct td_arena *arena, struct draft *ret, struct td_err *wrong,
                        struct td_err *missing)
{
    struct draft draft = {0};
    struct reader reader = {.folder = folder,
                            .max_file_bytes = max_file_bytes,
                            .arena = arena,
                            .wrong = wrong,
                            .draft = &draft};
    enum td_code code = folder_state_read(folder, arena, &draft.state, wrong);
    if (code == TD_OK)
        code = read_rules(folder, arena, &draft, wrong);
    if (code == TD_OK)
        code = read_yaml(folder, arena, &draft, wrong);
    if (code != TD_OK)
        return code;
    draft.content = fill_content(&reader, draft.file);
    if (!draft.content)
        return TD_RESOURCE_EXHAUSTED;
    draft.packed = td_message_pack(&draft.content->base, arena, &draft.packed_len);
    if (!draft.packed)
        return TD_RESOURCE_EXHAUSTED;
    td_sha256(draft.packed, draft.packed_len, draft.content_sha256);
    code = judge(&draft, &reader, missing);
    if (code != TD_RESOURCE_EXHAUSTED)
        *ret = draft;
    return code;
}

bool draft_was_read(const struct draft *draft)
{
    return draft->packed != NULL;
}

void draft_submit_key(const struct draft *draft, uint32_t base_version, bool accept_incomplete,
                      uint8_t ret_key[DRAFT_KEY_SIZE])
{
    static const char domain[] = "thidua submit 1\n";
    const uint8_t rest[5] = {(uint8_t)(base_version >> 24), (uint8_t)(base_version >> 16),
                             (uint8_t)(base_version >> 8), (uint8_t)base_version,
                             accept_incomplete ? 1 : 0};
    uint8_t digest[TD_SHA256_SIZE];
    struct td_sha256 *hash = td_sha256_new();
    if (!hash)
        abort(); /* a few bytes: nothing else would work either */
    td_sha256_update(hash, domain, sizeof domain - 1);
    td_sha256_update(hash, draft->state.draft_id, FOLDER_DRAFT_ID_SIZE);
    td_sha256_update(hash, rest, sizeof rest);
    td_sha256_update(hash, draft->packed, draft->packed_len);
    td_sha256_peek(hash, digest);
    td_sha256_free(hash);
    memcpy(ret_key, digest, DRAFT_KEY_SIZE);
}
