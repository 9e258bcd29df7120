/* verify_subjects.c - each subject's chain, replayed and laid beside every table, a few hundred subjects at a time. */
#include "record/verify_work.h"
#include "record/tables.h"

enum { ENTRIES_AT_A_TIME = 20000 };

struct cursor { db_rows rows; size_t at; };

/* The entries and rows of the subjects after lo, up to and including hi. */
struct part {
    struct verifying *v;
    int64_t lo, hi;
    arena mem, scratch;             /* scratch: one subject's */
    struct cursor entries, subjects, clocks, *kinds;
};

static const db_val *next_row(const struct cursor *c) { return c->at < c->rows.n ? db_row(&c->rows, c->at) : NULL; }

static bool same_cell(const db_val *x, const db_val *y)
{
    return x->type == y->type && x->i == y->i && str_eq(x->s, y->s);
}

static void ledger_fault(struct part *p, const struct ledger_entry *x, const char *column, str what)
{
    char row[40];
    int n = snprintf(row, sizeof row, "seq %lld", (long long)x->seq);
    fault_say(p->v, "ledger", (str){ row, n > 0 ? (size_t)n : 0 }, str_of(column), what);
}

/* --- one subject's chain --------------------------------------------------------------------- */

struct chain { int64_t n; hash head; bool good; };

static bool check_entry(struct part *p, struct chain *c, const struct ledger_entry *x)
{
    hash body, stored;
    if (x->n != c->n + 1) {
        ledger_fault(
            p, x, "n",
            arena_printf(
                &p->scratch,
                "its place in the chain is %lld, but %lld comes next: an entry is missing, or this one was moved here",
                (long long)x->n, (long long)c->n + 1));
        return false;
    }
    c->n = x->n;
    if (!ledger_body_hash_of(x, &body)) {
        ledger_fault(p, x, "body", S("an erased entry without the hash of what was erased"));
        return false;
    }
    c->head = ledger_entry_hash(&c->head, x, &body);
    if (!hash_read(x->hash, &stored) || memcmp(&stored, &c->head, sizeof stored) != 0) {
        ledger_fault(p, x, "", S("its hash does not fit: the entry, or the one before it, is not as it was written"));
        return false;
    }
    if (instant_parse(x->at) == INSTANT_NONE) {
        ledger_fault(p, x, "at", S("this is not a time"));
        return false;
    }
    return true;
}

/* After the first fault of a chain the rest of it proves nothing more. */
static struct chain check_chain(struct part *p, struct subject *sub)
{
    struct chain c = { 0, { { 0 } }, true };
    const db_val *row;
    for (; (row = next_row(&p->entries)) && row[LEDGER_SUBJECT_ID].i == sub->id; p->entries.at++) {
        struct ledger_entry x = ledger_entry_read(row);
        if (!c.good)
            continue;
        c.good = check_entry(p, &c, &x);
        str fault = c.good ? replay_entry(p->v->s, sub, &x, &p->scratch) : STR_NONE;
        if (fault.p) {
            ledger_fault(p, &x, "", fault);
            c.good = false;
        }
    }
    return c;
}

/* --- its rows -------------------------------------------------------------------------------- */

static const char *column_name(const struct kind *k, size_t i, arena *a)
{
    static const char *const own[ROW_FIELDS] = { "id", "subject_id", "version", "removed", "source_key" };
    return i < ROW_FIELDS ? own[i] : arena_z(a, k->fields[i - ROW_FIELDS].name);
}

static void check_row(struct part *p, const struct record *r, const db_val *row)
{
    size_t n = row_of_record(r, p->v->tools->cells);
    for (size_t i = 0; i < n; i++)
        if (!same_cell(&p->v->tools->cells[i], &row[i]))
            fault_say_id(p->v, arena_z(&p->scratch, r->kind->name), "id", r->id, column_name(r->kind, i, &p->scratch),
                         "the value is not the one in the ledger");
}

