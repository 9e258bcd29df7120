/* lists.h - what a council supplies beside the record and its returns: where postcodes lie, and who is registered as a
 * provider.
 *
 * Postcodes: a CSV in the layout of the ONS postcode directory: pcds or pcd (the postcode), oslaua or laua or lad…cd
 * (authority), oseast1m and osnrth1m (metres). Providers: a CSV, or the workbook that comes from Ofsted; columns are
 * found by their names, whatever their order. */
#ifndef RETURNS_LISTS_H
#define RETURNS_LISTS_H
#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"

struct postcode { uint64_t key; char la[10]; int32_t east, north; };
struct postcodes { size_t n, cap; struct postcode *at; };
CHECKED err_code postcodes_read(struct postcodes *p, str bytes, arena *mem, err *e);
const struct postcode *postcode_find(const struct postcodes *p, str postcode);
/* Miles as the crow flies, to one decimal; 999.9 when a postcode is not known. */
double postcode_miles(const struct postcode *from, const struct postcode *to);

/* A children's home, agency or other provider that is registered. Codes: "K2,R1" as the list has them. */
struct provider { str urn, place_codes, provider_codes, postcode, la_code, la_name; day closed; };
struct providers { size_t n, cap; struct provider *at; uint32_t *slots; size_t nslots; };
/* CSV or XLSX, told by its first bytes */
CHECKED err_code providers_read(struct providers *p, str bytes, arena *mem, err *e);
void providers_add(struct providers *p, struct provider x, arena *a);
void providers_index(struct providers *p, arena *a);    /* after the last */
/* whatever its case; "0123456.0" is 0123456 */
const struct provider *provider_find(const struct providers *p, str urn);

/* Both, read once and then shared by all threads. postcodes may be NULL, and there may be
 * several lists of providers, as of homes and of agencies, or none. */
struct return_lists {
    bool has_postcodes, has_providers;
    struct postcodes postcodes;
    struct providers providers;
};
CHECKED err_code return_lists_read(struct return_lists **to, const char *postcodes, size_t nproviders,
                                   const char *const *providers, arena *mem, err *e);
#endif
