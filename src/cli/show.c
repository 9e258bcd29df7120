/* show.c - show child, history, erase, find: one record from the command line, for the operator of the database. */
#include "cli/noted.h"
#include "cli/command.h"
#include "record/record.h"
#include "record/search.h"
#include "desk/transaction.h"
#include "record/tables.h"
#include <stdlib.h>

/* --- finding the subject --------------------------------------------------------------------- */

/* By its number here, else by a number of its own (the council's, NHS, UPN) that only it has. */
static err_code find_subject(struct command *c, struct store *s, str typed, int64_t *id, err *e)
{
    struct search_query q = { .text = typed, .limit = 2 };
    struct found_subject *found;
    struct subject *sub;
    size_t n = 0;
    if (str_int(typed, id)) {
        err_code rc = subject_load(s, *id, c->mem, &sub, e);
        if (rc != ERR_NOT_FOUND)
            return rc;
    }
    if (search_find(s, &q, c->mem, &n, &found, e))
        return e->code;
    if (n == 0 || found[0].match != MATCH_ID ||
        (n > 1 && found[1].match == MATCH_ID && found[1].score == found[0].score)) {
        err_set(e, ERR_NOT_FOUND, "There is no child with the number " STR_FMT, STR_ARG(typed));
        return err_hint(e, "holdfast find DB NAME, which lists the numbers of those it finds");
    }
    *id = found[0].subject_id;
    return ERR_OK;
}

static err_code database_of(struct command *c, size_t at, str *where, err *e)
{
    const char *set = getenv("HOLDFAST_DB");
    *where = c->nargs > at ? c->args[at] : set ? str_of(set) : STR_NONE;
    if (where->n)
        return ERR_OK;
    err_set(e, ERR_INVALID, "Which database?");
    return err_hint(e, "name it after the number, or set HOLDFAST_DB");
}

/* --- show child ------------------------------------------------------------------------------ */

static void text_record(struct command *c, const struct record *r)
{
    for (size_t i = 0; i < r->kind->nfields; i++) {
        const struct field *f = &r->kind->fields[i];
        if (!r->values[i].text.p)
            continue;
        str shown = field_shown(f, r->values[i], c->mem);
        out_printf(c->out, "    %-40.*s " STR_FMT "\n", (int)f->label.n, f->label.p, STR_ARG(shown));
    }
}

static void text_subject(struct command *c, const struct subject *sub, day known)
{
    out_printf(c->out, STR_FMT " %lld", STR_ARG(sub->kind->label), (long long)sub->id);
    if (known != DAY_NONE)
        out_printf(c->out, ", as known at the end of " STR_FMT, STR_ARG(day_uk(c->mem, known)));
    out_raw(c->out, S("\n"));
    for (size_t k = 0; k < c->cat->nkinds; k++) {
        const struct records *list = &sub->facts.by_kind[k];
        for (size_t i = 0; i < list->n; i++) {
            const struct record *r = list->at[i];
            if (r->removed)
                continue;
            out_printf(c->out, "\n  " STR_FMT " (record %lld, version %lld)\n", STR_ARG(r->kind->label),
                       (long long)r->id, (long long)r->version);
            text_record(c, r);
        }
    }
}

static void json_record(out *o, const struct record *r)
{
    bool first = true;
    out_raw(o, S("{\"kind\":"));
    out_json(o, r->kind->name);
    out_printf(o, ",\"id\":%lld,\"version\":%lld,\"removed\":%s,\"fields\":{", (long long)r->id, (long long)r->version,
               r->removed ? "true" : "false");
    for (size_t i = 0; i < r->kind->nfields; i++) {
        if (!r->values[i].text.p)
            continue;
        out_raw(o, first ? S("") : S(","));
        first = false;
        out_json(o, r->kind->fields[i].name);
        out_char(o, ':');
        out_json(o, r->values[i].text);
    }
    out_raw(o, S("}}"));
}

