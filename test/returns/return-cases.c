/* return-cases.c - runs every case below some folders through the rules of the returns, as holdfast check does.
 *
 *   return-cases DIR...
 *
 * A case is a JSON file: a rule, the tables it looks at, the rows it must report. Prints each case that does not come
 * out as expected, then "N passed, N failed". --waiting FILE: names of cases, one a line, that must still differ; they
 * are counted apart. Exit status 1 when one failed, 2 when no case was found. */
#include "cases_ssda903.h"
#if __has_include("cases_cin.h")
#include "cases_cin.h"
#define HAVE_CIN_CASES 1
#endif
#include <dirent.h>
#include <stdio.h>

static size_t passed, failed, waiting;
static str waits = { "", 0 };            /* names of cases that are known to differ until their rule is mended */

static case_fn *case_of(str name)
{
    if (str_eq(name, S("ssda903")))
        return case_ssda903;
#ifdef HAVE_CIN_CASES
    if (str_eq(name, S("cin")))
        return case_cin;
#endif
    return NULL;
}

static bool is_waiting(str name)
{
    str rest = waits, line;
    while (str_cut(&rest, '\n', &line))
        if (str_eq(str_trim(line), name))
            return true;
    return false;
}

static void read_waiting(const char *path)
{
    static char text[8192];
    FILE *f = fopen(path, "r");
    size_t n = f ? fread(text, 1, sizeof text, f) : 0;
    if (!f || n == sizeof text) {
        printf("%s cannot be read\n", path);
        exit(2);
    }
    fclose(f);
    waits = (str){ text, n };
}

static void run_file(const char *path)
{
    arena a;
    arena_init(&a, 0);
    json_error_t e;
    json_t *one = json_load_file(path, 0, &e);
    str why = S("");
    bool good = false;
    if (!one)
        why = arena_printf(&a, "cannot be read: %s, line %d", e.text, e.line);
    else if (json_object_get(one, "return")) {
        case_fn *run = case_of(case_get(one, "return", &a));
        if (run)
            good = run(one, &a, &why);
        else
            why = S("no rules for this return");
    } else
        goto done;                      /* a JSON file that is no case */
    const char *slash = strrchr(path, '/');
    if (is_waiting(str_of(slash ? slash + 1 : path))) {
        waiting++;
        if (good) {
            failed++;
            printf("%s\n    comes out as it should: take it off the list of those that wait\n", path);
        }
    } else if (good)
        passed++;
    else {
        failed++;
        printf("%s\n    " STR_FMT "\n", path, STR_ARG(why));
    }
done:
    json_decref(one);
    arena_release(&a);
}

static int not_hidden(const struct dirent *d) { return d->d_name[0] != '.'; }

static void run_folder(const char *path, int depth)
{
    struct dirent **names;
    int n = depth < 8 ? scandir(path, &names, not_hidden, alphasort) : -1;
    if (n < 0) {
        if (str_ends(str_of(path), S(".json")))
            run_file(path);
        else if (depth == 0) {
            printf("%s cannot be read\n", path);
            failed++;
        }
        return;
    }
    for (int i = 0; i < n; i++) {
        char sub[4096];
        if (snprintf(sub, sizeof sub, "%s/%s", path, names[i]->d_name) < (int)sizeof sub)
            run_folder(sub, depth + 1);
        free(names[i]);
    }
    free(names);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (!strcmp(argv[i], "--waiting") && i + 1 < argc)
            read_waiting(argv[++i]);
        else
            run_folder(argv[i], 0);
    if (waiting)
        printf("%zu wait for their rule to be mended\n", waiting);
    printf("%zu passed, %zu failed\n", passed, failed);
    if (passed + failed == 0)
        return 2;
    return failed ? 1 : 0;
}
