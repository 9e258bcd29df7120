/* search.c - finds subjects by the words that search_words.c wrote.
 *
 * The data: table token, one row a word of a record, by word; a name has a row for its sound too. Each word of the
 * query is looked up by itself: one walk over the words that begin with it, and one over its sound. A hit is a subject;
 * for each word of the query it keeps what its best row is worth there (worths: a whole number above a whole name, a
 * name above its beginning, above its sound, above an address). A subject is found when every word fits it somewhere;
 * the sum decides its place. The query is also looked up as one word, because numbers and postcodes are kept without
 * spaces. What notes say, the engine's own full text index, comes after all that.
 *
 * The cost: two statements a word, each at most 20,000 rows by the primary key (a single letter is not looked up); hits
 * are gathered in a hash table, so the rest is linear in the rows. Nothing here knows who may see what: results are
 * looked at by q->sees before they count. */
#include "record/search.h"
#include "catalogue/named.h"
#include "record/held.h"
#include <stdlib.h>

enum { MOST_WORDS = 8, LEAST_LETTERS = 2, WORTH_OF_NOTE = 10, WORTH_OF_BIRTH = 1 };

const char *search_match_label(enum search_match m)
{
    static const char *const labels[] = {
        [MATCH_ID] = "number", [MATCH_NAME] = "name", [MATCH_FORMER] = "former name", [MATCH_SOUND] = "sounds like",
        [MATCH_ADDRESS] = "address", [MATCH_NOTE] = "in a note", [MATCH_BORN] = "date of birth",
    };
    return labels[m];
}

/* What a hit is worth: the whole word, or only its beginning. */
static const struct worth { char part; enum search_match match; int whole, beginning; } worths[] = {
    { 'i', MATCH_ID, 200, 60 },  { 'n', MATCH_NAME, 100, 60 },   { 'f', MATCH_FORMER, 80, 45 },
    { 's', MATCH_SOUND, 40, 0 }, { 'a', MATCH_ADDRESS, 30, 20 },
};

struct hit {
    struct found_subject f;         /* the best so far; score is the sum over the words */
    int best[MOST_WORDS];           /* what each word of the query is worth here */
    int top;
    bool born;                      /* on the day that was asked for */
};

struct hits { arena *a; struct hit *at; size_t n, cap; size_t *slot, nslots; };

static size_t slot_of(const struct hits *h, int64_t id)
{
    size_t i = (size_t)((uint64_t)id * 0x9E3779B97F4A7C15u >> 20) & (h->nslots - 1);
    while (h->slot[i] && h->at && h->at[h->slot[i] - 1].f.subject_id != id)
        i = (i + 1) & (h->nslots - 1);
    return i;
}

static struct hit *hit_of(struct hits *h, int64_t id)
{
    if ((h->n + 1) * 2 > h->nslots) {
        h->nslots = h->nslots ? h->nslots * 2 : 256;
        h->slot = arena_array(h->a, size_t, h->nslots);
        for (size_t i = 0; i < h->n; i++)
            h->slot[slot_of(h, h->at[i].f.subject_id)] = i + 1;
    }
    size_t i = slot_of(h, id);
    if (!h->slot[i]) {
        struct hit *x = &ARENA_PUSH(h->a, h->at, h->n, h->cap);
        memset(x, 0, sizeof *x);
        x->f.subject_id = id;
        h->slot[i] = h->n;
    }
    return &h->at[h->slot[i] - 1];
}

static void count_hit(struct hits *h, const struct store *s, const struct search_query *q, size_t word,
                      const db_val *row, str sought)
{
    for (size_t i = 0; i < COUNT_OF(worths); i++) {
        if (row[TOKEN_HIT_PART].s.n != 1 || row[TOKEN_HIT_PART].s.p[0] != worths[i].part)
            continue;
        bool whole = worths[i].part == 's' || str_eq(row[TOKEN_HIT_WORD].s, sought);
        int worth = whole ? worths[i].whole : worths[i].beginning;
        const struct kind *k = catalogue_kind(s->cat, row[TOKEN_HIT_KIND].s);
        if (!k || (q->subject && k != q->subject))
            return;
        struct hit *x = hit_of(h, row[TOKEN_HIT_SUBJECT_ID].i);
        x->f.kind = k;
        if (worth > x->best[word])
            x->best[word] = worth;
        if (worth > x->top) {
            x->top = worth;
            x->f.match = worths[i].match;
            x->f.record_id = row[TOKEN_HIT_RECORD_ID].i;
            x->f.matched = row[TOKEN_HIT_WORD].s;
        }
        return;
    }
}

