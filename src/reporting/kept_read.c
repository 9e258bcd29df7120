/* kept_read.c - what is kept of the returns' issues, for lists, figures and the trend: filtered by what the account may
 * see. */
#include "reporting/check.h"
#include <stdlib.h>

enum { DAYS_OF_NEWS = 7 };

const struct age_band age_bands[AGE_BANDS] = {
    { 0, 0, "Under 1" }, { 1, 4, "1 to 4" }, { 5, 9, "5 to 9" }, { 10, 15, "10 to 15" }, { 16, 200, "16 and over" }
};

/* --- what stands ---------------------------------------------------------------------------------------- */

struct kept { int64_t subject; str rule, key, places; day since; const struct answer *answer; };
struct answer { int64_t id, subject; str rule, key; bool accepted; str reason; };
struct answers { size_t n; struct answer *at; };

static int cmp_issue(int64_t s1, str r1, str k1, int64_t s2, str r2, str k2)
{
    if (s1 != s2)
        return (s1 > s2) - (s1 < s2);
    int c = str_cmp(r1, r2);
    return c ? c : str_cmp(k1, k2);
}

static int by_issue(const void *x, const void *y)
{
    const struct answer *a = x, *b = y;
    int c = cmp_issue(a->subject, a->rule, a->key, b->subject, b->rule, b->key);
    return c ? c : (a->id > b->id) - (a->id < b->id);
}

static err_code answers_read(struct store *s, const struct collection_due *due, int64_t subject, arena *a,
                             struct answers *to, err *e)
{
    db_rows rows = { 0 };
    if (db_run(s->db, ST_return_answers, ARGS(DBT(due->source), DBI(due->year), DBI(subject)), a, &rows, e))
        return e->code;
    to->n = rows.n;
    to->at = arena_array(a, struct answer, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        const db_val *v = db_row(&rows, i);
        to->at[i] = (struct answer){
            .id = v[RETURN_ANSWERS_ID].i,
            .subject = v[RETURN_ANSWERS_SUBJECT_ID].i,
            .rule = v[RETURN_ANSWERS_RULE].s,
            .key = v[RETURN_ANSWERS_ISSUE_KEY].s,
            .accepted = v[RETURN_ANSWERS_ACCEPTED].i == 1,
            .reason = v[RETURN_ANSWERS_REASON].s,
        };
    }
    if (rows.n)
        qsort(to->at, to->n, sizeof *to->at, by_issue);
    return ERR_OK;
}

/* The latest that was said of that issue. */
static const struct answer *answer_to(const struct answers *all, const struct kept *x)
{
    size_t low = 0, high = all->n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        const struct answer *m = &all->at[mid];
        if (cmp_issue(m->subject, m->rule, m->key, x->subject, x->rule, x->key) <= 0)
            low = mid + 1;
        else
            high = mid;
    }
    const struct answer *last = low ? &all->at[low - 1] : NULL;
    return last && !cmp_issue(last->subject, last->rule, last->key, x->subject, x->rule, x->key) ? last : NULL;
}

static struct kept kept_of_row(const db_val *v)
{
    return (struct kept){
        .subject = v[RETURN_STANDING_SUBJECT_ID].i,
        .rule = v[RETURN_STANDING_RULE].s,
        .key = v[RETURN_STANDING_KEY].s,
        .places = v[RETURN_STANDING_PLACES].s,
        .since = day_parse_iso(v[RETURN_STANDING_SINCE].s),
    };
}

