/* local.h - the SSDA903's tables as a council's own rules see them, and the running of these
 * rules. See returns/local.h. */
#ifndef RETURNS_SSDA903_LOCAL_H
#define RETURNS_SSDA903_LOCAL_H
#include "returns/local.h"
#include "returns/ssda903/check.h"

/* rules: the published ones, then the council's own, of which ready has one each. */
struct ssda903_local { size_t nrules; const struct rule *rules; const struct local_ready *ready; };

static inline const struct ssda903_local *local_ssda903(const struct catalogue *c)
{
    return local_rules_of(c, RETURN_ssda903);
}
#endif
