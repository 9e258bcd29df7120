/* t_two_saves.c - two people who save what they saw of the same child, over two connections: whatever the order, each
 * save is merged, refused with both texts, or waits for the other; nothing is overwritten unseen, and the right to save
 * is that of the moment. On both engines. */
#include "council.h"
#include "desk/save.h"
#include "record/verify.h"
#include <pthread.h>

enum { ROUNDS = 40 };

static str where;
static struct store *other;             /* the second connection; the first is site_store */
static const struct kind *address;
static const struct field *line1, *town;

/* --- one save, by somebody with a connection and a memory of their own --- */

struct person { struct store *s; arena mem; err e; struct access_who who; struct saving *x; struct put_result put; };

/* What a form sends: both fields as they stand in it. p NULL: the field is not on the form. */
struct form { int64_t id, version; str line1, town; bool remove; };

static void person_be(struct person *p, struct store *s, const char *account)
{
    struct account x;
    *p = (struct person){ .s = s };
    arena_init(&p->mem, 0);
    p->e.mem = &p->mem;
    if (account_get(s, str_of(account), &p->mem, &x, &p->e) || account_who(s, &x, &p->mem, &p->who, &p->e)) {
        printf("Bail out! %s: " STR_FMT "\n", account, STR_ARG(p->e.message));
        exit(1);
    }
    p->who.now = site_now;
    p->who.today = instant_day(site_now);
}

static err_code begins(struct person *p)
{
    const struct save_door door = { .who = &p->who, .what = S("/test"), .via = S("form"), .of = K_person };
    return save_begin(p->s, &door, council.child, address, &p->mem, &p->x, &p->e);
}

static err_code types(struct person *p, const struct form *f)
{
    struct field_change *set = arena_array(&p->mem, struct field_change, 2);
    struct change c = { .op = f->remove ? CHANGE_REMOVE : CHANGE_SAVE, .kind = address, .id = f->id, .fields = set,
                        .base_version = f->version, .source_key = STR_NONE, .account = STR_NONE };
    if (f->line1.p)
        set[c.n++] = (struct field_change){ line1, f->line1 };
    if (f->town.p)
        set[c.n++] = (struct field_change){ town, f->town };
    return save_put(p->x, &c, &p->put, &p->e);
}

static err_code saves(struct person *p, const struct form *f)
{
    err_code rc = begins(p);
    if (!rc)
        rc = types(p, f);
    if (!rc)
        rc = save_end(p->x, &p->e);
    save_drop(p->x);
    return rc;
}

static struct form seen(struct store *s, int64_t id)
{
    struct subject *sub = NULL;
    CODE(subject_load(s, council.child, &mem, &sub, &e), ERR_OK, "the child is read");
    const struct record *r = subject_record(sub, id);
    return (struct form){ r->id, r->version, record_value(r, line1).text, record_value(r, town).text, r->removed };
}

static int64_t new_address(void)
{
    put_under(council.child, "address", change_of("address", "line1", "1 Old Row", "town", "Norwich", NULL));
    return newest(council.child, "address");
}

static size_t entries(int64_t id)
{
    size_t n = 0;
    struct entry *all;
    CODE(record_history(site_store, council.child, id, &mem, &n, &all, &e), ERR_OK, "its history");
    return n;
}

/* --- both opened the form before either saved --- */

static const struct edit { const char *line1, *town; bool remove; } edits[] = {
    { "1 Old Row", "Norwich", false }, { "2 New Row", "Norwich", false }, { "3 Other Row", "Norwich", false },
    { "1 Old Row", "Ely", false },     { "2 New Row", "Ely", false },     { "", "Norwich", false },
    { "", "Ely", false },              { NULL, "Ely", false },            { "1 Old Row", "Norwich", true },
};

static bool text_is(str has, str says) { return has.p ? str_eq(has, says) : says.n == 0; }

/* What a field is after both, as three texts tell: true where they disagree. */
static bool joined(str was, str theirs, str mine, str *to)
{
    bool stays = !mine.p || text_is(theirs, mine);
    *to = stays || text_is(was, mine) ? theirs : mine;
    return !stays && !text_is(was, mine) && !text_is(was, theirs.p ? theirs : S(""));
}

static struct form form_of(const struct form *saw, const struct edit *x)
{
    return (struct form){ saw->id, saw->version, x->line1 ? str_of(x->line1) : STR_NONE, str_of(x->town), x->remove };
}

