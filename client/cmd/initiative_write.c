/* thidua initiative register|correct: what a unit says of its initiative or new model (II.2.e). */
#include "attach.h"
#include "commands.h"
#include "connection.h"
#include "i18n.h"
#include "initiative_view.h"
#include "wording.h"

#define MAX_PARTS 4

/* "a; b; c" in exactly n parts without blanks at their ends. */
static bool split(struct td_arena *arena, const char *text, size_t n, const char **ret_parts)
{
    size_t count = 0;
    for (const char *at = text; count < n; at++) {
        size_t len = strcspn(at, ";");
        const char *end = at + len;
        const char *begin = at + strspn(at, " \t");
        while (len > 0 && end > begin && strchr(" \t", end[-1]))
            end--;
        ret_parts[count++] =
            td_arena_printf(arena, "%.*s", (int)(end > begin ? end - begin : 0), begin);
        if (!ret_parts[count - 1])
            return false;
        at += len;
        if (!*at)
            return count == n;
    }
    return false; /* more parts than n */
}

static enum td_code wrong_form(struct cli *cli, const char *option, const char *expected)
{
    return td_fail(&cli->err, TD_INVALID_ARGUMENT, option, "", TD_KEY_TEXT_FORM, "expected",
                   expected, TD_END);
}

/* --figure "WHAT;BEFORE;AFTER", as often as wanted. */
static enum td_code take_figures(struct cli *cli, Pb__InitiativeContent *content)
{
    size_t n;
    const char *const *texts = cli_texts(cli, "figure", &n);
    if (n == 0)
        return TD_OK;
    Pb__EffectFigure *figures = td_arena_zalloc(cli->arena, n * sizeof *figures);
    content->figures = td_arena_zalloc(cli->arena, n * sizeof *content->figures);
    content->n_figures = n;
    if (!figures || !content->figures)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n; i++) {
        const char *parts[MAX_PARTS];
        if (!split(cli->arena, texts[i], 3, parts))
            return wrong_form(cli, "--figure", _("WHAT;BEFORE;AFTER, e.g. “days per file;10;4”"));
        pb__effect_figure__init(&figures[i]);
        figures[i].what = (char *)parts[0];
        figures[i].before = (char *)parts[1];
        figures[i].after = (char *)parts[2];
        content->figures[i] = &figures[i];
    }
    return TD_OK;
}

static bool read_percent(const char *text, uint32_t *ret)
{
    char *end;
    if (*text < '0' || *text > '9')
        return false;
    unsigned long percent = strtoul(text, &end, 10);
    if (end[strspn(end, " %")] || percent > 100)
        return false;
    *ret = (uint32_t)percent;
    return true;
}

/* --author "NAME;UNIT;STAFF CODE;SHARE", one at least. */
static enum td_code take_authors(struct cli *cli, Pb__InitiativeContent *content)
{
    size_t n;
    const char *const *texts = cli_texts(cli, "author", &n);
    if (n == 0)
        return TD_OK;
    Pb__InitiativeAuthor *authors = td_arena_zalloc(cli->arena, n * sizeof *authors);
    content->authors = td_arena_zalloc(cli->arena, n * sizeof *content->authors);
    content->n_authors = n;
    if (!authors || !content->authors)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < n; i++) {
        const char *parts[MAX_PARTS];
        pb__initiative_author__init(&authors[i]);
        if (!split(cli->arena, texts[i], 4, parts) ||
            !read_percent(parts[3], &authors[i].share_percent))
            return wrong_form(cli, "--author",
                              _("NAME;UNIT;STAFF CODE;SHARE IN PERCENT, e.g. “Nguyễn Văn "
                                "Mẫu;P1;NN-001;60”; unit and staff code may be empty"));
        authors[i].name = (char *)parts[0];
        authors[i].unit_code = (char *)parts[1];
        authors[i].staff_code = (char *)parts[2];
        content->authors[i] = &authors[i];
    }
    return TD_OK;
}

/* What the options say goes over what there is. */
static enum td_code take_content(struct cli *cli, Pb__InitiativeContent *content)
{
    content->kind = (Pb__InitiativeKind)cli_number(cli, "kind", (int64_t)content->kind);
    cli_text_into(cli, "title", &content->title);
    cli_text_into(cli, "description", &content->description);
    cli_text_into(cli, "field", &content->field);
    cli_text_into(cli, "effect", &content->effect);
    enum td_code code = take_figures(cli, content);
    return code == TD_OK ? take_authors(cli, content) : code;
}

static enum td_code register_initiative(struct cli *cli)
{
    Pb__InitiativeRegisterRequest in = PB__INITIATIVE_REGISTER_REQUEST__INIT;
    Pb__InitiativeContent content = PB__INITIATIVE_CONTENT__INIT;
    const Pb__InitiativeRegisterResponse *out;
    in.year = (uint32_t)cli_number(cli, "year", 0);
    in.content = &content;
    enum td_code code = take_content(cli, &content);
    if (code == TD_OK)
        code = attach_evidence(cli, &in.evidence, &in.n_evidence);
    if (code == TD_OK)
        code = CALL(cli, initiative_service, register_initiative, &in, &out);
    return code == TD_OK ? initiative_print_done(cli, &out->base,
                                                 _("Registered. Home Affairs will assess it."),
                                                 out->initiative)
                         : code;
}

