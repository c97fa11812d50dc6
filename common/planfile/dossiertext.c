/* Writing dossier.yaml: the template for a new folder and a fetched dossier are the same text,
 * one with empty values and hints, the other with values. */
#include "dossierfile.h"

#include "timefmt.h"
#include "yamltext.h"

#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

struct writer {
    struct yamltext out;
    const struct plan *plan; /* may be NULL */
    bool hints;              /* a template: empty keys stand there too, explained */
};

static void section(struct writer *writer, const char *const *lines, size_t n)
{
    yamltext_add(&writer->out, "\n");
    for (size_t i = 0; i < n; i++)
        yamltext_comment(&writer->out, 0, "", lines[i]);
}

static const char *hint(const struct writer *writer, const char *text)
{
    return writer->hints ? text : NULL;
}

/* ---- what the plan says ------------------------------------------------------------------ */

static void both_languages(struct writer *writer, unsigned indent, const char *lead_in,
                           const char *id, const struct plan_text *text)
{
    const char *lead = td_arena_printf(writer->out.arena, "%s%s: ", lead_in, id);
    const char *both = td_arena_printf(writer->out.arena, "%s / %s", text->vi, text->en);
    if (lead && both)
        yamltext_comment(&writer->out, indent, lead, both);
    else
        writer->out.failed = true;
}

static void contents_explain(struct writer *writer)
{
    static const char *const LINES[] = {
        "contents: nội dung thi đua (II.2), ghi một hoặc nhiều mã / one or more of:"};
    section(writer, LINES, COUNT(LINES));
    for (unsigned i = 0; i < writer->plan->n_contents; i++)
        both_languages(writer, 0, "  ", writer->plan->contents[i].id,
                       &writer->plan->contents[i].text);
}

static void lines_explain(struct writer *writer, Pb__RoundKind round)
{
    static const char *const LINES[] = {
        "Cá nhân ngoài đơn vị (II.1.c) xét ở chỉ tiêu cá nhân; tổ chức ngoài đơn vị không có chỉ "
        "tiêu. "
        "/ An outside individual stands in the individuals' line; an outside organisation has "
        "none.",
        "award_line: chỉ tiêu khen thưởng (III.1–3), ghi đúng một mã / exactly one of:",
    };
    section(writer, LINES, COUNT(LINES));
    for (unsigned i = 0; i < writer->plan->n_lines; i++) {
        const struct plan_line *line = &writer->plan->lines[i];
        if (round == PB__ROUND_KIND__ROUND_UNSPECIFIED ||
            plan_line_in_round(writer->plan, round, line->id))
            both_languages(writer, 0, "  ", line->id, &line->text);
    }
}

/* ---- nominees ---------------------------------------------------------------------------- */

enum { OF_COLLECTIVE = 1, OF_INDIVIDUAL = 2, OF_BOTH = 3 };

static const struct text_key {
    const char *key;
    size_t offset;
    int of;
    const char *hint;
} BEFORE[] =
    {
        {"award_line", offsetof(struct dossierfile_nominee, award_line), OF_BOTH,
         "một mã ở trên / one of those above"},
        {"name", offsetof(struct dossierfile_nominee, name), OF_BOTH,
         "tên tập thể; họ và tên cá nhân / name"},
        {"position", offsetof(struct dossierfile_nominee, position), OF_INDIVIDUAL,
         "chức vụ, nơi công tác / office and place of work"},
        {"staff_code", offsetof(struct dossierfile_nominee, staff_code), OF_INDIVIDUAL,
         "mã cán bộ; không có thì ghi số căn cước / staff code, else the next"},
        {"citizen_id", offsetof(struct dossierfile_nominee, citizen_id), OF_INDIVIDUAL,
         "số căn cước, 12 chữ số / citizen number, 12 digits"},
},
  AFTER[] = {
      {"summary", offsetof(struct dossierfile_nominee, summary), OF_BOTH,
       "tóm tắt thành tích / achievement in short"},
      {"report", offsetof(struct dossierfile_nominee, report), OF_BOTH,
       "III.5.a (2), ví dụ / e.g. reports/bao-cao-nguyen-van-mau.pdf"},
      {"initiative", offsetof(struct dossierfile_nominee, initiative), OF_BOTH,
       "III.4: sáng kiến, mô hình mới nếu có / initiative or model, if any, e.g. SK-2022-0001"},
};

