/* local.h - a council's own catalogue for a test: the program's, in a folder of its own, with something changed. */
#ifndef LOCAL_H
#define LOCAL_H
#include "base/embedded.h"
#include "catalogue/load.h"
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char local_dir[] = "/tmp/holdfast-catalogue-XXXXXX";

static inline void local_write(str name, str text)
{
    char path[512];
    snprintf(path, sizeof path, "%s/" STR_FMT, local_dir, STR_ARG(name));
    FILE *f = fopen(path, "w");
    if (!f || fwrite(text.p, 1, text.n, f) != text.n || fclose(f) != 0) {
        perror(path);
        exit(1);
    }
}

static inline int local_unlink(const char *path, const struct stat *st, int flag, struct FTW *at)
{
    (void)st, (void)flag, (void)at;
    return remove(path);
}

static inline void local_remove(void) { nftw(local_dir, local_unlink, 8, FTW_DEPTH | FTW_PHYS); }

/* What a file of the catalogue becomes; STR_NONE: it is left out. *name may change too. */
typedef str local_change(str *name, str text, arena *a);

/* Writes the program's catalogue, each file as `change` gives it, and loads it as --catalogue does. */
static inline err_code local_load(struct catalogue **c, local_change *change, arena *a, err *e)
{
    static const char *const folders[] = { "kinds", "codes", "clocks", "rules", "import", "demo" };
    char path[512];
    snprintf(local_dir, sizeof local_dir, "/tmp/holdfast-catalogue-XXXXXX");
    if (!mkdtemp(local_dir)) {
        perror(local_dir);
        exit(1);
    }
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        snprintf(path, sizeof path, "%s/%s", local_dir, folders[i]);
        mkdir(path, 0700);
    }
    for (const struct embedded_file *f = embedded_files; f->name; f++) {
        str name = str_of(f->name), text = { f->begin, (size_t)(f->end - f->begin) };
        if (!str_starts(name, S("catalogue/")) || !str_ends(name, S(".yml")))
            continue;
        name = str_skip(name, strlen("catalogue/"));
        text = change(&name, text, a);
        if (text.p)
            local_write(name, text);
    }
    err_code rc = catalogue_load(c, str_of(local_dir), e);
    local_remove();
    return rc;
}

/* The text with the first `find` made `put`; the test stops when it is not there. */
static inline str local_replaced(str text, const char *find, const char *put, arena *a)
{
    const char *hit = memmem(text.p, text.n, find, strlen(find));
    if (!hit) {
        printf("# not found: %s\n", find);
        exit(1);
    }
    size_t before = (size_t)(hit - text.p);
    const str parts[] = { str_take(text, before), str_of(put), str_skip(text, before + strlen(find)) };
    return arena_join(a, COUNT_OF(parts), parts, S(""));
}
#endif
