/* From the wire's DossierContent to the facts that the rules of common/domain judge: one
 * conversion for both sides. */
#ifndef TD_DOMAIN_DOSSIER_CONTENT_H
#define TD_DOMAIN_DOSSIER_CONTENT_H

#include "arena.h"
#include "completeness.h"
#include "dossier.pb-c.h"

/* ret: strings are borrowed from content, arrays live in the arena. round_kind and unit_kind:
 * what the caller knows of them. RESOURCE_EXHAUSTED: arena used up. */
enum td_code dossier_from_content(const Pb__DossierContent *content, Pb__RoundKind round_kind,
                                  Pb__UnitKind unit_kind, struct td_arena *arena,
                                  struct dossier *ret);

/* Every file the content refers to, in order (letter, minutes, reports, attachments), each
 * digest once; pointers into content. ret: arena. */
enum td_code dossier_content_files(const Pb__DossierContent *content, struct td_arena *arena,
                                   Pb__FileRef ***ret, size_t *ret_n);

#endif
