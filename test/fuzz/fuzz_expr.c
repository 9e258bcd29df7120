/* fuzz_expr.c - any text as a condition: refused inside the text, or it answers, and its own text means the same. */
#include "catalogue/expr.h"
#include "catalogue/load.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char kinds[] = "group: G\nkinds:\n- name: person\n  label: P\n  plural: P\n  about: P\n  subject: "
                            "person\n  read: a\n  write: a\n  fields:\n"
                            "  - {name: code, label: U, type: code, codes: c}\n  - {name: codes, label: A, type: "
                            "codes, codes: c}\n  - {name: nfa, label: N, type: flag}\n"
                            "  - {name: born_on, label: S, type: date}\n  - {name: seen_at, label: S, type: instant}\n "
                            " - {name: n, label: H, type: int}\n"
                            "  - {name: fte, label: F, type: decimal}\n  - {name: note, label: N, type: note}\n";
static const char codes[] =
    "codesets:\n- {name: c, label: U, codes: [{code: high, label: H}, {code: low, label: L}]}\n";
static const char *const given[] = {
    "high", "high low", "1", "2026-03-01", "2026-03-28T23:30:00Z", "7", "0.6", "A note"
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct catalogue *c;
    static arena forever;
    arena a;
    arena_init(&a, 0);
    err e = { .mem = &a };
    if (!c) {
        const struct catalogue_file files[] = { { str_of("kinds/a.yml"), str_of(kinds) },
                                                { str_of("codes/a.yml"), str_of(codes) } };
        arena_init(&forever, 0);
        if (catalogue_load_texts(&c, COUNT_OF(files), files, &e))
            abort();
    }
    const struct kind *k = catalogue_kind(c, S("person"));
    const str names[] = { { "age", 3 }, { "today", 5 } };
    const struct expr_names extra = { COUNT_OF(names), names };
    value full[COUNT_OF(given)], empty[COUNT_OF(given)] = { 0 };
    for (size_t i = 0; i < COUNT_OF(given); i++)
        full[i] = field_value(&k->fields[i], str_of(given[i]));
    const int64_t some[] = { 7, 20000 }, none[] = { INT64_MIN, INT64_MIN };
    struct expr *x, *again;
    size_t at = 0;
    str text = arena_copy(&a, (str){ n ? (const char *)data : "", n });
    if (expr_compile(&x, &a, k, &extra, text, &at, &e)) {
        if (at > n || e.code != ERR_INVALID || !e.message.n)
            abort();
    } else if (expr_compile(&again, &a, k, &extra, expr_text(x), &at, &e) ||
               expr_true(x, full, some) != expr_true(again, full, some) ||
               expr_true(x, empty, none) != expr_true(again, empty, none))
        abort();
    arena_release(&a);
    return 0;
}
