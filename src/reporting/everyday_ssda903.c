/* everyday_ssda903.c - see everyday.h: what the children looked after return asks. */
#include "reporting/everyday_cells.h"

static day born(const struct everyday_of *x)
{
    const struct records *people = facts_of(x->facts, K_person);
    return people->n ? record_day(people->at[0], F_person_born_on) : DAY_NONE;
}

static bool reached(day from, int age, day on) { return from != DAY_NONE && day_birthday(from, age) <= on; }
static bool younger(day from, int age, day on) { return from != DAY_NONE && day_birthday(from, age) > on; }

/* --- care ---------------------------------------------------------------------------------------------- */

static bool is_respite(const struct record *e)
{
    return everyday_says(e, F_care_episode_legal_status, "V3") || everyday_says(e, F_care_episode_legal_status, "V4");
}

static bool touches_year(const struct everyday_of *x, const struct record *e)
{
    day from = record_day(e, F_care_episode_started_on), to = record_day(e, F_care_episode_ended_on);
    return from != DAY_NONE && from <= x->year->end && (to == DAY_NONE || to >= x->year->start);
}

static bool in_care_on(const struct everyday_of *x, day d)
{
    EACH_RECORD(x, K_care_episode, e) {
        day from = record_day(e, F_care_episode_started_on), to = record_day(e, F_care_episode_ended_on);
        if (d != DAY_NONE && from != DAY_NONE && from <= d && (to == DAY_NONE || to >= d))
            return true;
    }
    return false;
}

static bool only_short_breaks(const struct everyday_of *x)
{
    bool any = false;
    EACH_RECORD(x, K_care_episode, e) {
        any = any || touches_year(x, e);
        if (touches_year(x, e) && !is_respite(e))
            return false;
    }
    return any;
}

/* Does the episode go on in the next? By its reason, or because the next begins that day and nobody gave a reason. */
static bool goes_on(const struct everyday_of *x, const struct record *e, day until)
{
    str why = record_text(e, F_care_episode_end_reason);
    return until == DAY_NONE || until > x->year->end || !why.n || str_eq(why, S("X1"));
}

/* As the rules mean it: an unbroken chain of episodes from the first day of the year or before to the last, none of it
 * short breaks. */
static bool all_year(const struct everyday_of *x)
{
    day began = DAY_NONE, until = DAY_NONE;
    bool on = false;
    EACH_RECORD(x, K_care_episode, e) {
        day from = record_day(e, F_care_episode_started_on), to = record_day(e, F_care_episode_ended_on);
        if (from == DAY_NONE || from > x->year->end)
            continue;
        if (is_respite(e)) {
            began = DAY_NONE;
            continue;
        }
        if (began == DAY_NONE || !on || from > until + 1 || everyday_says(e, F_care_episode_start_reason, "S"))
            began = from;
        until = to == DAY_NONE || to > x->year->end ? INT32_MAX - 1 : to;
        on = goes_on(x, e, to);
    }
    return began != DAY_NONE && began <= x->year->start && until >= x->year->end;
}

/* --- yearly outcomes ------------------------------------------------------------------------------------ */

struct answer { bool yes, no; };

/* A check that was done in the year; one that was asked for, due or refused in it was not. */
static struct answer check_done(const struct everyday_of *x, const char *type, const char *or_type)
{
    struct answer a = { 0 };
    EACH_RECORD(x, K_health_check, r) {
        if (!everyday_says(r, F_health_check_check_type, type) &&
            !(or_type && everyday_says(r, F_health_check_check_type, or_type)))
            continue;
        day held = record_day(r, F_health_check_held_on), due = record_day(r, F_health_check_due_on);
        bool done = everyday_says(r, F_health_check_status, "completed");
        a.yes = a.yes || (done && everyday_in_year(x, held));
        a.no = a.no || (!done && everyday_in_year(x, held != DAY_NONE ? held : due));
    }
    return a;
}

/* Whether they are up to date stays true until somebody says otherwise. */
static str immunised(const struct everyday_of *x)
{
    str says = S("");
    day latest = DAY_NONE;
    EACH_RECORD(x, K_immunisation, r) {
        day on = record_day(r, F_immunisation_status_on);
        str status = record_text(r, F_immunisation_status);
        bool newer = on == DAY_NONE ? latest == DAY_NONE : on <= x->year->end && (latest == DAY_NONE || on >= latest);
        if (status.n && newer && !everyday_as_sent(r)) {
            says = status;
            latest = on;
        }
    }
    return says;
}

