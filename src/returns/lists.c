/* lists.c - the postcode directory, and the list of registered homes and agencies, looked up by its number. */
#include "returns/lists.h"
#include "base/csv.h"
#include "base/file.h"
#include "base/workbook.h"
#include <math.h>
#include <stdlib.h>

/* --- postcodes --- */
static uint64_t postcode_key(str s)
{
    uint64_t k = 0;
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == ' ')
            continue;
        if (++n > 8)
            return 0;
        k = k << 8 | (unsigned char)(s.p[i] >= 'a' && s.p[i] <= 'z' ? s.p[i] - 32 : s.p[i]);
    }
    return k;
}

static int by_key(const void *x, const void *y)
{
    const struct postcode *a = x, *b = y;
    return (a->key > b->key) - (a->key < b->key);
}

static int first_column(const struct csv *c, const char *const *names)
{
    for (; *names; names++) {
        int i = csv_column(c, str_of(*names));
        if (i >= 0)
            return i;
    }
    return -1;
}

err_code postcodes_read(struct postcodes *p, str bytes, arena *mem, err *e)
{
    static const char *const code[] = { "pcds", "pcd", "pcd7", "pcd8", "postcode", NULL },
                             *const la[] = { "oslaua", "laua", "lad25cd", "lad24cd", "lad23cd", "la_code", NULL },
                             *const east[] = { "oseast1m", "east1m", "eastings", "easting", NULL },
                             *const north[] = { "osnrth1m", "north1m", "northings", "northing", NULL };
    struct csv c;
    struct csv_row row;
    arena scratch;
    *p = (struct postcodes){ 0 };
    csv_of(&c, bytes, mem);
    int at[4] = { first_column(&c, code), first_column(&c, la), first_column(&c, east), first_column(&c, north) };
    if (at[0] < 0 || at[1] < 0 || at[2] < 0 || at[3] < 0) {
        err_set(e, ERR_INVALID,
                "The postcode table lacks a column: it needs the postcode, the authority, and eastings and northings");
        return err_hint(e, "the ONS postcode directory has pcds, oslaua, oseast1m and osnrth1m");
    }
    arena_init(&scratch, 0);
    while (csv_next(&c, &scratch, &row)) {
        str cell[4];
        int64_t e1, n1;
        for (int i = 0; i < 4; i++)
            cell[i] = (size_t)at[i] < row.n ? str_trim(row.cells[at[i]]) : S("");
        uint64_t key = postcode_key(cell[0]);
        bool lies = str_int(cell[2], &e1) && str_int(cell[3], &n1) && e1 >= 0 && e1 < 2000000 && n1 >= 0 &&
                    n1 < 2000000;
        if (!row.fault && key && cell[1].n && cell[1].n < 10 && lies) {
            struct postcode *x = &ARENA_PUSH(mem, p->at, p->n, p->cap);
            *x = (struct postcode){ .key = key, .east = (int32_t)e1, .north = (int32_t)n1 };
            memcpy(x->la, cell[1].p, cell[1].n);
        }
        arena_clear(&scratch);
    }
    arena_release(&scratch);
    if (p->n)
        qsort(p->at, p->n, sizeof *p->at, by_key);
    return ERR_OK;
}

const struct postcode *postcode_find(const struct postcodes *p, str postcode)
{
    struct postcode want = { .key = postcode_key(postcode) };
    return p->n && want.key ? bsearch(&want, p->at, p->n, sizeof *p->at, by_key) : NULL;
}

double postcode_miles(const struct postcode *from, const struct postcode *to)
{
    if (!from || !to)
        return 999.9;
    double x = (double)from->east - to->east, y = (double)from->north - to->north;
    return floor(sqrt(x * x + y * y) / 1609.344 * 10 + 0.5) / 10;
}

/* --- providers --- */

/* A number as people write it and as spreadsheets spoil it: 1234567, "1234567.0", sc1234567. */
static str urn_tidy(str urn, char tidy[static 32])
{
    urn = str_trim(urn);
    while (str_ends(urn, S(".0")))          /* until nothing is left to tidy: what is stored is found again */
        urn = str_trim(str_take(urn, urn.n - 2));
    if (urn.n > 31)
        return urn;
    for (size_t i = 0; i < urn.n; i++)
        tidy[i] = (char)(urn.p[i] >= 'a' && urn.p[i] <= 'z' ? urn.p[i] - 32 : urn.p[i]);
    return (str){ tidy, urn.n };
}

void providers_add(struct providers *p, struct provider x, arena *a)
{
    char tidy[32];
    x.urn = arena_copy(a, urn_tidy(x.urn, tidy));
    ARENA_PUSH(a, p->at, p->n, p->cap) = x;
}

void providers_index(struct providers *p, arena *a)
{
    for (p->nslots = 64; p->nslots < p->n * 2; p->nslots *= 2)
        ;
    p->slots = arena_array(a, uint32_t, p->nslots);
    for (size_t i = 0; i < p->n; i++) {
        size_t s = str_hash(p->at[i].urn) & (p->nslots - 1);
        while (p->slots[s] && !str_eq(p->at[p->slots[s] - 1].urn, p->at[i].urn))
            s = (s + 1) & (p->nslots - 1);
        if (!p->slots[s])
            p->slots[s] = (uint32_t)i + 1;
    }
}

const struct provider *provider_find(const struct providers *p, str urn)
{
    char tidy[32];
    if (!p || !p->nslots)
        return NULL;
    urn = urn_tidy(urn, tidy);
    for (size_t s = str_hash(urn) & (p->nslots - 1); p->slots[s]; s = (s + 1) & (p->nslots - 1))
        if (str_eq(p->at[p->slots[s] - 1].urn, urn))
            return &p->at[p->slots[s] - 1];
    return NULL;
}

