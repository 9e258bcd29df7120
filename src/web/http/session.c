/* session.c - from a cookie to who is behind it.
 *
 * What was read of a session, its account and its worker stands in a small direct-mapped table for ten seconds, so
 * that a page costs no query for its session; two sessions of the same slot only take turns in it. */
#include "web/http/session.h"
#include "desk/must.h"
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

struct known {
    char id[TOKEN_TEXT + 1], account[64], shown[128];
    const struct role *role;
    int64_t account_id, worker_id, team_id;
    uint32_t can;
    enum must must;
    instant created, seen, noted, asked;    /* noted: what the table has as seen; asked: when the table was read */
};

/* endings: how many sessions or accounts this process has changed. What was read before the last of them is not kept,
 * so that a request in flight cannot bring back what was ended beside it. */
struct session_cache { pthread_mutex_t lock; uint64_t endings; struct known slot[SESSIONS_KNOWN]; };

struct session_cache *session_cache_new(void)
{
    struct session_cache *c = calloc(1, sizeof *c);
    if (c)
        pthread_mutex_init(&c->lock, NULL);
    return c;
}

void session_cache_free(struct session_cache *c)
{
    if (c)
        pthread_mutex_destroy(&c->lock);
    free(c);
}

/* --- tokens ---------------------------------------------------------------------------------- */