static bool was_convicted(const struct everyday_of *x)
{
    EACH_RECORD(x, K_conviction, r) {
        day on = record_day(r, F_conviction_convicted_on);
        if (everyday_in_year(x, on != DAY_NONE ? on : record_day(r, F_conviction_offence_on)))
            return true;
    }
    return false;
}

struct misuse { bool found; struct answer received, offered; };
static struct misuse misuse_of(const struct everyday_of *x)
{
    struct misuse m = { 0 };
    EACH_RECORD(x, K_substance_misuse, r) {
        if (!everyday_in_year(x, record_day(r, F_substance_misuse_noted_on)))
            continue;
        m.found = true;
        m.received.yes = m.received.yes || everyday_says(r, F_substance_misuse_intervention_received, "1");
        m.received.no = m.received.no || everyday_says(r, F_substance_misuse_intervention_received, "0");
        m.offered.yes = m.offered.yes || everyday_says(r, F_substance_misuse_intervention_offered, "1");
        m.offered.no = m.offered.no || everyday_says(r, F_substance_misuse_intervention_offered, "0");
    }
    return m;
}

static void answer_set(const struct everyday_of *x, struct return_row *row, const char *column, struct answer a,
                       bool no_by_default)
{
    if (a.yes || a.no)
        everyday_set(x, row, column, a.yes ? S("1") : S("0"), false);
    else if (no_by_default)
        everyday_set(x, row, column, S("0"), true);
}

/* The last score of the year; without one, the last reason why there is none. Asked of those who are 4 to 16 for a part
 * of the year. */
static void questionnaire_fill(const struct everyday_of *x, struct return_row *row, bool defaults)
{
    const struct record *scored = NULL, *excused = NULL;
    if (everyday_cell_text(x, row, "SDQ_SCORE").n || younger(born(x), 4, x->year->end) ||
        reached(born(x), 17, x->year->start))
        return;
    EACH_RECORD(x, K_sdq, r) {
        if (everyday_as_sent(r) || !everyday_in_year(x, record_day(r, F_sdq_completed_on)))
            continue;
        if (record_text(r, F_sdq_score).n)
            scored = r;
        else if (record_text(r, F_sdq_reason).n)
            excused = r;
    }
    if (scored) {
        everyday_clear(x, row, "SDQ_REASON");
        everyday_set(x, row, "SDQ_SCORE", record_text(scored, F_sdq_score), false);
    } else if (excused) {
        everyday_set(x, row, "SDQ_REASON", record_text(excused, F_sdq_reason), false);
    } else if (defaults && (younger(born(x), 4, x->year->start) || reached(born(x), 17, x->year->end))) {
        everyday_set(x, row, "SDQ_REASON", S("SDQ1"), true);
    }
}

/* Which everyday record answers each item: where somebody goes who would answer it. check: of that type. */
static const struct answered {
    const char *column;
    enum kind_name kind;
    enum field_name field, on;
    const char *check, *or_check;
} answered_by[] = {
    { "HEALTH_ASSESSMENT", K_health_check, F_health_check_status, F_health_check_held_on, "health_assessment",
      "initial_health_assessment" },
    { "TEETH_CHECK", K_health_check, F_health_check_status, F_health_check_held_on, "dental", NULL },
    { "HEALTH_CHECK", K_health_check, F_health_check_status, F_health_check_held_on, "development", NULL },
    { "IMMUNISATIONS", K_immunisation, F_immunisation_status, F_immunisation_status_on, NULL, NULL },
    { "CONVICTED", K_conviction, F_conviction_convicted_on, F_conviction_convicted_on, NULL, NULL },
    { "SUBSTANCE_MISUSE", K_substance_misuse, F_substance_misuse_noted_on, F_substance_misuse_noted_on, NULL, NULL },
    { "INTERVENTION_RECEIVED", K_substance_misuse, F_substance_misuse_intervention_received,
      F_substance_misuse_noted_on, NULL, NULL },
    { "INTERVENTION_OFFERED", K_substance_misuse, F_substance_misuse_intervention_offered, F_substance_misuse_noted_on,
      NULL, NULL },
    { "SDQ_SCORE", K_sdq, F_sdq_score, F_sdq_completed_on, NULL, NULL },
    { "SDQ_REASON", K_sdq, F_sdq_reason, F_sdq_completed_on, NULL, NULL },
};

