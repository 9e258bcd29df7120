/* t_adding_a_clock.c - the example of docs/adding-a-clock.md does what the page says. */
#include "tap.h"
#include "base/embedded.h"
#include "base/file.h"
#include "catalogue/load.h"
#include "record/clock_facts.h"

static arena mem;

/* The text between ```what and ```, without the indent of the list that it stands in. */
static str block(str page, const char *what)
{
    str fence = arena_printf(&mem, "   ```%s\n", what), line, lines[100];
    const char *hit = memmem(page.p, page.n, fence.p, fence.n);
    size_t n = 0;
    if (!hit)
        return S("");
    page = str_skip(page, (size_t)(hit - page.p) + fence.n);
    while (str_cut(&page, '\n', &line) && !str_starts(line, S("   ```")) && n < COUNT_OF(lines))
        lines[n++] = str_skip(line, 3);
    return arena_printf(&mem, STR_FMT "\n", STR_ARG(arena_join(&mem, n, lines, S("\n"))));
}

static struct catalogue *load_with(str example, err *e)
{
    struct catalogue_file files[200];
    struct catalogue *c = NULL;
    size_t n = 0;
    for (const struct embedded_file *f = embedded_files; f->name; f++)
        if (str_starts(str_of(f->name), S("catalogue/")) && str_ends(str_of(f->name), S(".yml")))
            files[n++] = (struct catalogue_file){ str_skip(str_of(f->name), strlen("catalogue/")),
                                                  { f->begin, (size_t)(f->end - f->begin) } };
    files[n++] = (struct catalogue_file){ S("clocks/99_local.yml"), example };
    return catalogue_load_texts(&c, n, files, e) ? NULL : c;
}

int main(void)
{
    arena_init(&mem, 0);
    err e = { .mem = &mem };
    struct file page;
    if (file_open(&page, "docs/adding-a-clock.md", &e)) {
        printf("Bail out! " STR_FMT "\n", STR_ARG(e.message));
        return 1;
    }
    struct catalogue *c = load_with(block(page.bytes, "yaml"), &e);
    if (!ok(c != NULL, "the example is a catalogue"))
        printf("# " STR_FMT "\n", STR_ARG(e.detail));
    str cases = block(page.bytes, "text"), line, facts = S("");
    out o = { 0 };
    while (c && str_cut(&cases, '\n', &line)) {
        if (!str_starts(line, S("= "))) {
            facts = line;
            continue;
        }
        str id = STR_NONE, all = facts;
        size_t n = 0;
        struct clock *v = NULL;
        (void)str_cut(&all, ':', &id);
        struct facts f = facts_read(c, str_trim(all), &mem);
        clocks_compute(&f, clock_program_make(c, &mem), &mem, &n, &v);
        str got = clocks_text(v, n, id, &o);
        is(got.n ? got : S("none"), str_skip(line, 2), arena_z(&mem, facts));
    }
    ok(tap_count >= 4, "the page has its cases");
    out_release(&o);
    catalogue_free(c);
    file_close(&page);
    arena_release(&mem);
    return done_testing();
}
