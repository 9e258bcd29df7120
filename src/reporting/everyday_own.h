/* everyday_own.h - what return_everyday.c and return_everyday_cin.c share. */
#ifndef RETURN_EVERYDAY_OWN_H
#define RETURN_EVERYDAY_OWN_H
#include "reporting/everyday.h"

/* Those of the census come last. person is read for every return. */
#define EVERYDAY_KINDS(K) \
    K(person) K(care_episode) K(placement) K(address) K(mother_of) K(health_check) K(immunisation) K(conviction) K(substance_misuse) K(sdq) K(care_leaver) \
    K(looked_after_review) K(missing_episode) K(permanence) K(deprivation_of_liberty) \
    K(referral) K(s47_enquiry) K(strategy_discussion) K(conference) K(cp_plan) K(cp_review) K(pre_proceedings) K(pre_proceedings_review)
#define EVERYDAY_FIELDS(F) \
    F(person, born_on) F(person, sex) \
    F(care_episode, started_on) F(care_episode, ended_on) F(care_episode, start_reason) F(care_episode, end_reason) F(care_episode, legal_status) \
    F(care_episode, need) F(care_episode, home_postcode) \
    F(placement, started_on) F(placement, ended_on) F(placement, placement_type) F(placement, provider) F(placement, urn) F(placement, postcode) F(placement, change_reason) \
    F(address, address_type) F(address, postcode) F(address, from_on) F(address, to_on) \
    F(health_check, check_type) F(health_check, held_on) F(health_check, due_on) F(health_check, status) \
    F(immunisation, status) F(immunisation, status_on) F(conviction, offence_on) F(conviction, convicted_on) \
    F(substance_misuse, noted_on) F(substance_misuse, intervention_received) F(substance_misuse, intervention_offered) \
    F(sdq, completed_on) F(sdq, score) F(sdq, reason) \
    F(care_leaver, recorded_on) F(care_leaver, eligibility) F(care_leaver, in_touch) F(care_leaver, latest_contact_on) F(care_leaver, accommodation) \
    F(looked_after_review, cancelled) F(missing_episode, started_at) F(permanence, order_on) \
    F(deprivation_of_liberty, ends_on) F(deprivation_of_liberty, ended_on) \
    F(s47_enquiry, started_on) F(s47_enquiry, ended_on) F(s47_enquiry, outcome) F(s47_enquiry, referral_id) F(s47_enquiry, strategy_discussion_id) \
    F(strategy_discussion, held_at) \
    F(conference, s47_enquiry_id) F(conference, referral_id) F(conference, transfer_in) F(conference, held_on) F(conference, target_on) F(conference, category) \
    F(cp_plan, started_on) F(cp_plan, conference_id) F(cp_review, cp_plan_id) F(cp_review, held_on) F(cp_review, category) \
    F(pre_proceedings, family_meeting_offered_on) F(pre_proceedings, family_meeting_on) \
    F(pre_proceedings_review, pre_proceedings_id) F(pre_proceedings_review, held_on)

enum everyday_kind {
#define KIND(k) K_##k,
    EVERYDAY_KINDS(KIND)
#undef KIND
    K_COUNT, K_FIRST_OF_CIN = K_referral
};
enum everyday_field {
#define FIELD(k, f) F_##k##_##f,
    EVERYDAY_FIELDS(FIELD)
#undef FIELD
    F_COUNT
};
struct everyday { const struct kind *kinds[K_COUNT]; const struct field *fields[F_COUNT]; };
struct everyday_cell { struct return_row *row; size_t column; };

/* EACH_RECORD(x, K_sdq, r) …: those that are not removed, in order of time. No break or continue across it: it is more than one loop. */
#define EACH_RECORD(x, kind, r) for (struct records r##_all = everyday_all(x, kind), *r##_once = &r##_all; r##_once; r##_once = NULL) \
    for (size_t r##_i = 0; r##_i < r##_all.n; r##_i++) for (const struct record *r = r##_all.at[r##_i]; r; r = NULL) if (!r->removed)

/* Those from one kind to before another, that the catalogue has. */
size_t everyday_kinds(const struct everyday *v, enum everyday_kind from, enum everyday_kind before, const struct kind **to, size_t max);
struct records everyday_all(const struct everyday_of *x, enum everyday_kind k);
value everyday_value(const struct everyday_of *x, const struct record *r, enum everyday_field f);
str  everyday_text(const struct everyday_of *x, const struct record *r, enum everyday_field f);     /* "" when nothing stands there */
day  everyday_day(const struct everyday_of *x, const struct record *r, enum everyday_field f);
bool everyday_says(const struct everyday_of *x, const struct record *r, enum everyday_field f, const char *code);
bool everyday_as_sent(const struct record *r);          /* it came in as a row of a return */
str  everyday_date(const struct everyday_of *x, day d); /* as the return writes it */

str  everyday_cell_text(const struct everyday_of *x, struct return_row *row, const char *column);
void everyday_set(const struct everyday_of *x, struct return_row *row, const char *column, str text, bool by_default);     /* only where nothing stands */
void everyday_clear(const struct everyday_of *x, struct return_row *row, const char *column);
#endif
