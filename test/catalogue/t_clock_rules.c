/* t_clock_rules.c - duties as written: what is refused, with its place, and that national
 * duties can only be tightened. */
#include "tap.h"
#include "base/embedded.h"
#include "catalogue/clock_rules.h"
#include "catalogue/load.h"
#include "record/clock_facts.h"

static arena mem;
static struct catalogue *national;

/* The program's own catalogue with one text changed, which must stand there. */
static size_t changed(const char *file, const char *find, const char *put, struct catalogue_file *files)
{
    size_t n = 0;
    bool found = false;
    for (const struct embedded_file *f = embedded_files; f->name; f++) {
        str name = str_of(f->name), text = { f->begin, (size_t)(f->end - f->begin) };
        if (!str_starts(name, S("catalogue/")) || !str_ends(name, S(".yml")))
            continue;
        name = str_skip(name, strlen("catalogue/"));
        const char *hit = file && str_eq(name, str_of(file)) ? memmem(text.p, text.n, find, strlen(find)) : NULL;
        if (hit) {
            size_t before = (size_t)(hit - text.p), after = before + strlen(find);
            const str parts[] = { str_take(text, before), str_of(put), str_skip(text, after) };
            text = arena_join(&mem, COUNT_OF(parts), parts, S(""));
            found = true;
        }
        files[n++] = (struct catalogue_file){ name, text };
    }
    if (file && !found)
        printf("# not found in %s: %s\n", file, find);
    return file && !found ? 0 : n;
}

#define FD1 "  - id: FD1\n"
#define NEW "  - {id: ZZ1, name: N, level: local norm, source: S, status: recalled, "

