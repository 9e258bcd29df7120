/* expr.c - conditions of the catalogue, read once into a small tree and then only evaluated.
 *
 * Meaning is settled while reading: which field, which code of its set, whether
 * an instant must be seen as a day, so that evaluation is a few comparisons and
 * cannot fail. Spans (weeks(a, b) <= 6) are compared exactly: never rounded to
 * whole weeks or months first. */
#include "catalogue/expr.h"
#include "catalogue/yaml.h"

enum { NEST_MAX = 32, LIST_MAX = 200, TEXT_LIMIT = 4000 };
static const int64_t NOTHING = INT64_MIN, SPAN_MAX = 1000000;

enum sort { SORT_NUMBER, SORT_FLAG, SORT_DECIMAL, SORT_DAY, SORT_INSTANT, SORT_CODE, SORT_CODES, SORT_TEXT, SORT_ANY };
enum from { FROM_FIELD, FROM_EXTRA, FROM_LITERAL, FROM_SPAN };
enum unit { UNIT_HOURS, UNIT_DAYS, UNIT_WEEKS, UNIT_MONTHS, UNIT_YEARS, UNIT__COUNT };
static const char *const unit_names[UNIT__COUNT] = { "hours", "days", "weeks", "months", "years" };

struct term {
    enum from from;
    enum sort sort;
    bool as_day;                    /* an instant that is compared with a day */
    int index;                      /* field or extra */
    const struct field *field;
    int64_t num;                    /* FROM_LITERAL */
    str text;                       /* FROM_LITERAL of a code or text; also how it was written */
    enum unit unit;                 /* FROM_SPAN */
    const struct term *start, *end;
};

enum op { OP_OR, OP_AND, OP_NOT, OP_EMPTY, OP_IS_YES, OP_NUMBERS, OP_DECIMALS, OP_SPAN, OP_TEXTS, OP_NUMBER_IN, OP_TEXT_IN, OP_HAS };
enum compare { EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, MORE, MORE_EQUAL };

struct node {
    enum op op;
    enum compare compare;
    const struct node *a, *b;       /* OP_OR, OP_AND, OP_NOT (a) */
    const struct term *left, *right;
    size_t n;
    const struct term *list;        /* OP_…_IN */
};

struct expr { str text; const struct node *root; size_t nused; const struct field **used; };

/* --- evaluation ------------------------------------------------------------------------------------ */
struct given { const value *values; const int64_t *extra; };

static int64_t number_of(const struct term *t, const struct given *g)
{
    int64_t v;
    switch (t->from) {
    case FROM_LITERAL: return t->num;
    case FROM_EXTRA:   return g->extra[t->index];
    default:
        if (!g->values[t->index].text.p)
            return NOTHING;
        v = g->values[t->index].num;
        return t->as_day ? instant_day(v) : v;
    }
}

/* Thousandths: decimals have at most three places. */
static int64_t thousandths_of_text(str s)
{
    int64_t v = 0;
    int places = -1;
    bool negative = s.n && s.p[0] == '-';
    for (size_t i = negative; i < s.n && places < 3; i++) {
        if (s.p[i] == '.')
            places = 0;
        else if (s.p[i] < '0' || s.p[i] > '9' || v > INT64_MAX / 100000)
            return NOTHING;
        else {
            v = v * 10 + (s.p[i] - '0');
            places += places >= 0;
        }
    }
    for (places = places < 0 ? 0 : places; places < 3; places++)
        v *= 10;
    return negative ? -v : v;
}

static int64_t thousandths_of(const struct term *t, const struct given *g)
{
    int64_t v;
    if (t->sort == SORT_DECIMAL)
        return t->from == FROM_LITERAL ? t->num : g->values[t->index].text.p ? thousandths_of_text(g->values[t->index].text) : NOTHING;
    v = number_of(t, g);
    return v == NOTHING || __builtin_mul_overflow(v, 1000, &v) ? NOTHING : v;
}

static str text_of(const struct term *t, const struct given *g)
{
    return t->from == FROM_LITERAL ? t->text : g->values[t->index].text;
}

