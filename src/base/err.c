/* err.c - one table maps each code to its HTTP status and exit status. */
#include "base/err.h"

static const struct { int http, exit; const char *name; } outcome[ERR__COUNT] = {
    [ERR_OK]        = { 200, 0, "ok" },
    [ERR_NOT_FOUND] = { 404, 3, "not found" },
    [ERR_INVALID]   = { 422, 4, "invalid" },
    [ERR_DENIED]    = { 403, 5, "denied" },
    [ERR_CONFLICT]  = { 409, 6, "conflict" },
    [ERR_BUSY]      = { 503, 7, "busy" },
    [ERR_SYSTEM]    = { 500, 1, "system" },
};
int err_http(err_code c) { return outcome[c].http; }
int err_exit(err_code c) { return outcome[c].exit; }
const char *err_name(err_code c) { return outcome[c].name; }

err_code err_set(err *e, err_code code, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    e->message = arena_vprintf(e->mem, fmt, ap);
    va_end(ap);
    e->detail = e->hint = e->field = STR_NONE;
    return e->code = code;
}

err_code err_hint(err *e, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    e->hint = arena_vprintf(e->mem, fmt, ap);
    va_end(ap);
    return e->code;
}

err_code err_detail(err *e, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    e->detail = arena_vprintf(e->mem, fmt, ap);
    va_end(ap);
    return e->code;
}
