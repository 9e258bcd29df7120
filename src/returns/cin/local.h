/* local.h - the modules of the CIN census as a council's own rules see them, and the running
 * of these rules. See returns/local.h. */
#ifndef RETURNS_CIN_LOCAL_H
#define RETURNS_CIN_LOCAL_H
#include "returns/local.h"
#include "returns/cin/check.h"

/* rules: the published ones, then the council's own, of which ready has one each. */
struct cin_local { size_t nrules; const struct cin_rule *rules; const struct local_ready *ready; };

static inline const struct cin_local *local_cin(const struct catalogue *c) { return local_rules_of(c, RETURN_cin); }
#endif
