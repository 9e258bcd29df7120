/* expr_read.c - reads conditions of the catalogue into a tree, or says what is wrong and at which letter.
 *
 * Everything is settled here: names, codes, what may be compared with what. expr_rows.c has what only rows of
 * tables can be asked. */
#include "catalogue/expr_tree.h"
#include "catalogue/yaml.h"

static const char *const unit_names[UNIT__COUNT] = { "hours", "days", "weeks", "months", "years" };

/* --- reading: words --------------------------------------------------------------------------------- */
static bool word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '-' || c == '/' || c == ':' || c == '+';
}

__attribute__((format(printf, 2, 3)))
err_code expr_wrong(struct reading *r, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    str message = arena_vprintf(r->e->mem, fmt, ap);
    va_end(ap);
    *r->fault = r->start;
    return err_set(r->e, ERR_INVALID, STR_FMT, STR_ARG(message));
}

err_code expr_advance(struct reading *r)
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
            return expr_wrong(r, "a quote opens here and does not close");
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
        return expr_wrong(r, "this character means nothing here: put texts in quotes");
    return ERR_OK;
}

bool expr_at_word(const struct reading *r, str word) { return r->token == TOKEN_WORD && str_eq(r->word, word); }
bool expr_at_sign(const struct reading *r, str sign) { return r->token == TOKEN_SIGN && str_eq(r->word, sign); }

err_code expr_expect(struct reading *r, str sign)
{
    if (!expr_at_sign(r, sign))
        return expr_wrong(r, "\"" STR_FMT "\" is missing here", STR_ARG(sign));
    return expr_advance(r);
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

int64_t expr_thousandths(str s)
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
    if (looks_decimal(w) && (t->num = expr_thousandths(w)) != NOTHING)
        return t->sort = SORT_DECIMAL, true;
    day d = day_parse_iso(w);
    if (d != DAY_NONE)
        return t->sort = SORT_DAY, t->num = d, true;
    return false;
}

static bool find_extra(struct reading *r, struct term *t)
{
    for (size_t i = 0; r->extra && i < r->extra->n; i++)
        if (r->tables ? str_eq_nocase(r->extra->names[i], r->word) : str_eq(r->extra->names[i], r->word)) {
            *t = (struct term){
                .from = FROM_EXTRA, .sort = r->tables ? SORT_DAY : SORT_ANY, .index = (int)i, .text = r->word
            };
            r->x->uses_days = true;
            return true;
        }
    return false;
}

static bool find_field(struct reading *r, struct term *t)
{
    if (r->tables)
        return expr_find_cell(r, r->word, t);
    const struct field *f = r->kind ? kind_field(r->kind, r->word) : NULL;
    if (!f)
        return false;
    *t = (struct term){ .from = FROM_FIELD, .sort = sort_of(f), .index = f->index, .codes = f->codes, .text = r->word };
    ARENA_PUSH(r->mem, r->x->used, r->x->nused, r->used_cap) = f;
    return true;
}

static err_code no_such_name(struct reading *r)
{
    if (r->tables)
        return expr_no_cell(r);
    const char *options[YAML_KEYS_MAX];
    size_t n = 0;
    for (size_t i = 0; r->kind && i < r->kind->nfields && n < COUNT_OF(options); i++)
        options[n++] = arena_z(r->mem, r->kind->fields[i].name);
    for (size_t i = 0; r->extra && i < r->extra->n && n < COUNT_OF(options); i++)
        options[n++] = arena_z(r->mem, r->extra->names[i]);
    const char *near = near_miss(r->word, n, options);
    if (near)
        return expr_wrong(r, "there is no field \"" STR_FMT "\" here: did you mean \"%s\"?", STR_ARG(r->word), near);
    return expr_wrong(r, "there is no field \"" STR_FMT "\" here", STR_ARG(r->word));
}

/* weeks(started_on, seen_on) */
CHECKED static err_code read_span(struct reading *r, enum unit unit, struct term *t)
{
    struct term *ends = arena_array(r->mem, struct term, 2);
    *t = (struct term){
        .from = FROM_SPAN, .sort = SORT_NUMBER, .unit = unit, .text = r->word, .start = &ends[0], .end = &ends[1]
    };
    err_code rc = expr_advance(r);
    for (int i = 0; i < 2 && rc == ERR_OK; i++) {
        if ((rc = expr_expect(r, i ? S(",") : S("("))))
            break;
        size_t start = r->start;
        if ((rc = expr_read_term(r, &ends[i])))
            break;
        bool good = ends[i].from != FROM_SPAN && (ends[i].sort == SORT_ANY || ends[i].sort == SORT_INSTANT ||
                                                  (ends[i].sort == SORT_DAY && unit != UNIT_HOURS));
        if (!good) {
            r->start = start;
            return expr_wrong(r, "%s are counted between two %s", unit_names[unit],
                              unit == UNIT_HOURS ? "instants" : "days");
        }
        ends[i].as_day = unit != UNIT_HOURS && ends[i].sort == SORT_INSTANT;
    }
    return rc ? rc : expr_expect(r, S(")"));
}

