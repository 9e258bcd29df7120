/* t_duplicates.c - who may be the same person twice: two people a case, and why they are told, or nothing; and that
 * each pair is told once. On both engines. */
#include "../record/subjects.h"
#include "exchange/duplicates.h"

static struct store *s;
static const char *named(const char *what) { return both_name(engine, what); }

struct one { const char *forename, *surname, *born_on, *postcode; };

#define NAMES "same name and day of birth"
#define SOUNDS "same day of birth and postcode, and a like name"

/* Two people a case, each case born on days of its own. */
static const struct { const char *what; struct one a, b; const char *why; } cases[] = {
    { "the same in everything", { "Kim", "Hall", "2012-01-01", "NR1 1AA" }, { "Kim", "Hall", "2012-01-01", "NR1 1AA" },
      NAMES },
    { "the same name", { "Kim", "Hall", "2012-01-02", "NR1 1AA" }, { "Kim", "Hall", "2012-01-02", "NR2 2BB" }, NAMES },
    { "whatever the case and the accents", { "Zoë", "HALL", "2012-01-03", "" }, { "Zoe", "Hall", "2012-01-03", "" },
      NAMES },
    { "born a day later", { "Kim", "Hall", "2012-01-04", "NR1 1AA" }, { "Kim", "Hall", "2012-01-05", "NR1 1AA" },
      NULL },
    { "another forename", { "Kim", "Hall", "2012-01-06", "" }, { "Lee", "Hall", "2012-01-06", "" }, NULL },
    { "names the other way round", { "Kim", "Hall", "2012-01-07", "" }, { "Hall", "Kim", "2012-01-07", "" }, NULL },
    { "a like name at one postcode", { "Katherine", "Smith", "2012-01-08", "NR1 1AA" },
      { "Catherine", "Smyth", "2012-01-08", "NR1 1AA" }, SOUNDS },
    { "a like name elsewhere", { "Katherine", "Smith", "2012-01-09", "NR1 1AA" },
      { "Catherine", "Smyth", "2012-01-09", "NR1 1AB" }, NULL },
    { "a like name and no postcode", { "Katherine", "Smith", "2012-01-10", "" },
      { "Catherine", "Smyth", "2012-01-10", "" }, NULL },
    { "another name at one postcode: twins", { "Kim", "Hall", "2012-01-11", "NR1 1AA" },
      { "Lee", "Hall", "2012-01-11", "NR1 1AA" }, NULL },
    { "no day of birth", { "Kim", "Hall", "", "NR1 1AA" }, { "Kim", "Hall", "", "NR1 1AA" }, NULL },
    { "no name at all", { "", "", "2012-01-12", "NR1 1AA" }, { "", "", "2012-01-12", "NR1 1AA" }, NULL },
};
enum { CASES = sizeof cases / sizeof cases[0] };

static void put(int64_t *id, struct change c)
{
    struct put_result r = { 0 };
    c.lenient = true;
    CODE(save(s, id, &c, &r), ERR_OK, "saved");
}

static int64_t made(const struct one *x)
{
    int64_t id = 0;
    put(&id, change_of("person", "forename", x->forename, "surname", x->surname, "born_on", x->born_on, NULL));
    if (*x->postcode)
        put(&id, change_of("address", "from_on", "2015-01-01", "postcode", x->postcode, NULL));
    return id;
}

static const struct duplicate *pair(size_t n, const struct duplicate *all, int64_t a, int64_t b, int *times)
{
    const struct duplicate *found = NULL;
    *times = 0;
    for (size_t i = 0; i < n; i++)
        if ((all[i].a == a && all[i].b == b) || (all[i].a == b && all[i].b == a)) {
            found = &all[i];
            ++*times;
        }
    return found;
}

static void pairs(void)
{
    int64_t a[CASES], b[CASES];
    size_t n = 0, told = 0;
    struct duplicate *all;
    for (size_t i = 0; i < CASES; i++) {
        a[i] = made(&cases[i].a);
        b[i] = made(&cases[i].b);
        told += cases[i].why != NULL;
    }
    CODE(duplicates_find(s, &mem, &n, &all, &e), ERR_OK, "looked for");
    is_int((int64_t)n, (int64_t)told, named("nobody else is told"));
    for (size_t i = 0; i < CASES; i++) {
        int times;
        const struct duplicate *d = pair(n, all, a[i], b[i], &times);
        is(d ? str_of(d->why) : S("nothing"), str_of(cases[i].why ? cases[i].why : "nothing"), named(cases[i].what));
        is_int(times, cases[i].why != NULL, named("once"));
    }
}

/* The newest address counts, one without a postcode hides none, and what was taken out counts for nothing. */
static void which_address(void)
{
    const struct one x = { "Katherine", "Smith", "2013-01-01", "NR1 1AA" }, y = { "Catherine", "Smyth", "2013-01-01",
                                                                                    "NR2 2BB" };
    int64_t a = made(&x), b = made(&y);
    int times;
    size_t n = 0;
    struct duplicate *all;
    put(&b, change_of("address", "from_on", "2016-01-01", "postcode", "NR1 1AA", NULL));
    put(&b, change_of("address", "from_on", "2017-01-01", "town", "Ely", NULL));
    CODE(duplicates_find(s, &mem, &n, &all, &e), ERR_OK, "looked for");
    ok(pair(n, all, a, b, &times) != NULL, named("moved to the same postcode"));
    const struct records *homes = subject_kind(load(s, b), catalogue_kind(cat, S("address")));
    put(&b, (struct change){ .op = CHANGE_REMOVE, .kind = catalogue_kind(cat, S("address")), .id = homes->at[1]->id,
                             .why = S("another's"), .source_key = STR_NONE });
    CODE(duplicates_find(s, &mem, &n, &all, &e), ERR_OK, "looked for");
    ok(!pair(n, all, a, b, &times), named("which was entered in error"));
}

int main(void)
{
    subjects_start();
    for (engine = 0; engine < 2; engine++) {
        size_t n = 1;
        struct duplicate *all;
        s = open_store(both_where(engine, "duplicates", &mem), STORE_WRITE | STORE_CREATE);
        CODE(duplicates_find(s, &mem, &n, &all, &e), ERR_OK, "among nobody");
        is_int((int64_t)n, 0, named("there are none"));
        pairs();
        which_address();
        store_close(s);
    }
    subjects_stop();
    return done_testing();
}
