/* kept.c - see issues.h: what the rules say of everybody, kept beside the record and brought up to date.
 *
 * What is kept follows from the record, the rules and the day on which each issue was first found, so every step
 * may be done again and a step that was interrupted is simply done the next time. Each part reads the people it
 * looks at inside the transaction that keeps what was found, so that nobody's save can come between. */
#include "reporting/check.h"
#include "record/field.h"
#include "store/seal.h"
#include <sodium.h>
#include <stdio.h>

/* of that many people one has changed: looking at all is quicker */
enum { PEOPLE_AT_ONCE = 100, WRITE_ARGS = 8, MANY_CHANGED = 8 };

struct stored { int64_t subject; str source; int year; str rule, key, places, since, gone; };
struct stored_child { int64_t subject; str source; int year; };
enum change_of { ISSUE_ADD, ISSUE_SET, CHILD_ADD, CHILD_DROP };
struct change_kept { enum change_of what; size_t n; db_val args[WRITE_ARGS]; };
struct changes { size_t n, cap; struct change_kept *at; };

struct keeping {
    struct store *s;
    const struct return_lists *lists;
    day today;
    str today_iso;
    size_t ndue;
    struct collection_due due[COLLECTIONS_MAX];
    struct return_check *checks[COLLECTIONS_MAX];
    arena *lasting[COLLECTIONS_MAX];    /* NULL: rules across children are not run */
    struct catch_up *count;
};

/* --- one person ----------------------------------------------------------------------------------------- */

static void change(struct changes *to, arena *a, enum change_of what, size_t n, const db_val *args)
{
    struct change_kept *x = &ARENA_PUSH(a, to->at, to->n, to->cap);
    x->what = what;
    x->n = n;
    memcpy(x->args, args, n * sizeof *args);
}

static err_code change_write(struct store *s, const struct change_kept *x, err *e)
{
    switch (x->what) {
    case ISSUE_ADD:  return seal_add(s, "return_issue", ST_return_issue_add, x->n, x->args, e);
    case ISSUE_SET:  return seal_set(s, "return_issue", ST_return_issue_seal, 5, ST_return_issue_set, x->n, x->args, e);
    case CHILD_ADD:  return seal_add(s, "return_child", ST_return_child_add, x->n, x->args, e);
    case CHILD_DROP: return seal_drop(s, "return_child", ST_return_child_drop, x->n, x->args, e);
    }
    return ERR_OK;
}

static err_code changes_write(struct store *s, const struct changes *x, err *e)
{
    for (size_t i = 0; i < x->n; i++)
        if (change_write(s, &x->at[i], e))
            return e->code;
    return ERR_OK;
}

static void set_issue(struct changes *to, arena *a, const struct stored *x, str places, str since, str gone)
{
    change(to, a, ISSUE_SET,
           ARGS(DBI(x->subject), DBT(x->source), DBI(x->year), DBT(x->rule), DBT(x->key), DBT(places), DBT(since),
                DBT(gone)));
}

static void tell(const struct keeping *k, const struct return_check *c, int64_t subject, str rule, str key,
                 int64_t record, bool mended)
{
    struct catch_up *n = k->count;
    const struct return_rule *r = return_check_rule(c, rule);
    if (mended)
        n->mended++;
    else
        n->fresh++;
    if (!n->news_in)
        return;
    ARENA_PUSH(n->news_in, n->news, n->nnews, n->cap) = (struct issue_news){ arena_copy(n->news_in, c->of->source),
                                                                             c->of->year,
                                                                             r ? r->text : NULL,
                                                                             subject,
                                                                             arena_copy(n->news_in, rule),
                                                                             arena_copy(n->news_in, key),
                                                                             record,
                                                                             mended };
}

