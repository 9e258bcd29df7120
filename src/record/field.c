/* field.c - see field.h: one value of a record as what it is, so that no caller asks twice whether it is there. */
#include "record/field.h"

str record_text(const struct record *r, enum field_name f)
{
    const value v = record_get(r, f);
    return v.text.p ? v.text : S("");
}

day record_day(const struct record *r, enum field_name f)
{
    const struct field *at = kind_field_of(r->kind, f);
    value v = record_get(r, f);
    if (!at || !v.text.p)
        return DAY_NONE;
    if (at->type == FT_INSTANT)
        return instant_day(v.num);
    return ALWAYS(at->type == FT_DATE) ? (day)v.num : DAY_NONE;
}

instant record_instant(const struct record *r, enum field_name f)
{
    const struct field *at = kind_field_of(r->kind, f);
    value v = record_get(r, f);
    return at && v.text.p && ALWAYS(at->type == FT_INSTANT) ? v.num : INSTANT_NONE;
}

int64_t record_int(const struct record *r, enum field_name f)
{
    value v = record_get(r, f);
    return v.text.p ? v.num : 0;
}

bool record_flag(const struct record *r, enum field_name f)
{
    value v = record_get(r, f);
    return v.text.p && v.num != 0;
}

bool record_is(const struct record *r, enum field_name f, str code) { return str_eq(record_get(r, f).text, code); }

const struct records *facts_of(const struct facts *x, enum kind_name k)
{
    static const struct records none;
    const struct kind *kind = kind_of(x->cat, k);
    return kind ? &x->by_kind[kind->index] : &none;
}
