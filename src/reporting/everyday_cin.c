/* everyday_cin.c - see everyday.h: what the children in need census asks. */
#include "reporting/everyday_cells.h"

/* A baby who was expected and is born keeps the day in the record, but the census asks for one of the two. */
void everyday_child_fill(const struct everyday_of *x, struct return_row *row)
{
    EACH_RECORD(x, K_referral, r) if (everyday_as_sent(r)) return;
    if (everyday_cell_text(x, row, "PersonBirthDate").n)
        everyday_clear(x, row, "ExpectedPersonBirthDate");
}

/* The conference that an enquiry led to though nobody joined the two: the first of that referral since, before another
 * enquiry began. */
static const struct record *conference_since(const struct everyday_of *x, const struct record *enquiry)
{
    day began = record_day(enquiry, F_s47_enquiry_started_on), next = INT32_MAX;
    value referral = record_get(enquiry, F_s47_enquiry_referral_id);
    EACH_RECORD(x, K_s47_enquiry, q) {
        day d = record_day(q, F_s47_enquiry_started_on);
        if (d != DAY_NONE && d > began && d < next)
            next = d;
    }
    EACH_RECORD(x, K_conference, r) {
        day held = record_day(r, F_conference_held_on);
        day on = held != DAY_NONE ? held : record_day(r, F_conference_target_on);
        bool joined =
            record_get(r, F_conference_s47_enquiry_id).text.p || everyday_says(r, F_conference_transfer_in, "1");
        bool elsewhere = referral.text.p && record_get(r, F_conference_referral_id).text.p &&
                         !everyday_names(r, F_conference_referral_id, referral.num);
        if (!joined && !elsewhere && on != DAY_NONE && began != DAY_NONE && on >= began && on < next)
            return r;
    }
    return NULL;
}

/* Fifteen working days from the strategy discussion, else from the start of the enquiry. */
static day conference_target(const struct everyday_of *x, const struct record *enquiry)
{
    day from = record_day(enquiry, F_s47_enquiry_started_on);
    EACH_RECORD(x, K_strategy_discussion, r)
        if (everyday_names(enquiry, F_s47_enquiry_strategy_discussion_id, r->id) &&
            record_day(r, F_strategy_discussion_held_at) != DAY_NONE)
            from = record_day(r, F_strategy_discussion_held_at);
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
    bool held = everyday_cell_text(x, row, "DateOfInitialCPC").n > 0,
         planned = everyday_cell_text(x, row, "InitialCPCtarget").n > 0;
    const struct record *c = held || planned ? NULL : conference_since(x, q);
    if (c) {
        day on = record_day(c, F_conference_held_on), target = record_day(c, F_conference_target_on);
        held = on != DAY_NONE && on <= x->year->end;
        if (held)
            everyday_set(x, row, "DateOfInitialCPC", everyday_date(x, on), false);
        if (target != DAY_NONE)
            everyday_set(x, row, "InitialCPCtarget", everyday_date(x, target), false);
    }
    str outcome = record_text(q, F_s47_enquiry_outcome);
    day ended = record_day(q, F_s47_enquiry_ended_on);
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
        if (everyday_names(p, F_cp_plan_conference_id, r->id))
            everyday_set(x, row, "InitialCategoryOfAbuse", record_text(r, F_conference_category), false);
    EACH_RECORD(x, K_cp_review, r) {
        day held = record_day(r, F_cp_review_held_on);
        if (everyday_names(r, F_cp_review_cp_plan_id, p->id) && held != DAY_NONE && held <= x->year->end &&
            record_text(r, F_cp_review_category).n)
            latest = record_text(r, F_cp_review_category);
    }
    everyday_set(x, row, "LatestCategoryOfAbuse", latest, false);
    int before = 0;
    EACH_RECORD (x, K_cp_plan, r)
        before += r != p && record_day(r, F_cp_plan_started_on) < record_day(p, F_cp_plan_started_on);
    everyday_set(x, row, "NumberOfPreviousCPP", arena_printf(x->a, "%d", before), true);
}

void everyday_proceedings_fill(const struct everyday_of *x, struct return_row *row)
{
    const struct record *p = row->record;
    if (everyday_as_sent(p))
        return;
    day offered = record_day(p, F_pre_proceedings_family_meeting_offered_on),
        met = record_day(p, F_pre_proceedings_family_meeting_on);
    if (met != DAY_NONE && met <= x->year->end)
        everyday_set(x, row, "FGDMMeetingFac", S("1"), false);
    if ((offered != DAY_NONE && offered <= x->year->end) || (met != DAY_NONE && met <= x->year->end))
        everyday_set(x, row, "FGDMMeetingOffer", S("1"), false);
    int meetings = 0;
    EACH_RECORD(x, K_pre_proceedings_review, r) {
        day held = record_day(r, F_pre_proceedings_review_held_on);
        meetings += everyday_names(r, F_pre_proceedings_review_pre_proceedings_id, p->id) && held != DAY_NONE &&
                    held <= x->year->end;
    }
    if (meetings)
        everyday_set(x, row, "ReviewMeetingsCount", arena_printf(x->a, "%d", meetings), false);
}
