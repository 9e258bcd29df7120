/* build.c - a subject's rows, in order, become items: each one record to be, whichever rows and years it came from.
 *
 * Rows are sorted by table and within a table by day. Each record of a table (an episode's row makes an episode, a
 * placement and a legal status) is one pass over the table's rows: what key the row has, what it says for each field,
 * and which item of that key it joins. Three things make several rows one record:
 *
 *   the same key          the same number in a dataset that has numbers; else child and day. Equal keys within one file
 *                         are two records, so they are numbered, from the end: the spell that goes on has the plain key
 *                         in every year's file.
 *   a row that goes on    a new legal status within one placement begins a row, not a placement: by the map's
 *                         `continues` and `same`, the row joins the item of the row before, or the record that an
 *                         earlier import left open. Its own key is remembered as standing for that item.
 *   another table         factors of an assessment stand in a table of their own and share its key.
 *
 * A row is all taken or not at all: its texts are read for all its records before the first of them is touched. Items
 * are found by a hash of kind and key, sized before the first is made; a subject's rows cost their sort and one look
 * each. */
#include "exchange/work.h"
#include "catalogue/named.h"
#include <stdlib.h>

str column_name(const struct sub_row *r, const struct map_field *f)
{
    return f && f->column >= 0 ? r->table->columns[f->column].name : S("");
}

bool sub_row_makes(const struct sub_row *r, uint32_t item)
{
    for (int i = 0; i < r->nitems; i++)
        if (r->items[i] == item + 1)
            return true;
    return false;
}

void sub_row_reject(struct sub_rows *sr, struct sub_row *r, str column, str cell, str reason)
{
    if (r->state == ROW_REJECTED)
        return;
    r->state = ROW_REJECTED;
    r->in->later = false;               /* whatever it waited for */
    row_reject(sr->w, sr->w->files[r->in->file], r->in->line, column, cell, reason);
}

bool field_needed(const struct map_record *rec, const struct map_field *f)
{
    bool needed = f->field->required || f->field->index == rec->kind->f_happened;
    for (size_t i = 0; i < rec->nkey; i++)
        needed = needed || rec->key[i] == f->column;
    return needed && !(rec->own && kind_is(rec->kind, K_person));
}

void sub_row_leave_out(struct sub_rows *sr, const struct sub_row *r, const struct map_field *f, str cell, str reason)
{
    cell_leave_out(sr->w, sr->w->files[r->in->file], r->in->line, column_name(r, f), cell, reason);
}

/* --- items by key ------------------------------------------------------------------------------- */
static size_t item_place(const struct sub_rows *sr, const struct kind *k, str key)
{
    size_t mask = sr->by_key.cap - 1, i = (size_t)(str_hash(key) + (uint64_t)k->index * 0x9E3779B97F4A7C15u) & mask;
    while (sr->by_key.at[i]) {
        const struct item *x = &sr->items[sr->by_key.at[i] - 1];
        if (x->rec->kind == k && str_eq(x->key, key))
            break;
        i = (i + 1) & mask;
    }
    return i;
}

uint32_t item_find(const struct sub_rows *sr, const struct kind *k, str key)
{
    return sr->by_key.cap ? sr->by_key.at[item_place(sr, k, key)] : 0;
}

static uint32_t item_add(struct sub_rows *sr, const struct map_record *rec, str key)
{
    size_t at = item_place(sr, rec->kind, key);
    ARENA_PUSH(sr->a, sr->items, sr->nitems, sr->cap_items) = (struct item){ .rec = rec, .key = key };
    return sr->by_key.at[at] = (uint32_t)sr->nitems;
}

/* --- what a row says ------------------------------------------------------------------------------ */
static bool test_row(const struct map_tests *tests, const str *cells)
{
    for (size_t i = 0; i < tests->n; i++) {
        const struct map_test *t = &tests->at[i];
        bool hit = t->n == 0 && cells[t->column].n > 0;
        for (size_t k = 0; k < t->n; k++)
            hit = hit || str_eq_nocase(cells[t->column], t->values[k]);
        if (hit == t->absent)
            return false;
    }
    return true;
}

