/* kept_page.c - a direct-mapped table of finished pages. What a page depends on is in its key: who asks, what for,
 * the number of the last entry of the ledger, how often this service was written to, and the half minute. */
#include "web/http/kept_page.h"
#include "web/http/server.h"
#include <pthread.h>
#include <stdlib.h>

enum { SLOTS = 512, PAGE_MOST = 96 * 1024, KEPT_SECONDS = 30 };

struct kept {
    char *text;                     /* key, title, back link and its text, content: one after the other */
    size_t nkey, ntitle, nhref, nback, ncontent, cap;
    bool wide;
};

struct kept_pages { pthread_mutex_t lock; uint64_t turn; struct kept slot[SLOTS]; };

struct kept_pages *kept_pages_new(void)
{
    struct kept_pages *k = calloc(1, sizeof *k);
    if (k)
        pthread_mutex_init(&k->lock, NULL);
    return k;
}

void kept_pages_free(struct kept_pages *k)
{
    for (size_t i = 0; k && i < SLOTS; i++)
        free(k->slot[i].text);
    if (k)
        pthread_mutex_destroy(&k->lock);
    free(k);
}

void kept_pages_drop(struct kept_pages *k)
{
    if (!k)
        return;
    pthread_mutex_lock(&k->lock);
    k->turn++;
    pthread_mutex_unlock(&k->lock);
}

/* STR_NONE when the ledger's number cannot be read. The turn is read before anything that the page shows. */
static str key_of(struct request *r, uint64_t turn)
{
    db_rows head;
    err quiet = { .mem = r->mem };
    if (db_run(r->store->db, ST_ledger_turn_now, NO_ARGS, r->mem, &head, &quiet) || head.n != 1)
        return STR_NONE;
    out o = { 0 };
    int64_t seq = db_int(&head, 0, LEDGER_TURN_NOW_SEQ);
    out_printf(&o, "%lld %llu %lld %lld %lld ", (long long)seq, (unsigned long long)turn,
               (long long)(r->now / KEPT_SECONDS), (long long)r->who->worker_id, (long long)r->who->team_id);
    const str parts[] = { r->who->account, r->who->role->name, r->path };
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        out_raw(&o, parts[i]);
        out_char(&o, '\n');
    }
    form_write(&r->query, &o);
    str key = arena_copy(r->mem, out_str(&o));
    out_release(&o);
    return key;
}

bool kept_page_find(struct request *r)
{
    struct kept_pages *all = r->server->kept;
    if (!all)
        return false;
    pthread_mutex_lock(&all->lock);
    uint64_t turn = all->turn;
    pthread_mutex_unlock(&all->lock);
    r->kept_key = key_of(r, turn);
    if (!r->kept_key.p)
        return false;
    pthread_mutex_lock(&all->lock);
    const struct kept *k = &all->slot[str_hash(r->kept_key) % SLOTS];
    bool hit = k->text && str_eq((str){ k->text, k->nkey }, r->kept_key);
    if (hit) {
        const char *p = k->text + k->nkey;
        r->page.title = arena_copy(r->mem, (str){ p, k->ntitle });
        r->page.back_href = arena_copy(r->mem, (str){ p + k->ntitle, k->nhref });
        r->page.back_text = arena_copy(r->mem, (str){ p + k->ntitle + k->nhref, k->nback });
        r->page.wide = k->wide;
        out_raw(r->out, (str){ p + k->ntitle + k->nhref + k->nback, k->ncontent });
    }
    pthread_mutex_unlock(&all->lock);
    return hit;
}

void kept_page_keep(struct request *r)
{
    struct kept_pages *all = r->server->kept;
    const str parts[] = { r->kept_key, r->page.title, r->page.back_href, r->page.back_text, out_str(r->out) };
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        n += parts[i].n;
    if (!r->kept_key.p || n > PAGE_MOST || r->page.nerrors || r->status)
        return;
    pthread_mutex_lock(&all->lock);
    struct kept *k = &all->slot[str_hash(r->kept_key) % SLOTS];
    char *text = k->cap >= n ? k->text : realloc(k->text, n);
    if (text) {
        if (k->cap < n)
            k->cap = n;
        *k = (struct kept){
            .text = text,
            .cap = k->cap,
            .nkey = parts[0].n,
            .ntitle = parts[1].n,
            .nhref = parts[2].n,
            .nback = parts[3].n,
            .ncontent = parts[4].n,
            .wide = r->page.wide,
        };
        for (size_t i = 0; i < COUNT_OF(parts); text += parts[i++].n)
            if (parts[i].n)
                memcpy(text, parts[i].p, parts[i].n);
    }
    pthread_mutex_unlock(&all->lock);
}
