/* t_save.c - what every save owes: access, references, the right to change reach, one transaction, followers; and, over
 * random roles, scopes and references, that nobody comes to read anybody by what they write. On both engines. */
#include "../record/subjects.h"
#include "desk/account.h"
#include "desk/save.h"

static struct store *s;
static const char *named(const char *what) { return both_name(engine, what); }

/* --- a council of chance
 * ---------------------------------------------------------------------------------------------- */

enum { TEAMS = 5, WORKERS = 8, FAMILIES = 7, PEOPLE = 18, SUBJECTS = TEAMS + WORKERS + FAMILIES + PEOPLE };
static struct {
    int64_t team[TEAMS], worker[WORKERS], family[FAMILIES], person[PEOPLE], all[SUBJECTS];
    size_t n;
} council;

static uint64_t chance;
static size_t any(size_t n)                     /* xorshift: the same council and the same tries each time */
{
    chance ^= chance << 13;
    chance ^= chance >> 7;
    chance ^= chance << 17;
    return (size_t)(chance % n);
}

static const char *number(int64_t n) { return arena_printf(&mem, "%lld", (long long)n).p; }

static int64_t made(struct change c)
{
    int64_t id = 0;
    struct put_result r = { 0 };
    c.lenient = true;
    if (save(s, &id, &c, &r)) {
        printf("Bail out! " STR_FMT "\n", STR_ARG(e.message));
        exit(1);
    }
    council.all[council.n++] = id;
    return id;
}

static void under(int64_t subject, struct change c)
{
    struct put_result r = { 0 };
    c.lenient = true;
    if (save(s, &subject, &c, &r)) {
        printf("Bail out! " STR_FMT "\n", STR_ARG(e.message));
        exit(1);
    }
}

static void council_of_chance(void)
{
    council.n = 0;
    for (size_t i = 0; i < TEAMS; i++)
        council.team[i] = made(i > 1 ? change_of("team", "name", "T", "parent_id", number(council.team[any(2)]), NULL)
                                     : change_of("team", "name", "T", NULL));
    for (size_t i = 0; i < WORKERS; i++)
        council.worker[i] = made(change_of("worker", "name", "W", "team_id", number(council.team[any(TEAMS)]), NULL));
    for (size_t i = 0; i < FAMILIES; i++)
        council.family[i] = made(change_of("family", "name", "F", NULL));
    for (size_t i = 0; i < PEOPLE; i++) {
        council.person[i] = made(change_of("person", "forename", "P", "surname", "Q", "born_on", "2015-01-01", NULL));
        if (any(3))
            under(council.person[i],
                  change_of("family_member", "family_id", number(council.family[any(FAMILIES)]), NULL));
        if (any(3))
            under(council.person[i], change_of("involvement", "worker_id", number(council.worker[any(WORKERS)]), "role",
                                               "case_holder", "from_on", "2025-01-01", NULL));
    }
    under(council.person[0], change_of("restriction", "accounts", "nobody", "owner", "nobody", "reason",
                                       "a colleague's child", "from_on", "2025-01-01", NULL));
}

/* --- whoever asks
 * ------------------------------------------------------------------------------------------------------ */

static struct access_who as(const char *role, int64_t worker, arena *a)
{
    struct access_who who;
    struct account x = { .name = S("somebody"), .shown = S("Somebody"), .role = str_of(role), .worker_id = worker,
                         .locked_at = INSTANT_NONE };
    if (account_who(s, &x, a, &who, &e)) {
        printf("Bail out! %s: " STR_FMT "\n", role, STR_ARG(e.message));
        exit(1);
    }
    who.now = author.at;
    who.today = instant_day(author.at);
    return who;
}

static bool reads(const struct access_who *who, int64_t id, arena *a)
{
    struct access_who now = *who;
    err unsaid = { .mem = a };
    now.filter = NULL;
    now.mem = a;
    return access_check(s, &now, id, ACCESS_READ, NULL, S("/test"), &unsaid) == ERR_OK;
}

static void reach(const struct access_who *who, bool *to, arena *a)
{
    for (size_t i = 0; i < council.n; i++)
        to[i] = reads(who, council.all[i], a);
}

/* --- one save
 * ----------------------------------------------------------------------------------------------------------- */

