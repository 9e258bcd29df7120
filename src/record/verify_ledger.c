/* verify_ledger.c - the ledger as a whole: no number missing, the digest as it was signed, no tail cut off. */
#include "record/verify_work.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct signed_point {
    int64_t seq;
    str at, digest, signature, sums;
    int line;                       /* in the checkpoints file; 0: a row of table checkpoint */
};

struct walking {
    struct verifying *v;
    struct signed_point *points;
    size_t npoints, cap, next;
    int64_t last;
    uint64_t total;
    hash digest;
    arena mem;
};

static void point_fault(struct walking *w, const struct signed_point *p, const char *column, const char *what)
{
    if (p->line)
        fault_say_id(w->v, "checkpoints file", "line", p->line, column, what);
    else
        fault_say_id(w->v, "checkpoint", "seq", p->seq, column, what);
}

static err_code read_table(struct walking *w, err *e)
{
    db_rows rows = { 0 };
    if (db_run(w->v->s->db, ST_checkpoint_list, NO_ARGS, &w->mem, &rows, e))
        return e->code;
    for (size_t i = 0; i < rows.n; i++) {
        const db_val *row = db_row(&rows, i);
        ARENA_PUSH(&w->mem, w->points, w->npoints, w->cap) = (struct signed_point){
            .seq = row[CHECKPOINT_LIST_SEQ].i,
            .at = row[CHECKPOINT_LIST_AT].s,
            .digest = row[CHECKPOINT_LIST_DIGEST].s,
            .signature = row[CHECKPOINT_LIST_SIGNATURE].s,
            .sums = row[CHECKPOINT_LIST_SUMS].s,
        };
    }
    return ERR_OK;
}

static bool read_line(str text, struct signed_point *p)
{
    str seq;
    bool good = str_cut(&text, ' ', &seq) && str_int(seq, &p->seq) && str_cut(&text, ' ', &p->at) &&
                str_cut(&text, ' ', &p->digest) && str_cut(&text, ' ', &p->signature);
    p->sums = text;
    return good;
}

/* A line cut short by a crash is the last one; it says nothing either way. */
static err_code read_file(struct walking *w, err *e)
{
    str path = seal_checkpoints_path(w->v->s);
    char text[CHECKPOINT_LINE];
    FILE *f = path.p ? fopen(path.p, "re") : NULL;
    if (!path.p)
        return ERR_OK;
    if (!f && errno != ENOENT)
        return err_set(e, ERR_SYSTEM, STR_FMT " could not be read: %s", STR_ARG(path), strerror(errno));
    if (!f) {
        if (w->npoints > 1) /* a crash after the very first commit leaves one that the file was not yet begun for */
            fault_say(w->v, "checkpoints file", path, S(""), S("the file is missing"));
        return ERR_OK;
    }
    for (int line = 1; ftell(f) < w->v->file_end && fgets(text, sizeof text, f); line++) {
        str all = arena_copy(&w->mem, str_of(text));
        struct signed_point p = { .line = line };
        if (all.n && all.p[all.n - 1] == '\n')
            all.n--;
        else if (fgetc(f) == EOF)
            break;
        if (read_line(all, &p))
            ARENA_PUSH(&w->mem, w->points, w->npoints, w->cap) = p;
        else
            fault_say_id(w->v, "checkpoints file", "line", line, "", "the line is not a checkpoint");
    }
    fclose(f);
    return ERR_OK;
}

static int by_seq(const void *x, const void *y)
{
    const struct signed_point *a = x, *b = y;
    return a->seq != b->seq ? (a->seq > b->seq) - (a->seq < b->seq) : (a->line > b->line) - (a->line < b->line);
}

/* "access_log=12,account=3" */
static void signed_turns(struct verifying *v, str sums)
{
    str part, name;
    int64_t turn;
    while (str_cut(&sums, ',', &part)) {
        size_t i = 0;
        if (!str_cut(&part, '=', &name) || !str_int(part, &turn))
            continue;
        while (i < v->nturns && !str_eq(v->turns[i].table, name))
            i++;
        if (i == v->nturns && v->nturns < COUNT_OF(v->turns))
            v->turns[v->nturns++] = (struct signed_turn){ arena_copy(v->r->mem, name), 0 };
        if (i < v->nturns && v->turns[i].turn < turn)
            v->turns[i].turn = turn;
    }
}