static bool of_type(const struct record *r, const struct answered *by)
{
    return !by->check || everyday_says(r, F_health_check_check_type, by->check) ||
           (by->or_check && everyday_says(r, F_health_check_check_type, by->or_check));
}

static const struct record *last_of_year(const struct everyday_of *x, const struct answered *by)
{
    const struct record *last = NULL;
    EACH_RECORD(x, by->kind, r)
        if (of_type(r, by) && everyday_in_year(x, record_day(r, by->on)))
            last = r;
    return last;
}

static void outcomes_originate(const struct everyday_of *x, struct return_row *row)
{
    const struct catalogue *cat = x->facts->cat;
    size_t n = return_table_map(x->plan, row->table)->ncolumns;
    struct return_origin *from = arena_array(x->a, struct return_origin, n + 1);
    memcpy(from, row->from, n * sizeof *from);
    row->from = from;
    for (size_t i = 0; i < COUNT_OF(answered_by); i++) {
        const struct answered *by = &answered_by[i];
        int c = return_column(x->plan, row->table, str_of(by->column));
        if (c < 0 || row->cells[c].n || !kind_of(cat, by->kind))
            continue;                                   /* the year's own answer */
        from[c] = (struct return_origin){
            .record = last_of_year(x, by),
            .map = from[c].map,
            .kind = kind_of(cat, by->kind),
            .field = field_of(cat, by->field),
        };
    }
}

void everyday_outcomes_fill(const struct everyday_of *x, struct return_row *row)
{
    if (!everyday_as_sent(row->record))
        outcomes_originate(x, row);
    bool defaults = !everyday_as_sent(row->record);
    answer_set(x, row, "HEALTH_ASSESSMENT", check_done(x, "health_assessment", "initial_health_assessment"), defaults);
    answer_set(x, row, "TEETH_CHECK", check_done(x, "dental", NULL), defaults);
    if (younger(born(x), 5, x->year->end))
        answer_set(x, row, "HEALTH_CHECK", check_done(x, "development", NULL), defaults);
    everyday_set(x, row, "IMMUNISATIONS", immunised(x), false);
    if (reached(born(x), 10, x->year->end))
        answer_set(x, row, "CONVICTED", (struct answer){ was_convicted(x), false }, defaults);
    struct misuse m = misuse_of(x);
    answer_set(x, row, "SUBSTANCE_MISUSE", (struct answer){ m.found, false }, defaults);
    if (m.found && str_eq(everyday_cell_text(x, row, "SUBSTANCE_MISUSE"), S("1"))) {
        answer_set(x, row, "INTERVENTION_RECEIVED", m.received, false);
        if (str_eq(everyday_cell_text(x, row, "INTERVENTION_RECEIVED"), S("0")))
            answer_set(x, row, "INTERVENTION_OFFERED", m.offered, false);
    }
    questionnaire_fill(x, row, defaults);
}

bool everyday_needs_outcomes(const struct everyday_of *x)
{
    bool ours = false;
    EACH_RECORD(x, K_care_episode, e) ours = ours || (touches_year(x, e) && !everyday_as_sent(e));
    EACH_RECORD(x, K_health_check, r) ours = ours || everyday_in_year(x, record_day(r, F_health_check_held_on));
    EACH_RECORD (x, K_sdq, r)
        ours = ours || (!everyday_as_sent(r) && everyday_in_year(x, record_day(r, F_sdq_completed_on)));
    return ours && all_year(x);
}

/* --- care leavers --------------------------------------------------------------------------------------- */

enum { LEAVER_FROM = 17, LEAVER_ALWAYS_TO = 21, LEAVER_TO = 25 };     /* after 21, of those who are in touch */

/* The birthday in the year that the return asks about: care over by then. DAY_NONE: it does not ask. */
static day leaver_birthday(const struct everyday_of *x)
{
    for (int age = LEAVER_FROM; age <= LEAVER_TO; age++) {
        day d = born(x) == DAY_NONE ? DAY_NONE : day_birthday(born(x), age);
        if (everyday_in_year(x, d))
            return in_care_on(x, d) ? DAY_NONE : d;
    }
    return DAY_NONE;
}

