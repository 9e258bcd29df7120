/* t_expr.c - the condition language: what each text means, what each wrong text is told, and how fast it answers. */
#include "tap.h"
#include "catalogue/expr.h"
#include "catalogue/load.h"
#include <time.h>

static const char kinds[] = "group: G\nkinds:\n- name: person\n  label: P\n  plural: P\n  about: P\n  subject: "
                            "person\n  read: a\n  write: a\n  fields:\n"
                            "  - {name: urgency, label: U, type: code, codes: urgency}\n  - {name: agencies, label: A, "
                            "type: codes, codes: agency}\n"
                            "  - {name: nfa, label: N, type: flag}\n  - {name: started_on, label: S, type: date}\n  - "
                            "{name: seen_on, label: S, type: date}\n"
                            "  - {name: received_at, label: R, type: instant}\n  - {name: decided_at, label: D, type: "
                            "instant}\n  - {name: hours, label: H, type: int}\n"
                            "  - {name: fte, label: F, type: decimal}\n  - {name: note, label: N, type: note}\n  - "
                            "{name: place, label: P, type: code, codes: place}\n"
                            "  - {name: empty_one, label: E, type: date}\n  - {name: cost, label: C, type: money}\n";
static const char codes[] = "codesets:\n- {name: urgency, label: U, codes: [{code: high, label: H}, {code: immediate, "
                            "label: I}, {code: low, label: L}]}\n"
                            "- {name: agency, label: A, codes: [{code: police, label: P}, {code: health, label: H}, "
                            "{code: police_two, label: Q}]}\n"
                            "- {name: place, label: P, open: yes}\n";

/* The record: started 1 March 2026, seen 12 April 2026 (six weeks later to the day). */
static const char *const given[] = { "high",
                                     "health police",
                                     "1",
                                     "2026-03-01",
                                     "2026-04-12",
                                     "2026-03-28T23:30:00Z",
                                     "2026-03-29T03:30:00Z",
                                     "7",
                                     "0.6",
                                     "A note",
                                     "Nan's house",
                                     NULL,
                                     "12050" };
static const str extra_names[] = { { "age", 3 }, { "today", 5 }, { "unknown_one", 11 } };

static const struct { const char *text; bool want; } means[] = {
    { "nfa is yes", true },
    { "nfa is no", false },
    { "nfa is not yes", false },
    { "nfa", true },
    { "not nfa", false },
    { "nfa = 1", true },
    { "nfa is not yes and age < 18", false },
    { "nfa is yes and age < 18", true },
    { "age >= 18 or nfa", true },
    { "urgency is high", true },
    { "urgency is not high", false },
    { "urgency is \"high\"", true },
    { "urgency = low", false },
    { "urgency != low", true },
    { "urgency in (high, immediate)", true },
    { "urgency in (low)", false },
    { "urgency not in (low)", true },
    { "agencies has police", true },
    { "agencies has police_two", false },
    { "agencies is empty", false },
    { "agencies is not empty", true },
    { "empty_one is empty", true },
    { "empty_one is not empty", false },
    { "unknown_one is empty", true },
    { "age is empty", false },
    /* nothing is never equal, less or more; is not is the opposite of is */
    { "empty_one < 2026-01-01", false },
    { "empty_one >= 2026-01-01", false },
    { "empty_one is not 2026-01-01", true },
    { "unknown_one != 3", true },
    { "empty_one != today", true },
    { "days(empty_one, seen_on) != 3", true },
    { "unknown_one not in (1, 2)", true },
    { "unknown_one in (1, 2)", false },
    { "not empty_one < 2026-01-01", true },
    { "days(empty_one, seen_on) > 0", false },
    { "unknown_one", false },
    { "started_on < seen_on", true },
    { "started_on = 2026-03-01", true },
    { "seen_on <= today", true },
    { "started_on in (2026-03-01, 2026-03-02)", true },
    /* spans are exact */
    { "weeks(started_on, seen_on) <= 6", true },
    { "weeks(started_on, seen_on) < 6", false },
    { "weeks(started_on, seen_on) >= 6", true },
    { "weeks(started_on, today) <= 6", false },
    { "weeks(started_on, today) > 6", true },
    { "days(started_on, seen_on) = 42", true },
    { "days(seen_on, started_on) = -42", true },
    { "months(started_on, seen_on) > 1", true },
    { "months(started_on, seen_on) < 2", true },
    { "years(started_on, seen_on) < 1", true },
    { "hours(received_at, decided_at) = 4", true },
    { "hours(received_at, decided_at) <= 3", false },
    /* an instant beside a day is its day in London, summer time and all */
    { "received_at = 2026-03-28", true },
    { "decided_at > started_on", true },
    { "days(received_at, decided_at) = 1", true },
    { "decided_at < today", true },
    { "hours > 6", true },
    { "hours in (6, 7)", true },
    { "hours not in (7)", false },
    { "hours >= -3", true },
    { "fte < 1", true },
    { "fte = 0.6", true },
    { "fte = 0.60", true },
    { "fte > 0.599", true },
    { "1 > fte", true },
    { "fte in (1, 0.6)", true },
    { "fte in (1, 2)", false },
    { "cost = 12050", true },
    { "note is \"A note\"", true },
    { "note is 'another'", false },
    { "place is \"Nan's house\"", true },
    { "place is not school", true },
    { "not (nfa or age > 3)", false },
    { "nfa and nfa or age > 90", true },
    { "age > 90 or nfa and age > 90", false },
    { "((((nfa))))", true },
    { "  nfa  and age\t< 18 ", true },
};