bool expr_opens(const struct reading *r)
{
    size_t i = r->at;
    while (i < r->text.n && r->text.p[i] == ' ')
        i++;
    return i < r->text.n && r->text.p[i] == '(';
}

err_code expr_read_term(struct reading *r, struct term *t)
{
    if (r->token != TOKEN_WORD)
        return expr_wrong(r, r->token == TOKEN_END ? "something is missing at the end"
                             : r->tables           ? "the name of a column, a number or a day belongs here"
                                                   : "the name of a field, a number or a day belongs here");
    for (size_t i = 0; expr_opens(r) && i < UNIT__COUNT; i++)
        if (str_eq(r->word, str_of(unit_names[i])))
            return read_span(r, (enum unit)i, t);
    if (expr_row_function(r))
        return expr_read_row_function(r, t);
    if (!read_number(r, t) && !find_field(r, t) && !find_extra(r, t))
        return no_such_name(r);
    return expr_advance(r);
}

/* In rows, a code or text may stand beside a column. */
static bool read_other_cell(struct reading *r, struct term *t)
{
    return r->tables && r->token == TOKEN_WORD && expr_find_cell(r, r->word, t) &&
           (t->sort == SORT_CODE || t->sort == SORT_TEXT);
}

/* As given or, in rows, in capitals: returns are read whatever their letters. */
static bool code_known(const struct reading *r, const struct codeset *cs, str code)
{
    for (size_t i = 0; r->tables && i < cs->ncodes; i++)
        if (str_eq_nocase(cs->codes[i].code, code))
            return true;
    return codeset_find(cs, code) >= 0;
}

/* What stands right of a code: a code of its set. A return takes no others, also where the record does. */
CHECKED static err_code read_code(struct reading *r, const struct term *left, struct term *t)
{
    const struct codeset *cs = left->codes;
    if (!(cs && r->tables && code_known(r, cs, r->word)) && read_other_cell(r, t))
        return expr_advance(r);         /* CHILD and PLACE are reasons as well as columns: the reason comes first */
    if (r->token != TOKEN_WORD && r->token != TOKEN_QUOTED)
        return expr_wrong(r, "a code belongs here");
    *t = (struct term){ .from = FROM_LITERAL, .sort = SORT_CODE, .text = arena_copy(r->mem, r->word) };
    if (cs && (r->tables || !cs->open) && !code_known(r, cs, r->word)) {
        const char *options[LIST_MAX];
        size_t n = 0;
        for (size_t i = 0; i < cs->ncodes && n < LIST_MAX; i++)
            options[n++] = arena_z(r->mem, cs->codes[i].code);
        const char *near = near_miss(r->word, n, options);
        if (near)
            return expr_wrong(r, "code set \"" STR_FMT "\" has no code \"" STR_FMT "\": did you mean \"%s\"?",
                              STR_ARG(cs->name), STR_ARG(r->word), near);
        return expr_wrong(r, "code set \"" STR_FMT "\" has no code \"" STR_FMT "\"", STR_ARG(cs->name),
                          STR_ARG(r->word));
    }
    return expr_advance(r);
}

CHECKED static err_code read_text(struct reading *r, struct term *t)
{
    if (read_other_cell(r, t) || (r->token == TOKEN_WORD && find_field(r, t) && t->sort == SORT_TEXT))
        return expr_advance(r);
    if (r->token != TOKEN_QUOTED)
        return expr_wrong(r, "a text belongs here, in quotes");
    *t = (struct term){ .from = FROM_LITERAL, .sort = SORT_TEXT, .text = arena_copy(r->mem, r->word) };
    return expr_advance(r);
}

/* --- reading: comparisons ---------------------------------------------------------------------------- */
static bool is_numeric(enum sort s) { return s != SORT_CODE && s != SORT_CODES && s != SORT_TEXT; }

