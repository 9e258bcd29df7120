/* t_yaml.c - the tree of a file, maps with known keys, near misses, and faults in order. What a whole catalogue
 * refuses is t_refusals.c's. */
#include "catalogue/yaml.h"
#include "tap.h"

static arena mem;

/* --- the tree: text as it is, (list), {key=value}; each followed by where it stands ---------------------- */

static str shown(const struct yaml *y, bool places)
{
    str place = places ? arena_printf(&mem, "@%d.%d", y->line, y->column) : S("");
    if (y->type == YAML_TEXT)
        return arena_printf(&mem, "'" STR_FMT "'" STR_FMT, STR_ARG(y->text), STR_ARG(place));
    str all = S("");
    size_t n = 0;
    for (const struct yaml *v = y->first; v; v = v->next, n++) {
        str inner = shown(v, places);
        str key = v->key.p ? arena_printf(&mem, STR_FMT "=", STR_ARG(v->key)) : S("");
        all = arena_printf(&mem, STR_FMT "%s" STR_FMT STR_FMT, STR_ARG(all), n ? " " : "", STR_ARG(key),
            STR_ARG(inner));
    }
    if (n != y->n)
        return S("the children are miscounted");
    return y->type == YAML_LIST ? arena_printf(&mem, "(" STR_FMT ")" STR_FMT, STR_ARG(all), STR_ARG(place))
                                : arena_printf(&mem, "{" STR_FMT "}" STR_FMT, STR_ARG(all), STR_ARG(place));
}

static const struct { const char *name, *text, *want; bool places; } trees[] = {
    { "a text", "word", "'word'", false },
    { "a map", "a: 1\nb: two words\n", "{a='1' b='two words'}", false },
    { "a list", "- 1\n- 2\n", "('1' '2')", false },
    { "a list in a map", "a:\n- 1\n- x: 2\n  y: 3\n", "{a=('1' {x='2' y='3'})}", false },
    { "written on one line", "a: [1, {x: 2}, []]\nb: {}\n", "{a=('1' {x='2'} ()) b={}}", false },
    { "nothing after a key", "a:\nb: ''\n", "{a='' b=''}", false },
    { "quotes", "a: 'it''s'\nb: \"a\\n\\u00e9\"\n", "{a='it's' b='a\n\xC3\xA9'}", false },
    { "words of YAML are texts", "a: yes\nb: null\nc: 1.50\nd: ~\n", "{a='yes' b='null' c='1.50' d='~'}", false },
    { "folded and kept lines", "a: >\n  one\n  two\nb: |\n  one\n  two\n", "{a='one two\n' b='one\ntwo\n'}", false },
    { "comments are nothing", "# one\na: 1 # two\n# three\n", "{a='1'}", false },
    { "a mark of a document", "---\na: 1\n...\n", "{a='1'}", false },
    { "places", "a: 1\nb:\n- x\n- {y: z}\n", "{a='1'@1.4 b=('x'@3.3 {y='z'@4.7}@4.3)@3.1}@1.1", true },
    { "twelve deep", "[[[[[[[[[[[[x]]]]]]]]]]]]", "(((((((((((('x'))))))))))))", false },
};

/* --- refused: the first fault ------------------------------------------------------------------------------ */

static const struct { const char *name, *text, *want; } refused[] = {
    { "thirteen deep", "[[[[[[[[[[[[[x]]]]]]]]]]]]]",
      "f.yml:1:14: this is nested too deep: nothing in a catalogue needs that" },
    { "nothing", "", "f.yml:1:1: the file is empty: fill it or take it away" },
    { "only a comment", "# nothing\n", "f.yml:1:1: the file is empty: fill it or take it away" },
    { "an anchor on a list", "a: &x [1]\n",
      "f.yml:1:4: anchors (&) and tags (!) are not used in a catalogue: write the list out" },
    { "an anchor on a map", "a: &x {b: 1}\n",
      "f.yml:1:4: anchors (&) and tags (!) are not used in a catalogue: write the keys out" },
    { "a tag on a list", "a: !!seq [1]\n",
      "f.yml:1:4: anchors (&) and tags (!) are not used in a catalogue: write the list out" },
    { "a tag on a map", "a: !!map {b: 1}\n",
      "f.yml:1:4: anchors (&) and tags (!) are not used in a catalogue: write the keys out" },
    { "a tag on a text", "a: !!int 3\n",
      "f.yml:1:4: anchors (&) and tags (!) are not used in a catalogue: write the value out, or put it in quotes" },
    { "an anchor on a key", "&k a: 1\n",
      "f.yml:1:1: anchors (&) and tags (!) are not used in a catalogue: write the value out, or put it in quotes" },
    { "a key that is a map", "? {a: 1}\n: 2\n", "f.yml:1:3: a key must be one word" },
    { "a second document", "a: 1\n---\nb: 2\n", "f.yml:3:1: a second document begins here: make it a file of its own" },
    { "a tab as an indent", "a:\n\tb: 1\n",
      "f.yml:2:1: this is not YAML: while scanning for the next token, found character that "
      "cannot start any token; look at the indent, the colon or the quotes on this line and the one above" },
    { "a key twice", "a: 1\nb: 2\na: 3\n", "f.yml:3:1: \"a\" comes twice here, first on line 1: keep one" },
};