static err_code standing_read(struct store *s, const struct issue_filter *f, day today, arena *a, db_rows *rows, err *e)
{
    str rule = f->rule.p ? f->rule : S(""), on = day_iso(a, today);
    db_val source = DBT(f->of->source), year = DBI(f->of->year);
    if (f->subject)
        return db_run(s->db, ST_return_standing_subject, ARGS(source, year, DBT(rule), DBI(f->subject)), a, rows, e);
    if (f->worker == HELD_BY_NOBODY || f->team == HELD_BY_NOBODY)
        return db_run(s->db, ST_return_standing_nobody, ARGS(source, year, DBT(rule), DBT(on)), a, rows, e);
    if (f->worker)
        return db_run(s->db, ST_return_standing_worker, ARGS(source, year, DBT(rule), DBI(f->worker), DBT(on)), a, rows,
                      e);
    if (f->team)
        return db_run(s->db, ST_return_standing_team, ARGS(source, year, DBT(rule), DBI(f->team), DBT(on)), a, rows, e);
    return db_run(s->db, ST_return_standing, ARGS(source, year, DBT(rule)), a, rows, e);
}

/* --- who may see it ------------------------------------------------------------------------------------- */

/* who NULL: the council's own figures, nobody's view. */
struct view {
    struct store *s;
    struct access_who *who;
    const struct access_filter *filter;
    int64_t own_of;
    bool reads_all;
};

static err_code view_of(struct store *s, struct access_who *who, int64_t own_of, struct view *v, err *e)
{
    *v = (struct view){ .s = s, .who = who, .own_of = own_of, .reads_all = true };
    if (!who)
        return ERR_OK;
    const struct kind *person = kind_of(s->cat, K_person);
    for (size_t i = 0; i < s->cat->nkinds; i++)
        v->reads_all = v->reads_all && (s->cat->kinds[i].subject != person || access_reads(who, &s->cat->kinds[i]));
    return access_filter(s, who, &v->filter, e);
}

static bool sees_child(const struct view *v, int64_t subject)
{
    if (!v->who || !subject)
        return true;
    return v->own_of > 0 ? access_sees_own(v->filter, v->own_of, subject) : access_sees(v->filter, subject);
}

/* An issue shows what stands in the records that it names, so it is for those who read them. */
static bool sees_places(const struct view *v, str places)
{
    str one;
    while (!v->reads_all && str_cut(&places, ';', &one)) {
        str kind = S("");
        str_cut(&one, ':', &kind);
        const struct kind *k = catalogue_kind(v->s->cat, kind);
        if (k && !access_reads(v->who, k))
            return false;
    }
    return true;
}

/* --- ages ----------------------------------------------------------------------------------------------- */

struct born { int64_t subject; day on; };
struct births { size_t n; struct born *at; };

static err_code births_read(struct store *s, const struct collection_due *due, arena *a, struct births *to, err *e)
{
    db_rows rows = { 0 };
    if (db_run(s->db, ST_return_children, ARGS(DBT(due->source), DBI(due->year)), a, &rows, e))
        return e->code;
    to->n = rows.n;
    to->at = arena_array(a, struct born, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        day born = day_parse_iso(db_str(&rows, i, RETURN_CHILDREN_BORN_ON)),
            expected = day_parse_iso(db_str(&rows, i, RETURN_CHILDREN_DUE_ON));
        to->at[i] = (struct born){ db_int(&rows, i, RETURN_CHILDREN_SUBJECT_ID), born != DAY_NONE ? born : expected };
    }
    return ERR_OK;
}

static day born_on(const struct births *b, int64_t subject)
{
    size_t low = 0, high = b->n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (b->at[mid].subject < subject)
            low = mid + 1;
        else
            high = mid;
    }
    return low < b->n && b->at[low].subject == subject ? b->at[low].on : DAY_NONE;
}

/* Its place in age_bands; -1 when nobody knows the age. The unborn are under 1. */
static int band_of(day born, day today)
{
    if (born == DAY_NONE)
        return -1;
    int age = born > today ? 0 : day_age(born, today);
    for (int i = 0; i < AGE_BANDS; i++)
        if (age >= age_bands[i].from && age <= age_bands[i].to)
            return i;
    return -1;
}

/* --- lists ---------------------------------------------------------------------------------------------- */