enum { P_URN, P_PLACE, P_PROVIDER, P_POSTCODE, P_CLOSED, P_LA, P_LA_CODE, P__COUNT };
struct provider_reading { struct providers *p; arena *mem; int sheet, at[P__COUNT]; bool any; };

static bool heading(str cell, const char *want) { return str_eq_nocase(str_trim(cell), str_of(want)); }

/* The headings that Ofsted's lists have had over the years. */
static void headings(struct provider_reading *r, size_t n, const str *cells)
{
    static const char *const names[P__COUNT][6] = {
        [P_URN] = { "URN" },
        [P_PLACE] = { "Placement code", "Provider code", "PLACE_CODES" },
        [P_PROVIDER] = { "Placement provider code", "Provider placement code", "PROVIDER_CODES" },
        [P_POSTCODE] = { "Setting address postcode", "Provider postcode", "Setting postcode", "POSTCODE" },
        [P_CLOSED] = { "Deregistration date", "Closed date", "REG_END" },
        [P_LA] = { "Local authority", "Setting local authority", "LA_NAME" },
        [P_LA_CODE] = { "Local authority code", "LA_CODE" } };
    for (int k = 0; k < P__COUNT; k++) {
        r->at[k] = -1;
        for (size_t i = 0; i < n; i++)
            for (size_t m = 0; m < 6 && names[k][m]; m++)
                if (r->at[k] < 0 && heading(cells[i], names[k][m]))
                    r->at[k] = (int)i;
    }
}

/* A day, written or as a workbook counts them: days since 30 December 1899. */
static day provider_day(str s)
{
    int64_t serial;
    if (str_int(s, &serial))
        return serial > 20000 && serial < 80000 ? (day)serial + day_make(1899, 12, 30) : DAY_NONE;
    return day_parse(s);
}

static err_code provider_row(void *ctx, int sheet, size_t row, size_t n, const str *cells, err *e)
{
    struct provider_reading *r = ctx;
    (void)e;
    if (sheet != r->sheet) {
        r->sheet = sheet;
        r->at[P_URN] = -1;
    }
    if (r->at[P_URN] < 0) {
        if (row <= 20)                  /* some lists begin with a title */
            headings(r, n, cells);
        return ERR_OK;
    }
    str v[P__COUNT];
    for (int k = 0; k < P__COUNT; k++) {
        v[k] = r->at[k] >= 0 && (size_t)r->at[k] < n ? str_trim(cells[r->at[k]]) : S("");
        v[k] = v[k].n ? arena_copy(r->mem, v[k]) : STR_NONE;
    }
    if (v[P_URN].n)
        providers_add(r->p, (struct provider){
            .urn = v[P_URN],
            .place_codes = v[P_PLACE],
            .provider_codes = v[P_PROVIDER],
            .postcode = v[P_POSTCODE],
            .la_name = v[P_LA],
            .la_code = v[P_LA_CODE],
            .closed = provider_day(v[P_CLOSED]),
        }, r->mem);
    return ERR_OK;
}

static err_code providers_more(struct providers *p, str bytes, arena *mem, err *e)
{
    struct provider_reading r = { .p = p, .mem = mem, .at = { [P_URN] = -1 } };
    size_t before = p->n;
    if (str_starts(bytes, S("PK\x03\x04"))) {
        if (workbook_read(bytes, provider_row, &r, mem, e))
            return e->code;
    } else {
        struct csv c;
        struct csv_row row;
        csv_of(&c, bytes, mem);
        provider_row(&r, 1, 1, c.header.n, c.header.cells, e);
        while (csv_next(&c, mem, &row))
            if (!row.fault)
                provider_row(&r, 1, row.line, row.n, row.cells, e);
    }
    if (p->n == before) {
        err_set(e, ERR_INVALID, "The list of providers has no row with a URN");
        return err_hint(e, "a CSV or a workbook with the columns URN, Placement code, Placement provider code, "
                           "postcode and Deregistration date");
    }
    providers_index(p, mem);
    return ERR_OK;
}

err_code providers_read(struct providers *p, str bytes, arena *mem, err *e)
{
    *p = (struct providers){ 0 };
    return providers_more(p, bytes, mem, e);
}

/* --- both, from their files --- */

static err_code read_file(const char *path, err_code (*read)(void *list, str bytes, arena *mem, err *e), void *list,
                          arena *mem, err *e)
{
    struct file f;
    if (file_open(&f, path, e))
        return e->code;
    err_code rc = read(list, f.bytes, mem, e);
    file_close(&f);
    return rc;
}

static err_code read_postcodes(void *list, str bytes, arena *mem, err *e)
{
    return postcodes_read(list, bytes, mem, e);
}
static err_code read_providers(void *list, str bytes, arena *mem, err *e)
{
    return providers_more(list, bytes, mem, e);
}

err_code return_lists_read(struct return_lists **to, const char *postcodes, size_t nproviders,
                           const char *const *providers, arena *mem, err *e)
{
    struct return_lists *l = *to = arena_new(mem, struct return_lists);
    if (postcodes && read_file(postcodes, read_postcodes, &l->postcodes, mem, e))
        return e->code;
    for (size_t i = 0; i < nproviders; i++)
        if (read_file(providers[i], read_providers, &l->providers, mem, e))
            return e->code;
    l->has_postcodes = postcodes;
    l->has_providers = nproviders > 0;
    return ERR_OK;
}
