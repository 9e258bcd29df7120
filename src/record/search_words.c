/* search_words.c - the words by which records are found, and how they are folded and heard.
 *
 * Pure except for search_words_write, which sends the difference between the words that a record
 * gave before and the words that it gives now. */
#include "record/held.h"
#include "record/search.h"
#include <stdlib.h>

enum { LONGEST_WORD = 64, LONGEST_SOUND = 8 };

/* --- folding --------------------------------------------------------------------------------- */

/* U+00C0 to U+017F as the ASCII letters that people type for them; ? stands for two letters or none. */
static const char plain_latin[] =
    "aaaaaa?ceeeeiiiidnooooo ouuuuy??aaaaaa?ceeeeiiiidnooooo ouuuuy?y"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii??jjkkklllllll"
    "lllnnnnnnn??oooooo??rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/* U+1E00 to U+1EFF: Welsh and Vietnamese letters. */
static const char plain_latin_more[] =
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
    "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
    "wwwwwwwwwwxxxxyyzzzzzzhtwyassss aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
    "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy      ";

static const char *two_letters(uint32_t c)
{
    switch (c) {
    case 0xC6: case 0xE6: return "ae";
    case 0xDE: case 0xFE: return "th";
    case 0xDF: return "ss";
    case 0x132: case 0x133: return "ij";
    case 0x14A: case 0x14B: return "ng";
    case 0x152: case 0x153: return "oe";
    default: return "";
    }
}

static uint32_t next_letter(str *s)
{
    const unsigned char *p = (const unsigned char *)s->p;
    size_t n = p[0] < 0x80 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    uint32_t c = n == 1 ? p[0] : p[0] & (0xFFu >> (n + 1));
    if (n > s->n)
        n = s->n;
    for (size_t i = 1; i < n; i++)
        c = c << 6 | (p[i] & 0x3F);
    *s = str_skip(*s, n);
    return c;
}

static bool is_apostrophe(uint32_t c)
{
    return c == '\'' || c == '`' || c == 0x2019 || c == 0x2018 || c == 0x02BC || c == 0xB4;
}

struct folding { char *p; size_t n; };

static void fold_put(struct folding *f, char c)
{
    if (c != ' ')
        f->p[f->n++] = c;
    else if (f->n && f->p[f->n - 1] != ' ')
        f->p[f->n++] = ' ';
}

str search_fold(arena *a, str text)
{
    struct folding f = { arena_alloc_raw(a, text.n * 2 + 2), 0 };
    while (text.n) {
        const char *from = text.p;
        uint32_t c = next_letter(&text);
        if (c < 0x80) {
            bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (c >= 'A' && c <= 'Z')
                fold_put(&f, (char)(c + 32));
            else if (plain)
                fold_put(&f, (char)c);
            else if (!is_apostrophe(c))
                fold_put(&f, ' ');
        } else if (c >= 0xC0 && c <= 0x17F) {
            char letter = plain_latin[c - 0xC0];
            if (letter != '?')
                fold_put(&f, letter);
            else
                for (const char *two = two_letters(c); *two; two++)
                    fold_put(&f, *two);
        } else if (c >= 0x1E00 && c <= 0x1EFF) {
            fold_put(&f, plain_latin_more[c - 0x1E00]);
        } else if (c < 0xC0 || (c >= 0x2000 && c <= 0x206F)) {      /* spaces, dashes, quotation marks */
            if (!is_apostrophe(c))
                fold_put(&f, ' ');
        /* accents that stand alone go; other scripts stay */
        } else if (c < 0x0300 || c > 0x036F) {
            memcpy(f.p + f.n, from, (size_t)(text.p - from));
            f.n += (size_t)(text.p - from);
        }
    }
    if (f.n && f.p[f.n - 1] == ' ')
        f.n--;
    f.p[f.n] = '\0';
    return (str){ f.p, f.n };
}

