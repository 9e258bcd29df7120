/* t_title.c - the one line that says what a record is, when some of what it would say is not known. */
#include "catalogue/load.h"
#include "desk/title.h"
#include "tap.h"

static const char kinds[] =
    "group: G\nkinds:\n- {name: person, label: Thing, plural: P, about: P., subject: person, read: a, write: a, title: "
    "\"%s\", fields: [\n"
    "  {name: a, label: A, type: text}, {name: b, label: B, type: text}, {name: c, label: C, type: text}]}\n";

static const struct { const char *title, *a, *b, *c, *want; } lines[] = {
    { "{a} {b}, {c}", "12", "High Street", "Norwich", "12 High Street, Norwich" },
    { "{a} {b}, {c}", NULL, NULL, "Norwich", "Norwich" },
    { "{a} {b}, {c}", NULL, "High Street", NULL, "High Street" },
    { "{a} {b}, {c}", "12", NULL, "Norwich", "12, Norwich" },
    { "{a} {b}, {c}", NULL, NULL, NULL, "Thing" },
    { "Contact: {a}, {b}", "Police", "Referral", NULL, "Contact: Police, Referral" },
    { "Contact: {a}, {b}", "Police", NULL, NULL, "Contact: Police" },
    { "Contact: {a}, {b}", NULL, "Referral", NULL, "Contact, Referral" },
    { "Contact: {a}, {b}", NULL, NULL, NULL, "Contact" },
    { "{a} ({b})", "Ann", "alias", NULL, "Ann (alias)" },
    { "{a} ({b})", "Ann", NULL, NULL, "Ann" },
    { "{a} ({b}): {c}", "Ann", NULL, "here", "Ann: here" },
    { "{a} ({b})", NULL, NULL, NULL, "Thing" },
    { "{a}: {b}", NULL, "High risk\nand more", NULL, "High risk" },
};

static value text_or_nothing(const char *s) { return (value){ .text = s ? str_of(s) : STR_NONE }; }

int main(void)
{
    arena mem;
    arena_init(&mem, 0);
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        char text[600];
        err e = { .mem = &mem };
        snprintf(text, sizeof text, kinds, lines[i].title);
        const struct catalogue_file file = { S("kinds/t.yml"), str_of(text) };
        struct catalogue *c = NULL;
        if (!ok(catalogue_load_texts(&c, 1, &file, &e) == ERR_OK, lines[i].title))
            continue;
        value values[] = { text_or_nothing(lines[i].a), text_or_nothing(lines[i].b), text_or_nothing(lines[i].c) };
        struct record r = { .kind = &c->kinds[0], .id = 1, .subject_id = 1, .values = values };
        struct namer n;
        namer_init(&n, NULL, NULL, &mem);
        is(record_title(&n, &r, 0), str_of(lines[i].want), lines[i].want);
        catalogue_free(c);
    }
    arena_release(&mem);
    return done_testing();
}
