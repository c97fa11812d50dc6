/* The components that rest on initiatives: as they stood at the moment that is asked about. */
#include "ranking_reading.h"

#include "human_id.h"
#include "initiative_rules.h"
#include "message.h"

/* The one that the nomination points to; *ret_found. */
static enum td_code initiative_pointed(const struct reading *reading,
                                       struct initiative_standing *ret, bool *ret_found)
{
    int64_t id;
    *ret_found = false;
    if (!human_id_parse(INITIATIVE_PREFIX, reading->nominee->initiative, &id))
        return TD_OK;
    enum td_code code = initiative_standing_find(reading->reader->call->db, id,
                                                 reading_seq(reading), reading_arena(reading), ret);
    *ret_found = code == TD_OK;
    return code == TD_NOT_FOUND ? TD_OK : code;
}

static const Pb__InitiativeContent *content_of(const struct reading *reading,
                                               const struct initiative_standing *standing)
{
    return (const Pb__InitiativeContent *)td_message_unpack(
        &pb__initiative_content__descriptor, reading_arena(reading), standing->content,
        standing->content_len);
}

static const char *initiative_text(const struct reading *reading,
                                   const struct initiative_standing *standing)
{
    return human_id_text(reading_arena(reading), INITIATIVE_PREFIX, standing->id);
}

static const char *level_of(const struct reading *reading, const ProtobufCEnumDescriptor *type,
                            int value)
{
    char name[TD_ENUM_NAME_SIZE];
    return td_arena_strdup(reading_arena(reading), td_enum_name(type, value, name) ? name : "");
}

static enum td_code level_set(struct reading *reading, const ProtobufCEnumDescriptor *type,
                              int value, Pb__RankingFactKind kind,
                              const struct initiative_standing *standing)
{
    const char *level = level_of(reading, type, value);
    Pb__RankingFact *fact = reading_fact(reading, kind, initiative_text(reading, standing));
    if (!level || !fact)
        return TD_RESOURCE_EXHAUSTED;
    fact->text = (char *)standing->title;
    fact->level = (char *)level;
    reading->value->known = true;
    reading->value->level = level;
    reading->value->score_micro = ranking_score_of_level(reading->term->component, level);
    return TD_OK;
}

/* Without an initiative there is nothing recognised, effective or shared: that is known. */
static enum td_code initiative_none(struct reading *reading)
{
    reading->value->known = true;
    return reading_note(reading, FACT(INITIATIVE_NONE), "");
}

enum td_code reading_recognition(struct reading *reading)
{
    struct initiative_standing standing;
    bool found;
    enum td_code code = initiative_pointed(reading, &standing, &found);
    if (code != TD_OK)
        return code;
    return found ? level_set(reading, &pb__initiative_state__descriptor, (int)standing.state,
                             FACT(INITIATIVE), &standing)
                 : initiative_none(reading);
}

enum td_code reading_effect(struct reading *reading)
{
    struct initiative_standing standing;
    bool found;
    enum td_code code = initiative_pointed(reading, &standing, &found);
    if (code != TD_OK)
        return code;
    if (!found)
        return initiative_none(reading);
    if (standing.effect == PB__INITIATIVE_EFFECT__INITIATIVE_EFFECT_UNSPECIFIED)
        return reading_note(reading, FACT(EFFECT_MISSING), initiative_text(reading, &standing));
    return level_set(reading, &pb__initiative_effect__descriptor, (int)standing.effect,
                     FACT(EFFECT), &standing);
}

enum td_code reading_share(struct reading *reading)
{
    struct initiative_standing standing;
    bool found;
    enum td_code code = initiative_pointed(reading, &standing, &found);
    if (code != TD_OK || !found)
        return code == TD_OK ? initiative_none(reading) : code;
    const Pb__InitiativeContent *content = content_of(reading, &standing);
    if (!content)
        return TD_RESOURCE_EXHAUSTED;
    uint32_t percent = initiative_share_percent(content, reading->nominee->staff_code,
                                                reading->nominee->name, reading_arena(reading));
    Pb__RankingFact *fact = reading_fact(reading, percent ? FACT(SHARE) : FACT(SHARE_NONE),
                                         initiative_text(reading, &standing));
    if (!fact)
        return TD_RESOURCE_EXHAUSTED;
    fact->value = percent;
    reading_set(reading, (int64_t)percent * 100);
    return TD_OK;
}

/* Of a content that is kept as long as the ranking only this is needed. */
static enum td_code authors_keep(const Pb__InitiativeContent *content, struct td_arena *keep,
                                 Pb__InitiativeContent *ret)
{
    pb__initiative_content__init(ret);
    ret->authors = td_arena_alloc(keep, (content->n_authors + 1) * sizeof(Pb__InitiativeAuthor *));
    if (!ret->authors)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < content->n_authors; i++) {
        const Pb__InitiativeAuthor *author = content->authors[i];
        Pb__InitiativeAuthor *kept = td_arena_copy(keep, author, sizeof *author);
        if (!kept)
            return TD_RESOURCE_EXHAUSTED;
        kept->name = td_arena_strdup(keep, author->name);
        kept->staff_code = td_arena_strdup(keep, author->staff_code);
        kept->unit_code = td_arena_strdup(keep, author->unit_code);
        if (!kept->name || !kept->staff_code || !kept->unit_code)
            return TD_RESOURCE_EXHAUSTED;
        ret->authors[ret->n_authors++] = kept;
    }
    return TD_OK;
}