static void extra_row(struct part *p, struct cursor *c, const db_val *row, const struct kind *k)
{
    fault_say_id(p->v, arena_z(&p->scratch, k->name), "id", row[ROW_ID].i, "",
                 "the row is not in the ledger of its subject");
    c->at++;
}

/* Both in order of id: the chain adds records in the order of their numbers. */
static void check_kind(struct part *p, const struct subject *sub, const struct kind *k)
{
    const struct records *list = &sub->facts.by_kind[k->index];
    struct cursor *c = &p->kinds[k->index];
    for (size_t i = 0; i < list->n; i++) {
        const struct record *r = list->at[i];
        const db_val *row;
        while ((row = next_row(c)) && row[ROW_SUBJECT].i == sub->id && row[ROW_ID].i < r->id)
            extra_row(p, c, row, k);
        p->v->r->rows++;
        if (!row || row[ROW_SUBJECT].i != sub->id || row[ROW_ID].i != r->id) {
            fault_say_id(p->v, arena_z(&p->scratch, k->name), "id", r->id, "", "the row is missing");
            continue;
        }
        check_row(p, r, row);
        c->at++;
    }
    for (const db_val *row; (row = next_row(c)) && row[ROW_SUBJECT].i == sub->id;)
        extra_row(p, c, row, k);
}

static void skip_rows(struct part *p, int64_t subject_id)
{
    const db_val *row;
    for (size_t k = 0; k < p->v->s->cat->nkinds; k++)
        while ((row = next_row(&p->kinds[k])) && row[ROW_SUBJECT].i == subject_id)
            p->kinds[k].at++;
    while ((row = next_row(&p->clocks)) && row[CLOCK_ROW_SUBJECT_ID].i == subject_id)
        p->clocks.at++;
}

/* --- its head, clocks and words -------------------------------------------------------------- */

static void check_head(struct part *p, const struct subject *sub, const struct chain *c)
{
    static const char *const names[] = { "id", "kind", "n", "head", "kinds" };
    char head[SEAL_TEXT + 1];
    const db_val *row = next_row(&p->subjects);
    if (!row || row[SUBJECT_ID].i != sub->id) {
        fault_say_id(p->v, "subject", "id", sub->id, "", "the row is missing");
        return;
    }
    p->subjects.at++;
    p->v->r->subjects++;
    if (!c->good)
        return;
    hash_text(&c->head, head);
    const db_val *n = &row[SUBJECT_N];
    if (n->type == DB_INT && n->i > c->n && !str_eq(row[SUBJECT_HEAD].s, str_of(head))) {
        fault_say_id(p->v, "subject", "id", sub->id, "n",
                     "the chain ends too early: its last entries are missing from the ledger");
        return;
    }
    const db_val wanted[] = { DBI(sub->id), DBT(sub->kind->name), DBI(c->n), DBT(str_of(head)),
                              DBT(sub->state->kinds) };
    for (size_t i = 0; i < COUNT_OF(wanted); i++)
        if (!same_cell(&wanted[i], &row[i]))
            fault_say_id(p->v, "subject", "id", sub->id, names[i], "the value is not the one that the ledger gives");
}

static void clock_fault(struct part *p, const db_val *row, const char *column, const char *what)
{
    char text[160];
    int n = snprintf(text, sizeof text, "subject_id %lld rule " STR_FMT " n %lld",
                     (long long)row[CLOCK_ROW_SUBJECT_ID].i, STR_ARG(row[CLOCK_ROW_RULE].s),
                     (long long)row[CLOCK_ROW_N].i);
    fault_say(p->v, "clock", (str){ text, n > 0 ? (size_t)n : 0 }, str_of(column), str_of(what));
}

static int clock_order(const db_val *x, const db_val *y)
{
    int c = str_cmp(x[CLOCK_ROW_RULE].s, y[CLOCK_ROW_RULE].s);
    int64_t a = x[CLOCK_ROW_N].i, b = y[CLOCK_ROW_N].i;
    return c ? c : (a > b) - (a < b);
}

