/* ssda903.c - the record as an SSDA903: twelve files of CSV, and the same rows as the child that the rules look at. */
#include "reporting/everyday.h"
#include "reporting/work.h"
#include "returns/ssda903/local.h"
#include "returns/ssda903/check.h"
#include "returns/ssda903/derive.h"

struct place { int64_t subject, record; const struct return_row *row; };
struct places { size_t n, cap; struct place *at; };

struct care_return {
    struct collection year;
    struct check check;
    struct places lines[2][T__COUNT];       /* whose each line is: this year's, last year's */
    size_t items[T__COUNT];                 /* the first item of each table; the columns follow */
    uint32_t row_of[32];                    /* enum table of each table of the plan */
    int plan_of[T__COUNT];                  /* and the other way; -1 */
    int64_t now;                            /* whose rows are still there */
    const struct return_rows *rows[2];      /* this person's: this year's, last year's */
    struct check across;                    /* one child after the other: what rules across children gather */
    struct places headers;                  /* and whose those rows were */
    const char *names[T__COUNT];
};

/* Why a cell says something that no record says: the coverage names it where there are such cells. */
#define NOTHING_RECORDED "no, where nothing is recorded"

static bool is_supplied(enum table t, size_t column)
{
    enum column_kind k = table_types[t].columns[column].kind;
    return k != DERIVED_CODE && k != DERIVED_NUMBER && k != OPTIONAL_CODE;
}

/* The catalogue names a table as its file is named, the rules by words in file names. */
static enum table table_of_file(str name)
{
    for (int t = 0; t < T__COUNT; t++) {
        str words = str_of(table_types[t].words), one;
        while (str_cut(&words, ';', &one))
            if (str_eq(one, name))
                return (enum table)t;
    }
    return T__COUNT;
}

static err_code begin(struct return_work *w, err *e)
{
    struct care_return *r = w->own = arena_new(w->mem, struct care_return);
    collection_of(&r->year, w->o->year);
    r->year.authority = w->area;
    for (int t = 0; t < T__COUNT; t++)
        r->plan_of[t] = -1;
    r->year.local = local_ssda903(w->cat);
    for (size_t i = 0; i < w->plan.ntables; i++) {
        enum table t = table_of_file(return_table_map(&w->plan, (uint32_t)i)->name);
        if (t == T__COUNT)
            return err_set(e, ERR_INVALID, "The SSDA903 has no file " STR_FMT ".",
                           STR_ARG(return_table_map(&w->plan, (uint32_t)i)->name));
        r->row_of[i] = t;
        r->plan_of[t] = (int)i;
        r->names[t] = arena_z(
            w->mem, arena_printf(w->mem, STR_FMT ".csv", STR_ARG(return_table_map(&w->plan, (uint32_t)i)->name)));
    }
    for (int t = 0; t < T__COUNT; t++) {
        if (return_file_open(w, r->names[t], e))
            return e->code;
        out *o = return_file(w, (size_t)t);
        r->items[t] = w->done->nitems;
        for (size_t c = 0; c < table_types[t].ncolumns; c++) {
            str name = table_types[t].columns[c].name;
            if (!is_supplied((enum table)t, c))
                continue;
            return_item_add(w, table_types[t].name, name,
                            str_eq(name, S("CHILD")) ? "the number of the record, for want of the council's own"
                                                     : NOTHING_RECORDED);
            if (c)
                out_char(o, ',');
            out_raw(o, name);
        }
        out_raw(o, S("\r\n"));
    }
    const struct return_lists *lists = w->o->lists;
    uint32_t all = (1u << (2 * T__COUNT)) - 1;
    if (lists && lists->has_postcodes) {
        all |= HAVE_POSTCODES;
        r->year.postcodes = &lists->postcodes;
    }
    if (lists && lists->has_providers) {
        all |= HAVE_PROVIDERS;
        r->year.providers = &lists->providers;
    }
    ssda903_check_init(&r->check, &r->year, all, w->mem);
    return ERR_OK;
}