static bool compares(enum compare c, int64_t a, int64_t b)
{
    switch (c) {
    case EQUAL:      return a == b;
    case NOT_EQUAL:  return a != b;
    case LESS:       return a < b;
    case LESS_EQUAL: return a <= b;
    case MORE:       return a > b;
    default:         return a >= b;
    }
}

/* hours, days and weeks: the length against n; months and years: the end against the day n after the start. */
static bool span_compares(enum compare c, const struct term *span, int64_t n, const struct given *g)
{
    day edge;
    int64_t start = number_of(span->start, g), end = number_of(span->end, g);
    if (start == NOTHING || end == NOTHING)
        return c == NOT_EQUAL;
    switch (span->unit) {
    case UNIT_HOURS:  return compares(c, end - start, n * 3600);
    case UNIT_DAYS:   return compares(c, end - start, n);
    case UNIT_WEEKS:  return compares(c, end - start, n * 7);
    default:
        if (start < -500000 || start > 500000 || n < -12000 || n > 12000)
            return false;           /* further than any life: day arithmetic would leave its years */
        edge = span->unit == UNIT_YEARS ? day_birthday((day)start, (int)n) : day_add_months((day)start, (int)n);
        return edge != DAY_NONE && compares(c, end, edge);
    }
}

static bool has_word(str words, str wanted)
{
    str word;
    while (str_cut(&words, ' ', &word))
        if (str_eq(word, wanted))
            return true;
    return false;
}

static bool listed(const struct node *x, const struct given *g)
{
    if (x->op == OP_TEXT_IN) {
        str v = text_of(x->left, g);
        for (size_t i = 0; v.p && i < x->n; i++)
            if (str_eq(v, x->list[i].text))
                return true;
        return false;
    }
    int64_t v = number_of(x->left, g);
    for (size_t i = 0; v != NOTHING && i < x->n; i++)
        if (v == x->list[i].num)
            return true;
    return false;
}

static bool node_true(const struct node *x, const struct given *g)
{
    int64_t a, b;
    str s, t;
    switch (x->op) {
    case OP_OR:       return node_true(x->a, g) || node_true(x->b, g);
    case OP_AND:      return node_true(x->a, g) && node_true(x->b, g);
    case OP_NOT:      return !node_true(x->a, g);
    case OP_EMPTY:    return x->left->from == FROM_EXTRA ? g->extra[x->left->index] == NOTHING : g->values[x->left->index].text.p == NULL;
    case OP_IS_YES:   a = number_of(x->left, g); return a != NOTHING && a != 0;
    case OP_SPAN:     return span_compares(x->compare, x->left, x->right->num, g);
    case OP_HAS:      s = text_of(x->left, g); return s.p && has_word(s, x->right->text);
    case OP_NUMBER_IN: case OP_TEXT_IN:
        return listed(x, g);
    case OP_TEXTS:
        s = text_of(x->left, g);
        t = text_of(x->right, g);
        return (s.p && t.p && str_eq(s, t)) == (x->compare == EQUAL);
    case OP_DECIMALS:
        a = thousandths_of(x->left, g);
        b = thousandths_of(x->right, g);
        return a == NOTHING || b == NOTHING ? x->compare == NOT_EQUAL : compares(x->compare, a, b);
    default:
        a = number_of(x->left, g);
        b = number_of(x->right, g);
        return a == NOTHING || b == NOTHING ? x->compare == NOT_EQUAL : compares(x->compare, a, b);
    }
}

bool expr_true(const struct expr *x, const value *values, const int64_t *extra)
{
    return node_true(x->root, &(struct given){ values, extra });
}

str expr_text(const struct expr *x) { return x->text; }

bool expr_uses(const struct expr *x, const struct field *f)
{
    for (size_t i = 0; i < x->nused; i++)
        if (x->used[i] == f)
            return true;
    return false;
}

/* --- reading: words --------------------------------------------------------------------------------- */
enum token { TOKEN_END, TOKEN_WORD, TOKEN_QUOTED, TOKEN_SIGN };

