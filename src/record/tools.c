/* tools.c - what src/record/ works out once a store and keeps with it. */
#include "record/clock.h"
#include "record/held.h"
#include <stdlib.h>

static const char owner = 0;        /* its address is the name under which they are kept */

static void close_tools(void *what)
{
    struct record_tools *t = what;
    out_release(&t->body);
    arena_release(&t->mem);
    free(t);
}

static void find_words(const struct kind *k, struct kind_words *w, arena *a)
{
    int *words = arena_array(a, int, k->nfields), *notes = arena_array(a, int, k->nfields);
    for (size_t i = 0; i < k->nfields; i++) {
        if (k->fields[i].search != SEARCH_NONE)
            words[w->nwords++] = (int)i;
        if (k->fields[i].type == FT_NOTE)
            notes[w->nnotes++] = (int)i;
    }
    w->words = words;
    w->notes = notes;
}

err_code tools_of(struct store *s, struct record_tools **to, err *e)
{
    if ((*to = store_kept(s, &owner)) != NULL)
        return ERR_OK;
    struct record_tools *t = calloc(1, sizeof *t);
    if (!t)
        return err_set(e, ERR_SYSTEM, "Out of memory");
    arena_init(&t->mem, 0);
    size_t widest = 0;
    t->words = arena_array(&t->mem, struct kind_words, s->cat->nkinds);
    for (size_t i = 0; i < s->cat->nkinds; i++) {
        find_words(&s->cat->kinds[i], &t->words[i], &t->mem);
        if (s->cat->kinds[i].nfields > widest)
            widest = s->cat->kinds[i].nfields;
    }
    t->cells = arena_array(&t->mem, db_val, ROW_FIELDS + widest);
    t->clocks = clock_program_make(s->cat, &t->mem);
    bool sqlite = db_engine(s->db) == DB_SQLITE;
    t->note_add = sqlite ? ST_note_add_sqlite : ST_note_add_postgres;
    t->note_drop = sqlite ? ST_note_drop_sqlite : ST_note_drop_postgres;
    t->note_find = sqlite ? ST_note_find_sqlite : ST_note_find_postgres;
    t->note_clear = sqlite ? ST_note_clear_sqlite : ST_note_clear_postgres;
    t->note_words = sqlite ? ST_note_words_sqlite : ST_note_words_postgres;
    store_keep(s, &owner, t, close_tools);
    *to = t;
    return ERR_OK;
}
