/* person_form.c - the form for somebody new: what is known in the first call is asked first, with where they live; the
 * rest is folded away in groups, and still one form. */
#include "web/record/person_form.h"

static const enum field_name first[] = {
    F_person_forename,          F_person_surname, F_person_known_as, F_person_born_on,
    F_person_born_on_estimated, F_person_due_on,  F_person_sex,
};
static const enum field_name where[] = {
    F_address_line1, F_address_line2, F_address_town, F_address_postcode, F_address_confidential,
};

static bool is_among(const struct kind *k, const struct field *f, size_t n, const enum field_name *names)
{
    for (size_t i = 0; i < n; i++)
        if (field_is(k, f, names[i]))
            return true;
    return false;
}

static bool is_typed(const struct question *q)
{
    return q->error.n || q->text.n || q->day.n || q->month.n || q->year.n || (q->nvalues && q->values[0].n);
}

static const struct kind *address_kind(const struct request *r)
{
    const struct kind *k = kind_of(r->cat, K_address);
    return access_writes(r->who, k) ? k : NULL;
}

/* Questions of that name, in the order of names. */
static struct question_group picked(struct request *r, const struct form_page *from, str heading, size_t n,
                                    const enum field_name *names)
{
    struct question_group to = { .name = heading, .questions = arena_array(r->mem, struct question, n) };
    for (size_t i = 0; i < n; i++)
        for (size_t g = 0; g < from->ngroups; g++)
            for (size_t q = 0; q < from->groups[g].n; q++)
                if (field_is(from->kind, from->groups[g].questions[q].f, names[i]))
                    to.questions[to.n++] = from->groups[g].questions[q];
    return to;
}

static struct question_group *fold_named(struct form_page *p, str name, size_t room, arena *a)
{
    for (size_t g = 0; g < p->ngroups; g++)
        if (p->groups[g].folded && str_eq(p->groups[g].name, name))
            return &p->groups[g];
    struct question_group *g = &p->groups[p->ngroups++];
    *g = (struct question_group){ .name = name, .folded = true, .questions = arena_array(a, struct question, room) };
    return g;
}

void person_form_arrange(struct request *r, struct form_page *p)
{
    const struct form_page all = *p;
    const struct kind *address = address_kind(r);
    size_t room = 0;
    for (size_t g = 0; g < all.ngroups; g++)
        room += all.groups[g].n;
    p->groups = arena_array(r->mem, struct question_group, all.ngroups + 2);
    p->groups[0] = picked(r, &all, S("Who it is"), COUNT_OF(first), first);
    p->ngroups = 1;
    if (address) {
        struct form_page there = { .r = r, .kind = address };
        form_questions(r, NULL, address, NULL, false, &there);
        p->groups[p->ngroups++] = picked(r, &there, S("Where they live"), COUNT_OF(where), where);
    }
    for (size_t g = 0; g < all.ngroups; g++)
        for (size_t q = 0; q < all.groups[g].n; q++) {
            const struct question *x = &all.groups[g].questions[q];
            if (is_among(all.kind, x->f, COUNT_OF(first), first))
                continue;
            bool about = str_eq(x->f->group, S("Name")) || str_eq(x->f->group, S("Birth")); /* what is left of them */
            struct question_group *to = fold_named(p, about ? S("About them") : x->f->group, room, r->mem);
            to->questions[to->n++] = *x;
            to->open = to->open || is_typed(x);
        }
}

size_t person_form_address(struct request *r, struct change **to)
{
    const struct kind *k = address_kind(r);
    struct field_change *fields;
    size_t n = 0, said = 0;
    struct change *all = *to = arena_array(r->mem, struct change, 1);
    if (!k)
        return 0;
    size_t nall = form_changes(r, k, &fields);
    for (size_t i = 0; i < nall; i++) {
        const struct field *f = fields[i].field;
        value v;
        err quiet = { .mem = r->mem };
        if (!is_among(k, f, COUNT_OF(where), where) || !fields[i].typed.n)
            continue;
        if (field_read(f, fields[i].typed, r->today, false, r->mem, &v, &quiet))
            page_error(r, f->name, quiet.message);
        said += !field_is(k, f, F_address_confidential);
        fields[n++] = fields[i];
    }
    all[0] = (struct change){ .kind = k, .source_key = STR_NONE, .n = n, .fields = fields, .why = STR_NONE };
    return said ? 1 : 0;
}