static struct yaml *read_one(struct faults *f, const char *text)
{
    *f = (struct faults){ .mem = &mem };
    return yaml_read(f, &mem, "f.yml", str_of(text));
}

static void test_trees(void)
{
    static struct faults f;
    for (size_t i = 0; i < COUNT_OF(trees); i++) {
        struct yaml *y = read_one(&f, trees[i].text);
        if (ok(y && f.n == 0, trees[i].name))
            is(shown(y, trees[i].places), str_of(trees[i].want), "... what is in it");
    }
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        read_one(&f, refused[i].text);
        is(faults_text(&f), str_of(refused[i].want), refused[i].name);
    }
    const struct yaml *y = read_one(&f, "a: 1\nb: {c: 2}\n");
    is(yaml_get(y, "a")->text, S("1"), "a key is found");
    is(yaml_get(yaml_get(y, "b"), "c")->text, S("2"), "and one inside it");
    ok(!yaml_get(y, "c") && !yaml_get(y, "") && !yaml_get(yaml_get(y, "a"), "a") && !yaml_get(NULL, "a"),
        "and no other");
}

static void test_sizes(void)
{
    static struct faults f;
    str lines[YAML_KEYS_MAX + 1];
    for (int i = 0; i <= YAML_KEYS_MAX; i++)
        lines[i] = arena_printf(&mem, "k%d: 1", i);
    f = (struct faults){ .mem = &mem };
    ok(yaml_read(&f, &mem, "f.yml", arena_join(&mem, YAML_KEYS_MAX, lines, S("\n"))) && !f.n, "64 keys are allowed");
    ok(!yaml_read(&f, &mem, "f.yml", arena_join(&mem, YAML_KEYS_MAX + 1, lines, S("\n"))), "65 are not");
    is(faults_text(&f), S("f.yml:65:1: this has too many keys: make it a list, with \"- \" before each"),
        "and it is said where");
    char *big = arena_alloc(&mem, YAML_FILE_MAX + 1);
    memset(big, ' ', YAML_FILE_MAX + 1);
    memcpy(big, "a: 1\n#", 6);
    f = (struct faults){ .mem = &mem };
    ok(yaml_read(&f, &mem, "f.yml", (str){ big, YAML_FILE_MAX }) && !f.n, "a megabyte is read");
    ok(!yaml_read(&f, &mem, "f.yml", (str){ big, YAML_FILE_MAX + 1 }), "one byte more is not");
    is(faults_text(&f), S("f.yml:1:1: the file is larger than 1024 kilobytes: split it"), "and it says so");
}

/* --- maps with known keys ----------------------------------------------------------------------------------- */

struct thing { str name, label; bool open; int64_t n; day on; enum mark mark; const struct yaml *items, *any; };

static const struct key keys[] = {
    { "name", KEY_NAME, offsetof(struct thing, name), true },
    { "label", KEY_TEXT, offsetof(struct thing, label), false },
    { "open", KEY_FLAG, offsetof(struct thing, open), false },
    { "n", KEY_INT, offsetof(struct thing, n), false },
    { "on", KEY_DAY, offsetof(struct thing, on), false },
    { "status", KEY_MARK, offsetof(struct thing, mark), false },
    { "items", KEY_LIST, offsetof(struct thing, items), false },
    { "any", KEY_ANY, offsetof(struct thing, any), false },
};

static const struct { const char *text, *want; } map_faults[] = {
    { "name: a\n", "" },
    { "name: a\nlabel:\nopen:\nn:\non:\nstatus:\n", "" },
    { "name: a\nopen: true\nn: -5\non: 2026-02-28\nstatus: verified\nitems: []\nany: {x: y}\n", "" },
    { "name: a\nopen: false\nany: [1]\n", "" },
    { "label: x\n", "f.yml:1:1: a thing needs \"name\"" },
    { "name:\n", "f.yml:1:1: a thing needs \"name\"\nf.yml:1:6: \"\" cannot be a name: a name is missing" },
    { "- name\n", "f.yml:1:1: a thing is written as lines of \"key: value\"" },
    { "name: [a]\n", "f.yml:1:7: name is one value, not a list" },
    { "name: {a: b}\n", "f.yml:1:7: name is one value, not a map" },
    { "name: a\nopen: Yes\n", "f.yml:2:7: open is yes or no, not \"Yes\"" },
    { "name: a\nn: 1.5\n", "f.yml:2:4: n is a whole number, not \"1.5\"" },
    { "name: a\nn: 9223372036854775808\n", "f.yml:2:4: n is a whole number, not \"9223372036854775808\"" },
    { "name: a\non: 28/02/2026\n", "f.yml:2:5: on is a day like 2026-04-01, not \"28/02/2026\"" },
    { "name: a\nstatus: guessed\n", "f.yml:2:9: status is verified, secondary or recalled, not \"guessed\"" },
    { "name: a\nitems: x\n", "f.yml:2:8: items is a list: begin each item with \"- \"" },
    { "name: a\nitems: {x: y}\n", "f.yml:2:8: items is a list: begin each item with \"- \"" },
    { "name: a\nlabl: x\n", "f.yml:2:1: a thing has no \"labl\": did you mean \"label\"?" },
    { "nme: a\n", "f.yml:1:1: a thing has no \"nme\": did you mean \"name\"?" },
    { "name: a\ncolour: x\n",
      "f.yml:2:1: a thing has no \"colour\": take it out, or see catalogue/README.md for what there is" },
};