static const struct { const char *file, *find, *put, *want; } refused[] = {
    { "clocks/10_front_door.yml", FD1, NEW "opens: referal.received_on, due: 1 day, met: referral.closed_on}\n" FD1,
      "there is no kind of record called referal" },
    { "clocks/10_front_door.yml", FD1, NEW "opens: referral.received, due: 1 day, met: referral.closed_on}\n" FD1,
      "referral has no date called received" },
    { "clocks/10_front_door.yml", FD1, NEW "opens: referral.nfa, due: 1 day, met: referral.closed_on}\n" FD1,
      "referral has no date called nfa" },
    { "clocks/10_front_door.yml", FD1, NEW "opens: referral, due: 1 day, met: referral.closed_on}\n" FD1,
      "a dated fact is written kind.field" },
    { "clocks/10_front_door.yml", FD1, NEW "opens: referral.received_on, due: soon, met: referral.closed_on}\n" FD1,
      "\"soon\" is no length of time" },
    { "clocks/10_front_door.yml", FD1,
      NEW "opens: referral.received_on, due: 3 fortnights, met: referral.closed_on}\n" FD1,
      "\"3 fortnights\" is no length of time" },
    { "clocks/10_front_door.yml", FD1, NEW "opens: referral.received_on, due: -3 days, met: referral.closed_on}\n" FD1,
      "\"-3 days\" is no length of time" },
    { "clocks/10_front_door.yml", FD1,
      NEW "opens: referral.received_on, due: 9999 days, met: referral.closed_on}\n" FD1,
      "\"9999 days\" is no length of time" },
    { "clocks/10_front_door.yml", FD1,
      NEW "opens: referral.received_on, due: each 31 February, met: referral.closed_on}\n" FD1,
      "\"each 31 February\" is no length of time" },
    { "clocks/10_front_door.yml", FD1, NEW "opens: referral.received_on, due: on nfa, met: referral.closed_on}\n" FD1,
      "the record that opens this clock has no date called nfa" },
    { "clocks/10_front_door.yml", FD1,
      NEW "opens: {on: referral.received_on, where: nofield is yes}, due: 1 day, met: referral.closed_on}\n" FD1,
      "there is no field \"nofield\" here" },
    { "clocks/10_front_door.yml", FD1,
      NEW "opens: {on: referral.received_on, wher: nfa is yes}, due: 1 day, met: referral.closed_on}\n" FD1,
      "\"wher\" means nothing here; did you mean where" },
    { "clocks/10_front_door.yml", FD1, NEW "opens: {start_of: looked_afte}, due: 1 day, met: referral.closed_on}\n" FD1,
      "there is no spell called looked_afte above or in spells.yml; did you mean looked_after" },
    { "clocks/10_front_door.yml", FD1,
      NEW "opens: {start_of: looked_after, birthday: 16}, due: 1 day, met: referral.closed_on}\n" FD1,
      "a clock opens with one of" },
    { "clocks/10_front_door.yml", FD1, NEW "opens: {birthday: sixteen}, due: 1 day, met: referral.closed_on}\n" FD1,
      "write an age, such as 16" },
    { "clocks/10_front_door.yml", FD1, NEW "opens: {met: LA13}, due: 1 day, met: referral.closed_on}\n" FD1,
      "no clock above this one is called LA13" },
    { "clocks/10_front_door.yml", FD1, NEW "opens: referral.received_on, due: 1 day, met: {by: worker.left_on}}\n" FD1,
      "both must be about the same subject" },
    { "clocks/10_front_door.yml", FD1,
      NEW "opens: referral.received_on, due: 1 day, met: {by: assessment.authorised_on, link: itself}}\n" FD1,
      "\"itself\" is the opening record, which is no assessment" },
    { "clocks/10_front_door.yml", FD1,
      NEW "opens: referral.received_on, due: 1 day, met: {by: assessment.authorised_on, link: team_if}}\n" FD1,
      "team_if does not tie a assessment to what opens this clock" },
    { "clocks/10_front_door.yml", FD1,
      NEW "opens: referral.received_on, due: 1 day, met: {by: assessment.authorised_on, where: turn > 1}}\n" FD1,
      "turn can only be asked in varies" },
    { "clocks/10_front_door.yml", FD1,
      NEW "opens: referral.received_on, due: 1 day, early: 3 hours, met: referral.closed_on}\n" FD1,
      "early says how long before day 0" },
    { "clocks/10_front_door.yml", FD1,
      NEW "opens: referral.received_on, due: 1 day, during: asye, met: referral.closed_on}\n" FD1,
      "are about different subjects" },
    { "clocks/10_front_door.yml", FD1,
      NEW "opens: referral.received_on, due: 1 day, type: flagg, met: referral.closed_on}\n" FD1,
      "\"flagg\" is no type of clock; did you mean flag" },
    { "clocks/10_front_door.yml", FD1,
      NEW "opens: referral.received_on, due: 1 day, type: flag, then: 1 day, met: referral.closed_on}\n" FD1,
      "a flag does not repeat" },
    { "clocks/10_front_door.yml", FD1, NEW "opens: referral.received_on, met: referral.closed_on}\n" FD1,
      "a clock needs \"due\"" },
    { "clocks/10_front_door.yml", FD1, FD1 "    kolour: red\n", "a clock has no \"kolour\"" },
    { "clocks/10_front_door.yml", "id: FD2", "id: FD1", "there is a clock FD1 at line" },
    { "clocks/10_front_door.yml", "level: local norm", "level: law", "\"law\" is no level of authority" },
    { "clocks/spells.yml", "\"17:00\"", "\"5 pm\"", "a time of day is written" },
    { "clocks/spells.yml", "spells:\n", "spells:\n  - {name: a, label: A}\n", "a spell needs from: kind.field" },
    { "clocks/spells.yml", "spells:\n", "spells:\n  - {name: a, label: A, all_of: []}\n",
      "a spell is made of at least one other" },
    { "clocks/spells.yml", "spells:\n", "spells:\n  - {name: a, label: A, all_of: [care]}\n",
      "there is no spell called care above" },
    { "clocks/spells.yml", "spells:\n", "spells:\n  - {name: care, label: A, from: care_episode.started_on}\n",
      "a spell called care stands at line" },
    { "clocks/spells.yml", "spells:\n",
      "spells:\n  - {name: a, label: A, from: care_episode.started_on, to: cp_plan.ended_on}\n",
      "fields of the same kind" },
};