/* Extracts put line ends into texts of JSON as they stand, which JSON does not allow. */
static str one_line(arena *a, str s)
{
    char *p = (char *)(uintptr_t)arena_copy(a, s).p;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)p[i] < ' ')
            p[i] = ' ';
    return (str){ p, s.n };
}

/* Cells of JSON are few different texts, many times over. */
static const struct json_pairs *json_of(struct work *w, str cell)
{
    size_t i = (size_t)str_hash(cell) & (COUNT_OF(w->json) - 1);
    if (!str_eq(w->json[i].text, cell) || !w->json[i].text.p) {
        err quiet = { .mem = w->mem };
        w->json[i].text = arena_copy(w->mem, cell);
        w->json[i].good = json_pairs_read(&w->json[i].pairs, w->mem, one_line(w->mem, cell), &quiet) == ERR_OK;
    }
    return w->json[i].good ? &w->json[i].pairs : NULL;
}

static bool is_yes(str s)
{
    return str_eq_nocase(s, S("Y")) || str_eq_nocase(s, S("YES")) || str_eq_nocase(s, S("TRUE")) || str_eq(s, S("1")) ||
           str_eq_nocase(s, S("T"));
}

static str json_flags(const struct json_pairs *p, arena *a)
{
    size_t n = 0;
    str *words = arena_array(a, str, p->n + 1);
    for (size_t i = 0; i < p->n; i++) {
        if (!p->at[i].value.p)
            continue;
        if (!p->at[i].key.n)
            words[n++] = p->at[i].value;
        else if (is_yes(p->at[i].value) && !str_has(p->at[i].key, S("NO_OF_")) &&
                 !str_has(p->at[i].key, S("NUMBER_OF_"))) /* counts of the rest */
            words[n++] = p->at[i].key;
    }
    return n ? arena_join(a, n, words, S(" ")) : S("");
}

/* What the row says for the field. */
static str field_text(struct sub_rows *sr, const struct sub_row *r, const struct map_field *f)
{
    if (f->when.n && !test_row(&f->when, r->cells))
        return S("");
    if (f->source == FROM_CONSTANT)
        return f->text;
    if (f->column < 0)
        return S("");
    str cell = r->cells[f->column];
    if (cell.n && (f->source == FROM_JSON_KEY || f->source == FROM_JSON_FLAGS)) {
        const struct json_pairs *p = json_of(sr->w, cell);
        if (!p) {
            sub_row_leave_out(sr, r, f, cell, S("The cell should hold JSON and does not."));
            return S("");
        }
        str v = f->source == FROM_JSON_FLAGS ? json_flags(p, sr->a) : json_pair_value(p, f->text);
        return v.p ? v : S("");
    }
    if (f->part)
        cell = f->part == 1 ? str_take(cell, 1) : str_skip(cell, 1);
    for (size_t i = 0; i < f->nswaps; i++)
        if (str_eq(cell, f->swaps[i].from)) {
            cell = f->swaps[i].to.p ? f->swaps[i].to : S("");
            break;
        }
    return cell;
}

/* --- keys -------------------------------------------------------------------------------------------- */

/* Days in a key are written one way, whatever the file's way. */
static str key_part(arena *a, str cell)
{
    day d = day_parse(cell);
    return d != DAY_NONE ? day_iso(a, d) : cell;
}

static str base_key(struct sub_rows *sr, const struct map_record *rec, const struct sub_row *r)
{
    const struct slot *s = &sr->w->slots[sr->slot];
    if (rec->own) {
        const str own[] = { s->prefix, s->id };
        return arena_join(sr->a, 2, own, S(""));
    }
    if (!rec->natural) {
        const str one[] = { rec->prefix, rec->nkey ? r->cells[rec->key[0]] : s->id };
        return arena_join(sr->a, 2, one, S(""));
    }
    str parts[8] = { S(""), s->id };
    size_t n = 2;
    for (size_t i = 0; i < rec->nkey && n < COUNT_OF(parts); i++)
        parts[n++] = key_part(sr->a, r->cells[rec->key[i]]);
    str joined = arena_join(sr->a, n - 1, parts + 1, S(":"));
    const str whole[] = { rec->prefix, joined };
    return arena_join(sr->a, 2, whole, S(""));
}

