/* t_usage.c - command lines, as they are read: which command, its words, its options and format, or what is said is
 * wrong. The rows are those of the program itself, so a row that cannot be read as it is worded shows here. */
#include "cli/usage.h"
#include "tap.h"

enum { WORDS_MAX = 12 };

/* want: "path|words|options|format": words and options with , between, an option as name=value. */
static const struct { const char *words[WORDS_MAX], *want; } taken[] = {
    { { "version" }, "version|||text" },
    { { "version", "--format", "json" }, "version|||json" },
    { { "version", "--format=csv" }, "version|||csv" },
    { { "version", "--format", "text" }, "version|||text" },
    { { "version", "--format", "json", "--format", "csv" }, "version|||csv" },
    { { "version", "--catalogue", "/c" }, "version||catalogue=/c|text" },
    { { "--help" }, "help|||text" },
    { { "-h" }, "help|||text" },
    { { NULL }, "help|||text" },
    { { "help" }, "help|||text" },
    { { "help", "user", "add" }, "help|user,add||text" },
    { { "user", "add", "--help" }, "help|user,add||text" },
    { { "user", "add", "a.db", "x", "-h" }, "help|user,add||text" },
    { { "nothing", "--help" }, "help|||text" },
    { { "user", "list", "a.db" }, "user list|a.db||text" },
    { { "user", "add", "a.db", "ann", "--role", "worker" }, "user add|a.db,ann|role=worker|text" },
    { { "user", "add", "--role=worker", "a.db", "ann", "--shown", "Ann Bee" },
      "user add|a.db,ann|role=worker,shown=Ann Bee|text" },
    { { "user", "add", "a.db", "ann", "--role", "" }, "user add|a.db,ann|role=|text" },
    { { "user", "add", "a.db", "ann", "--role=" }, "user add|a.db,ann|role=|text" },
    { { "user", "add", "a.db", "ann", "--role=a=b" }, "user add|a.db,ann|role=a=b|text" },
    { { "user", "add", "a.db", "ann", "--role", "--undo" }, "user add|a.db,ann|role=--undo|text" },
    { { "user", "lock", "a.db", "ann", "--undo" }, "user lock|a.db,ann|undo=|text" },
    { { "user", "lock", "--undo", "a.db", "ann" }, "user lock|a.db,ann|undo=|text" },
    { { "user", "role", "a.db", "ann", "worker", "--worker", "7" }, "user role|a.db,ann,worker|worker=7|text" },
    { { "backup", "a.db", "-o", "b" }, "backup|a.db|o=b|text" },
    { { "backup", "a.db", "-o", "-" }, "backup|a.db|o=-|text" },
    { { "backup", "--", "a.db" }, "backup|a.db||text" },
    { { "backup", "--", "-o" }, "backup|-o||text" },
    { { "backup", "--", "--" }, "backup|--||text" },
    { { "backup", "-" }, "backup|-||text" },
    { { "backup", "-ab" }, "backup|-ab||text" },
    { { "catalogue", "check" }, "catalogue check|||text" },
    { { "catalogue", "check", "dir" }, "catalogue check|dir||text" },
    { { "find", "a.db", "one" }, "find|a.db,one||text" },
    { { "find", "a.db", "one", "two", "three", "--notes" }, "find|a.db,one,two,three|notes=|text" },
    { { "find", "--notes", "a.db", "one" }, "find|a.db,one|notes=|text" },
    { { "show", "child", "7" }, "show child|7||text" },
    { { "show", "child", "7", "a.db", "--as-known", "2026-01-01" }, "show child|7,a.db|as-known=2026-01-01|text" },
    { { "import", "a.db", "--from", "ssd", "dir", "--dry-run", "--rejects", "r.csv" },
      "import|a.db,dir|from=ssd,dry-run=,rejects=r.csv|text" },
    { { "check", "cin", "f.xml", "--format", "xlsx", "-o", "r.xlsx" }, "check cin|f.xml|o=r.xlsx|xlsx" },
    { { "check", "ssda903", "d", "--earlier", "e", "--earlier", "f" }, "check ssda903|d|earlier=e,earlier=f|text" },
    { { "due", "a.db", "--overdue", "--names", "--team", "North" }, "due|a.db|overdue=,names=,team=North|text" },
    { { "demo", "a.db", "--seed", "-1" }, "demo|a.db|seed=-1|text" },
};

