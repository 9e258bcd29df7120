/* t_return_issues.c - what the returns' rules say of one child is its share of the whole;
 * what is kept follows the record. Both engines. */
#include "../record/subjects.h"
#include "demo/make.h"
#include "record/tables.h"
#include "reporting/check.h"
#include "record/verify.h"
#include "store/seal.h"
#include <time.h>

enum { RULES_MAX = 2048 };

static struct store *s;
static day today;
static struct author keeper;

static const char *named(const char *what) { return both_name(engine, what); }

static void open_demo(const char *name)
{
    struct demo_request q = { .like = S("Norfolk"),
                              .seed = 7,
                              .scale = 0.02,
                              .years = 5,
                              .as_at = day_make(2026, 5, 20),
                              .as_at_given = true,
                              .now = instant_of_local(day_make(2026, 5, 20), 16, 30) };
    struct demo_made made;
    str where = both_where(engine, name, &mem);
    today = day_make(2026, 5, 20);
    CODE(demo_make(cat, where, &q, &mem, NULL, NULL, &made, &e), ERR_OK, "a demonstration");
    CODE(records_open(&s, cat, where, STORE_WRITE, &e), ERR_OK, "opened");
    keeper = (struct author){ S("keeper"), S("returns"), q.now };
}

/* --- one child is its share of the whole --------------------------------------------------------------- */

struct told { int64_t subject; const char *rule; };
struct tally { size_t n, cap; struct told *at; };

static int by_subject_and_rule(const void *x, const void *y)
{
    const struct told *a = x, *b = y;
    return a->subject != b->subject ? (a->subject > b->subject) - (a->subject < b->subject) : strcmp(a->rule, b->rule);
}

static int64_t subject_in(str fields)
{
    for (size_t i = 0; i < fields.n; i++)
        if (str_starts(str_skip(fields, i), S("/child/")))
            return strtoll(fields.p + i + 7, NULL, 10);
    return 0;
}

static struct tally whole_of(const struct collection_due *due, struct return_done *done, bool across)
{
    struct tally t = { 0 };
    struct return_options o = { .of = due->kind, .year = due->year, .now = keeper.at, .authority = STR_NONE };
    CODE(return_make(s, &o, &mem, done, &e), ERR_OK, "the whole");
    for (size_t i = 0; i < done->report.nissues; i++) {
        struct report_issue x;
        done->report.issue(done->report.ctx, i, &mem, &x);
        const char *code = done->report.rules[x.rule].text->code;
        struct return_check *c;
        if (return_check_of(s, NULL, due->kind, due->year, &c, &e))
            exit(1);
        if (!x.child.p || return_check_rule(c, str_of(code))->across != across)
            continue;
        ARENA_PUSH(&mem, t.at, t.n, t.cap) = (struct told){ subject_in(x.fields), code };
    }
    if (t.n)
        qsort(t.at, t.n, sizeof *t.at, by_subject_and_rule);
    return t;
}

