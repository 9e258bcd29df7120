/* keys.c - maps with known keys: each value goes to its place, everything else is a fault that says what to write. */
#include "catalogue/yaml.h"

/* How many letters must change to make b of a; words longer than this are never near. */
enum { NEAR_WORD_MAX = 40, NAME_MAX_LENGTH = 60 };

static size_t distance(str a, str b)
{
    size_t row[NEAR_WORD_MAX + 1];
    for (size_t j = 0; j <= b.n; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            size_t best = diagonal + (a.p[i - 1] != b.p[j - 1]);
            diagonal = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[b.n];
}

const char *near_miss(str word, size_t n, const char *const *options)
{
    const char *best = NULL;
    size_t nearest = word.n < 3 ? word.n : word.n / 3 + 2;
    if (word.n == 0 || word.n > NEAR_WORD_MAX)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        str option = str_of(options[i]);
        if (option.n > NEAR_WORD_MAX)
            continue;
        size_t d = distance(word, option);
        if (d < nearest) {
            nearest = d;
            best = options[i];
        }
    }
    return best;
}

/* Words that SQLite or PostgreSQL will not take as a bare table or column name, PostgreSQL's hidden
 * columns, and the words of our own expressions. Sorted, for the search below. */
static const char *const reserved[] = {
    "add", "all", "alter", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization",
    "autoincrement", "between", "binary", "both", "case", "cast", "check", "cmax", "cmin", "collate", "collation",
    "column", "commit", "concurrently", "constraint", "create", "cross", "ctid", "current_catalog", "current_date",
    "current_role", "current_schema", "current_time", "current_timestamp", "current_user", "default", "deferrable",
    "delete", "desc", "distinct", "do", "drop", "else", "empty", "end", "escape", "except", "exists", "false",
    "fetch", "for", "foreign", "freeze", "from", "full", "grant", "group", "has", "having", "ilike", "in", "index",
    "initially", "inner", "insert", "intersect", "into", "is", "isnull", "join", "lateral", "leading", "left",
    "like", "limit", "localtime", "localtimestamp", "natural", "no", "not", "nothing", "notnull", "null", "offset",
    "oid", "on", "only", "or", "order", "outer", "overlaps", "placing", "primary", "references", "returning",
    "right", "rowid", "select", "session_user", "set", "similar", "some", "symmetric", "table", "tableoid",
    "tablesample", "then", "to", "trailing", "transaction", "true", "union", "unique", "update", "user", "using",
    "values", "variadic", "verbose", "when", "where", "window", "with", "xmax", "xmin", "yes",
};

static bool is_reserved(str name)
{
    size_t low = 0, high = COUNT_OF(reserved);
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int c = str_cmp(name, str_of(reserved[mid]));
        if (c == 0)
            return true;
        if (c < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return false;
}

const char *name_fault(str name)
{
    if (name.n == 0)
        return "a name is missing";
    if (name.n > NAME_MAX_LENGTH)
        return "a name has at most 60 letters";
    if (name.p[0] < 'a' || name.p[0] > 'z')
        return "a name begins with a small letter";
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
            return "a name has only small letters, digits and _";
    }
    if (is_reserved(name))
        return "this word means something to the database or to expressions: choose another";
    return NULL;
}

static void read_mark(struct faults *f, const struct yaml *v, enum mark *out)
{
    static const char *const marks[] = {
        [MARK_VERIFIED] = "verified", [MARK_SECONDARY] = "secondary", [MARK_RECALLED] = "recalled"
    };
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (str_eq(v->text, str_of(marks[i]))) {
            *out = (enum mark)i;
            return;
        }
    fault_at(f, v, "status is verified, secondary or recalled, not \"" STR_FMT "\"", STR_ARG(v->text));
}