static const struct { const char *text; int at; const char *want; } refused[] = {
    { "", 0, "the condition is empty" },
    { "   ", 3, "the condition is empty" },
    { "nfo", 0, "there is no field \"nfo\" here: did you mean \"nfa\"?" },
    { "zzzzzzzz is yes", 0, "there is no field \"zzzzzzzz\" here" },
    { "nfa is", 6, "something is missing at the end" },
    { "nfa is yes and", 14, "something is missing at the end" },
    { "nfa is yes age < 18", 11, "\"age\" is not expected here: join conditions with and, or" },
    { "(nfa", 4, "\")\" is missing here" },
    { "nfa)", 3, "\")\" is not expected here: join conditions with and, or" },
    { "hours", 5, "after \"hours\" comes is, is not, in, has, =, !=, <, <=, > or >=" },
    { "hours not 5", 10, "after \"hours\" comes is, is not, in, has, =, !=, <, <=, > or >=" },
    { "yes", 3, "after \"yes\" comes is, is not, in, has, =, !=, <, <=, > or >=" },
    { "urgency is hihg", 11, "code set \"urgency\" has no code \"hihg\": did you mean \"high\"?" },
    { "urgency is purple", 11, "code set \"urgency\" has no code \"purple\"" },
    { "urgency in (high, purple)", 18, "code set \"urgency\" has no code \"purple\"" },
    { "urgency in high", 11, "\"(\" is missing here" },
    { "urgency in (high", 16, "\")\" is missing here" },
    { "urgency < high", 10, "codes and texts are compared with is and is not only" },
    { "urgency has high", 8, "only a field of several codes \"has\" one: ask \"urgency is …\"" },
    { "agencies is police", 12, "\"agencies\" holds several codes: ask \"agencies has …\"" },
    { "agencies has fire", 13, "code set \"agency\" has no code \"fire\"" },
    { "agencies in (police)", 12, "in (…) is for one code, text, day or number" },
    { "started_on < 5", 13,
      "\"started_on\" and \"5\" cannot be compared: one is a day, the other is not, or one is a text" },
    { "hours = 2026-01-01", 8,
      "\"hours\" and \"2026-01-01\" cannot be compared: one is a day, the other is not, or one is a text" },
    { "hours = note", 8,
      "\"hours\" and \"note\" cannot be compared: one is a day, the other is not, or one is a text" },
    { "note is hello", 8, "a text belongs here, in quotes" },
    { "note is \"hello", 8, "a quote opens here and does not close" },
    { "hours > 5 ; drop", 10, "this character means nothing here: put texts in quotes" },
    { "weeks(started_on) < 3", 16, "\",\" is missing here" },
    { "weeks(hours, seen_on) < 3", 6, "weeks are counted between two days" },
    { "hours(started_on, seen_on) < 3", 6, "hours are counted between two instants" },
    { "weeks(started_on, seen_on) < seen_on", 29,
      "\"weeks\" and \"seen_on\" cannot be compared: one is a day, the other is not, or one is a text" },
    { "weeks(started_on, seen_on) < 2.5", 29, "weeks(…) is compared with a whole number" },
    { "weeks(started_on, seen_on) < 99999999999", 29, "weeks(…) is compared with a whole number" },
    { "6 < weeks(started_on, seen_on)", 4, "write it the other way round: weeks(…) first, then the number" },
    { "weeks(started_on, seen_on) is empty", 30, "only a field can be empty" },
    { "fte in (1, 2026-01-01)", 21, "what stands in the brackets must be values like \"fte\"" },
    { "((((((((((((((((((((((((((((((((((((((((nfa", 32, "this is nested too deep: make it simpler" },
    { "not not not not not not not not not not not not not not not not not not not not not not not not not not not not "
      "not not not not not nfa",
      128, "this is nested too deep: make it simpler" },
};

