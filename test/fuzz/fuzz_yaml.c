/* fuzz_yaml.c - any bytes as each file of a catalogue: refused with a place and a message, or loaded the same twice. */
#include "catalogue/load.h"
#include "returns/local.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const struct { const char *name, *text; } whole[] = {
    { "calendar.yml", "bank_holidays: []\n" },
    { "codes/a.yml", "codesets:\n- {name: c, label: C, codes: [{code: a, label: A}]}\n" },
    { "kinds/a.yml",
      "group: G\nkinds:\n- {name: person, label: P, plural: P, about: P, subject: person, read: a, write: a, "
      "fields: [{name: f, label: F, type: code, codes: c}]}\n" },
    { "roles.yml", "roles: []\n" },
    { "clocks/a.yml", NULL }, /* there only when its turn comes */
    { "rules/a.yml", NULL },
};

/* "file:line:column: message", a line each. */
static void check_faults(str detail)
{
    str line, part;
    size_t n = 0;
    while (str_cut(&detail, '\n', &line)) {
        int64_t number;
        if (++n > FAULTS_MAX && str_starts(line, S("There are more")))
            continue;
        if (line.n && !str_cut(&line, ':', &part))
            abort();
        if (n == 1 && (!str_cut(&line, ':', &part) || !str_int(part, &number) || number < 1))
            abort();
    }
    if (!n)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n < 1)
        return 0;
    arena a;
    arena_init(&a, 0);
    struct catalogue_file files[COUNT_OF(whole)];
    size_t nfiles = 0, turn = data[0] % COUNT_OF(whole);
    for (size_t i = 0; i < COUNT_OF(whole); i++)
        if (whole[i].text || i == turn)
            files[nfiles++] = (struct catalogue_file){ str_of(whole[i].name),
                                                       i == turn
                                                           ? arena_copy(&a, (str){ (const char *)data + 1, n - 1 })
                                                           : str_of(whole[i].text) };
    struct catalogue *c = NULL, *again = NULL;
    err e = { .mem = &a };
    if (catalogue_load_texts(&c, nfiles, files, &e)) {
        if (e.code != ERR_INVALID || c)
            abort();
        check_faults(e.detail);
    } else {
        if (catalogue_load_texts(&again, nfiles, files, &e) || !str_eq(c->version, again->version) ||
            c->nkinds != again->nkinds)
            abort();
        for (size_t i = 0; i < c->ncodesets; i++)
            for (size_t j = 0; j < c->codesets[i].ncodes; j++)
                if (codeset_find(&c->codesets[i], c->codesets[i].codes[j].code) < 0)
                    abort();
        if (local_rules_make(c, &e)) {
            if (e.code != ERR_INVALID || c->local)
                abort();
            check_faults(e.detail);
        } else if (!c->local != !c->nlocal_rules)
            abort();
        catalogue_free(again);
        catalogue_free(c);
    }
    arena_release(&a);
    return 0;
}
