/* t_references.c - what a reference may point at: a subject that is there, or a record of the same subject; on both
 * engines.
 *
 * Whatever else is typed (another child's referral, a record of another kind, one that was taken out, a number
 * that nobody has) is refused in the same words, so that the refusal tells nothing about other children. */
#include "subjects.h"

static int64_t part_of(struct store *s, int64_t subject, const char *kind, const char *field, const char *text)
{
    struct put_result r;
    struct change c = change_of(kind, field, text, NULL);
    c.lenient = true;
    CODE(save(s, &subject, &c, &r), ERR_OK, kind);
    return r.record ? r.record->id : 0;
}

struct cast { int64_t ann, ben, anns, bens, anns_plan, gone, team; };

static struct cast cast_made(struct store *s)
{
    struct cast c = { .ann = new_person(s, "Ann", "Hall", "2012-05-06"),
                      .ben = new_person(s, "Ben", "Lee", "2013-06-07") };
    struct put_result r;
    c.anns = part_of(s, c.ann, "referral", "received_on", "2026-01-05");
    c.bens = part_of(s, c.ben, "referral", "received_on", "2026-02-06");
    c.anns_plan = part_of(s, c.ann, "cin_plan", "started_on", "2026-03-07");
    c.gone = part_of(s, c.ann, "referral", "received_on", "2025-01-05");
    struct change out = change_of("referral", NULL);
    out.op = CHANGE_REMOVE;
    out.id = c.gone;
    out.why = S("entered for the wrong child");
    CODE(save(s, &c.ann, &out, &r), ERR_OK, "a referral is taken out");
    struct change team = change_of("team", "name", "North", NULL);
    team.lenient = true;
    CODE(save(s, &c.team, &team, &r), ERR_OK, "a team");
    return c;
}

/* The field of a new record of Ann's says a number; refused ones leave nothing. */
static void points(struct store *s, int64_t ann, const char *kind, const char *field, int64_t target, err_code want,
                   const char *name)
{
    struct put_result r = { 0 };
    size_t before = subject_kind(load(s, ann), catalogue_kind(cat, str_of(kind)))->n;
    struct change c = change_of(kind, field, arena_printf(&mem, "%lld", (long long)target).p, NULL);
    c.lenient = true;
    CODE(save(s, &ann, &c, &r), want, name);
    is_int((int64_t)subject_kind(load(s, ann), c.kind)->n, (int64_t)before + (want == ERR_OK),
           both_name(engine, "as many records as before, or one more"));
    if (want) {
        is(e.field, str_of(field), both_name(engine, "the field is named"));
        ok(str_starts(e.message, S("There is no ")) && str_ends(e.message, S(" with this number")),
           both_name(engine, "in the words of one that does not exist"));
    }
    e = (err){ .mem = &mem };
}

static void of_new_records(struct store *s, const struct cast *c)
{
    points(s, c->ann, "assessment", "referral_id", c->anns, ERR_OK, "a child's own referral");
    points(s, c->ann, "assessment", "referral_id", c->bens, ERR_INVALID, "another child's referral");
    points(s, c->ann, "assessment", "referral_id", c->gone, ERR_INVALID, "a referral that was taken out");
    points(s, c->ann, "assessment", "referral_id", c->anns_plan, ERR_INVALID, "a record of another kind");
    points(s, c->ann, "assessment", "referral_id", c->ann, ERR_INVALID, "the child itself");
    points(s, c->ann, "assessment", "referral_id", 4711, ERR_INVALID, "a number that nobody has");
    points(s, c->ann, "involvement", "team_id", c->team, ERR_OK, "a team, which is a subject of its own");
    points(s, c->ann, "involvement", "team_id", c->ben, ERR_INVALID, "a person where a team is meant");
    points(s, c->ann, "relationship", "other_person_id", c->ben, ERR_OK, "another person");
    points(s, c->ann, "relationship", "other_person_id", c->bens, ERR_INVALID,
           "another person's record where a person is meant");
}

/* A reference that is there is changed, and the record keeps what it had; one that is not
 * changed is not looked at again. */
static void of_changes(struct store *s, const struct cast *c)
{
    struct put_result r;
    int64_t ann = c->ann,
            id = part_of(s, c->ann, "assessment", "referral_id", arena_printf(&mem, "%lld", (long long)c->anns).p);
    struct change move = change_of("assessment", "referral_id", arena_printf(&mem, "%lld", (long long)c->bens).p, NULL);
    move.id = id;
    move.lenient = true;
    CODE(save(s, &ann, &move, &r), ERR_INVALID, "a change to another child's referral");
    is(text_of(subject_record(load(s, ann), id), "referral_id"), arena_printf(&mem, "%lld", (long long)c->anns),
       both_name(engine, "the reference is what it was"));
    struct change out = change_of("referral", NULL);
    out.op = CHANGE_REMOVE;
    out.id = c->anns;
    out.why = S("entered twice");
    CODE(save(s, &ann, &out, &r), ERR_OK, "its referral is taken out");
    struct change other = change_of("assessment", "started_on", "2026-04-05", NULL);
    other.id = id;
    other.lenient = true;
    CODE(save(s, &ann, &other, &r), ERR_OK, "another field can still be changed");
}

/* Records of one transaction may point at each other before any of them is written. */
static void within_one_write(struct store *s, const struct cast *c)
{
    struct subject *sub;
    struct put_result r;
    struct change referral = change_of("referral", "received_on", "2026-05-06", NULL);
    referral.lenient = true;
    CODE(store_begin(s, &author, &e), ERR_OK, "begins");
    CODE(subject_load(s, c->ben, &mem, &sub, &e), ERR_OK, "loads");
    CODE(subject_put(s, sub, &referral, &r, &e), ERR_OK, "a referral is put");
    struct change assessment = change_of("assessment", "referral_id",
                                         arena_printf(&mem, "%lld", (long long)r.record->id).p, NULL);
    assessment.lenient = true;
    CODE(subject_put(s, sub, &assessment, &r, &e), ERR_OK, "and an assessment of it, before it is written");
    CODE(subject_write(s, sub, &e), ERR_OK, "both are written");
    CODE(store_commit(s, &e), ERR_OK, "commits");
}

int main(void)
{
    subjects_start();
    for (engine = 0; engine < 2; engine++) {
        struct store *s = open_store(both_where(engine, "references", &mem), STORE_WRITE | STORE_CREATE);
        struct cast c = cast_made(s);
        of_new_records(s, &c);
        of_changes(s, &c);
        within_one_write(s, &c);
        store_close(s);
    }
    subjects_stop();
    return done_testing();
}