static void keep_found(const struct keeping *k, const struct return_check *c, const struct return_issue *x,
                       const struct stored *was, struct changes *to, arena *a)
{
    str places = places_text(x->nplaces, x->places, a);
    int64_t record = x->nplaces ? x->places[0].record : 0;
    if (!was) {
        const struct collection_due *due = x->of;
        change(to, a, ISSUE_ADD,
               ARGS(DBI(x->subject), DBT(due->source), DBI(due->year), DBT(str_of(x->text->code)), DBT(x->key),
                    DBT(places), DBT(k->today_iso), DBN));
        tell(k, c, x->subject, str_of(x->text->code), x->key, record, false);
    } else if (was->gone.p) {                           /* mended and undone on one day: it stood all the time */
        bool undone = str_eq(was->gone, k->today_iso);
        set_issue(to, a, was, places, undone ? was->since : k->today_iso, STR_NONE);
        if (!undone)
            tell(k, c, x->subject, str_of(x->text->code), x->key, record, false);
    } else if (!str_eq(was->places, places)) {
        set_issue(to, a, was, places, was->since, STR_NONE);
    }
    k->count->issues++;
}

/* What was kept and is not found again. A rule that could not run this time, or that looks at more than one child, says
 * nothing of it. */
static void keep_gone(const struct keeping *k, const struct return_check *c, const struct stored *was, bool in_return,
                      bool across, struct changes *to, arena *a)
{
    const struct return_rule *rule = return_check_rule(c, was->rule);
    if (was->gone.p || (rule && in_return && ((rule->wants & ~return_lists_had(k->lists)) || rule->across != across)))
        return;
    set_issue(to, a, was, was->places, was->since, k->today_iso);
    tell(k, c, was->subject, was->rule, was->key, 0, true);
}

/* found and stored are one person's of one collection. */
static void keep_issues(const struct keeping *k, const struct return_check *c, const struct return_issue *found,
                        size_t nfound, const struct stored *stored, size_t nstored, bool in_return, bool across,
                        struct changes *to, arena *a)
{
    bool *again = arena_array(a, bool, nstored + 1);
    for (size_t i = 0; i < nfound; i++) {
        const struct stored *was = NULL;
        for (size_t j = 0; j < nstored && !was; j++)
            if (str_eq(stored[j].rule, str_of(found[i].text->code)) && str_eq(stored[j].key, found[i].key)) {
                was = &stored[j];
                again[j] = true;
            }
        keep_found(k, c, &found[i], was, to, a);
    }
    for (size_t j = 0; j < nstored; j++)
        if (!again[j])
            keep_gone(k, c, &stored[j], in_return, across, to, a);
}

/* one person's, in order of source and year */
struct had { size_t nissues, nchildren; const struct stored *issues; const struct stored_child *children; };

static size_t issues_of(const struct had *had, const struct collection_due *due, const struct stored **first)
{
    size_t i = 0, n = 0;
    while (i < had->nissues && !(str_eq(had->issues[i].source, due->source) && had->issues[i].year == due->year))
        i++;
    *first = had->issues + i;
    while (i + n < had->nissues && str_eq(had->issues[i + n].source, due->source) &&
           had->issues[i + n].year == due->year)
        n++;
    return n;
}

static bool was_child(const struct had *had, const struct collection_due *due)
{
    for (size_t i = 0; i < had->nchildren; i++)
        if (str_eq(had->children[i].source, due->source) && had->children[i].year == due->year)
            return true;
    return false;
}

/* facts NULL: there is nobody any more. */
static err_code keep_person(const struct keeping *k, int64_t subject, const struct facts *facts, const struct had *had,
                            struct changes *to, arena *a, err *e)
{
    for (size_t i = 0; i < k->ndue; i++) {
        struct return_check *c = k->checks[i];
        struct return_issues found = { 0 };
        const struct stored *stored;
        bool any = false;
        c->of = &k->due[i];
        if (facts && return_check_person(c, subject, facts, a, k->lasting[i], &found, &any, e))
            return e->code;
        if (e->code)
            return e->code;                             /* a worker's name that could not be read */
        size_t n = issues_of(had, c->of, &stored);
        keep_issues(k, c, found.at, found.n, stored, n, any, false, to, a);
        if (any != was_child(had, c->of))
            change(to, a, any ? CHILD_ADD : CHILD_DROP, ARGS(DBI(subject), DBT(c->of->source), DBI(c->of->year)));
    }
    k->count->looked_at++;
    return ERR_OK;
}

