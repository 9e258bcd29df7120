/* record_show.c - one record: what it says, what nobody has answered yet, and every change to it. */
#include "returns/kinds.h"
#include "web/record/record.h"

static str via_words(str via)
{
    static const struct { const char *via, *words; } all[] = {
        { "form", "on a page" }, { "import ssd", "from an extract" }, { "demo", "made up for the demonstration" },
    };
    const struct return_kind *sent = str_starts(via, S("import ")) ? return_kind_named(str_skip(via, 7)) : NULL;
    for (size_t i = 0; i < COUNT_OF(all); i++)
        if (str_eq(via, str_of(all[i].via)))
            return str_of(all[i].words);
    return sent ? str_of(sent->via) : via;
}

static str op_words(str op)
{
    return str_eq(op, S("add"))      ? S("Added")
           : str_eq(op, S("change")) ? S("Changed")
           : str_eq(op, S("remove")) ? S("Removed")
           : str_eq(op, S("erase"))  ? S("Erased by law")
                                     : op;
}

static bool is_secret_entry(const struct subject *sub, const struct entry *x)
{
    const struct record *rec = sub ? subject_record(sub, x->record_id) : NULL;
    return rec && record_is_confidential(rec);
}

/* Names for what was ever written in any of them, read at once. */
static err_code entries_namer(struct request *r, const struct subject *sub, size_t n, const struct entry *all,
                              struct namer *names, err *e)
{
    request_namer(r, names);
    namer_holds(names, sub);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < all[i].nfields; k++) {
            namer_expects(names, all[i].fields[k].field, all[i].fields[k].before);
            namer_expects(names, all[i].fields[k].field, all[i].fields[k].after);
        }
    return namer_read(names, e);
}

static err_code read_entries(struct request *r, struct record_page *p, const struct subject *sub, int64_t record_id,
                             err *e)
{
    size_t n;
    struct entry *all;
    struct namer names;
    err_code rc = record_history(r->store, sub->id, record_id, r->mem, &n, &all, e);
    if (rc || (rc = entries_namer(r, sub, n, all, &names, e)))
        return rc;
    struct entry_row *rows = arena_array(r->mem, struct entry_row, n);
    for (size_t i = 0; i < n; i++) {
        const struct entry *x = &all[i];
        if (!x->kind || !access_reads(r->who, x->kind))
            continue;
        bool secret = !record_id && is_secret_entry(sub, x);        /* shown on the record's own page alone */
        struct entry_change *changes = arena_array(r->mem, struct entry_change, x->nfields);
        for (size_t k = 0; k < x->nfields; k++)
            changes[k] = (struct entry_change){ x->fields[k].field->label,
                                                value_shown(&names, x->fields[k].field, x->fields[k].before),
                                                value_shown(&names, x->fields[k].field, x->fields[k].after) };
        rows[p->nentries++] = (struct entry_row){ .seq = x->seq,
                                                  .what = op_words(x->op),
                                                  .by = x->account,
                                                  .via = via_words(x->via),
                                                  .why = x->why,
                                                  .at = x->at,
                                                  .n = secret ? 0 : x->nfields,
                                                  .changes = changes,
                                                  .record_id = x->record_id,
                                                  .record = x->kind->label };
    }
    p->entries = rows;
    return ERR_OK;
}

static err_code record_namer(struct request *r, const struct subject *sub, const struct record *rec,
                             struct namer *names, err *e)
{
    request_namer(r, names);
    namer_holds(names, sub);
    for (size_t i = 0; i < rec->kind->nfields; i++)
        namer_expects(names, &rec->kind->fields[i], rec->values[i]);
    return namer_read(names, e);
}

void record_values(struct request *r, const struct record *rec, struct namer *names, struct record_page *p)
{
    struct value_group *groups = arena_array(r->mem, struct value_group, rec->kind->nfields);
    for (size_t i = 0; i < rec->kind->nfields; i++) {
        const struct field *f = &rec->kind->fields[i];
        if (!rec->values[i].text.p)
            continue;
        if (!p->ngroups || !str_eq(groups[p->ngroups - 1].name, f->group))
            groups[p->ngroups++] = (struct value_group){
                .name = f->group, .rows = arena_array(r->mem, struct value_row, rec->kind->nfields)
            };
        struct value_group *g = &groups[p->ngroups - 1];
        ((struct value_row *)g->rows)[g->n++] = (struct value_row){ f->label, value_shown(names, f, rec->values[i]),
                                                                    f->type == FT_NOTE };
    }
    p->groups = groups;
}

/* Questions that an answer raises ("seen alone? no" raises "why not?") and that are still empty. Asked for again, never
 * insisted on: what is known now is worth more on the record than in a notebook. */
size_t record_gaps(struct request *r, const struct record *rec, const struct field *const **to)
{
    const struct field **gaps = arena_array(r->mem, const struct field *, rec->kind->nfields);
    const value *nothing = arena_array(r->mem, value, rec->kind->nfields);
    size_t n = 0;
    for (size_t i = 0; i < rec->kind->nfields; i++) {
        const struct field *f = &rec->kind->fields[i];
        if (f->show_if && !rec->values[i].text.p && in_force(f->when, r->today) &&
            expr_true(f->show_if, rec->values, NULL) && !expr_true(f->show_if, nothing, NULL))
            gaps[n++] = f;
    }
    *to = gaps;
    return n;
}

err_code page_record(struct request *r, err *e)
{
    struct record_place at;
    struct record_head head;
    err_code rc = place_of_record(r, ACCESS_READ, &at, e);
    if (rc)
        return rc;
    struct namer names;
    if ((rc = record_namer(r, at.sub, at.record, &names, e)))
        return rc;
    bool writes = subject_writes(r, at.sub, at.kind) && !at.record->removed;
    struct record_page p = { .r = r,
                             .head = &head,
                             .kind = at.kind,
                             .id = at.record_id,
                             .title = record_title(&names, at.record, 120),
                             .removed = at.record->removed,
                             .may_change = writes,
                             .may_end = writes && at.kind->f_ended >= 0 &&
                                        !at.record->values[at.kind->f_ended].text.p };
    record_values(r, at.record, &names, &p);
    p.ngaps = at.record->removed ? 0 : record_gaps(r, at.record, &p.gaps);
    p.advice = advice_of_record(r, at.sub, at.record);
    if ((rc = read_entries(r, &p, at.sub, at.record_id, e)) ||
        (rc = record_chrome(r, at.sub, &head, at.kind->label, e)))
        return rc;
    record_view(r->out, &p);
    return ERR_OK;
}

err_code page_history(struct request *r, err *e)
{
    struct record_head head;
    struct record_page p = { .r = r, .head = &head };
    struct subject *sub;
    int64_t id;
    err_code rc;
    if ((rc = request_id(r, 0, &id, e)) || (rc = request_subject(r, id, ACCESS_READ, NULL, e)) ||
        (rc = subject_load(r->store, id, r->mem, &sub, e)) || (rc = fits_address(r, sub, e)) ||
        (rc = read_entries(r, &p, sub, 0, e)))
        return rc;
    record_titled(r, sub, &head, S("Every change"));
    enum { SHOWN = 200 };
    if (p.nentries > SHOWN && !request_query(r, "all").p)
        p.nentries = SHOWN;
    child_history_view(r->out, &p);
    return ERR_OK;
}
