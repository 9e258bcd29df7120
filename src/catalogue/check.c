/* check.c - ties kinds to code sets, to each other and to their own fields, and says what does not hold together. */
#include "catalogue/load.h"
#include "catalogue/expr.h"
#include "catalogue/pattern.h"

/* Columns that every table has, and tables that the program keeps for itself. */
static const char *const own_columns[] = { "id", "subject_id", "version", "removed", "source_key" };
static const char *const own_tables[] = { "account", "checkpoint", "clock", "draft", "ledger", "ledger_head",
                                          "meta", "read_log", "seal_sum", "session", "token" };

static bool among(str word, size_t n, const char *const *words)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(word, str_of(words[i])))
            return true;
    return false;
}

static const struct yaml *value_of(const struct yaml *node, const char *key)
{
    const struct yaml *v = yaml_get(node, key);
    return v && v->type == YAML_TEXT && v->text.n ? v : NULL;
}

/* Says that `at` names nothing, with the nearest thing there is. names is n strs, one every `step` bytes. */
static void fault_no_such(struct loading *l, const struct yaml *at, const char *what, size_t n, const void *names,
                          size_t step)
{
    const char **options = arena_array(l->mem, const char *, n + 1);
    for (size_t i = 0; i < n; i++)
        options[i] = arena_z(l->mem, *(const str *)((const char *)names + i * step));
    const char *near = near_miss(at->text, n, options);
    if (near)
        fault_at(l->faults, at, "there is no %s \"" STR_FMT "\": did you mean \"%s\"?", what, STR_ARG(at->text), near);
    else
        fault_at(l->faults, at, "there is no %s \"" STR_FMT "\": mend the name, or add it", what, STR_ARG(at->text));
}

static const struct field *find_field(struct loading *l, const struct kind *k, const struct yaml *at)
{
    const struct field *f = kind_field(k, at->text);
    if (!f)
        fault_no_such(l, at, "field", k->nfields, k->nfields ? &k->fields[0].name : NULL, sizeof *k->fields);
    return f;
}

static const struct kind *find_kind(struct loading *l, const struct yaml *at)
{
    const struct kind *k = catalogue_kind(l->cat, at->text);
    if (!k)
        fault_no_such(l, at, "kind", l->cat->nkinds, &l->kinds[0].name, sizeof *l->kinds);
    return k;
}

/* --- a field ------------------------------------------------------------------------------------- */
static void check_codes_of(struct loading *l, const struct yaml *node, struct field *f)
{
    const struct yaml *codes = value_of(node, "codes");
    bool wants = f->type == FT_CODE || f->type == FT_CODES;
    if (wants && !codes)
        fault_at(l->faults, node, "field \"" STR_FMT "\" is a code, so it needs \"codes\": the name of a code set",
                 STR_ARG(f->name));
    else if (!wants && codes)
        fault_at_key(l->faults, codes, "only a field of type code or codes has \"codes\"");
    else if (codes && !(f->codes = catalogue_codeset(l->cat, codes->text)))
        fault_no_such(l, codes, "code set", l->cat->ncodesets, &l->codesets[0].name, sizeof *l->codesets);
    for (size_t i = 0; f->codes && f->type == FT_CODES && i < f->codes->ncodes; i++)
        if (str_has(f->codes->codes[i].code, S(" "))) {
            fault_at(l->faults, codes,
                     "code \"" STR_FMT
                     "\" of this set has a space in it, so several cannot be kept in one field: use one word",
                     STR_ARG(f->codes->codes[i].code));
            break;
        }
}

static void check_ref_of(struct loading *l, const struct yaml *node, struct field *f)
{
    const struct yaml *ref = value_of(node, "ref");
    if (f->type == FT_REF && !ref)
        fault_at(l->faults, node, "field \"" STR_FMT "\" is a reference, so it needs \"ref\": the name of a kind",
                 STR_ARG(f->name));
    else if (f->type != FT_REF && ref)
        fault_at_key(l->faults, ref, "only a field of type ref has \"ref\"");
    else if (ref)
        f->ref = find_kind(l, ref);
}