/* --- what is kept already ------------------------------------------------------------------------------- */

static struct stored *stored_rows(const db_rows *rows, arena *a)
{
    struct stored *to = arena_array(a, struct stored, rows->n + 1);
    for (size_t i = 0; i < rows->n; i++) {
        const db_val *v = db_row(rows, i);
        to[i] = (struct stored){
            .subject = v[RETURN_STORED_SUBJECT_ID].i,
            .source = v[RETURN_STORED_SOURCE].s,
            .year = (int)v[RETURN_STORED_YEAR].i,
            .rule = v[RETURN_STORED_RULE].s,
            .key = v[RETURN_STORED_KEY].s,
            .places = v[RETURN_STORED_PLACES].s,
            .since = v[RETURN_STORED_SINCE].s,
            .gone = v[RETURN_STORED_GONE].s,
        };
    }
    return to;
}

static err_code read_had(struct store *s, int64_t after, int64_t to, arena *a, struct had *had, err *e)
{
    db_rows issues = { 0 }, children = { 0 };
    err_code rc = db_run(s->db, ST_return_issues_stored, ARGS(DBI(after), DBI(to)), a, &issues, e);
    if (!rc)
        rc = db_run(s->db, ST_return_children_stored, ARGS(DBI(after), DBI(to)), a, &children, e);
    if (rc)
        return rc;
    struct stored_child *list = arena_array(a, struct stored_child, children.n + 1);
    for (size_t i = 0; i < children.n; i++)
        list[i] = (struct stored_child){
            .subject = db_int(&children, i, RETURN_CHILDREN_STORED_SUBJECT_ID),
            .source = db_str(&children, i, RETURN_CHILDREN_STORED_SOURCE),
            .year = (int)db_int(&children, i, RETURN_CHILDREN_STORED_YEAR),
        };
    *had = (struct had){ issues.n, children.n, stored_rows(&issues, a), list };
    return ERR_OK;
}

/* The part of it that is that person's; what comes before belongs to people who are not there any more. */
static struct had had_of(const struct had *all, int64_t subject, size_t *issue, size_t *child)
{
    struct had one = { 0, 0, all->issues + *issue, all->children + *child };
    while (*issue + one.nissues < all->nissues && one.issues[one.nissues].subject == subject)
        one.nissues++;
    while (*child + one.nchildren < all->nchildren && one.children[one.nchildren].subject == subject)
        one.nchildren++;
    *issue += one.nissues;
    *child += one.nchildren;
    return one;
}

/* Who was kept and is not among those who are looked at: the next number below `before`, or 0. */
static int64_t somebody_gone(const struct had *all, size_t issue, size_t child, int64_t before)
{
    int64_t who = issue < all->nissues ? all->issues[issue].subject : INT64_MAX;
    if (child < all->nchildren && all->children[child].subject < who)
        who = all->children[child].subject;
    return who < before ? who : 0;
}

static err_code keep_window(const struct keeping *k, size_t n, const int64_t *ids, const struct facts *people,
                            const struct had *all, struct changes *to, arena *a, err *e)
{
    size_t issue = 0, child = 0;
    for (size_t i = 0; i <= n; i++) {
        int64_t gone, here = i < n ? ids[i] : INT64_MAX;
        while ((gone = somebody_gone(all, issue, child, here))) {
            struct had one = had_of(all, gone, &issue, &child);
            if (keep_person(k, gone, NULL, &one, to, a, e))
                return e->code;
        }
        if (i == n)
            break;
        struct had one = had_of(all, here, &issue, &child);
        if (keep_person(k, here, &people[i], &one, to, a, e))
            return e->code;
    }
    return ERR_OK;
}

/* --- one at a time -------------------------------------------------------------------------------------- */

