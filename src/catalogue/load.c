/* load.c - from files to a checked catalogue; every fault is kept, so that one run shows them all.
 *
 * The data: the files' texts, a tree for each (yaml.h), and the catalogue's arrays, which are written while `struct
 * loading` lasts and never again. The steps, in build():
 *
 *   trees       each file read by itself; with a fault here nothing more is tried, as what one file does not say would
 *               be missed in every other
 *   parts       calendar, collections, code sets, kinds, roles, local rules: each walks its own folder's trees
 *               (loading.c) and fills its array; named.c binds the program's names to what came of it
 *   ties        what names something else is tied to it and checked: a field to its code set, a kind to its subject
 *   duties      the clock rules, which name kinds and fields: only when those are right
 *   embedded    a council's own catalogue is held against the one in the program: nothing that pages and returns use
 *               may be gone, no national duty may be looser
 *
 * Files are taken in order of name, so that the same folder always gives the same catalogue and the same version.
 * Loading takes about 20 ms for 380 KiB, once a start; with --catalogue both catalogues are loaded, for the last
 * step. */
#include "catalogue/load.h"
#include "catalogue/clock_rules.h"
#include "base/embedded.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_MAX = 500, VERSION_BYTES = 16, VERSION_SHOWN = 6 };

struct files { arena *mem; size_t n, cap; struct catalogue_file *at; };

/* --- finding and reading the files -------------------------------------------------------------- */
static err_code read_file(const char *path, arena *mem, str *out, err *e)
{
    err_code rc = ERR_OK;
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) < 0) {
        rc = err_set(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_SYSTEM, "cannot read %s: %s", path, strerror(errno));
        goto done;
    }
    if (st.st_size > YAML_FILE_MAX) {
        rc = err_set(e, ERR_INVALID, "%s is larger than %d kilobytes: split it", path, YAML_FILE_MAX / 1024);
        goto done;
    }
    char *p = arena_alloc_raw(mem, (size_t)st.st_size + 1);
    size_t n = 0;
    for (ssize_t got; n < (size_t)st.st_size; n += (size_t)got) {
        got = read(fd, p + n, (size_t)st.st_size - n);
        if (got < 0) {
            rc = err_set(e, ERR_SYSTEM, "cannot read %s: %s", path, strerror(errno));
            goto done;
        }
        if (got == 0)
            break;
    }
    p[n] = '\0';
    *out = (str){ p, n };
done:
    if (fd >= 0)
        close(fd);
    return rc;
}

/* Files of a folder and of the folders in it, no deeper. */
static err_code read_folder(struct files *files, const char *path, const char *prefix, bool inner, err *e)
{
    err_code rc = ERR_OK;
    DIR *dir = opendir(path);
    if (!dir)
        return err_set(e, errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND : ERR_SYSTEM,
                       "cannot open the catalogue folder %s: %s", path, strerror(errno));
    for (struct dirent *d; rc == ERR_OK && (d = readdir(dir));) {
        struct stat st;
        const char *full = arena_printf(files->mem, "%s/%s", path, d->d_name).p;
        if (d->d_name[0] == '.' || stat(full, &st) < 0)
            continue;
        if (S_ISDIR(st.st_mode) && !inner)
            rc = read_folder(files, full, arena_printf(files->mem, "%s/", d->d_name).p, true, e);
        else if (S_ISREG(st.st_mode) && str_ends(str_of(d->d_name), S(".yml"))) {
            if (files->n == FILES_MAX) {
                rc = err_set(e, ERR_INVALID, "%s has more than %d files: is it a catalogue?", path, FILES_MAX);
                break;
            }
            struct catalogue_file f = { .name = arena_printf(files->mem, "%s%s", prefix, d->d_name) };
            rc = read_file(full, files->mem, &f.text, e);
            ARENA_PUSH(files->mem, files->at, files->n, files->cap) = f;
        }
    }
    closedir(dir);
    return rc;
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(((const struct catalogue_file *)a)->name, ((const struct catalogue_file *)b)->name);
}