static enum td_code correct(struct cli *cli)
{
    Pb__InitiativeShowRequest ask = PB__INITIATIVE_SHOW_REQUEST__INIT;
    const Pb__InitiativeShowResponse *shown;
    Pb__InitiativeCorrectRequest in = PB__INITIATIVE_CORRECT_REQUEST__INIT;
    const Pb__InitiativeCorrectResponse *out;
    ask.initiative_id = in.initiative_id = (char *)cli->args[0];
    in.reason = (char *)cli_text(cli, "reason");
    enum td_code code = CALL(cli, initiative_service, show, &ask, &shown);
    if (code != TD_OK)
        return code;
    if (!shown->content)
        return TD_UNKNOWN;
    in.base_version = shown->version;
    in.content = shown->content;
    code = take_content(cli, in.content);
    if (code == TD_OK)
        code = attach_evidence(cli, &in.evidence, &in.n_evidence);
    if (code == TD_OK)
        code = CALL(cli, initiative_service, correct, &in, &out);
    return code == TD_OK
               ? initiative_print_done(cli, &out->base,
                                       _("Corrected: a new version, to be assessed anew."),
                                       out->initiative)
               : code;
}

/* needed: registration needs it; a correction keeps what is not said anew. */
#define CONTENT_OPTIONS(needed)                                                      \
    {.name = "kind",                                                                 \
     .kind = OPTION_CHOICE,                                                          \
     .value_name = N_("KIND"),                                                       \
     .help = N_("initiative or new model"),                                          \
     .required = (needed),                                                           \
     .choices = &pb__initiative_kind__descriptor},                                   \
        {.name = "title",                                                            \
         .kind = OPTION_TEXT,                                                        \
         .value_name = N_("TEXT"),                                                   \
         .help = N_("its name"),                                                     \
         .required = (needed)},                                                      \
        {.name = "description",                                                      \
         .kind = OPTION_TEXT,                                                        \
         .value_name = N_("TEXT"),                                                   \
         .help = N_("what is done differently"),                                     \
         .required = (needed)},                                                      \
        {.name = "field",                                                            \
         .kind = OPTION_TEXT,                                                        \
         .value_name = N_("FIELD"),                                                  \
         .help = N_("one of the plan's six fields, e.g. administrative_procedures"), \
         .required = (needed)},                                                      \
        {.name = "effect",                                                           \
         .kind = OPTION_TEXT,                                                        \
         .value_name = N_("TEXT"),                                                   \
         .help = N_("what it has brought"),                                          \
         .required = (needed)},                                                      \
        {.name = "figure",                                                           \
         .kind = OPTION_TEXT,                                                        \
         .value_name = N_("WHAT;BEFORE;AFTER"),                                      \
         .help = N_("the effect in figures; may be given several times"),            \
         .required = (needed),                                                       \
         .repeats = true,                                                            \
         .whole = true},                                                             \
        {.name = "author",                                                           \
         .kind = OPTION_TEXT,                                                        \
         .value_name = N_("NAME;UNIT;STAFF CODE;SHARE"),                             \
         .help = N_("an author and their share in percent; together they make 100"), \
         .required = (needed),                                                       \
         .repeats = true,                                                            \
         .whole = true},                                                             \
        OPTION_EVIDENCE

static const struct command_option REGISTER_OPTIONS[] = {
    CONTENT_OPTIONS(true),
    {.name = "year",
     .kind = OPTION_NUMBER,
     .value_name = N_("YEAR"),
     .help = N_("to whose results it belongs (this year)"),
     .min = 2000,
     .max = 2199},
    {0},
};

static const struct command_option CORRECT_OPTIONS[] = {
    {.name = "reason",
     .kind = OPTION_TEXT,
     .value_name = N_("TEXT"),
     .help = N_("why; it is kept in the log"),
     .required = true},
    CONTENT_OPTIONS(false),
    {0},
};

const struct command initiative_write_commands[] = {
    {.group = "initiative",
     .name = "register",
     .arguments = "",
     .summary = N_("Register an initiative or a new model of your unit (II.2.e, III.4)"),
     .details = N_("Fields: institutions, administrative_procedures, organisation, civil_service, "
                   "public_finance, digital_government."),
     .example = "thidua initiative register --kind solution --title \"Ngày thứ Sáu không hẹn\" "
                "--field administrative_procedures --description \"Trả kết quả trong ngày\" "
                "--effect \"Người dân không phải đi lại\" --figure \"Số ngày mỗi hồ sơ;10;4\" "
                "--author \"Nguyễn Văn Mẫu;P1;NN-001;100\" --evidence so-lieu.pdf",
     .failure = N_("The initiative was not registered"),
     .options = REGISTER_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = register_initiative},
    {.group = "initiative",
     .name = "correct",
     .arguments = "ID",
     .min_args = 1,
     .max_args = 1,
     .summary = N_("Correct an initiative before it is recognised"),
     .details = N_("What is not said anew stays. The correction is a new version, which Home "
                   "Affairs assesses anew; the versions before it are kept."),
     .example = "thidua initiative correct SK-2022-0001 --reason \"Thiếu một tác giả\" "
                "--author \"Nguyễn Văn Mẫu;P1;NN-001;60\" --author \"Trần Thị Ví Dụ;P1;NN-002;40\"",
     .failure = N_("The initiative was not corrected"),
     .options = CORRECT_OPTIONS,
     .needs = NEEDS_CONNECTION,
     .run = correct},
    {0},
};