static void json_subject(struct command *c, const struct subject *sub, day known)
{
    bool first = true;
    out_raw(c->out, S("{\"kind\":"));
    out_json(c->out, sub->kind->name);
    out_printf(c->out, ",\"id\":%lld", (long long)sub->id);
    if (known != DAY_NONE) {
        out_raw(c->out, S(",\"as_known\":"));
        out_json(c->out, day_iso(c->mem, known));
    }
    out_raw(c->out, S(",\"records\":["));
    for (size_t k = 0; k < c->cat->nkinds; k++)
        for (size_t i = 0; i < sub->facts.by_kind[k].n; i++) {
            out_raw(c->out, first ? S("\n") : S(",\n"));
            first = false;
            json_record(c->out, sub->facts.by_kind[k].at[i]);
        }
    out_raw(c->out, S("\n]}\n"));
}

static void csv_subject(struct command *c, const struct subject *sub)
{
    out_raw(c->out, S("kind,id,version,removed,field,value\n"));
    for (size_t k = 0; k < c->cat->nkinds; k++)
        for (size_t i = 0; i < sub->facts.by_kind[k].n; i++) {
            const struct record *r = sub->facts.by_kind[k].at[i];
            for (size_t f = 0; f < r->kind->nfields; f++) {
                if (!r->values[f].text.p)
                    continue;
                out_printf(c->out, STR_FMT ",%lld,%lld,%d," STR_FMT ",", STR_ARG(r->kind->name), (long long)r->id,
                           (long long)r->version, r->removed, STR_ARG(r->kind->fields[f].name));
                out_csv(c->out, r->values[f].text);
                out_char(c->out, '\n');
            }
        }
}

static err_code read_subject(struct command *c, struct store *s, day known, struct subject **sub, err *e)
{
    int64_t id;
    if (find_subject(c, s, c->args[0], &id, e))
        return e->code;
    return known == DAY_NONE ? subject_load(s, id, c->mem, sub, e)
                             : subject_as_known(s, id, day_start(known + 1) - 1, c->mem, sub, e);
}

err_code cmd_show_child(struct command *c, err *e)
{
    struct store *s;
    struct subject *sub = NULL;
    str where, typed = command_option(c, "as-known");
    day known = typed.p ? day_parse(typed) : DAY_NONE;
    if (typed.p && known == DAY_NONE) {
        err_set(e, ERR_INVALID, STR_FMT " is not a day", STR_ARG(typed));
        return err_hint(e, "a day like 2026-11-21 or 21/11/2026");
    }
    if (database_of(c, 1, &where, e) || records_open(&s, c->cat, where, 0, e))
        return e->code;
    err_code rc = snapshot_begin(s, e);
    if (!rc)
        rc = read_subject(c, s, known, &sub, e);
    db_rollback(s->db);
    store_close(s);
    if (rc || !sub || (rc = command_noted(c, where, sub->id, e)))
        return rc;
    if (c->format == FORMAT_JSON)
        json_subject(c, sub, known);
    else if (c->format == FORMAT_CSV)
        csv_subject(c, sub);
    else
        text_subject(c, sub, known);
    return ERR_OK;
}

/* --- history --------------------------------------------------------------------------------- */

static str shown_or_nothing(struct command *c, const struct field *f, value v)
{
    return v.text.p ? field_shown(f, v, c->mem) : S("nothing");
}

static void text_entry(struct command *c, const struct entry *x)
{
    out_printf(c->out, "%lld  " STR_FMT "  " STR_FMT " (" STR_FMT ")  " STR_FMT " " STR_FMT " %lld, version %lld\n",
               (long long)x->seq, STR_ARG(instant_uk(c->mem, x->at)), STR_ARG(x->account), STR_ARG(x->via),
               STR_ARG(x->op), STR_ARG(x->kind->label), (long long)x->record_id, (long long)x->version);
    if (x->why.n)
        out_printf(c->out, "    because: " STR_FMT "\n", STR_ARG(x->why));
    for (size_t i = 0; i < x->nfields; i++) {
        const struct entry_field *f = &x->fields[i];
        str after = shown_or_nothing(c, f->field, f->after);
        if (str_eq(x->op, S("add")))
            out_printf(c->out, "    " STR_FMT ": " STR_FMT "\n", STR_ARG(f->field->label), STR_ARG(after));
        else
            out_printf(c->out, "    " STR_FMT ": " STR_FMT " became " STR_FMT "\n", STR_ARG(f->field->label),
                       STR_ARG(shown_or_nothing(c, f->field, f->before)), STR_ARG(after));
    }
}

