/* t_rows.c - which facts are rows of which year's return, at the edges of the year: a line
 * of facts, and the rows that must come out (rows_cases.txt). */
#include "tap.h"
#include "base/file.h"
#include "catalogue/load.h"
#include "reporting/make.h"
#include "rows_of.h"

static arena mem;
static err e = { .mem = &mem };

static struct return_plan plans[RETURNS];

/* "ssda903/oc2 2026: facts" */
static void one_case(const struct catalogue *cat, str facts, str want)
{
    int64_t year = 0;
    str rest = facts, head = S(""), name = S(""), table = S("");
    (void)str_cut(&rest, ':', &head);
    (void)str_cut(&head, ' ', &table);
    (void)str_int(head, &year);
    (void)str_cut(&table, '/', &name);          /* what is left is the table */
    size_t i = 0;
    while (i < RETURNS && !str_eq(name, str_of(return_kinds[i].name)))
        i++;
    is(i == RETURNS ? S("no such return")
                    : rows_of_line(&plans[i], cat, (int)year, table.n ? table : STR_NONE, str_trim(rest), &mem),
       want, arena_z(&mem, facts));
}

static void cases(const struct catalogue *cat)
{
    struct file f;
    str line, facts = S("");
    if (!ok(file_open(&f, "test/reporting/rows_cases.txt", &e) == ERR_OK, "the cases are read"))
        return;
    for (str text = f.bytes; str_cut(&text, '\n', &line);) {
        if (str_starts(line, S("= ")))
            one_case(cat, facts, str_skip(line, 2));
        else if (line.n && line.p[0] != '#')
            facts = line;
    }
    file_close(&f);
}

/* A shape that the catalogue's map does not have is refused by the name of its table. */
static void refusals(const struct catalogue *cat)
{
    static const struct table_shape tables[] = { { .table = "no_such_file", .belongs = WHO } };
    static const char *const ahead[] = { NULL };
    static const struct return_shape shape = { .ntables = 1, .tables = tables, .ahead = ahead };
    static const struct return_kind nowhere = { .name = "nowhere", .month = 4, .day = 1 };
    struct return_plan plan;
    err_code rc = return_plan_make(&plan, cat, &return_kinds[RETURN_ssda903], &shape, &mem, &e);
    ok(rc == ERR_INVALID && str_has(e.message, S("no_such_file")), "a table that the map does not have");
    e = (err){ .mem = &mem };
    rc = return_plan_make(&plan, cat, &nowhere, &shape, &mem, &e);
    ok(rc == ERR_NOT_FOUND && str_has(e.message, S("import/nowhere.yml")), "a return without a map");
}

int main(void)
{
    struct catalogue *cat = NULL;
    arena_init(&mem, 0);
    if (!ok(catalogue_load(&cat, STR_NONE, &e) == ERR_OK, "the catalogue is loaded"))
        return 1;
    for (size_t i = 0; i < RETURNS; i++)
        ok(return_plan_make(&plans[i], cat, &return_kinds[i], &return_maker_of(&return_kinds[i])->shape, &mem, &e) ==
               ERR_OK,
           return_kinds[i].title);
    cases(cat);
    refusals(cat);
    catalogue_free(cat);
    arena_release(&mem);
    return done_testing();
}