/* Rows of one file with equal keys: which of them is which. */
struct twin { str key; uint32_t file, row; day order; };

static int by_twin(const void *a, const void *b)
{
    const struct twin *x = a, *y = b;
    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    int c = str_cmp(x->key, y->key);
    if (c)
        return c;
    if (x->order != y->order)
        /* the last first: the one that goes on has the plain key in every year's file */
        return x->order > y->order ? -1 : 1;
    return x->row > y->row ? -1 : 1;
}

/* Numbers equal keys from the end: the episode that goes on has the same key in each year's file. */
static void number_twins(struct sub_rows *sr, const struct map_record *rec, uint32_t from, uint32_t to, str *keys)
{
    struct twin *all = arena_array(sr->a, struct twin, to - from + 1);
    size_t n = 0;
    for (uint32_t i = from; i < to; i++) {
        day d = rec->order_by >= 0 ? day_parse(sr->at[i].cells[rec->order_by]) : 0;
        if (keys[i - from].p)
            all[n++] = (struct twin){ keys[i - from], sr->at[i].in->file, i, d == DAY_NONE ? INT32_MAX : d };
    }
    qsort(all, n, sizeof *all, by_twin);
    for (size_t i = 1, nth = 0; i < n; i++) {
        nth = all[i].file == all[i - 1].file && str_eq(all[i].key, all[i - 1].key) ? nth + 1 : 0;
        if (nth)
            keys[all[i].row - from] = arena_printf(sr->a, STR_FMT "#%zu", STR_ARG(all[i].key), nth);
    }
}

/* --- rows that go on with the record of the row before -------------------------------------------- */
struct chain { bool any; uint32_t item; const struct sub_row *row; };

static bool same_columns(const struct map_record *rec, const str *x, const str *y)
{
    for (size_t i = 0; i < rec->nsame; i++)
        if (!str_eq(x[rec->same[i]], y[rec->same[i]]))
            return false;
    return true;
}

static bool follows(const struct map_record *rec, const struct sub_row *before, const struct sub_row *r)
{
    if (rec->order_by < 0 || !rec->nkey)
        return true;
    day ended = day_parse(before->cells[rec->order_by]), began = day_parse(r->cells[rec->key[0]]);
    return ended == DAY_NONE || began == DAY_NONE || ended == began;
}

/* The stored record of an earlier import that a first row goes on with; NULL when there is none. */
static const struct record *stored_before(const struct sub_rows *sr, const struct map_record *rec,
                                          const struct sub_row *r)
{
    const struct kind *k = rec->kind;
    day began = rec->nkey ? day_parse(r->cells[rec->key[0]]) : DAY_NONE;
    if (!sr->known || k->f_happened < 0 || began == DAY_NONE)
        return NULL;
    const struct records *list = subject_kind(sr->known, k);
    const struct record *best = NULL;
    for (size_t i = 0; i < list->n; i++) {
        const struct record *x = list->at[i];
        bool ours = !x->removed && str_starts(x->source_key, rec->prefix) && x->values[k->f_happened].text.p;
        bool reaches = k->f_ended < 0 || !x->values[k->f_ended].text.p || x->values[k->f_ended].num >= began;
        if (ours && reaches && x->values[k->f_happened].num <= began)
            best = x;
    }
    for (size_t i = 0; best && i < rec->nsame; i++)
        for (size_t f = 0; f < rec->nfields; f++)
            if (rec->fields[f].column == rec->same[i] &&
                !str_eq(best->values[rec->fields[f].field->index].text, r->cells[rec->same[i]]))
                return NULL;
    return best;
}