/* Words are letters and digits, so a run of z comes after every one that begins the same, in the order of bytes. */
static err_code look_up(struct store *s, const struct search_query *q, struct hits *h, size_t word, str sought, err *e)
{
    db_rows rows = { 0 };
    const str parts[] = { sought, S("zzzzzzzzzzzzzzzzzzzzzzzz") };
    str last = arena_join(h->a, 2, parts, S("")), sound = search_sound(h->a, sought);
    if (db_run(s->db, ST_token_between, ARGS(DBT(sought), DBT(last)), h->a, &rows, e))
        return e->code;
    for (size_t i = 0; i < rows.n; i++)
        count_hit(h, s, q, word, db_row(&rows, i), sought);
    if (sound.n < LEAST_LETTERS)
        return ERR_OK;
    if (db_run(s->db, ST_token_sound, ARGS(DBT(sound)), h->a, &rows, e))
        return e->code;
    for (size_t i = 0; i < rows.n; i++)
        count_hit(h, s, q, word, db_row(&rows, i), sought);
    return ERR_OK;
}

/* --- notes ----------------------------------------------------------------------------------- */

/* SQLite: "mill" "lan"*   PostgreSQL: 'mill' & 'lan':*   Folded words hold no quotation marks. */
static str note_query(struct store *s, arena *a, size_t n, const str *words)
{
    bool sqlite = db_engine(s->db) == DB_SQLITE;
    str parts[MOST_WORDS];
    for (size_t i = 0; i < n; i++) {
        const char *tail = i + 1 < n || words[i].n < 3 ? "" : sqlite ? "*" : ":*";
        parts[i] = sqlite ? arena_printf(a, "\"" STR_FMT "\"%s", STR_ARG(words[i]), tail)
                          : arena_printf(a, "'" STR_FMT "'%s", STR_ARG(words[i]), tail);
    }
    return arena_join(a, n, parts, sqlite ? S(" ") : S(" & "));
}

static err_code look_in_notes(struct store *s, const struct search_query *q, struct hits *h, size_t n, const str *words,
                              err *e)
{
    struct record_tools *tools;
    db_rows rows = { 0 };
    if (tools_of(s, &tools, e) ||
        db_run(s->db, tools->note_find, ARGS(DBT(note_query(s, h->a, n, words))), h->a, &rows, e))
        return e->code;
    for (size_t i = 0; i < rows.n; i++) {
        const db_val *row = db_row(&rows, i);
        const struct kind *k = catalogue_kind(s->cat, row[NOTE_HIT_KIND].s),
                          *of = catalogue_kind(s->cat, row[NOTE_HIT_RECORD_KIND].s);
        if (!k || (q->subject && k != q->subject) || (q->reads && (!of || !q->reads(q->ctx, of))))
            continue;
        struct hit *x = hit_of(h, row[NOTE_HIT_SUBJECT_ID].i);
        if (x->f.kind)
            continue;               /* found already, and by something better or newer */
        x->f = (struct found_subject){
            .subject_id = row[NOTE_HIT_SUBJECT_ID].i,
            .kind = k,
            .score = WORTH_OF_NOTE,
            .match = MATCH_NOTE,
            .record_id = row[NOTE_HIT_RECORD_ID].i,
            .matched = S(""),
        };
        x->top = -1;
    }
    return ERR_OK;
}

/* A word that no name of theirs has may stand in a note of theirs: "zoe bruise". */
static err_code look_for_words_in_notes(struct store *s, const struct search_query *q, struct hits *h, size_t n,
                                        const str *words, err *e)
{
    struct record_tools *tools;
    err_code rc = tools_of(s, &tools, e);
    for (size_t w = 0; w < n && n > 1 && !rc; w++) {
        db_rows rows = { 0 };
        rc = db_run(s->db, tools->note_find, ARGS(DBT(note_query(s, h->a, 1, &words[w]))), h->a, &rows, e);
        for (size_t i = 0; !rc && i < rows.n; i++) {
            const db_val *row = db_row(&rows, i);
            const struct kind *of = catalogue_kind(s->cat, row[NOTE_HIT_RECORD_KIND].s);
            size_t at = h->nslots ? h->slot[slot_of(h, row[NOTE_HIT_SUBJECT_ID].i)] : 0;
            struct hit *x = at ? &h->at[at - 1] : NULL;
            if (!x || x->top < 0 || x->best[w] || (q->reads && (!of || !q->reads(q->ctx, of))))
                continue;
            x->best[w] = WORTH_OF_NOTE;
            x->f.match = MATCH_NOTE;
            x->f.record_id = row[NOTE_HIT_RECORD_ID].i;
            x->f.matched = words[w];
        }
    }
    return rc;
}

/* With words, those who were found and were born on that day; without, everybody who was. */
static err_code look_up_birth(struct store *s, const struct search_query *q, struct hits *h, bool words, err *e)
{
    const struct kind *person = kind_of(s->cat, K_person);
    db_rows rows = { 0 };
    if (db_run(s->db, ST_search_born, ARGS(DBT(day_iso(h->a, *q->born))), h->a, &rows, e))
        return e->code;
    for (size_t i = 0; i < rows.n; i++) {
        int64_t id = db_int(&rows, i, SEARCH_BORN_ID);
        if (words && !(h->nslots && h->slot[slot_of(h, id)]))
            continue;
        struct hit *x = hit_of(h, id);
        x->born = true;
        if (!words)
            x->f = (struct found_subject){ .subject_id = id, .kind = person, .score = WORTH_OF_BIRTH,
                                           .match = MATCH_BORN, .record_id = id, .matched = S("") };
    }
    return ERR_OK;
}