static size_t told;
static int64_t told_of;
static err_code follow(const void *with, struct store *store, const struct subject *sub, day today, err *why)
{
    (void)store;
    (void)today;
    told++;
    told_of = sub->id;
    return with ? err_set(why, ERR_SYSTEM, "the follower fails") : ERR_OK;
}
static const struct followers quiet = { 1, { { follow, NULL } } }, failing = { 1, { { follow, "" } } };

static err_code try_save(struct access_who *who, enum kind_name of, int64_t subject, const struct change *c,
                         const struct followers *f, struct put_result *put)
{
    struct saving *x = NULL;
    const struct save_door door = { .who = who, .what = S("/test"), .via = S("form"), .of = of, .followers = f };
    err_code rc = save_begin(s, &door, subject, c->kind, &mem, &x, &e);
    *put = (struct put_result){ 0 };
    if (!rc)
        rc = save_put(x, c, put, &e);
    if (!rc)
        rc = save_end(x, &e);
    save_drop(x);
    return rc;
}

static int64_t ledger_end(void)
{
    db_rows rows;
    return db_run(s->db, ST_ledger_head_read, NO_ARGS, &mem, &rows, &e) || !rows.n ? 0
                                                                                   : db_int(&rows, 0, LEDGER_HEAD_SEQ);
}

/* --- the property
 * ------------------------------------------------------------------------------------------------------- */

static const char *const roles[] = {
    "practitioner",
    "newly_qualified",
    "team_manager",
    "front_door",
    "front_door_manager",
    "reviewing_officer",
    "personal_adviser",
    "family_finder",
    "designated_officer",
    "auditor",
    "principal_social_worker",
    "analyst",
    "complaints_officer",
    "director",
    "administrator",
};

/* Changes whose references move people, and one that moves nobody but shows a name. */
static struct change random_change(const bool *seen, int64_t *subject, enum kind_name *of)
{
    size_t first = TEAMS + WORKERS + FAMILIES, at = any(PEOPLE);
    for (size_t i = 0; i < PEOPLE && any(4) && !seen[first + at]; i++)          /* mostly somebody whom they see */
        at = (at + 1) % PEOPLE;
    *subject = council.all[first + at];
    *of = K_person;
    const char *target = number(council.all[any(council.n)]);
    const char *team = number(council.team[any(TEAMS)]), *worker = number(council.worker[any(WORKERS)]);
    struct change c;
    switch (any(7)) {
    case 0:
        return change_of("family_member", "family_id", number(council.family[any(FAMILIES)]), "role", "child", NULL);
    case 1: return change_of("family_member", "family_id", target, NULL);
    case 2: return change_of("relationship", "other_person_id", target, "relation", "sibling", NULL);
    case 3:
        return change_of("involvement", "worker_id", worker, "team_id", team, "role", "case_holder", "from_on",
                         "2026-01-01", NULL);
    case 4:
        return change_of("referral", "received_on", "2026-01-05", "source", "1A", "need", "N1", "team_id", team, NULL);
    case 5: *subject = council.worker[any(WORKERS)], *of = K_worker; break;
    default: *subject = council.team[any(TEAMS)], *of = K_team;
    }
    c = *of == K_worker ? change_of("worker", "team_id", team, NULL) : change_of("team", "parent_id", team, NULL);
    c.id = *subject;
    return c;
}

/* The capability that lets a role do what this change does to people's reach: then the
 * writer's own may grow with it. */
static bool may_change_reach(const struct access_who *who, const struct change *c)
{
    enum capability need = kind_is(c->kind, K_worker) || kind_is(c->kind, K_team) ? CAN_PLACE_WORKERS : CAN_ALLOCATE;
    return !kind_is(c->kind, K_family_member) && access_can(who, need);
}