/* --- how a word sounds ----------------------------------------------------------------------- */

struct sounding { str w; size_t i; char to[LONGEST_SOUND + 1]; size_t n; };

static char letter_at(const struct sounding *s, size_t i) { return i < s->w.n ? s->w.p[i] : '\0'; }
static bool is_vowel(char c) { return c && strchr("aeiouy", c) != NULL; }
static bool has_at(const struct sounding *s, const char *text)
{
    return str_starts(str_skip(s->w, s->i), str_of(text));
}

static void sound_put(struct sounding *s, char c)
{
    if (s->n < LONGEST_SOUND)
        s->to[s->n++] = c;
}

struct sound_rule { const char *letters, *sound; size_t used; };

/* At the beginning of a word; the first that fits. Irish names as English ears write them. */
static const struct sound_rule first_rules[] = {
    { "kn", "N", 2 },     { "gn", "N", 2 },    { "pn", "N", 2 },    { "wr", "R", 2 },    { "ps", "S", 2 },
    { "wh", "W", 2 },     { "x", "S", 1 },     { "chr", "K", 2 },   { "chl", "K", 2 },   { "thom", "T", 2 },
    { "theres", "T", 2 }, { "sean", "X", 3 },  { "seam", "X", 3 },  { "siobh", "X", 3 }, { "sioban", "X", 3 },
    { "sinead", "X", 2 }, { "mich", "MK", 4 }, { "zach", "SK", 4 }, { "geo", "J", 3 },
};

/* Anywhere; longer ones first. */
static const struct sound_rule rules[] = {
    { "tch", "X", 3 }, { "sch", "SK", 3 }, { "cqu", "K", 3 }, { "dge", "J", 2 }, { "dgi", "J", 2 }, { "cia", "X", 2 },
    { "cio", "X", 2 }, { "tio", "X", 2 },  { "sio", "X", 2 }, { "ssi", "S", 2 }, { "sh", "X", 2 },  { "ch", "X", 2 },
    { "cz", "X", 2 },  { "sz", "X", 2 },   { "ph", "F", 2 },  { "th", "0", 2 },  { "mh", "F", 2 },  { "bh", "F", 2 },
    { "ck", "K", 2 },  { "kh", "K", 2 },   { "gh", "", 2 },   { "qu", "K", 2 },  { "ce", "S", 1 },  { "ci", "S", 1 },
    { "cy", "S", 1 },  { "ge", "J", 1 },   { "gi", "J", 1 },  { "gy", "J", 1 },  { "b", "P", 1 },   { "c", "K", 1 },
    { "d", "T", 1 },   { "f", "F", 1 },    { "g", "K", 1 },   { "j", "J", 1 },   { "k", "K", 1 },   { "l", "L", 1 },
    { "m", "M", 1 },   { "n", "N", 1 },    { "p", "P", 1 },   { "q", "K", 1 },   { "r", "R", 1 },   { "s", "S", 1 },
    { "t", "T", 1 },   { "v", "F", 1 },    { "x", "KS", 1 },  { "z", "S", 1 },
};

static bool sound_by(struct sounding *s, const struct sound_rule *list, size_t n)
{
    for (size_t r = 0; r < n; r++)
        if (has_at(s, list[r].letters)) {
            for (const char *c = list[r].sound; *c; c++)
                sound_put(s, *c);
            s->i += list[r].used;
            return true;
        }
    return false;
}

static bool mich_is_michael(str w)
{
    return !str_starts(w, S("mich")) || str_starts(w, S("micha")) || str_starts(w, S("michea"));
}

static void sound_first(struct sounding *s)
{
    char c = letter_at(s, 0);
    if (str_starts(s->w, S("mich")) && !mich_is_michael(s->w))
        return;                                 /* Michelle */
    if (sound_by(s, first_rules, COUNT_OF(first_rules)))
        return;
    bool consonant_y = c == 'y' && is_vowel(letter_at(s, 1));
    if (is_vowel(c) || c == 'h' || c == 'w') {
        sound_put(s, consonant_y ? 'Y' : is_vowel(c) ? 'A' : c == 'h' ? 'H' : 'W');
        s->i = 1;
    }
}

