/* record_form.c - one form for every kind of record, made from the catalogue: its questions in groups, what stands in
 * them, and what was typed as changes. Nothing here knows a particular kind. */
#include "web/record/record.h"
#include "web/http/session.h"
#include <sodium.h>
#include <stdlib.h>

static bool is_day(const struct field *f) { return f->type == FT_DATE || f->type == FT_INSTANT; }

static str part_name(const struct request *r, const struct field *f, const char *part)
{
    return arena_printf(r->mem, STR_FMT "-%s", STR_ARG(f->name), part);
}

static str typed_part(const struct request *r, const struct field *f, const char *part)
{
    return str_trim(request_typed(r, part_name(r, f, part).p));
}

static bool was_typed(const struct request *r, const struct field *f)
{
    if (is_day(f))
        return request_typed(r, part_name(r, f, "day").p).p != NULL;
    return request_typed(r, arena_z(r->mem, f->name)).p != NULL ||
           (f->type == FT_CODES && request_typed(r, part_name(r, f, "asked").p).p != NULL);
}

str posted_in(const struct request *r, enum field_name f)
{
    return str_trim(request_form(r, arena_z(r->mem, field_of(r->cat, f)->name)));
}

str typed_in(const struct request *r, enum field_name f)
{
    return str_trim(request_typed(r, arena_z(r->mem, field_of(r->cat, f)->name)));
}

str field_anchor(const struct request *r, const struct field *f)
{
    return is_day(f) ? part_name(r, f, "day") : f->name;
}

void error_at(struct request *r, enum field_name f, str message)
{
    page_error(r, field_anchor(r, field_of(r->cat, f)), message);
}

void form_show_faults(struct request *r, const struct put_result *put)
{
    for (size_t i = 0; i < put->nfaults; i++)
        page_error(r, field_anchor(r, put->faults[i].field), put->faults[i].message);
}

/* --- what stands in a question ---------------------------------------------------------------------------- */

static void fill_day(const struct request *r, struct question *q, value v)
{
    if (was_typed(r, q->f)) {
        q->day = typed_part(r, q->f, "day");
        q->month = typed_part(r, q->f, "month");
        q->year = typed_part(r, q->f, "year");
        q->time = typed_part(r, q->f, "time");
        return;
    }
    if (!v.text.p)
        return;
    day d = q->f->type == FT_INSTANT ? instant_day(v.num) : (day)v.num;
    int y, m, md;
    day_split(d, &y, &m, &md);
    q->day = arena_printf(r->mem, "%d", md);
    q->month = arena_printf(r->mem, "%d", m);
    q->year = arena_printf(r->mem, "%d", y);
    if (q->f->type == FT_INSTANT) {
        int passed = (int)(v.num - day_start(d)), seconds = passed % 60;
        /* the clocks changed since midnight */
        passed += (int)(v.num - seconds - instant_of_local(d, passed / 3600, passed / 60 % 60));
        q->time = arena_printf(r->mem, seconds ? "%d:%02d:%02d" : "%d:%02d", passed / 3600, passed / 60 % 60, seconds);
    }
}

static size_t typed_all(const struct request *r, const struct field *f, str **to)
{
    const struct form *from = r->is_post ? &r->form : &r->draft;
    return form_values(from, arena_z(r->mem, f->name), r->mem, to);
}

static void fill_codes(const struct request *r, struct question *q, value v)
{
    const struct codeset *cs = q->f->codes;
    str *chosen = NULL, word;
    if (was_typed(r, q->f))
        q->nvalues = typed_all(r, q->f, &chosen);
    else {
        size_t cap = 0;
        for (str rest = v.text; str_cut(&rest, ' ', &word);)
            if (word.n)
                ARENA_PUSH(r->mem, chosen, q->nvalues, cap) = word;
    }
    q->values = chosen;
    struct choice *items = arena_array(r->mem, struct choice, cs->ncodes);
    for (size_t i = 0; i < cs->ncodes; i++) {
        bool held = false;
        for (size_t k = 0; chosen && k < q->nvalues; k++)
            held = held || str_eq(chosen[k], cs->codes[i].code);
        if (in_force(cs->codes[i].when, r->today) || held)
            items[q->nchoices++] = (struct choice){ .value = cs->codes[i].code, .text = cs->codes[i].label };
    }
    q->choices = items;
}

static void choice_add(const struct request *r, struct choice *items, size_t *n, int64_t id, str text)
{
    items[(*n)++] =
        (struct choice){ .value = arena_printf(r->mem, "%lld", (long long)id), .has_value = true, .text = text };
}