static void nobody_reads_more(void)
{
    enum { TRIES = 400 };
    size_t nsaved = 0, nrefused = 0, nmore = 0, nleft = 0;
    for (size_t i = 0; i < TRIES; i++) {
        arena a;
        arena_init(&a, 0);
        bool before[SUBJECTS], after[SUBJECTS];
        int64_t subject, end = ledger_end();
        enum kind_name of;
        struct put_result put;
        const char *role = roles[any(2) ? any(5) : any(COUNT_OF(roles))];       /* the first are those who write most */
        int64_t worker = any(8) ? council.worker[any(WORKERS)] : 0;
        struct access_who who = as(role, worker, &a);
        reach(&who, before, &a);
        struct change c = random_change(before, &subject, &of);
        c.lenient = true;
        err_code rc = try_save(&who, of, subject, &c, NULL, &put);
        struct access_who then = as(role, worker, &a);          /* their team may be another one now */
        reach(&then, after, &a);
        nsaved += !rc;
        nrefused += rc != ERR_OK;
        nleft += rc && ledger_end() != end;
        for (size_t k = 0; k < council.n && !may_change_reach(&who, &c); k++)
            if (after[k] && !before[k]) {
                printf("# %s, try %zu: " STR_FMT " of %lld gave them %lld\n", role, i, STR_ARG(c.kind->name),
                       (long long)subject, (long long)council.all[k]);
                nmore++;
            }
        arena_release(&a);
    }
    printf("# %zu saved, %zu refused\n", nsaved, nrefused);
    ok(nsaved > TRIES / 10 && nrefused > TRIES / 4, named("some saves are taken, many refused"));
    is_int((int64_t)nmore, 0, named("nobody reads anybody whom they could not read before"));
    is_int((int64_t)nleft, 0, named("what is refused leaves no entry"));
}

/* --- single cases
 * --------------------------------------------------------------------------------------------------------- */

static struct { int64_t team, other_team, worker, stranger_worker, child, family, stranger, strangers_family; } small;

static void council_by_hand(void)
{
    small.team = made(change_of("team", "name", "North", NULL));
    small.other_team = made(change_of("team", "name", "South", NULL));
    small.worker = made(change_of("worker", "name", "Ann", "team_id", number(small.team), NULL));
    small.stranger_worker = made(change_of("worker", "name", "Bo", "team_id", number(small.other_team), NULL));
    small.family = made(change_of("family", "name", "Ours", NULL));
    small.strangers_family = made(change_of("family", "name", "Theirs", NULL));
    small.child = made(change_of("person", "forename", "Zoe", "surname", "A", "born_on", "2015-01-01", NULL));
    small.stranger = made(change_of("person", "forename", "Kit", "surname", "B", "born_on", "2015-01-01", NULL));
    under(small.child, change_of("family_member", "family_id", number(small.family), NULL));
    under(small.stranger, change_of("family_member", "family_id", number(small.strangers_family), NULL));
    under(small.child, change_of("involvement", "worker_id", number(small.worker), "role", "case_holder", "from_on",
                                 "2025-01-01", NULL));
    under(small.stranger, change_of("involvement", "worker_id", number(small.stranger_worker), "role", "case_holder",
                                    "from_on", "2025-01-01", NULL));
}