static str chained_key(struct sub_rows *sr, const struct map_record *rec, const struct chain *c,
                       const struct sub_row *r, str key)
{
    if (!rec->continues.n && !rec->nsame)
        return key;
    if (item_find(sr, rec->kind, key))
        return key;
    if (rec->continues.n && !test_row(&rec->continues, r->cells))
        return key;
    if (c->any) {
        bool goes_on = follows(rec, c->row, r) && (!rec->nsame || same_columns(rec, c->row->cells, r->cells));
        return goes_on ? sr->items[c->item - 1].key : key;
    }
    const struct record *before = stored_before(sr, rec, r);
    return before ? before->source_key : key;
}

/* --- words that no list has ----------------------------------------------------------------------- */
static void note_word(struct sub_rows *sr, const struct sub_row *r, const struct map_field *f, str text)
{
    struct work *w = sr->w;
    const struct codeset *codes = f->field->type == FT_CODE ? f->field->codes : NULL;
    if (!codes || !codes->translates || !text.n || f->column < 0 || codeset_meant(codes, text) >= 0)
        return;
    struct in_file *file = w->files[r->in->file];
    str column = column_name(r, f);
    for (size_t i = 0; i < w->nwords; i++)
        if (w->words[i].file == file && str_eq(w->words[i].column, column) && str_eq(w->words[i].word, text)) {
            w->words[i].rows++;
            return;
        }
    ARENA_PUSH(w->mem, w->words, w->nwords, w->cap_words) =
        (struct unknown_word){ file, column, arena_copy(w->mem, str_take(text, 60)), 1 };
}

/* --- adding a row to its item -------------------------------------------------------------------- */

/* Two years' rows for one episode that goes on: the row of the later year is found again under its own key. */
static void remember_key(struct sub_rows *sr, const struct map_record *rec, str key, uint32_t item)
{
    size_t at = item_place(sr, rec->kind, key);
    if (sr->by_key.at[at])
        return;
    ARENA_PUSH(sr->a, sr->items, sr->nitems, sr->cap_items) =
        (struct item){ .rec = rec, .key = key, .stands_for = item };
    sr->by_key.at[at] = (uint32_t)sr->nitems;
}

/* A text that cannot be read is left out, or rejects its row: then false. */
static bool check_text(struct sub_rows *sr, struct sub_row *r, const struct map_record *rec, const struct map_field *f,
                       str *text)
{
    if (!text->n || f->field->type == FT_REF)
        return true;
    err e = { .mem = sr->a };
    value v;
    if (field_read(f->field, *text, sr->w->o->today, true, sr->a, &v, &e) == ERR_OK)
        return true;
    str cell = f->column >= 0 ? r->cells[f->column] : *text;
    if (field_needed(rec, f)) {
        sub_row_reject(sr, r, column_name(r, f), cell, e.message);
        return false;
    }
    sub_row_leave_out(sr, r, f, cell, e.message);
    *text = S("");
    return true;
}

static void merge_field(struct sub_rows *sr, struct item *x, const struct map_field *f, str text, uint32_t row)
{
    for (size_t i = 0; i < x->nfields; i++) {
        struct item_field *have = &x->fields[i];
        if (have->from->field != f->field)
            continue;
        if (f->take == TAKE_FIRST ? have->text.n == 0 : text.n || f->take == TAKE_NEWEST) {
            have->text = text;
            have->row = row;
            have->from = f;
        }
        return;
    }
    ARENA_PUSH(sr->a, x->fields, x->nfields, x->cap_fields) = (struct item_field){ f, text, row, false };
}

/* What the row says for each field of the record, carried values filled in; false when the row was rejected. */
static bool texts_of_row(struct sub_rows *sr, struct sub_row *r, const struct map_record *rec, str *carried, str *texts)
{
    for (size_t i = 0; i < rec->nfields; i++) {
        const struct map_field *f = &rec->fields[i];
        texts[i] = field_text(sr, r, f);
        note_word(sr, r, f, texts[i]);
        if (r->table->careful && !check_text(sr, r, rec, f, &texts[i]))
            return false;
        if (f->carry && texts[i].n)
            carried[i] = texts[i];
        else if (f->carry && carried[i].p)
            texts[i] = carried[i];
    }
    return true;
}