static void check_limits(struct loading *l, const struct yaml *node, const struct field *f)
{
    const struct yaml *min = value_of(node, "min"), *max = value_of(node, "max"), *pattern = value_of(node, "pattern"),
                      *past = value_of(node, "past");
    bool limited = f->type == FT_TEXT || f->type == FT_NOTE || f->type == FT_INT || f->type == FT_DECIMAL ||
                   f->type == FT_MONEY || f->type == FT_MINUTES;
    if ((min || max) && !limited)
        fault_at_key(l->faults, min ? min : max, "min and max are for texts and numbers");
    else if (f->min > f->max)
        fault_at(l->faults, max ? max : min ? min : node, "max is less than min: swap them");
    if (pattern && f->type != FT_TEXT)
        fault_at_key(l->faults, pattern, "only a field of type text has a \"pattern\"");
    else if (pattern && !pattern_is_known(pattern->text)) {
        size_t n;
        const char *const *names = pattern_names(&n);
        const char *near = near_miss(pattern->text, n, names);
        if (near)
            fault_at(l->faults, pattern, "there is no pattern \"" STR_FMT "\": did you mean \"%s\"?",
                     STR_ARG(pattern->text), near);
        else
            fault_at(l->faults, pattern,
                     "there is no pattern \"" STR_FMT "\": it is upn, nhs, postcode, email, phone or urn",
                     STR_ARG(pattern->text));
    }
    if (past && f->past && f->type != FT_DATE && f->type != FT_INSTANT)
        fault_at_key(l->faults, past, "only a date or an instant can have to lie in the past");
    if (f->when.from != DAY_NONE && f->when.to != DAY_NONE && f->when.to < f->when.from)
        fault_at(l->faults, yaml_get(node, "to"), "the field ends before it begins");
    if (f->required && (f->type == FT_TEXT || f->type == FT_NOTE) && f->max == 0)
        fault_at(l->faults, max, "the field is required, and max leaves no room for a letter");
}

static void check_condition(struct loading *l, const struct yaml *node, const struct kind *k, struct field *f)
{
    const struct yaml *show_if = value_of(node, "show_if");
    if (!show_if)
        return;
    struct expr *x;
    size_t at = 0;
    err e = { .mem = l->faults->mem };
    if (expr_compile(&x, l->mem, k, NULL, show_if->text, &at, &e))
        fault_at(l->faults, show_if, "at letter %zu of this condition: " STR_FMT, at + 1, STR_ARG(e.message));
    else if (expr_uses(x, f))
        fault_at(l->faults, show_if, "field \"" STR_FMT "\" cannot depend on itself", STR_ARG(f->name));
    else {
        for (const struct field *later = f + 1; later < k->fields + k->nfields; later++)
            if (expr_uses(x, later)) {
                fault_at(l->faults, show_if,
                         "this asks about \"" STR_FMT "\", which the form asks later: move \"" STR_FMT "\" below it",
                         STR_ARG(later->name), STR_ARG(f->name));
                return;
            }
        f->show_if = x;
    }
}

static void check_field(struct loading *l, const struct yaml *node, const struct kind *k, struct field *f)
{
    if (among(f->name, COUNT_OF(own_columns), own_columns))
        fault_at(l->faults, yaml_get(node, "name"),
                 "every record has a column \"" STR_FMT "\" already: choose another name", STR_ARG(f->name));
    for (const struct field *other = k->fields; other < f; other++)
        if (f->name.n && str_eq(other->name, f->name)) {
            fault_at(l->faults, node, "this kind has a field \"" STR_FMT "\" already: choose another name",
                     STR_ARG(f->name));
            break;
        }
    check_codes_of(l, node, f);
    check_ref_of(l, node, f);
    check_limits(l, node, f);
}

/* --- a kind -------------------------------------------------------------------------------------- */
/* The field that happened: or ended: names; it must be a day or an instant. */
static int check_time(struct loading *l, const struct yaml *node, const struct kind *k, const char *key)
{
    const struct yaml *v = value_of(node, key);
    const struct field *f = v ? find_field(l, k, v) : NULL;
    if (f && f->type != FT_DATE && f->type != FT_INSTANT) {
        fault_at(l->faults, v, "%s names a date or an instant, and \"" STR_FMT "\" is neither", key, STR_ARG(f->name));
        return -1;
    }
    return f ? f->index : -1;
}

/* Every {hole} is a field. The first is what the record is called. */
static void check_title(struct loading *l, const struct yaml *node, struct kind *k)
{
    const struct yaml *v = value_of(node, "title");
    str rest = k->title, text;
    while (v && str_cut(&rest, '{', &text) && rest.n) {
        str hole;
        str_cut(&rest, '}', &hole);
        struct yaml at = *v;
        at.text = hole;
        const struct field *f = find_field(l, k, &at);
        if (f && k->f_title < 0)
            k->f_title = f->index;
    }
}

static void check_sets(struct loading *l, const struct yaml *node, const struct kind *k)
{
    const struct yaml *list = yaml_get(node, "ssd");
    for (const struct yaml *item = list ? list->first : NULL; item; item = item->next) {
        const struct yaml *set = yaml_get(item, "set");
        for (const struct yaml *v = set ? set->first : NULL; v; v = v->next) {
            struct yaml at = *v;
            at.text = v->key;
            at.line = v->key_line;
            at.column = v->key_column;
            const struct field *f = find_field(l, k, &at);
            if (f && f->codes && !f->codes->open && codeset_find(f->codes, v->text) < 0)
                fault_at(l->faults, v, "code set \"" STR_FMT "\" has no code \"" STR_FMT "\"", STR_ARG(f->codes->name),
                         STR_ARG(v->text));
        }
    }
}

