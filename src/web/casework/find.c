/* find.c - search and the family's page. What is searched for never stands in an address: addresses end up in logs. */
#include "web/casework/find.h"
#include "casework/child_read.h"
#include "catalogue/named.h"
#include "desk/title.h"
#include "record/search.h"
#include "store/ids.h"
#include <ctype.h>

enum { FOUND_MOST = 50, LOOKED_AT_MOST = 1000 };

static str note_of(const struct request *r, const struct found_subject *f)
{
    if (f->match == MATCH_NAME)
        return S("");
    if (f->match == MATCH_ADDRESS)          /* not the rest of an address of which only a part was typed */
        return S("address");
    str label = str_of(search_match_label(f->match));
    return f->matched.n && f->match != MATCH_SOUND
               ? arena_printf(r->mem, STR_FMT ": " STR_FMT, STR_ARG(label), STR_ARG(f->matched))
               : label;
}

struct searcher { const struct access_filter *filter; const struct access_who *who; };

static bool sees(const void *ctx, int64_t subject_id)
{
    const struct searcher *x = ctx;
    return access_sees(x->filter, subject_id);
}

static bool reads(const void *ctx, const struct kind *k)
{
    const struct searcher *x = ctx;
    return access_reads(x->who, k);
}

/* What the search found and the reader may be told of, in its order. */
struct finds { size_t n; const struct found_subject **at; };

/* An address that must stay secret from somebody does not lead to the person either. */
static err_code drop_secrets(struct request *r, struct finds *x, err *e)
{
    size_t n = 0, kept = 0;
    int64_t *ids = arena_array(r->mem, int64_t, x->n);
    bool *secret = arena_array(r->mem, bool, x->n);
    for (size_t i = 0; i < x->n; i++)
        if (x->at[i]->match == MATCH_ADDRESS)
            ids[n++] = x->at[i]->record_id;
    if (records_secret(r->store, kind_of(r->cat, K_address), n, ids, secret, e))
        return e->code;
    n = 0;
    for (size_t i = 0; i < x->n; i++)
        if (x->at[i]->match != MATCH_ADDRESS || !secret[n++])
            x->at[kept++] = x->at[i];
    x->n = kept;
    return ERR_OK;
}

static bool has_shown_member(const struct access_filter *filter, const db_rows *members, int64_t family)
{
    size_t n = 0;
    for (size_t i = 0; i < members->n; i++) {
        if (db_int(members, i, FAMILY_MEMBER_IDS_FAMILY_ID) != family)
            continue;
        if (access_sees(filter, db_int(members, i, FAMILY_MEMBER_IDS_SUBJECT_ID)))
            return true;
        n++;
    }
    return n == 0;
}

/* A family of people who are all hidden would betray them by its name. */
static err_code drop_hidden_families(struct request *r, const struct access_filter *filter, struct finds *x, err *e)
{
    db_rows members = { 0 };
    size_t n = 0, kept = 0;
    int64_t *ids = arena_array(r->mem, int64_t, x->n);
    for (size_t i = 0; i < x->n; i++)
        if (kind_is(x->at[i]->kind, K_family))
            ids[n++] = x->at[i]->subject_id;
    if (n && db_run(r->store->db, ST_family_member_ids, ARGS(DBT(ids_text(r->mem, n, ids))), r->mem, &members, e))
        return e->code;
    for (size_t i = 0; i < x->n; i++)
        if (!kind_is(x->at[i]->kind, K_family) || has_shown_member(filter, &members, x->at[i]->subject_id))
            x->at[kept++] = x->at[i];
    x->n = kept;
    return ERR_OK;
}

static bool is_listed(const struct request *r, const struct kind *k)
{
    return access_reads(r->who, k) &&
           (kind_is(k, K_person) || kind_is(k, K_family) || kind_is(k, K_worker) || kind_is(k, K_team));
}

/* The words of a note around the first that was looked for; STR_NONE when it has none as it was typed. */
static str words_around(arena *a, str note, str looked_for)
{
    enum { AROUND = 70 };
    str word;
    while (str_cut(&looked_for, ' ', &word))
        for (size_t i = 0; word.n > 1 && i + word.n <= note.n; i++) {
            if ((i && isalnum((unsigned char)note.p[i - 1])) || !str_eq_nocase((str){ note.p + i, word.n }, word))
                continue;
            size_t from = i > AROUND ? i - AROUND : 0, to = i + AROUND < note.n ? i + AROUND : note.n;
            while (from && note.p[from - 1] != ' ' && note.p[from - 1] != '\n')
                from--;
            while (to < note.n && note.p[to] != ' ' && note.p[to] != '\n')
                to++;
            return arena_printf(a, "%s" STR_FMT "%s", from ? "… " : "", (int)(to - from), note.p + from,
                                to < note.n ? " …" : "");
        }
    return STR_NONE;
}