void token_make(char text[static TOKEN_TEXT + 1])
{
    unsigned char bytes[32];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(text, TOKEN_TEXT + 1, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static bool looks_right(str t)
{
    bool fine = t.n == TOKEN_TEXT;
    for (size_t i = 0; i < t.n && fine; i++) {
        char c = t.p[i];
        fine = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    }
    return fine;
}

str token_of_cookie(str cookie, bool https, char text[static TOKEN_TEXT + 1])
{
    str want = https ? S("__Host-holdfast") : S("holdfast"), part, name = STR_NONE;
    while (str_cut(&cookie, ';', &part)) {
        str held = str_trim(part);
        if (str_cut(&held, '=', &name) && str_eq(name, want) && looks_right(held)) {
            memcpy(text, held.p, TOKEN_TEXT);
            text[TOKEN_TEXT] = '\0';
            return (str){ text, TOKEN_TEXT };
        }
    }
    return STR_NONE;
}

static void hash_text_of(const char *what, str token, char text[static TOKEN_TEXT + 1])
{
    unsigned char h[32];
    crypto_generichash(h, sizeof h, (const unsigned char *)what, strlen(what), (const unsigned char *)token.p, token.n);
    sodium_bin2base64(text, TOKEN_TEXT + 1, h, sizeof h, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

str session_id(str token, char text[static TOKEN_TEXT + 1])
{
    hash_text_of("holdfast session", token, text);
    return (str){ text, TOKEN_TEXT };
}

str form_token(str token, arena *a)
{
    char text[TOKEN_TEXT + 1];
    hash_text_of("holdfast form", token, text);
    return arena_copy(a, (str){ text, TOKEN_TEXT });
}

bool form_token_matches(str token, str given)
{
    char text[TOKEN_TEXT + 1];
    if (!token.p || given.n != TOKEN_TEXT)
        return false;
    hash_text_of("holdfast form", token, text);
    return sodium_memcmp(text, given.p, TOKEN_TEXT) == 0;
}

str subject_pass(str token, int64_t subject_id, arena *a)
{
    char text[TOKEN_TEXT + 1];
    if (!token.p)
        return S("");
    hash_text_of(arena_printf(a, "holdfast subject %lld", (long long)subject_id).p, token, text);
    return arena_copy(a, (str){ text, TOKEN_TEXT });
}

bool subject_pass_matches(str token, int64_t subject_id, str given, arena *a)
{
    const str want = subject_pass(token, subject_id, a);
    return want.n == TOKEN_TEXT && given.n == TOKEN_TEXT && sodium_memcmp(want.p, given.p, TOKEN_TEXT) == 0;
}

/* --- the cache ------------------------------------------------------------------------------- */

static struct known *slot_of(struct session_cache *c, str id) { return &c->slot[str_hash(id) % SESSIONS_KNOWN]; }

static bool cached(struct session_cache *c, str id, instant now, struct known *to)
{
    pthread_mutex_lock(&c->lock);
    struct known *k = slot_of(c, id);
    bool hit = str_eq(str_of(k->id), id) && now - k->asked < SESSION_FRESH && now >= k->asked;
    if (hit) {
        if (now > k->seen)
            k->seen = now;
        *to = *k;
    }
    pthread_mutex_unlock(&c->lock);
    return hit;
}

static uint64_t endings(struct session_cache *c)
{
    pthread_mutex_lock(&c->lock);
    uint64_t n = c->endings;
    pthread_mutex_unlock(&c->lock);
    return n;
}

static void remember(struct session_cache *c, const struct known *k, uint64_t before)
{
    pthread_mutex_lock(&c->lock);
    if (c->endings == before)
        *slot_of(c, str_of(k->id)) = *k;
    pthread_mutex_unlock(&c->lock);
}

static void note_told(struct session_cache *c, str id, instant noted)
{
    pthread_mutex_lock(&c->lock);
    struct known *k = slot_of(c, id);
    if (str_eq(str_of(k->id), id))
        k->noted = noted;
    pthread_mutex_unlock(&c->lock);
}

/* When this process last saw it, which the table may not know yet. */
static instant seen_here(struct session_cache *c, str id)
{
    pthread_mutex_lock(&c->lock);
    struct known *k = slot_of(c, id);
    instant t = str_eq(str_of(k->id), id) ? k->seen : INSTANT_NONE;
    pthread_mutex_unlock(&c->lock);
    return t;
}

static void forget(struct session_cache *c, str id)
{
    pthread_mutex_lock(&c->lock);
    struct known *k = slot_of(c, id);
    if (str_eq(str_of(k->id), id))
        *k = (struct known){ 0 };
    c->endings++;
    pthread_mutex_unlock(&c->lock);
}

void session_cache_drop(struct session_cache *c, str account)
{
    pthread_mutex_lock(&c->lock);
    for (size_t i = 0; i < SESSIONS_KNOWN; i++)
        if (str_eq(str_of(c->slot[i].account), account))
            c->slot[i] = (struct known){ 0 };
    c->endings++;
    pthread_mutex_unlock(&c->lock);
}

/* --- rows ------------------------------------------------------------------------------------ */

static void copy_text(char *to, size_t room, str s)
{
    s = str_take(s, room - 1);
    if (s.n)
        memcpy(to, s.p, s.n);
    to[s.n] = '\0';
}

static void fill_who(const struct known *k, arena *a, const struct session_ask *ask, struct access_who *who)
{
    *who = (struct access_who){
        .account_id = k->account_id,
        .account = arena_copy(a, str_of(k->account)),
        .shown = arena_copy(a, str_of(k->shown)),
        .role = k->role,
        .can = k->can,
        .worker_id = k->worker_id,
        .team_id = k->team_id,
        .must = k->must,
        .now = ask->now,
        .today = instant_day(ask->now),
        .mem = a,
    };
}

/* Tells the table once a minute that the session is in use. A busy database may miss one: the next request tells it. */
static void note_use(struct session_cache *c, struct store *write, const struct known *k, arena *a)
{
    err quiet = { .mem = a };
    bool changed;
    if (write && k->seen - k->noted >= SESSION_TOUCH &&
        session_seen(write, str_of(k->id), k->seen, &changed, &quiet) == ERR_OK && changed)
        note_told(c, str_of(k->id), k->seen);
}

static err_code read_session(struct session_cache *c, struct store *s, str id, const struct session_ask *ask, arena *a,
                             enum session_state *state, struct known *k, str *account, err *e)
{
    bool found;
    struct session x;
    struct account owner;
    struct access_who who;
    *state = SESSION_NONE;
    const uint64_t before = endings(c);
    err_code rc = session_get(s, id, a, &found, &x, e);
    if (rc || !found)
        return rc;
    *account = x.account;
    *state = SESSION_ENDED;
    instant here = seen_here(c, id), seen = here > x.seen_at ? here : x.seen_at;
    if (x.ended_at != INSTANT_NONE || ask->now - seen > ask->idle ||
        ask->now - x.created_at > (instant)SESSION_HOURS * 3600)
        return ERR_OK;
    rc = account_get(s, x.account, a, &owner, e);
    if (!rc)
        rc = account_who(s, &owner, a, &who, e);
    if (!rc)
        rc = must_read(s, &who, e);
    if (rc == ERR_NOT_FOUND || rc == ERR_DENIED)
        return ERR_OK;                              /* gone or locked since: ended */
    if (rc)
        return rc;
    *k = (struct known){
        .role = who.role,
        .account_id = owner.id,
        .worker_id = who.worker_id,
        .team_id = who.team_id,
        .can = who.can,
        .must = who.must,
        .created = x.created_at,
        .seen = ask->now,
        .noted = x.seen_at,
        .asked = ask->now,
    };
    copy_text(k->id, sizeof k->id, id);
    copy_text(k->account, sizeof k->account, owner.name);
    copy_text(k->shown, sizeof k->shown, owner.shown);
    remember(c, k, before);
    *state = SESSION_OPEN;
    return ERR_OK;
}

err_code session_find(struct session_cache *c, struct store *read, struct store *write, const struct session_ask *ask,
                      arena *a, enum session_state *state, struct access_who *who, str *account, err *e)
{
    char text[TOKEN_TEXT + 1];
    struct known k;
    *state = SESSION_NONE;
    *account = STR_NONE;
    if (!ask->token.p)
        return ERR_OK;
    str id = session_id(ask->token, text);
    if (cached(c, id, ask->now, &k))
        *state = SESSION_OPEN;
    else {
        err_code rc = read_session(c, read, id, ask, a, state, &k, account, e);
        if (rc || *state != SESSION_OPEN)
            return rc;
    }
    note_use(c, write, &k, a);
    fill_who(&k, a, ask, who);
    *account = who->account;
    return ERR_OK;
}

err_code session_begin(struct store *s, const struct account *x, const struct session_ask *ask, err *e)
{
    char text[TOKEN_TEXT + 1];
    const struct session made = {
        .id = session_id(ask->token, text),
        .account = x->name,
        .address = ask->address.n ? ask->address : S("-"),
        .created_at = ask->now,
        .seen_at = ask->now,
        .ended_at = INSTANT_NONE,
    };
    err_code rc = session_add(s, &made, e);
    return rc ? rc : session_sweep(s, ask->now, e);
}

err_code session_end(struct session_cache *c, struct store *s, str id, const struct session_ender *x, err *e)
{
    bool changed;
    err_code rc = session_row_end(s, id, x, &changed, e);
    if (c)
        forget(c, id);
    return rc;
}