static void add_to_item(struct sub_rows *sr, uint32_t row, const struct map_record *rec, str key, const str *texts,
                        uint32_t *item)
{
    struct sub_row *r = &sr->at[row];
    uint32_t at = item_find(sr, rec->kind, key);
    bool joins = at != 0;
    if (at && sr->items[at - 1].stands_for)
        at = sr->items[at - 1].stands_for;
    if (!at)
        at = item_add(sr, rec, key);
    struct item *x = &sr->items[at - 1];
    bool must_agree = joins && !rec->natural && x->rec == rec;
    if (must_agree)
        for (size_t i = 0; i < rec->nfields; i++)
            for (size_t k = 0; k < x->nfields; k++)
                if (x->fields[k].from == &rec->fields[i] && !str_eq(x->fields[k].text, texts[i])) {
                    const struct sub_row *other = &sr->at[x->fields[k].row];
                    sub_row_reject(sr, r, column_name(r, &rec->fields[i]), texts[i],
                                   arena_printf(sr->a,
                                                "The row on line %u has the same number and says something else here.",
                                                other->in->line));
                    return;
                }
    if (!x->nfields) {
        x->fields = arena_array(sr->a, struct item_field, rec->nfields + 1);
        x->cap_fields = rec->nfields + 1;
    }
    for (size_t i = 0; i < rec->nfields; i++)
        merge_field(sr, x, &rec->fields[i], texts[i], row);
    *item = at;
}

/* One record of a table, over all the subject's rows of that table. */
struct record_pass { const struct map_record *rec; str *keys; str *carried; struct chain chain; };

static void start_pass(struct sub_rows *sr, const struct map_record *rec, uint32_t from, uint32_t to,
                       struct record_pass *p)
{
    *p = (struct record_pass){ .rec = rec };
    p->keys = arena_array(sr->a, str, to - from + 1);
    p->carried = arena_array(sr->a, str, rec->nfields + 1);
    for (uint32_t i = from; i < to; i++)
        if (sr->at[i].state == ROW_PENDING && test_row(&rec->when, sr->at[i].cells))
            p->keys[i - from] = base_key(sr, rec, &sr->at[i]);
    if (rec->natural && !rec->own && to - from > 1)
        number_twins(sr, rec, from, to, p->keys);
}

static void row_to_item(struct sub_rows *sr, struct record_pass *p, uint32_t row, str key, const str *texts)
{
    struct sub_row *r = &sr->at[row];
    uint32_t item = 0;
    str chained = chained_key(sr, p->rec, &p->chain, r, key);
    add_to_item(sr, row, p->rec, chained, texts, &item);
    if (!item)
        return;
    if (!str_eq(chained, key))
        remember_key(sr, p->rec, key, item);
    p->chain = (struct chain){ true, item, r };
    if (r->nitems < (int)COUNT_OF(r->items))
        r->items[r->nitems++] = item;
}

static void build_table(struct sub_rows *sr, uint32_t from, uint32_t to)
{
    const struct map_table *t = sr->at[from].table;
    struct record_pass *pass = arena_array(sr->a, struct record_pass, t->nrecords + 1);
    str **texts = arena_array(sr->a, str *, t->nrecords + 1);
    for (size_t k = 0; k < t->nrecords; k++)
        start_pass(sr, &t->records[k], from, to, &pass[k]);
    for (uint32_t i = from; i < to; i++) {
        struct sub_row *r = &sr->at[i];
        bool good = r->state == ROW_PENDING;
        for (size_t k = 0; k < t->nrecords && good; k++) {      /* all of the row, or none of it */
            if (!pass[k].keys[i - from].p)
                continue;
            texts[k] = arena_array(sr->a, str, t->records[k].nfields + 1);
            good = texts_of_row(sr, r, &t->records[k], pass[k].carried, texts[k]);
        }
        for (size_t k = 0; k < t->nrecords && good && r->state == ROW_PENDING; k++)
            if (pass[k].keys[i - from].p)
                row_to_item(sr, &pass[k], i, pass[k].keys[i - from], texts[k]);
    }
}

