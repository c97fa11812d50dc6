/* What happened to a dossier, in tables. */
#ifndef CLIENT_VIEW_TIMELINE_H
#define CLIENT_VIEW_TIMELINE_H

#include "arena.h"
#include "dossier.pb-c.h"

#include <stdio.h>

/* Who did what when, oldest first. */
void timeline_print(FILE *out, struct td_arena *arena, Pb__TimelineEntry *const *entries,
                    size_t n_entries);
/* III.5, part by part: there or not. */
void checklist_print(FILE *out, struct td_arena *arena, Pb__ChecklistItem *const *items,
                     size_t n_items);
/* I.2.e, nominee by nominee, with facts and hints; nothing when there are no entries. */
void eligibility_print(FILE *out, struct td_arena *arena, Pb__NomineeEligibility *const *entries,
                       size_t n_entries);
/* The versions with their digests, the one shown marked. */
void versions_print(FILE *out, struct td_arena *arena, Pb__VersionInfo *const *versions,
                    size_t n_versions, uint32_t shown);
/* The nominees of a content, one line each. */
void nominees_print(FILE *out, struct td_arena *arena, const Pb__DossierContent *content);

#endif