struct choice *choices_of(const struct request *r, const char *none, size_t count,
                          const struct listed *all, size_t *n)
{
    struct choice *items = arena_array(r->mem, struct choice, count + 2);
    *n = 0;
    items[(*n)++] = (struct choice){ .value = S(""), .has_value = true, .text = str_of(none) };
    for (size_t i = 0; i < count; i++)
        choice_add(r, items, n, all[i].id, all[i].name);
    return items;
}

/* This subject's own records of the kind, newest first. */
static void own_records(struct request *r, const struct subject *sub, struct question *q)
{
    const struct kind *ref = q->f->ref;
    const struct records *all = subject_kind(sub, ref);
    struct namer names;
    err quiet = { .mem = r->mem };
    request_namer(r, &names);
    namer_holds(&names, sub);
    for (size_t i = 0; i < all->n; i++)
        namer_expects_title(&names, all->at[i]);
    if (namer_read(&names, &quiet))
        return;
    struct choice *items = arena_array(r->mem, struct choice, all->n + 1);
    items[q->nchoices++] = (struct choice){ .value = S(""), .has_value = true, .text = S("Not chosen") };
    for (size_t i = all->n; i-- > 0;) {
        const struct record *x = all->at[i];
        if (x->removed)
            continue;
        /* what the record says stays; what else there is is not for this role */
        if (!access_reads(r->who, ref)) {
            if (str_eq(q->text, arena_printf(r->mem, "%lld", (long long)x->id)))
                choice_add(r, items, &q->nchoices, x->id, ref->label);
            continue;
        }
        value on = ref->f_happened >= 0 ? x->values[ref->f_happened] : (value){ STR_NONE, 0 };
        str when = on.text.p ? field_shown(&ref->fields[ref->f_happened], on, r->mem) : S("no date"),
            what = record_title(&names, x, 80);
        choice_add(r, items, &q->nchoices, x->id,
                   arena_printf(r->mem, STR_FMT ", " STR_FMT, STR_ARG(when), STR_ARG(what)));
    }
    q->choices = items;
}

/* Workers or teams of the council. */
static void listed_of(struct request *r, bool workers, struct question *q)
{
    size_t n;
    int64_t id;
    struct listed *all;
    err quiet = { .mem = r->mem };
    bool held = false;
    if (workers ? workers_listed(r->store, r->today, r->mem, &n, &all, &quiet)
                : teams_listed(r->store, r->mem, &n, &all, &quiet))
        n = 0;                                  /* what the record says can still be kept */
    struct choice *items = choices_of(r, "Not chosen", n, all, &q->nchoices);
    for (size_t i = 1; i < q->nchoices; i++)
        held = held || str_eq(items[i].value, q->text);
    /* somebody who has left is still what the record says */
    if (!held && q->text.n && str_int(q->text, &id)) {
        struct namer names;
        request_namer(r, &names);
        choice_add(r, items, &q->nchoices, id, namer_name(&names, q->f->ref, id));
    }
    q->choices = items;
}

/* For any other kind of reference a number is typed. */
static void fill_reference(struct request *r, const struct subject *sub, struct question *q)
{
    const struct kind *ref = q->f->ref;
    if (sub && ref->subject == sub->kind && !kind_is_subject(ref))
        own_records(r, sub, q);
    else if (kind_is(ref, K_worker) || kind_is(ref, K_team))
        listed_of(r, kind_is(ref, K_worker), q);
}

static str money_typed(const struct request *r, value v)
{
    return arena_printf(r->mem, "%s%lld.%02lld", v.num < 0 ? "-" : "", (long long)llabs(v.num) / 100,
                        (long long)llabs(v.num) % 100);
}

/* A link to an empty form may answer questions ahead: "add/visit?visit_for=cp". What does
 * not fit is as if not there. */
static value answered_ahead(struct request *r, const struct field *f)
{
    value v = { STR_NONE, 0 };
    err quiet = { .mem = r->mem };
    str asked = request_query(r, arena_z(r->mem, f->name));
    bool can = f->type == FT_CODE || f->type == FT_CODES || f->type == FT_FLAG || f->type == FT_DATE ||
               f->type == FT_REF;
    if (!can || r->is_post || r->draft.n || !asked.n || field_read(f, asked, r->today, false, r->mem, &v, &quiet))
        return (value){ STR_NONE, 0 };
    return v;
}

/* Who did it: most often whoever writes it down. */
static bool is_doer(const struct kind *k, const struct field *f)
{
    static const enum field_name doers[] = {
        F_assessment_worker_id,
        F_care_leaver_worker_id,
        F_cin_plan_worker_id,
        F_conference_worker_id,
        F_early_help_worker_id,
        F_management_decision_worker_id,
        F_pathway_plan_worker_id,
        F_permanence_worker_id,
        F_referral_worker_id,
        F_s47_enquiry_worker_id,
        F_supervision_worker_id,
        F_visit_worker_id,
    };
    for (size_t i = 0; i < COUNT_OF(doers); i++)
        if (field_is(k, f, doers[i]))
            return true;
    return false;
}