/* --- the rows of a subject, in order ---------------------------------------------------------------- */

/* ends: of rows of one day, the one that goes on comes last; natural: by what they say, so that nothing depends on the
 * order of rows and files, where a source has no numbers of its own. */
struct sortable { struct sub_row row; day date, ends; str year; bool natural; uint32_t place; };

static int by_content(const struct sortable *x, const struct sortable *y)
{
    int c = str_cmp(x->year, y->year);
    if (!c && x->ends != y->ends)
        c = x->ends < y->ends ? -1 : 1;
    for (size_t i = 0; !c && i < x->row.table->ncolumns; i++)
        c = str_cmp(x->row.cells[i], y->row.cells[i]);
    return c;
}

static int by_order(const void *a, const void *b)
{
    const struct sortable *x = a, *y = b;
    if (x->row.table != y->row.table)
        return x->row.table->index < y->row.table->index ? -1 : 1;
    if (x->date != y->date)
        return x->date < y->date ? -1 : 1;
    int c = x->natural ? by_content(x, y) : 0;
    if (c)
        return c;
    if (x->row.in->file != y->row.in->file)
        return x->row.in->file < y->row.in->file ? -1 : 1;
    return x->place < y->place ? -1 : 1;
}

/* An XML file's rows keep their order: what stands inside what is told by it. */
static bool is_natural(const struct sub_rows *sr, const struct sub_row *r)
{
    return r->table->nrecords && r->table->records[0].natural && !sr->w->files[r->in->file]->xml;
}

static void sort_rows(struct sub_rows *sr)
{
    bool sorted = true;
    for (size_t i = 0; i < sr->n && sorted; i++)
        sorted = sr->at[i].table->sort_by < 0 && !is_natural(sr, &sr->at[i]) &&
                 (i == 0 || sr->at[i - 1].table->index <= sr->at[i].table->index);
    if (sorted)
        return;
    struct sortable *all = arena_array(sr->a, struct sortable, sr->n);
    for (size_t i = 0; i < sr->n; i++) {
        const struct map_table *t = sr->at[i].table;
        day ends = t->nrecords && t->records[0].order_by >= 0 ? day_parse(sr->at[i].cells[t->records[0].order_by]) : 0;
        all[i] = (struct sortable){ .row = sr->at[i],
                                    .date = t->sort_by >= 0 ? day_parse(sr->at[i].cells[t->sort_by]) : 0,
                                    .ends = ends == DAY_NONE ? INT32_MAX : ends,
                                    .year = sr->w->files[sr->at[i].in->file]->year_end,
                                    .natural = is_natural(sr, &sr->at[i]),
                                    .place = (uint32_t)i };
    }
    qsort(all, sr->n, sizeof *all, by_order);
    for (size_t i = 0; i < sr->n; i++)
        sr->at[i] = all[i].row;
}

err_code items_build(struct sub_rows *sr, err *e)
{
    (void)e;
    sort_rows(sr);
    size_t records = 0;
    for (size_t i = 0; i < sr->n; i++)
        records += sr->at[i].table->nrecords;
    sr->by_key.cap = 16;
    while (sr->by_key.cap < records * 4)
        sr->by_key.cap *= 2;
    sr->by_key.at = arena_array(sr->a, uint32_t, sr->by_key.cap);
    sr->cap_items = records * 2 + 1;
    sr->items = arena_array(sr->a, struct item, sr->cap_items);
    for (uint32_t from = 0, to; from < sr->n; from = to) {
        for (to = from + 1; to < sr->n && sr->at[to].table == sr->at[from].table; to++)
            ;
        build_table(sr, from, to);
    }
    return ERR_OK;
}