static err_code check_clocks(struct part *p, const struct subject *sub, err *e)
{
    static const char *const names[CLOCK_COLUMNS] = { "subject_id", "rule",      "n",         "type",   "state",
                                                      "opened",     "opened_at", "opened_by", "due",    "due_at",
                                                      "ended",      "ended_at",  "met_by",    "row_no", "turn" };
    db_rows wanted;
    if (clock_rows_of(p->v->s, &sub->facts, sub->id, &p->scratch, &wanted, e))
        return e->code;
    for (size_t i = 0;;) {
        const db_val *w = i < wanted.n ? db_row(&wanted, i) : NULL, *row = next_row(&p->clocks);
        if (row && row[CLOCK_ROW_SUBJECT_ID].i != sub->id)
            row = NULL;
        if (!w && !row)
            return ERR_OK;
        int order = !w ? 1 : !row ? -1 : clock_order(w, row);
        if (order < 0)
            clock_fault(p, w, "", "the clock is missing");
        else if (order > 0)
            clock_fault(p, row, "", "no fact opens this clock");
        for (int c = 0; order == 0 && c < CLOCK_COLUMNS; c++)
            if (!same_cell(&w[c], &row[c]))
                clock_fault(p, row, names[c], "the value is not the one that the facts give");
        p->v->r->clocks += order >= 0;
        i += order <= 0;
        p->clocks.at += order >= 0;
    }
}

/* PostgreSQL keeps only so many places of one word; SQLite keeps all. */
static void sum_note(struct part *p, const struct record *r)
{
    struct verifying *v = p->v;
    str folded = notes_of_record(v->tools, r->kind, r->values, &p->scratch), word;
    if (!folded.n)
        return;
    if (db_engine(v->s->db) == DB_SQLITE) {
        for (int64_t at = 0; str_cut(&folded, ' ', &word); at++)
            sums_add(&v->notes, r->id, sums_hash(&v->notes, word, at, 0));
        return;
    }
    str vector = note_vector(folded, &p->scratch), part;
    while (str_cut(&vector, ' ', &part)) {
        str places = str_skip(part, 1), place;
        int64_t at;
        str_cut(&places, '\'', &word);
        places = str_skip(places, 1);
        while (str_cut(&places, ',', &place))
            sums_add(&v->notes, r->id, sums_hash(&v->notes, word, str_int(place, &at) ? at - 1 : -1, 0));
    }
}

static void sum_words(struct part *p, const struct subject *sub)
{
    struct verifying *v = p->v;
    for (size_t k = 0; k < v->s->cat->nkinds; k++)
        for (size_t i = 0; i < sub->facts.by_kind[k].n; i++) {
            const struct record *r = sub->facts.by_kind[k].at[i];
            struct record_word *words = NULL;
            size_t n = r->removed ? 0 : words_of_record(v->tools, r->kind, r->values, &p->scratch, &words);
            for (size_t w = 0; w < n; w++)
                sums_add(&v->words, r->id, sums_hash(&v->words, words[w].word, words[w].part, sub->id));
            if (!r->removed)
                sum_note(p, r);
        }
}

/* --- a part at a time ------------------------------------------------------------------------ */

static err_code check_subject(struct part *p, int64_t id, err *e)
{
    struct subject *sub = subject_blank(p->v->s, NULL, id, &p->scratch);
    struct chain c = check_chain(p, sub);
    check_head(p, sub, &c);
    if (!c.good) {
        skip_rows(p, id);
        return ERR_OK;
    }
    for (size_t k = 0; k < p->v->s->cat->nkinds; k++)
        check_kind(p, sub, &p->v->s->cat->kinds[k]);
    str fault = replay_end(sub, &p->scratch);
    if (fault.p)
        fault_say_id(p->v, "ledger", "subject", id, "body", fault.p);
    sum_words(p, sub);
    return check_clocks(p, sub, e);
}