static err_code keeping_begin(struct keeping *k, struct store *s, const struct return_lists *lists, day today,
                              struct catch_up *count, arena *a, err *e)
{
    /* a name that cannot be read tells of it here alone; the caller may have met something before */
    e->code = ERR_OK;
    *k = (struct keeping){ .s = s, .lists = lists, .today = today, .today_iso = day_iso(a, today), .count = count };
    k->ndue = collections_due(s->cat, today, k->due);
    return_checks_room(s, k->ndue);
    for (size_t i = 0; i < k->ndue; i++) {
        if (return_check_of(s, lists, k->due[i].kind, k->due[i].year, &k->checks[i], e))
            return e->code;
        k->checks[i]->w.today = today;
    }
    return ERR_OK;
}

/* sub: as it stands in this transaction. */
static err_code keep_one(const struct keeping *k, const struct subject *sub, arena *a, err *e)
{
    struct had had;
    struct changes changes = { 0 };
    if (!kind_is(sub->kind, K_person))
        return ERR_OK;
    if (read_had(k->s, sub->id - 1, sub->id, a, &had, e))
        return e->code;
    const struct record *own = subject_own(sub);
    struct return_names names = return_names_asked(k->s, a, e);
    for (size_t i = 0; i < k->ndue; i++)
        k->checks[i]->w.names = names;
    if (keep_person(k, sub->id, own && !own->removed ? &sub->facts : NULL, &had, &changes, a, e))
        return e->code;
    return changes_write(k->s, &changes, e);
}

err_code return_issues_follow(const void *lists, struct store *s, const struct subject *sub, day today, err *e)
{
    struct keeping k;
    struct catch_up count = { 0 };
    arena a;
    if (!kind_is(sub->kind, K_person))
        return ERR_OK;
    arena_init(&a, 0);
    err_code rc = keeping_begin(&k, s, lists, today, &count, &a, e);
    if (!rc)
        rc = keep_one(&k, sub, &a, e);
    arena_release(&a);
    return rc;
}

err_code return_issues_renew(struct store *s, const struct return_lists *lists, day today, int64_t subject_id, err *e)
{
    struct subject *sub;
    arena a;
    arena_init(&a, 0);
    err_code rc = subject_load(s, subject_id, &a, &sub, e);
    if (!rc)
        rc = return_issues_follow(lists, s, sub, today, e);
    arena_release(&a);
    return rc;
}

/* --- everybody ------------------------------------------------------------------------------------------ */

struct state { bool known; int64_t seq; str rules; int64_t lists; day began, whole_on, at; };

/* What the rules are: the catalogue they read, and the program's own list of them. */
static str rules_digest(const struct keeping *k, arena *a)
{
    unsigned char hash[crypto_generichash_BYTES_MIN];
    char hex[2 * sizeof hash + 1];
    crypto_generichash_state st;
    crypto_generichash_init(&st, NULL, 0, sizeof hash);
    for (size_t i = 0; i < k->ndue; i++)
        for (size_t r = 0; r < k->checks[i]->nrules; r++) {
            const struct rule_text *t = k->checks[i]->rules[r].text;
            const char *const parts[] = { t->code, t->severity == SEVERITY_ERROR ? "error" : "query", t->fields,
                                          t->message, k->checks[i]->rules[r].in_force ? "in force" : "not" };
            for (size_t p = 0; p < COUNT_OF(parts); p++)
                crypto_generichash_update(&st, (const unsigned char *)parts[p], strlen(parts[p]) + 1);
        }
    crypto_generichash_final(&st, hash, sizeof hash);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return arena_printf(a, HOLDFAST_VERSION " " STR_FMT " %s", STR_ARG(k->s->cat->version), hex);
}

static err_code state_read(struct store *s, const struct collection_due *due, arena *a, struct state *to, err *e)
{
    db_rows rows = { 0 };
    *to = (struct state){ 0 };
    if (db_run(s->db, ST_return_state_get, ARGS(DBT(due->source), DBI(due->year)), a, &rows, e) || !rows.n)
        return e->code;
    *to = (struct state){
        .known = true,
        .seq = db_int(&rows, 0, RETURN_STATE_GET_SEQ),
        .rules = db_str(&rows, 0, RETURN_STATE_GET_RULES),
        .lists = db_int(&rows, 0, RETURN_STATE_GET_LISTS),
        .began = day_parse_iso(db_str(&rows, 0, RETURN_STATE_GET_BEGAN)),
        .whole_on = day_parse_iso(db_str(&rows, 0, RETURN_STATE_GET_WHOLE_ON)),
        .at = instant_day(instant_parse(db_str(&rows, 0, RETURN_STATE_GET_AT))),
    };
    return ERR_OK;
}

