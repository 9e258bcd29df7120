/* t_cin_cases.c - every case below test/returns/data/cin-published and test/returns/cin passes, and every rule has one
 * that accepts and one that refuses. */
#include "tap.h"
#include "cases_cin.h"
#include <dirent.h>

static bool accepts[512], refuses[512];

/* Rows of the table that the case does not want reported. */
static size_t silent_rows(json_t *one, const char *table)
{
    json_t *locations = json_object_get(json_object_get(one, "expected"), "locations"), *x;
    size_t rows = json_array_size(json_object_get(json_object_get(json_object_get(one, "tables"), table), "rows")),
           silent = 0, i;
    for (size_t row = 0; row < rows; row++) {
        bool reported = false;
        json_array_foreach(locations, i, x)
            reported = reported || (strcmp(json_string_value(json_array_get(x, 0)), table) == 0 &&
                                    json_integer_value(json_array_get(x, 2)) == (json_int_t)row);
        silent += !reported;
    }
    return silent;
}

static void count(json_t *one)
{
    int rule = cin_rule_named(str_of(json_string_value(json_object_get(one, "rule"))));
    json_t *expected = json_object_get(one, "expected"), *locations = json_object_get(expected, "locations"), *x;
    const char *kind = json_string_value(json_object_get(expected, "kind"));
    size_t i;
    if (rule < 0)
        return;
    refuses[rule] |= json_array_size(locations) || (kind && strcmp(kind, "la_level") == 0);
    accepts[rule] |= !json_array_size(locations) && !kind;
    json_array_foreach(locations, i, x)
        accepts[rule] |= silent_rows(one, json_string_value(json_array_get(x, 0))) > 0;
}

static void run_file(const char *path)
{
    arena a;
    arena_init(&a, 0);
    json_error_t fault;
    json_t *one = json_load_file(path, 0, &fault);
    struct case_said said;
    str why = S("");
    if (!ok(one && case_cin(one, &a, &said, &why), path))
        printf("#   " STR_FMT "\n", STR_ARG(why));
    if (one)
        count(one);
    json_decref(one);
    arena_release(&a);
}

static int only_json(const struct dirent *d) { return str_ends(str_of(d->d_name), S(".json")); }

static void run_folder(const char *folder)
{
    struct dirent **names = NULL;
    int n = scandir(folder, &names, only_json, alphasort);
    ok(n > 0, folder);
    for (int i = 0; i < n; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
        run_file(path);
        free(names[i]);
    }
    free(names);
}

static void every_rule_has_both(void)
{
    for (size_t i = 0; i < cin_rule_count; i++) {
        char name[80];
        snprintf(name, sizeof name, "rule %s has a case that accepts and one that refuses", cin_rules[i].text.code);
        if (!ok(accepts[i] && refuses[i], name))
            printf("#   accepts %d, refuses %d\n", accepts[i], refuses[i]);
    }
}

int main(void)
{
    run_folder("test/returns/data/cin-published");
    run_folder("test/returns/cin");
    every_rule_has_both();
    return done_testing();
}