static enum td_code recognised_keep(const struct reading *reading,
                                    const struct initiative_standing *standing)
{
    struct td_arena *keep = reading->reader->keep;
    struct ranking_recognised *all = reading->reader->recognised;
    struct initiative_standing *kept = &all->list[all->n];
    const Pb__InitiativeContent *content = content_of(reading, standing);
    *kept = *standing;
    kept->content = NULL;
    kept->unit_code = td_arena_strdup(keep, standing->unit_code);
    kept->title = td_arena_strdup(keep, standing->title);
    if (!content || !kept->unit_code || !kept->title)
        return TD_RESOURCE_EXHAUSTED;
    return authors_keep(content, keep, &all->authors[all->n++]);
}

/* Once for all nominees. */
static enum td_code recognised_read(const struct reading *reading)
{
    const struct ranking_reader *reader = reading->reader;
    struct ranking_recognised *all = reader->recognised;
    struct initiative_standing *found;
    size_t n;
    if (all->read)
        return TD_OK;
    enum td_code code =
        initiative_standings_recognised(reader->call->db, reader->year_from, reader->year_to,
                                        reading_seq(reading), reading_arena(reading), &found, &n);
    if (code != TD_OK)
        return code;
    all->list = td_arena_alloc(reader->keep, (n + 1) * sizeof *all->list);
    all->authors = td_arena_alloc(reader->keep, (n + 1) * sizeof *all->authors);
    if (!all->list || !all->authors)
        return TD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; code == TD_OK && i < n; i++)
        code = recognised_keep(reading, &found[i]);
    all->read = code == TD_OK;
    return code;
}

/* Whose initiatives count: of a collective its unit's, of a person those they are an author of. */
static bool initiative_counts(const struct reading *reading, size_t i)
{
    const struct ranking_recognised *all = reading->reader->recognised;
    const struct nominee_row *nominee = reading->nominee;
    if (nominee->kind == PB__NOMINEE_KIND__NOMINEE_COLLECTIVE)
        return strcmp(all->list[i].unit_code, nominee->unit_code) == 0;
    return initiative_has_author(&all->authors[i], nominee->staff_code, nominee->name,
                                 reading_arena(reading));
}

/* The recognised ones of the period, in *ret_n of *ret. */
static enum td_code initiatives_of(const struct reading *reading,
                                   const struct initiative_standing ***ret, size_t *ret_n)
{
    enum td_code code = recognised_read(reading);
    const struct ranking_recognised *all = reading->reader->recognised;
    size_t n = 0;
    if (code != TD_OK)
        return code;
    *ret = td_arena_alloc(reading_arena(reading),
                          (all->n + 1) * sizeof(const struct initiative_standing *));
    for (size_t i = 0; *ret && i < all->n; i++)
        if (initiative_counts(reading, i))
            (*ret)[n++] = &all->list[i];
    *ret_n = n;
    return *ret ? TD_OK : TD_RESOURCE_EXHAUSTED;
}

enum td_code reading_initiatives(struct reading *reading)
{
    const struct initiative_standing **list;
    size_t n;
    enum td_code code = initiatives_of(reading, &list, &n);
    if (code != TD_OK)
        return code;
    reading_set(reading, (int64_t)n);
    for (size_t i = 0; i < n; i++) {
        Pb__RankingFact *fact =
            reading_fact(reading, FACT(INITIATIVE), initiative_text(reading, list[i]));
        const char *level =
            level_of(reading, &pb__initiative_state__descriptor, (int)list[i]->state);
        if (!fact || !level)
            return TD_RESOURCE_EXHAUSTED;
        fact->text = (char *)list[i]->title;
        fact->level = (char *)level;
    }
    return TD_OK;
}

static enum td_code adoptions_fact(struct reading *reading,
                                   const struct initiative_standing *standing, int64_t *sum)
{
    Pb__RankingFact *fact =
        reading_fact(reading, FACT(ADOPTIONS), initiative_text(reading, standing));
    if (!fact)
        return TD_RESOURCE_EXHAUSTED;
    fact->text = (char *)standing->title;
    fact->value = standing->adoptions;
    *sum += standing->adoptions;
    return TD_OK;
}

/* I.1.c, replication: of the recognised initiatives of the period, and of the one pointed to. */
enum td_code reading_adoptions(struct reading *reading)
{
    const struct initiative_standing **list;
    struct initiative_standing pointed;
    size_t n;
    bool other;
    int64_t sum = 0;
    enum td_code code = initiatives_of(reading, &list, &n);
    if (code == TD_OK)
        code = initiative_pointed(reading, &pointed, &other);
    for (size_t i = 0; code == TD_OK && i < n; i++) {
        other = other && list[i]->id != pointed.id;
        code = adoptions_fact(reading, list[i], &sum);
    }
    if (code == TD_OK && other)
        code = adoptions_fact(reading, &pointed, &sum);
    if (code == TD_OK)
        reading_set(reading, sum);
    return code;
}