static void check_kind(struct loading *l, struct kind *k)
{
    const struct yaml *node = l->kind_nodes[k->index], *subject = value_of(node, "subject"),
                      *list = yaml_get(node, "fields");
    if (among(k->name, COUNT_OF(own_tables), own_tables))
        fault_at(l->faults, yaml_get(node, "name"),
                 "the program has a table \"" STR_FMT "\" of its own: choose another name", STR_ARG(k->name));
    for (int j = 0; j < k->index; j++)
        if (k->name.n && str_eq(k->name, l->kinds[j].name))
            fault_at(l->faults, node, "there is a kind \"" STR_FMT "\" already, in %s line %d: choose another name",
                     STR_ARG(k->name), l->kind_nodes[j]->file, l->kind_nodes[j]->line);
    if (subject)
        k->subject = find_kind(l, subject);
    if (!str_eq(k->timeline, S("yes")) && !str_eq(k->timeline, S("no")))
        fault_at(l->faults, yaml_get(node, "timeline"), "timeline is yes or no, not \"" STR_FMT "\"",
                 STR_ARG(k->timeline));
    if (k->when.from != DAY_NONE && k->when.to != DAY_NONE && k->when.to < k->when.from)
        fault_at(l->faults, yaml_get(node, "to"), "the kind ends before it begins");
    if (list && list->type == YAML_LIST && !list->n)
        fault_at(l->faults, list, "a kind has at least one field");
    struct field *fields = (struct field *)(uintptr_t)k->fields;      /* ours until the catalogue is handed out */
    const struct yaml *item = list ? list->first : NULL;
    for (size_t i = 0; item && i < k->nfields; i++, item = item->next)
        check_field(l, item, k, &fields[i]);
    item = list ? list->first : NULL;
    for (size_t i = 0; item && i < k->nfields; i++, item = item->next)
        check_condition(l, item, k, &fields[i]);
    k->f_happened = check_time(l, node, k, "happened");
    k->f_ended = check_time(l, node, k, "ended");
    check_title(l, node, k);
    check_sets(l, node, k);
}

void check_kinds(struct loading *l)
{
    for (size_t i = 0; i < l->cat->nkinds; i++)
        check_kind(l, &l->kinds[i]);
    for (size_t i = 0; i < l->cat->nkinds; i++) {
        const struct kind *k = &l->kinds[i];
        if (k->subject && k->subject->subject && k->subject->subject != k->subject)
            fault_at(l->faults, yaml_get(l->kind_nodes[i], "subject"),
                     "\"" STR_FMT "\" is not a subject: a subject kind names itself, as person, family, worker, team, "
                                  "household and authority do",
                     STR_ARG(k->subject->name));
    }
}

/* --- against the catalogue of the program ---------------------------------------------------------- */
static const char *const type_word =
    "the pages and returns need it; a local catalogue may relabel, add and end (\"to:\"), not take away";

static void compare_fields(struct loading *l, const struct kind *ours, const struct kind *theirs)
{
    const struct yaml *node = l->kind_nodes[ours->index];
    for (size_t i = 0; i < theirs->nfields; i++) {
        const struct field *was = &theirs->fields[i], *is = kind_field(ours, was->name);
        if (!is)
            fault_at(l->faults, node, "field \"" STR_FMT "\" of " STR_FMT " is gone: %s", STR_ARG(was->name),
                     STR_ARG(theirs->name), type_word);
        else if (is->type != was->type)
            fault_at(l->faults, node, "field \"" STR_FMT "\" of " STR_FMT " is of another type than in the program: %s",
                     STR_ARG(was->name), STR_ARG(theirs->name), type_word);
    }
}

void check_against_embedded(struct loading *l, const struct catalogue *embedded)
{
    for (size_t i = 0; i < embedded->nkinds; i++) {
        const struct kind *was = &embedded->kinds[i], *is = catalogue_kind(l->cat, was->name);
        if (is)
            compare_fields(l, is, was);
        else
            fault_in(l->faults, "kinds", 1, 1, "kind \"" STR_FMT "\" is gone: %s", STR_ARG(was->name), type_word);
    }
    for (size_t i = 0; i < embedded->ncodesets; i++)
        if (!catalogue_codeset(l->cat, embedded->codesets[i].name))
            fault_in(l->faults, "codes", 1, 1, "code set \"" STR_FMT "\" is gone: %s",
                     STR_ARG(embedded->codesets[i].name), type_word);
}