static void rows_without_chain(struct part *p, int64_t before)
{
    const db_val *row;
    for (size_t k = 0; k < p->v->s->cat->nkinds; k++)
        while ((row = next_row(&p->kinds[k])) && row[ROW_SUBJECT].i < before)
            extra_row(p, &p->kinds[k], row, &p->v->s->cat->kinds[k]);
    while ((row = next_row(&p->clocks)) && row[CLOCK_ROW_SUBJECT_ID].i < before) {
        clock_fault(p, row, "", "there is no such subject in the ledger");
        p->clocks.at++;
    }
    while ((row = next_row(&p->subjects)) && row[SUBJECT_ID].i < before) {
        fault_say_id(p->v, "subject", "id", row[SUBJECT_ID].i, "", "there is no such subject in the ledger");
        p->subjects.at++;
    }
}

static err_code read_part(struct part *p, err *e)
{
    struct store *s = p->v->s;
    const db_val args[] = { DBI(p->lo), DBI(p->hi) };
    p->kinds = arena_array(&p->mem, struct cursor, s->cat->nkinds);
    p->entries.at = p->subjects.at = p->clocks.at = 0;
    if (db_run(s->db, ST_ledger_of_subjects, 2, args, &p->mem, &p->entries.rows, e)
        || db_run(s->db, ST_subjects_between, 2, args, &p->mem, &p->subjects.rows, e)
        || db_run(s->db, ST_clocks_of_subjects, 2, args, &p->mem, &p->clocks.rows, e))
        return e->code;
    for (size_t k = 0; k < s->cat->nkinds; k++)
        if (db_run(s->db, kind_table(s, &s->cat->kinds[k])->of_subjects, 2, args, &p->mem, &p->kinds[k].rows, e))
            return e->code;
    return ERR_OK;
}

static err_code check_part(struct part *p, err *e)
{
    const db_val *row;
    if (read_part(p, e))
        return e->code;
    while ((row = next_row(&p->entries))) {
        int64_t id = row[LEDGER_SUBJECT_ID].i;
        rows_without_chain(p, id);
        if (check_subject(p, id, e))
            return e->code;
        arena_clear(&p->scratch);
    }
    rows_without_chain(p, INT64_MAX);
    return ERR_OK;
}

/* Where the part that begins after lo ends: some hundred subjects, fewer where their chains are long. */
static err_code end_of_part(struct part *p, bool *last, err *e)
{
    db_rows ids = { 0 };
    int64_t entries = 0;
    if (db_run(p->v->s->db, ST_subject_after, ARGS(DBI(p->lo)), &p->mem, &ids, e))
        return e->code;
    size_t i = 0;
    while (i < ids.n && (i == 0 || entries < ENTRIES_AT_A_TIME))
        entries += db_int(&ids, i++, SUBJECT_AFTER_N);
    *last = i == ids.n && ids.n < 400;
    p->hi = *last ? INT64_MAX : db_int(&ids, i - 1, SUBJECT_AFTER_ID);
    return ERR_OK;
}

err_code verify_subjects(struct verifying *v, err *e)
{
    struct part p = { .v = v, .lo = INT64_MIN };
    err_code rc = ERR_OK;
    arena_init(&p.mem, 0);
    arena_init(&p.scratch, 0);
    uint64_t done = 0, total = (uint64_t)v->r->entries;
    for (bool last = false; !last && !rc && v->r->faults <= FAULTS_KEPT; p.lo = p.hi) {
        rc = end_of_part(&p, &last, e);
        if (!rc)
            rc = check_part(&p, e);
        done += p.entries.rows.n;
        if (v->r->progress)
            v->r->progress(v->r->ctx, total / 4 + done * 3 / 4, total);
        arena_clear(&p.mem);
    }
    arena_release(&p.mem);
    arena_release(&p.scratch);
    return rc;
}
