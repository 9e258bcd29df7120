/* access.c - who may see whom. Everything that shows or changes a person's record comes through here.
 *
 * The order matters. A subject out of one's scope does not exist, restricted or not; only somebody who could
 * see it otherwise learns that it is restricted, so that they can ask or break the glass. */
#include "catalogue/named.h"
#include "desk/access_journal.h"
#include "desk/account.h"
#include "desk/account_log.h"
#include "desk/transaction.h"
#include "store/ids.h"
#include "store/seal.h"
#include <stdlib.h>

enum { GLASS_SECONDS = 4 * 3600, REASON_MIN = 10, REASON_MAX = 1000, ANOTHER_VISIT = 30 * 60 };

/* A page that asks about a few people reads a line about each; a list reads them all once. */
enum { ASKED_SINGLY = 12, ASKED_TOGETHER = 400 };

/* What access_ask was told of. Rows are one id each, in order; without a column they were never answered. */
struct asked_together { size_t n; const int64_t *ids; db_rows hidden, reached; };

struct access_filter {
    struct asked {
        struct store *s;
        struct access_who *who;
        bool many;                          /* access_expects said so */
        bool all_hidden, all_reached;       /* read as a whole */
        size_t nhidden, nreached, nones[2];
        const int64_t *hidden, *reached;    /* sorted; reached: only when the scope is not all */
        struct { int64_t id; bool yes; } ones[2][ASKED_SINGLY];
        size_t ntogether, cap_together;
        struct asked_together **together;
    } *asked;
    enum scope scope;
    bool people;                            /* the role reads them at all */
};

static const char *const purposes[] = {
    [ACCESS_READ] = "read", [ACCESS_WRITE] = "write", [ACCESS_BREAK_GLASS] = "break glass"
};

static bool names(str words, str name)
{
    str word;
    if (str_eq(words, S("*")))
        return true;
    while (str_cut(&words, ' ', &word))
        if (word.n && str_eq(word, name))
            return true;
    return false;
}

bool access_reads(const struct access_who *who, const struct kind *k) { return names(who->role->reads, k->read_group); }
bool access_writes(const struct access_who *who, const struct kind *k)
{
    return names(who->role->writes, k->write_group);
}

static err_code unknown(err *e)
{
    err_set(e, ERR_NOT_FOUND, "there is no such record, or it is not one that you can see");
    return err_hint(e, "check the address, or search for the person");
}

static err_code note(const struct access_who *who, int64_t subject_id, enum access_purpose purpose, const char *outcome,
                     const struct kind *k, str what, err *e)
{
    if (!who->journal)
        return ERR_OK;
    return access_journal_add(who->journal, who->now, who->account, subject_id, purposes[purpose], outcome, k, what, e);
}

/* Does the scope reach that subject? What belongs to nobody in particular (a team, a
 * household, the authority) is in every scope but none; a team is written by those whom it is above, or is theirs. */
static err_code in_scope(struct store *s, const struct access_who *who, int64_t subject_id, enum scope scope,
                         const struct kind *kind, bool writes, bool *yes, err *e)
{
    *yes = scope == SCOPE_ALL;
    if (scope == SCOPE_ALL || scope == SCOPE_NONE)
        return ERR_OK;
    if (kind_is(kind, K_household) || kind_is(kind, K_authority) || (kind_is(kind, K_team) && !writes)) {
        *yes = true;
        return ERR_OK;
    }
    db_rows rows;
    int64_t team = scope == SCOPE_TEAM ? who->team_id : 0;
    const db_val ask[] = { DBI(who->worker_id ? who->worker_id : -1), DBI(team), DBT(day_iso(who->mem, who->today)),
                           DBI(subject_id) };
    err_code rc = db_run(s->db, ST_access_holds, COUNT_OF(ask), ask, who->mem, &rows, e);
    if (!rc && !rows.n)
        rc = db_run(s->db, ST_access_reaches, COUNT_OF(ask), ask, who->mem, &rows, e);
    *yes = !rc && rows.n > 0;
    return rc;
}