/* file, what stands there, what a council writes instead, what is said (NULL: it may). */
static const struct { const char *file, *find, *put, *want; } local[] = {
    { "clocks/20_assessment.yml", "due: 45 working days", "due: 46 working days",
      "clock AS1: due is \"46 working days\", later than the national \"45 working days\"" },
    { "clocks/20_assessment.yml", "due: 45 working days", "due: 64 days", "later than the national" },
    { "clocks/20_assessment.yml", "due: 45 working days", "due: none", "later than the national" },
    { "clocks/20_assessment.yml", "due: 45 working days", "due: 35 working days", NULL },
    { "clocks/20_assessment.yml", "due: 45 working days", "due: 60 days", NULL },
    { "clocks/20_assessment.yml", "id: AS1\n", "id: XS1\n",
      "the national clock AS1 (Child and family assessment finished) is missing" },
    { "clocks/20_assessment.yml", "id: AS1\n", "id: AS1\n    local: yes\n    to: 2026-01-01\n",
      "its dates leave out days" },
    { "clocks/20_assessment.yml", "id: AS1\n", "id: AS1\n    from: 2026-01-01\n", "its dates leave out days" },
    { "clocks/20_assessment.yml", "id: AS1\n", "id: AS1\n    not_in_force: yes\n", "it is marked as not in force" },
    { "clocks/20_assessment.yml", "id: AS1\n", "id: AS1\n    type: measure\n", "its type is not the national one" },
    { "clocks/20_assessment.yml", "id: AS1\n", "id: AS1\n    early: 1 month\n", "early counts older facts" },
    { "clocks/20_assessment.yml", "id: AS1\n", "id: AS1\n    office_hours: yes\n", "office_hours gives it more time" },
    { "clocks/20_assessment.yml", "id: AS1\n", "id: AS1\n    closes: yes\n", "closes lets it lapse" },
    { "clocks/20_assessment.yml", "id: AS1\n", "id: AS1\n    given_up: 1 day\n", "given_up drops it sooner" },
    { "clocks/20_assessment.yml", "id: AS1\n", "id: AS1\n    varies: [{when: age > 5, due: 60 days, because: older}]\n",
      "the rows of varies have other conditions" },
    { "clocks/20_assessment.yml", "where: not nfa is yes and not (outcome has NFA_FLAG)", "where: age < 5",
      "what opens, meets or lapses it is written otherwise" },
    { "clocks/20_assessment.yml", "met: {by: assessment.authorised_on, link: referral_id}",
      "met: {by: assessment.started_on, link: referral_id}", "what opens, meets or lapses it is written otherwise" },
    { "clocks/40_looked_after.yml", "        due: 4 weeks\n", "        due: 5 weeks\n",
      "clock LV2: a row of varies is \"5 weeks\"" },
    { "clocks/40_looked_after.yml", "        due: 4 weeks\n", "        due: 3 weeks\n", NULL },
    { "clocks/40_looked_after.yml", "        on_change: 1 week\n", "        on_change: 2 weeks\n",
      "on_change is \"2 weeks\"" },
    { "clocks/40_looked_after.yml", "    then: 6 weeks\n", "    then: 7 weeks\n", "clock LV2: then is \"7 weeks\"" },
    { "clocks/40_looked_after.yml", "    due: 6 months\n    then: 6 months\n", "    due: 6 months\n",
      "it does not repeat as the national one does" },
    { "clocks/spells.yml", "where: not (legal_status in (V3, V4))", "where: legal_status is C2",
      "the spell looked_after is defined otherwise" },
    { "clocks/spells.yml",
      "  - {name: missing, label: Missing, from: missing_episode.started_at, to: missing_episode.ended_at}\n", "",
      "the spell missing is missing" },
    { "clocks/spells.yml", "spells:\n", "spells:\n  - {name: our_own, label: Ours, from: cin_plan.started_on}\n",
      NULL },
    { "clocks/10_front_door.yml", "due: 24 hours", "due: 48 hours", NULL },
    { "clocks/10_front_door.yml", "due: 1 working day\n", "due: 24 hours\n", NULL },
    { "clocks/20_assessment.yml", "    then: 12 weeks\n", "    then: 6 months\n", NULL },
    { "clocks/10_front_door.yml", FD1, NEW "opens: referral.received_on, due: 3 days, met: referral.closed_on}\n" FD1,
      NULL },
};

