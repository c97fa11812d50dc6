/* Paging through DossierService/List, and the table of summaries. */
#include "dossier_list.h"

#include "connection.h"
#include "i18n.h"
#include "table.h"
#include "wording.h"

#define PAGE_SIZE 500

/* Add a page to what there is. */
static enum td_code append_page(struct cli *cli, Pb__DossierListResponse *all,
                                const Pb__DossierListResponse *page)
{
    size_t n = all->n_dossiers + page->n_dossiers;
    Pb__DossierSummary **both = td_arena_alloc(cli->arena, (n + 1) * sizeof *both);
    if (!both)
        return TD_RESOURCE_EXHAUSTED;
    if (all->n_dossiers)
        memcpy(both, all->dossiers, all->n_dossiers * sizeof *both);
    if (page->n_dossiers)
        memcpy(both + all->n_dossiers, page->dossiers, page->n_dossiers * sizeof *both);
    all->dossiers = both;
    all->n_dossiers = n;
    return TD_OK;
}

enum td_code dossier_list_all(struct cli *cli, const Pb__DossierListRequest *request,
                              Pb__DossierListResponse **ret)
{
    Pb__DossierListRequest in = *request;
    Pb__DossierListResponse *all = td_arena_alloc(cli->arena, sizeof *all);
    if (!all)
        return TD_RESOURCE_EXHAUSTED;
    pb__dossier_list_response__init(all);
    in.page_size = PAGE_SIZE;
    const Pb__DossierListResponse *page;
    do {
        enum td_code code = CALL(cli, dossier_service, list, &in, &page);
        if (code == TD_OK)
            code = append_page(cli, all, page);
        if (code != TD_OK)
            return code;
        in.page_token = page->next_page_token;
    } while (*in.page_token);
    *ret = all;
    return TD_OK;
}

void dossier_list_print(FILE *out, struct td_arena *arena, Pb__DossierSummary *const *dossiers,
                        size_t n_dossiers)
{
    static const struct table_column columns[] = {{N_("DOSSIER"), 0},
                                                  {N_("UNIT"), 0},
                                                  {N_("ROUND"), 0},
                                                  {N_("VERSION"), TABLE_RIGHT},
                                                  {N_("NOMINEES"), TABLE_RIGHT},
                                                  {N_("STATE"), TABLE_WRAP},
                                                  {N_("CHANGED"), 0},
                                                  {N_("DEADLINE"), 0}};
    struct table *table = table_new(columns, sizeof columns / sizeof *columns, true);
    for (size_t i = 0; i < n_dossiers; i++) {
        const Pb__DossierSummary *dossier = dossiers[i];
        TABLE_ROW(table, dossier->id, dossier->unit_code, dossier->round_id,
                  td_dec(arena, dossier->version), td_dec(arena, dossier->nominees),
                  wording_enum(arena, &pb__dossier_state__descriptor, (int)dossier->state),
                  wording_time(arena, dossier->changed_utc_ms),
                  wording_time(arena, dossier->deadline_utc_ms));
    }
    table_print(table, out);
    table_free(table);
}
