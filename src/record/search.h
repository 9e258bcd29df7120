/* search.h - finds subjects by name, former name, sound, identifier, address or what a note says.
 *
 * Words are written in the same transaction as the record that they come from (subject_write).
 * Which fields give words is said in the catalogue (search: name, former, id or address on a field;
 * every note is searched). Whoever calls decides what the searcher may see: a result must not be
 * shown, nor counted, before access was checked. */
#ifndef SEARCH_H
#define SEARCH_H
#include "store/store.h"

enum search_match { MATCH_ID, MATCH_NAME, MATCH_FORMER, MATCH_SOUND, MATCH_ADDRESS, MATCH_NOTE, MATCH_BORN };

struct search_query {
    str text;                       /* as typed: words, an id, a postcode; the last word may be a beginning */
    const struct kind *subject;     /* only subjects of that kind; NULL: all */
    const day *born;                /* only people born on that day, the text may be empty then; NULL: whenever */
    bool notes;                     /* also look in notes: all words in one, or a name with a word from one of theirs */
    size_t limit;                   /* at most so many; 0: 50 */
    /* may the searcher meet this subject? Asked before the limit; NULL: all */
    bool (*sees)(const void *ctx, int64_t subject_id);
    /* may the searcher read records of that kind? Asked of each note before it is a find; NULL: all */
    bool (*reads)(const void *ctx, const struct kind *k);
    const void *ctx;
};

struct found_subject {
    int64_t subject_id;
    const struct kind *kind;
    int score;                      /* higher is better; ties by subject_id */
    enum search_match match;        /* the best reason */
    int64_t record_id;              /* the record that gave it */
    str matched;                    /* the word as indexed: "smith"; "" for notes */
};

/* Best first. An empty or one-letter query without a day of birth finds nothing. */
CHECKED err_code search_find(struct store *s, const struct search_query *q, arena *a, size_t *n,
                             struct found_subject **out, err *e);
const char *search_match_label(enum search_match m);    /* "name", "former name", "sounds like" … */

/* Pure parts. Folded: lower case, no accents, apostrophes or hyphens; words separated by one space. */
str search_fold(arena *a, str text);
/* How a folded word sounds in English; the same for Stephen and Steven. At most 8 letters,
 * "" for a word without any. */
str search_sound(arena *a, str word);

/* All search words again from the tables: after an upgrade that changes how words are made. */
CHECKED err_code search_rebuild(struct store *s, err *e);
#endif