static const char *one_line(const char *text)
{
    str s = arena_copy(&mem, str_of(text));
    char *p = arena_alloc(&mem, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        p[i] = s.p[i] == '\n' ? ' ' : s.p[i];
    return p;
}

static void check_refusals(void)
{
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct catalogue_file files[200];
        struct catalogue *c = NULL;
        err e = { .mem = &mem };
        size_t n = changed(refused[i].file, refused[i].find, refused[i].put, files);
        err_code rc = n ? catalogue_load_texts(&c, n, files, &e) : ERR_OK;
        bool good = rc == ERR_INVALID && str_has(e.detail, str_of(refused[i].want)) &&
                    str_has(e.detail, str_of(refused[i].file));
        if (!ok(good, refused[i].want))
            printf("#   got: " STR_FMT "\n", STR_ARG(e.detail));
        catalogue_free(c);
    }
}

static void check_guard(void)
{
    for (size_t i = 0; i < COUNT_OF(local); i++) {
        struct catalogue_file files[200];
        struct catalogue *c = NULL;
        err e = { .mem = &mem };
        size_t n = changed(local[i].file, local[i].find, local[i].put, files);
        if (!n || catalogue_load_texts(&c, n, files, &e)) {
            ok(false, one_line(local[i].put));
            printf("#   got: " STR_FMT "\n", STR_ARG(e.detail));
            continue;
        }
        struct faults f = { .mem = &mem };
        struct loading l = { .cat = c, .mem = &mem, .faults = &f };
        clock_rules_guard(&l, national);
        str text = faults_text(&f);
        bool good = local[i].want ? str_has(text, str_of(local[i].want)) && str_has(text, S("clocks/")) : f.n == 0;
        if (!ok(good, local[i].want ? local[i].want : one_line(local[i].put)))
            printf("#   got: " STR_FMT "\n", STR_ARG(text));
        catalogue_free(c);
    }
}

/* A council that counts late contacts from the next working day: Friday at four, Friday at six, Saturday. */
static void check_office_hours(void)
{
    struct catalogue_file files[200];
    struct catalogue *c = NULL;
    err e = { .mem = &mem };
    size_t n = changed("clocks/10_front_door.yml", "due: 24 hours", "due: 1 working day\n    office_hours: yes", files);
    if (!n || catalogue_load_texts(&c, n, files, &e)) {
        ok(false, "a front door with office hours");
        return;
    }
    struct facts f =
        facts_read(c, S("contact 2026-01-09T16:00:00Z; contact 2026-01-09T18:00:00Z; contact 2026-01-10T10:00:00Z"),
                   &mem);
    struct clock *v = NULL;
    out o = { 0 };
    clocks_compute(&f, clock_program_make(c, &mem), &mem, &n, &v);
    is(clocks_text(v, n, S("FD1"), &o),
       S("2026-01-09 > 2026-01-12 open; 2026-01-09 > 2026-01-13 open; 2026-01-10 > 2026-01-13 open"), "office hours");
    out_release(&o);
    catalogue_free(c);
}

