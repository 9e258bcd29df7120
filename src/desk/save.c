/* save.c - the one way to write records: who, whose, what, and everything that a save owes.
 *
 * The transaction is begun before anything is read, so that what is authorised, merged and written is one and the same
 * state of the record, and two saves at once come one after the other. The price is that the authority's one writer
 * waits while a form is read: microseconds. Everything is looked up in the subject that is in memory anyway; each kind
 * that is written costs its access check once, each reference to a person or family that is
 * new to its field one more. */
#include "desk/save.h"

enum { KINDS_ASKED = 16 }; /* more kinds than any page writes at once: those beyond are asked again each time */

struct saving {
    struct store *s;
    struct save_door door;
    struct author author;
    arena *mem;
    struct subject *sub;
    int64_t subject_id;             /* 0: somebody new */
    bool begun, put_any;
    int64_t beside;                 /* made in this save; 0: nothing */
    size_t nasked;
    const struct kind *asked[KINDS_ASKED];      /* kinds whose writing is authorised */
};

static err_code unknown(err *e)
{
    err_set(e, ERR_NOT_FOUND, "there is no such record, or it is not one that you can see");
    return err_hint(e, "check the address, or search for the person");
}

/* May this account write records of that kind here? Noted the first time. */
static err_code may_write(struct saving *x, const struct kind *k, err *e)
{
    for (size_t i = 0; i < x->nasked; i++)
        if (x->asked[i] == k)
            return ERR_OK;
    if (x->subject_id) {
        if (access_check(x->s, x->door.who, x->subject_id, ACCESS_WRITE, k, x->door.what, e))
            return e->code;
    } else if (!access_writes(x->door.who, k))
        return err_set(e, ERR_DENIED, "your role does not add this");
    if (x->nasked < KINDS_ASKED)
        x->asked[x->nasked++] = k;
    return ERR_OK;
}

err_code save_begin(struct store *s, const struct save_door *door, int64_t subject_id, const struct kind *k, arena *a,
                    struct saving **out, err *e)
{
    struct saving *x = *out = arena_new(a, struct saving);
    *x = (struct saving){ .s = s, .door = *door, .mem = a, .subject_id = subject_id };
    x->author = (struct author){ .account = door->who->account, .via = door->via, .at = door->who->now };
    err_code rc = store_begin(s, &x->author, e);
    if (rc)
        return rc;
    x->begun = true;
    if (k && (rc = may_write(x, k, e)))
        return rc;
    if (!subject_id)
        return ERR_OK;
    if (!k && (rc = access_check(s, door->who, subject_id, ACCESS_READ, NULL, door->what, e)))
        return rc;
    if ((rc = subject_load(s, subject_id, a, &x->sub, e)))
        return rc;
    return kind_is(x->sub->kind, door->of) ? ERR_OK : unknown(e);
}

err_code save_writes(struct saving *x, const struct kind *k, err *e) { return may_write(x, k, e); }

struct subject *save_subject(const struct saving *x) { return x->sub; }

/* --- what a reference names -------------------------------------------------------------------------------------- */

/* Somebody whom this account meets nowhere does not exist for it. */
static bool sees_subject(struct saving *x, int64_t id)
{
    struct access_who quiet = *x->door.who;
    err unsaid = { .mem = x->mem };
    quiet.journal = NULL;
    return access_check(x->s, &quiet, id, ACCESS_READ, NULL, x->door.what, &unsaid) == ERR_OK;
}

static bool is_directory(const struct kind *k) { return kind_is_subject(k) && str_eq(k->read_group, S("directory")); }

static bool may_name(struct saving *x, const struct kind *k, int64_t id)
{
    if (!access_reads(x->door.who, k))
        return false;
    if (is_directory(k) || (id && id == x->beside))
        return true;                    /* whether there is one, put.c asks */
    if (kind_is_subject(k))
        return sees_subject(x, id);
    const struct record *r = x->sub ? subject_record(x->sub, id) : NULL;
    return r && r->kind == k && !r->removed;
}

/* What the field says before this change: 0 nothing. */
static int64_t named_before(const struct saving *x, const struct change *c, const struct field *f)
{
    const struct record *r = x->sub && c->id ? subject_record(x->sub, c->id) : NULL;
    return r && r->kind == c->kind ? record_value(r, f).num : 0;
}

struct refusals { size_t n; struct fault_in_field *all; };