/* The second save after the first, and what must have come of it. */
static bool second_is_right(struct person *p, const struct form *was, const struct form *now, const struct form *mine)
{
    struct form want = *now, got;
    bool clash_line = joined(was->line1, now->line1, mine->line1, &want.line1),
         clash_town = joined(was->town, now->town, mine->town, &want.town), clash = clash_line || clash_town;
    if (mine->remove)
        clash = now->version != was->version && !now->remove;
    else if (now->remove)
        clash = true;
    if (clash || mine->remove || now->remove)
        want = *now;
    want.remove = now->remove || (mine->remove && !clash);
    err_code rc = saves(p, mine);
    got = seen(p->s, was->id);
    bool told = !clash || mine->remove || now->remove || p->put.nconflicts == (size_t)clash_line + clash_town;
    return rc == (clash ? ERR_CONFLICT : ERR_OK) && told && got.remove == want.remove &&
           text_is(got.line1, want.line1.p ? want.line1 : S("")) && text_is(got.town, want.town.p ? want.town : S(""));
}

static void one_after_the_other(void)
{
    size_t wrong = 0, refused = 0;
    for (size_t i = 0; i < COUNT_OF(edits) * COUNT_OF(edits); i++) {
        struct person one, two;
        const struct form was = seen(site_store, new_address());
        const struct form first = form_of(&was, &edits[i / COUNT_OF(edits)]),
                          second = form_of(&was, &edits[i % COUNT_OF(edits)]);
        person_be(&one, site_store, "ann.smith");
        person_be(&two, other, "front.door");
        if (!ok(saves(&one, &first) == ERR_OK, named("the first is taken")))
            printf("# " STR_FMT "\n", STR_ARG(one.e.message));
        const struct form now = seen(other, was.id);
        if (!second_is_right(&two, &was, &now, &second)) {
            wrong++;
            printf("# edit %zu, then %zu: %s " STR_FMT "\n", i / COUNT_OF(edits), i % COUNT_OF(edits),
                   err_name(two.e.code), STR_ARG(two.e.message));
        }
        refused += two.put.nconflicts > 0;
        arena_release(&one.mem);
        arena_release(&two.mem);
    }
    is_int((int64_t)wrong, 0, named("the second is merged, or refused where both changed the same field"));
    ok(refused > 5, named("which happened"));
}

static void both_texts(void)
{
    struct person one, two;
    const struct form was = seen(site_store, new_address());
    struct form a = was, b = was;
    a.line1 = S("2 New Row");
    b.line1 = S("3 Other Row");
    person_be(&one, site_store, "ann.smith");
    person_be(&two, other, "front.door");
    CODE(saves(&one, &a), ERR_OK, "one saves");
    is_int(saves(&two, &b), ERR_CONFLICT, named("the other is asked"));
    ok(save_for_the_form(ERR_CONFLICT, &two.put), named("by the form"));
    is(two.e.field, S("line1"), named("about the field"));
    is(two.put.nconflicts ? two.put.conflicts[0].theirs.text : S(""), S("2 New Row"), named("what the first wrote"));
    is(two.put.nconflicts ? two.put.conflicts[0].mine.text : S(""), S("3 Other Row"), named("what they typed"));
    is(two.put.nconflicts ? two.put.conflicts[0].by : S(""), S("ann.smith"), named("and who it was"));
    const size_t n = entries(was.id);
    is_int((int64_t)n, 2, named("a save that is refused leaves no entry"));
    b.version++;
    is_int(saves(&two, &b), ERR_OK, named("having seen it they may overwrite it"));
    b.version = 99;
    is_int(saves(&two, &b), ERR_INVALID, named("nobody has seen a version that is not there"));
    arena_release(&one.mem);
    arena_release(&two.mem);
}

/* --- the second begins while the first is open --- */

struct waiting { struct person p; struct form f; err_code begun, ended; str found; };

static void *waits(void *ctx)
{
    struct waiting *w = ctx;
    w->begun = begins(&w->p);
    if (!w->begun) {
        const struct record *r = subject_record(save_subject(w->p.x), w->f.id);
        w->found = arena_copy(&w->p.mem, record_value(r, line1).text);
        w->ended = types(&w->p, &w->f);
    }
    if (!w->begun && !w->ended)
        w->ended = save_end(w->p.x, &w->p.e);
    save_drop(w->p.x);
    return NULL;
}

static void while_open(bool given_up)
{
    struct person one;
    struct waiting two = { .ended = ERR_OK };
    pthread_t thread;
    const struct form was = seen(site_store, new_address());
    struct form a = was;
    a.line1 = S("2 New Row");
    two.f = was;
    two.f.town = S("Ely");
    person_be(&one, site_store, "ann.smith");
    person_be(&two.p, other, "front.door");
    CODE(begins(&one), ERR_OK, "one begins");
    CODE(types(&one, &a), ERR_OK, "and puts");
    pthread_create(&thread, NULL, waits, &two);
    if (given_up)
        save_drop(one.x);
    else
        CODE(save_end(one.x, &one.e), ERR_OK, "and ends");
    pthread_join(thread, NULL);
    is_int(two.begun, ERR_OK, named("the other waits"));
    is(two.found, given_up ? S("1 Old Row") : S("2 New Row"), named("for what the first made of it, and not less"));
    is_int(two.ended, ERR_OK, named("and is taken"));
    const struct form now = seen(site_store, was.id);
    is(now.line1, two.found, named("beside the first's"));
    is(now.town, S("Ely"), named("with its own"));
    is_int(now.version, given_up ? 2 : 3, named("an entry each"));
    arena_release(&one.mem);
    arena_release(&two.p.mem);
}