static const struct return_row *who_row(const struct return_work *w, const struct care_return *r,
                                        const struct return_rows *rows)
{
    (void)w;
    for (size_t i = 0; i < rows->n; i++)
        if (r->row_of[rows->at[i].table] == T_Header)
            return &rows->at[i];
    return NULL;
}

struct who { int64_t subject; str id; bool by_default; };

/* The cell of a column: the fact's, or what the header says of the child. */
static str cell_of(const struct return_work *w, const struct who *who, const struct return_row *x,
                   const struct return_row *header, str column)
{
    if (str_eq(column, S("CHILD")))
        return who->id;
    str cell = return_cell(&w->plan, x, column);
    return cell.n || !header                                      ? cell
           : str_eq(column, S("DOB")) || str_eq(column, S("SEX")) ? return_cell(&w->plan, header, column)
                                                                  : cell;
}

static void add_row(struct return_work *w, struct child *c, const struct who *who, const struct return_row *x,
                    const struct return_row *header, bool last)
{
    struct care_return *r = w->own;
    enum table t = (enum table)r->row_of[x->table];
    struct places *lines = &r->lines[last][t];
    struct row *row = child_add(c, t, last);
    row->file = (uint8_t)t;
    row->order = (uint32_t)lines->n;
    row->line = (uint32_t)lines->n + 2;                 /* after the names of the columns */
    ARENA_PUSH(w->mem, lines->at, lines->n, lines->cap) = (struct place){ who->subject, x->record->id, x };
    out *o = return_file(w, t);
    size_t item = r->items[t];
    for (size_t i = 0; i < table_types[t].ncolumns; i++) {
        if (!is_supplied(t, i))
            continue;
        str cell = cell_of(w, who, x, header, table_types[t].columns[i].name);
        row_set(row, i, cell.n ? cell : STR_NONE);
        if (last)
            continue;
        return_item_count(w, item++, cell.n > 0,
                          (i == 0 && who->by_default) ||
                              return_cell_by_default(&w->plan, x, table_types[t].columns[i].name));
        if (i)
            out_char(o, ',');
        out_csv(o, cell);
    }
    if (t == T_Episodes && w->o->lists && w->o->lists->has_postcodes)
        episode_derive(row, &w->o->lists->postcodes, w->area, c->mem);
    if (!last)
        out_raw(o, S("\r\n"));
}

/* What the rules across children need of this one, where each child is looked at and forgotten. */
static void keep_for_across(struct care_return *r, struct child *c)
{
    for (size_t i = 0; i < c->header.n; i++) {
        struct row *row = &c->header.at[i]->row;
        struct place from = r->lines[0][T_Header].at[row->line - 2];
        row->line = (uint32_t)r->headers.n + 2;
        ARENA_PUSH(r->across.mem, r->headers.at, r->headers.n, r->headers.cap) =
            (struct place){ from.subject, from.record, NULL };
    }
    ssda903_check_across(&r->across, c);
}

static err_code child(struct return_work *w, int64_t subject_id, const struct return_rows *rows,
                      const struct return_rows *last, arena *a, err *e)
{
    struct care_return *r = w->own;
    struct child c;
    (void)e;
    const struct return_row *header = who_row(w, r, rows), *header_last = who_row(w, r, last);
    struct who who = { subject_id, header ? return_cell(&w->plan, header, S("CHILD")) : S(""), false };
    if (!who.id.n) {
        who.id = arena_printf(a, "%lld", (long long)subject_id);
        who.by_default = true;
    }
    child_open(&c, who.id, a);
    for (size_t i = 0; i < rows->n; i++)
        add_row(w, &c, &who, &rows->at[i], header, false);
    for (size_t i = 0; i < last->n; i++)
        add_row(w, &c, &who, &last->at[i], header_last, true);
    child_close(&c);
    r->now = subject_id;
    r->rows[0] = rows;
    r->rows[1] = last;
    r->year.today = w->today;
    ssda903_check_child(&r->check, &c);
    if (r->across.mem)
        keep_for_across(r, &c);
    return ERR_OK;
}

/* --- issues as places in the record -------------------------------------------------------------------- */

