/* council.h - a small council, its accounts and the records under them, for the tests of the desk and of the pages. */
#ifndef DESK_COUNCIL_H
#define DESK_COUNCIL_H
#include "../record/subjects.h"
#include "desk/account.h"

static struct store *site_store;        /* the test's own look at the database */
static instant site_now;

static struct {
    int64_t team, other_team, worker, colleague, child, sibling, strangers_child, secret_child, family, household;
} council;

static inline int64_t put_new(const char *what, struct change c)
{
    int64_t id = 0;
    struct put_result r = { 0 };
    c.lenient = true;
    if (save(site_store, &id, &c, &r)) {
        printf("Bail out! %s: " STR_FMT "\n", what, STR_ARG(e.message));
        for (size_t i = 0; i < r.nfaults; i++)
            printf("# " STR_FMT ": " STR_FMT "\n", STR_ARG(r.faults[i].field->name), STR_ARG(r.faults[i].message));
        exit(1);
    }
    return id;
}

static inline void put_under(int64_t subject, const char *what, struct change c)
{
    struct put_result r = { 0 };
    c.lenient = true;
    if (save(site_store, &subject, &c, &r)) {
        printf("Bail out! %s: " STR_FMT "\n", what, STR_ARG(e.message));
        exit(1);
    }
}

static inline const char *number(int64_t n) { return arena_printf(&mem, "%lld", (long long)n).p; }
static inline const char *named(const char *what) { return both_name(engine, what); }
static inline const struct records *all_of(int64_t subject, const char *kind)
{
    return subject_kind(load(site_store, subject), catalogue_kind(cat, str_of(kind)));
}

static inline size_t how_many(int64_t subject, const char *kind) { return all_of(subject, kind)->n; }

/* The record of that kind that was added last; 0 when there is none. */
static inline int64_t newest(int64_t subject, const char *kind)
{
    const struct records *all = all_of(subject, kind);
    int64_t id = 0;
    for (size_t i = 0; i < all->n; i++)
        id = all->at[i]->id > id ? all->at[i]->id : id;
    return id;
}

/* Two teams, a worker in each, a family of two held by the first, a child of the second, and a child whose record is
 * restricted to the director. */
static inline void council_make(void)
{
    memset(&council, 0, sizeof council);
    council.team = put_new("team", change_of("team", "name", "North", NULL));
    council.other_team = put_new("team", change_of("team", "name", "South", NULL));
    council.worker = put_new("worker", change_of("worker", "name", "Ann Smith", "team_id", number(council.team), NULL));
    council.colleague = put_new("worker",
                                change_of("worker", "name", "Bo Jones", "team_id", number(council.other_team), NULL));
    council.family = put_new("family", change_of("family", "name", "Adeyemi", NULL));
    council.child = new_person(site_store, "Zoe", "Adeyemi", "2014-04-03");
    council.sibling = new_person(site_store, "Max", "Adeyemi", "2016-04-03");
    council.strangers_child = new_person(site_store, "Kit", "Brown", "2012-04-03");
    council.secret_child = new_person(site_store, "Robin", "Hidden", "2011-04-03");
    int64_t members[] = { council.child, council.sibling };
    for (size_t i = 0; i < COUNT_OF(members); i++)
        put_under(members[i], "member",
                  change_of("family_member", "family_id", number(council.family), "from_on", "2020-01-01", NULL));
    int64_t held[] = { council.child, council.secret_child };
    for (size_t i = 0; i < COUNT_OF(held); i++)
        put_under(held[i], "involvement",
                  change_of("involvement", "worker_id", number(council.worker), "role", "case_holder", "team_id",
                            number(council.team), "from_on", "2025-01-01", NULL));
    put_under(council.strangers_child, "involvement",
              change_of("involvement", "worker_id", number(council.colleague), "role", "case_holder", "team_id",
                        number(council.other_team), "from_on", "2025-01-01", NULL));
    put_under(council.secret_child, "restriction",
              change_of("restriction", "accounts", "the.director other.person", "owner", "the.owner", "reason",
                        "A colleague's child", "from_on", "2025-01-01", NULL));
}

static inline void add_account(const char *name, const char *role, int64_t worker)
{
    struct account x = { .name = str_of(name),
                         .shown = str_of(name),
                         .role = str_of(role),
                         .worker_id = worker,
                         .locked_at = INSTANT_NONE,
                         .created_by = S("test") };
    CODE(account_add(site_store, &x, S("correct horse battery"), STR_NONE, site_now, &e), ERR_OK, name);
}
#endif
