/* fuzz_cin.c - any bytes as a census: checked twice, and in parts, the same comes out, and
 * every place has a line of the file. */
#include "returns/cin/file.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static err_code check(struct cin_file *f, str bytes, const struct calendar *calendar, unsigned processors, arena *a)
{
    err e = { .mem = a };
    struct cin_file_how how = { .reference = DAY_NONE, .calendar = calendar, .processors = processors };
    return cin_file_check(f, bytes, &how, a, &e);
}

static void same(const struct cin_file *f, const struct cin_file *g)
{
    if (f->reading.children != g->reading.children || f->check.nissues != g->check.nissues ||
        f->year.end != g->year.end)
        abort();
    for (size_t i = 0; i < f->check.nissues; i++)
        if (f->check.issues[i].rule != g->check.issues[i].rule ||
            !str_eq(f->check.issues[i].child, g->check.issues[i].child))
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static arena forever;
    static struct calendar calendar;
    if (!calendar.count)
        calendar_init(&calendar, &forever, 0, NULL);
    arena a;
    arena_init(&a, 0);
    struct cin_file f, again, parts;
    str bytes = { (const char *)data, n };
    size_t lines = 1;
    for (size_t i = 0; i < n; i++)
        lines += data[i] == '\n';
    err_code rc = check(&f, bytes, &calendar, 1, &a);
    if (rc != check(&again, bytes, &calendar, 1, &a) || rc != check(&parts, bytes, &calendar, 2, &a))
        abort();
    if (!rc) {
        same(&f, &again);
        same(&f, &parts);
        for (size_t i = 0; i < f.check.nissues; i++)
            for (size_t p = 0; p < f.check.issues[i].nplaces; p++)
                if (f.check.issues[i].places[p].line > lines)
                    abort();
        out o = { 0 };
        struct report r;
        cin_file_report(&f, &r, &a);
        report_as_text(&o, &r);
        report_as_json(&o, &r);
        report_as_csv(&o, &r);
        out_release(&o);
    }
    arena_release(&a);
    return 0;
}