/* Hidden by a restriction that does not name this account, and not opened for now? */
static err_code is_hidden(struct store *s, const struct access_who *who, int64_t subject_id, bool *hidden, err *e)
{
    db_rows rows;
    *hidden = false;
    err_code rc = db_run(s->db, ST_access_restriction,
                         ARGS(DBI(subject_id), DBT(who->account), DBT(day_iso(who->mem, who->today)),
                              DBT(instant_iso(who->mem, who->now))),
                         who->mem, &rows, e);
    for (size_t i = 0; !rc && i < rows.n; i++)
        *hidden |= !(db_int(&rows, i, ACCESS_RESTRICTION_NAMED) || db_int(&rows, i, ACCESS_RESTRICTION_OPENED));
    return rc;
}

err_code access_check(struct store *s, struct access_who *who, int64_t subject_id, enum access_purpose purpose,
                      const struct kind *k, str what, err *e)
{
    bool writes = purpose == ACCESS_WRITE, reached = true, hidden = false;
    const struct role *role = who->role;
    enum scope scope = writes ? role->write_scope : role->read_scope;
    db_rows rows;
    err_code rc = db_run(s->db, ST_access_subject, ARGS(DBI(subject_id)), who->mem, &rows, e);
    if (rc)
        return rc;
    if (rows.n == 0)
        return unknown(e);
    const struct kind *subject = catalogue_kind(s->cat, db_str(&rows, 0, ACCESS_SUBJECT_KIND));
    const struct kind *asked = k ? k : subject;
    if ((rc = in_scope(s, who, subject_id, role->read_scope, subject, false, &reached, e)))
        return rc;
    reached = reached && (!k || k->subject == subject);     /* a team has no visits, at whatever address */
    if (!reached) {
        rc = note(who, subject_id, purpose, "out of scope", k, what, e);
        return rc ? rc : unknown(e);
    }
    bool granted = asked && (writes ? access_writes(who, asked) : access_reads(who, asked));
    if (granted && writes && (rc = in_scope(s, who, subject_id, scope, subject, true, &granted, e)))
        return rc;
    if (!granted) {
        if ((rc = note(who, subject_id, purpose, "role", k, what, e)))
            return rc;
        err_set(e, ERR_DENIED,
                writes ? "your role cannot change this part of the record"
                       : "your role cannot see this part of the record");
        return err_hint(e, "ask the person's worker or your manager");
    }
    if ((rc = is_hidden(s, who, subject_id, &hidden, e)))
        return rc;
    if (hidden && purpose != ACCESS_BREAK_GLASS) {
        if ((rc = note(who, subject_id, purpose, "restricted", k, what, e)))
            return rc;
        err_set(e, ERR_DENIED, "this record is restricted to named people");
        e->field = S("restricted");
        return err_hint(e, "if you need it to keep somebody safe, open it with a reason: the person's worker and their "
                           "manager are told");
    }
    return note(who, subject_id, purpose, "yes", k, what, e);
}

err_code access_note_shown(const struct access_who *who, const struct access_shown *shown, err *e)
{
    static const char *const scopes[] = {
        [SCOPE_NONE] = "none", [SCOPE_OWN] = "own", [SCOPE_TEAM] = "team", [SCOPE_ALL] = "all"
    };
    if (!who->journal)
        return ERR_OK;
    return access_journal_add_list(who->journal, who->now, who->account, scopes[who->role->read_scope], shown, e);
}

err_code access_note_part(const struct access_who *who, int64_t subject_id, const struct kind *k, str what, err *e)
{
    return note(who, subject_id, ACCESS_READ, "yes", k, what, e);
}

/* --- lists ----------------------------------------------------------------------------------- */

