/* Lists of dossiers: all pages, and the table. */
#ifndef CLIENT_CMD_DOSSIER_LIST_H
#define CLIENT_CMD_DOSSIER_LIST_H

#include "command.h"
#include "dossier.pb-c.h"

#include <stdio.h>

/* Every page of the list, as one answer in the arena. */
enum td_code dossier_list_all(struct cli *cli, const Pb__DossierListRequest *request,
                              Pb__DossierListResponse **ret);

void dossier_list_print(FILE *out, struct td_arena *arena, Pb__DossierSummary *const *dossiers,
                        size_t n_dossiers);

#endif