static void json_text(out *o, const char *name, str v)
{
    out_printf(o, ",\"%s\":", name);
    if (v.p)
        out_json(o, v);
    else
        out_raw(o, S("null"));
}

static void json_entry(struct command *c, const struct entry *x)
{
    out *o = c->out;
    out_printf(o, "{\"seq\":%lld,\"record\":%lld,\"version\":%lld", (long long)x->seq, (long long)x->record_id,
               (long long)x->version);
    json_text(o, "kind", x->kind->name);
    json_text(o, "op", x->op);
    json_text(o, "at", instant_iso(c->mem, x->at));
    json_text(o, "account", x->account);
    json_text(o, "via", x->via);
    json_text(o, "happened", x->happened);
    json_text(o, "why", x->why);
    out_raw(o, S(",\"fields\":["));
    for (size_t i = 0; i < x->nfields; i++) {
        out_raw(o, i ? S(",{\"field\":") : S("{\"field\":"));
        out_json(o, x->fields[i].field->name);
        json_text(o, "before", x->fields[i].before.text);
        json_text(o, "after", x->fields[i].after.text);
        out_char(o, '}');
    }
    out_raw(o, S("]}"));
}

static void csv_entry(struct command *c, const struct entry *x)
{
    for (size_t i = 0; i < x->nfields || i == 0; i++) {
        bool has = i < x->nfields;
        const str cells[] = { instant_iso(c->mem, x->at),
                              x->account,
                              x->via,
                              x->op,
                              x->kind->name,
                              has ? x->fields[i].field->name : S(""),
                              has ? x->fields[i].before.text : STR_NONE,
                              has ? x->fields[i].after.text : STR_NONE,
                              x->why };
        out_printf(c->out, "%lld,%lld,%lld", (long long)x->seq, (long long)x->record_id, (long long)x->version);
        for (size_t k = 0; k < COUNT_OF(cells); k++) {
            out_char(c->out, ',');
            out_csv(c->out, cells[k]);
        }
        out_char(c->out, '\n');
    }
}

static err_code whole_number(str typed, const char *name, int64_t *to, err *e)
{
    if (str_int(typed, to) && *to > 0)
        return ERR_OK;
    return err_set(e, ERR_INVALID, "%s must be a number", name);
}

err_code cmd_history(struct command *c, err *e)
{
    struct store *s;
    struct entry *entries = NULL;
    size_t n = 0;
    int64_t id = 0, record = 0;
    str typed = command_option(c, "record");
    if ((typed.p && whole_number(typed, "--record", &record, e)) || records_open(&s, c->cat, c->args[0], 0, e))
        return e->code;
    err_code rc = find_subject(c, s, c->args[1], &id, e);
    if (!rc)
        rc = record_history(s, id, record, c->mem, &n, &entries, e);
    store_close(s);
    if (rc || (rc = command_noted(c, c->args[0], id, e)))
        return rc;
    if (c->format == FORMAT_CSV)
        out_raw(c->out, S("seq,record,version,at,account,via,op,kind,field,before,after,why\n"));
    for (size_t i = 0; i < n; i++) {
        if (c->format == FORMAT_JSON) {
            out_raw(c->out, i ? S(",\n") : S("[\n"));
            json_entry(c, &entries[i]);
        } else if (c->format == FORMAT_CSV)
            csv_entry(c, &entries[i]);
        else
            text_entry(c, &entries[i]);
    }
    if (c->format == FORMAT_JSON)
        out_raw(c->out, S("\n]\n"));
    return ERR_OK;
}

