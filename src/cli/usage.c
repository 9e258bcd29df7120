/* usage.c - the usage text is the declaration: "--rejects FILE" and "-o FILE" take a value, "[--dry-run]" is a flag,
 * a word in capitals is an argument, "PATH..." takes one or more. */
#include "cli/usage.h"
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static const char every_command[] = " [--catalogue DIR] [--format text|json|csv]";

static bool next_token(str *rest, str *token)
{
    while (str_cut(rest, ' ', token))
        if (token->n)
            return true;
    return false;
}

static str bare(str token)
{
    while (token.n && (token.p[0] == '['))
        token = str_skip(token, 1);
    while (token.n && token.p[token.n - 1] == ']')
        token.n--;
    return token;
}

/* "--rejects", or one letter: "-o". */
static bool is_option(str word) { return str_starts(word, S("--")) || (word.n == 2 && word.p[0] == '-'); }
static str option_name(str word) { return str_skip(word, str_starts(word, S("--")) ? 2 : 1); }

enum takes { NOT_DECLARED, FLAG, VALUE, VALUES };      /* VALUES: "[--earlier DIR]...", as often as wanted */

static enum takes declared(str usage, str name)
{
    str token;
    while (next_token(&usage, &token)) {
        bool closed = str_ends(token, S("]"));
        if (!is_option(bare(token)) || !str_eq(option_name(bare(token)), name))
            continue;
        str after = usage, next;
        bool takes_one = !closed && next_token(&after, &next) && next.p[0] != '[' && !is_option(next);
        return !takes_one ? FLAG : str_ends(next, S("]...")) ? VALUES : VALUE;
    }
    return NOT_DECLARED;
}

/* How many arguments usage wants: words that are neither options nor options' values. */
static void count_arguments(str usage, size_t *least, size_t *most)
{
    str token;
    bool value_next = false;
    *least = *most = 0;
    while (next_token(&usage, &token)) {
        str word = bare(token);
        if (is_option(word)) {
            value_next = !str_ends(token, S("]"));
            str after = usage, next;
            if (value_next && (!next_token(&after, &next) || next.p[0] == '[' || is_option(next)))
                value_next = false;
        } else if (value_next)
            value_next = false;
        else {
            *least += token.p[0] != '[';
            *most = str_ends(word, S("...")) ? SIZE_MAX : *most == SIZE_MAX ? SIZE_MAX : *most + 1;
        }
    }
}

/* Longest row whose words begin the command line. */
static const struct door *find(int argc, char **argv, int *nwords)
{
    const struct door *best = NULL;
    *nwords = 0;
    for (size_t i = 0; i < door_count; i++) {
        if (doors[i].kind != DOOR_COMMAND)
            continue;
        str words = str_of(doors[i].path), word = STR_NONE;
        int n = 0;
        while (str_cut(&words, ' ', &word) && n + 1 < argc && str_eq(word, str_of(argv[n + 1])))
            n++, word.n = 0;
        if (words.n == 0 && word.n == 0 && n > *nwords) {
            best = &doors[i];
            *nwords = n;
        }
    }
    return best;
}

const char **command_options(struct command *c, const char *name, size_t *n)
{
    const char **values = arena_array(c->mem, const char *, c->nopts + 1);
    *n = 0;
    for (size_t i = 0; i < c->nopts; i++)
        if (str_eq(c->opts[i].name, str_of(name)))
            values[(*n)++] = arena_z(c->mem, c->opts[i].value);
    return values;
}

static err_code wrong(const struct command *c, err *e, const char *what, str which)
{
    err_set(e, ERR_INVALID, "%s" STR_FMT, what, STR_ARG(which));
    return c->door ? err_hint(e, "holdfast %s%s%s", c->door->path, *c->door->usage ? " " : "", c->door->usage)
                   : err_hint(e, "holdfast help");
}

/* The value that stands behind --format in the usage: text|json|csv, or what the command's own row has. */
static str formats_of(str usage)
{
    str token = S("");
    while (next_token(&usage, &token) && !str_eq(bare(token), S("--format")))
        ;
    return next_token(&usage, &token) ? bare(token) : S("");
}

static err_code format_read(struct command *c, str usage, err *e)
{
    static const str names[] = { { "text", 4 }, { "json", 4 }, { "csv", 3 }, { "xlsx", 4 } };
    str format = command_option(c, "format"), known = formats_of(usage), rest = known, one;
    c->format = FORMAT_TEXT;
    while (format.p && str_cut(&rest, '|', &one))
        for (size_t i = 0; i < COUNT_OF(names); i++)
            if (str_eq(one, format) && str_eq(one, names[i])) {
                c->format = (enum format)i;
                return ERR_OK;
            }
    return format.p
               ? wrong(c, e, arena_printf(c->mem, "--format is one of " STR_FMT ", not ", STR_ARG(known)).p, format)
               : ERR_OK;
}