struct reading {
    arena *mem;
    const struct kind *kind;
    const struct expr_names *extra;
    str text;
    size_t at;                      /* where the next token begins to be looked for */
    size_t start;                   /* where the present one began */
    enum token token;
    str word;                       /* without its quotes */
    int depth;
    size_t *fault;
    err *e;
    struct expr *x;
    size_t used_cap;
};

static bool word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-' || c == '/' || c == ':' || c == '+';
}

__attribute__((format(printf, 2, 3)))
static err_code wrong(struct reading *r, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    str message = arena_vprintf(r->e->mem, fmt, ap);
    va_end(ap);
    *r->fault = r->start;
    return err_set(r->e, ERR_INVALID, STR_FMT, STR_ARG(message));
}

CHECKED static err_code advance(struct reading *r)
{
    str t = r->text;
    while (r->at < t.n && (t.p[r->at] == ' ' || t.p[r->at] == '\n' || t.p[r->at] == '\t'))
        r->at++;
    r->start = r->at;
    r->word = (str){ t.p + r->at, 0 };
    r->token = TOKEN_END;
    if (r->at == t.n)
        return ERR_OK;
    char c = t.p[r->at];
    if (c == '"' || c == '\'') {
        const char *close = memchr(t.p + r->at + 1, c, t.n - r->at - 1);
        if (!close)
            return wrong(r, "a quote opens here and does not close");
        r->token = TOKEN_QUOTED;
        r->word = (str){ t.p + r->at + 1, (size_t)(close - t.p) - r->at - 1 };
        r->at = (size_t)(close - t.p) + 1;
    } else if (word_char(c)) {
        r->token = TOKEN_WORD;
        while (r->at < t.n && word_char(t.p[r->at]))
            r->at++;
        r->word.n = r->at - r->start;
    } else if (memchr("=!<>(),", c, 7)) {
        bool two = (c == '!' || c == '<' || c == '>') && r->at + 1 < t.n && t.p[r->at + 1] == '=';
        r->token = TOKEN_SIGN;
        r->word.n = two ? 2 : 1;
        r->at += r->word.n;
    } else
        return wrong(r, "this character means nothing here: put texts in quotes");
    return ERR_OK;
}

static bool at_word(const struct reading *r, str word) { return r->token == TOKEN_WORD && str_eq(r->word, word); }
static bool at_sign(const struct reading *r, str sign) { return r->token == TOKEN_SIGN && str_eq(r->word, sign); }

CHECKED static err_code expect_sign(struct reading *r, str sign)
{
    if (!at_sign(r, sign))
        return wrong(r, "\"" STR_FMT "\" is missing here", STR_ARG(sign));
    return advance(r);
}

/* --- reading: terms --------------------------------------------------------------------------------- */
static enum sort sort_of(const struct field *f)
{
    switch (f->type) {
    case FT_TEXT: case FT_NOTE: return SORT_TEXT;
    case FT_DATE:               return SORT_DAY;
    case FT_INSTANT:            return SORT_INSTANT;
    case FT_CODE:               return SORT_CODE;
    case FT_CODES:              return SORT_CODES;
    case FT_DECIMAL:            return SORT_DECIMAL;
    case FT_FLAG:               return SORT_FLAG;
    default:                    return SORT_NUMBER;
    }
}

static bool looks_decimal(str s)
{
    size_t dots = 0, digits = 0;
    for (size_t i = s.n && s.p[0] == '-'; i < s.n; i++) {
        dots += s.p[i] == '.';
        digits += s.p[i] >= '0' && s.p[i] <= '9';
        if (s.p[i] != '.' && (s.p[i] < '0' || s.p[i] > '9'))
            return false;
    }
    return dots == 1 && digits > 0;
}

