/* fuzz_report.c - any bytes as an earlier report, CSV or workbook: a report beside them is
 * whole, and its own CSV knows every issue again. */
#include "base/encoding.h"
#include "returns/report.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const struct rule_text texts[] = {
    { .code = "101", .from = 2015, .to = 9999, .severity = SEVERITY_ERROR, .fields = "", .message = "m", .mend = "d" },
    { .code = "303", .from = 2015, .to = 9999, .severity = SEVERITY_QUERY, .fields = "", .message = "m", .mend = "d" },
};
static const struct report_rule rules[] = { { &texts[0], 4, NULL }, { &texts[1], 0, "needs OC2" } };

static void word(void *ctx, size_t i, arena *a, struct report_issue *x)
{
    static const char *const children[] = { "0042", "0042", "77", "=1" };
    (void)ctx, (void)a;
    *x = (struct report_issue){
        .rule = 0, .child = str_of(children[i]), .key = S("Header"), .file = S(""), .table = S(""), .fields = S("")
    };
}

static void csv_of_report(struct report *r, struct report_history *h, out *o)
{
    report_compare(r, h, STR_NONE);
    report_as_csv(o, r);
    if (!utf8_valid(out_str(o)))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    arena a;
    out text = { 0 }, again = { 0 };
    struct report_history *h, *own;
    arena_init(&a, 0);
    err e = { .mem = &a };
    char *exact = malloc(n ? n : 1);        /* its own block, so that reading past the end is seen */
    if (!exact)
        abort();
    if (n)
        memcpy(exact, data, n);
    struct report r = {
        .name = S("r"), .nrules = COUNT_OF(rules), .rules = rules, .nissues = 4, .issue = word, .today = 20000
    };
    if (report_history_read(&h, (str){ exact, n }, &a, &e) == ERR_OK) {
        csv_of_report(&r, h, &text);
        if (report_history_read(&own, out_str(&text), &a, &e))
            abort();
        report_compare(&r, own, STR_NONE);
        report_as_json(&again, &r);
        if (str_has(out_str(&again), S("\"new\":true")))
            abort();
    }
    free(exact);
    out_release(&text);
    out_release(&again);
    arena_release(&a);
    return 0;
}