struct plan_of_work { bool whole, nothing; int64_t from, head; size_t n; int64_t *changed; str rules; };

static err_code one_number(struct store *s, int stmt, size_t column, size_t nargs, const db_val *args, arena *a,
                           int64_t *to, err *e)
{
    db_rows rows = { 0 };
    err_code rc = db_run(s->db, stmt, nargs, args, a, &rows, e);
    *to = !rc && rows.n ? db_int(&rows, 0, column) : 0;
    return rc;
}

static err_code changed_read(struct store *s, struct plan_of_work *w, arena *a, err *e)
{
    db_rows rows = { 0 };
    int64_t everybody;
    if (db_run(s->db, ST_return_changed, ARGS(DBI(w->from)), a, &rows, e) ||
        one_number(s, ST_return_people_count, RETURN_PEOPLE_COUNT_N, NO_ARGS, a, &everybody, e))
        return e->code;
    w->n = rows.n;
    w->changed = arena_array(a, int64_t, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        w->changed[i] = db_int(&rows, i, RETURN_CHANGED_ID);
    w->whole = rows.n > PEOPLE_AT_ONCE && rows.n * MANY_CHANGED > (size_t)everybody;
    return ERR_OK;
}

static err_code work_of(const struct keeping *k, struct plan_of_work *w, arena *a, err *e)
{
    int64_t authority;
    bool today = true;
    *w = (struct plan_of_work){ .whole = k->count->whole, .from = INT64_MAX, .rules = rules_digest(k, a) };
    if (one_number(k->s, ST_ledger_turn_now, LEDGER_TURN_NOW_SEQ, NO_ARGS, a, &w->head, e))
        return e->code;
    for (size_t i = 0; i < k->ndue; i++) {
        struct state st;
        if (state_read(k->s, &k->due[i], a, &st, e))
            return e->code;
        w->whole = w->whole || !st.known || !str_eq(st.rules, w->rules) || st.lists != return_lists_had(k->lists) ||
                   st.whole_on != k->today || st.seq > w->head;
        today = today && st.at == k->today;
        if (st.seq < w->from)
            w->from = st.seq;
    }
    if (w->whole)
        return ERR_OK;
    if (one_number(k->s, ST_return_changed_authority, RETURN_CHANGED_AUTHORITY_N, ARGS(DBI(w->from)), a, &authority, e))
        return e->code;
    w->nothing = w->from == w->head && today;
    w->whole = authority > 0;
    return w->nothing || w->whole ? ERR_OK : changed_read(k->s, w, a, e);
}

static bool stopped(const struct keeping *k, const struct return_progress *p, size_t done, size_t of)
{
    if (p && p->fn)
        p->fn(p->ctx, "Checking the record", done, of);
    k->count->stopped = p && p->stop && p->stop(p->ctx);
    return k->count->stopped;
}

static err_code look_at_changed(struct keeping *k, const struct author *who, const struct plan_of_work *w,
                                const struct return_progress *progress, err *e)
{
    arena a;
    err_code rc = ERR_OK;
    arena_init(&a, 0);
    for (size_t from = 0; !rc && from < w->n; from += PEOPLE_AT_ONCE) {
        size_t to = from + PEOPLE_AT_ONCE < w->n ? from + PEOPLE_AT_ONCE : w->n;
        rc = store_begin(k->s, who, e);
        for (size_t i = from; !rc && i < to; i++) {
            struct subject *sub;
            rc = subject_load(k->s, w->changed[i], &a, &sub, e);
            if (!rc)
                rc = keep_one(k, sub, &a, e);
            arena_clear(&a);
        }
        if (!rc)
            rc = store_commit(k->s, e);
        if (!rc && stopped(k, progress, to, w->n) && to < w->n)
            break;
    }
    arena_release(&a);
    return rc;
}

/* The kinds that any of the returns reads; each once. */
static size_t kinds_of(const struct keeping *k, const struct kind **kinds)
{
    size_t n = 0;
    for (size_t i = 0; i < k->ndue; i++)
        for (size_t j = 0; j < k->checks[i]->w.plan.nkinds; j++) {
            const struct kind *one = k->checks[i]->w.plan.kinds[j];
            size_t at = 0;
            while (at < n && kinds[at] != one)
                at++;
            if (at == n)
                kinds[n++] = one;
        }
    return n;
}

struct everybody { size_t n; int64_t *ids; size_t nkinds; const struct kind **kinds; };

static err_code look_at_window(struct keeping *k, const struct author *who, const struct everybody *all, size_t from,
                               arena *a, err *e)
{
    size_t to = from + PEOPLE_AT_ONCE < all->n ? from + PEOPLE_AT_ONCE : all->n;
    int64_t after = from ? all->ids[from - 1] : 0, last = to < all->n ? all->ids[to - 1] : INT64_MAX;
    struct facts *people = NULL;
    struct had had;
    struct changes changes = { 0 };
    if (store_begin(k->s, who, e))
        return e->code;
    err_code rc = to > from
                      ? return_people_facts(k->s, all->nkinds, all->kinds, to - from, all->ids + from, a, &people, e)
                      : ERR_OK;
    if (!rc)
        rc = read_had(k->s, after, last, a, &had, e);
    if (!rc)
        rc = keep_window(k, to - from, all->ids + from, people, &had, &changes, a, e);
    if (!rc)
        rc = changes_write(k->s, &changes, e);
    return rc ? rc : store_commit(k->s, e);
}

static int by_subject(const void *x, const void *y)
{
    const struct return_issue *a = x, *b = y;
    return (a->subject > b->subject) - (a->subject < b->subject);
}

/* Rules across children: what they found in this look, against what was kept of them. */
static err_code keep_across(struct keeping *k, size_t which, const struct author *who, arena *a, err *e)
{
    struct return_check *c = k->checks[which];
    struct return_issues found = { 0 };
    struct changes changes = { 0 };
    db_rows rows = { 0 };
    c->of = &k->due[which];
    return_check_across(c, a, &found);
    if (found.n)
        qsort(found.at, found.n, sizeof *found.at, by_subject);
    if (store_begin(k->s, who, e) ||
        db_run(k->s->db, ST_return_issues_of_collection, ARGS(DBT(c->of->source), DBI(c->of->year)), a, &rows, e))
        return e->code;
    struct stored *all = stored_rows(&rows, a);
    size_t n = 0;
    for (size_t i = 0; i < rows.n; i++) {
        const struct return_rule *rule = return_check_rule(c, all[i].rule);
        if (rule && rule->across)
            all[n++] = all[i];
    }
    for (size_t i = 0, j = 0; i < found.n || j < n;) {
        int64_t subject = i < found.n ? found.at[i].subject : INT64_MAX;
        subject = j < n && all[j].subject < subject ? all[j].subject : subject;
        size_t nfound = 0, nstored = 0;
        while (i + nfound < found.n && found.at[i + nfound].subject == subject)
            nfound++;
        while (j + nstored < n && all[j + nstored].subject == subject)
            nstored++;
        keep_issues(k, c, found.at + i, nfound, all + j, nstored, true, true, &changes, a);
        i += nfound;
        j += nstored;
    }
    err_code rc = changes_write(k->s, &changes, e);
    return rc ? rc : store_commit(k->s, e);
}

static err_code look_at_all(struct keeping *k, const struct author *who, const struct return_progress *progress,
                            arena *mem, err *e)
{
    struct everybody all = { 0 };
    arena lasting[COLLECTIONS_MAX], window;
    arena_init(&window, 0);
    for (size_t i = 0; i < k->ndue; i++) {
        arena_init(&lasting[i], 0);
        k->lasting[i] = &lasting[i];
    }
    all.kinds = arena_array(mem, const struct kind *, k->s->cat->nkinds);
    all.nkinds = kinds_of(k, all.kinds);
    struct return_names names;
    err_code rc = return_people_ids(k->s, mem, &all.n, &all.ids, e);
    if (!rc)
        rc = return_names_of(k->s, mem, &names, e);
    for (size_t i = 0; !rc && i < k->ndue; i++)
        k->checks[i]->w.names = names;
    if (!rc)
        stopped(k, progress, 0, all.n);
    for (size_t from = 0; !rc && (from < all.n || !from) && !k->count->stopped; from += PEOPLE_AT_ONCE) {
        rc = look_at_window(k, who, &all, from, &window, e);
        arena_clear(&window);
        size_t done = from + PEOPLE_AT_ONCE;
        if (!rc && done < all.n)
            stopped(k, progress, done, all.n);
    }
    for (size_t i = 0; !rc && i < k->ndue && !k->count->stopped; i++) {
        rc = keep_across(k, i, who, &window, e);
        arena_clear(&window);
    }
    return_checks_forget(k->s);                         /* what they gathered lies in the arenas that go now */
    for (size_t i = 0; i < k->ndue; i++)
        arena_release(&lasting[i]);
    arena_release(&window);
    return rc;
}

/* --- how far it is known, and the day's line ------------------------------------------------------------ */

static err_code state_write(const struct keeping *k, const struct plan_of_work *w, const struct author *who, arena *a,
                            err *e)
{
    struct issue_summary lines[COLLECTIONS_MAX];
    for (size_t i = 0; i < k->ndue; i++)                /* counted first: others may write meanwhile */
        if (return_issues_counted(k->s, &k->due[i], k->today, a, &lines[i], e))
            return e->code;
    if (store_begin(k->s, who, e))
        return e->code;
    for (size_t i = 0; i < k->ndue; i++) {
        const struct collection_due *due = &k->due[i];
        const struct issue_summary *line = &lines[i];
        struct state st;
        if (state_read(k->s, due, a, &st, e))
            return e->code;
        str whole_on = w->whole ? k->today_iso : day_iso(a, st.whole_on);
        str began = st.known ? day_iso(a, st.began) : k->today_iso;
        if (seal_set(k->s, "return_state", ST_return_state_seal, 2, ST_return_state_set,
                     ARGS(DBT(due->source), DBI(due->year), DBI(w->head), DBT(instant_iso(a, who->at)), DBT(w->rules),
                          DBI(return_lists_had(k->lists)), DBT(began), DBT(whole_on)),
                     e) ||
            seal_set(k->s, "return_day", ST_return_day_seal, 3, ST_return_day_set,
                     ARGS(DBT(due->source), DBI(due->year), DBT(k->today_iso), DBI((int64_t)line->children),
                          DBI((int64_t)line->errors), DBI((int64_t)line->queries), DBI((int64_t)line->accepted)),
                     e))
            return e->code;
    }
    return store_commit(k->s, e);
}

err_code return_issues_catch_up(struct store *s, const struct return_lists *lists, const struct author *who, day today,
                                struct catch_up *c, const struct return_progress *progress, err *e)
{
    struct keeping k;
    struct plan_of_work w;
    arena a;
    arena_init(&a, 0);
    *c = (struct catch_up){ .whole = c->whole, .news_in = c->news_in };
    return_checks_forget(s);                            /* the authority's own record may have changed */
    err_code rc = keeping_begin(&k, s, lists, today, c, &a, e);
    if (!rc)
        rc = work_of(&k, &w, &a, e);
    if (!rc && !w.nothing) {
        c->whole = w.whole;
        rc = w.whole ? look_at_all(&k, who, progress, &a, e) : look_at_changed(&k, who, &w, progress, e);
        if (!rc && !c->stopped)
            rc = state_write(&k, &w, who, &a, e);
    }
    store_rollback(s);
    arena_release(&a);
    return rc;
}
