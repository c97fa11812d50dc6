/* What several dossier commands need: a dossier with its content, sentences about where one
 * stands, and the findings of a check. */
#ifndef CLIENT_CMD_DOSSIER_COMMON_H
#define CLIENT_CMD_DOSSIER_COMMON_H

#include "command.h"
#include "dossier.pb-c.h"
#include "draft.h"

/* Show a dossier; version 0: the newest. *ret_content is unpacked after its bytes were found to
 * be those of the digest. DATA_LOSS (DIGEST_OTHER) when they are not. ret_content may be NULL. */
enum td_code dossier_load(struct cli *cli, const char *dossier_id, uint32_t version,
                          const Pb__DossierShowResponse **ret,
                          const Pb__DossierContent **ret_content);

/* Its summary. */
enum td_code dossier_status(struct cli *cli, const char *dossier_id,
                            const Pb__DossierSummary **ret);

/* "The head of the unit must confirm it before 17:00 15/12/2022: thidua dossier confirm …". */
const char *dossier_next_step(struct td_arena *arena, const Pb__DossierSummary *summary);

/* The round's and the letter's facts and the nominees: what a head is about to confirm. */
void dossier_print_content(FILE *out, struct td_arena *arena, const Pb__DossierContent *content);

/* Confirm exactly what was shown (ConfirmRequest). */
enum td_code dossier_confirm_version(struct cli *cli, const char *dossier_id, uint32_t version,
                                     const ProtobufCBinaryData *content_sha256,
                                     const Pb__ConfirmResponse **ret);

/* The findings of draft_read, by clause, with lines of dossier.yaml. heading: translated. */
void dossier_print_findings(FILE *out, struct td_arena *arena, const char *heading,
                            const struct draft *draft, const struct td_err *findings);

#define DOSSIER_OPTION_VERSION                                                     \
    {                                                                              \
        .name = "version", .kind = OPTION_NUMBER, .value_name = N_("N"), .min = 1, \
        .max = UINT32_MAX, .help = N_("which version; without it: the newest")     \
    }

#endif
