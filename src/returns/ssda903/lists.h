/* lists.h - what a council supplies beside the return: where postcodes lie, and who is registered as a provider.
 *
 * Postcodes: a CSV in the layout of the ONS postcode directory: pcds or pcd (the postcode), oslaua or laua or lad…cd (authority), oseast1m and osnrth1m
 * (metres). Providers: a CSV, or the workbook that comes from Ofsted; columns are found by their names, whatever their order. */
#ifndef RETURNS_SSDA903_LISTS_H
#define RETURNS_SSDA903_LISTS_H
#include "returns/ssda903/check.h"

struct postcode { uint64_t key; char la[10]; int32_t east, north; };
struct postcodes { size_t n, cap; struct postcode *at; };
CHECKED err_code postcodes_read(struct postcodes *p, str bytes, arena *mem, err *e);
const struct postcode *postcode_find(const struct postcodes *p, str postcode);
/* Miles as the crow flies, to one decimal; 999.9 when a postcode is not known. */
double postcode_miles(const struct postcode *from, const struct postcode *to);
/* PL_LA, PL_LOCATION and PL_DISTANCE of an episode, where it does not have them. authority: as the table names it, or STR_NONE. */
void episode_derive(struct row *r, const struct postcodes *p, str authority, arena *a);

CHECKED err_code providers_read(struct providers *p, str bytes, arena *mem, err *e);    /* CSV or XLSX, told by its first bytes */
#endif
