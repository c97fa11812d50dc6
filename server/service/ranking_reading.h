/* Reading one component of one nominee: what ranking_values.c and ranking_initiatives.c share. */
#ifndef SERVER_SERVICE_RANKING_READING_H
#define SERVER_SERVICE_RANKING_READING_H

#include "initiative.pb-c.h"
#include "initiative_standings.h"
#include "ranking_values.h"

#define FACT(name) PB__RANKING_FACT_KIND__RANKING_FACT_##name

struct ranking_recognised {
    bool read;
    struct initiative_standing *list; /* without contents */
    Pb__InitiativeContent *authors;   /* of each; nothing else of the content */
    size_t n;
};

struct reading {
    const struct ranking_reader *reader;
    const struct nominee_row *nominee;
    const struct ranking_term *term;
    struct ranking_value *value; /* zeroed: nothing is known */
};

int64_t reading_seq(const struct reading *reading);
struct td_arena *reading_arena(const struct reading *reading);

/* Something that the value rests on, to be filled further; NULL: arena used up. */
Pb__RankingFact *reading_fact(struct reading *reading, Pb__RankingFactKind kind,
                              const char *subject);
enum td_code reading_note(struct reading *reading, Pb__RankingFactKind kind, const char *subject);

/* It is known: as the component is measured; or a part of a whole, finer than hundredths of a
 * percent can say. */
void reading_set(struct reading *reading, int64_t raw);
void reading_set_part(struct reading *reading, int64_t percent_centi, int64_t part, int64_t whole);

/* Components of initiatives. */
enum td_code reading_recognition(struct reading *reading);
enum td_code reading_effect(struct reading *reading);
enum td_code reading_share(struct reading *reading);
enum td_code reading_initiatives(struct reading *reading);
enum td_code reading_adoptions(struct reading *reading);

#endif