static void read_value(struct faults *f, const struct yaml *v, const struct key *k, void *place)
{
    const char *why;
    if (k->type == KEY_ANY) {
        *(const struct yaml **)place = v;
        return;
    }
    if (k->type == KEY_LIST) {
        if (v->type != YAML_LIST)
            fault_at(f, v, "%s is a list: begin each item with \"- \"", k->name);
        else
            *(const struct yaml **)place = v;
        return;
    }
    if (v->type != YAML_TEXT) {
        fault_at(f, v, "%s is one value, not a %s", k->name, v->type == YAML_LIST ? "list" : "map");
        return;
    }
    if (v->text.n == 0 && !k->required)
        return;                             /* "hint:" with nothing after it is a hint that nobody wrote yet */
    switch (k->type) {
    case KEY_NAME:
        if ((why = name_fault(v->text)))
            fault_at(f, v, "\"" STR_FMT "\" cannot be a name: %s", STR_ARG(v->text), why);
        *(str *)place = v->text;
        break;
    case KEY_FLAG:
        if (str_eq(v->text, S("yes")) || str_eq(v->text, S("true")))
            *(bool *)place = true;
        else if (str_eq(v->text, S("no")) || str_eq(v->text, S("false")))
            *(bool *)place = false;
        else
            fault_at(f, v, "%s is yes or no, not \"" STR_FMT "\"", k->name, STR_ARG(v->text));
        break;
    case KEY_INT:
        if (!str_int(v->text, (int64_t *)place))
            fault_at(f, v, "%s is a whole number, not \"" STR_FMT "\"", k->name, STR_ARG(v->text));
        break;
    case KEY_DAY: {
        day d = day_parse_iso(v->text);
        if (d == DAY_NONE)
            fault_at(f, v, "%s is a day like 2026-04-01, not \"" STR_FMT "\"", k->name, STR_ARG(v->text));
        else
            *(day *)place = d;
        break;
    }
    case KEY_MARK:
        read_mark(f, v, place);
        break;
    default:
        *(str *)place = v->text;
        break;
    }
}

/* The place of the key that was meant, or nkeys. */
static size_t fault_unknown(struct faults *f, const struct yaml *v, const char *what, size_t nkeys,
                            const struct key *keys)
{
    const char *names[YAML_KEYS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < nkeys && n < YAML_KEYS_MAX; i++)
        names[n++] = keys[i].name;
    const char *near = near_miss(v->key, n, names);
    if (near)
        fault_at_key(f, v, "%s has no \"" STR_FMT "\": did you mean \"%s\"?", what, STR_ARG(v->key), near);
    else
        fault_at_key(f, v, "%s has no \"" STR_FMT "\": take it out, or see catalogue/README.md for what there is", what,
                     STR_ARG(v->key));
    for (n = 0; near && n < nkeys && keys[n].name != near; n++) {}
    return near ? n : nkeys;
}

bool map_read(struct faults *f, const struct yaml *node, const char *what, size_t nkeys, const struct key *keys,
              void *into)
{
    if (node->type != YAML_MAP) {
        fault_at(f, node, "%s is written as lines of \"key: value\"", what);
        return false;
    }
    uint64_t seen = 0;                      /* a bit a key: YAML_KEYS_MAX is 64 */
    for (const struct yaml *v = node->first; v; v = v->next) {
        size_t i = 0;
        while (i < nkeys && !str_eq(v->key, str_of(keys[i].name)))
            i++;
        if (i == nkeys) {
            size_t meant = fault_unknown(f, v, what, nkeys, keys);
            seen |= meant < nkeys ? UINT64_C(1) << meant : 0;      /* one slip is one fault */
            continue;
        }
        if (v->type != YAML_TEXT || v->text.n)
            seen |= UINT64_C(1) << i;
        read_value(f, v, &keys[i], (char *)into + keys[i].at);
    }
    for (size_t i = 0; i < nkeys; i++)
        if (keys[i].required && !(seen & UINT64_C(1) << i))
            fault_at(f, node, "%s needs \"%s\"", what, keys[i].name);
    return true;
}