/* Days with days, numbers with numbers; an extra name goes with all. */
static bool comparable(struct term *a, struct term *b)
{
    bool a_time = a->sort == SORT_DAY || a->sort == SORT_INSTANT,
         b_time = b->sort == SORT_DAY || b->sort == SORT_INSTANT;
    if (a->sort == SORT_ANY || b->sort == SORT_ANY) {
        a->as_day = a->sort == SORT_INSTANT;        /* the names that callers offer are days: today */
        b->as_day = b->sort == SORT_INSTANT;
        return true;
    }
    if (a_time != b_time || (a->sort == SORT_WEEKDAY) != (b->sort == SORT_WEEKDAY))
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
    if (left->sort == SORT_WEEKDAY) {
        x->op = OP_NUMBERS;
        if (x->compare != EQUAL && x->compare != NOT_EQUAL)
            return expr_wrong(r, "days of the week are compared with is, is not and in only");
        return expr_read_weekday(r, right);
    }
    if (!is_numeric(left->sort)) {
        x->op = OP_TEXTS;
        if (x->compare != EQUAL && x->compare != NOT_EQUAL)
            return expr_wrong(r, "codes and texts are compared with is and is not only");
        if (left->sort == SORT_CODES)
            return expr_wrong(r, "\"" STR_FMT "\" holds several codes: ask \"" STR_FMT " has …\"", STR_ARG(left->text),
                              STR_ARG(left->text));
        return left->sort == SORT_CODE ? read_code(r, left, right) : read_text(r, right);
    }
    if ((rc = expr_read_term(r, right)))
        return rc;
    size_t after = r->start;
    r->start = start;
    if (!is_numeric(right->sort) || !comparable(left, right))
        return expr_wrong(r,
                          "\"" STR_FMT "\" and \"" STR_FMT
                          "\" cannot be compared: one is a day, the other is not, or one is a text",
                          STR_ARG(left->text), STR_ARG(right->text));
    if (right->from == FROM_SPAN)
        return expr_wrong(r, "write it the other way round: " STR_FMT "(…) first, then the number",
                          STR_ARG(right->text));
    if (left->from == FROM_SPAN) {
        x->op = OP_SPAN;
        if (right->from != FROM_LITERAL || right->sort != SORT_NUMBER || right->num > SPAN_MAX ||
            right->num < -SPAN_MAX)
            return expr_wrong(r, STR_FMT "(…) is compared with a whole number", STR_ARG(left->text));
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
    if (left->sort == SORT_CODES || left->from == FROM_SPAN)
        return expr_wrong(r, "in (…) is for one code, text, day or number");
    x->op = left->sort == SORT_DECIMAL ? OP_DECIMAL_IN : is_numeric(left->sort) ? OP_NUMBER_IN : OP_TEXT_IN;
    if ((rc = expr_expect(r, S("("))))
        return rc;
    for (;;) {
        struct term t = { 0 }, mine = *left;
        if (left->sort == SORT_CODE)
            rc = read_code(r, left, &t);
        else if (left->sort == SORT_TEXT)
            rc = read_text(r, &t);
        else if (left->sort == SORT_WEEKDAY)
            rc = expr_read_weekday(r, &t);
        else
            rc = expr_read_term(r, &t);
        if (rc)
            return rc;
        if (t.from != FROM_LITERAL || (x->op == OP_NUMBER_IN && t.sort == SORT_DECIMAL) ||
            (x->op != OP_TEXT_IN && (!comparable(&mine, &t) || mine.sort == SORT_INSTANT)))
            return expr_wrong(r, "what stands in the brackets must be values like \"" STR_FMT "\"",
                              STR_ARG(left->text));
        if (x->n == LIST_MAX)
            return expr_wrong(r, "the list is too long");
        ARENA_PUSH(r->mem, list, x->n, cap) = t;
        if (!expr_at_sign(r, S(",")))
            break;
        if ((rc = expr_advance(r)))
            return rc;
    }
    x->list = list;
    return expr_expect(r, S(")"));
}

/* The sign or word of a comparison; false when there is none. */
static bool compare_sign(const struct reading *r, enum compare *c)
{
    static const struct { const char *sign; enum compare c; } signs[] = {
        { "=", EQUAL }, { "!=", NOT_EQUAL }, { "<", LESS }, { "<=", LESS_EQUAL }, { ">", MORE }, { ">=", MORE_EQUAL },
    };
    for (size_t i = 0; i < COUNT_OF(signs); i++)
        if (expr_at_sign(r, str_of(signs[i].sign)))
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
    err_code rc = expr_advance(r);
    bool not = rc == ERR_OK && expr_at_word(r, S("not"));
    if (rc || (not && (rc = expr_advance(r))))
        return rc;
    if (!expr_at_word(r, S("empty"))) {
        x->compare = not ? NOT_EQUAL : EQUAL;
        return read_right(r, x, left);
    }
    if (left->from != FROM_FIELD && left->from != FROM_EXTRA && left->from != FROM_CELL)
        return expr_wrong(r, r->tables ? "only a column can be empty" : "only a field can be empty");
    x->op = OP_EMPTY;
    if (not)
        *out = negated(r, x);
    return expr_advance(r);
}

CHECKED static err_code read_has(struct reading *r, struct node *x, const struct term *left)
{
    struct term *code = arena_new(r->mem, struct term);
    if (left->sort != SORT_CODES)
        return expr_wrong(r, "only a field of several codes \"has\" one: ask \"" STR_FMT " is …\"",
                          STR_ARG(left->text));
    err_code rc = expr_advance(r);
    x->op = OP_HAS;
    x->right = code;
    return rc ? rc : read_code(r, left, code);
}

CHECKED static err_code read_comparison(struct reading *r, struct node **out)
{
    struct node *x = arena_new(r->mem, struct node);
    struct term *left = arena_new(r->mem, struct term);
    err_code rc = expr_read_term(r, left);
    x->left = left;
    *out = x;
    if (rc)
        return rc;
    if (expr_at_word(r, S("is")))
        return read_is(r, x, left, out);
    if (expr_at_word(r, S("has")))
        return read_has(r, x, left);
    bool not = expr_at_word(r, S("not"));
    if (not && (rc = expr_advance(r)))
        return rc;
    if (expr_at_word(r, S("in"))) {
        if ((rc = expr_advance(r)) || (rc = read_list(r, x, left)))
            return rc;
        if (not)
            *out = negated(r, x);
        return ERR_OK;
    }
    if (!not && compare_sign(r, &x->compare))
        return (rc = expr_advance(r)) ? rc : read_right(r, x, left);
    if (!not && (left->sort == SORT_FLAG || left->sort == SORT_ANY) && left->from != FROM_LITERAL) {
        x->op = OP_IS_YES;          /* a flag alone: "nfa and …" */
        return ERR_OK;
    }
    return expr_wrong(r, "after \"" STR_FMT "\" comes is, is not, in, has, =, !=, <, <=, > or >=", STR_ARG(left->text));
}

/* --- reading: and, or, not ---------------------------------------------------------------------------- */
CHECKED static err_code read_not(struct reading *r, struct node **out)
{
    err_code rc = ERR_OK;
    if (++r->depth > NEST_MAX)
        return expr_wrong(r, "this is nested too deep: make it simpler");
    if (expr_at_word(r, S("not"))) {
        if ((rc = expr_advance(r)) == ERR_OK && (rc = read_not(r, out)) == ERR_OK)
            *out = negated(r, *out);
    } else if (expr_at_sign(r, S("("))) {
        if ((rc = expr_advance(r)) == ERR_OK && (rc = expr_read_or(r, out)) == ERR_OK)
            rc = expr_expect(r, S(")"));
    } else if (r->tables && expr_at_word(r, S("any")) && expr_opens(r))
        rc = expr_read_any(r, out);
    else
        rc = read_comparison(r, out);
    r->depth--;
    return rc;
}

/* Left to right: a and b and c is (a and b) and c. The length of the text bounds the depth of the tree. */
CHECKED static err_code read_joined(struct reading *r, struct node **out, str word, enum op op,
                                    err_code (*operand)(struct reading *, struct node **))
{
    err_code rc = operand(r, out);
    while (rc == ERR_OK && expr_at_word(r, word)) {
        struct node *x = arena_new(r->mem, struct node), *right = NULL;
        if ((rc = expr_advance(r)) || (rc = operand(r, &right)))
            return rc;
        x->op = op;
        x->a = *out;
        x->b = right;
        *out = x;
    }
    return rc;
}

static err_code read_and(struct reading *r, struct node **out)
{
    return read_joined(r, out, S("and"), OP_AND, read_not);
}
err_code expr_read_or(struct reading *r, struct node **out) { return read_joined(r, out, S("or"), OP_OR, read_and); }

err_code expr_read_all(struct reading *r, struct expr **out)
{
    struct node *root = NULL;
    *out = NULL;
    if (r->text.n > TEXT_LIMIT)
        return expr_wrong(r, "this condition is longer than %d letters: make it simpler", TEXT_LIMIT);
    err_code rc = expr_advance(r);
    if (rc == ERR_OK && r->token == TOKEN_END)
        rc = expr_wrong(r, "the condition is empty");
    if (rc == ERR_OK)
        rc = expr_read_or(r, &root);
    if (rc == ERR_OK && r->token != TOKEN_END)
        rc = expr_wrong(r, "\"" STR_FMT "\" is not expected here: join conditions with and, or", STR_ARG(r->word));
    if (rc)
        return rc;
    r->x->root = root;
    *out = r->x;
    return ERR_OK;
}