static void refuse(struct saving *x, struct refusals *to, size_t cap, const struct field *f, str message)
{
    if (!to->all)
        to->all = arena_array(x->mem, struct fault_in_field, cap);
    to->all[to->n++] = (struct fault_in_field){ f, message };
}

/* Every reference that the change sets anew. */
static struct refusals check_references(struct saving *x, const struct change *c)
{
    struct refusals no = { 0 };
    for (size_t i = 0; i < c->n; i++) {
        const struct field *f = c->fields[i].field;
        int64_t id;
        if (f->type != FT_REF || !f->ref || !str_int(str_trim(c->fields[i].typed), &id) || id == named_before(x, c, f))
            continue;
        if (f->reach && !access_can(x->door.who, (enum capability)f->reach))
            refuse(x, &no, c->n, f,
                   S("Your role cannot change this, because somebody would come to see other people's records "
                     "by it. Ask your manager or an administrator"));
        else if (!may_name(x, f->ref, id))
            refuse(x, &no, c->n, f,
                   arena_printf(x->mem, "There is no " STR_FMT " with this number", STR_ARG(f->ref->label)));
    }
    return no;
}

static bool among(const struct refusals *no, const struct field *f)
{
    for (size_t i = 0; i < no->n; i++)
        if (no->all[i].field == f)
            return true;
    return false;
}

/* The refusals beside whatever else is wrong, so that nobody can tell by the rest which numbers exist. */
static err_code refused(struct saving *x, const struct refusals *no, struct put_result *r, err *e)
{
    struct fault_in_field *all = arena_array(x->mem, struct fault_in_field, no->n + r->nfaults);
    size_t n = 0;
    for (; n < no->n; n++)
        all[n] = no->all[n];
    for (size_t i = 0; i < r->nfaults; i++)
        if (!among(no, r->faults[i].field))
            all[n++] = r->faults[i];
    *r = (struct put_result){ .nfaults = n, .faults = all };
    err_set(e, ERR_INVALID, STR_FMT, STR_ARG(all[0].message));
    e->field = all[0].field->name;
    return ERR_INVALID;
}

/* --- writing ------------------------------------------------------------------------------------------------------ */

err_code save_put(struct saving *x, const struct change *c, struct put_result *r, err *e)
{
    err_code rc = may_write(x, c->kind, e);
    *r = (struct put_result){ 0 };
    if (rc)
        return rc;
    if (!x->sub && !kind_is(c->kind, x->door.of))
        return unknown(e);
    if (!x->sub && (rc = subject_new(x->s, c->kind, x->mem, &x->sub, e)))
        return rc;
    const struct refusals no = check_references(x, c);
    rc = subject_put(x->s, x->sub, c, r, e);
    if (no.n)
        return rc && !save_for_the_form(rc, r) ? rc : refused(x, &no, r, e);
    x->put_any = x->put_any || !rc;
    return rc;
}

err_code save_beside(struct saving *x, const struct change *c, struct put_result *r, int64_t *id, err *e)
{
    struct subject *sub;
    *r = (struct put_result){ 0 };
    if (!access_writes(x->door.who, c->kind))
        return err_set(e, ERR_DENIED, "your role does not add this");
    if (subject_new(x->s, c->kind, x->mem, &sub, e) || subject_put(x->s, sub, c, r, e) ||
        subject_write(x->s, sub, e))
        return e->code;
    *id = x->beside = sub->id;
    return ERR_OK;
}

static err_code tell_followers(struct saving *x, err *e)
{
    const struct followers *f = x->door.followers;
    for (size_t i = 0; f && i < f->n; i++)
        if (f->all[i].saved(f->all[i].with, x->s, x->sub, x->door.who->today, e))
            return e->code;
    return ERR_OK;
}

err_code save_end(struct saving *x, err *e)
{
    err_code rc = ERR_OK;
    if (x->put_any)
        rc = subject_write(x->s, x->sub, e);
    if (!rc && x->sub)
        rc = tell_followers(x, e);
    if (!rc)
        rc = store_commit(x->s, e);
    save_drop(x);
    return rc;
}

void save_drop(struct saving *x)
{
    if (!x || !x->begun)
        return;
    x->begun = false;
    store_rollback(x->s);
    x->door.who->filter = NULL;             /* what they may see may be another matter now */
}

bool save_for_the_form(err_code rc, const struct put_result *put)
{
    return (rc == ERR_INVALID && put->nfaults) || (rc == ERR_CONFLICT && (put->nconflicts || put->nfaults));
}