static int kind_bit(Pb__NomineeKind kind)
{
    if (kind == PB__NOMINEE_KIND__NOMINEE_COLLECTIVE)
        return OF_COLLECTIVE;
    return kind == PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL ? OF_INDIVIDUAL : OF_BOTH;
}

static void text_keys(struct writer *writer, const struct dossierfile_nominee *nominee,
                      const struct text_key *keys, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *value;
        memcpy(&value, (const char *)nominee + keys[i].offset, sizeof value);
        bool asked = writer->hints && (keys[i].of & kind_bit(nominee->kind));
        if (*value || asked)
            yamltext_entry(&writer->out, 4, keys[i].key, value, hint(writer, keys[i].hint));
    }
}

static void person_keys(struct writer *writer, const struct dossierfile_nominee *nominee)
{
    static const char *const GENDERS[] = {
        [PB__GENDER__GENDER_FEMALE] = "female",
        [PB__GENDER__GENDER_MALE] = "male",
    };
    bool known = nominee->gender > 0 && (size_t)nominee->gender < COUNT(GENDERS);
    int of = kind_bit(nominee->kind);
    if (known || (writer->hints && (of & OF_INDIVIDUAL)))
        yamltext_entry(&writer->out, 4, "gender", known ? GENDERS[nominee->gender] : "",
                       hint(writer, "female (nữ) / male (nam)"));
    if (nominee->women_percent)
        yamltext_printf(&writer->out, "    women_percent: %u\n", *nominee->women_percent);
    else if (writer->hints && (of & OF_COLLECTIVE))
        yamltext_add(&writer->out, "    women_percent:  # tỷ lệ nữ, 0–100 / share of women\n");
}

static void criteria_write(struct writer *writer, const struct dossierfile_nominee *nominee)
{
    yamltext_add(&writer->out, nominee->n_criteria ? "    criteria:\n" : "    criteria: []\n");
    for (unsigned i = 0; i < nominee->n_criteria; i++) {
        const struct dossierfile_claim *claim = &nominee->criteria[i];
        const struct plan_criterion *criterion =
            writer->plan ? plan_criterion_find(writer->plan, claim->criterion) : NULL;
        if (criterion)
            both_languages(writer, 6, "", criterion->id, &criterion->text);
        yamltext_entry(&writer->out, 6, "- criterion", claim->criterion, NULL);
        yamltext_entry(&writer->out, 8, "statement", claim->statement, NULL);
    }
}

static void nominee_write(struct writer *writer, const struct dossierfile_nominee *nominee)
{
    static const char *const KINDS[] = {
        [PB__NOMINEE_KIND__NOMINEE_UNSPECIFIED] = "",
        [PB__NOMINEE_KIND__NOMINEE_COLLECTIVE] = "collective",
        [PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL] = "individual",
    };
    size_t kind = nominee->kind >= 0 && (size_t)nominee->kind < COUNT(KINDS) ? nominee->kind : 0;
    yamltext_add(&writer->out, "\n");
    yamltext_entry(&writer->out, 2, "- kind", KINDS[kind],
                   hint(writer, "collective (tập thể) / individual (cá nhân)"));
    text_keys(writer, nominee, BEFORE, COUNT(BEFORE));
    person_keys(writer, nominee);
    yamltext_list(&writer->out, 4, "contents", nominee->contents, nominee->n_contents,
                  hint(writer, "ví dụ / e.g. [II.2.b, II.2.e]"));
    criteria_write(writer, nominee);
    text_keys(writer, nominee, AFTER, COUNT(AFTER));
}

/* ---- the whole --------------------------------------------------------------------------- */