static void afresh(struct return_work *w, arena *a, arena *lasting)
{
    struct care_return *r = w->own;
    w->mem = r->check.mem = a;
    r->check.issues = NULL;
    r->check.upns = NULL;
    r->check.nissues = r->check.cap = r->check.nupns = r->check.cap_upns = 0;
    memset(r->check.counts, 0, r->check.nrules * sizeof *r->check.counts);
    memset(r->lines, 0, sizeof r->lines);
    if (lasting && !r->across.mem) {
        r->across = r->check;
        r->across.mem = lasting;
        r->across.counts = arena_array(lasting, size_t, r->check.nrules);
    }
    if (!lasting) {
        r->across = (struct check){ 0 };
        r->headers = (struct places){ 0 };
    }
}

static void across(struct return_work *w, arena *a)
{
    struct care_return *r = w->own;
    struct check gathered = r->across;
    struct places headers = r->headers;
    afresh(w, a, NULL);
    r->now = 0;
    ssda903_check_end(&gathered);
    r->check.issues = gathered.issues;
    r->check.nissues = gathered.nissues;
    r->lines[0][T_Header] = headers;
}

static size_t nrules(const struct return_work *w) { return ((const struct care_return *)w->own)->check.nrules; }
static size_t nfound(const struct return_work *w) { return ((const struct care_return *)w->own)->check.nissues; }

/* Items that are worked out from others are mended there; the number, the birthday and the sex stand in every file but
 * are the person's. */
static str mended_at(str column)
{
    static const struct { const char *derived, *from; } names[] = {
        { "PL_LA", "PL_POST" }, { "PL_LOCATION", "PL_POST" }, { "PL_DISTANCE", "PL_POST HOME_POST" } };
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_eq(column, str_of(names[i].derived)))
            return str_of(names[i].from);
    return column;
}

static void place_item(const struct return_work *w, struct place_list *l, const struct place *at, enum table t,
                       str column)
{
    const struct care_return *r = w->own;
    str names = mended_at(column), one;
    const struct return_row *row = at->subject == r->now ? at->row : NULL;
    while (str_cut(&names, ' ', &one)) {
        if (place_column(l, &w->plan, (uint32_t)r->plan_of[t], row, at->record, one) || t == T_Header)
            continue;
        /* the person's own record has the subject's number */
        place_column(l, &w->plan, (uint32_t)r->plan_of[T_Header], NULL, at->subject, one);
    }
}

/* One table's part of what a rule names, "Episodes_last: DECOM, DEC", looked for in that row; at NULL: there is no such
 * row, and one may be missing. */
static void place_part(const struct return_work *w, struct place_list *l, str items, const struct place *at,
                       enum table t)
{
    const struct care_return *r = w->own;
    str item;
    while (str_cut(&items, ',', &item)) {
        item = str_trim(item);
        if (at)
            place_item(w, l, at, t, item);
        else if (r->plan_of[t] >= 0)
            place_column(l, &w->plan, (uint32_t)r->plan_of[t], NULL, 0, mended_at(item));
    }
}

/* The child's rows of a table: how many, and the first. */
static size_t rows_of_table(const struct care_return *r, enum table t, bool last, struct place *first)
{
    const struct return_rows *rows = r->rows[last];
    size_t n = 0;
    for (size_t i = 0; i < rows->n; i++)
        if (r->row_of[rows->at[i].table] == t && !n++)
            *first = (struct place){ r->now, rows->at[i].record->id, &rows->at[i] };
    return n;
}

/* Rules that ask for a row which they cannot point at when it is not there: that is where to begin. */
static void ask_for_missing(const struct return_work *w, const char *rule, struct place_list *l)
{
    static const struct { const char *rule; enum table t; const char *column; } asked[] = {
        { "551", T_PlacedAdoption, "DATE_PLACED" }, { "630", T_PrevPerm, "PREV_PERM" }, { "EPI", T_Episodes, "DECOM" },
        { "SW01STG1", T_SWEpisodes, "SW_ID" }, { "SW12STG2", T_SWEpisodes, "SW_ID" } };
    const struct care_return *r = w->own;
    struct place first;
    size_t n = l->n;
    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        if (strcmp(rule, asked[i].rule) != 0 || r->plan_of[asked[i].t] < 0)
            continue;
        if (rows_of_table(r, asked[i].t, false, &first))
            place_item(w, l, &first, asked[i].t, str_of(asked[i].column));
        else
            place_missing(l, &w->plan, (uint32_t)r->plan_of[asked[i].t]);
    }
    place_first(l, n);
}

