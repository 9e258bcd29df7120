/* t_adding_a_return.c - the example of docs/adding-a-return.md does what the page says. */
#include "tap.h"
#include "base/embedded.h"
#include "base/file.h"
#include "catalogue/load.h"
#include "rows_of.h"

static arena mem;

/* As the page has it; the test says when the two differ. */
static const struct table_shape tables[] = {
    { .table = "away", .belongs = OVERLAPS, .from = "BEGAN", .to = "OVER" },
    { .table = "child", .belongs = WHO, .one = true },
};
static const char *const ahead[] = { NULL };
static const struct return_shape shape = { .ntables = COUNT_OF(tables), .tables = tables, .ahead = ahead };

/* The text of the nth block between ```what and ```, without the indent of the list that it stands in. */
static str block(str page, const char *what, size_t nth)
{
    str fence = arena_printf(&mem, "   ```%s\n", what), line, lines[100];
    const char *hit = page.p;
    size_t n = 0;
    for (size_t i = 0; i <= nth; i++) {
        hit = memmem(page.p, page.n, fence.p, fence.n);
        if (!hit)
            return S("");
        page = str_skip(page, (size_t)(hit - page.p) + fence.n);
    }
    while (str_cut(&page, '\n', &line) && !str_starts(line, S("   ```")) && n < COUNT_OF(lines))
        lines[n++] = str_skip(line, 3);
    return arena_printf(&mem, STR_FMT "\n", STR_ARG(arena_join(&mem, n, lines, S("\n"))));
}

static struct catalogue *load_with(str map, err *e)
{
    struct catalogue_file files[200];
    struct catalogue *c = NULL;
    size_t n = 0;
    for (const struct embedded_file *f = embedded_files; f->name; f++)
        if (str_starts(str_of(f->name), S("catalogue/")) && str_ends(str_of(f->name), S(".yml")))
            files[n++] = (struct catalogue_file){ str_skip(str_of(f->name), strlen("catalogue/")),
                                                  { f->begin, (size_t)(f->end - f->begin) } };
    files[n++] = (struct catalogue_file){ S("import/annex_a.yml"), map };
    return catalogue_load_texts(&c, n, files, e) ? NULL : c;
}

int main(void)
{
    static const struct return_kind kind = { .name = "annex_a", .month = 4, .day = 1 };
    arena_init(&mem, 0);
    err e = { .mem = &mem };
    struct file page, own;
    if (file_open(&page, "docs/adding-a-return.md", &e) || file_open(&own, "test/reporting/t_adding_a_return.c", &e)) {
        printf("Bail out! " STR_FMT "\n", STR_ARG(e.message));
        return 1;
    }
    ok(str_has(own.bytes, block(page.bytes, "c", 1)), "the shape of the page is the one that runs here");
    ok(str_has(block(page.bytes, "c", 0), S("RETURN(annex_a, ")), "the page begins with the row");
    struct catalogue *c = load_with(block(page.bytes, "yaml", 0), &e);
    if (!ok(c != NULL, "the map is part of a catalogue"))
        printf("# " STR_FMT "\n", STR_ARG(e.detail));
    struct return_plan plan;
    if (c && ok(return_plan_make(&plan, c, &kind, &shape, &mem, &e) == ERR_OK, "the shape fits the map"))
        rows_cases(&plan, c, block(page.bytes, "text", 0), &mem);
    else
        printf("# " STR_FMT "\n", STR_ARG(e.message));
    ok(tap_count >= 7, "the page has its cases");
    catalogue_free(c);
    file_close(&page);
    file_close(&own);
    arena_release(&mem);
    return done_testing();
}