static void one_is_its_share(const struct collection_due *due)
{
    struct return_done done;
    struct tally whole = whole_of(due, &done, false), alone = { 0 };
    size_t nids = 0, wrong = 0, twice = 0, nowhere = 0, strange = 0;
    int64_t *ids;
    CODE(return_people_ids(s, &mem, &nids, &ids, &e), ERR_OK, "everybody");
    for (size_t i = 0; i < nids; i++) {
        struct subject *sub;
        struct return_issues got = { 0 };
        arena a;
        arena_init(&a, 0);
        if (subject_load(s, ids[i], &a, &sub, &e) || return_issues_of(s, NULL, due, &sub->facts, ids[i], &a, &got, &e))
            wrong++;
        for (size_t k = 0; k < got.n; k++) {
            ARENA_PUSH(&mem, alone.at, alone.n, alone.cap) = (struct told){ got.at[k].subject, got.at[k].text->code };
            nowhere += !got.at[k].nplaces;
            for (size_t p = 0; p < got.at[k].nplaces; p++) {
                const struct return_place *at = &got.at[k].places[p];
                const struct record *r = at->record ? subject_record(sub, at->record) : NULL;
                strange += (at->record && (!r || r->kind != at->kind)) || !at->kind;
                for (size_t f = 0; f < at->nfields; f++)
                    strange += kind_field(at->kind, at->fields[f]->name) != at->fields[f];
            }
            for (size_t j = 0; j < k; j++)
                twice += got.at[j].text == got.at[k].text && str_eq(got.at[j].key, got.at[k].key);
        }
        arena_release(&a);
    }
    if (alone.n)
        qsort(alone.at, alone.n, sizeof *alone.at, by_subject_and_rule);
    for (size_t i = 0; i < whole.n && i < alone.n; i++)
        wrong += whole.at[i].subject != alone.at[i].subject || strcmp(whole.at[i].rule, alone.at[i].rule) != 0;
    ok(whole.n > 0, named(arena_printf(&mem, STR_FMT " %d: the demonstration breaks some rules (%zu)",
                                       STR_ARG(due->source), due->year, whole.n)
                              .p));
    is_int((int64_t)alone.n, (int64_t)whole.n, named("one child after the other gives as many issues as the whole"));
    is_int((int64_t)wrong, 0, named("and the same ones"));
    is_int((int64_t)twice, 0, named("no two issues of a child have one key"));
    is_int((int64_t)nowhere, 0, named("each says where it is to be mended"));
    is_int((int64_t)strange, 0, named("in a record of that child, and in a field of its kind"));
}

static void shares(void)
{
    struct collection_due due[COLLECTIONS_MAX];
    open_demo("shares");
    size_t n = collections_due(cat, today, due);
    is_int((int64_t)n, 4, named("in May two collections run and last year's two are due"));
    for (size_t i = 0; i < n; i++)
        one_is_its_share(&due[i]);
    store_close(s);
}

/* --- which collections are due ------------------------------------------------------------------------- */