/* First the row that is marked, then other tables that the rule names, where it is plain which row is meant. */
static void places_of(const struct return_work *w, const struct issue *x, const struct place *at, struct place_list *l)
{
    const struct care_return *r = w->own;
    for (int marked = 1; marked >= 0; marked--) {
        str rest = str_of(r->check.rules[x->rule].text.fields), part, name = S("");
        while (str_cut(&rest, ';', &part)) {
            str_cut(&part, ':', &name);
            name = str_trim(name);
            bool last = str_ends(name, S("_last"));
            int t = table_named(last ? str_take(name, name.n - 5) : name);
            struct place first = { 0 };
            if (t < 0 || (t == x->table) != marked)
                continue;
            if (marked) {
                place_part(w, l, part, at, (enum table)t);
                continue;
            }
            size_t n = at->subject == r->now ? rows_of_table(r, (enum table)t, last, &first) : 2;
            if (n == 1 || (!n && !last))
                place_part(w, l, part, n ? &first : NULL, (enum table)t);
        }
    }
    if (!l->n && r->plan_of[x->table] >= 0)
        place_row(l, &w->plan, (uint32_t)r->plan_of[x->table], at->subject == r->now ? at->row : NULL, at->record);
    if (at->subject == r->now)
        ask_for_missing(w, r->check.rules[x->rule].text.code, l);
}

static int64_t subject(const struct return_work *w, size_t i)
{
    const struct care_return *r = w->own;
    const struct issue *at = &r->check.issues[i];
    return r->lines[at->last][at->table].at[at->line - 2].subject;
}

static void found(const struct return_work *w, size_t i, arena *a, struct return_found *x)
{
    const struct care_return *r = w->own;
    const struct issue *at = &r->check.issues[i];
    const struct place *from = &r->lines[at->last][at->table].at[at->line - 2];
    struct place_list l = { .mem = a };
    places_of(w, at, from, &l);
    *x = (struct return_found){ .rule = at->rule,
                                .subject = from->subject,
                                .nplaces = l.n,
                                .places = places_done(&l),
                                .key = arena_printf(a, STR_FMT ":%lld%s", STR_ARG(table_types[at->table].name),
                                                    (long long)from->record, at->last ? ":last" : "") };
}

/* --- the report --------------------------------------------------------------------------------------- */

static void word_issue(void *ctx, size_t i, arena *a, struct report_issue *x)
{
    const struct care_return *r = ctx;
    const struct issue *at = &r->check.issues[i];
    const struct places *lines = &r->lines[at->last][at->table];
    size_t n = at->line - 2;
    *x = (struct report_issue){ .rule = at->rule,
                                .child = at->child,
                                .file = at->last ? S("") : str_of(r->names[at->table]),
                                .line = at->last ? 0 : at->line,
                                .last = at->last,
                                .table = table_types[at->table].name,
                                .fields = ssda903_issue_fields(&r->check, at),
                                .key = ssda903_issue_key(at, a) };
    if (n < lines->n)
        x->fields = arena_printf(a, STR_FMT " (/child/%lld/record/%lld)", STR_ARG(x->fields),
                                 (long long)lines->at[n].subject, (long long)lines->at[n].record);
}

static err_code end(struct return_work *w, err *e)
{
    struct care_return *r = w->own;
    (void)e;
    ssda903_check_end(&r->check);
    w->done->report = (struct report){ .name = arena_printf(w->mem, "Children looked after return %d-%02d", w->o->year,
                                                            (w->o->year + 1) % 100),
                                       .children = w->done->children,
                                       .nrules = r->check.nrules,
                                       .rules = ssda903_report_rules(&r->check, w->mem),
                                       .nissues = r->check.nissues,
                                       .issue = word_issue,
                                       .ctx = r,
                                       .text_limit = 5 };
    return ERR_OK;
}