/* Drops what is not signed; what the file has and the table has not was taken from the table. */
static void check_points(struct walking *w)
{
    const struct seal_key *k = w->v->s->key;
    size_t kept = 0;
    if (w->npoints)
        qsort(w->points, w->npoints, sizeof *w->points, by_seq);
    for (size_t i = 0; i < w->npoints; i++) {
        const struct signed_point *p = &w->points[i];
        w->v->r->checkpoints++;
        if (k->has_key && !checkpoint_signed(k, p->seq, p->at, p->digest, p->sums, p->signature)) {
            point_fault(w, p, "", "the signature does not fit");
            continue;
        }
        bool in_table = kept && w->points[kept - 1].seq == p->seq;
        if (p->line && !in_table)
            fault_say_id(w->v, "checkpoint", "seq", p->seq, "", "the row is missing: the checkpoints file has it");
        signed_turns(w->v, p->sums);
        w->points[kept++] = *p;
    }
    w->npoints = kept;
}

static err_code walk(void *ctx, size_t ncols, const db_val *row, err *e)
{
    struct walking *w = ctx;
    hash h;
    (void)ncols, (void)e;
    int64_t seq = row[LEDGER_HASHES_SEQ].i;
    if (row[LEDGER_HASHES_SEQ].type != DB_INT || seq != w->last + 1)
        fault_say_id(w->v, "ledger", "seq", w->last + 1, "", "the entry is missing");
    w->last = seq;
    w->v->r->entries++;
    if (hash_read(row[LEDGER_HASHES_HASH].s, &h))
        hash_absorb(&w->digest, &h);
    else
        fault_say_id(w->v, "ledger", "seq", seq, "hash", "this is not a hash");
    for (; w->next < w->npoints && w->points[w->next].seq <= seq; w->next++) {
        char text[SEAL_TEXT + 1];
        hash_text(&w->digest, text);
        if (w->points[w->next].seq != seq || !str_eq(w->points[w->next].digest, str_of(text)))
            point_fault(w, &w->points[w->next], "digest", "the entries up to here are not those that were signed");
    }
    if (w->v->r->progress && (w->v->r->entries & 4095) == 0)
        w->v->r->progress(w->v->r->ctx, (uint64_t)w->v->r->entries / 4, w->total);
    return ERR_OK;
}

static err_code read_head(struct walking *w, db_rows *head, err *e)
{
    if (db_run(w->v->s->db, ST_ledger_head_read, NO_ARGS, &w->mem, head, e))
        return e->code;
    w->total = head->n ? (uint64_t)db_int(head, 0, LEDGER_HEAD_SEQ) : 0;
    return ERR_OK;
}

static void check_head(struct walking *w, const db_rows *head)
{
    char digest[SEAL_TEXT + 1];
    if (head->n == 0 && w->last == 0)
        return;                     /* nothing was ever written */
    if (head->n != 1 || db_int(head, 0, LEDGER_HEAD_ID) != 1) {
        fault_say(w->v, "ledger_head", S("id 1"), S(""), S("there must be one row, with id 1"));
        return;
    }
    const db_val *row = db_row(head, 0);
    seal x = seal_row(w->v->s, "ledger_head", LEDGER_HEAD_SEAL, row);
    hash_text(&w->digest, digest);
    if (w->v->s->key->has_key && !str_eq(row[LEDGER_HEAD_SEAL].s, (str){ x.text, SEAL_TEXT }))
        fault_say(w->v, "ledger_head", S("id 1"), S(""),
                  S("the row is not as the program wrote it, or the key is another's"));
    else if (row[LEDGER_HEAD_SEQ].i != w->last)
        fault_say_id(w->v, "ledger", "seq", w->last, "", "the ledger ends here, but its head says that it goes on");
    else if (!str_eq(row[LEDGER_HEAD_DIGEST].s, str_of(digest)))
        fault_say(w->v, "ledger_head", S("id 1"), S("digest"),
                  S("the entries are not those that the head was made of"));
}

err_code verify_ledger(struct verifying *v, err *e)
{
    struct walking w = { .v = v };
    db_rows head = { 0 };
    arena_init(&w.mem, 0);
    if (!v->s->key->has_key)
        fault_say(v, "key file", seal_key_path(v->s).p ? seal_key_path(v->s) : S(""), S(""),
                  S("the key is missing: checkpoints and seals cannot be proved"));
    err_code rc = read_head(&w, &head, e);
    if (!rc)
        rc = read_table(&w, e);
    if (!rc)
        rc = read_file(&w, e);
    if (!rc) {
        check_points(&w);
        rc = db_each(v->s->db, ST_ledger_hashes, NO_ARGS, walk, &w, e);
    }
    if (!rc) {
        for (; w.next < w.npoints; w.next++)
            point_fault(&w, &w.points[w.next], "", "the ledger once went on to here: its end was cut off");
        check_head(&w, &head);
    }
    arena_release(&w.mem);
    return rc;
}
