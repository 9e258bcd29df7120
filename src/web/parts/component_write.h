/* component_write.h - the few writers that every component is made of; for component*.c only. */
#ifndef COMPONENT_WRITE_H
#define COMPONENT_WRITE_H
#include "web/parts/component.h"

static inline bool any(str s) { return s.n != 0; }
static inline void put(out *o, const char *z) { out_raw(o, str_of(z)); }

/* ` name="value"`, when there is a value (even an empty one). */
static inline void put_attribute(out *o, const char *name, str value)
{
    if (!value.p)
        return;
    out_char(o, ' ');
    put(o, name);
    put(o, "=\"");
    out_attr(o, value);
    out_char(o, '"');
}

/* The same, left out when it is empty. */
static inline void put_some(out *o, const char *name, str value)
{
    if (any(value))
        put_attribute(o, name, value);
}

static inline void put_url(out *o, const char *name, str value)
{
    out_char(o, ' ');
    put(o, name);
    put(o, "=\"");
    out_url(o, value);
    out_char(o, '"');
}

static inline void put_int(out *o, const char *name, int64_t n)
{
    out_char(o, ' ');
    put(o, name);
    put(o, "=\"");
    out_int(o, n);
    out_char(o, '"');
}

static inline void put_tri(out *o, const char *name, enum tri t)
{
    if (t != UNSAID)
        put_attribute(o, name, t == YES ? S("true") : S("false"));
}

static inline void put_attributes(out *o, const struct attributes *a)
{
    for (size_t i = 0; i < a->n; i++) {
        if (a->at[i].bare) {
            out_char(o, ' ');
            put(o, a->at[i].name);
        } else
            put_attribute(o, a->at[i].name, a->at[i].value.p ? a->at[i].value : S(""));
    }
}

/* `<tag class="base more"`, left open for further attributes. */
static inline void put_open(out *o, const char *tag, const char *base, str more)
{
    out_char(o, '<');
    put(o, tag);
    put(o, " class=\"");
    put(o, base);
    if (any(more)) {
        out_char(o, ' ');
        out_attr(o, more);
    }
    out_char(o, '"');
}

static inline void put_body(out *o, str text, html h)
{
    if (any(h.s))
        out_raw(o, h.s);
    else
        out_text(o, text);
}

static inline void put_words(out *o, const struct words *w) { put_body(o, w->text, w->html); }
#endif