static void single_cases(void)
{
    const struct {
        const char *role;
        enum kind_name of;
        int64_t subject;
        struct change c;
        err_code want;
        const char *says, *what;
    } cases[] = {
        { "practitioner", K_person, small.child, change_of("family_member", "family_id", number(small.family), NULL),
          ERR_OK, "", "a family that the writer sees" },
        { "practitioner", K_person, small.child,
          change_of("family_member", "family_id", number(small.strangers_family), NULL), ERR_INVALID,
          "There is no Family with this number", "a family of another team" },
        { "practitioner", K_person, small.child, change_of("family_member", "family_id", "987654", NULL), ERR_INVALID,
          "There is no Family with this number", "a family that does not exist" },
        { "practitioner", K_person, small.child, change_of("family_member", "family_id", number(small.child), NULL),
          ERR_INVALID, "There is no Family with this number", "a family that is a child" },
        { "practitioner", K_person, small.child,
          change_of("relationship", "other_person_id", number(small.stranger), "relation", "sibling", NULL),
          ERR_INVALID, "There is no Person with this number", "a stranger as a relative" },
        { "front_door", K_person, small.child,
          change_of("relationship", "other_person_id", number(small.stranger), "relation", "sibling", NULL), ERR_OK, "",
          "the same by whoever sees both" },
        { "practitioner", K_person, small.stranger, change_of("family_member", "family_id", number(small.family), NULL),
          ERR_NOT_FOUND, "there is no such record", "a child of another team" },
        { "practitioner", K_person, small.family, change_of("family_member", "family_id", number(small.family), NULL),
          ERR_NOT_FOUND, "there is no such record", "a family by a person's door" },
        { "team_manager", K_person, small.team, change_of("family_member", "family_id", number(small.family), NULL),
          ERR_NOT_FOUND, "there is no such record", "a team by a person's door" },
        { "practitioner", K_person, small.child,
          change_of("involvement", "worker_id", number(small.worker), "role", "case_holder", NULL), ERR_DENIED,
          "your role cannot change", "a kind that the role does not write" },
        { "personal_adviser", K_person, small.child,
          change_of("family_member", "family_id", number(small.family), NULL), ERR_INVALID,
          "Your role cannot change this", "a role that joins no families" },
        { "team_manager", K_person, small.child,
          change_of("involvement", "worker_id", number(small.stranger_worker), "role", "co_worker", NULL), ERR_OK, "",
          "a worker of another team, whom the directory names" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct put_result put;
        struct access_who who = as(cases[i].role, small.worker, &mem);
        struct change c = cases[i].c;
        c.lenient = true;
        err_code rc = try_save(&who, cases[i].of, cases[i].subject, &c, NULL, &put);
        CODE(rc, cases[i].want, cases[i].what);
        ok(!rc || str_starts(put.nfaults ? put.faults[0].message : e.message, str_of(cases[i].says)),
           named(cases[i].says));
        ok(rc != ERR_INVALID || save_for_the_form(rc, &put), named("and the form can say so"));
    }
}

static void teams_move_by_right_alone(void)
{
    static const struct { const char *role; err_code want; } cases[] = {
        { "team_manager", ERR_INVALID },
        { "administrator", ERR_OK },
        { "director", ERR_DENIED },
        { "practitioner", ERR_DENIED },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct put_result put;
        struct access_who who = as(cases[i].role, small.worker, &mem);
        struct change c = change_of("team", "parent_id", number(small.other_team), NULL);
        c.id = small.team;
        CODE(try_save(&who, K_team, small.team, &c, NULL, &put), cases[i].want, cases[i].role);
    }
    struct put_result put;
    struct access_who manager = as("team_manager", small.worker, &mem);
    struct change again = change_of("team", "parent_id", number(small.other_team), "area", "East", NULL);
    again.id = small.team;
    CODE(try_save(&manager, K_team, small.team, &again, NULL, &put), ERR_OK, "what stays as it was is not asked about");
}

static void followers_and_ends(void)
{
    struct put_result put;
    struct access_who who = as("practitioner", small.worker, &mem);
    struct change c = change_of("address", "postcode", "NR1 1AA", NULL);
    c.lenient = true;
    int64_t end = ledger_end();
    told = 0;
    CODE(try_save(&who, K_person, small.child, &c, &failing, &put), ERR_SYSTEM, "a follower that fails");
    is_int(ledger_end(), end, named("takes the save with it"));
    CODE(try_save(&who, K_person, small.child, &c, &quiet, &put), ERR_OK, "one that does not");
    ok(ledger_end() > end, named("leaves it"));
    is_int((int64_t)told, 2, named("each is told once"));
    is_int(told_of, small.child, named("of this child"));

    struct saving *x = NULL;
    const struct save_door door = { .who = &who, .what = S("/test"), .via = S("form"), .of = K_person };
    end = ledger_end();
    CODE(save_begin(s, &door, small.child, c.kind, &mem, &x, &e), ERR_OK, "begun");
    CODE(save_put(x, &c, &put, &e), ERR_OK, "put");
    save_drop(x);
    save_drop(x);
    is_int(ledger_end(), end, named("dropped, nothing is written, however often it is dropped"));
    ok(!db_in_transaction(s->db), named("and no transaction stays open"));
    save_drop(NULL);
}

int main(void)
{
    subjects_start();
    for (int which = 0; which < 2; which++) {
        engine = which;
        chance = 0x9e3779b97f4a7c15u;
        author.at = instant_parse(S("2026-11-20T09:30:00Z"));
        s = open_store(both_where(engine, "save", &mem), STORE_WRITE | STORE_CREATE);
        council_of_chance();
        nobody_reads_more();
        council.n = 0;
        council_by_hand();
        single_cases();
        teams_move_by_right_alone();
        followers_and_ends();
        store_close(s);
    }
    subjects_stop();
    return done_testing();
}
