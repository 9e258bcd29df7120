/* field.h - a record's values by the field's own name: record_day(r, F_person_born_on).
 *
 * The record must be of the kind whose field is asked for; anything else is a fault in the program (it stops a test,
 * and reads as absent in a release). Removed records answer too: skip them where they do not count. */
#ifndef RECORD_FIELD_H
#define RECORD_FIELD_H
#include "catalogue/named.h"
#include "record/record.h"

static inline value record_get(const struct record *r, enum field_name f)
{
    const struct field *at = kind_field_of(r->kind, f);
    return at ? record_value(r, at) : (value){ STR_NONE, 0 };
}

static inline bool record_has(const struct record *r, enum field_name f) { return record_get(r, f).text.p; }

/* The text as it is stored: a code, "2014-04-03", a name; "" when absent. */
str     record_text(const struct record *r, enum field_name f);
/* The day of a date or, in London, of an instant; DAY_NONE when absent. */
day     record_day(const struct record *r, enum field_name f);
/* INSTANT_NONE when absent. */
instant record_instant(const struct record *r, enum field_name f);
/* A number, pence, minutes, or the number of the record that a reference names; 0 when absent. */
int64_t record_int(const struct record *r, enum field_name f);
/* A flag that says yes. */
bool    record_flag(const struct record *r, enum field_name f);
/* A code, as record_is(r, F_involvement_role, S("case_holder")). */
bool    record_is(const struct record *r, enum field_name f, str code);

/* The records of that kind, in order of time, removed ones among them; none when the catalogue has no such kind. */
const struct records *facts_of(const struct facts *x, enum kind_name k);
static inline const struct records *subject_all(const struct subject *sub, enum kind_name k)
{
    return facts_of(&sub->facts, k);
}
#endif