static bool read_number(struct reading *r, struct term *t)
{
    str w = r->word;
    *t = (struct term){ .from = FROM_LITERAL, .text = w };
    if (r->token != TOKEN_WORD)
        return false;
    if (str_int(w, &t->num) && t->num != NOTHING)
        return t->sort = SORT_NUMBER, true;
    if (str_eq(w, S("yes")) || str_eq(w, S("no")))
        return t->sort = SORT_FLAG, t->num = str_eq(w, S("yes")), true;
    if (looks_decimal(w) && (t->num = thousandths_of_text(w)) != NOTHING)
        return t->sort = SORT_DECIMAL, true;
    day d = day_parse_iso(w);
    if (d != DAY_NONE)
        return t->sort = SORT_DAY, t->num = d, true;
    return false;
}

static bool find_extra(const struct reading *r, struct term *t)
{
    for (size_t i = 0; r->extra && i < r->extra->n; i++)
        if (str_eq(r->extra->names[i], r->word)) {
            *t = (struct term){ .from = FROM_EXTRA, .sort = SORT_ANY, .index = (int)i, .text = r->word };
            return true;
        }
    return false;
}

static bool find_field(struct reading *r, struct term *t)
{
    const struct field *f = r->kind ? kind_field(r->kind, r->word) : NULL;
    if (!f)
        return false;
    *t = (struct term){ .from = FROM_FIELD, .sort = sort_of(f), .index = f->index, .field = f, .text = r->word };
    ARENA_PUSH(r->mem, r->x->used, r->x->nused, r->used_cap) = f;
    return true;
}

static err_code no_such_name(struct reading *r)
{
    const char *options[YAML_KEYS_MAX];
    size_t n = 0;
    for (size_t i = 0; r->kind && i < r->kind->nfields && n < COUNT_OF(options); i++)
        options[n++] = arena_z(r->mem, r->kind->fields[i].name);
    for (size_t i = 0; r->extra && i < r->extra->n && n < COUNT_OF(options); i++)
        options[n++] = arena_z(r->mem, r->extra->names[i]);
    const char *near = near_miss(r->word, n, options);
    if (near)
        return wrong(r, "there is no field \"" STR_FMT "\" here: did you mean \"%s\"?", STR_ARG(r->word), near);
    return wrong(r, "there is no field \"" STR_FMT "\" here", STR_ARG(r->word));
}

CHECKED static err_code read_term(struct reading *r, struct term *t);

/* weeks(started_on, seen_on) */
CHECKED static err_code read_span(struct reading *r, enum unit unit, struct term *t)
{
    struct term *ends = arena_array(r->mem, struct term, 2);
    *t = (struct term){ .from = FROM_SPAN, .sort = SORT_NUMBER, .unit = unit, .text = r->word, .start = &ends[0], .end = &ends[1] };
    err_code rc = advance(r);
    for (int i = 0; i < 2 && rc == ERR_OK; i++) {
        if ((rc = expect_sign(r, i ? S(",") : S("("))))
            break;
        size_t start = r->start;
        if ((rc = read_term(r, &ends[i])))
            break;
        bool good = ends[i].from != FROM_SPAN && (ends[i].sort == SORT_ANY || ends[i].sort == SORT_INSTANT || (ends[i].sort == SORT_DAY && unit != UNIT_HOURS));
        if (!good) {
            r->start = start;
            return wrong(r, "%s are counted between two %s", unit_names[unit], unit == UNIT_HOURS ? "instants" : "days");
        }
        ends[i].as_day = unit != UNIT_HOURS && ends[i].sort == SORT_INSTANT;
    }
    return rc ? rc : expect_sign(r, S(")"));
}

CHECKED static err_code read_term(struct reading *r, struct term *t)
{
    if (r->token != TOKEN_WORD)
        return wrong(r, r->token == TOKEN_END ? "something is missing at the end" : "the name of a field, a number or a day belongs here");
    bool opens = false;
    for (size_t i = r->at; i < r->text.n && !opens && (r->text.p[i] == '(' || r->text.p[i] == ' '); i++)
        opens = r->text.p[i] == '(';
    for (size_t i = 0; opens && i < UNIT__COUNT; i++)
        if (str_eq(r->word, str_of(unit_names[i])))
            return read_span(r, (enum unit)i, t);
    if (!read_number(r, t) && !find_field(r, t) && !find_extra(r, t))
        return no_such_name(r);
    return advance(r);
}

