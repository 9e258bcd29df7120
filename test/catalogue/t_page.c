/* t_page.c - the parts of a page of the book: what each writes, escaped where it must be, and files that cannot be. */
#include "catalogue/page.h"
#include "tap.h"
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static arena mem;
static char folder[] = "/tmp/holdfast-page-XXXXXX";
static const struct catalogue cat = { .version = { "v<1>", 4 } };
static const struct book_list rules = { 0, NULL };

#define NASTY S("<b>\"&'")
#define TAMED "&lt;b&gt;&#34;&amp;&#39;"

static struct book fresh(void)
{
    struct book b;
    err e = { .mem = &mem };
    if (book_begin(&b, &cat, &rules, str_of(folder), &mem, &e))
        exit(1);
    return b;
}

static void written(struct book *b, const char *want, const char *name)
{
    is(out_str(&b->o), str_of(want), name);
    out_clear(&b->o);
}

static void test_parts(void)
{
    struct book b = fresh();
    static const char *const heads[] = { "One", "Two" };
    book_raw(&b, "<i>"), written(&b, "<i>", "raw is as it is");
    book_text(&b, NASTY), written(&b, TAMED, "text is escaped");
    book_heading(&b, "Words"), written(&b, "<h2>Words</h2>\n", "a heading");
    book_para(&b, NASTY), written(&b, "<p>" TAMED "</p>\n", "a paragraph");
    book_para(&b, S("")), written(&b, "", "none without words");
    book_para(&b, STR_NONE), written(&b, "", "or with no value");
    book_row(&b), written(&b, "<tr role=\"row\">", "a row");
    book_row_end(&b), written(&b, "</tr>\n", "and its end");
    book_cell(&b, "One"), written(&b, "<td role=\"cell\" data-head=\"One\">", "a cell");
    book_cell_end(&b), written(&b, "</td>", "and its end");
    book_cell_text(&b, "One", NASTY), written(&b, "<td role=\"cell\" data-head=\"One\">" TAMED "</td>",
        "a cell of text");
    book_term(&b, "Name", NASTY), written(&b, "<dt>Name</dt><dd>" TAMED "</dd>\n", "a term");
    book_term(&b, "Name", S("")), written(&b, "", "none without words");
    book_link(&b, "kind-", S("person"), S(""), NASTY),
        written(&b, "<a href=\"kind-person.html\">" TAMED "</a>", "a link");
    book_link(&b, "", S("roles"), NASTY, S("x")), written(&b, "<a href=\"roles.html#" TAMED "\">x</a>",
        "to a place on a page");
    book_mark(&b, MARK_VERIFIED, S("")), written(&b, "<span class=\"mark verified\">verified</span>", "a mark");
    book_mark(&b, MARK_SECONDARY, NASTY), written(&b, "<span class=\"mark secondary\">secondary</span>: " TAMED,
        "with its source");
    book_mark(&b, MARK_RECALLED, STR_NONE), written(&b, "<span class=\"mark recalled\">recalled</span>", "without one");
    book_table(&b, NASTY, 2, heads);
    str table = arena_copy(&mem, out_str(&b.o));
    ok(str_has(table, S("<caption>" TAMED "</caption>")), "a table has a caption");
    ok(str_has(table, S(">One</th>")) && str_has(table, S(">Two</th>"))
        && str_ends(table, S("<tbody role=\"rowgroup\">\n")), "and its heads");
    out_clear(&b.o);
    book_table_end(&b), written(&b, "</tbody>\n</table>\n", "and an end");
    book_end(&b);
}

static void test_pages(void)
{
    struct book b = fresh();
    err e = { .mem = &mem };
    book_page(&b, NASTY);
    str page = arena_copy(&mem, out_str(&b.o));
    ok(str_starts(page, S("<!DOCTYPE html>\n")) && str_has(page, S("lang=\"en\"")), "a page begins as one");
    ok(str_has(page, S("<title>" TAMED " - Holdfast</title>")) && str_ends(page, S("<h1>" TAMED "</h1>\n")),
        "with its title, twice");
    ok(!str_has(page, S("name=\"description\"")), "and no sentence about it");
    book_page_about(&b, S("Second"), NASTY);
    page = arena_copy(&mem, out_str(&b.o));
    ok(!str_has(page, S("<b>")) && !str_has(page, S(TAMED " - Holdfast")), "the next begins anew");
    ok(str_has(page, S("<meta name=\"description\" content=\"" TAMED "\"/>")), "with the sentence that it was given");
    is_int(book_page_end(&b, S("second.html"), &e), ERR_OK, "and is written");
    char text[16384] = "";
    FILE *f = fopen(arena_printf(&mem, "%s/second.html", folder).p, "r");
    size_t n = f ? fread(text, 1, sizeof text - 1, f) : 0;
    if (f)
        fclose(f);
    ok(str_starts((str){ text, n }, page), "as it was made");
    ok(str_ends((str){ text, n }, S("<p>Catalogue v&lt;1&gt;.</p></footer>\n</body>\n</html>\n")),
        "to its end, with the version");
    is_int((int64_t)b.npages, 1, "and counted");
    is_int(book_file(&b, S("book.css"), str_of(book_css), &e), ERR_OK, "its style sheet too");
    is_int((int64_t)b.npages, 2, "is counted");
    is_int(book_file(&b, S("second.html"), S("x"), &e), ERR_OK, "a file is written over");
    struct stat st;
    ok(stat(arena_printf(&mem, "%s/second.html", folder).p, &st) == 0 && st.st_size == 1, "to its own length");
    is_int(book_file(&b, S("no/such"), S("x"), &e), ERR_SYSTEM, "in a folder that is not there");
    ok(str_has(e.message, S("cannot write")) && str_has(e.message, S("no/such")), "is said, with its name");
    book_end(&b);
}

static void test_folders(void)
{
    struct book b;
    err e = { .mem = &mem };
    is_int(book_begin(&b, &cat, &rules, arena_printf(&mem, "%s/inner", folder), &mem, &e), ERR_OK, "a folder is made");
    is_int(book_begin(&b, &cat, &rules, arena_printf(&mem, "%s/inner", folder), &mem, &e), ERR_OK,
           "or is there already");
    is_int(book_begin(&b, &cat, &rules, arena_printf(&mem, "%s/no/such", folder), &mem, &e), ERR_SYSTEM,
           "but not two at once");
    ok(str_has(e.message, S("cannot make the folder")), "which is said");
    is_int(book_begin(&b, &cat, &rules, arena_printf(&mem, "%s/second.html/x", folder), &mem, &e), ERR_SYSTEM,
        "nor below a file");
}

int main(void)
{
    arena_init(&mem, 0);
    if (!mkdtemp(folder))
        return 1;
    test_parts();
    test_pages();
    test_folders();
    if (system(arena_printf(&mem, "rm -rf %s", folder).p) != 0)     /* a name made by mkdtemp */
        printf("# %s is left\n", folder);
    arena_release(&mem);
    return done_testing();
}
