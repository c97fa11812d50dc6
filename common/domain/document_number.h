/* Numbers of administrative documents, "05/QĐ-UBND": the number, with a zero before those under 10,
 * the abbreviation of the kind of document, and the issuer's. Pure; any thread.
 * Source: Decree 30/2020/NĐ-CP, Annex I, part II.3. */
#ifndef TD_DOMAIN_DOCUMENT_NUMBER_H
#define TD_DOMAIN_DOCUMENT_NUMBER_H

#include "arena.h"
#include "err.h"

/* kind: "QĐ", "TTr". What was typed in its one proper spelling, in the arena: "5 / qđ-UBND" is
 * "05/QĐ-UBND"; the issuer's letters stay as typed. Returns OK and *ret; INVALID_ARGUMENT with
 * REQUIRED or TEXT_FORM at `field`; RESOURCE_EXHAUSTED. */
enum td_code document_number_normalise(const char *text, const char *kind, const char *field,
                                       struct td_arena *arena, const char **ret,
                                       struct td_err *err);

/* What two spellings of one number have in common: folded, without blanks and leading zeros. In the
 * arena; NULL: used up. */
const char *document_number_key(struct td_arena *arena, const char *number);

#endif