/* What stands right of a code: a code of its set. */
CHECKED static err_code read_code(struct reading *r, const struct term *left, struct term *t)
{
    const struct codeset *cs = left->field->codes;
    if (r->token != TOKEN_WORD && r->token != TOKEN_QUOTED)
        return wrong(r, "a code belongs here");
    *t = (struct term){ .from = FROM_LITERAL, .sort = SORT_CODE, .text = arena_copy(r->mem, r->word) };
    if (cs && codeset_find(cs, r->word) < 0 && !cs->open) {
        const char *options[LIST_MAX];
        size_t n = 0;
        for (size_t i = 0; i < cs->ncodes && n < LIST_MAX; i++)
            options[n++] = arena_z(r->mem, cs->codes[i].code);
        const char *near = near_miss(r->word, n, options);
        if (near)
            return wrong(r, "code set \"" STR_FMT "\" has no code \"" STR_FMT "\": did you mean \"%s\"?", STR_ARG(cs->name), STR_ARG(r->word), near);
        return wrong(r, "code set \"" STR_FMT "\" has no code \"" STR_FMT "\"", STR_ARG(cs->name), STR_ARG(r->word));
    }
    return advance(r);
}

CHECKED static err_code read_text(struct reading *r, struct term *t)
{
    if (r->token == TOKEN_WORD && find_field(r, t) && t->sort == SORT_TEXT)
        return advance(r);
    if (r->token != TOKEN_QUOTED)
        return wrong(r, "a text belongs here, in quotes");
    *t = (struct term){ .from = FROM_LITERAL, .sort = SORT_TEXT, .text = arena_copy(r->mem, r->word) };
    return advance(r);
}

/* --- reading: comparisons ---------------------------------------------------------------------------- */
static bool is_numeric(enum sort s) { return s != SORT_CODE && s != SORT_CODES && s != SORT_TEXT; }

/* Days with days, numbers with numbers; an extra name goes with all. */
static bool comparable(struct term *a, struct term *b)
{
    bool a_time = a->sort == SORT_DAY || a->sort == SORT_INSTANT, b_time = b->sort == SORT_DAY || b->sort == SORT_INSTANT;
    if (a->sort == SORT_ANY || b->sort == SORT_ANY) {
        a->as_day = a->sort == SORT_INSTANT;        /* the names that callers offer are days: today */
        b->as_day = b->sort == SORT_INSTANT;
        return true;
    }
    if (a_time != b_time)
        return false;
    if (a->sort == SORT_INSTANT && b->sort == SORT_DAY)
        a->as_day = true;
    if (b->sort == SORT_INSTANT && a->sort == SORT_DAY)
        b->as_day = true;
    return true;
}

CHECKED static err_code read_right(struct reading *r, struct node *x, struct term *left)
{
    struct term *right = arena_new(r->mem, struct term);
    size_t start = r->start;
    err_code rc;
    x->right = right;
    if (!is_numeric(left->sort)) {
        x->op = OP_TEXTS;
        if (x->compare != EQUAL && x->compare != NOT_EQUAL)
            return wrong(r, "codes and texts are compared with is and is not only");
        if (left->sort == SORT_CODES)
            return wrong(r, "\"" STR_FMT "\" holds several codes: ask \"" STR_FMT " has …\"", STR_ARG(left->text), STR_ARG(left->text));
        return left->sort == SORT_CODE ? read_code(r, left, right) : read_text(r, right);
    }
    if ((rc = read_term(r, right)))
        return rc;
    size_t after = r->start;
    r->start = start;
    if (!is_numeric(right->sort) || !comparable(left, right))
        return wrong(r, "\"" STR_FMT "\" and \"" STR_FMT "\" cannot be compared: one is a day, the other is not, or one is a text", STR_ARG(left->text), STR_ARG(right->text));
    if (right->from == FROM_SPAN)
        return wrong(r, "write it the other way round: " STR_FMT "(…) first, then the number", STR_ARG(right->text));
    if (left->from == FROM_SPAN) {
        x->op = OP_SPAN;
        if (right->from != FROM_LITERAL || right->sort != SORT_NUMBER || right->num > SPAN_MAX || right->num < -SPAN_MAX)
            return wrong(r, STR_FMT "(…) is compared with a whole number", STR_ARG(left->text));
    } else
        x->op = left->sort == SORT_DECIMAL || right->sort == SORT_DECIMAL ? OP_DECIMALS : OP_NUMBERS;
    r->start = after;
    return ERR_OK;
}