/* The time limits that were found in law, guidance, standards and returns: each is a clock,
 * or is listed with the reason why not. */
static const char found[] =
    "FD1 FD2 FD3 FD4 AS1 AS2 AS3 AS4 AS5 CP1 CP2 CP3 CP4 CP5 CP6 CP7 CP8 CP9 CP10 CP11 CP12 CN1 CN2 CN3 CN4 EO1 EO2 "
    "EO3 LA1 LA2 LA3 LA4 LA5 LA6 LA7 LA8 LA9 LA10 LA11 LA12 LA13 LA14 LA15 LA16 LA17 LA18 LA19 LA20 LV1 LV2 LV3 LV4 "
    "LV5 LV6 LV7 LV8 LV9 LV10 LV11 LP1 LP2 LP3 LP4 LP5 LP6 LP7 LP8 LP9 LP10 LP11 MI1 MI2 MI3 CL1 CL2 CL3 CL4 CL5 "
    "CL6 CL7 CL8 CL9 CL10 AD1 AD2 AD3 AD4 AD5 AD6 AD7 AD8 AD9 AD10 AD11 AD12 AD13 AD14 AD15 AD16 AD17 AD18 AD19 SG1 "
    "SG2 SG3 PF1 PF2 PF3 PF4 PF5 PF6 PL1 PL2 PL3 PL4 PL5 PL6 PL7 LD1 LD2 SI1 SI2 SI3 CO1 CO2 CO3 SA1 SA2 SE1 SE2 SE3 "
    "SE4 SE5 UA1 UA2 WF1 WF2 WF3 WF4 WF5 WF6 WF7 WF8 WF9 WF10 WF11 WF12 WF13 WF14 WF15 WF16 WF17 WF18 RT1 RT2 RT3 "
    "RT4 CP13 LA21 FA1 WF19 LA22";

static void check_found(void)
{
    const struct clock_rules *r = national->clock_rules;
    str left = str_of(found), id;
    int row, n = 0;
    for (; str_cut(&left, ' ', &id); n++) {
        bool there = clock_rule_find(r, id, &row) != NULL;
        for (size_t i = 0; i < r->nothers; i++)
            there = there || (str_eq(r->others[i].id, id) && r->others[i].reason.n > 10);
        if (!there)
            ok(false, arena_z(&mem, id));
    }
    is_int(n, 162, "every time limit that was found is a clock or says why not");
}

static void check_own(void)
{
    const struct clock_rules *r = national->clock_rules;
    int row;
    bool sourced = true, named = true;
    for (size_t i = 0; i < r->nrules; i++) {
        sourced = sourced && r->rules[i].source.n > 4 && r->rules[i].area.n > 0;
        named = named && r->rules[i].name.n > 4;
    }
    ok(sourced, "every duty has an area and a source");
    ok(named, "and a name");
    ok(clock_rule_find(r, S("LV7"), &row) == clock_rule_find(r, S("LV2"), &row),
       "a row of a decision table is found by its own id");
    ok(clock_rule_find(r, S("LV2"), &row) && row == -1, "the rule by its own");
    ok(clock_rule_find(r, S("XX"), &row) == NULL, "and nothing by another");
    const struct clock_rule *pl1 = clock_rule_find(r, S("PL1"), &row);
    ok(pl1 && !pl1->commenced, "law that waits for its day is written down and does not run");
}

int main(void)
{
    arena_init(&mem, 0);
    err e = { .mem = &mem };
    if (catalogue_load(&national, STR_NONE, &e)) {
        printf("Bail out! " STR_FMT "\n" STR_FMT "\n", STR_ARG(e.message), STR_ARG(e.detail));
        return 1;
    }
    check_refusals();
    check_guard();
    check_own();
    check_found();
    check_office_hours();
    catalogue_free(national);
    arena_release(&mem);
    return done_testing();
}