static void due_days(void)
{
    static const struct { int y, m, d; const char *want; } cases[] = {
        { 2026, 3, 31, "ssda903 2025, cin 2025" },
        { 2026, 4, 1, "ssda903 2025, cin 2025, ssda903 2026, cin 2026" },
        { 2026, 6, 30, "ssda903 2025, cin 2025, ssda903 2026, cin 2026" },
        { 2026, 7, 1, "cin 2025, ssda903 2026, cin 2026" },
        { 2026, 7, 31, "cin 2025, ssda903 2026, cin 2026" },
        { 2026, 8, 1, "ssda903 2026, cin 2026" },
        { 2027, 3, 31, "ssda903 2026, cin 2026" },
        { 2035, 5, 1, "ssda903 2035, cin 2035" },
        { 2020, 5, 1, "ssda903 2020, cin 2020" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct collection_due due[COLLECTIONS_MAX];
        size_t n = collections_due(cat, day_make(cases[i].y, cases[i].m, cases[i].d), due);
        str got = S("");
        for (size_t k = 0; k < n; k++)
            got = arena_printf(&mem, STR_FMT "%s" STR_FMT " %d", STR_ARG(got), k ? ", " : "", STR_ARG(due[k].source),
                               due[k].year);
        is(got, str_of(cases[i].want), arena_printf(&mem, "due on %d-%02d-%02d", cases[i].y, cases[i].m, cases[i].d).p);
    }
}

/* --- what is kept -------------------------------------------------------------------------------------- */

static struct collection_due care, census;
static int64_t team, worker;

static struct access_who who_of(const char *role)
{
    return (struct access_who){
        .account = S("reader"), .role = catalogue_role(cat, str_of(role)), .now = keeper.at, .today = today, .mem = &mem
    };
}

static struct return_issues kept_of(const char *role, struct issue_filter f)
{
    struct access_who who = who_of(role);
    struct return_issues got = { 0 };
    if (!f.of)
        f.of = &care;
    CODE(return_issues_kept(s, &who, &f, &mem, &got, &e), ERR_OK, "what is kept is listed");
    return got;
}

static struct issue_summary summary_of(const char *role, const struct collection_due *of)
{
    struct access_who who = who_of(role);
    struct issue_summary to;
    CODE(return_issues_summary(s, &who, of, &mem, &to, &e), ERR_OK, "figures");
    return to;
}

static struct catch_up caught_up(bool whole)
{
    struct catch_up c = { .whole = whole };
    CODE(return_issues_catch_up(s, NULL, &keeper, today, &c, NULL, &e), ERR_OK, "caught up");
    return c;
}

static const struct return_issue *find(const struct return_issues *all, const char *rule)
{
    for (size_t i = 0; i < all->n; i++)
        if (!strcmp(all->at[i].text->code, rule))
            return &all->at[i];
    return NULL;
}

/* Everything that is kept and stands, as one text: two ways to it must give the same. */
static str all_kept(void)
{
    str text = S("");
    const struct collection_due *both[] = { &care, &census };
    for (size_t w = 0; w < 2; w++) {
        struct return_issues got = kept_of("director", (struct issue_filter){ .of = both[w], .accepted_too = true });
        for (size_t i = 0; i < got.n; i++) {
            const struct return_issue *x = &got.at[i];
            text = arena_printf(&mem, STR_FMT "%lld %s " STR_FMT " %zu " STR_FMT "\n", STR_ARG(text),
                                (long long)x->subject, x->text->code, STR_ARG(x->key), x->nplaces,
                                STR_ARG(x->nplaces ? x->places[0].kind->name : S("")));
        }
    }
    return text;
}

static int64_t put(int64_t id, struct change c)
{
    struct put_result r = { 0 };
    c.lenient = true;
    author.at = keeper.at;
    CODE(save(s, &id, &c, &r), ERR_OK, "saved");
    return r.record ? r.record->id : id;
}

static void renew(int64_t id)
{
    CODE(store_begin(s, &keeper, &e), ERR_OK, "begins");
    CODE(return_issues_renew(s, NULL, today, id, &e), ERR_OK, "renewed");
    CODE(store_commit(s, &e), ERR_OK, "ends");
}

static void open_empty(const char *name)
{
    today = day_make(2026, 11, 21);
    keeper = (struct author){ S("keeper"), S("returns"), instant_of_local(today, 9, 30) };
    care = collection_due_of(cat, &return_kinds[RETURN_ssda903], 2026);
    census = collection_due_of(cat, &return_kinds[RETURN_cin], 2026);
    CODE(records_open(&s, cat, both_where(engine, name, &mem), STORE_WRITE | STORE_CREATE, &e), ERR_OK, "opened");
    team = put(0, change_of("team", "name", "North", NULL));
    worker = put(0, change_of("worker", "name", "Ann Smith", "team_id", arena_printf(&mem, "%lld", (long long)team).p,
                              NULL));
}

/* A child in care whose episode lacks its need, and whose sex nobody recorded. */
static int64_t in_care(const char *name, int64_t *episode)
{
    int64_t id = new_person(s, name, "Care", "2014-05-05");
    *episode = put(id, change_of("care_episode", "started_on", "2026-09-01", "start_reason", "S", "legal_status", "V2",
                                 NULL));
    put(id, change_of("involvement", "worker_id", arena_printf(&mem, "%lld", (long long)worker).p, "role",
                      "case_holder", "from_on", "2026-09-01", NULL));
    return id;
}

static void set(int64_t id, int64_t record, struct change c)
{
    c.id = record;
    put(id, c);
}

/* A save as a page makes it, and the follower that is handed its subject. */
static void save_followed(int64_t id, struct change c)
{
    struct put_result r = { 0 };
    struct subject *sub;
    c.id = id;
    c.lenient = true;
    CODE(store_begin(s, &keeper, &e), ERR_OK, "begins");
    CODE(subject_load(s, id, &mem, &sub, &e), ERR_OK, "read once");
    CODE(subject_put(s, sub, &c, &r, &e), ERR_OK, "put");
    CODE(subject_write(s, sub, &e), ERR_OK, "written");
    CODE(return_issues_follow(NULL, s, sub, today, &e), ERR_OK, "followed");
    CODE(store_commit(s, &e), ERR_OK, "ends");
}

/* The facts that a save has at hand leave what reading them again would. */
static void follows_a_save(void)
{
    static const struct {
        const char *field, *text;
    } edits[] = { { "sex", "M" }, { "sex", "" }, { "born_on", "2020-01-01" }, { "ethnicity", "WBRI" } };
    open_empty("follows");
    int64_t episode, id = in_care("Lee", &episode);
    caught_up(false);
    for (size_t i = 0; i < COUNT_OF(edits); i++) {
        str before = all_kept();
        save_followed(id, change_of("person", edits[i].field, edits[i].text, NULL));
        str kept = all_kept();
        renew(id);
        is(all_kept(), kept, named("what follows a save is what a renewal finds"));
        ok(i > 1 || !str_eq(before, kept), named("and it follows the change"));
    }
    struct catch_up whole = caught_up(true);
    is_int((int64_t)(whole.fresh + whole.mended), 0, named("a look at everybody finds nothing that was missed"));
    str kept = all_kept();
    save_followed(worker, change_of("worker", "name", "Ann Jones", NULL));
    is(all_kept(), kept, named("a worker has no place in a return"));
    store_close(s);
}

static void kept_and_mended(void)
{
    open_empty("kept");
    int64_t episode, id = in_care("Kim", &episode);
    struct return_issues none = kept_of("director", (struct issue_filter){ 0 });
    is_int((int64_t)none.n, 0, named("nothing is kept before the first look"));
    ok(!summary_of("director", &care).known, named("and the figures say so"));
    struct catch_up first = caught_up(false);
    ok(first.whole && first.looked_at == 1 && first.fresh > 2 && first.issues == first.fresh && !first.mended,
       named("the first look is at everybody"));
    struct return_issues got = kept_of("director", (struct issue_filter){ .subject = id });
    const struct return_issue *sex = find(&got, "101");
    ok(sex && sex->nplaces == 1 && sex->places[0].record == id && str_eq(sex->places[0].fields[0]->name, S("sex")),
       named("101 is mended in the person's sex"));
    ok(find(&got, "101") && find(&got, "101")->since == today, named("it stands since today"));
    struct issue_summary was = summary_of("director", &care);
    ok(was.known && was.children == 1 && was.failing == 1 && was.errors + was.queries == got.n && !was.fresh,
       named("the figures are those of the list; the first look has no news"));
    is_int((int64_t)was.nteams, 1, named("one team holds the child"));
    is_int((int64_t)was.teams[0].id, team, named("by its holder's team"));

    today++;
    keeper.at += 86400;
    set(id, id, change_of("person", "sex", "M", NULL));
    renew(id);
    got = kept_of("director", (struct issue_filter){ .subject = id });
    ok(!find(&got, "101"), named("what is mended is gone with the save"));
    struct issue_summary now = summary_of("director", &care);
    ok(now.mended == 1 && now.errors + now.queries == got.n, named("and counted as mended"));
    for (size_t i = 0; i < got.n; i++)
        if (got.at[i].since != today - 1)
            ok(false, named("what still stands, stands since it was found"));
    struct catch_up second = caught_up(false);
    ok(second.whole && second.fresh == 0 && second.mended == 0,
       named("the first look of a day is at everybody, and finds nothing new"));
    struct catch_up third = caught_up(false);
    ok(!third.whole && third.looked_at == 0, named("then there is nothing to do"));

    today++;
    keeper.at += 86400;
    caught_up(false);
    set(id, id, change_of("person", "sex", "", NULL));
    struct catch_up again = caught_up(false);
    ok(!again.whole && again.looked_at == 1 && again.fresh == 1,
       named("a change that nobody renewed is caught up with"));
    got = kept_of("director", (struct issue_filter){ .subject = id });
    ok(find(&got, "101") && find(&got, "101")->since == today, named("what came back stands since then"));
    is_int((int64_t)summary_of("director", &care).fresh, 1, named("and is news"));

    int64_t placement = put(id, change_of("placement", "started_on", "2026-09-01", "placement_type", "K2", NULL));
    set(id, episode,
        change_of("care_episode", "placement_id", arena_printf(&mem, "%lld", (long long)placement).p, NULL));
    renew(id);
    got = kept_of("director", (struct issue_filter){ .subject = id });
    ok(find(&got, "526") && find(&got, "526")->places[0].record == placement && find(&got, "526")->since == today - 2,
       named("what is to be mended elsewhere now, still stands since it was found"));

    CODE(store_begin(s, &keeper, &e), ERR_OK, "begins");
    CODE(seal_set(s, "return_state", ST_return_state_seal, 2, ST_return_state_set,
                  ARGS(DBT(care.source), DBI(care.year), DBI(1), DBT(S("2026-11-21T00:00:00Z")), DBT(S("other rules")),
                       DBI(0), DBT(S("2026-11-21")), DBT(day_iso(&mem, today))),
                  &e),
         ERR_OK, "the program had other rules then");
    CODE(store_commit(s, &e), ERR_OK, "ends");
    ok(caught_up(false).whole, named("other rules are a reason to look at everybody"));

    size_t n;
    struct issue_day *line;
    CODE(return_issues_trend(s, &care, &mem, &n, &line, &e), ERR_OK, "the trend");
    ok(n == 3 && line[0].on == today - 2 && line[2].on == today && line[0].errors == was.errors &&
           line[1].errors + 1 == was.errors && line[2].errors == summary_of("director", &care).errors,
       named("the trend has a line a day, as it stood last"));
    set(id, id, change_of("person", "sex", "F", NULL));
    renew(id);
    set(id, id, change_of("person", "sex", "", NULL));
    renew(id);
    got = kept_of("director", (struct issue_filter){ .subject = id });
    ok(find(&got, "101") && find(&got, "101")->since == today,
       named("what is mended and undone on one day stood all the time"));
    set(id, id,
        (struct change){ .op = CHANGE_REMOVE,
                         .kind = catalogue_kind(cat, S("person")),
                         .source_key = STR_NONE,
                         .why = S("entered in error") });
    renew(id);
    is_int((int64_t)kept_of("director", (struct issue_filter){ 0 }).n, 0,
           named("of somebody who was entered in error nothing stands"));
    is_int((int64_t)summary_of("director", &care).children, 0, named("nor a place in the return"));
    store_close(s);
}

/* "care_episode.placement_id placement?.placement_type": the kinds and fields to mend; a
 * question mark: there is no such record. */
static str mended_in(const struct return_issues *all, const char *rule, int64_t first)
{
    const struct return_issue *x = find(all, rule);
    str text = S("");
    if (!x)
        return S("not found");
    if (first && x->places[0].record != first)
        return S("begins elsewhere");
    for (size_t p = 0; p < x->nplaces; p++) {
        text = arena_printf(&mem, STR_FMT "%s" STR_FMT "%s", STR_ARG(text), p ? " " : "",
                            STR_ARG(x->places[p].kind->name), x->places[p].record ? "" : "?");
        for (size_t f = 0; f < x->places[p].nfields; f++)
            text = arena_printf(&mem, STR_FMT "%c" STR_FMT, STR_ARG(text), f ? ',' : '.',
                                STR_ARG(x->places[p].fields[f]->name));
    }
    return text;
}

static struct return_issues asked(int64_t id, const struct return_lists *lists, const struct collection_due *due)
{
    struct return_issues got = { 0 };
    CODE(return_issues_of(s, lists, due, &load(s, id)->facts, id, &mem, &got, &e), ERR_OK, "the rules are asked");
    return got;
}

static void where_to_mend(void)
{
    open_empty("places");
    int64_t episode, id = in_care("Sam", &episode);
    struct return_issues got = asked(id, NULL, &care);
    is(mended_in(&got, "526", episode), S("care_episode.placement_id placement?.placement_type,provider"),
       named("no placement: the episode, and the placement that is not there"));
    is(mended_in(&got, "442", id), S("person.upn,upn_unknown"),
       named("no pupil number: the number, or why there is none"));
    is(mended_in(&got, "101", id), S("person.sex"), named("no sex: the person"));
    is(mended_in(&got, "630", 0), S("previous_permanence? care_episode.start_reason"),
       named("nothing said of permanence before: that, to add"));
    ok(!find(&got, "169"), named("where the placement lies is not asked without postcodes"));
    int64_t placement = put(id, change_of("placement", "started_on", "2026-09-01", "placement_type", "K2", "provider",
                                          "PR4", "postcode", "NR1 1AA", NULL));
    set(id, episode,
        change_of("care_episode", "placement_id", arena_printf(&mem, "%lld", (long long)placement).p, "home_postcode",
                  "NR1 1AA", NULL));
    struct return_lists *lists;
    const char *table = arena_printf(&mem, "%s/post%d.csv", both_folder, engine).p;
    FILE *f = fopen(table, "w");
    fputs("pcds,oslaua,oseast1m,osnrth1m\nNR9 9ZZ,E10000020,623000,308000\n", f);
    fclose(f);
    CODE(return_lists_read(&lists, table, 0, NULL, &mem, &e), ERR_OK, "postcodes");
    got = asked(id, lists, &care);
    is(mended_in(&got, "169", placement), S("placement.postcode"),
       named("a placement that lies nowhere: its postcode"));
    got = asked(id, NULL, &care);
    ok(!find(&got, "526") && !find(&got, "169"), named("each list for those who give it"));
    CODE(return_lists_read(&lists, arena_printf(&mem, "%s/none.csv", both_folder).p, 0, NULL, &mem, &e), ERR_NOT_FOUND,
         "a table that is not there");
    int64_t referral = put(id, change_of("referral", "received_on", "2026-08-01", "source", "1A", "closed_on",
                                         "2026-07-01", NULL));
    got = asked(id, NULL, &census);
    ok(got.n > 0 && find(&got, "8620") == NULL && got.at[0].subject == id, named("the census asks of the referral"));
    bool there = false;
    for (size_t i = 0; i < got.n; i++)
        there = there || (got.at[i].nplaces && got.at[i].places[0].record == referral);
    ok(there, named("and is mended there"));
    int64_t assessment = put(id,
                             change_of("assessment", "referral_id", arena_printf(&mem, "%lld", (long long)referral).p,
                                       "started_on", "2026-08-02", "authorised_on", "2026-08-01", NULL));
    got = asked(id, NULL, &census);
    is(mended_in(&got, "8897Q", assessment), S("assessment.factors,authorised_on"),
       named("no factors: they come first, for nobody has said any"));
    is(mended_in(&got, "8540", 0), S("disability? referral.nfa person.born_on"),
       named("no disability said: one to add, before all else"));
    is(mended_in(&got, "8608", assessment), S("assessment.started_on,authorised_on"),
       named("answered both: as the rule has them"));
    store_close(s);
}

static void answered(void)
{
    open_empty("answered");
    int64_t episode, id = in_care("Jo", &episode);
    caught_up(true);
    struct return_issues got = kept_of("director", (struct issue_filter){ .subject = id });
    const struct return_issue *sex = find(&got, "101");
    size_t before = got.n;
    if (!ok(sex != NULL, named("there is something to answer")))
        return;
    int64_t answer = put(id, change_of("return_answer", "collection", "ssda903", "year", "2026", "rule", "101",
                                       "issue_key", arena_z(&mem, sex->key), "accepted", "yes", "reason",
                                       "It was asked and not given.", "said_on", "2026-11-21", NULL));
    got = kept_of("director", (struct issue_filter){ .subject = id });
    ok(got.n == before - 1 && !find(&got, "101"), named("what was accepted is off the list"));
    got = kept_of("director", (struct issue_filter){ .subject = id, .accepted_too = true });
    sex = find(&got, "101");
    ok(got.n == before && sex && sex->accepted && sex->answer == answer, named("and stands apart"));
    is(sex->answered, S("It was asked and not given."), named("with the reason"));
    is(sex->answered_by, S("ann"), named("and who gave it"));
    struct issue_summary f = summary_of("director", &care);
    ok(f.accepted == 1 && f.errors + f.queries == before - 1, named("and is counted as accepted, not as to be mended"));
    caught_up(true);
    got = kept_of("director", (struct issue_filter){ .subject = id, .accepted_too = true });
    ok(find(&got, "101")->accepted, named("it survives the next look"));
    set(id, episode, change_of("care_episode", "need", "N1", NULL));
    caught_up(false);
    got = kept_of("director", (struct issue_filter){ .subject = id, .accepted_too = true });
    ok(find(&got, "101") && find(&got, "101")->accepted, named("and a change elsewhere in the record"));
    set(id, answer, change_of("return_answer", "year", "2025", NULL));
    got = kept_of("director", (struct issue_filter){ .subject = id });
    ok(find(&got, "101") && !find(&got, "101")->accepted, named("an answer for another year does not hold"));
    set(id, answer, change_of("return_answer", "year", "", NULL));
    got = kept_of("director", (struct issue_filter){ .subject = id });
    ok(!find(&got, "101"), named("one for no year in particular does"));
    put(id, change_of("return_answer", "collection", "ssda903", "rule", "101", "issue_key", arena_z(&mem, sex->key),
                      "accepted", "no", "reason", "Ask again.", "said_on", "2026-11-21", NULL));
    got = kept_of("director", (struct issue_filter){ .subject = id });
    ok(find(&got, "101") && str_eq(find(&got, "101")->answered, S("Ask again.")), named("the last word counts"));
    int64_t care_answer = put(id, change_of("return_answer", "collection", "cin", "rule", "101", "issue_key",
                                            arena_z(&mem, sex->key), "accepted", "yes", "reason", "Of the other.",
                                            "said_on", "2026-11-21", NULL));
    got = kept_of("director", (struct issue_filter){ .subject = id });
    ok(care_answer && find(&got, "101"), named("an answer to the other return does not"));
    store_close(s);
}

static void hidden(void)
{
    open_empty("hidden");
    int64_t episode, seen = in_care("Al", &episode), shut = in_care("Bo", &episode);
    caught_up(true);
    size_t both = kept_of("director", (struct issue_filter){ 0 }).n;
    put(shut, change_of("restriction", "accounts", "nobody", "reason", "a relative works here", "from_on", "2026-11-01",
                        NULL));
    struct return_issues got = kept_of("director", (struct issue_filter){ 0 });
    ok(both > 2 && got.n == both / 2, named("a child who is hidden is not listed"));
    for (size_t i = 0; i < got.n; i++)
        if (got.at[i].subject != seen)
            ok(false, named("only the other"));
    struct issue_summary f = summary_of("director", &care);
    ok(f.children == 1 && f.failing == 1 && f.errors + f.queries == got.n, named("nor counted"));
    is_int((int64_t)kept_of("director", (struct issue_filter){ .subject = shut }).n, 0,
           named("nor shown by its number"));
    size_t n;
    struct issue_day *line;
    CODE(return_issues_trend(s, &care, &mem, &n, &line, &e), ERR_OK, "the trend");
    is_int((int64_t)line[n - 1].children, 2, named("the trend is the whole council's"));
    is_int((int64_t)kept_of("practitioner", (struct issue_filter){ 0 }).n, 0,
           named("a practitioner without children sees nobody's"));
    is_int((int64_t)kept_of("director", (struct issue_filter){ .worker = worker }).n, (int64_t)got.n,
           named("by worker"));
    is_int((int64_t)kept_of("director", (struct issue_filter){ .team = team }).n, (int64_t)got.n, named("by team"));
    is_int((int64_t)kept_of("director", (struct issue_filter){ .team = HELD_BY_NOBODY }).n, 0,
           named("nobody is without a holder"));
    is_int((int64_t)kept_of("director", (struct issue_filter){ .ages = &age_bands[3] }).n, (int64_t)got.n,
           named("by age"));
    is_int((int64_t)kept_of("director", (struct issue_filter){ .ages = &age_bands[4] }).n, 0, named("and not another"));
    is_int((int64_t)kept_of("director", (struct issue_filter){ .rule = S("101") }).n, 1, named("by rule"));
    store_close(s);
}

/* Catching up with what changed gives what a look at everybody gives, and the same as asking one after the other. */
static void incremental(void)
{
    open_demo("incremental");
    struct collection_due due[COLLECTIONS_MAX];
    size_t nids, wrong = 0;
    int64_t *ids;
    collections_due(cat, today, due);
    care = collection_due_of(cat, &return_kinds[RETURN_ssda903], 2025);
    census = collection_due_of(cat, &return_kinds[RETURN_cin], 2025);
    struct catch_up first = caught_up(false);
    ok(first.whole && first.issues > 25, named("a demonstration is looked at"));
    CODE(return_people_ids(s, &mem, &nids, &ids, &e), ERR_OK, "everybody");
    is_int((int64_t)first.looked_at, (int64_t)nids, named("everybody in it"));
    struct access_who director = who_of("director");
    const struct access_filter *filter;
    CODE(access_filter(s, &director, &filter, &e), ERR_OK, "who is hidden");
    for (size_t i = 0; i < nids; i++) {
        struct subject *sub;
        struct return_issues got = { 0 };
        arena a;
        arena_init(&a, 0);
        wrong += subject_load(s, ids[i], &a, &sub, &e) ||
                 return_issues_of(s, NULL, &census, &sub->facts, ids[i], &a, &got, &e);
        struct access_who who = who_of("director");
        struct return_issues kept = { 0 };
        if (got.n && access_sees(filter, ids[i])) {
            wrong +=
                return_issues_kept(s, &who,
                                   &(struct issue_filter){ .of = &census, .subject = ids[i], .accepted_too = true }, &a,
                                   &kept, &e) != ERR_OK;
            wrong += kept.n < got.n;
        }
        arena_release(&a);
    }
    is_int((int64_t)wrong, 0, named("what is kept of each is what the rules say of each"));

    for (size_t i = 0; i < 30; i++)
        set(ids[i * 7], ids[i * 7], change_of("person", "born_on", i % 2 ? "" : "1981-01-01", "ethnicity", "", NULL));
    struct catch_up some = caught_up(false);
    ok(!some.whole && some.looked_at == 30 && some.fresh > 0, named("those who changed are looked at"));
    str now = all_kept();
    struct verify_report proof = { .mem = &mem };
    CODE(store_verify(s, &proof, &e), ERR_OK, "verify runs");
    is_int(proof.faults, 0, named("what is kept is proved like the rest"));
    struct catch_up whole = caught_up(true);
    ok(whole.whole && whole.fresh == 0 && whole.mended == 0, named("a look at everybody finds nothing new then"));
    ok(str_eq(all_kept(), now), named("and the same"));
    store_close(s);
}

static int asked_to_stop;
static bool stop_now(void *ctx) { (void)ctx; return ++asked_to_stop >= 3; }

static void stops(void)
{
    open_demo("stops");
    struct return_progress p = { .stop = stop_now };
    struct catch_up c = { 0 };
    asked_to_stop = 0;
    CODE(return_issues_catch_up(s, NULL, &keeper, today, &c, &p, &e), ERR_OK, "asked to stop");
    ok(c.stopped && c.looked_at == 200, named("it stops between two parts"));
    care = collection_due_of(cat, &return_kinds[RETURN_ssda903], 2025);
    ok(!summary_of("director", &care).known, named("and does not say that it knows"));
    struct catch_up after = caught_up(false);
    ok(after.whole && !after.stopped && after.looked_at > 200, named("the next time it is done"));
    store_close(s);
}

int main(void)
{
    subjects_start();
    due_days();
    for (engine = 0; engine < 2; engine++) {
        where_to_mend();
        kept_and_mended();
        follows_a_save();
        answered();
        hidden();
        incremental();
        stops();
        shares();
    }
    subjects_stop();
    return done_testing();
}