/* --- at the same time --- */

struct counter { struct person p; const char *account; int64_t id; int failed, asked; };

/* "7 ann.smith": reads the number, adds one and saves it with their name, ROUNDS times; whoever hears that another was
 * faster reads it again. */
static void *counts(void *ctx)
{
    struct counter *w = ctx;
    for (int done = 0; done < ROUNDS && !w->failed;) {
        struct subject *sub;
        int64_t n = 0;
        err_code rc = subject_load(w->p.s, council.child, &w->p.mem, &sub, &w->p.e);
        const struct record *r = rc ? NULL : subject_record(sub, w->id);
        struct form f = { .id = w->id, .version = r ? r->version : 0, .town = STR_NONE };
        str text = r ? record_value(r, line1).text : S(""), number = S("");
        (void)str_cut(&text, ' ', &number);
        (void)str_int(number, &n);
        f.line1 = arena_printf(&w->p.mem, "%lld %s", (long long)n + 1, w->account);
        rc = rc ? rc : saves(&w->p, &f);
        done += rc == ERR_OK;
        w->asked += rc == ERR_CONFLICT;
        w->failed += rc && rc != ERR_CONFLICT && rc != ERR_BUSY;
    }
    return NULL;
}

static void at_once(void)
{
    struct counter w[2] = { { .account = "ann.smith" }, { .account = "front.door" } };
    pthread_t threads[2];
    put_under(council.child, "address", change_of("address", "line1", "0 nobody", NULL));
    for (int i = 0; i < 2; i++) {
        w[i].id = newest(council.child, "address");
        person_be(&w[i].p, i ? other : site_store, w[i].account);
    }
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, counts, &w[i]);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    printf("# %d and %d times another was faster\n", w[0].asked, w[1].asked);
    is_int(w[0].failed + w[1].failed, 0, named("two at once both get through"));
    const str text = seen(site_store, w[0].id).line1;
    ok(str_starts(text, arena_printf(&mem, "%d ", 2 * ROUNDS)), named("and no count is lost"));
    const size_t n = entries(w[0].id);
    is_int((int64_t)n, 2 * ROUNDS + 1, named("an entry for each"));
    for (int i = 0; i < 2; i++)
        arena_release(&w[i].p.mem);
}

/* --- the right to save --- */

/* Opened while they might, saved when they may not any more; and back. */
static void right_of_the_moment(void)
{
    struct person two;
    const struct form was = seen(site_store, new_address());
    struct form b = was;
    struct put_result r = { 0 };
    b.town = S("Ely");
    person_be(&two, other, "front.door");
    put_under(council.child, "restriction",
              change_of("restriction", "accounts", "ann.smith", "owner", "the.owner", "reason", "A colleague's child",
                        "from_on", "2025-01-01", NULL));
    is_int(saves(&two, &b), ERR_DENIED, named("a record that was restricted meanwhile takes nothing from them"));
    const str stays = seen(site_store, was.id).town;
    is(stays, S("Norwich"), named("at all"));
    int64_t restriction = newest(council.child, "restriction"), child = council.child;
    struct change off = change_of("restriction", "to_on", "2025-02-01", NULL);
    off.id = restriction;
    off.lenient = true;
    CODE(save(site_store, &child, &off, &r), ERR_OK, "the restriction ends");
    is_int(saves(&two, &b), ERR_OK, named("and then it does again"));
    arena_release(&two.mem);
}

static void test(void)
{
    address = catalogue_kind(cat, S("address"));
    line1 = kind_field(address, S("line1"));
    town = kind_field(address, S("town"));
    one_after_the_other();
    both_texts();
    while_open(false);
    while_open(true);
    at_once();
    right_of_the_moment();
    struct verify_report report = { .mem = &mem };
    CODE(store_verify(site_store, &report, &e), ERR_OK, "verify runs");
    is_int(report.faults, 0, named("and finds nothing"));
}

int main(void)
{
    subjects_start();
    for (engine = 0; engine < 2; engine++) {
        site_now = author.at = instant_parse(S("2026-11-20T09:30:00Z"));
        where = both_where(engine, "saves", &mem);
        site_store = open_store(where, STORE_WRITE | STORE_CREATE);
        council_make();
        add_account("ann.smith", "practitioner", council.worker);
        add_account("front.door", "front_door", 0);
        other = open_store(where, STORE_WRITE);
        test();
        store_close(other);
        store_close(site_store);
    }
    subjects_stop();
    return done_testing();
}