static const struct { const char *words[WORDS_MAX], *want, *hint; } refused[] = {
    { { "" }, "there is no command ", "holdfast help" },
    { { "fly" }, "there is no command fly", "holdfast help" },
    { { "Version" }, "there is no command Version", "holdfast help" },
    { { "user" }, "there is no command user", "holdfast help" },
    { { "user", "fly" }, "there is no command user", "holdfast help" },
    { { "list", "user" }, "there is no command list", "holdfast help" },
    { { "--format", "json" }, "there is no command --format", "holdfast help" },
    { { "version", "x" }, "there is one word too many: x", "holdfast version" },
    { { "version", "--verbose" }, "there is no option --verbose", "holdfast version" },
    { { "version", "-v" }, "there is no option -v", "holdfast version" },
    { { "version", "--formats", "json" }, "there is no option --formats", "holdfast version" },
    { { "version", "--form", "json" }, "there is no option --form", "holdfast version" },
    { { "version", "--format" }, "this option needs a value: --format", "holdfast version" },
    { { "version", "--format", "xml" }, "--format is one of text|json|csv, not xml", "holdfast version" },
    { { "version", "--format", "xlsx" }, "--format is one of text|json|csv, not xlsx", "holdfast version" },
    { { "version", "--format", "" }, "--format is one of text|json|csv, not ", "holdfast version" },
    { { "version", "--format", "JSON" }, "--format is one of text|json|csv, not JSON", "holdfast version" },
    { { "version", "--format", "text|json" }, "--format is one of text|json|csv, not text|json", "holdfast version" },
    { { "version", "--catalogue" }, "this option needs a value: --catalogue", "holdfast version" },
    { { "check", "cin", "f", "--format", "pdf" }, "--format is one of text|json|csv|xlsx, not pdf", NULL },
    { { "backup" }, "something is missing after backup", "holdfast backup DB -o FILE" },
    { { "backup", "a.db", "b.db" }, "there is one word too many: b.db", "holdfast backup DB -o FILE" },
    { { "backup", "a.db", "-o" }, "this option needs a value: -o", "holdfast backup DB -o FILE" },
    { { "backup", "a.db", "-x" }, "there is no option -x", "holdfast backup DB -o FILE" },
    { { "backup", "a.db", "--", "-o", "b" }, "there is one word too many: -o", "holdfast backup DB -o FILE" },
    { { "user", "lock", "a.db", "ann", "--undo=yes" }, "this option takes no value: --undo=yes",
      "holdfast user lock DB NAME [--undo]" },
    { { "user", "lock", "a.db", "ann", "--undo", "yes" }, "there is one word too many: yes",
      "holdfast user lock DB NAME [--undo]" },
    { { "user", "lock", "a.db" }, "something is missing after user lock", "holdfast user lock DB NAME [--undo]" },
    { { "user", "role", "a.db", "ann" }, "something is missing after user role", NULL },
    { { "catalogue", "check", "a", "b" }, "there is one word too many: b", "holdfast catalogue check [DIR]" },
    { { "catalogue" }, "there is no command catalogue", "holdfast help" },
    { { "find", "a.db" }, "something is missing after find", "holdfast find DB WORDS... [--notes]" },
    { { "find" }, "something is missing after find", "holdfast find DB WORDS... [--notes]" },
    { { "find", "a.db", "x", "--notes=all" }, "this option takes no value: --notes=all", NULL },
    { { "show", "child" }, "something is missing after show child", NULL },
    { { "show", "child", "1", "2", "3" }, "there is one word too many: 3", NULL },
    { { "show", "family", "1" }, "there is no command show", "holdfast help" },
    { { "import", "a.db" }, "something is missing after import", NULL },
    { { "import", "a.db", "x", "--from" }, "this option needs a value: --from", NULL },
    { { "demo", "a.db", "--scales", "2" }, "there is no option --scales", NULL },
    { { "due", "--team" }, "this option needs a value: --team", NULL },
    { { "erase", "a.db", "--record" }, "this option needs a value: --record", NULL },
};

static arena mem;
static out text;