static arena mem;

static double nanoseconds(const struct expr *x, const value *values, const int64_t *extra)
{
    enum { TIMES = 2000000 };
    struct timespec a, b;
    volatile bool sink = false;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    for (int i = 0; i < TIMES; i++)
        sink = expr_true(x, values, extra) ^ sink;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    return ((double)(b.tv_sec - a.tv_sec) * 1e9 + (double)(b.tv_nsec - a.tv_nsec)) / TIMES;
}

int main(void)
{
    arena_init(&mem, 0);
    err e = { .mem = &mem };
    const struct catalogue_file files[] = { { str_of("kinds/a.yml"), str_of(kinds) },
                                            { str_of("codes/a.yml"), str_of(codes) } };
    struct catalogue *c = NULL;
    if (!ok(catalogue_load_texts(&c, COUNT_OF(files), files, &e) == ERR_OK, "the kinds load"))
        return printf("# " STR_FMT "\n", STR_ARG(e.detail)), 1;
    const struct kind *k = catalogue_kind(c, S("person"));
    const struct expr_names names = { COUNT_OF(extra_names), extra_names };
    const int64_t extra[] = { 7, day_make(2026, 4, 13), INT64_MIN };
    value values[COUNT_OF(given)];
    for (size_t i = 0; i < COUNT_OF(given); i++)
        values[i] = field_value(&k->fields[i], str_of(given[i]));

    for (size_t i = 0; i < COUNT_OF(means); i++) {
        struct expr *x;
        size_t at;
        e = (err){ .mem = &mem };
        if (ok(expr_compile(&x, &mem, k, &names, str_of(means[i].text), &at, &e) == ERR_OK, means[i].text))
            ok(expr_true(x, values, extra) == means[i].want, means[i].want ? "  is true" : "  is false");
        else
            printf("# " STR_FMT "\n", STR_ARG(e.message));
    }
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct expr *x;
        size_t at = 999;
        e = (err){ .mem = &mem };
        is_int(expr_compile(&x, &mem, k, &names, str_of(refused[i].text), &at, &e), ERR_INVALID, refused[i].text);
        is(e.message, str_of(refused[i].want), refused[i].want);
        is_int((int64_t)at, refused[i].at, "  and where");
    }

    struct expr *x;
    size_t at;
    ok(expr_compile(&x, &mem, k, &names, S("nfa is not yes and age < 18"), &at, &e) == ERR_OK, "compiled");
    is(expr_text(x), S("nfa is not yes and age < 18"), "its text is as it was written");
    ok(expr_uses(x, kind_field(k, S("nfa"))) && !expr_uses(x, kind_field(k, S("urgency"))),
       "it knows the fields that it uses");
    ok(expr_compile(&x, &mem, NULL, &names, S("age < 18"), &at, &e) == ERR_OK && expr_true(x, NULL, extra),
       "names alone, without a kind");
    double ns = nanoseconds(x, NULL, extra);
    printf("# %.1f ns a comparison\n", ns);
    ok(ns < 500, "a comparison is quick even in a build with sanitizers");
    catalogue_free(c);
    arena_release(&mem);
    return done_testing();
}
