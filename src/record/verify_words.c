/* verify_words.c - search words and the full text of notes: as the records give them, no more and no less. */
#include "record/verify_work.h"
#include <stdlib.h>

static size_t slot_of(const struct sums *t, int64_t id)
{
    size_t i = (size_t)((uint64_t)id * 0x9E3779B97F4A7C15u >> 20) & (t->cap - 1);
    while (t->at[i].id && t->at[i].id != id)
        i = (i + 1) & (t->cap - 1);
    return i;
}

static void grow(struct sums *t)
{
    struct sums bigger = { .cap = t->cap ? t->cap * 2 : 1024 };
    bigger.at = calloc(bigger.cap, sizeof *bigger.at);
    if (!bigger.at)
        abort();
    for (size_t i = 0; i < t->cap; i++)
        if (t->at[i].id)
            bigger.at[slot_of(&bigger, t->at[i].id)] = t->at[i];
    free(t->at);
    t->at = bigger.at;
    t->cap = bigger.cap;
}

void sums_add(struct sums *t, int64_t id, uint64_t h)
{
    if (id == 0)
        id = INT64_MIN;             /* 0 marks an empty slot, and is no record */
    if (t->n * 2 >= t->cap)
        grow(t);
    struct sum *s = &t->at[slot_of(t, id)];
    t->n += s->id == 0;
    s->id = id;
    s->sum += h;
}

uint64_t sums_hash(const struct sums *t, str word, int64_t a, int64_t b)
{
    unsigned char text[1024 + 16], sum[8];
    size_t n = word.n < 1024 ? word.n : 1024;
    uint64_t h = 0;
    memcpy(text, &a, 8);
    memcpy(text + 8, &b, 8);
    if (n)
        memcpy(text + 16, word.p, n);
    crypto_shorthash(sum, text, n + 16, t->key);
    memcpy(&h, sum, 8);
    return h;
}

static err_code take_word(void *ctx, size_t ncols, const db_val *row, err *e)
{
    struct verifying *v = ctx;
    (void)ncols, (void)e;
    char part = row[TOKEN_ALL_PART].s.n == 1 ? row[TOKEN_ALL_PART].s.p[0] : '?';
    v->r->words++;
    sums_add(&v->words, row[TOKEN_ALL_RECORD_ID].i,
             0 - sums_hash(&v->words, row[TOKEN_ALL_WORD].s, part, row[TOKEN_ALL_SUBJECT_ID].i));
    return ERR_OK;
}

static err_code take_note_sqlite(void *ctx, size_t ncols, const db_val *row, err *e)
{
    struct verifying *v = ctx;
    (void)ncols, (void)e;
    v->r->words++;
    sums_add(&v->notes, row[NOTE_WORDS_SQLITE_DOC].i,
             0 - sums_hash(&v->notes, row[NOTE_WORDS_SQLITE_TERM].s, row[NOTE_WORDS_SQLITE_OFFSET].i, 0));
    return ERR_OK;
}

/* 'word':1,5 'other':2 */
static err_code take_note_postgres(void *ctx, size_t ncols, const db_val *row, err *e)
{
    struct verifying *v = ctx;
    (void)ncols, (void)e;
    str rest = row[NOTE_WORDS_POSTGRES_WORDS].s, part;
    while (str_cut(&rest, ' ', &part)) {
        str places = part, word, place;
        int64_t at;
        bool quoted = str_cut(&places, '\'', &word);        /* what stands before the first: nothing */
        if (!quoted || !str_cut(&places, '\'', &word) || !str_starts(places, S(":")))
            word = S("?");
        places = str_skip(places, 1);
        while (str_cut(&places, ',', &place)) {
            v->r->words++;
            sums_add(&v->notes, row[NOTE_WORDS_POSTGRES_RECORD_ID].i,
                     0 - sums_hash(&v->notes, word, str_int(place, &at) ? at - 1 : -1, 0));
        }
    }
    return ERR_OK;
}

static void tell_rest(struct verifying *v, const struct sums *t, const char *table)
{
    for (size_t i = 0; i < t->cap; i++)
        if (t->at[i].id && t->at[i].sum)
            fault_say_id(v, table, "record", t->at[i].id, "", "the words are not those of the record");
}

/* A damaged index says so when it is read; that is a fault found, not a failure to look. */
static err_code note_fault(struct verifying *v, err_code rc, const err *why, err *e)
{
    if (rc != ERR_OK && rc != ERR_SYSTEM)
        return err_set(e, rc, STR_FMT, STR_ARG(why->message));
    if (rc)
        fault_say(v, "note_index", S("the index itself"), S(""),
                  S("it is damaged: search_rebuild makes it again from the records"));
    return ERR_OK;
}

/* The format of the index, which it reads only when the database is opened. */
static err_code check_settings(struct verifying *v, err *e)
{
    db_rows rows = { 0 };
    arena a;
    arena_init(&a, 0);
    err_code rc = db_run(v->s->db, ST_note_settings_sqlite, NO_ARGS, &a, &rows, e);
    bool good = !rc && rows.n == 1 && str_eq(db_str(&rows, 0, NOTE_SETTINGS_K), S("version")) &&
        db_int(&rows, 0, NOTE_SETTINGS_V) == 4;
    if (!rc && !good)
        fault_say(v, "note_index_config", S("version"), S("v"), S("this is not the format of the index"));
    arena_release(&a);
    return rc;
}

err_code verify_notes(struct verifying *v, err *e)
{
    err why = { .mem = e->mem };
    bool sqlite = db_engine(v->s->db) == DB_SQLITE;
    if (sqlite && check_settings(v, e))
        return e->code;
    err_code rc = db_each(v->s->db, v->tools->note_words, NO_ARGS, sqlite ? take_note_sqlite : take_note_postgres, v,
                          &why);
    if (note_fault(v, rc, &why, e))
        return e->code;
    if (!rc)
        tell_rest(v, &v->notes, "note_index");
    return ERR_OK;
}

err_code verify_note_index(struct verifying *v, err *e)
{
    err why = { .mem = e->mem };
    if (db_engine(v->s->db) != DB_SQLITE || db_begin(v->s->db, true, &why))
        return ERR_OK;              /* opened to read only: what could be read was compared */
    err_code rc = db_run(v->s->db, ST_note_check_sqlite, NO_ARGS, e->mem, NULL, &why);
    db_rollback(v->s->db);
    return note_fault(v, rc, &why, e);
}

err_code verify_words(struct verifying *v, err *e)
{
    if (db_each(v->s->db, ST_token_all, NO_ARGS, take_word, v, e))
        return e->code;
    tell_rest(v, &v->words, "token");
    return ERR_OK;
}