static err_code read_words(const char *const *words, struct command *c, err *e)
{
    char *argv[WORDS_MAX + 2] = { (char *)(uintptr_t)"holdfast" };
    int argc = 1;
    while (argc <= WORDS_MAX && words[argc - 1]) {
        argv[argc] = (char *)(uintptr_t)words[argc - 1];
        argc++;
    }
    *c = (struct command){ .mem = &mem, .out = &text };
    *e = (err){ .mem = &mem };
    return usage_read(c, argc, argv, e);
}

static str shown(const struct command *c)
{
    static const char *const formats[] = { "text", "json", "csv", "xlsx" };
    str options[WORDS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < c->nopts; i++)
        if (!str_eq(c->opts[i].name, S("format")))
            options[n++] = arena_printf(&mem, STR_FMT "=" STR_FMT, STR_ARG(c->opts[i].name), STR_ARG(c->opts[i].value));
    str words = arena_join(&mem, c->nargs, c->args, S(",")), all = arena_join(&mem, n, options, S(","));
    return arena_printf(&mem, "%s|" STR_FMT "|" STR_FMT "|%s", c->door->path, STR_ARG(words), STR_ARG(all),
        formats[c->format]);
}

static const char *line_of(const char *const *words)
{
    str parts[WORDS_MAX];
    size_t n = 0;
    for (; n < WORDS_MAX && words[n]; n++)
        parts[n] = str_of(words[n]);
    return arena_z(&mem, arena_join(&mem, n, parts, S(" ")));
}

/* Every command of the program: --help leads to its own help, an unknown option is refused by name. */
static void test_every_command(void)
{
    struct command c;
    err e;
    for (size_t i = 0; i < door_count; i++) {
        if (doors[i].kind != DOOR_COMMAND)
            continue;
        const char *words[WORDS_MAX] = { NULL }, *wrong[WORDS_MAX] = { NULL };
        str rest = str_of(doors[i].path), word;
        size_t n = 0;
        for (; str_cut(&rest, ' ', &word); n++)
            words[n] = wrong[n] = arena_z(&mem, word);
        words[n] = "--help";
        wrong[n] = "--no-such-option";
        ok(read_words(words, &c, &e) == ERR_OK && !strcmp(c.door->path, "help"), doors[i].path);
        is(arena_join(&mem, c.nargs, c.args, S(" ")), !strcmp(doors[i].path, "help") ? S("help")
            : str_of(doors[i].path), "... its own help");
        is_int(read_words(wrong, &c, &e), ERR_INVALID, "... and no option that it does not have");
        is(e.message, S("there is no option --no-such-option"), "... as it says");
        ok(doors[i].help[0] && doors[i].help[strlen(doors[i].help) - 1] == '.',
            "... and it says what it does, in a sentence");
    }
}

static void test_options(void)
{
    static const struct option opts[] = { { { "a", 1 }, { "1", 1 } }, { { "b", 1 }, { "", 0 } },
        { { "a", 1 }, { "2", 1 } } };
    struct command c = { .nopts = COUNT_OF(opts), .opts = opts };
    is(command_option(&c, "a"), S("2"), "the last of two counts");
    ok(command_option(&c, "b").p && command_flag(&c, "b"), "a flag that was given is an empty text");
    ok(!command_option(&c, "c").p && !command_flag(&c, "c") && !command_option(&c, "").p, "one that was not is none");
}

int main(void)
{
    arena_init(&mem, 0);
    struct command c;
    err e;
    for (size_t i = 0; i < COUNT_OF(taken); i++) {
        err_code rc = read_words(taken[i].words, &c, &e);
        if (ok(rc == ERR_OK, line_of(taken[i].words)))
            is(shown(&c), str_of(taken[i].want), "... as it is read");
        else
            printf("# " STR_FMT "\n", STR_ARG(e.message));
    }
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        is_int(read_words(refused[i].words, &c, &e), ERR_INVALID, line_of(refused[i].words));
        is(e.message, str_of(refused[i].want), "... as it is said");
        if (refused[i].hint)
            is(e.hint, str_of(refused[i].hint), "... with how it is used");
        else
            ok(str_starts(e.hint, S("holdfast ")), "... with how it is used");
    }
    test_every_command();
    test_options();
    out_release(&text);
    arena_release(&mem);
    return done_testing();
}