str search_sound(arena *a, str word)
{
    struct sounding s = { .w = word };
    for (size_t i = 0; i < word.n; i++)
        if (!(word.p[i] >= 'a' && word.p[i] <= 'z'))
            return S("");
    if (word.n < 2)
        return S("");
    sound_first(&s);
    while (s.i < word.n) {
        if (s.i && word.p[s.i] == word.p[s.i - 1] && !is_vowel(word.p[s.i])) {
            s.i++;                              /* a doubled letter sounds once */
            continue;
        }
        if (!sound_by(&s, rules, COUNT_OF(rules)))
            s.i++;                              /* vowels, h, w inside a word */
    }
    return arena_copy(a, (str){ s.to, s.n });
}

/* --- words of a record ----------------------------------------------------------------------- */

struct word_list { arena *a; struct record_word *at; size_t n, cap; };

static void word_add(struct word_list *l, char part, str word)
{
    word = str_take(word, LONGEST_WORD);
    if (word.n == 0)
        return;
    for (size_t i = 0; i < l->n; i++)
        if (l->at[i].part == part && str_eq(l->at[i].word, word))
            return;
    ARENA_PUSH(l->a, l->at, l->n, l->cap) = (struct record_word){ part, word };
}

static str without_spaces(arena *a, str s)
{
    char *p = arena_alloc_raw(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != ' ')
            p[n++] = s.p[i];
    return (str){ p, n };
}

/* A name of two words is also found written as one: Anne-Marie, Annemarie. */
static void add_names(struct word_list *l, char part, str folded)
{
    str rest = folded, word;
    while (str_cut(&rest, ' ', &word)) {
        word_add(l, part, word);
        word_add(l, 's', search_sound(l->a, word));
    }
    if (memchr(folded.p, ' ', folded.n))
        word_add(l, part, without_spaces(l->a, folded));
}

static void add_address(struct word_list *l, const struct field *f, str folded)
{
    str rest = folded, word;
    if (str_eq(f->pattern, S("postcode"))) {
        word_add(l, 'a', without_spaces(l->a, folded));
        return;
    }
    while (str_cut(&rest, ' ', &word))
        word_add(l, 'a', word);
}

size_t words_of_record(const struct record_tools *t, const struct kind *k, const value *values, arena *a,
                       struct record_word **words)
{
    struct word_list l = { .a = a };
    const struct kind_words *w = &t->words[k->index];
    for (size_t i = 0; i < w->nwords; i++) {
        const struct field *f = &k->fields[w->words[i]];
        str text = values[f->index].text;
        if (!text.n)
            continue;
        str folded = search_fold(a, text);
        if (f->search == SEARCH_ID)
            word_add(&l, 'i', without_spaces(a, folded));
        else if (f->search == SEARCH_ADDRESS)
            add_address(&l, f, folded);
        else if (folded.n)
            add_names(&l, f->search == SEARCH_NAME ? 'n' : 'f', folded);
    }
    *words = l.at;
    return l.n;
}

str notes_of_record(const struct record_tools *t, const struct kind *k, const value *values, arena *a)
{
    const struct kind_words *w = &t->words[k->index];
    str parts[64];
    size_t n = 0;
    for (size_t i = 0; i < w->nnotes && n < COUNT_OF(parts); i++)
        if (values[w->notes[i]].text.n)
            parts[n++] = values[w->notes[i]].text;
    if (n == 0)
        return S("");
    str folded = search_fold(a, arena_join(a, n, parts, S(" ")));
    size_t words = 0, end = 0;
    for (; end < folded.n; end++)
        if (folded.p[end] == ' ' && ++words == NOTE_WORDS)
            break;
    return str_take(folded, end);
}

