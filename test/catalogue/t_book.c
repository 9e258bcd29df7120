/* t_book.c - the catalogue inside the program loads clean, and the book made from it is well
 * formed, whole and always the same. */
#include "tap.h"
#include "catalogue/book.h"
#include "catalogue/load.h"
#include "returns/book.h"
#include <dirent.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static arena mem;
static struct page { str name; xmlDoc *doc; } pages[2000];
static size_t npages, links, broken, unlabelled;

static str attribute(const xmlNode *n, const char *name)
{
    xmlChar *v = xmlGetProp(n, (const xmlChar *)name);
    str s = v ? arena_copy(&mem, str_of((const char *)v)) : STR_NONE;
    xmlFree(v);
    return s;
}

/* Every "page#id" of the book, sorted before links are looked at. */
static str *anchors;
static size_t nanchors, cap_anchors;

static void anchors_of(const struct page *p, const xmlNode *n)
{
    for (; n; n = n->next) {
        str id = n->type == XML_ELEMENT_NODE ? attribute(n, "id") : STR_NONE;
        if (id.p)
            ARENA_PUSH(&mem, anchors, nanchors, cap_anchors) = arena_printf(&mem, STR_FMT "#" STR_FMT, STR_ARG(p->name),
                                                                            STR_ARG(id));
        anchors_of(p, n->children);
    }
}

static int by_text(const void *x, const void *y) { return str_cmp(*(const str *)x, *(const str *)y); }

static bool resolves(const struct page *from, str href)
{
    str file;
    if (!str_cut(&href, '#', &file))
        return false;
    file = file.n ? file : from->name;
    if (href.n) {
        str wanted = arena_printf(&mem, STR_FMT "#" STR_FMT, STR_ARG(file), STR_ARG(href));
        return bsearch(&wanted, anchors, nanchors, sizeof wanted, by_text) != NULL;
    }
    for (size_t i = 0; i < npages; i++)
        if (str_eq(pages[i].name, file))
            return true;
    return false;
}

static bool is_called(const xmlNode *n, const char *name)
{
    return n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0;
}

static bool has_child(const xmlNode *n, const char *name)
{
    for (const xmlNode *c = n->children; c; c = c->next)
        if (is_called(c, name))
            return true;
    return false;
}

static void walk(const struct page *p, const xmlNode *n)
{
    for (; n; n = n->next) {
        str href = n->type == XML_ELEMENT_NODE ? attribute(n, "href") : STR_NONE;
        if (href.p && ++links && !resolves(p, href) && broken++ < 5)
            printf("# " STR_FMT " links to " STR_FMT ", which is not there\n", STR_ARG(p->name), STR_ARG(href));
        unlabelled += (is_called(n, "table") && !has_child(n, "caption")) ||
                      (is_called(n, "th") && !attribute(n, "scope").p);
        walk(p, n->children);
    }
}

static str slurp(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return STR_NONE;
    fseek(f, 0, SEEK_END);
    size_t n = (size_t)ftell(f);
    rewind(f);
    char *p = arena_alloc(&mem, n + 1);
    n = fread(p, 1, n, f);
    fclose(f);
    return (str){ p, n };
}

static void read_pages(const char *dir, const char *other)
{
    bool same = true, formed = true, outside = false;
    DIR *d = opendir(dir);
    for (struct dirent *entry; d && (entry = readdir(d));) {
        if (entry->d_name[0] == '.' || npages == COUNT_OF(pages))
            continue;
        str name = arena_copy(&mem, str_of(entry->d_name)),
            bytes = slurp(arena_printf(&mem, "%s/%s", dir, entry->d_name).p);
        same = same && str_eq(bytes, slurp(arena_printf(&mem, "%s/%s", other, entry->d_name).p));
        outside = outside || str_has(bytes, S("src=")) || str_has(bytes, S("<script")) || str_has(bytes, S("@import"));
        struct page *p = &pages[npages++];
        p->name = name;
        if (!str_ends(name, S(".html")))
            continue;
        p->doc = xmlReadMemory(bytes.p, (int)bytes.n, entry->d_name, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR);
        formed = formed && p->doc;
        if (!p->doc)
            printf("# %s is not well formed\n", entry->d_name);
    }
    if (d)
        closedir(d);
    ok(formed, "every page is well formed");
    ok(same, "a second book has the same bytes");
    ok(!outside, "no page fetches or runs anything");
}

static void remove_book(const char *dir)
{
    DIR *d = opendir(dir);
    for (struct dirent *entry; d && (entry = readdir(d));)
        if (entry->d_name[0] != '.')
            unlink(arena_printf(&mem, "%s/%s", dir, entry->d_name).p);
    if (d)
        closedir(d);
    rmdir(dir);
}