CHECKED static err_code read_list(struct reading *r, struct node *x, const struct term *left)
{
    struct term *list = NULL;
    size_t cap = 0;
    err_code rc;
    if (left->sort == SORT_CODES || left->sort == SORT_DECIMAL || left->from == FROM_SPAN)
        return wrong(r, "in (…) is for one code, text, day or whole number");
    x->op = is_numeric(left->sort) ? OP_NUMBER_IN : OP_TEXT_IN;
    if ((rc = expect_sign(r, S("("))))
        return rc;
    for (;;) {
        struct term t = { 0 }, mine = *left;
        if (left->sort == SORT_CODE)
            rc = read_code(r, left, &t);
        else if (left->sort == SORT_TEXT)
            rc = read_text(r, &t);
        else
            rc = read_term(r, &t);
        if (rc)
            return rc;
        if (t.from != FROM_LITERAL || (x->op == OP_NUMBER_IN && (!comparable(&mine, &t) || t.sort == SORT_DECIMAL || mine.sort == SORT_INSTANT)))
            return wrong(r, "what stands in the brackets must be values like \"" STR_FMT "\"", STR_ARG(left->text));
        if (x->n == LIST_MAX)
            return wrong(r, "the list is too long");
        ARENA_PUSH(r->mem, list, x->n, cap) = t;
        if (!at_sign(r, S(",")))
            break;
        if ((rc = advance(r)))
            return rc;
    }
    x->list = list;
    return expect_sign(r, S(")"));
}

/* The sign or word of a comparison; false when there is none. */
static bool compare_sign(const struct reading *r, enum compare *c)
{
    static const struct { const char *sign; enum compare c; } signs[] = {
        { "=", EQUAL }, { "!=", NOT_EQUAL }, { "<", LESS }, { "<=", LESS_EQUAL }, { ">", MORE }, { ">=", MORE_EQUAL },
    };
    for (size_t i = 0; i < COUNT_OF(signs); i++)
        if (at_sign(r, str_of(signs[i].sign)))
            return *c = signs[i].c, true;
    return false;
}

static struct node *negated(struct reading *r, struct node *x)
{
    struct node *n = arena_new(r->mem, struct node);
    n->op = OP_NOT;
    n->a = x;
    return n;
}

CHECKED static err_code read_is(struct reading *r, struct node *x, struct term *left, struct node **out)
{
    err_code rc = advance(r);
    bool not = rc == ERR_OK && at_word(r, S("not"));
    if (rc || (not && (rc = advance(r))))
        return rc;
    if (!at_word(r, S("empty"))) {
        x->compare = not ? NOT_EQUAL : EQUAL;
        return read_right(r, x, left);
    }
    if (left->from != FROM_FIELD && left->from != FROM_EXTRA)
        return wrong(r, "only a field can be empty");
    x->op = OP_EMPTY;
    if (not)
        *out = negated(r, x);
    return advance(r);
}

CHECKED static err_code read_has(struct reading *r, struct node *x, const struct term *left)
{
    struct term *code = arena_new(r->mem, struct term);
    if (left->sort != SORT_CODES)
        return wrong(r, "only a field of several codes \"has\" one: ask \"" STR_FMT " is …\"", STR_ARG(left->text));
    err_code rc = advance(r);
    x->op = OP_HAS;
    x->right = code;
    return rc ? rc : read_code(r, left, code);
}