/* Which note it was: what the record is, its day, and the words around. */
static err_code read_hit(struct request *r, const struct found_subject *found, str looked_for, struct note_hit *to,
                         err *e)
{
    struct subject *sub;
    struct namer names;
    const struct access_filter *filter;
    instant at;
    if (access_filter(r->store, r->who, &filter, e) ||
        subject_load(r->store, found->subject_id, r->mem, &sub, e))
        return e->code;
    const struct record *x = subject_record(sub, found->record_id);
    if (!x || x->removed)
        return ERR_OK;
    namer_init(&names, r->store, filter, r->mem);
    namer_holds(&names, sub);
    namer_expects_title(&names, x);
    if (namer_read(&names, e))
        return e->code;
    *to = (struct note_hit){ .record_id = x->id, .title = record_title(&names, x, 80), .on = child_happened(x, &at) };
    for (size_t i = 0; i < x->kind->nfields && !to->words.n; i++)
        if (x->kind->fields[i].type == FT_NOTE)
            to->words = words_around(r->mem, record_value(x, &x->kind->fields[i]).text, looked_for);
    return ERR_OK;
}

static err_code fill_people(struct request *r, const struct finds *x, struct find_page *p, err *e)
{
    size_t n = 0;
    int64_t *ids = arena_array(r->mem, int64_t, x->n);
    const struct found_subject **found = arena_array(r->mem, const struct found_subject *, x->n);
    struct person_line *people;
    for (size_t i = 0; i < x->n; i++)
        if (kind_is(x->at[i]->kind, K_person)) {
            found[n] = x->at[i];
            ids[n++] = x->at[i]->subject_id;
        }
    if (person_lines_read(r->store, r->who, n, ids, r->mem, &p->n, &people, e))
        return e->code;
    struct note_hit *hits = arena_array(r->mem, struct note_hit, p->n);
    for (size_t i = 0, at = 0; i < n && at < p->n; i++)
        if (people[at].id == ids[i]) {
            if (found[i]->match == MATCH_NOTE && read_hit(r, found[i], p->query, &hits[at], e))
                return e->code;
            request_shows(r, ids[i]);
            people[at++].note = note_of(r, found[i]);
        }
    p->people = people;
    p->hits = hits;
    return ERR_OK;
}

static bool may_open(const struct request *r, const struct kind *k)
{
    return request_may(r, kind_is(k, K_worker) ? CAN_SEE_WORKERS : kind_is(k, K_team) ? CAN_SEE_TEAM : CAN_SEE_CHILD);
}

static err_code fill_others(struct request *r, const struct access_filter *filter, const struct finds *x,
                            struct find_page *p, err *e)
{
    struct namer names;
    struct other_found *others = arena_array(r->mem, struct other_found, x->n);
    namer_init(&names, r->store, filter, r->mem);
    for (size_t i = 0; i < x->n; i++)
        if (!kind_is(x->at[i]->kind, K_person))
            namer_expects_id(&names, x->at[i]->kind, x->at[i]->subject_id);
    if (namer_read(&names, e))
        return e->code;
    for (size_t i = 0; i < x->n; i++) {
        const struct kind *k = x->at[i]->kind;
        if (kind_is(k, K_person))
            continue;
        request_shows(r, x->at[i]->subject_id);
        others[p->nothers++] = (struct other_found){
            .name = namer_name(&names, k, x->at[i]->subject_id),
            .href = may_open(r, k) ? arena_printf(r->mem, "/" STR_FMT "/%lld", STR_ARG(k->name),
                                                  (long long)x->at[i]->subject_id)
                                   : STR_NONE,
            .what = k->label,
        };
    }
    p->others = others;
    return ERR_OK;
}

/* "zoe 3 April 2014", "03/04/2014": one to three words that are a day in any form that a date may be typed in are a day
 * of birth; the rest is looked for. */
