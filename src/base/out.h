/* out.h - a growing output buffer, and the escapers that compiled views and writers call.
 *
 * Views never call out_raw: the view compiler (tools/viewc.c) picks the escaper
 * from where a {{value}} stands and refuses places that no escaper makes safe. */
#ifndef OUT_H
#define OUT_H
#include "base/str.h"

typedef struct { char *p; size_t n, cap; } out;     /* grows by doubling; reused between requests */

void out_release(out *o);
static inline void out_clear(out *o) { o->n = 0; }
static inline str  out_str(const out *o) { return (str){ o->p ? o->p : "", o->n }; }
void out_raw(out *o, str s);
/* n bytes behind what is there, for whoever adds to o->n what they wrote; never NULL */
char *out_room(out *o, size_t n);
void out_char(out *o, char c);
void out_printf(out *o, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void out_int(out *o, int64_t n);
void out_text(out *o, str s);                       /* HTML or XML between tags */
void out_attr(out *o, str s);                       /* inside "quotes" */
void out_url(out *o, str s); /* a whole href, src, action: anything but a local or https link becomes #unsafe-link */
void out_query(out *o, str s);                      /* one value inside a query string, percent-encoded */
void out_json(out *o, str s);                       /* a quoted JSON string; bytes that are not UTF-8 become U+FFFD */
void out_csv_line(out *o, size_t n, const str *cells);  /* cells with commas between, CRLF */
void out_csv(out *o, str s); /* one CSV cell, quoted when needed; a leading = + - @ is made harmless */
#endif
