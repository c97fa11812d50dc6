/* Words that people look for, as patterns. */
#ifndef SERVER_STORE_LIKE_H
#define SERVER_STORE_LIKE_H

#include "arena.h"

/* For `folded_column LIKE ?1 ESCAPE '\'`: the text, folded, as a part of the column; what LIKE
 * has a meaning for stands for itself. "" for a text that folds to nothing. NULL: arena used up. */
const char *like_part(struct td_arena *arena, const char *text);

#endif
