/* make.c - one call that plans the council, writes it and gives it accounts to sign in with.
 *
 * First everything is planned in memory, on plain structs: families, the spells of their children, who holds whom
 * (demo.h says in which file). Then each subject is written once, with all its records, in families of some thousands a
 * transaction. A council of Norfolk's size is some hundred thousand records: planning is a second of it, the rest
 * is the record engine's. Accounts come last, because they name workers by the numbers that writing gave them.
 *
 * Numbers of records, salts of seals and of passwords are drawn from the seed too, so that two councils of one seed are
 * the same file, byte for byte. */
#include "demo/make.h"
#include "demo/pen.h"
#include "exchange/ssd_write.h"
#include "record/tables.h"
#include "store/ledger.h"
#include <sodium.h>

/* The workers as whom the demonstration's accounts sign in; their account is named as the role. */
struct stand_in { const char *role, *account; enum job job; enum team_function function; bool new_one; };

static const struct stand_in stand_ins[] = {
    { "practitioner", "practitioner", JOB_SOCIAL_WORKER, TEAM_FAMILY, false },
    { "newly_qualified", "newly-qualified", JOB_SOCIAL_WORKER, TEAM__COUNT, true },
    { "team_manager", "team-manager", JOB_MANAGER, TEAM_FAMILY, false },
    { "front_door", "front-door", JOB_SOCIAL_WORKER, TEAM_MASH, false },
    { "front_door_manager", "front-door-manager", JOB_MANAGER, TEAM_MASH, false },
    { "reviewing_officer", "reviewing-officer", JOB_IRO, TEAM_SAFEGUARDING, false },
    { "personal_adviser", "personal-adviser", JOB_ADVISER, TEAM_LEAVING_CARE, false },
};

static bool fits(const struct demo *d, const struct demo_worker *w, const struct stand_in *x)
{
    return w->left == DAY_NONE && w->from <= d->as_at && w->job == x->job &&
           !(w->away_from != DAY_NONE && w->away_to > d->as_at) &&
           (x->function == TEAM__COUNT || d->teams[w->team].function == x->function) &&
           (!x->new_one || (w->nqsw_from != DAY_NONE && w->nqsw_from > d->as_at - 365));
}

struct accounts { struct pen *p; int worker[COUNT_OF(stand_ins)]; };      /* -1: nobody fits */

static bool is_taken(const struct accounts *x, size_t before, int worker)
{
    for (size_t i = 0; i < before; i++)
        if (x->worker[i] == worker)
            return true;
    return false;
}

/* Whoever holds most of those who fit; -1: nobody does. */
static int best_fit(const struct accounts *x, size_t which)
{
    const struct demo *d = x->p->d;
    int best = -1;
    for (int i = 0; i < (int)d->nworkers; i++)
        if (!is_taken(x, which, i) && fits(d, &d->workers[i], &stand_ins[which]) &&
            (best < 0 || d->workers[i].load > d->workers[best].load))
            best = i;
    return best;
}

/* A small council may have nobody new: then the first social worker who holds a case and is not the practitioner. */
static int any_holder(const struct accounts *x)
{
    const struct demo *d = x->p->d;
    for (int i = 0; i < (int)d->nworkers; i++) {
        const struct demo_worker *w = &d->workers[i];
        if (w->left == DAY_NONE && w->job == JOB_SOCIAL_WORKER && w->load && i != x->worker[0])
            return i;
    }
    return -1;
}

/* For the practitioner a worker in the manager's team would do as well as any. */
static void stand_ins_choose(struct accounts *x)
{
    for (size_t k = 0; k < COUNT_OF(stand_ins); k++) {
        x->worker[k] = best_fit(x, k);
        if (x->worker[k] < 0 && stand_ins[k].new_one)
            x->worker[k] = any_holder(x);
        if (x->worker[k] >= 0)
            x->p->accounts[x->worker[k]] = str_of(stand_ins[k].account);
    }
}