static bool entitled(const struct everyday_of *x, const struct record *r)
{
    day on = record_day(r, F_care_leaver_recorded_on), contact = record_day(r, F_care_leaver_latest_contact_on);
    if (reached(born(x), LEAVER_ALWAYS_TO + 1, x->year->end) && !everyday_in_year(x, on) &&
        !everyday_in_year(x, contact))
        return false;
    return !everyday_says(r, F_care_leaver_eligibility, "none") &&
           !everyday_says(r, F_care_leaver_eligibility, "qualifying");
}

/* How things were at the birthday: the last that was written by a month after it, else the first since. */
const struct record *everyday_leaver(const struct everyday_of *x)
{
    const struct record *sent = NULL, *near = NULL, *later = NULL;
    day at = leaver_birthday(x), until = at == DAY_NONE ? DAY_NONE : day_add_months(at, 1);
    EACH_RECORD(x, K_care_leaver, r) {
        day on = record_day(r, F_care_leaver_recorded_on);
        if (everyday_as_sent(r)) {
            sent = everyday_in_year(x, on) ? r : sent;
            continue;
        }
        if (at == DAY_NONE || !entitled(x, r) || (on != DAY_NONE && on > x->year->end))
            continue;
        if (on == DAY_NONE || on <= until)
            near = r;
        else if (!later)
            later = r;
    }
    return sent                                                                               ? sent
           : near && !(later && record_day(near, F_care_leaver_recorded_on) < x->year->start) ? near
           : later                                                                            ? later
                                                                                              : near;
}

/* What was true in an earlier year is not said of this one, but for a death and for help that is no longer wanted. */
void everyday_leaver_fill(const struct everyday_of *x, struct return_row *row)
{
    const struct record *r = row->record;
    str home = record_text(r, F_care_leaver_accommodation);
    if (everyday_as_sent(r))
        return;
    if (str_eq(home, S("0"))) {                         /* nowhere is neither suitable nor unsuitable */
        everyday_clear(x, row, "ACCOM");
        everyday_set(x, row, "ACCOM", home, false);
    }
    day on = record_day(r, F_care_leaver_recorded_on), contact = record_day(r, F_care_leaver_latest_contact_on);
    bool lasts = everyday_says(r, F_care_leaver_in_touch, "DIED") || everyday_says(r, F_care_leaver_in_touch, "NREQ");
    if (lasts || everyday_in_year(x, on) || (contact != DAY_NONE && contact >= x->year->start))
        return;
    everyday_clear(x, row, "IN_TOUCH");
    everyday_clear(x, row, "ACTIV");
    everyday_clear(x, row, "ACCOM");
}

/* --- the rest of the twelve files ------------------------------------------------------------------------- */

bool everyday_care_leaves_out(const struct everyday_of *x, const struct record *r)
{
    if (everyday_as_sent(r))
        return false;
    if (kind_is(r->kind, K_looked_after_review))
        return everyday_says(r, F_looked_after_review_cancelled, "1") || only_short_breaks(x);
    if (kind_is(r->kind, K_missing_episode))
        return !in_care_on(x, record_day(r, F_missing_episode_started_at));
    if (kind_is(r->kind, K_permanence)) {
        day order = record_day(r, F_permanence_order_on);
        return order != DAY_NONE && order < x->year->start;
    }
    return false;
}

/* Home on the day before: where the child lived until then. */
static str home_before(const struct everyday_of *x, day d)
{
    str found = S("");
    EACH_RECORD(x, K_address, r) {
        day from = record_day(r, F_address_from_on), to = record_day(r, F_address_to_on);
        str type = record_text(r, F_address_address_type);
        bool home = !type.n || str_eq(type, S("HOME")) || str_eq(type, S("PRIMARY"));
        if (home && (from == DAY_NONE || from < d) && (to == DAY_NONE || to >= d - 1))
            found = record_text(r, F_address_postcode).n ? record_text(r, F_address_postcode) : found;
    }
    return found;
}

