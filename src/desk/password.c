/* password.c - see password.h.
 *
 * The list lies in the program as lines in the order of their bytes and is searched by halves, as look(1) does. Only
 * stretches that leave fewer than BESIDES letters around them are looked up, which is one stretch for a password of
 * twelve letters and a handful for any that people type. */
#include "desk/password.h"
#include "base/embedded.h"
#include <sodium.h>
#include <stdatomic.h>

enum {
    HASH_MEMORY = 19 * 1024 * 1024,
    HASH_PASSES = 2,
    BESIDES = 8,                    /* letters that a password must have besides what anybody guesses first */
    WORD_MIN = 4,                   /* shorter names are in too many words */
    LISTED_MIN = 5, LISTED_MAX = 32,
    STEPS_MIN = 6, LETTERS_MIN = 5
};

static str lower_case(arena *a, str s)
{
    char *p = (char *)(uintptr_t)arena_copy(a, s.p ? s : S("")).p;
    for (size_t i = 0; i < s.n; i++)
        p[i] = p[i] >= 'A' && p[i] <= 'Z' ? (char)(p[i] + 32) : p[i];
    return (str){ p, s.n };
}

/* --- what repeats itself or counts on ---------------------------------------------------------------- */

/* "abcabcabcab": a short beginning, again and again. */
static bool repeats(str t)
{
    for (size_t unit = 1; unit < PASSWORD_MIN && 2 * unit <= t.n; unit++)
        if (!memcmp(t.p, t.p + unit, t.n - unit))
            return true;
    return false;
}

/* Letters that are neither the last one again nor beside it: one of "abcdefghijkl", two of "aaaabbbb9999". */
static size_t steps(str t)
{
    size_t n = 1;
    for (size_t i = 1; i < t.n; i++) {
        int by = t.p[i] - t.p[i - 1];
        n += by < -1 || by > 1;
    }
    return n;
}

static size_t different(str t)
{
    bool had[256] = { false };
    size_t n = 0;
    for (size_t i = 0; i < t.n; i++) {
        n += !had[(unsigned char)t.p[i]];
        had[(unsigned char)t.p[i]] = true;
    }
    return n;
}

/* --- names ------------------------------------------------------------------------------------------- */

/* Marks each place where the word stands. */
static void mark(str t, str word, bool *marked)
{
    for (size_t i = 0; word.n >= WORD_MIN && i + word.n <= t.n; i++)
        if (!memcmp(t.p + i, word.p, word.n))
            memset(marked + i, true, word.n);
}

static void mark_words(str t, str name, arena *a, bool *marked)
{
    str rest = lower_case(a, name);
    char *p = (char *)(uintptr_t)rest.p;
    str word;
    mark(t, rest, marked);
    for (size_t i = 0; i < rest.n; i++)
        if (p[i] == '.' || p[i] == '-' || p[i] == ',')
            p[i] = ' ';
    while (str_cut(&rest, ' ', &word))
        mark(t, word, marked);
}

static err_code too_near_names(struct store *s, str t, str name, str shown, bool *near, err *e)
{
    db_rows rows;
    bool marked[PASSWORD_MAX] = { false };
    err_code rc = db_run(s->db, ST_every_authority, NO_ARGS, e->mem, &rows, e);
    for (size_t i = 0; !rc && i < rows.n; i++)
        mark_words(t, db_str(&rows, i, SUBJECT_LINE_NAME), e->mem, marked);
    mark_words(t, name, e->mem, marked);
    mark_words(t, shown, e->mem, marked);
    mark(t, S("holdfast"), marked);
    size_t of_names = 0;
    for (size_t i = 0; i < t.n; i++)
        of_names += marked[i];
    *near = (of_names && t.n - of_names < BESIDES) || (name.n >= WORD_MIN && str_has(t, name));
    return rc;
}

/* --- what people use most ---------------------------------------------------------------------------- */

static bool listed(str list, str word)
{
    size_t from = 0, to = list.n;
    while (from < to) {
        size_t at = from + (to - from) / 2;
        while (at > from && list.p[at - 1] != '\n')
            at--;
        str rest = str_skip(list, at), line = S("");
        str_cut(&rest, '\n', &line);
        int c = str_cmp(line, word);
        if (c == 0)
            return true;
        if (c < 0)
            from = at + line.n + 1;
        else
            to = at;
    }
    return false;
}

static bool much_used(str t)
{
    const str list = embedded_file(S("passwords.txt"));
    size_t least = t.n >= BESIDES + LISTED_MIN ? t.n - BESIDES + 1 : LISTED_MIN;
    for (size_t n = least; n <= t.n && n <= LISTED_MAX; n++)
        for (size_t i = 0; i + n <= t.n; i++)
            if (listed(list, (str){ t.p + i, n }))
                return true;
    return false;
}

/* --- the check --------------------------------------------------------------------------------------- */

static err_code refuse(err *e, const char *why)
{
    err_set(e, ERR_INVALID, "%s", why);
    e->field = S("password");
    return err_hint(e, "three words that do not belong together are easy to remember");
}

err_code password_check(struct store *s, str password, str name, str shown, err *e)
{
    bool near;
    if (password.n < PASSWORD_MIN || password.n > PASSWORD_MAX) {
        err_set(e, ERR_INVALID, "Enter a password of %d characters or more", PASSWORD_MIN);
        e->field = S("password");
        return err_hint(e, "three words that do not belong together are easy to remember");
    }
    const str t = lower_case(e->mem, password);
    if (repeats(t) || steps(t) < STEPS_MIN || different(t) < LETTERS_MIN)
        return refuse(e, "Choose a password that does not repeat itself or count on, such as three words that do not "
                         "belong together");
    err_code rc = too_near_names(s, t, name, shown, &near, e);
    if (rc)
        return rc;
    if (near)
        return refuse(e, "Choose a password that is not built on your name, the council's or that of Holdfast");
    if (much_used(t))
        return refuse(e, "Choose a password that is harder to guess: this is one of those that people use most, or "
                         "close to one");
    return ERR_OK;
}

err_code password_hash(str password, arena *a, str *to, err *e)
{
    char text[crypto_pwhash_STRBYTES];
    if (sodium_init() < 0 || crypto_pwhash_str_alg(text, password.p ? password.p : "", password.n, HASH_PASSES,
                                                   HASH_MEMORY,
                                                   crypto_pwhash_ALG_ARGON2ID13))
        return err_set(e, ERR_SYSTEM, "there was not enough memory to store a password");
    *to = arena_copy(a, str_of(text));
    return ERR_OK;
}

bool password_matches(str hash, str password)
{
    char text[crypto_pwhash_STRBYTES] = { 0 };
    if (hash.n >= sizeof text || sodium_init() < 0)
        return false;
    memcpy(text, hash.p, hash.n);
    return crypto_pwhash_str_verify(text, password.p ? password.p : "", password.n) == 0;
}

str password_of_nobody(void)
{
    static char text[crypto_pwhash_STRBYTES];
    static atomic_int state;                /* 0 not made, 1 being made, 2 made */
    int expected = 0;
    if (atomic_compare_exchange_strong(&state, &expected, 1)) {
        unsigned char secret[24];
        randombytes_buf(secret, sizeof secret);
        if (crypto_pwhash_str_alg(text, (const char *)secret, sizeof secret, HASH_PASSES, HASH_MEMORY,
                                  crypto_pwhash_ALG_ARGON2ID13))
            text[0] = '\0';
        atomic_store(&state, 2);
    }
    while (atomic_load(&state) != 2)
        ;
    return str_of(text);
}
