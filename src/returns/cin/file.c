/* file.c - reads and checks a whole CIN census file, and words what was found. */
#include "returns/cin/file.h"
#include "returns/files.h"
#include "returns/kinds.h"
#include "base/encoding.h"
#include <pthread.h>

enum { AT_ONCE = 8 << 20, PARTS = 8 };

struct taking {
    struct cin_file *f;                 /* of this part */
    const struct cin_file_how *how;
    arena *mem;
    bool begun;
    size_t children, most;
    size_t base, gone;                  /* where the part stands in the file; how much of it was given back */
};

/* The census year stands in the header, which comes before the first child. */
static void begin(struct taking *t, const struct cin_header *header)
{
    if (t->begun)
        return;
    t->begun = true;
    cin_year_of(&t->f->year,
                t->how->reference != DAY_NONE ? t->how->reference
                : header                      ? header->ReferenceDate.d
                                              : DAY_NONE,
                t->how->calendar);
    t->f->year.local = t->how->local;
    cin_check_init(&t->f->check, &t->f->year, t->mem);
    if (t->how->only.p)
        cin_check_only(&t->f->check, t->how->only);
    if (t->how->child.p)
        cin_check_child_only(&t->f->check, t->how->child);
    if (header && t->base == 0)
        cin_check_header(&t->f->check, header);
}

static err_code take(void *ctx, const struct cin_header *header, const struct cin_child *c, err *e)
{
    struct taking *t = ctx;
    if (++t->children > t->most)
        return err_set(e, ERR_INVALID, "This file has more than %d children. All of England has 400,000 in need.",
                       CIN_CHILDREN_MAX);
    begin(t, header);
    cin_check_child(&t->f->check, c);
    return ERR_OK;
}

/* The file is gone through twice: for its encoding, and to read it. */
static void done(void *ctx, size_t bytes)
{
    struct taking *t = ctx;
    if (bytes < t->gone)
        t->gone = 0;
    if (!t->how->done || bytes - t->gone < AT_ONCE)
        return;
    size_t to = bytes / AT_ONCE * AT_ONCE;
    t->how->done(t->how->ctx, t->base + t->gone, t->base + to);
    t->gone = to;
}

/* --- in parts ------------------------------------------------------------------------------------ */

struct part {
    struct cin_file f;
    struct taking t;
    struct xml_part xml;
    const struct cin_header *header;
    arena mem;
    err e;
    err_code rc;
    pthread_t thread;
    bool started;
};

static size_t lines_in(str s, struct taking *t)
{
    size_t n = 0;
    for (size_t at = 0; at < s.n; at += AT_ONCE) {
        str step = str_take(str_skip(s, at), AT_ONCE);
        for (const char *p; step.n && (p = memchr(step.p, '\n', step.n)) != NULL; n++)
            step = str_skip(step, (size_t)(p - step.p) + 1);
        if (t->how->done)
            t->how->done(t->how->ctx, t->base + at,
                         t->base + at + AT_ONCE < t->base + s.n ? t->base + at + AT_ONCE : t->base + s.n);
    }
    return n;
}

static void *read_part(void *ctx)
{
    struct part *p = ctx;
    p->rc = cin_read_part(&p->xml, p->header, take, done, &p->t, &p->f.reading, p->t.mem, &p->e);
    return NULL;
}

/* The place of the first child at or after some place; the end when there is none. In steps, so that a file without any
 * is let go of on the way. */
static size_t child_from(str bytes, size_t at, const struct cin_file_how *how)
{
    static const str tag = { "<Child>", 7 };
    for (size_t stop; at < bytes.n; at = stop) {
        stop = bytes.n - at < AT_ONCE ? bytes.n : at + AT_ONCE;
        size_t end = bytes.n - stop < tag.n ? bytes.n : stop + tag.n - 1;       /* a tag may lie across the step */
        const char *p = memmem(bytes.p + at, end - at, tag.p, tag.n);
        if (p)
            return (size_t)(p - bytes.p);
        if (how->done)
            how->done(how->ctx, at, stop);
    }
    return bytes.n;
}

static err_code no_child(void *ctx, const struct cin_header *h, const struct cin_child *c, err *e)
{
    (void)ctx, (void)h, (void)c;
    return err_set(e, ERR_INVALID, "There is a child before the first one.");
}

/* Cuts the children into parts of one size at the beginnings of children; how many there are. */
static size_t cut(struct part *parts, size_t n, str bytes, size_t first, const struct cin_file_how *how)
{
    size_t starts[PARTS + 1], made = 0;
    for (size_t i = 0; i < n; i++) {
        size_t at = i ? child_from(bytes, first + (bytes.n - first) / n * i, how) : first;
        if (at < bytes.n && (!made || at > starts[made - 1]))
            starts[made++] = at;
    }
    starts[made] = bytes.n;
    struct taking whole = { .how = how };
    size_t line = 1 + lines_in(str_take(bytes, first), &whole);
    for (size_t i = 0; i < made; i++) {
        str mine = { bytes.p + starts[i], starts[i + 1] - starts[i] };
        parts[i].xml = (struct xml_part){ S("<Message><Children>"), mine,
                                          i + 1 < made ? S("</Children></Message>") : S(""), line };
        parts[i].t =
            (struct taking){ .most = CIN_CHILDREN_MAX / made, .f = &parts[i].f, .how = how, .base = starts[i] };
        whole.base = starts[i];
        if (i + 1 < made)
            line += lines_in(mine, &whole);
    }
    return made;
}