static bool take_birth(const struct request *r, str *text, day *born)
{
    enum { WORDS_MOST = 12 };
    const struct field *f = field_of(r->cat, F_person_born_on);
    str word[WORDS_MOST], rest = *text;
    size_t n = 0;
    while (n < WORDS_MOST && str_cut(&rest, ' ', &word[n]))
        n += word[n].n > 0;
    for (size_t many = 3; many > 0; many--)
        for (size_t i = 0; i + many <= n; i++) {
            value v = { STR_NONE, 0 };
            err quiet = { .mem = r->mem };
            if (!field_read(f, arena_join(r->mem, many, word + i, S(" ")), r->today, false, r->mem, &v, &quiet) &&
                v.text.p) {
                *born = (day)v.num;
                memmove(word + i, word + i + many, (n - i - many) * sizeof *word);
                *text = arena_join(r->mem, n - many, word, S(" "));
                return true;
            }
        }
    return false;
}

/* Every find is asked about before it is counted. */
static err_code search(struct request *r, struct find_page *p, err *e)
{
    size_t n;
    struct found_subject *found;
    struct finds kept = { 0 };
    const struct access_filter *filter;
    struct search_query q = {
        .text = p->query, .notes = p->notes, .limit = LOOKED_AT_MOST, .sees = sees, .reads = reads
    };
    day born;
    if (take_birth(r, &q.text, &born))
        q.born = &born;
    if (access_filter(r->store, r->who, &filter, e))
        return e->code;
    access_expects(filter, SIZE_MAX);
    q.ctx = &(struct searcher){ filter, r->who };
    if (search_find(r->store, &q, r->mem, &n, &found, e))
        return e->code;
    kept.at = arena_array(r->mem, const struct found_subject *, n);
    for (size_t i = 0; i < n; i++)
        if (is_listed(r, found[i].kind))
            kept.at[kept.n++] = &found[i];
    if (drop_secrets(r, &kept, e) || drop_hidden_families(r, filter, &kept, e))
        return e->code;
    p->nfound = kept.n;
    p->more = n == LOOKED_AT_MOST;
    if (kept.n > FOUND_MOST)
        kept.n = FOUND_MOST;
    p->nshown = kept.n;
    return fill_people(r, &kept, p, e) ? e->code : fill_others(r, filter, &kept, p, e);
}

static void show(struct request *r, struct find_page *p)
{
    p->may_add = request_may(r, CAN_WRITE_CHILD) && access_writes(r->who, kind_of(r->cat, K_person));
    r->page.title = S("Search");
    find_view(r->out, p);
}

err_code page_search(struct request *r, err *e)
{
    (void)e;
    show(r, &(struct find_page){ .r = r });
    return ERR_OK;
}

err_code post_search(struct request *r, err *e)
{
    struct find_page p = {
        .r = r, .query = str_trim(request_form(r, "q")), .notes = request_form(r, "notes").n > 0, .asked = true
    };
    if (p.query.n < 2) {
        page_error(r, S("q"), S("Type at least two letters of a name, a number or a postcode"));
        p.error = page_error_of(r, S("q"));
        p.asked = false;
        show(r, &p);
        return ERR_OK;
    }
    r->asked = p.query;
    err_code rc = search(r, &p, e);
    if (!rc)
        show(r, &p);
    return rc;
}

static err_code family_csv(struct request *r, const struct family_overview *f)
{
    request_csv(r, S("family.csv"),
                "person_id,name,council_id,in_the_family_as,born_on,due_on,left_on,held_by,next_due,what,late");
    for (size_t i = 0; i < f->n; i++) {
        const struct person_line *x = &f->people[i];
        const str cells[] = { arena_printf(r->mem, "%lld", (long long)x->id),
                              x->name,
                              x->council_id,
                              x->note,
                              day_iso(r->mem, x->born_on),
                              day_iso(r->mem, x->due_on),
                              day_iso(r->mem, x->left_on),
                              x->holder,
                              x->ndues ? day_iso(r->mem, x->dues[0].due) : S(""),
                              x->ndues ? x->dues[0].name : S(""),
                              arena_printf(r->mem, "%zu", x->nlate) };
        out_csv_line(r->out, COUNT_OF(cells), cells);
    }
    return ERR_OK;
}

err_code page_family(struct request *r, err *e)
{
    struct family_overview f;
    int64_t id;
    err_code rc;
    if ((rc = request_id(r, 0, &id, e)) || (rc = request_subject(r, id, ACCESS_READ, kind_of(r->cat, K_family), e)) ||
        (rc = family_read(r->store, r->who, id, r->mem, &f, e)))
        return rc;
    for (size_t i = 0; i < f.n; i++)
        request_shows(r, f.people[i].id);
    if (request_wants_csv(r))
        return family_csv(r, &f);
    r->page.title = f.name;
    r->page.wide = true;
    family_view(r->out, &(struct family_page){ .r = r, .f = &f });
    return ERR_OK;
}