static err_code answered_by(struct store *s, const struct answer *x, arena *a, struct return_issue *to, err *e)
{
    db_rows rows = { 0 };
    to->answer = x->id;
    to->answered = x->reason;
    to->accepted = x->accepted;
    to->answered_by = S("");
    if (db_run(s->db, ST_return_answer_by, ARGS(DBI(x->subject), DBI(x->id)), a, &rows, e))
        return e->code;
    if (rows.n) {
        str shown = db_str(&rows, 0, RETURN_ANSWER_BY_SHOWN);
        to->answered_by = shown.n ? shown : db_str(&rows, 0, RETURN_ANSWER_BY_ACCOUNT);
    }
    return ERR_OK;
}

err_code return_issues_kept(struct store *s, struct access_who *who, const struct issue_filter *f, arena *a,
                            struct return_issues *to, err *e)
{
    struct return_check *c;
    struct answers answers = { 0 };
    struct births births = { 0 };
    struct view view;
    db_rows rows = { 0 };
    if (view_of(s, who, f->worker, &view, e) || return_check_any(s, f->of->kind, f->of->year, &c, e) ||
        standing_read(s, f, who->today, a, &rows, e) || answers_read(s, f->of, f->subject, a, &answers, e) ||
        (f->ages && births_read(s, f->of, a, &births, e)))
        return e->code;
    for (size_t i = 0; i < rows.n; i++) {
        const db_val *v = db_row(&rows, i);
        struct kept x = kept_of_row(v);
        const struct return_rule *rule = return_check_rule(c, x.rule);
        if (!rule || !sees_child(&view, x.subject) || !sees_places(&view, x.places))
            continue;
        if (f->ages) {
            int band = band_of(born_on(&births, x.subject), who->today);
            if (band < 0 || age_bands[band].from < f->ages->from || age_bands[band].to > f->ages->to)
                continue;
        }
        const struct answer *answer = answer_to(&answers, &x);
        if (answer && answer->accepted && !f->accepted_too)
            continue;
        struct return_issue issue = { .of = f->of,
                                      .text = rule->text,
                                      .local = rule->text->local,
                                      .subject = x.subject,
                                      .key = x.key,
                                      .since = x.since,
                                      .answered = STR_NONE,
                                      .answered_by = STR_NONE };
        places_read(s->cat, x.places, a, &issue.nplaces, &issue.places);
        if (answer && answered_by(s, answer, a, &issue, e))
            return e->code;
        ARENA_PUSH(a, to->at, to->n, to->cap) = issue;
    }
    return ERR_OK;
}

static const struct collection_due *due_named(const struct collection_due *due, size_t n, str source, int64_t year)
{
    for (size_t i = 0; i < n; i++)
        if (due[i].year == year && str_eq(due[i].source, source))
            return &due[i];
    return NULL;
}

static bool same_issue(const db_val *x, const db_val *y)
{
    return x[RETURN_LISTED_SUBJECT_ID].i == y[RETURN_LISTED_SUBJECT_ID].i &&
           x[RETURN_LISTED_YEAR].i == y[RETURN_LISTED_YEAR].i &&
           str_eq(x[RETURN_LISTED_RULE].s, y[RETURN_LISTED_RULE].s) &&
           str_eq(x[RETURN_LISTED_KEY].s, y[RETURN_LISTED_KEY].s) &&
           str_eq(x[RETURN_LISTED_SOURCE].s, y[RETURN_LISTED_SOURCE].s);
}

