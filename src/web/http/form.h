/* form.h - names and values from a query string or a form body: pure functions, fuzzed.
 *
 * Only application/x-www-form-urlencoded. Everything is refused that a browser does not send: a bad percent
 * escape, a NUL or a control character (tab and line breaks may stand in values), text that is not UTF-8,
 * too many fields. Line breaks come out as \n. */
#ifndef FORM_H
#define FORM_H
#include "base/err.h"
#include "base/out.h"

enum { FORM_FIELDS_MAX = 2000, URL_MAX = 4096, PATH_PARTS_MAX = 8 };

struct form_field { str name, value; };
struct form { size_t n; const struct form_field *fields; };

CHECKED err_code form_read(str encoded, arena *a, struct form *to, err *e);        /* ERR_INVALID */
/* the first of that name; STR_NONE */
str    form_value(const struct form *f, const char *name);
str    form_named(const struct form *f, str name);
size_t form_values(const struct form *f, const char *name, arena *a, str **values); /* all of that name: checkboxes */
void   form_write(const struct form *f, out *o);                                    /* the same, encoded again */

/* A request's target: "/child/7/history?from=3". Segments are decoded; an empty one, "." and ".." are refused. */
/* path as it was sent; query still encoded */
struct url { str path; size_t nparts; str parts[PATH_PARTS_MAX]; str query; };
CHECKED err_code url_read(str target, arena *a, struct url *to, err *e);

/* Decodes %XX (and + when plus), refusing what form_read refuses. */
CHECKED err_code percent_decode(str encoded, bool plus, bool line_breaks, arena *a, str *to, err *e);
#endif
