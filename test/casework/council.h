/* council.h - what the tests of casework share: two teams with a worker each, and whoever asks. */
#ifndef CASEWORK_COUNCIL_H
#define CASEWORK_COUNCIL_H
#include "../record/subjects.h"
#include "desk/access.h"

static struct store *s;
static struct { int64_t north, south, ann, bo; } council;

static inline const char *named(const char *what) { return both_name(engine, what); }
static inline const char *number(int64_t n) { return arena_printf(&mem, "%lld", (long long)n).p; }

/* One change; a new subject with id 0. The number of the subject. */
static inline int64_t put(int64_t id, struct change c)
{
    struct put_result r = { 0 };
    c.lenient = true;
    if (save(s, &id, &c, &r)) {
        printf("Bail out! " STR_FMT "\n", STR_ARG(e.message));
        exit(1);
    }
    return id;
}

/* The newest record of that kind. */
static inline int64_t newest(int64_t subject, const char *kind)
{
    const struct records *all = subject_kind(load(s, subject), catalogue_kind(cat, str_of(kind)));
    int64_t id = 0;
    for (size_t i = 0; i < all->n; i++)
        id = all->at[i]->id > id ? all->at[i]->id : id;
    return id;
}

static inline void take_out(int64_t subject, const char *kind, int64_t id)
{
    const struct record *r = subject_record(load(s, subject), id);
    put(subject, (struct change){ .op = CHANGE_REMOVE,
                                  .kind = catalogue_kind(cat, str_of(kind)),
                                  .id = id,
                                  .base_version = r->version,
                                  .source_key = STR_NONE,
                                  .why = S("Entered for somebody else") });
}

static inline void hold(int64_t child, int64_t worker, const char *from, const char *to)
{
    const char *team = number(worker == council.ann ? council.north : council.south);
    put(child, to ? change_of("involvement", "worker_id", number(worker), "role", "case_holder", "team_id", team,
                              "from_on", from, "to_on", to, NULL)
                  : change_of("involvement", "worker_id", number(worker), "role", "case_holder", "team_id", team,
                              "from_on", from, NULL));
}

static inline void restrict_to(int64_t person, const char *accounts)
{
    put(person, change_of("restriction", "accounts", accounts, "owner", "the.owner", "reason", "Works here", "from_on",
                          "2025-01-01", NULL));
}

/* Somebody of that role, who is that worker (0: none), today. */
static inline struct access_who who_of(const char *role, int64_t worker)
{
    struct access_who w = {
        .account = S("reader"), .worker_id = worker, .now = author.at, .today = instant_day(author.at), .mem = &mem,
        .team_id = worker == council.ann ? council.north : worker == council.bo ? council.south : 0,
    };
    w.role = catalogue_role(cat, str_of(role));
    if (!w.role) {
        printf("Bail out! no role %s\n", role);
        exit(1);
    }
    return w;
}

static inline void council_start(int which, const char *name)
{
    engine = which;
    author.at = instant_parse(S("2026-11-21T09:30:00Z"));
    s = open_store(both_where(engine, name, &mem), STORE_WRITE | STORE_CREATE);
    council.north = put(0, change_of("team", "name", "North", NULL));
    council.south = put(0, change_of("team", "name", "South", NULL));
    council.ann = put(0, change_of("worker", "name", "Ann Smith", "team_id", number(council.north), NULL));
    council.bo = put(0, change_of("worker", "name", "Bo Jones", "team_id", number(council.south), NULL));
}
#endif