err_code return_issues_listed(struct store *s, struct access_who *who, int64_t worker, int64_t team, arena *a,
                              struct return_issues *to, err *e)
{
    struct collection_due *due = arena_array(a, struct collection_due, COLLECTIONS_MAX);
    const size_t ndue = collections_due(s->cat, who->today, due);
    const db_val today = DBT(day_iso(a, who->today));
    struct view view;
    db_rows rows = { 0 };
    if (view_of(s, who, worker, &view, e) || db_run(s->db, worker ? ST_return_listed_worker : ST_return_listed_team,
                                                    ARGS(DBI(worker ? worker : team), today), a, &rows, e))
        return e->code;
    for (size_t i = 0; i < rows.n; i++) {
        const db_val *v = db_row(&rows, i);
        const struct collection_due *of = due_named(due, ndue, v[RETURN_LISTED_SOURCE].s, v[RETURN_LISTED_YEAR].i);
        struct return_check *c;
        bool answered_again = i + 1 < rows.n && same_issue(v, db_row(&rows, i + 1));
        if (answered_again || v[RETURN_LISTED_ACCEPTED].i == 1 || !of)          /* the latest answer counts */
            continue;
        if (return_check_any(s, of->kind, of->year, &c, e))
            return e->code;
        const struct return_rule *rule = return_check_rule(c, v[RETURN_LISTED_RULE].s);
        if (!rule || !sees_child(&view, v[RETURN_LISTED_SUBJECT_ID].i) ||
            !sees_places(&view, v[RETURN_LISTED_PLACES].s))
            continue;
        ARENA_PUSH(a, to->at, to->n, to->cap) = (struct return_issue){
            .of = of,
            .text = rule->text,
            .local = rule->text->local,
            .subject = v[RETURN_LISTED_SUBJECT_ID].i,
            .key = v[RETURN_LISTED_KEY].s,
            .since = day_parse_iso(v[RETURN_LISTED_SINCE].s),
            .answered = STR_NONE,
            .answered_by = STR_NONE,
        };
    }
    return ERR_OK;
}

/* --- figures -------------------------------------------------------------------------------------------- */

struct holder { int64_t subject, team; str name; };
struct counting {
    struct view view;
    struct return_check *check;
    const struct collection_due *due;
    day today, began;
    int64_t lists;
    arena *a;
    struct births births;
    size_t nholders;
    struct holder *holders;
    struct issue_summary *to;
};

static err_code holders_read(struct counting *k, err *e)
{
    db_rows rows = { 0 };
    if (db_run(k->view.s->db, ST_return_holders, ARGS(DBT(day_iso(k->a, k->today))), k->a, &rows, e))
        return e->code;
    k->holders = arena_array(k->a, struct holder, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {               /* of two who hold one child, the one who came last */
        const struct holder h = {
            .subject = db_int(&rows, i, RETURN_HOLDERS_SUBJECT_ID),
            .team = db_int(&rows, i, RETURN_HOLDERS_TEAM_ID),
            .name = db_str(&rows, i, RETURN_HOLDERS_NAME),
        };
        if (k->nholders && k->holders[k->nholders - 1].subject == h.subject)
            k->nholders--;
        k->holders[k->nholders++] = h;
    }
    return ERR_OK;
}

static const struct holder *holder_of(const struct counting *k, int64_t subject)
{
    size_t low = 0, high = k->nholders;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (k->holders[mid].subject < subject)
            low = mid + 1;
        else
            high = mid;
    }
    return low < k->nholders && k->holders[low].subject == subject ? &k->holders[low] : NULL;
}

static struct group_count *team_count(struct counting *k, int64_t subject, size_t *cap)
{
    const struct holder *h = holder_of(k, subject);
    int64_t id = h && h->team ? h->team : HELD_BY_NOBODY;
    struct issue_summary *to = k->to;
    for (size_t i = 0; i < to->nteams; i++)
        if (to->teams[i].id == id)
            return &to->teams[i];
    str name = id == HELD_BY_NOBODY ? S("No case holder") : h->name.n ? h->name : S("A team without a name");
    ARENA_PUSH(k->a, to->teams, to->nteams, *cap) = (struct group_count){ .id = id, .name = name };
    return &to->teams[to->nteams - 1];
}

static void add_to_group(struct group_count *g, bool first, bool error)
{
    g->children += first;
    g->errors += error;
    g->queries += !error;
}