/* Reads each part on its own thread, the first on this one; false when a part is no whole by itself. */
static bool run_parts(struct part *parts, size_t n, const struct cin_header *header, arena *mem)
{
    bool good = true;
    for (size_t i = n; i-- > 0;) {
        struct part *p = &parts[i];
        arena_init(&p->mem, 0);
        p->header = header;
        p->t.mem = i ? &p->mem : mem;
        p->e = (err){ .mem = p->t.mem };
        begin(&p->t, header);
        if (i)
            p->started = pthread_create(&p->thread, NULL, read_part, p) == 0;
        if (!p->started)
            read_part(p);
    }
    for (size_t i = 0; i < n; i++) {
        if (parts[i].started)
            pthread_join(parts[i].thread, NULL);
        good = good && !parts[i].rc;
    }
    return good;
}

/* false: the file cannot be read in parts, and nothing was kept. What a byte of it means
 * must not hang on what stands before its part. */
static bool check_in_parts(struct cin_file *f, str bytes, const struct cin_file_how *how, arena *mem)
{
    if (how->processors < 2 || !memchr(bytes.p, '<', bytes.n < 1024 ? bytes.n : 1024))
        return false;
    size_t first = child_from(bytes, 0, how);
    struct cin_reading head;
    err e = { .mem = mem };
    struct xml_part before = { S(""), str_take(bytes, first), S("</Children></Message>"), 1 };
    if (first == bytes.n || !utf8_valid(before.bytes) ||
        cin_read_part(&before, NULL, no_child, NULL, NULL, &head, mem, &e))
        return false;
    struct part *parts = arena_array(mem, struct part, PARTS);
    size_t n = cut(parts, how->processors < PARTS ? how->processors : PARTS, bytes, first, how);
    bool good = run_parts(parts, n, head.header, mem);
    if (good) {
        *f = parts[0].f;
        f->reading = head;
        if (head.header)
            cin_check_header(&f->check, head.header);
    }
    for (size_t i = 0; i < n; i++) {
        if (good)
            cin_reading_join(&f->reading, &parts[i].f.reading, mem);
        if (good && i)
            cin_check_join(&f->check, &parts[i].f.check);
        arena_release(&parts[i].mem);
    }
    return good;
}

err_code cin_file_check(struct cin_file *f, str bytes, const struct cin_file_how *how, arena *mem, err *e)
{
    *f = (struct cin_file){ .year.end = DAY_NONE };
    if (!check_in_parts(f, bytes, how, mem)) {
        struct taking t = { .most = CIN_CHILDREN_MAX, .f = f, .how = how, .mem = mem };
        if (cin_read(bytes, take, done, &t, &f->reading, mem, e))
            return e->code;
        begin(&t, f->reading.header);
    }
    cin_check_end(&f->check);
    return ERR_OK;
}

/* --- the report -------------------------------------------------------------------------------- */

static void word_issue(void *ctx, size_t i, arena *a, struct report_issue *x)
{
    struct cin_file *f = ctx;
    const struct cin_issue *issue = &f->check.issues[i];
    *x = (struct report_issue){ .rule = issue->rule,
                                .child = issue->child,
                                .file = S(""),
                                .line = issue->line,
                                .table = S(""),
                                .fields = S(""),
                                .key = cin_issue_key(issue, a) };
    str *parts = arena_array(a, str, issue->nplaces + 1);
    for (size_t p = 0; p < issue->nplaces; p++) {
        const struct cin_place *at = &issue->places[p];
        str table = cin_table_names[at->table], item = cin_item_names[at->item];
        if (at->item == CIN_I_LAchildID && at->table != CIN_ChildIdentifiers)
            parts[p] = arena_printf(a, STR_FMT " (line %u)", STR_ARG(table), at->line);
        else
            parts[p] = arena_printf(a, STR_FMT "." STR_FMT " (line %u)", STR_ARG(table), STR_ARG(item), at->line);
    }
    if (issue->nplaces) {
        x->line = issue->places[0].line;
        x->table = cin_table_names[issue->places[0].table];
        x->fields = arena_join(a, issue->nplaces, parts, S(", "));
    }
}

static void word_fault(void *ctx, size_t i, arena *a, struct report_fault *x)
{
    struct cin_file *f = ctx;
    if (i == f->reading.nfaults && f->check.unkept)
        *x = (struct report_fault){
            .file = S(""),
            .line = f->check.unkept_line,
            .says = arena_printf(
                a, "There are more than %d issues of one rule and child, or %d in all; the rest, %zu, are not listed.",
                CIN_ISSUES_KEPT, CIN_ISSUES_MAX, f->check.unkept)
        };
    else if (i >= f->reading.nfaults)
        *x = (struct report_fault){ .file = S(""),
                                    .says = arena_printf(a,
                                                         "%zu more things could not be read; the first %d are listed.",
                                                         f->reading.more_faults, CIN_FAULTS_KEPT) };
    else
        *x = (struct report_fault){ .file = S(""),
                                    .line = f->reading.faults[i].line,
                                    .says = cin_fault_says(a, &f->reading.faults[i]) };
}

void cin_file_report(struct cin_file *f, struct report *r, arena *mem)
{
    str name = f->year.year
                   ? arena_printf(mem, "Children in need census %d-%02d", f->year.year, (f->year.year + 1) % 100)
                   : S("Children in need census of an unknown year");
    *r = (struct report){ .name = name,
                          .children = f->reading.children,
                          .nrules = f->check.nrules,
                          .rules = cin_report_rules(&f->check, mem),
                          .nissues = f->check.nissues,
                          .nfaults = f->reading.nfaults + (f->check.unkept > 0) + (f->reading.more_faults > 0),
                          .issue = word_issue,
                          .fault = word_fault,
                          .ctx = f,
                          .text_limit = 10 };
}

/* It comes as one XML file, in no other form. */
static int no_table(str name)
{
    (void)name;
    return -1;
}

const struct return_files cin_files = { no_table, NULL };