err_code usage_read(struct command *c, int argc, char **argv, err *e)
{
    int nwords;
    c->door = find(argc, argv, &nwords);
    bool asks_help = argc < 2;
    for (int i = 1; i < argc; i++)
        asks_help = asks_help || str_eq(str_of(argv[i]), S("--help")) || str_eq(str_of(argv[i]), S("-h"));
    str *args = arena_array(c->mem, str, argc + 1);
    struct option *opts = arena_array(c->mem, struct option, argc + 1);
    c->args = args;
    c->opts = opts;
    if (asks_help) {
        char *help[] = { argv[0], (char[]){ "help" }, NULL };
        str asked = c->door ? str_of(c->door->path) : STR_NONE, word;
        c->door = find(2, help, &nwords);
        while (str_cut(&asked, ' ', &word))
            args[c->nargs++] = word;
        return ERR_OK;
    }
    if (!c->door)
        return wrong(c, e, "there is no command ", str_of(argv[1]));

    str usage = arena_printf(c->mem, "%s%s", c->door->usage, every_command);
    bool options = true;
    for (int i = 1 + nwords; i < argc; i++) {
        str word = str_of(argv[i]);
        if (options && str_eq(word, S("--"))) {
            options = false;
            continue;
        }
        if (!options || !is_option(word)) {
            args[c->nargs++] = word;
            continue;
        }
        str rest = option_name(word), name;
        bool joined = memchr(rest.p, '=', rest.n) != NULL;
        str_cut(&rest, '=', &name);
        enum takes takes = declared(usage, name);
        if (declared(str_of(c->door->usage), name) == VALUE && command_option(c, arena_z(c->mem, name)).p)
            return wrong(c, e, "this option is given twice: ", word);
        switch (takes) {
        case NOT_DECLARED: return wrong(c, e, "there is no option ", word);
        case FLAG:
            if (joined)
                return wrong(c, e, "this option takes no value: ", word);
            rest = S("");
            break;
        case VALUE:
        case VALUES:
            if (!joined && ++i >= argc)
                return wrong(c, e, "this option needs a value: ", word);
            if (!joined)
                rest = str_of(argv[i]);
            break;
        }
        opts[c->nopts++] = (struct option){ name, rest };
    }
    size_t least, most;
    count_arguments(str_of(c->door->usage), &least, &most);
    if (c->nargs < least)
        return wrong(c, e, "something is missing after ", str_of(c->door->path));
    if (c->nargs > most)
        return wrong(c, e, "there is one word too many: ", args[most]);
    return format_read(c, usage, e);
}

str command_option(const struct command *c, const char *name)
{
    for (size_t i = c->nopts; i-- > 0;)
        if (str_eq(c->opts[i].name, str_of(name)))
            return c->opts[i].value;
    return STR_NONE;
}

void command_flush(struct command *c)
{
    if (c->out->n)
        fwrite(c->out->p, 1, c->out->n, stdout);
    out_clear(c->out);
}

/* Ctrl-C: the bar goes before the program does. */
static void wipe_and_end(int signal_number)
{
    static const char wipe[] = "\r\033[K";
    ssize_t n = write(STDERR_FILENO, wipe, sizeof wipe - 1);
    (void)n;
    raise(signal_number);
}

void command_progress(struct command *c, const char *doing, uint64_t done, uint64_t total)
{
    (void)c;
    static struct timespec began, shown;
    static bool bar;
    struct timespec t;
    if (!isatty(STDERR_FILENO))
        return;
    clock_gettime(CLOCK_MONOTONIC, &t);
    if (began.tv_sec == 0)
        began = shown = t;
    if (t.tv_sec - began.tv_sec < 1)
        return;
    bool last = total && done >= total;
    if (!last && bar && (t.tv_sec - shown.tv_sec) * 1000 + (t.tv_nsec - shown.tv_nsec) / 1000000 < 100)
        return;
    shown = t;
    if (!bar && !last)
        sigaction(SIGINT, &(struct sigaction){ .sa_handler = wipe_and_end, .sa_flags = (int)SA_RESETHAND | SA_NODEFER },
                  NULL);
    bar = !last;
    if (last)
        fputs("\r\033[K", stderr);
    else if (total)
        fprintf(stderr, "\r%s %3d%% [%-30.*s]", doing, (int)(done * 100 / total), (int)(done * 30 / total),
                "==============================");
    else
        fprintf(stderr, "\r%s %llu", doing, (unsigned long long)done);
}
