/* catalogue.c - holdfast catalogue check, and holdfast catalogue doc: what the YAML says, for those who write it. */
#include "catalogue/book.h"
#include "cli/command.h"
#include "returns/book.h"
#include "returns/local.h"

struct counts { size_t fields, codes, recalled; };

static struct counts count(const struct catalogue *c)
{
    struct counts n = { 0 };
    for (size_t i = 0; i < c->nkinds; i++) {
        n.fields += c->kinds[i].nfields;
        for (size_t j = 0; j < c->kinds[i].nfields; j++)
            n.recalled += c->kinds[i].fields[j].mark == MARK_RECALLED;
    }
    for (size_t i = 0; i < c->ncodesets; i++) {
        n.codes += c->codesets[i].ncodes;
        for (size_t j = 0; j < c->codesets[i].ncodes; j++)
            n.recalled += c->codesets[i].codes[j].mark == MARK_RECALLED;
    }
    return n;
}

err_code cmd_catalogue_check(struct command *c, err *e)
{
    struct catalogue *other = NULL;
    if (c->nargs) {
        err_code rc = local_catalogue_load(&other, c->args[0], e);
        if (rc)
            return rc;
    }
    const struct catalogue *cat = other ? other : c->cat;
    struct counts n = count(cat);
    const struct { const char *name, *words; size_t n;
    } rows[] = {
        { "files", "files", cat->nfiles },
        { "kinds", "kinds", cat->nkinds },
        { "fields", "fields", n.fields },
        { "codesets", "codesets", cat->ncodesets },
        { "codes", "codes", n.codes },
        { "clocks", "clocks", cat->nclocks },
        { "roles", "roles", cat->nroles },
        { "local_rules", "local rules over the returns", cat->nlocal_rules },
        { "recalled", "fields and codes written from knowledge, still to be checked", n.recalled },
    };
    if (c->format == FORMAT_CSV)
        out_raw(c->out, S("what,count\n"));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (c->format == FORMAT_JSON)
            out_printf(c->out, "%s\"%s\":%zu", i ? "," : "{", rows[i].name, rows[i].n);
        else if (c->format == FORMAT_CSV)
            out_printf(c->out, "%s,%zu\n", rows[i].name, rows[i].n);
        else
            out_printf(c->out, "%7zu %s\n", rows[i].n, rows[i].words);
    }
    if (c->format == FORMAT_JSON)
        out_printf(c->out, ",\"version\":\"" STR_FMT "\",\"faults\":0}\n", STR_ARG(cat->version));
    else if (c->format == FORMAT_TEXT)
        out_printf(c->out, "No faults. Catalogue " STR_FMT ".\n", STR_ARG(cat->version));
    catalogue_free(other);
    return ERR_OK;
}

err_code cmd_catalogue_doc(struct command *c, err *e)
{
    str dir = command_option(c, "o");
    size_t npages = 0, nrules = 0;
    if (!dir.n) {
        err_set(e, ERR_INVALID, "say where to write the book");
        return err_hint(e, "holdfast catalogue doc -o DIR");
    }
    err_code rc = book_write(c->cat, &rules_book, dir, &npages, e);
    if (rc || (rc = rules_book_write(c->cat, dir, &nrules, e)))
        return rc;
    npages += nrules;
    if (c->format == FORMAT_JSON)
        out_printf(c->out, "{\"files\":%zu}\n", npages);
    else
        out_printf(c->out, "Wrote %zu files. Open " STR_FMT "/index.html.\n", npages, STR_ARG(dir));
    return ERR_OK;
}
