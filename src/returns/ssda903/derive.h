/* derive.h - what an episode's postcodes say of where the child is placed. */
#ifndef RETURNS_SSDA903_DERIVE_H
#define RETURNS_SSDA903_DERIVE_H
#include "returns/lists.h"
#include "returns/ssda903/child.h"

/* PL_LA, PL_LOCATION and PL_DISTANCE of an episode, where it does not have them. authority:
 * as the table names it, or STR_NONE. */
void episode_derive(struct row *r, const struct postcodes *p, str authority, arena *a);
#endif