static err_code read_ids(struct store *s, int stmt, size_t nargs, const db_val *args, arena *a, size_t *n,
                         const int64_t **ids, err *e)
{
    db_rows rows;
    err_code rc = db_run(s->db, stmt, nargs, args, a, &rows, e);
    if (rc)
        return rc;
    int64_t *to = arena_array(a, int64_t, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        to[i] = db_int(&rows, i, ACCESS_IDS_ID);
    *n = rows.n;
    *ids = to;
    return ERR_OK;
}

err_code access_filter(struct store *s, struct access_who *who, const struct access_filter **out_f, err *e)
{
    (void)e;
    if (!who->filter) {
        who->filter = arena_new(who->mem, struct access_filter);
        who->filter->scope = who->role->read_scope;
        who->filter->people = access_reads(who, kind_of(s->cat, K_person));
        who->filter->asked = arena_new(who->mem, struct asked);
        who->filter->asked->who = who;
    }
    who->filter->asked->s = s;
    *out_f = who->filter;
    return ERR_OK;
}

static int by_id(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static bool has(const int64_t *ids, size_t n, int64_t id) { return n && bsearch(&id, ids, n, sizeof *ids, by_id); }

static bool known_singly(const struct asked *k, int what, int64_t id, bool *yes)
{
    for (size_t i = 0; i < k->nones[what]; i++)
        if (k->ones[what][i].id == id) {
            *yes = k->ones[what][i].yes;
            return true;
        }
    return false;
}

static void note_singly(struct asked *k, int what, int64_t id, bool yes)
{
    k->ones[what][k->nones[what]].id = id;
    k->ones[what][k->nones[what]++].yes = yes;
}

void access_expects(const struct access_filter *f, size_t n) { f->asked->many = f->asked->many || n > ASKED_SINGLY; }

/* --- asked about together */

/* The answer for one that was asked about together with others; false: it was not, or the
 * question was never answered. */
static bool known_together(const struct asked *k, bool reach, int64_t id, bool *yes)
{
    for (size_t i = 0; i < k->ntogether; i++) {
        const struct asked_together *t = k->together[i];
        const db_rows *rows = reach ? &t->reached : &t->hidden;
        if (rows->ncols && has(t->ids, t->n, id)) {
            *yes = db_find(rows, ACCESS_IDS_ID, id) != NULL;
            return true;
        }
    }
    return false;
}

static size_t not_known_yet(const struct asked *k, bool reach, size_t n, const int64_t *ids, int64_t *to)
{
    size_t left = 0;
    bool yes;
    for (size_t i = 0; i < n; i++)
        if (!known_together(k, reach, ids[i], &yes))
            to[left++] = ids[i];
    return left;
}

static void ask(const struct access_filter *f, bool reach, size_t n, const int64_t *ids)
{
    struct asked *k = f->asked;
    const struct access_who *who = k->who;
    if (n == 0 || f->scope == SCOPE_NONE || !f->people)
        return;
    if (n > ASKED_TOGETHER) {
        k->many = true;
        return;
    }
    struct asked_together *t = arena_new(who->mem, struct asked_together);
    int64_t *sorted = arena_array(who->mem, int64_t, n);
    n = not_known_yet(k, reach, n, ids, sorted);
    if (n == 0)
        return;
    qsort(sorted, n, sizeof *sorted, by_id);
    t->n = n;
    t->ids = sorted;
    const db_val all = DBT(ids_text(who->mem, n, sorted)), today = DBT(day_iso(who->mem, who->today));
    if (!k->all_hidden)
        db_ask(k->s->db, ST_access_hidden_of, ARGS(all, DBT(who->account), today, DBT(instant_iso(who->mem, who->now))),
               who->mem, &t->hidden);
    if (reach && !k->all_reached)
        db_ask(k->s->db, ST_access_reaches_of,
               ARGS(all, DBI(who->worker_id ? who->worker_id : -1), DBI(f->scope == SCOPE_TEAM ? who->team_id : 0),
                    today),
               who->mem, &t->reached);
    // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
    ARENA_PUSH(who->mem, k->together, k->ntogether, k->cap_together) = t;
}

static bool is_own(const struct access_filter *f, int64_t worker_id)
{
    return worker_id && worker_id == f->asked->who->worker_id && f->scope != SCOPE_NONE;
}

void access_ask(const struct access_filter *f, size_t n, const int64_t *ids) { ask(f, f->scope != SCOPE_ALL, n, ids); }

void access_ask_own(const struct access_filter *f, int64_t worker_id, size_t n, const int64_t *ids)
{
    ask(f, f->scope != SCOPE_ALL && !is_own(f, worker_id), n, ids);
}

/* What cannot be read is hidden. */
bool access_hides(const struct access_filter *f, int64_t subject_id)
{
    struct asked *k = f->asked;
    struct access_who *who = k->who;
    err quiet = { .mem = who->mem };
    bool hidden = true;
    if (!f->people)
        return true;
    if (!k->all_hidden) {
        if (known_together(k, false, subject_id, &hidden) || known_singly(k, 0, subject_id, &hidden))
            return hidden;
        if (!k->many && k->nones[0] < ASKED_SINGLY) {
            if (is_hidden(k->s, who, subject_id, &hidden, &quiet))
                return true;
            note_singly(k, 0, subject_id, hidden);
            return hidden;
        }
        if (read_ids(k->s, ST_access_hidden,
                     ARGS(DBT(who->account), DBT(day_iso(who->mem, who->today)), DBT(instant_iso(who->mem, who->now))),
                     who->mem, &k->nhidden, &k->hidden, &quiet))
            return true;
        k->all_hidden = true;
    }
    return has(k->hidden, k->nhidden, subject_id);
}

/* What cannot be read is out of reach. */
static bool reaches(const struct access_filter *f, int64_t subject_id)
{
    struct asked *k = f->asked;
    struct access_who *who = k->who;
    err quiet = { .mem = who->mem };
    bool reached = false;
    int64_t worker = who->worker_id ? who->worker_id : -1, team = f->scope == SCOPE_TEAM ? who->team_id : 0;
    if (!k->all_reached) {
        if (known_together(k, true, subject_id, &reached) || known_singly(k, 1, subject_id, &reached))
            return reached;
        if (!k->many && k->nones[1] < ASKED_SINGLY) {
            db_rows rows;
            if (db_run(k->s->db, ST_access_reaches,
                       ARGS(DBI(worker), DBI(team), DBT(day_iso(who->mem, who->today)), DBI(subject_id)), who->mem,
                       &rows, &quiet))
                return false;
            note_singly(k, 1, subject_id, rows.n > 0);
            return rows.n > 0;
        }
        if (read_ids(k->s, ST_access_reach, ARGS(DBI(worker), DBI(team), DBT(day_iso(who->mem, who->today))), who->mem,
                     &k->nreached, &k->reached, &quiet))
            return false;
        k->all_reached = true;
    }
    return has(k->reached, k->nreached, subject_id);
}

bool access_sees(const struct access_filter *f, int64_t subject_id)
{
    if (f->scope == SCOPE_NONE || access_hides(f, subject_id))
        return false;
    return f->scope == SCOPE_ALL || reaches(f, subject_id);
}

bool access_meets_people(const struct access_filter *f) { return f->people; }

bool access_sees_own(const struct access_filter *f, int64_t worker_id, int64_t subject_id)
{
    return is_own(f, worker_id) ? !access_hides(f, subject_id) : access_sees(f, subject_id);
}

bool access_sees_of_team(const struct access_filter *f, int64_t team_id, int64_t subject_id)
{
    bool own = team_id && f->scope == SCOPE_TEAM && team_id == f->asked->who->team_id;
    return own ? !access_hides(f, subject_id) : access_sees(f, subject_id);
}

/* --- break-glass ----------------------------------------------------------------------------- */

err_code access_break_glass(struct store *s, struct access_who *who, int64_t subject_id, str reason, err *e)
{
    reason = str_trim(reason);
    if (reason.n < REASON_MIN || reason.n > REASON_MAX) {
        err_set(e, ERR_INVALID,
                reason.n < REASON_MIN ? "Say why you need to open this record"
                                      : "Say it in fewer than 1,000 characters");
        e->field = S("reason");
        return ERR_INVALID;
    }
    err_code rc = access_check(s, who, subject_id, ACCESS_BREAK_GLASS, NULL, S("/break-glass"), e);
    bool own;
    if (rc || (rc = transaction_join(s, &own, e)))
        return rc;
    rc = seal_add(s, "break_glass", ST_break_glass_add,
                  ARGS(DBI(random_id()), DBT(who->account), DBI(subject_id), DBT(instant_iso(who->mem, who->now)),
                       DBT(instant_iso(who->mem, who->now + GLASS_SECONDS)), DBT(reason), DBN, DBN), e);
    const struct account_entry told = { .at = who->now, .account = who->account, .by = who->account,
                                        .what = DID_BROKE_GLASS,
                                        .detail = arena_printf(who->mem, "record %lld", (long long)subject_id) };
    if (!rc)
        rc = account_log_add(s, &told, e);
    who->filter = NULL;
    return transaction_end(s, own, rc, e);
}

static err_code unseen(struct store *s, const struct access_who *who, bool sees_team, arena *a, db_rows *rows, err *e)
{
    return db_run(s->db, ST_break_glass_unseen,
                  ARGS(DBI(who->worker_id ? who->worker_id : -1), DBI(sees_team && who->team_id ? who->team_id : -1),
                       DBT(who->account), DBT(day_iso(a, who->today))),
                  a, rows, e);
}

static bool leads(const struct access_who *who)
{
    return names(who->role->can, S("see_team"));
}

err_code access_alerts(struct store *s, struct access_who *who, arena *a, size_t *n, struct access_alert **to, err *e)
{
    db_rows rows;
    *n = 0;
    err_code rc = unseen(s, who, leads(who), a, &rows, e);
    if (rc)
        return rc;
    *to = arena_array(a, struct access_alert, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        (*to)[(*n)++] = (struct access_alert){
            .id = db_int(&rows, i, BREAK_GLASS_UNSEEN_ID),
            .subject_id = db_int(&rows, i, BREAK_GLASS_UNSEEN_SUBJECT_ID),
            .account = db_str(&rows, i, BREAK_GLASS_UNSEEN_ACCOUNT),
            .reason = db_str(&rows, i, BREAK_GLASS_UNSEEN_REASON),
            .at = instant_parse(db_str(&rows, i, BREAK_GLASS_UNSEEN_AT)),
        };
    return ERR_OK;
}

err_code access_alert_seen(struct store *s, struct access_who *who, int64_t id, err *e)
{
    size_t n;
    struct access_alert *alerts;
    err_code rc = access_alerts(s, who, who->mem, &n, &alerts, e);
    bool mine = false;
    for (size_t i = 0; !rc && i < n; i++)
        mine = mine || alerts[i].id == id;
    if (rc || !mine)
        return rc ? rc : err_set(e, ERR_NOT_FOUND, "that has been dealt with already");
    db_rows rows;
    bool own;
    if ((rc = transaction_join(s, &own, e)))
        return rc;
    rc = db_run(s->db, ST_break_glass_get, ARGS(DBI(id)), who->mem, &rows, e);
    if (!rc && rows.n) {
        const db_val *v = db_row(&rows, 0);
        rc = seal_set(s, "break_glass", ST_break_glass_seal, 1, ST_break_glass_set,
                      ARGS(v[BREAK_GLASS_GET_ID], v[BREAK_GLASS_GET_ACCOUNT], v[BREAK_GLASS_GET_SUBJECT_ID],
                           v[BREAK_GLASS_GET_AT], v[BREAK_GLASS_GET_UNTIL_AT], v[BREAK_GLASS_GET_REASON],
                           DBT(instant_iso(who->mem, who->now)), DBT(who->account)),
                      e);
    }
    return transaction_end(s, own, rc, e);
}

err_code access_last_looked(struct store *s, const struct access_who *who, int64_t subject_id, instant *at, err *e)
{
    db_rows rows;
    *at = INSTANT_NONE;
    err_code rc = db_run(s->db, ST_looked_get, ARGS(DBT(who->account), DBI(subject_id)), who->mem, &rows, e);
    if (rc || rows.n == 0)
        return rc;
    instant last = instant_parse(db_str(&rows, 0, LOOKED_GET_AT));
    bool this_visit = last > who->now - ANOTHER_VISIT;
    *at = this_visit ? instant_parse(db_str(&rows, 0, LOOKED_GET_BEFORE_AT)) : last;
    return ERR_OK;
}