/* One that is to be mended, or accepted. first: of that child; first_of_rule: of that child and rule. */
static void count_issue(struct counting *k, const struct kept *x, const struct return_rule *rule,
                        struct rule_count *count, bool first, bool first_of_rule, size_t *cap)
{
    struct issue_summary *to = k->to;
    bool error = rule->text->severity == SEVERITY_ERROR;
    count->issues++;
    to->errors += error;
    to->queries += !error;
    if (x->since > k->today - DAYS_OF_NEWS && x->since > k->began) {
        count->fresh++;
        to->fresh++;
    }
    if (!x->subject)
        return;
    count->children += first_of_rule;
    if (!k->view.who)
        return;
    add_to_group(team_count(k, x->subject, cap), first, error);
    int band = band_of(born_on(&k->births, x->subject), k->today);
    if (band >= 0)
        add_to_group(&to->ages[band], first, error);
}

static err_code count_standing(struct counting *k, err *e)
{
    struct answers answers = { 0 };
    struct issue_filter all = { .of = k->due };
    struct issue_summary *to = k->to;
    db_rows rows = { 0 };
    size_t cap = 0;
    int64_t counted = 0, failing = 0, ruled = 0;
    const struct return_rule *last = NULL;
    if (standing_read(k->view.s, &all, k->today, k->a, &rows, e) ||
        answers_read(k->view.s, k->due, 0, k->a, &answers, e))
        return e->code;
    for (size_t i = 0; i < rows.n; i++) {
        const db_val *v = db_row(&rows, i);
        struct kept x = kept_of_row(v);
        const struct return_rule *rule = return_check_rule(k->check, x.rule);
        if (!rule || !rule->in_force || !sees_child(&k->view, x.subject) || !sees_places(&k->view, x.places))
            continue;
        struct rule_count *count = &to->rules[rule - k->check->rules];
        const struct answer *answer = answer_to(&answers, &x);
        if (answer && answer->accepted) {
            count->accepted++;
            to->accepted++;
            continue;
        }
        count_issue(k, &x, rule, count, x.subject != counted, x.subject != ruled || rule != last, &cap);
        if (rule->text->severity == SEVERITY_ERROR && x.subject && x.subject != failing) {
            failing = x.subject;
            to->failing++;
        }
        counted = ruled = x.subject;
        last = rule;
    }
    return ERR_OK;
}

static err_code count_gone(struct counting *k, err *e)
{
    db_rows rows = { 0 };
    if (db_run(k->view.s->db, ST_return_gone,
               ARGS(DBT(k->due->source), DBI(k->due->year), DBT(day_iso(k->a, k->today - DAYS_OF_NEWS + 1))), k->a,
               &rows, e))
        return e->code;
    for (size_t i = 0; i < rows.n; i++)
        k->to->mended += sees_child(&k->view, db_int(&rows, i, RETURN_GONE_SUBJECT_ID)) &&
                         sees_places(&k->view, db_str(&rows, i, RETURN_GONE_PLACES));
    return ERR_OK;
}

static int by_errors(const void *x, const void *y)
{
    const struct group_count *a = x, *b = y;
    if (a->errors != b->errors)
        return a->errors < b->errors ? 1 : -1;
    if (a->queries != b->queries)
        return a->queries < b->queries ? 1 : -1;
    return str_cmp(a->name, b->name);
}

static int rank(const struct rule_count *r)
{
    return r->issues ? r->text->severity == SEVERITY_ERROR ? 0 : 1 : r->not_checked ? 3 : 2;
}

static int by_weight(const void *x, const void *y)
{
    const struct rule_count *a = x, *b = y;
    if (rank(a) != rank(b))
        return rank(a) - rank(b);
    if (a->children != b->children)
        return a->children < b->children ? 1 : -1;
    if (a->issues != b->issues)
        return a->issues < b->issues ? 1 : -1;
    return strcmp(a->text->code, b->text->code);
}