static struct question question_of(struct request *r, const struct subject *sub, const struct kind *k,
                                   const struct field *f, value v, bool adding)
{
    if (adding)
        v = answered_ahead(r, f);
    if (adding && !v.text.p && field_is(k, f, F_case_note_noted_on))
        v = field_value(f, day_iso(r->mem, r->today));
    struct question q = { .f = f, .error = page_error_of(r, f->name) };
    str typed = request_typed(r, arena_z(r->mem, f->name));
    q.text = typed.p ? typed : v.text;
    if (f->type == FT_REF && adding && !typed.p && !v.text.p && r->who->worker_id && is_doer(k, f))
        q.text = arena_printf(r->mem, "%lld", (long long)r->who->worker_id);       /* most often it was oneself */
    switch (f->type) {
    case FT_DATE: case FT_INSTANT:
        fill_day(r, &q, v);
        if (!q.error.n)
            q.error = page_error_of(r, part_name(r, f, "day"));
        break;
    case FT_CODE: case FT_CODES:
        fill_codes(r, &q, v);
        break;
    case FT_REF:
        fill_reference(r, sub, &q);
        break;
    case FT_MONEY:
        if (!typed.p && v.text.p)
            q.text = money_typed(r, v);
        break;
    default: break;
    }
    return q;
}

bool form_asks(const struct request *r, const struct kind *k, const struct field *f, value v, bool only_end)
{
    const struct field *end = k->f_ended >= 0 ? &k->fields[k->f_ended] : NULL;
    if (!in_force(f->when, r->today) && !v.text.p)
        return false;
    return !only_end || !end || f == end || str_eq(f->group, end->group) || (f->show_if && expr_uses(f->show_if, end));
}

void form_questions(struct request *r, const struct subject *sub, const struct kind *k, const value *values,
                    bool only_end, struct form_page *p)
{
    p->groups = arena_array(r->mem, struct question_group, k->nfields);
    for (size_t i = 0; i < k->nfields; i++) {
        const struct field *f = &k->fields[i];
        value v = values ? values[i] : (value){ STR_NONE, 0 };
        if (!form_asks(r, k, f, v, only_end))
            continue;
        struct question_group *g = p->ngroups ? &p->groups[p->ngroups - 1] : NULL;
        for (size_t n = 0; n < p->ngroups && !(g && str_eq(g->name, f->group)); n++)
            g = &p->groups[n];
        if (!g || !str_eq(g->name, f->group)) {
            g = &p->groups[p->ngroups++];
            *g = (struct question_group){ .name = f->group,
                                          .questions = arena_array(r->mem, struct question, k->nfields) };
        }
        g->questions[g->n++] = question_of(r, sub, k, f, v, !values);
    }
}

/* --- what was typed ------------------------------------------------------------------------------------------ */

static str two_digits(const struct request *r, str s)
{
    return s.n == 1 ? arena_printf(r->mem, "0" STR_FMT, STR_ARG(s)) : s;
}

/* "9:30", "09:30", "9.30", "0930", "9:30pm" as hh:mm; anything else as it is, so that the
 * field can say what is wrong. */
static str read_time(const struct request *r, str s)
{
    bool pm = s.n > 2 && str_eq_nocase(str_skip(s, s.n - 2), S("pm")),
         am = s.n > 2 && str_eq_nocase(str_skip(s, s.n - 2), S("am"));
    str t = str_trim(pm || am ? str_take(s, s.n - 2) : s);
    int digits[4], n = 0, split = -1;
    for (size_t i = 0; i < t.n; i++) {
        if (t.p[i] >= '0' && t.p[i] <= '9' && n < 4)
            digits[n++] = t.p[i] - '0';
        else if ((t.p[i] == ':' || t.p[i] == '.') && split < 0)
            split = n;
        else
            return s;
    }
    if (split < 0)
        split = n <= 2 ? n : n - 2;
    if (n == 0 || split == 0 || split > 2 || (n - split != 2 && n != split))
        return s;
    int hour = split == 2 ? digits[0] * 10 + digits[1] : digits[0],
        minute = n == split ? 0 : digits[split] * 10 + digits[split + 1];
    if (pm && hour < 12)
        hour += 12;
    if (am && hour == 12)
        hour = 0;
    return arena_printf(r->mem, "%02d:%02d", hour, minute);
}

/* "4", "04", "April"; what else stands there, a minus say, must not be taken for a mark between two parts. */
static bool is_part(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= 'A' && s.p[i] <= 'Z')))
            return false;
    return true;
}