static void list_embedded(struct files *files)
{
    for (const struct embedded_file *f = embedded_files; f->name; f++) {
        str name = str_of(f->name);
        if (str_starts(name, S("catalogue/")) && str_ends(name, S(".yml")))
            ARENA_PUSH(files->mem, files->at, files->n, files->cap) =
                (struct catalogue_file){ str_skip(name, 10), { f->begin, (size_t)(f->end - f->begin) } };
    }
}

/* --- reading what the trees say ------------------------------------------------------------------ */
struct file_head { str group; const struct yaml *list, *other; };

/* What may stand at the top of each file. */
static void check_heads(struct loading *l)
{
    static const struct key kinds[] = {
        { "group", KEY_TEXT, offsetof(struct file_head, group), true },
        { "kinds", KEY_LIST, offsetof(struct file_head, list), true },
    };
    static const struct key codes[] = { { "codesets", KEY_LIST, offsetof(struct file_head, list), true } };
    static const struct key roles[] = { { "roles", KEY_LIST, offsetof(struct file_head, list), true } };
    static const struct key rules[] = { { "rules", KEY_LIST, offsetof(struct file_head, list), true } };
    static const struct key collections[] = { { "collections", KEY_LIST, offsetof(struct file_head, list), true } };
    static const struct key nothing[] = { { "nothing", KEY_LIST, offsetof(struct file_head, list), true } };
    static const struct key calendar[] = { { "bank_holidays", KEY_LIST, offsetof(struct file_head, list), true } };
    for (size_t i = 0; i < l->ntrees; i++) {
        const struct tree *t = &l->trees[i];
        struct file_head head;
        if (!t->root)
            continue;
        if (tree_is_in(t, "kinds/"))
            MAP_READ(l->faults, t->root, "a file of kinds", kinds, &head);
        else if (tree_is_in(t, "codes/"))
            MAP_READ(l->faults, t->root, "a file of codes", codes, &head);
        else if (tree_is_in(t, "rules/"))
            MAP_READ(l->faults, t->root, "a file of rules", rules, &head);
        else if (tree_is_in(t, "roles.yml"))
            MAP_READ(l->faults, t->root, "roles.yml", roles, &head);
        else if (tree_is_in(t, "calendar.yml"))
            MAP_READ(l->faults, t->root, "calendar.yml", calendar, &head);
        else if (tree_is_in(t, "collections.yml"))
            MAP_READ(l->faults, t->root, "collections.yml", collections, &head);
        else if (tree_is_in(t, "nothing.yml"))
            MAP_READ(l->faults, t->root, "nothing.yml", nothing, &head);
        else if (!tree_is_in(t, "clocks/") && !tree_is_in(t, "import/") && !tree_is_in(t, "demo/"))
            fault_at(l->faults, t->root,
                     "no part of the catalogue reads this file: files are kinds/, codes/, clocks/, rules/ and "
                     "import/…yml, roles.yml, calendar.yml, collections.yml and nothing.yml");
    }
}

static str version_of(arena *mem, size_t n, const struct catalogue_file *files)
{
    unsigned char hash[VERSION_BYTES];
    crypto_generichash_state st;
    crypto_generichash_init(&st, NULL, 0, sizeof hash);
    for (size_t i = 0; i < n; i++) {
        crypto_generichash_update(&st, (const unsigned char *)files[i].name.p, files[i].name.n);
        crypto_generichash_update(&st, (const unsigned char *)"", 1);
        crypto_generichash_update(&st, (const unsigned char *)files[i].text.p, files[i].text.n);
        crypto_generichash_update(&st, (const unsigned char *)"", 1);
    }
    crypto_generichash_final(&st, hash, sizeof hash);
    char *hex = arena_alloc_raw(mem, VERSION_SHOWN * 2 + 1);
    sodium_bin2hex(hex, VERSION_SHOWN * 2 + 1, hash, VERSION_SHOWN);
    return (str){ hex, VERSION_SHOWN * 2 };
}