/* argon2id with a salt from the seed: the same bytes each time, for a password that is no secret. */
static err_code password_text(uint64_t seed, size_t which, arena *a, str *to, err *e)
{
    unsigned char salt[crypto_pwhash_SALTBYTES] = { 0 }, key[32];
    char salt_text[32], key_text[64];
    for (size_t i = 0; i < 8; i++)
        salt[i] = (unsigned char)(seed >> (8 * i));
    salt[8] = (unsigned char)which;
    if (sodium_init() < 0 || crypto_pwhash(key, sizeof key, DEMO_PASSWORD, sizeof DEMO_PASSWORD - 1, salt, 2, 19u << 20,
                                           crypto_pwhash_ALG_ARGON2ID13))
        return err_set(e, ERR_SYSTEM, "There is not enough memory to prepare a password.");
    sodium_bin2base64(salt_text, sizeof salt_text, salt, sizeof salt, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    sodium_bin2base64(key_text, sizeof key_text, key, sizeof key, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    *to = arena_printf(a, "$argon2id$v=19$m=%u,t=2,p=1$%s$%s", 19u << 10, salt_text, key_text);
    return ERR_OK;
}

static str hyphens(arena *a, str role)
{
    str s = arena_copy(a, role);
    char *z = (char *)(uintptr_t)s.p;
    for (size_t i = 0; i < s.n; i++)
        z[i] = z[i] == '_' ? '-' : z[i];
    return s;
}

static err_code account_write(const struct accounts *x, const struct role *role, size_t which, str password, err *e)
{
    const struct demo *d = x->p->d;
    int64_t worker = 0, id = (int64_t)(d->seed % 1000000 + 1) * 1000 + (int64_t)which;
    str shown = role->label, at = instant_iso(d->mem, d->now);
    for (size_t i = 0; i < COUNT_OF(stand_ins); i++)
        if (str_eq(role->name, str_of(stand_ins[i].role)) && x->worker[i] >= 0) {
            const struct demo_worker *w = &d->workers[x->worker[i]];
            worker = x->p->worker_ids[x->worker[i]];
            shown = arena_printf(d->mem, STR_FMT " " STR_FMT, STR_ARG(w->forename), STR_ARG(w->surname));
        }
    return seal_add(x->p->s, "account", ST_account_add,
                    ARGS(DBT(hyphens(d->mem, role->name)), DBI(id), DBT(shown), DBT(role->name),
                         worker ? DBI(worker) : DBN, DBT(password), DBT(at), DBN, DBT(at), DBT(S("demo"))),
                    e);
}

/* One account a role of the catalogue. */
static err_code accounts_write(const struct accounts *x, err *e)
{
    struct store *s = x->p->s;
    str password;
    err_code code = password_text(x->p->d->seed, 0, x->p->d->mem, &password, e);
    if (!code)
        code = db_begin(s->db, true, e);
    for (size_t i = 0; !code && i < s->cat->nroles; i++)
        code = account_write(x, &s->cat->roles[i], i, password, e);
    if (!code)
        code = db_commit(s->db, e);
    if (code)
        db_rollback(s->db);
    return code;
}

static err_code refuse_filled(struct store *s, arena *a, err *e)
{
    db_rows rows;
    err_code code = db_run(s->db, ST_demo_rows, NO_ARGS, a, &rows, e);
    if (!code && db_int(&rows, 0, DEMO_ROWS_N) > 0) {
        code = err_set(e, ERR_CONFLICT, "There is already something in " STR_FMT ".", STR_ARG(s->where));
        err_hint(e, "give the name of a new file");
    }
    return code;
}

err_code demo_make(const struct catalogue *cat, str where, const struct demo_request *q, arena *a,
                   void (*progress)(void *, uint64_t, uint64_t), void *ctx, struct demo_made *made, err *e)
{
    struct demo *d = arena_new(a, struct demo);
    struct pen *p = arena_new(a, struct pen);
    struct accounts accounts = { .p = p };
    struct store *s = NULL;
    err_code code = figures_load(&d->fig, q->like, a, e);       /* first: for a name that nobody has, no file is made */
    if (!code)
        code = records_open_seeded(&s, cat, where, STORE_WRITE | STORE_CREATE, q->seed + 1, e);
    if (!code)
        code = refuse_filled(s, a, e);
    if (!code)
        code = demo_plan(d, q, &cat->calendar, a, e);
    if (code)
        goto done;
    *p = (struct pen){ .d = d, .s = s, .now = -1 };
    arena_init(&p->text, 0);
    p->accounts = arena_array(a, str, d->nworkers + 1);
    stand_ins_choose(&accounts);
    code = write_everybody(p, progress, ctx, e);
    if (!code)
        code = accounts_write(&accounts, e);
    *made = (struct demo_made){ d->fig.area, d->nchildren, d->nfamilies, d->nworkers, p->entries };
done:
    store_close(s);
    return code;
}

err_code demo_write_ssd(const struct catalogue *cat, str where, str dir, arena *a, err *e)
{
    struct store *s = NULL;
    struct ssd_written done;
    err_code code = records_open(&s, cat, where, 0, e);
    if (!code)
        code = ssd_write(s, arena_z(a, dir), a, &done, e);
    store_close(s);
    return code;
}
