/* return-cases.c - runs every case below some folders through the rules of the returns, as holdfast check does.
 *
 *   return-cases [--decided FILE] DIR...
 *
 * A case is a JSON file: a rule, the tables it looks at, the rows it must report. Prints each case that does not come
 * out as expected, then "N passed, N failed". --decided FILE: the cases that differ because a decision says so, one a
 * line, each with how (+ what is reported beyond the case, - what is not although the case has it):
 *
 *   ssda903 210_1.json +Episodes:11 +Header:4
 *
 * They are counted apart when they differ exactly so, and fail when they do not, or are not among the cases. Exit
 * status 1 when one failed, 2 when no case was found. */
#include "cases_ssda903.h"
#if __has_include("cases_cin.h")
#include "cases_cin.h"
#define HAVE_CIN_CASES 1
#endif
#include <dirent.h>
#include <stdio.h>

struct decision { str of, name, how; bool met; };
static size_t passed, failed, decided, ndecisions;
static struct decision decisions[256];

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

static struct decision *decision_on(str of, str name)
{
    for (size_t i = 0; i < ndecisions; i++)
        if (str_eq(decisions[i].of, of) && str_eq(decisions[i].name, name))
            return &decisions[i];
    return NULL;
}

static void read_decisions(const char *path)
{
    static char text[32768];
    FILE *f = fopen(path, "r");
    size_t n = f ? fread(text, 1, sizeof text, f) : 0;
    str rest = { text, n }, line;
    while (f && str_cut(&rest, '\n', &line)) {
        struct decision d = { .how = str_trim(line) };
        if (!d.how.n || d.how.p[0] == '#')
            continue;
        if (!str_cut(&d.how, ' ', &d.of) || !str_cut(&d.how, ' ', &d.name) || ndecisions == COUNT_OF(decisions))
            n = sizeof text;
        else
            decisions[ndecisions++] = d;
    }
    if (!f || n == sizeof text) {
        printf("%s cannot be read\n", path);
        exit(2);
    }
    fclose(f);
}

/* Those of one list that are not in the other, each behind a sign. */
static str only_in(arena *a, str list, str other, const char *sign)
{
    str word, had, all = S("");
    while (str_cut(&list, ' ', &word)) {
        str rest = other;
        bool found = str_eq(word, S("nothing"));
        while (!found && str_cut(&rest, ' ', &had))
            found = str_eq(word, had);
        if (!found)
            all = arena_printf(a, STR_FMT "%s%s" STR_FMT, STR_ARG(all), all.n ? " " : "", sign, STR_ARG(word));
    }
    return all;
}

static str difference(arena *a, const struct case_said *said)
{
    str more = only_in(a, said->found, said->expected, "+"), less = only_in(a, said->expected, said->found, "-");
    return more.n && less.n ? arena_printf(a, STR_FMT " " STR_FMT, STR_ARG(more), STR_ARG(less)) : more.n ? more : less;
}

static void count(const char *path, str of, bool good, const struct case_said *said, str why, arena *a)
{
    const char *slash = strrchr(path, '/');
    struct decision *d = decision_on(of, str_of(slash ? slash + 1 : path));
    str how = said->found.p ? difference(a, said) : S("");
    if (d)
        d->met = true;
    if (d && how.n && str_eq(how, d->how))
        decided++;
    else if (d) {
        failed++;
        printf("%s\n    differs otherwise than decided: " STR_FMT ", not " STR_FMT "\n", path,
               STR_ARG(how.n ? how : S("not at all")), STR_ARG(d->how));
    } else if (good)
        passed++;
    else {
        failed++;
        printf("%s\n    " STR_FMT "\n", path, STR_ARG(why));
    }
}

/* Every decision on a return that was run must have been met. */
static bool of_run[COUNT_OF(decisions)];
static void seen(str of)
{
    for (size_t i = 0; i < ndecisions; i++)
        of_run[i] = of_run[i] || str_eq(decisions[i].of, of);
}

static void run_file(const char *path)
{
    arena a;
    arena_init(&a, 0);
    json_error_t e;
    json_t *one = json_load_file(path, 0, &e);
    str why = S(""), of = S("");
    struct case_said said = { .found = STR_NONE };
    bool good = false;
    if (!one)
        why = arena_printf(&a, "cannot be read: %s, line %d", e.text, e.line);
    else if (json_object_get(one, "return")) {
        of = case_get(one, "return", &a);
        case_fn *run = case_of(of);
        if (run)
            good = run(one, &a, &said, &why);
        else
            why = S("no rules for this return");
    } else
        goto done;                      /* a JSON file that is no case */
    seen(of);
    count(path, of, good, &said, why, &a);
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
        if (!strcmp(argv[i], "--decided") && i + 1 < argc)
            read_decisions(argv[++i]);
        else
            run_folder(argv[i], 0);
    for (size_t i = 0; i < ndecisions; i++)
        if (of_run[i] && !decisions[i].met) {
            failed++;
            printf(STR_FMT " is decided, but no such case was run\n", STR_ARG(decisions[i].name));
        }
    if (decided)
        printf("%zu differ by decision\n", decided);
    printf("%zu passed, %zu failed\n", passed, failed);
    if (passed + failed + decided == 0)
        return 2;
    return failed ? 1 : 0;
}