/* --- the answer ------------------------------------------------------------------------------ */

static int by_score(const void *x, const void *y)
{
    const struct found_subject *a = x, *b = y;
    return a->score != b->score ? b->score - a->score
                                : (a->subject_id > b->subject_id) - (a->subject_id < b->subject_id);
}

/* Sums what each word is worth; a subject that lacks a word is left out. */
static size_t rank(struct hits *h, const struct search_query *q, size_t nwords, struct found_subject *found)
{
    size_t n = 0;
    for (size_t i = 0; i < h->n; i++) {
        struct hit *x = &h->at[i];
        bool all = !q->born || x->born;
        for (size_t w = 0; w < nwords && x->top >= 0; w++) {
            all = all && x->best[w];
            x->f.score += x->best[w];
        }
        if (all && (!q->sees || q->sees(q->ctx, x->f.subject_id)))
            found[n++] = x->f;
    }
    if (n)
        qsort(found, n, sizeof *found, by_score);
    return n;
}

static size_t words_of_query(str folded, str *words)
{
    size_t n = 0;
    str word;
    while (n < MOST_WORDS && str_cut(&folded, ' ', &word))
        if (word.n)
            words[n++] = str_take(word, 64);
    return n;
}

/* "NR1 3AA", "943 476 5919", "Mary Ann": also looked up as one word, since numbers and
 * postcodes are kept without spaces. */
static str query_as_one(arena *a, str folded)
{
    char *p = arena_alloc_raw(a, folded.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < folded.n; i++)
        if (folded.p[i] != ' ')
            p[n++] = folded.p[i];
    return str_take((str){ p, n }, 64);
}

err_code search_find(struct store *s, const struct search_query *q, arena *a, size_t *n, struct found_subject **to,
                     err *e)
{
    str words[MOST_WORDS], folded = search_fold(a, q->text);
    size_t nwords = words_of_query(folded, words), limit = q->limit ? q->limit : 50;
    struct hits each = { .a = a }, one = { .a = a };
    *n = 0;
    *to = NULL;
    if (folded.n < LEAST_LETTERS && !q->born)
        return ERR_OK;
    for (size_t i = 0; i < nwords; i++)
        if (look_up(s, q, &each, i, words[i], e))
            return e->code;
    if (nwords > 1 && look_up(s, q, &one, 0, query_as_one(a, folded), e))
        return e->code;
    for (size_t i = 0; i < one.n; i++) {        /* fits as one word: as good as fitting word by word */
        struct hit *x = hit_of(&each, one.at[i].f.subject_id);
        int worth = one.at[i].best[0] - 1;
        if (!x->f.kind || one.at[i].top > x->top)
            x->f = one.at[i].f;
        for (size_t w = 0; w < nwords; w++)
            x->best[w] = x->best[w] > worth ? x->best[w] : worth;
    }
    if (q->notes && nwords &&
        (look_for_words_in_notes(s, q, &each, nwords, words, e) || look_in_notes(s, q, &each, nwords, words, e)))
        return e->code;
    if (q->born && look_up_birth(s, q, &each, nwords > 0, e))
        return e->code;
    struct found_subject *found = arena_array(a, struct found_subject, each.n);
    *n = rank(&each, q, nwords, found);
    *n = *n < limit ? *n : limit;
    *to = found;
    return ERR_OK;
}

/* --- all words again ------------------------------------------------------------------------- */


static err_code rebuild_one(struct store *s, int64_t id, arena *a, err *e)
{
    struct subject *sub;
    if (subject_load(s, id, a, &sub, e))
        return e->code;
    for (size_t k = 0; k < s->cat->nkinds; k++)
        for (size_t i = 0; i < sub->facts.by_kind[k].n; i++)    /* as if it were new: nothing to take away */
            if (search_words_write(s, (const struct held *)sub->facts.by_kind[k].at[i], a, e))
                return e->code;
    return db_flush(s->db, e);
}

err_code search_rebuild(struct store *s, err *e)
{
    struct record_tools *tools;
    arena a, ids_mem;
    db_rows ids = { 0 };
    arena_init(&a, 0);
    arena_init(&ids_mem, 0);
    err_code rc = tools_of(s, &tools, e);
    if (!rc)
        rc = db_run(s->db, ST_token_clear, NO_ARGS, &a, NULL, e);
    if (!rc)
        rc = db_run(s->db, tools->note_clear, NO_ARGS, &a, NULL, e);
    for (int64_t last = INT64_MIN; !rc;) {
        arena_clear(&ids_mem);
        rc = db_run(s->db, ST_subject_after, ARGS(DBI(last)), &ids_mem, &ids, e);
        if (rc || ids.n == 0)
            break;
        for (size_t i = 0; i < ids.n && !rc; i++) {
            last = db_int(&ids, i, SUBJECT_AFTER_ID);
            rc = rebuild_one(s, last, &a, e);
            arena_clear(&a);
        }
    }
    arena_release(&a);
    arena_release(&ids_mem);
    return rc;
}