static void rule(const struct return_work *w, size_t i, struct return_rule *x)
{
    const struct care_return *r = w->own;
    const struct rule *u = &r->check.rules[i];
    str lacks = ssda903_rule_lacks(u, r->check.have & ~(uint32_t)(HAVE_POSTCODES | HAVE_PROVIDERS), w->mem);
    *x =
        (struct return_rule){ .text = &u->text,
                              .across = ssda903_rule_across(u),
                              .in_force = ssda903_rule_in_force(u, r->year.year),
                              .wants = (u->needs & HAVE_POSTCODES ? WANTS_POSTCODES : 0u) |
                                       (u->needs & HAVE_PROVIDERS ? WANTS_PROVIDERS : 0u),
                              .needs = lacks.n ? arena_z(w->mem, arena_printf(w->mem, "needs " STR_FMT, STR_ARG(lacks)))
                                               : NULL };
}

/* --- the shape of its rows -------------------------------------------------------------------------------- */

static const struct table_shape tables[] = {
    { .table = "episodes", .belongs = OVERLAPS, .from = "DECOM", .to = "DEC", .fill = everyday_episode_fill },
    { .table = "header", .belongs = WHO, .one = true, .fill = everyday_header_fill },
    { .table = "reviews", .belongs = WITHIN, .from = "REVIEW" },
    { .table = "uasc", .belongs = UNTIL, .one = true, .to = "DUC" },
    { .table = "oc2",
      .belongs = WITHIN,
      .one = true,
      .from = "year end",
      .fill = everyday_outcomes_fill,
      .asked = everyday_needs_outcomes },
    { .table = "oc3",
      .belongs = CHOSEN,
      .one = true,
      .alone = true,
      .from = "year end",
      .fill = everyday_leaver_fill,
      .chosen = everyday_leaver },
    { .table = "ad1", .belongs = ADOPTED, .one = true, .from = "DATE_INT" },
    { .table = "placed_for_adoption", .belongs = OVERLAPS, .from = "DATE_PLACED", .to = "DATE_PLACED_CEASED" },
    { .table = "previous_permanence", .belongs = ALWAYS_THERE, .one = true },
    { .table = "missing", .belongs = OVERLAPS, .from = "MIS_START", .to = "MIS_END" },
    { .table = "sw_episodes", .belongs = OVERLAPS, .from = "SW_DECOM", .to = "SW_DEC" },
    { .table = "dolo", .belongs = OVERLAPS, .from = "DOLO_START", .to = "DOLO_END", .fill = everyday_liberty_fill },
};
static const struct only_with only[] = {
    { "REC", "DEC", true },
    { "REASON_PLACE_CHANGE", "DEC", true },
    { "REASON_PLACED_CEASED", "DATE_PLACED_CEASED", true },
};
static const char *const ahead[] = { "DUC", "year end", NULL };
static const enum kind_name reads[] = {
    K_person,       K_care_episode,        K_placement,       K_address,          K_mother_of,
    K_health_check, K_immunisation,        K_conviction,      K_substance_misuse, K_sdq,
    K_care_leaver,  K_looked_after_review, K_missing_episode, K_permanence,       K_deprivation_of_liberty,
};

const struct return_maker ssda903_maker = {
    .shape = {
        .ntables = COUNT_OF(tables),
        .tables = tables,
        .nonly = COUNT_OF(only),
        .only = only,
        .ahead = ahead,
        .uk_dates = true,
        .nreads = COUNT_OF(reads),
        .reads = reads,
        .leaves_out = everyday_care_leaves_out,
    },
    .looks_back = true,
    .begin = begin,
    .child = child,
    .end = end,
    .afresh = afresh,
    .across = across,
    .nfound = nfound,
    .found = found,
    .subject = subject,
    .nrules = nrules,
    .rule = rule,
};