static void test_maps(void)
{
    static struct faults f;
    for (size_t i = 0; i < COUNT_OF(map_faults); i++) {
        struct thing t = { 0 };
        const struct yaml *y = read_one(&f, map_faults[i].text);
        MAP_READ(&f, y, "a thing", keys, &t);
        is(faults_text(&f), str_of(map_faults[i].want), map_faults[i].text);
    }
    struct thing t = { .open = true, .n = 7, .label = S("as before") };
    ok(MAP_READ(&f, read_one(&f, "name: a\nopen: no\non: 2026-02-28\nstatus: secondary\nitems: [1, 2]\n"),
        "a thing", keys, &t), "a good map");
    is(t.name, S("a"), "its name");
    ok(!t.open && t.on == day_make(2026, 2, 28) && t.mark == MARK_SECONDARY && t.items->n == 2, "what it says");
    ok(t.n == 7 && str_eq(t.label, S("as before")) && !t.any, "and what it does not say stays");
    ok(!MAP_READ(&f, read_one(&f, "word"), "a thing", keys, &t), "a word is no map");
}

/* --- names and near misses ------------------------------------------------------------------------------------ */

static const struct { const char *name; bool good; } names[] = {
    { "a", true },
    { "z9_", true },
    { "person", true },
    { "a123456789012345678901234567890123456789012345678901234567_9", true },
    { "a123456789012345678901234567890123456789012345678901234567_90", false },
    { "", false },
    { "A", false },
    { "_a", false },
    { "9a", false },
    { "`", false },
    { "{", false },
    { "aB", false },
    { "a-b", false },
    { "a b", false },
    { "a`", false },
    { "a{", false },
    { "a/", false },
    { "a:", false },
    { "caf\xC3\xA9", false },
    { "add", false },
    { "yes", false },
    { "order", false },
    { "select", false },
    { "xmin", false },
    { "limit", false },
    { "adds", true },
    { "ad", true },
    { "yess", true },
};

static const struct { const char *word, *want; } near[] = {
    { "label", "label" },
    { "labell", "label" },
    { "lable", "label" },
    { "lab", "label" },
    { "open", "open" },
    { "opn", "open" },
    { "on", "on" },
    { "onn", "on" },
    { "in", "on" },
    { "o", NULL },
    { "x", NULL },
    { "xy", NULL },
    { "xyz", NULL },
    { "wholly different", NULL },
    { "", NULL },
    { "labelabelabelabelabelabelabelabelabelabel", NULL },
    { "labelabelabelabelabelabelabelabelabelabella", NULL },
};

static void test_words(void)
{
    static const char *const options[] = { "label", "open", "on", "a very long option of more than forty letters" };
    for (size_t i = 0; i < COUNT_OF(names); i++)
        ok((name_fault(str_of(names[i].name)) == NULL) == names[i].good, names[i].name);
    for (size_t i = 0; i < COUNT_OF(near); i++)
        is(str_of(near_miss(str_of(near[i].word), COUNT_OF(options), options)), str_of(near[i].want), near[i].word);
    ok(near_miss(S("label"), 0, options) == NULL, "of nothing, nothing is near");
}

static void test_faults(void)
{
    static struct faults f;
    f = (struct faults){ .mem = &mem };
    fault_in(&f, "b.yml", 1, 1, "%s", "five");
    fault_in(&f, "a.yml", 2, 1, "%s", "four");
    fault_in(&f, "a.yml", 1, 9, "%s", "three");
    fault_in(&f, "a.yml", 1, 1, "%s", "two");
    fault_in(&f, "a.yml", 1, 1, "%s", "one");
    is(faults_text(&f), S("a.yml:1:1: one\na.yml:1:1: two\na.yml:1:9: three\na.yml:2:1: four\nb.yml:1:1: five"),
        "faults are put in order");
    err e = { .mem = &mem };
    is_int(catalogue_faults(&f, &e), ERR_INVALID, "and make one error");
    is(e.message, S("the catalogue has 5 faults"), "that counts them");
    f = (struct faults){ .mem = &mem };
    for (int i = 0; i < FAULTS_MAX; i++)
        fault_in(&f, "a.yml", i + 1, 1, "x");
    ok(f.n == FAULTS_MAX && !f.more, "fifty are kept");
    fault_in(&f, "a.yml", 99, 1, "x");
    ok(f.n == FAULTS_MAX && f.more, "the next is only counted");
}

int main(void)
{
    arena_init(&mem, 0);
    test_trees();
    test_sizes();
    test_maps();
    test_words();
    test_faults();
    arena_release(&mem);
    return done_testing();
}