/* What stays the same for the whole time in care is asked once: the episodes after the first inherit it. */
struct inherited { str need, home; };
static struct inherited inherited_of(const struct everyday_of *x, const struct record *episode)
{
    struct inherited h = { S(""), S("") };
    day until = DAY_NONE;
    EACH_RECORD(x, K_care_episode, e) {
        day from = record_day(e, F_care_episode_started_on);
        if (from != until || everyday_says(e, F_care_episode_start_reason, "S"))
            h = (struct inherited){ S(""), from == DAY_NONE ? S("") : home_before(x, from) };
        str need = record_text(e, F_care_episode_need), home = record_text(e, F_care_episode_home_postcode);
        h.need = need.n ? need : h.need;
        h.home = home.n ? home : h.home;
        until = record_day(e, F_care_episode_ended_on);
        if (e == episode)
            return h;
    }
    return h;
}

static const struct record *placement_on(const struct everyday_of *x, day d)
{
    const struct record *found = NULL;
    EACH_RECORD(x, K_placement, r) {
        day from = record_day(r, F_placement_started_on), to = record_day(r, F_placement_ended_on);
        if (from != DAY_NONE && from <= d && (to == DAY_NONE || to > d))
            found = r;
    }
    return found;
}

static bool begins_on(const struct everyday_of *x, day d, const struct record *but)
{
    EACH_RECORD (x, K_care_episode, e)
        if (e != but && d != DAY_NONE && record_day(e, F_care_episode_started_on) == d)
            return true;
    return false;
}

void everyday_episode_fill(const struct everyday_of *x, struct return_row *row)
{
    const struct record *e = row->record;
    if (everyday_as_sent(e))
        return;
    day from = record_day(e, F_care_episode_started_on), to = record_day(e, F_care_episode_ended_on);
    struct inherited h = inherited_of(x, e);
    everyday_set(x, row, "CIN", h.need, false);
    everyday_set(x, row, "HOME_POST", h.home, false);
    const struct record *p = everyday_cell_text(x, row, "PLACE").n ? NULL : placement_on(x, from);
    if (p) {
        everyday_set(x, row, "PLACE", record_text(p, F_placement_placement_type), false);
        everyday_set(x, row, "PLACE_PROVIDER", record_text(p, F_placement_provider), false);
        everyday_set(x, row, "URN", record_text(p, F_placement_urn), false);
        everyday_set(x, row, "PL_POST", record_text(p, F_placement_postcode), false);
        if (to != DAY_NONE && to <= x->year->end && record_day(p, F_placement_ended_on) == to)
            everyday_set(x, row, "REASON_PLACE_CHANGE", record_text(p, F_placement_change_reason), false);
    }
    if (to != DAY_NONE && to <= x->year->end && begins_on(x, to, e))
        everyday_set(x, row, "REC", S("X1"), false);
}

/* A person's own record is one whoever wrote it: whether it came with a return is seen by what came beside it. */
static bool person_as_sent(const struct everyday_of *x)
{
    EACH_RECORD(x, K_care_episode, r) if (everyday_as_sent(r)) return true;
    EACH_RECORD(x, K_care_leaver, r) if (everyday_as_sent(r)) return true;
    return false;
}

/* A girl under twelve of whom nobody said that she is a mother is none; of an older one somebody must say so. */
void everyday_header_fill(const struct everyday_of *x, struct return_row *row)
{
    enum { NOBODY_ASKS_UNTIL = 12 };
    bool girl = everyday_says(row->record, F_person_sex, "F"), in_care = false;
    if (person_as_sent(x))
        return;
    EACH_RECORD(x, K_care_episode, e) in_care = in_care || touches_year(x, e);
    if (!in_care || only_short_breaks(x)) {             /* the return does not ask */
        everyday_clear(x, row, "MOTHER");
        everyday_clear(x, row, "MC_DOB");
        return;
    }
    if (girl && facts_of(x->facts, K_mother_of)->n && everyday_cell_text(x, row, "MC_DOB").n)
        everyday_set(x, row, "MOTHER", S("1"), false);
    if (girl && younger(born(x), NOBODY_ASKS_UNTIL, x->year->end))
        everyday_set(x, row, "MOTHER", S("0"), true);
}

/* An order that nobody ended ends on the day that it runs out. */
void everyday_liberty_fill(const struct everyday_of *x, struct return_row *row)
{
    day ends = record_day(row->record, F_deprivation_of_liberty_ends_on);
    bool ended = record_day(row->record, F_deprivation_of_liberty_ended_on) != DAY_NONE;
    if (!everyday_as_sent(row->record) && !ended && ends != DAY_NONE && ends <= x->year->end)
        everyday_set(x, row, "DOLO_END", everyday_date(x, ends), false);
}