/* --- erase ----------------------------------------------------------------------------------- */

err_code cmd_erase(struct command *c, err *e)
{
    struct store *s;
    int64_t record, subject = 0;
    str why = str_trim(command_option(c, "why"));
    struct author author = { S("operator"), S("erase"), c->now };
    if (whole_number(command_option(c, "record"), "--record", &record, e))
        return e->code;
    if (!why.n) {
        err_set(e, ERR_INVALID, "An erasure needs a reason");
        return err_hint(e, "--why TEXT: the rule or decision that requires it, without any name");
    }
    if (records_open(&s, c->cat, c->args[0], STORE_WRITE, e))
        return e->code;
    err_code rc = record_subject(s, record, &subject, e);
    if (!rc)
        rc = store_begin(s, &author, e);
    if (!rc)
        rc = record_erase(s, subject, record, why, e);
    if (!rc)
        rc = store_commit(s, e);
    store_rollback(s);
    store_close(s);
    if (!rc && c->format == FORMAT_JSON)
        out_printf(c->out, "{\"erased\":%lld,\"subject\":%lld}\n", (long long)record, (long long)subject);
    else if (!rc && c->format == FORMAT_CSV)
        out_printf(c->out, "erased,subject\n%lld,%lld\n", (long long)record, (long long)subject);
    else if (!rc)
        out_printf(c->out, "Record %lld was erased. Its history says when and why, and no longer what it was.\n"
                   "Copies in backups stay until those are replaced.\n", (long long)record);
    return rc;
}

/* --- find ------------------------------------------------------------------------------------ */

static void say_found(struct command *c, const struct found_subject *f, size_t i)
{
    str why = str_of(search_match_label(f->match));
    if (c->format == FORMAT_JSON) {
        out_printf(c->out, "%s{\"id\":%lld,\"record\":%lld,\"score\":%d", i ? ",\n" : "[\n", (long long)f->subject_id,
                   (long long)f->record_id, f->score);
        json_text(c->out, "kind", f->kind->name);
        json_text(c->out, "match", why);
        json_text(c->out, "word", f->matched);
        out_char(c->out, '}');
    } else if (c->format == FORMAT_CSV)
        out_printf(c->out, "%lld," STR_FMT "," STR_FMT "," STR_FMT ",%d\n", (long long)f->subject_id,
                   STR_ARG(f->kind->name), STR_ARG(why), STR_ARG(f->matched), f->score);
    else
        out_printf(c->out, "%10lld  %-10.*s " STR_FMT " " STR_FMT "\n", (long long)f->subject_id, (int)f->kind->label.n,
                   f->kind->label.p, STR_ARG(why), STR_ARG(f->matched));
}

err_code cmd_find(struct command *c, err *e)
{
    struct store *s;
    struct found_subject *found = NULL;
    size_t n = 0;
    struct search_query q = { .text = arena_join(c->mem, c->nargs - 1, c->args + 1, S(" ")),
                              .notes = command_flag(c, "notes") };
    if (records_open(&s, c->cat, c->args[0], 0, e))
        return e->code;
    err_code rc = search_find(s, &q, c->mem, &n, &found, e);
    store_close(s);
    if (rc || (rc = command_noted(c, c->args[0], 0, e)))
        return rc;
    if (c->format == FORMAT_CSV)
        out_raw(c->out, S("id,kind,match,word,score\n"));
    for (size_t i = 0; i < n; i++)
        say_found(c, &found[i], i);
    if (c->format == FORMAT_JSON)
        out_raw(c->out, n ? S("\n]\n") : S("[]\n"));
    else if (c->format == FORMAT_TEXT && n == 0)
        out_raw(c->out, S("Nobody was found. Try part of the name, another spelling, or a number.\n"));
    return ERR_OK;
}