static void papers_write(struct writer *writer, const struct dossierfile *file)
{
    static const char *const LETTER[] = {
        "III.5.a (1) Văn bản đề nghị kèm danh sách. Tệp đặt trong thư mục letter/.",
        "The request letter with the list of nominees; its file goes into letter/.",
    };
    static const char *const MINUTES[] = {
        "III.5.a (3) Biên bản họp xét khen thưởng. Tệp đặt trong thư mục minutes/.",
        "The minutes of the unit's review meeting; their file goes into minutes/.",
    };
    struct yamltext *out = &writer->out;
    section(writer, LETTER, COUNT(LETTER));
    yamltext_add(out, "letter:\n");
    yamltext_entry(out, 2, "number", file->letter.number, hint(writer, "ví dụ / e.g. 12/TTr-UBND"));
    yamltext_entry(out, 2, "dated_on", file->letter.dated_on,
                   hint(writer, "năm-tháng-ngày / YYYY-MM-DD"));
    yamltext_entry(out, 2, "file", file->letter.file,
                   hint(writer, "ví dụ / e.g. letter/to-trinh.pdf"));
    section(writer, MINUTES, COUNT(MINUTES));
    yamltext_add(out, "minutes:\n");
    yamltext_entry(out, 2, "held_on", file->minutes.held_on,
                   hint(writer, "ngày họp, năm-tháng-ngày / YYYY-MM-DD"));
    yamltext_entry(out, 2, "file", file->minutes.file,
                   hint(writer, "ví dụ / e.g. minutes/bien-ban.pdf"));
}

static void nominees_write(struct writer *writer, const struct dossierfile *file)
{
    static const char *const NOMINEES[] = {
        "Danh sách đề nghị: mỗi tập thể, cá nhân là một mục bắt đầu bằng dấu gạch \"-\". Xóa mục "
        "không dùng, chép thêm mục khi cần. Văn bản nhiều dòng: ghi dấu | sau dấu hai chấm rồi "
        "viết lùi vào ở các dòng dưới.",
        "The nominees: one entry each, beginning with \"-\". Delete what you do not need, copy "
        "what "
        "you need again. For several lines write | after the colon, then indented lines below.",
    };
    section(writer, NOMINEES, COUNT(NOMINEES));
    yamltext_add(&writer->out, file->n_nominees ? "nominees:" : "nominees: []\n");
    for (unsigned i = 0; i < file->n_nominees; i++)
        nominee_write(writer, &file->nominees[i]);
}

static void attachments_write(struct writer *writer, const struct dossierfile *file)
{
    static const char *const ATTACHMENTS[] = {
        "Tài liệu kèm theo, nếu có, ví dụ [attachments/anh.jpg, attachments/so-lieu.xlsx].",
        "Further files, if any: PDF, DOCX, XLSX, PNG, JPEG.",
    };
    section(writer, ATTACHMENTS, COUNT(ATTACHMENTS));
    yamltext_list(&writer->out, 0, "attachments", file->attachments, file->n_attachments, NULL);
}

static char *finish(struct writer *writer, const struct dossierfile *file, Pb__RoundKind round)
{
    struct yamltext *out = &writer->out;
    yamltext_entry(out, 0, "round_id", file->round_id, NULL);
    yamltext_entry(out, 0, "unit_code", file->unit_code, NULL);
    papers_write(writer, file);
    if (writer->plan) {
        lines_explain(writer, round);
        contents_explain(writer);
    }
    nominees_write(writer, file);
    attachments_write(writer, file);
    return out->failed ? NULL : out->text;
}

char *dossierfile_write(const struct dossierfile *file, const struct plan *plan,
                        struct td_arena *arena)
{
    struct writer writer = {.out.arena = arena, .plan = plan};
    yamltext_comment(&writer.out, 0, "", "Hồ sơ đề nghị khen thưởng (III.5) / A dossier (III.5)");
    return finish(&writer, file, PB__ROUND_KIND__ROUND_UNSPECIFIED);
}

/* ---- the template ------------------------------------------------------------------------ */