CHECKED static err_code read_comparison(struct reading *r, struct node **out)
{
    struct node *x = arena_new(r->mem, struct node);
    struct term *left = arena_new(r->mem, struct term);
    err_code rc = read_term(r, left);
    x->left = left;
    *out = x;
    if (rc)
        return rc;
    if (at_word(r, S("is")))
        return read_is(r, x, left, out);
    if (at_word(r, S("has")))
        return read_has(r, x, left);
    bool not = at_word(r, S("not"));
    if (not && (rc = advance(r)))
        return rc;
    if (at_word(r, S("in"))) {
        if ((rc = advance(r)) || (rc = read_list(r, x, left)))
            return rc;
        if (not)
            *out = negated(r, x);
        return ERR_OK;
    }
    if (!not && compare_sign(r, &x->compare))
        return (rc = advance(r)) ? rc : read_right(r, x, left);
    if (!not && (left->sort == SORT_FLAG || left->sort == SORT_ANY) && left->from != FROM_LITERAL) {
        x->op = OP_IS_YES;          /* a flag alone: "nfa and …" */
        return ERR_OK;
    }
    return wrong(r, "after \"" STR_FMT "\" comes is, is not, in, has, =, !=, <, <=, > or >=", STR_ARG(left->text));
}

/* --- reading: and, or, not ---------------------------------------------------------------------------- */
CHECKED static err_code read_or(struct reading *r, struct node **out);

CHECKED static err_code read_not(struct reading *r, struct node **out)
{
    err_code rc = ERR_OK;
    if (++r->depth > NEST_MAX)
        return wrong(r, "this is nested too deep: make it simpler");
    if (at_word(r, S("not"))) {
        if ((rc = advance(r)) == ERR_OK && (rc = read_not(r, out)) == ERR_OK)
            *out = negated(r, *out);
    } else if (at_sign(r, S("("))) {
        if ((rc = advance(r)) == ERR_OK && (rc = read_or(r, out)) == ERR_OK)
            rc = expect_sign(r, S(")"));
    } else
        rc = read_comparison(r, out);
    r->depth--;
    return rc;
}

/* Left to right: a and b and c is (a and b) and c. The length of the text bounds the depth of the tree. */
CHECKED static err_code read_joined(struct reading *r, struct node **out, str word, enum op op, err_code (*operand)(struct reading *, struct node **))
{
    err_code rc = operand(r, out);
    while (rc == ERR_OK && at_word(r, word)) {
        struct node *x = arena_new(r->mem, struct node), *right = NULL;
        if ((rc = advance(r)) || (rc = operand(r, &right)))
            return rc;
        x->op = op;
        x->a = *out;
        x->b = right;
        *out = x;
    }
    return rc;
}

static err_code read_and(struct reading *r, struct node **out) { return read_joined(r, out, S("and"), OP_AND, read_not); }
static err_code read_or(struct reading *r, struct node **out) { return read_joined(r, out, S("or"), OP_OR, read_and); }

err_code expr_compile(struct expr **out, arena *a, const struct kind *k, const struct expr_names *extra, str text, size_t *at, err *e)
{
    struct expr *x = arena_new(a, struct expr);
    struct reading r = { .mem = a, .kind = k, .extra = extra, .fault = at, .e = e, .x = x };
    struct node *root = NULL;
    *at = 0;
    *out = NULL;
    if (text.n > TEXT_LIMIT)
        return wrong(&r, "this condition is longer than %d letters: make it simpler", TEXT_LIMIT);
    r.text = x->text = arena_copy(a, text.p ? text : S(""));
    err_code rc = advance(&r);
    if (rc == ERR_OK && r.token == TOKEN_END)
        rc = wrong(&r, "the condition is empty");
    if (rc == ERR_OK)
        rc = read_or(&r, &root);
    if (rc == ERR_OK && r.token != TOKEN_END)
        rc = wrong(&r, "\"" STR_FMT "\" is not expected here: join conditions with and, or", STR_ARG(r.word));
    if (rc)
        return rc;
    x->root = root;
    *out = x;
    return ERR_OK;
}
