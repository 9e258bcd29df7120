/* subjects.h - what the tests of records share: a store of their own, and changes said in one line. */
#ifndef SUBJECTS_H
#define SUBJECTS_H
#include "../store/both.h"
#include "record/record.h"
#include "record/tables.h"
#include <stdarg.h>

static arena mem;
static err e = { .mem = &mem };
static struct catalogue *cat;
static int engine;

#define CODE(call, want, name) both_code((call), (want), &e, both_name(engine, name))

static struct author author = { { "ann", 3 }, { "form", 4 }, 0 };

static inline struct store *open_store(str where, unsigned flags)
{
    struct store *s = NULL;
    if (!both_code(records_open(&s, cat, where, flags, &e), ERR_OK, &e, both_name(engine, "opens")))
        exit(1);
    return s;
}

/* change_of("contact", "source", "1A", …, NULL): a change with these fields. */
static inline struct change change_of(const char *kind, ...)
{
    const struct kind *k = catalogue_kind(cat, str_of(kind));
    struct field_change *fields = arena_array(&mem, struct field_change, 32);
    struct change c = { .op = CHANGE_SAVE, .kind = k, .source_key = STR_NONE, .fields = fields, .why = STR_NONE };
    va_list ap;
    va_start(ap, kind);
    for (const char *name; (name = va_arg(ap, const char *));) {
        const struct field *f = k ? kind_field(k, str_of(name)) : NULL;
        const char *typed = va_arg(ap, const char *);
        if (!f) {
            printf("# no field %s.%s\n", kind, name);
            exit(1);
        }
        fields[c.n++] = (struct field_change){ f, str_of(typed) };
    }
    va_end(ap);
    return c;
}

static inline str text_of(const struct record *r, const char *field)
{
    const struct field *f = kind_field(r->kind, str_of(field));
    return f ? record_value(r, f).text : STR_NONE;
}

/* One save in a transaction of its own; what it gave is in *r. A new subject when id is 0. */
static inline err_code save(struct store *s, int64_t *id, const struct change *c, struct put_result *r)
{
    struct subject *sub;
    err_code rc = store_begin(s, &author, &e);
    if (rc)
        return rc;
    rc = *id ? subject_load(s, *id, &mem, &sub, &e) : subject_new(s, c->kind, &mem, &sub, &e);
    if (!rc)
        rc = subject_put(s, sub, c, r, &e);
    if (!rc)
        rc = subject_write(s, sub, &e);
    if (!rc)
        rc = store_commit(s, &e);
    if (rc)
        store_rollback(s);
    else
        *id = sub->id;
    return rc;
}

static inline int64_t new_person(struct store *s, const char *forename, const char *surname, const char *born_on)
{
    int64_t id = 0;
    struct put_result r;
    struct change c = change_of("person", "forename", forename, "surname", surname, "born_on", born_on, NULL);
    c.lenient = true;
    CODE(save(s, &id, &c, &r), ERR_OK, "a person is added");
    return id;
}

static inline struct subject *load(struct store *s, int64_t id)
{
    struct subject *sub = NULL;
    CODE(subject_load(s, id, &mem, &sub, &e), ERR_OK, "the subject is read");
    return sub;
}

static inline void subjects_start(void)
{
    arena_init(&mem, 0);
    if (catalogue_load(&cat, STR_NONE, &e)) {
        printf("Bail out! " STR_FMT "\n" STR_FMT "\n", STR_ARG(e.message), STR_ARG(e.detail));
        exit(1);
    }
    author.at = instant_parse(S("2026-11-21T09:30:00Z"));
}

static inline void subjects_stop(void)
{
    catalogue_free(cat);
    arena_release(&mem);
    both_clear();
}
#endif
