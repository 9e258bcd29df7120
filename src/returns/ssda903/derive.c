/* derive.c - see derive.h. */
#include "returns/ssda903/derive.h"

void episode_derive(struct row *r, const struct postcodes *p, str authority, arena *a)
{
    struct episodes *e = (struct episodes *)(void *)r;
    const struct postcode *home = e->HOME_POST.p ? postcode_find(p, (str){ e->HOME_POST.p, e->HOME_POST.n }) : NULL;
    const struct postcode *place = e->PL_POST.p ? postcode_find(p, (str){ e->PL_POST.p, e->PL_POST.n }) : NULL;
    if (!e->PL_LA.p && place)
        row_set(r, 13, str_of(place->la));
    if (!e->PL_LOCATION.p && place && authority.p)
        row_set(r, 14, str_eq_nocase(str_of(place->la), authority) ? S("IN") : S("OUT"));
    if (!e->PL_DISTANCE.p && e->HOME_POST.p && e->PL_POST.p)
        row_set(r, 15, arena_printf(a, "%.1f", postcode_miles(home, place)));
}
