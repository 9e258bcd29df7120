/* book.c - what the book says of the SSDA903 beside its rules: its items, what its tables
 * are, and what is worked out. */
#include "returns/book.h"
#include "returns/kinds.h"
#include "returns/ssda903/check.h"

static const struct book_item items[] = {
#define TABLE(Name, member, words)
#define COLUMN(table, name, kind) { #table, #name },
#include "returns/ssda903/tables.def"
};

static const struct book_table_words tables[] = {
    { "Header", "the children" },
    { "Episodes", "episodes of care" },
    { "UASC", "unaccompanied asylum-seeking children" },
    { "OC2", "outcomes of children in care for the whole year" },
    { "OC3", "care leavers" },
    { "AD1", "adoptions" },
    { "PlacedAdoption", "decisions to place for adoption" },
    { "PrevPerm", "earlier permanent homes" },
    { "Missing", "times missing or away" },
    { "SWEpisodes", "social workers" },
    { "DoLo", "deprivation of liberty orders" },
};

static const struct book_made made[] = {
    { "PL_LA", "worked out from the placement's postcode (PL_POST)", NULL },
    { "PL_LOCATION", "worked out from the placement's postcode (PL_POST)", NULL },
    { "PL_DISTANCE", "worked out from both postcodes (HOME_POST and PL_POST)", NULL },
    { "UASC", "worked out from the child's status", "immigration_status" },
};

static str needs(size_t rule, arena *a) { return ssda903_rule_lacks(&ssda903_rules[rule], 0, a); }

static str points(size_t rule)
{
    (void)rule;
    return S("whole rows");
}

const struct return_book ssda903_book = {
    .head = { "ssda903", "children looked after return (SSDA903)", "SSDA903 rules" },
    .label = "Children looked after (SSDA903)",
    .about = "The yearly return on every child looked after by a council and every young person who left care.",
    .year = "Rows of the collection 2026-27: 1 April 2026 to 31 March 2027.",
    .source = "rule set 2026-27 of the validator that councils use (csc-validator-be-903, open source)",
    .decisions = "docs/decisions/0003-ssda903-cases.md",
    .child = "CHILD",
    .nitems = COUNT_OF(items),
    .items = items,
    .ntables = COUNT_OF(tables),
    .tables = tables,
    .nmade = COUNT_OF(made),
    .made = made,
    .needs = needs,
    .points = points,
};
