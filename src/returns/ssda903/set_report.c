/* set_report.c - words what the check of a set found, for the report that all returns share. */
#include "returns/ssda903/set.h"

struct wording { const struct set *s; const struct check *k; };

static void word_issue(void *ctx, size_t i, arena *a, struct report_issue *x)
{
    const struct wording *w = ctx;
    const struct issue *at = &w->k->issues[i];
    *x = (struct report_issue){ .key = ssda903_issue_key(at, a),
                                .rule = at->rule,
                                .child = at->child,
                                .file = w->s->files[at->file]->name,
                                .line = at->line,
                                .last = at->last,
                                .table = table_types[at->table].name,
                                .fields = ssda903_issue_fields(w->k, at) };
}

static void word_fault(void *ctx, size_t i, arena *a, struct report_fault *x)
{
    const struct wording *w = ctx;
    if (i == w->s->nnotes) {
        *x = (struct report_fault){ .file = S(""),
                                    .says =
                                        arena_printf(a, "There are more than %d issues; the rest, %zu, are not listed.",
                                                     SSDA903_ISSUES_MAX, w->k->unkept) };
        return;
    }
    const struct set_note *n = &w->s->notes[i];
    *x = (struct report_fault){
        .file = n->file.p ? n->file : S(""), .line = n->line, .says = n->text, .minor = !n->serious
    };
}

void set_report(const struct set *s, const struct check *k, struct report *r, arena *mem)
{
    struct wording *w = arena_new(mem, struct wording);
    *w = (struct wording){ s, k };
    *r = (struct report){ .name = arena_printf(mem, "Children looked after return %d-%02d", k->year->year,
                                               (k->year->year + 1) % 100),
                          .children = s->nchildren,
                          .nrules = k->nrules,
                          .rules = ssda903_report_rules(k, mem),
                          .nissues = k->nissues,
                          .nfaults = s->nnotes + (k->unkept > 0),
                          .issue = word_issue,
                          .fault = word_fault,
                          .ctx = w,
                          .text_limit = 8 };
}
