/* returns.h - what every statutory return has in common: severities, years, and how a report counts.
 *
 * A return is read into one struct a child; a rule is a small function over that struct; a report names every rule:
 * passed, so many issues, or not checked and why. Nothing here knows a particular return. */
#ifndef RETURNS_RETURNS_H
#define RETURNS_RETURNS_H
#include "base/date.h"
#include "base/out.h"

enum severity { SEVERITY_ERROR, SEVERITY_QUERY };       /* must be mended; may be right, but will be asked about */

/* The part of a rule that people read. */
struct rule_text {
    const char *code;           /* as published: "1001", "SW08STG2"; a council's own: "L01" */
    int from, to;               /* first and last collection year, 2026 for 2026-27; to 9999: still in force */
    enum severity severity;
    const char *fields;         /* "Episodes: DECOM, DEC; OC3: ACTIV" */
    const char *message;        /* what is wrong */
    const char *mend;           /* what to do about it */
    bool local;                 /* a council's own: local.h */
};
#endif
