/* everyday_cin.c - see return_everyday.h: what the children in need census asks. */
#include "reporting/everyday_own.h"

size_t everyday_need_kinds(const struct everyday *v, const struct kind **to, size_t max)
{
    return everyday_kinds(v, K_FIRST_OF_CIN, K_COUNT, to, max);
}

static bool names(const struct everyday_of *x, const struct record *r, enum everyday_field f, int64_t id)
{
    value v = everyday_value(x, r, f);
    return v.text.p && v.num == id;
}

/* A baby who was expected and is born keeps the day in the record, but the census asks for one of the two. */
void everyday_child_fill(const struct everyday_of *x, struct return_row *row)
{
    EACH_RECORD(x, K_referral, r) if (everyday_as_sent(r)) return;
    if (everyday_cell_text(x, row, "PersonBirthDate").n)
        everyday_clear(x, row, "ExpectedPersonBirthDate");
}

/* The conference that an enquiry led to though nobody joined the two: the first of that referral since, before another enquiry began. */
static const struct record *conference_since(const struct everyday_of *x, const struct record *enquiry)
{
    day began = everyday_day(x, enquiry, F_s47_enquiry_started_on), next = INT32_MAX;
    value referral = everyday_value(x, enquiry, F_s47_enquiry_referral_id);
    EACH_RECORD(x, K_s47_enquiry, q) {
        day d = everyday_day(x, q, F_s47_enquiry_started_on);
        if (d != DAY_NONE && d > began && d < next)
            next = d;
    }
    EACH_RECORD(x, K_conference, r) {
        day held = everyday_day(x, r, F_conference_held_on);
        day on = held != DAY_NONE ? held : everyday_day(x, r, F_conference_target_on);
        bool joined = everyday_value(x, r, F_conference_s47_enquiry_id).text.p || everyday_says(x, r, F_conference_transfer_in, "1");
        bool elsewhere = referral.text.p && everyday_value(x, r, F_conference_referral_id).text.p && !names(x, r, F_conference_referral_id, referral.num);
        if (!joined && !elsewhere && on != DAY_NONE && began != DAY_NONE && on >= began && on < next)
            return r;
    }
    return NULL;
}

/* Fifteen working days from the strategy discussion, else from the start of the enquiry. */
static day conference_target(const struct everyday_of *x, const struct record *enquiry)
{
    day from = everyday_day(x, enquiry, F_s47_enquiry_started_on);
    EACH_RECORD(x, K_strategy_discussion, r)
        if (names(x, enquiry, F_s47_enquiry_strategy_discussion_id, r->id) && everyday_day(x, r, F_strategy_discussion_held_at) != DAY_NONE)
            from = everyday_day(x, r, F_strategy_discussion_held_at);
    return from == DAY_NONE ? DAY_NONE : calendar_add(&x->facts->cat->calendar, from, 15);
}

static bool has_word(str words, str word)
{
    str one;
    while (str_cut(&words, ' ', &one))
        if (str_eq(one, word))
            return true;
    return false;
}

void everyday_enquiry_fill(const struct everyday_of *x, struct return_row *row)
{
    const struct record *q = row->record;
    if (everyday_as_sent(q))
        return;
    bool held = everyday_cell_text(x, row, "DateOfInitialCPC").n > 0, planned = everyday_cell_text(x, row, "InitialCPCtarget").n > 0;
    const struct record *c = held || planned ? NULL : conference_since(x, q);
    if (c) {
        day on = everyday_day(x, c, F_conference_held_on), target = everyday_day(x, c, F_conference_target_on);
        held = on != DAY_NONE && on <= x->year->end;
        if (held)
            everyday_set(x, row, "DateOfInitialCPC", everyday_date(x, on), false);
        if (target != DAY_NONE)
            everyday_set(x, row, "InitialCPCtarget", everyday_date(x, target), false);
    }
    str outcome = everyday_text(x, q, F_s47_enquiry_outcome);
    day ended = everyday_day(x, q, F_s47_enquiry_ended_on);
    bool over = ended != DAY_NONE && ended <= x->year->end, leads_to_one = has_word(outcome, S("CP_CONFERENCE_FLAG"));
    if (over && !held && !planned && !c && outcome.n && !leads_to_one)
        everyday_set(x, row, "ICPCnotRequired", S("1"), false);
    day target = held || leads_to_one ? conference_target(x, q) : DAY_NONE;
    if (target != DAY_NONE)
        everyday_set(x, row, "InitialCPCtarget", everyday_date(x, target), true);
}

void everyday_protection_fill(const struct everyday_of *x, struct return_row *row)
{
    const struct record *p = row->record;
    if (everyday_as_sent(p))
        return;
    str latest = S("");
    EACH_RECORD(x, K_conference, r)
        if (names(x, p, F_cp_plan_conference_id, r->id))
            everyday_set(x, row, "InitialCategoryOfAbuse", everyday_text(x, r, F_conference_category), false);
    EACH_RECORD(x, K_cp_review, r) {
        day held = everyday_day(x, r, F_cp_review_held_on);
        if (names(x, r, F_cp_review_cp_plan_id, p->id) && held != DAY_NONE && held <= x->year->end && everyday_text(x, r, F_cp_review_category).n)
            latest = everyday_text(x, r, F_cp_review_category);
    }
    everyday_set(x, row, "LatestCategoryOfAbuse", latest, false);
    int before = 0;
    EACH_RECORD(x, K_cp_plan, r) before += r != p && everyday_day(x, r, F_cp_plan_started_on) < everyday_day(x, p, F_cp_plan_started_on);
    everyday_set(x, row, "NumberOfPreviousCPP", arena_printf(x->a, "%d", before), true);
}

void everyday_proceedings_fill(const struct everyday_of *x, struct return_row *row)
{
    const struct record *p = row->record;
    if (everyday_as_sent(p))
        return;
    day offered = everyday_day(x, p, F_pre_proceedings_family_meeting_offered_on), met = everyday_day(x, p, F_pre_proceedings_family_meeting_on);
    if (met != DAY_NONE && met <= x->year->end)
        everyday_set(x, row, "FGDMMeetingFac", S("1"), false);
    if ((offered != DAY_NONE && offered <= x->year->end) || (met != DAY_NONE && met <= x->year->end))
        everyday_set(x, row, "FGDMMeetingOffer", S("1"), false);
    int meetings = 0;
    EACH_RECORD(x, K_pre_proceedings_review, r) {
        day held = everyday_day(x, r, F_pre_proceedings_review_held_on);
        meetings += names(x, r, F_pre_proceedings_review_pre_proceedings_id, p->id) && held != DAY_NONE && held <= x->year->end;
    }
    if (meetings)
        everyday_set(x, row, "ReviewMeetingsCount", arena_printf(x->a, "%d", meetings), false);
}