static str typed_day(const struct request *r, const struct field *f)
{
    str d = typed_part(r, f, "day"), m = typed_part(r, f, "month"), y = typed_part(r, f, "year"),
        t = typed_part(r, f, "time");
    if (!d.n && !m.n && !y.n && !t.n)
        return S("");
    if (!is_part(d) || !is_part(m) || !is_part(y))
        return S("?");
    if (f->type == FT_DATE)
        return arena_printf(r->mem, STR_FMT "/" STR_FMT "/" STR_FMT, STR_ARG(two_digits(r, d)),
                            STR_ARG(two_digits(r, m)), STR_ARG(y));
    str on = arena_printf(r->mem, STR_FMT "/" STR_FMT "/" STR_FMT, STR_ARG(two_digits(r, d)), STR_ARG(two_digits(r, m)),
                          STR_ARG(y));
    return arena_printf(r->mem, STR_FMT " " STR_FMT, STR_ARG(on),
                        STR_ARG(t.n ? read_time(r, t) : S("?"))); /* without a time it is not midnight */
}

/* A reference to a person may be typed as the council's number for them. */
static str typed_reference(struct request *r, const struct field *f, str typed)
{
    db_rows rows = { 0 };
    err e = { .mem = r->mem };
    const struct access_filter *filter;
    if (!kind_is(f->ref, K_person) || !typed.n || access_filter(r->store, r->who, &filter, &e) ||
        db_run(r->store->db, ST_person_of_council_id, ARGS(DBT(typed)), r->mem, &rows, &e) || !rows.n)
        return typed;
    int64_t id = db_int(&rows, 0, PERSON_OF_COUNCIL_ID_ID);
    return access_sees(filter, id) ? arena_printf(r->mem, "%lld", (long long)id) : typed; /* else as if nobody had it */
}

void form_forget(struct request *r, const struct field *f)
{
    struct form_field *kept = arena_array(r->mem, struct form_field, r->form.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < r->form.n; i++) {
        str name = r->form.fields[i].name, part = str_starts(name, f->name) ? str_skip(name, f->name.n) : STR_NONE;
        bool its = part.p && (part.n == 0 || str_eq(part, S("-day")) || str_eq(part, S("-month")) ||
                              str_eq(part, S("-year")) || str_eq(part, S("-time")) || str_eq(part, S("-asked")));
        if (!its)
            kept[n++] = r->form.fields[i];
    }
    r->form = (struct form){ n, kept };
}

str form_number(struct request *r)
{
    str typed = request_typed(r, "form_number");
    if (typed.n == TOKEN_TEXT)
        return typed;
    char *text = arena_alloc(r->mem, TOKEN_TEXT + 1);
    token_make(text);
    return (str){ text, TOKEN_TEXT };
}

str form_key(struct request *r)
{
    unsigned char hash[16];
    char text[40];
    struct form_field *kept = arena_array(r->mem, struct form_field, r->form.n + 2);
    size_t n = 0;
    if (request_form(r, "form_number").n != TOKEN_TEXT)
        return STR_NONE;
    kept[n++] = (struct form_field){ S("for"), arena_printf(r->mem, STR_FMT " " STR_FMT, STR_ARG(r->who->account),
                                                            STR_ARG(r->path)) };
    for (size_t i = 0; i < r->form.n; i++)
        if (!str_eq(r->form.fields[i].name, S("form_token")) && !str_eq(r->form.fields[i].name, S("sure")))
            kept[n++] = r->form.fields[i];
    out o = { 0 };
    form_write(&(struct form){ n, kept }, &o);
    crypto_generichash(hash, sizeof hash, (const unsigned char *)o.p, o.n, NULL, 0);
    out_release(&o);
    sodium_bin2hex(text, sizeof text, hash, sizeof hash);
    return arena_printf(r->mem, "form:%s", text);
}

str form_typed(struct request *r, const struct field *f)
{
    if (is_day(f))
        return typed_day(r, f);
    str one = str_trim(request_form(r, arena_z(r->mem, f->name)));
    if (f->type == FT_CODES) {
        str *all = NULL;
        size_t n = typed_all(r, f, &all);
        return arena_join(r->mem, n, all, S(" "));
    }
    return f->type == FT_REF ? typed_reference(r, f, one) : one;
}

size_t form_changes(struct request *r, const struct kind *k, struct field_change **to)
{
    struct field_change *all = arena_array(r->mem, struct field_change, k->nfields);
    size_t n = 0;
    for (size_t i = 0; i < k->nfields; i++) {
        const struct field *f = &k->fields[i];
        str take = arena_printf(r->mem, "take-" STR_FMT, STR_ARG(f->name));
        if (!was_typed(r, f) || request_form(r, take.p).n)      /* "use their text": left as it now is */
            continue;
        str typed = form_typed(r, f);
        all[n++] = (struct field_change){ f, typed.p ? typed : S("") };
    }
    *to = all;
    return n;
}