/* Takes over the files, which live in cat->mem or for as long as the program. */
static void build(struct loading *l, size_t n, const struct catalogue_file *files)
{
    struct catalogue *cat = l->cat;
    cat->nfiles = n;
    cat->files = files;
    cat->version = version_of(l->mem, n, files);
    l->trees = arena_array(l->mem, struct tree, n + 1);
    l->ntrees = n;
    for (size_t i = 0; i < n; i++) {
        struct tree *t = &l->trees[i];
        t->file = &files[i];
        t->name = arena_z(l->mem, files[i].name);
        t->root = yaml_read(l->faults, l->mem, t->name, files[i].text);
    }
    check_heads(l);
    if (l->faults->n)
        return;                 /* what a file does not say would be missed in every other one */
    load_calendar(l);
    load_collections(l);
    load_nothing(l);
    load_codesets(l);
    load_kinds(l);
    bind_names(l);
    load_roles(l);
    load_local_rules(l);
    check_codes(l);
    check_kinds(l);
    check_roles(l);
    if (!l->faults->n)
        clock_rules_load(l);    /* rules name kinds and fields: with those wrong, they would only say so again */
}

static struct catalogue *catalogue_new(void)
{
    arena mem;
    arena_init(&mem, 0);
    struct catalogue *cat = arena_new(&mem, struct catalogue);
    cat->mem = mem;
    return cat;
}

void catalogue_free(struct catalogue *c)
{
    if (!c)
        return;
    arena mem = c->mem;             /* the catalogue itself lives in it */
    arena_release(&mem);
}

err_code catalogue_faults(struct faults *f, err *e)
{
    err_set(e, ERR_INVALID,
            f->more     ? "the catalogue has more than %zu faults"
            : f->n == 1 ? "the catalogue has a fault"
                        : "the catalogue has %zu faults",
            f->n);
    str text = faults_text(f);
    err_detail(e, STR_FMT, STR_ARG(text));
    return err_hint(e, "mend the lines named above; catalogue/README.md says how each part is written");
}

static err_code load_files(struct catalogue **out, struct catalogue *cat, size_t n, const struct catalogue_file *files,
                           const struct catalogue *embedded, err *e)
{
    struct faults faults = { .mem = e->mem };
    struct loading l = { .cat = cat, .mem = &cat->mem, .faults = &faults };
    build(&l, n, files);
    if (embedded && !faults.n)
        check_against_embedded(&l, embedded);
    if (embedded && !faults.n)
        clock_rules_guard(&l, embedded);
    if (faults.n) {
        err_code rc = catalogue_faults(&faults, e);      /* before the files' names go */
        catalogue_free(cat);
        return rc;
    }
    *out = cat;
    return ERR_OK;
}

err_code catalogue_load_texts(struct catalogue **out, size_t n, const struct catalogue_file *files, err *e)
{
    struct catalogue *cat = catalogue_new();
    struct catalogue_file *copy = arena_array(&cat->mem, struct catalogue_file, n + 1);
    if (n)
        memcpy(copy, files, n * sizeof *files);
    qsort(copy, n, sizeof *copy, by_name);
    *out = NULL;
    return load_files(out, cat, n, copy, NULL, e);
}

err_code catalogue_load(struct catalogue **out, str dir, err *e)
{
    struct catalogue *cat = catalogue_new(), *embedded = NULL;
    struct files files = { .mem = &cat->mem };
    *out = NULL;
    if (dir.p) {
        err_code rc = read_folder(&files, arena_z(e->mem, dir), "", false, e);
        if (rc == ERR_OK && files.n == 0)
            rc = err_set(e, ERR_NOT_FOUND, "there is no catalogue in " STR_FMT, STR_ARG(dir));
        if (rc == ERR_OK)
            rc = catalogue_load(&embedded, STR_NONE, e);
        if (rc) {
            if (!e->hint.p)
                err_hint(e, "copy the folder catalogue/ that came with the program, and change the copy");
            catalogue_free(cat);
            return rc;
        }
    } else
        list_embedded(&files);
    if (files.n)
        qsort(files.at, files.n, sizeof *files.at, by_name);
    err_code rc = load_files(out, cat, files.n, files.at, embedded, e);
    catalogue_free(embedded);
    return rc;
}