static const struct plan_line *line_for(const struct plan *plan, const struct dossierfile_for *whom,
                                        Pb__NomineeKind kind)
{
    for (unsigned i = 0; i < plan->n_lines; i++) {
        const struct plan_line *line = &plan->lines[i];
        if (line->kind == kind && plan_line_in_round(plan, whom->round_kind, line->id) &&
            (whom->unit_kind == PB__UNIT_KIND__UNIT_UNSPECIFIED ||
             plan_line_takes(line, whom->unit_kind)))
            return line;
    }
    return NULL;
}

/* A nominee to be filled in: every criterion of its kind (III.4) has its place. */
static bool nominee_blank(struct dossierfile *file, const struct plan *plan,
                          const struct plan_line *line, bool line_is_certain,
                          struct td_arena *arena)
{
    struct dossierfile_claim *claims =
        td_arena_alloc(arena, (plan->n_criteria + 1) * sizeof *claims);
    if (!claims)
        return false;
    struct dossierfile_nominee *nominee = &file->nominees[file->n_nominees++];
    *nominee = (struct dossierfile_nominee){
        .kind = line->kind,
        .award_line = line_is_certain ? line->id : "",
        .name = "",
        .position = "",
        .staff_code = "",
        .citizen_id = "",
        .summary = "",
        .criteria = claims,
        .report = "",
        .initiative = "",
    };
    for (unsigned i = 0; i < plan->n_criteria; i++)
        if (plan->criteria[i].kind == line->kind)
            claims[nominee->n_criteria++] =
                (struct dossierfile_claim){.criterion = plan->criteria[i].id, .statement = ""};
    return true;
}

static void template_head(struct writer *writer, const struct dossierfile_for *whom)
{
    static const char *const LINES[] = {
        "Điền vào tệp này, đặt các tệp PDF, DOCX, XLSX, PNG, JPEG vào thư mục tương ứng và ghi "
        "đường "
        "dẫn tính từ thư mục hồ sơ. Phần sau dấu # là chú thích. Xong thì chạy:",
        "Fill in this file, put the files into their folders and write their paths relative to the "
        "dossier's folder. What follows a # is a comment. Then run:",
        "  thidua dossier check THƯ-MỤC",
        "  thidua dossier submit THƯ-MỤC",
    };
    struct yamltext *out = &writer->out;
    yamltext_comment(out, 0, "Hồ sơ đề nghị khen thưởng (III.5): ", whom->unit_name);
    if (whom->deadline_utc_ms) {
        char when[TD_TIME_SIZE];
        td_time_human(whom->deadline_utc_ms, when);
        yamltext_comment(out, 0,
                         "Hạn nộp và xác nhận / To be submitted and confirmed before: ", when);
    }
    yamltext_add(out, "#\n");
    for (size_t i = 0; i < COUNT(LINES); i++)
        yamltext_comment(out, 0, LINES[i][0] == ' ' ? "  " : "", LINES[i]);
    yamltext_add(out, "\n");
}

char *dossierfile_template(const struct plan *plan, const struct dossierfile_for *whom,
                           struct td_arena *arena)
{
    static const Pb__NomineeKind KINDS[] = {PB__NOMINEE_KIND__NOMINEE_COLLECTIVE,
                                            PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL};
    struct writer writer = {.out.arena = arena, .plan = plan, .hints = true};
    struct dossierfile_nominee nominees[COUNT(KINDS)];
    struct dossierfile file = {
        .round_id = whom->round_id,
        .unit_code = whom->unit_code,
        .letter = {"", "", ""},
        .minutes = {"", ""},
        .nominees = nominees,
    };
    for (size_t i = 0; i < COUNT(KINDS); i++) {
        const struct plan_line *line = line_for(plan, whom, KINDS[i]);
        bool certain = KINDS[i] == PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL ||
                       whom->unit_kind != PB__UNIT_KIND__UNIT_UNSPECIFIED;
        if (line && !nominee_blank(&file, plan, line, certain, arena))
            return NULL;
    }
    template_head(&writer, whom);
    return finish(&writer, &file, whom->round_kind);
}