struct place { str word; int at; };

static int by_word(const void *x, const void *y)
{
    const struct place *a = x, *b = y;
    int c = str_cmp(a->word, b->word);
    return c ? c : (a->at > b->at) - (a->at < b->at);
}

str note_vector(str folded, arena *a)
{
    size_t n = 0, cap = 0;
    struct place *places = NULL;
    out o = { 0 };
    str rest = folded, word;
    while (str_cut(&rest, ' ', &word)) {
        struct place here = { str_take(word, 1000), (int)n + 1 };
        ARENA_PUSH(a, places, n, cap) = here;
    }
    if (n)
        qsort(places, n, sizeof *places, by_word);
    for (size_t i = 0, times = 0; i < n; i++) {
        bool again = i && str_eq(places[i].word, places[i - 1].word);
        times = again ? times + 1 : 0;
        if (times >= NOTE_TIMES)
            continue;
        out_raw(&o, again ? S(",") : i ? S(" '") : S("'"));
        if (!again) {
            out_raw(&o, places[i].word);
            out_raw(&o, S("':"));
        }
        out_int(&o, places[i].at);
    }
    str vector = arena_copy(a, out_str(&o));
    out_release(&o);
    return vector;
}

/* --- writing the difference ------------------------------------------------------------------ */

static bool is_in(const struct record_word *w, const struct record_word *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (list[i].part == w->part && str_eq(list[i].word, w->word))
            return true;
    return false;
}

static err_code words_send(struct store *s, const struct held *h, const struct record_tools *t, arena *a, err *e)
{
    const struct kind *k = h->r.kind;
    struct record_word *was = NULL, *now = NULL;
    size_t nwas = h->was && !h->was_removed ? words_of_record(t, k, h->was, a, &was) : 0;
    size_t nnow = !h->r.removed ? words_of_record(t, k, h->r.values, a, &now) : 0;
    for (size_t i = 0; i < nwas; i++)
        if (!is_in(&was[i], now, nnow)
            && db_send(s->db, ST_token_drop, ARGS(DBT(was[i].word), DBT(((str){ &was[i].part, 1 })), DBI(h->r.id)), e))
            return e->code;
    for (size_t i = 0; i < nnow; i++)
        if (!is_in(&now[i], was, nwas) &&
            db_send(s->db, ST_token_add,
                    ARGS(DBT(now[i].word), DBT(((str){ &now[i].part, 1 })), DBI(h->r.id), DBI(h->r.subject_id)), e))
            return e->code;
    return ERR_OK;
}

static err_code notes_send(struct store *s, const struct held *h, const struct record_tools *t, arena *a, err *e)
{
    const struct kind *k = h->r.kind;
    str was = h->was && !h->was_removed ? notes_of_record(t, k, h->was, a) : S("");
    str now = !h->r.removed ? notes_of_record(t, k, h->r.values, a) : S("");
    bool sqlite = db_engine(s->db) == DB_SQLITE;
    if (str_eq(was, now))
        return ERR_OK;
    if (was.n && (sqlite ? db_send(s->db, t->note_drop, ARGS(DBI(h->r.id), DBT(was)), e)
                         : db_send(s->db, t->note_drop, ARGS(DBI(h->r.id)), e)))
        return e->code;
    return now.n ? db_send(s->db, t->note_add, ARGS(DBI(h->r.id), DBT(sqlite ? now : note_vector(now, a))), e) : ERR_OK;
}

err_code search_words_write(struct store *s, const struct held *h, arena *a, err *e)
{
    struct record_tools *t;
    if (tools_of(s, &t, e))
        return e->code;
    const struct kind_words *w = &t->words[h->r.kind->index];
    if (w->nwords && words_send(s, h, t, a, e))
        return e->code;
    return w->nnotes ? notes_send(s, h, t, a, e) : ERR_OK;
}