/* What must hold of the real catalogue besides loading: the things that the program's own code names. */
static void check_embedded(const struct catalogue *c)
{
    static const char *const subjects[] = { "person", "family", "worker", "team", "household", "authority" };
    for (size_t i = 0; i < COUNT_OF(subjects); i++) {
        const struct kind *k = catalogue_kind(c, str_of(subjects[i]));
        ok(k && kind_is_subject(k), subjects[i]);
    }
    bool wired = true, indexed = true;
    for (size_t i = 0; i < c->nkinds; i++)
        for (size_t j = 0; j < c->kinds[i].nfields; j++) {
            const struct field *f = &c->kinds[i].fields[j];
            wired = wired && f->index == (int)j && c->kinds[i].index == (int)i &&
                    ((f->type == FT_CODE || f->type == FT_CODES) == (f->codes != NULL)) &&
                    ((f->type == FT_REF) == (f->ref != NULL)) && f->label.n;
        }
    for (size_t i = 0; i < c->ncodesets; i++)
        for (size_t j = 0; j < c->codesets[i].ncodes; j++) {
            int found = codeset_find(&c->codesets[i], c->codesets[i].codes[j].code);
            indexed = indexed && found >= 0 && str_eq(c->codesets[i].codes[found].code, c->codesets[i].codes[j].code);
        }
    ok(wired, "every field is tied to what it names");
    ok(indexed, "every code is found by its text");
    ok(calendar_is_working(&c->calendar, day_make(2026, 12, 24)) &&
           !calendar_is_working(&c->calendar, day_make(2026, 12, 25)),
       "Christmas Day is no working day");
}

int main(void)
{
    arena_init(&mem, 0);
    err e = { .mem = &mem };
    struct catalogue *c = NULL;
    struct timespec a, b;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    err_code rc = catalogue_load(&c, STR_NONE, &e);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    if (!is_int(rc, ERR_OK, "the catalogue in the program loads clean"))
        return printf("# " STR_FMT "\n", STR_ARG(e.detail)), 1;
    size_t bytes = 0;
    for (size_t i = 0; i < c->nfiles; i++)
        bytes += c->files[i].text.n;
    printf("# %zu KiB of YAML in %.1f ms\n", bytes / 1024,
           (double)(b.tv_sec - a.tv_sec) * 1e3 + (double)(b.tv_nsec - a.tv_nsec) / 1e6);
    check_embedded(c);

    char first[] = "/tmp/holdfast-book-XXXXXX", second[] = "/tmp/holdfast-book-XXXXXX";
    size_t n = 0, nrules = 0;
    ok(mkdtemp(first) && mkdtemp(second), "two folders");
    is_int(book_write(c, &rules_book, str_of(first), &n, &e), ERR_OK, "the book is written");
    is_int(book_write(c, &rules_book, str_of(second), &n, &e), ERR_OK, "and again");
    is_int((int64_t)n, (int64_t)(6 + c->nkinds + c->ncodesets), "a page a kind and a code set, and six others");
    is_int(rules_book_write(c, str_of(first), &nrules, &e), ERR_OK, "the rules' pages are written beside it");
    is_int(rules_book_write(c, str_of(second), &nrules, &e), ERR_OK, "and again");
    read_pages(first, second);
    is_int((int64_t)npages, (int64_t)(n + nrules), "as many files as they say");
    for (size_t i = 0; i < npages; i++)
        if (pages[i].doc)
            anchors_of(&pages[i], xmlDocGetRootElement(pages[i].doc));
    if (nanchors)
        qsort(anchors, nanchors, sizeof *anchors, by_text);
    for (size_t i = 0; i < npages; i++)
        if (pages[i].doc)
            walk(&pages[i], xmlDocGetRootElement(pages[i].doc));
    printf("# %zu links, %zu anchors\n", links, nanchors);
    ok(links > npages && broken == 0, "every internal link resolves");
    ok(unlabelled == 0, "every table has a caption, every heading cell a scope");
    is_int(book_write(c, &rules_book, S("/proc/nowhere/book"), &n, &e), ERR_SYSTEM,
           "a folder that cannot be made is said");
    is_int(rules_book_write(c, S("/proc/nowhere/book"), &n, &e), ERR_SYSTEM, "for the rules too");

    for (size_t i = 0; i < npages; i++)
        xmlFreeDoc(pages[i].doc);
    xmlCleanupParser();
    remove_book(first);
    remove_book(second);
    catalogue_free(c);
    arena_release(&mem);
    return done_testing();
}
