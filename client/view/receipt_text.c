/* The readable twin of a .receipt file. */
#include "receipt_text.h"

#include "digest.h"
#include "err.h"
#include "i18n.h"
#include "wording.h"

#include <inttypes.h>

static const char *hex_of(struct td_arena *arena, const ProtobufCBinaryData *bytes)
{
    char *text = td_arena_alloc(arena, 2 * bytes->len + 1);
    if (!text)
        return "";
    td_hex(bytes->data, bytes->len, text);
    return text;
}

static void print_files(FILE *out, const Pb__ReceiptBody *body, struct td_arena *arena)
{
    fprintf(out, "%s (%zu):\n", _("Files"), body->n_files);
    for (size_t i = 0; i < body->n_files; i++) {
        const Pb__FileRef *file = body->files[i];
        fprintf(out, "  %s\n    %" PRIu64 " B, SHA-256 %s\n", file->name, file->size_bytes,
                hex_of(arena, &file->sha256));
    }
}

char *receipt_text(const Pb__Receipt *receipt, const Pb__ReceiptBody *body, struct td_arena *arena)
{
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    if (!out)
        return NULL;
    const struct {
        const char *label, *value;
    } facts[] = {
        {_("Town"), body->town},
        {_("Dossier"), body->dossier_id},
        {_("Version"), td_dec(arena, body->version)},
        {_("Unit"), body->unit_code},
        {_("Round"), body->round_id},
        {_("Submitted"), wording_time(arena, body->submitted_utc_ms)},
        {_("SHA-256 of the content"), hex_of(arena, &body->content_sha256)},
        {_("Entry of the log"), td_dec(arena, (int64_t)body->log_seq)},
        {_("Head of the log"), hex_of(arena, &body->log_head)},
        {_("Signed by the key"), hex_of(arena, &receipt->key)},
    };
    fprintf(out, "%s\n\n", _("RECEIPT FOR A DOSSIER PROPOSING COMMENDATION"));
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        fprintf(out, "%s: %s\n", facts[i].label, facts[i].value);
    print_files(out, body, arena);
    fprintf(out, "\n%s\n",
            _("Made by thidua at Home Affairs when the dossier was stored. It shows that exactly "
              "these files arrived at that time; it is not a State digital signature. Verify "
              "it, without a network, with: thidua receipt verify FILE"));
    bool written = fclose(out) == 0;
    char *copy = written ? td_arena_strdup(arena, text) : NULL;
    free(text);
    return copy;
}
