/* t_ssda903_rules.c - the edges of the rules: test/returns/data/ssda903_rules.txt, one line
 * a case. What the book shows is t_rule_book.c's. */
#include "base/file.h"
#include "examples.h"
#include "tap.h"

static void case_run(const struct example *x, arena *a, size_t number)
{
    str why = S("");
    if (!example_ssda903(x, NULL, a, &why)) {
        ok(false, arena_printf(a, "case %zu, of rule " STR_FMT, number, STR_ARG(x->code)).p);
        printf("# " STR_FMT "\n", STR_ARG(why));
    }
}

/* The example of docs/adding-a-rule.md stands in the sources as the document shows it. */
static void example_stands(arena *a)
{
    static const char *const where[] = { "src/returns/ssda903/rules.def", "src/returns/ssda903/rules_absence.c",
                                         "catalogue/examples/ssda903.txt" };
    struct file doc, source;
    err e = { .mem = a };
    if (!ok(file_open(&doc, "docs/adding-a-rule.md", &e) == ERR_OK, "docs/adding-a-rule.md can be read"))
        return;
    str rest = doc.bytes, line, block = S("");
    size_t n = 0;
    bool in = false;
    while (str_cut(&rest, '\n', &line)) {
        str t = str_trim(line);
        if (str_eq(t, S("```c")) || str_eq(t, S("```text"))) {
            in = true;
            block = S("");
        } else if (in && str_eq(t, S("```")) && n < COUNT_OF(where)) {
            in = false;
            bool found = file_open(&source, where[n], &e) == ERR_OK;
            if (found) {
                found = block.n && str_has(source.bytes, block);
                file_close(&source);
            }
            ok(found, arena_printf(a, "what it shows is in %s", where[n]).p);
            n++;
        } else if (in)
            block = arena_printf(a, STR_FMT STR_FMT "\n", STR_ARG(block), STR_ARG(str_skip(line, 3)));
    }
    is_int((int64_t)n, COUNT_OF(where), "the row, the function and the examples were looked for");
    file_close(&doc);
}

int main(void)
{
    arena a;
    arena_init(&a, 0);
    err e = { .mem = &a };
    struct file f;
    struct example x;
    size_t cases = 0;
    if (!ok(file_open(&f, "test/returns/data/ssda903_rules.txt", &e) == ERR_OK, "the cases can be read"))
        return done_testing();
    str rest = f.bytes;
    while (example_next(&rest, &a, &x))
        case_run(&x, &a, ++cases);
    ok(cases > 400, arena_printf(&a, "%zu cases came out as they say", cases).p);
    file_close(&f);
    example_stands(&a);
    arena_release(&a);
    return done_testing();
}