static void order(struct counting *k)
{
    struct issue_summary *to = k->to;
    size_t n = 0;
    for (size_t i = 0; i < k->check->nrules; i++)
        if (k->check->rules[i].in_force)
            to->rules[n++] = to->rules[i];
    to->nrules = n;
    if (n)
        qsort(to->rules, n, sizeof *to->rules, by_weight);
    if (to->nteams)
        qsort(to->teams, to->nteams, sizeof *to->teams, by_errors);
}

static err_code counting_begin(struct counting *k, struct store *s, struct access_who *who,
                               const struct collection_due *of, day today, arena *a, struct issue_summary *to, err *e)
{
    db_rows rows = { 0 };
    *to = (struct issue_summary){ .at = INSTANT_NONE };
    *k = (struct counting){ .due = of, .today = today, .began = DAY_NONE, .a = a, .to = to };
    if (view_of(s, who, 0, &k->view, e) || return_check_any(s, of->kind, of->year, &k->check, e) ||
        db_run(s->db, ST_return_state_get, ARGS(DBT(of->source), DBI(of->year)), a, &rows, e) ||
        births_read(s, of, a, &k->births, e))
        return e->code;
    if (rows.n) {
        to->known = true;
        to->at = instant_parse(db_str(&rows, 0, RETURN_STATE_GET_AT));
        k->lists = db_int(&rows, 0, RETURN_STATE_GET_LISTS);
        k->began = day_parse_iso(db_str(&rows, 0, RETURN_STATE_GET_BEGAN));
    }
    to->rules = arena_array(a, struct rule_count, k->check->nrules + 1);
    for (size_t i = 0; i < k->check->nrules; i++) {
        const struct return_rule *r = &k->check->rules[i];
        to->rules[i] = (struct rule_count){ .text = r->text,
                                            .local = r->text->local,
                                            .not_checked = (r->wants & ~(unsigned)k->lists) ? r->needs : NULL };
    }
    to->nages = AGE_BANDS;
    to->ages = arena_array(a, struct group_count, AGE_BANDS);
    for (int i = 0; i < AGE_BANDS; i++)
        to->ages[i] = (struct group_count){ .id = i, .name = str_of(age_bands[i].name) };
    for (size_t i = 0; i < k->births.n; i++)
        to->children += sees_child(&k->view, k->births.at[i].subject);
    return ERR_OK;
}

err_code return_issues_summary(struct store *s, struct access_who *who, const struct collection_due *of, arena *a,
                               struct issue_summary *to, err *e)
{
    struct counting k;
    if (counting_begin(&k, s, who, of, who->today, a, to, e) || holders_read(&k, e) || count_standing(&k, e) ||
        count_gone(&k, e))
        return e->code;
    order(&k);
    return ERR_OK;
}

err_code return_issues_counted(struct store *s, const struct collection_due *of, day today, arena *a,
                               struct issue_summary *to, err *e)
{
    struct counting k;
    if (counting_begin(&k, s, NULL, of, today, a, to, e) || count_standing(&k, e) || count_gone(&k, e))
        return e->code;
    order(&k);
    return ERR_OK;
}

err_code return_issues_trend(struct store *s, const struct collection_due *of, arena *a, size_t *n,
                             struct issue_day **to, err *e)
{
    db_rows rows = { 0 };
    if (db_run(s->db, ST_return_days, ARGS(DBT(of->source), DBI(of->year)), a, &rows, e))
        return e->code;
    *n = rows.n;
    *to = arena_array(a, struct issue_day, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        (*to)[i] = (struct issue_day){
            .on = day_parse_iso(db_str(&rows, i, RETURN_DAYS_DAY)),
            .children = (size_t)db_int(&rows, i, RETURN_DAYS_CHILDREN),
            .errors = (size_t)db_int(&rows, i, RETURN_DAYS_ERRORS),
            .queries = (size_t)db_int(&rows, i, RETURN_DAYS_QUERIES),
            .accepted = (size_t)db_int(&rows, i, RETURN_DAYS_ACCEPTED),
        };
    return ERR_OK;
}
