/* book.c - what the book says of the CIN census beside its rules: its items, and what its modules are. */
#include "returns/book.h"
#include "returns/cin/check.h"
#include "returns/kinds.h"

static const struct book_item items[] = {
#define CIN_TABLE(Name, member) { #Name, NULL },
#define CIN_ITEM(name) { NULL, #name },
#include "returns/cin/tables.def"
#undef CIN_TABLE
#undef CIN_ITEM
#undef CIN_TABLE_END
};

static const struct book_table_words tables[] = {
    { "Header", "the return itself" },
    { "ChildIdentifiers", "who the child is" },
    { "CINdetails", "a referral and what came of it" },
    { "CINplanDates", "child in need plans" },
    { "Section47", "section 47 enquiries" },
    { "Reviews", "reviews of child protection plans" },
    { "PreProceedingsandFGDM", "pre-proceedings and family group decision-making" },
};

static str needs(size_t rule, arena *a)
{
    (void)a;
    return cin_rules[rule].needs & CIN_NEEDS_YEAR ? S("the reference date in the header (or --year)") : S("");
}

static str points(size_t rule)
{
    static const char *const words[] = {
        [CIN_ONE_CELL] = "one item",
        [CIN_ONE_ROW] = "items of one module",
        [CIN_SEVERAL_TABLES] = "items of several modules",
        [CIN_ONE_GROUP] = "modules of one kind, together",
        [CIN_WHOLE_RETURN] = "the return as a whole",
    };
    return str_of(words[cin_rules[rule].kind]);
}

const struct return_book cin_book = {
    .head = { "cin", "children in need census (CIN)", "CIN rules" },
    .label = "Children in need census (CIN)",
    .about = "The yearly census of every child who was referred or had an open case in the year.",
    .year = "Items of the census of 2026-27: 1 April 2026 to 31 March 2027.",
    .source = "rule set 2025-26 of the validator that councils use (csc-validator-be-cin, open source)",
    .decisions = "docs/decisions/0004-cin-cases.md",
    .child = "LAchildID",
    .nitems = COUNT_OF(items),
    .items = items,
    .ntables = COUNT_OF(tables),
    .tables = tables,
    .needs = needs,
    .points = points,
};
