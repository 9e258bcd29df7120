/* check.h - the rules of one return and year, ready to be asked of one person after the other. For issues.c
 * and kept.c. */
#ifndef REPORTING_CHECK_H
#define REPORTING_CHECK_H
#include "reporting/issues.h"
#include "reporting/make.h"

struct return_check {
    struct return_options o;
    struct return_done done;
    struct return_work w;
    size_t nrules;
    struct return_rule *rules;          /* as w.maker->rule gives them */
    uint16_t *by_code;                  /* the same in order of their codes */
    const struct collection_due *of;    /* whose issues are being told */
};

/* Made once a store and kept with it, so that asking of one person costs no more than the rules. */
CHECKED err_code return_check_of(struct store *s, const struct return_lists *lists, const struct return_kind *of,
                                 int year, struct return_check **to, err *e);
/* Any that is ready, whatever its lists: for the rules' words. */
CHECKED err_code return_check_any(struct store *s, const struct return_kind *of, int year, struct return_check **to,
                                  err *e);
/* So that several can be asked for and held at once. */
void return_checks_room(struct store *s, size_t n);
/* Forgets them all: when the catalogue's or the authority's own record may have changed. */
void return_checks_forget(struct store *s);

/* The rule of that code in force; NULL: this return has none any more. */
const struct return_rule *return_check_rule(const struct return_check *c, str code);

/* One person: issues are added to *to and live in a. lasting: where what the rules across children need is kept, or
 * NULL. any: they have a place in the return. c->w.names says what workers are called. */
CHECKED err_code return_check_person(struct return_check *c, int64_t subject_id, const struct facts *facts, arena *a,
                                     arena *lasting, struct return_issues *to, bool *any, err *e);
/* After everybody: the issues of the rules across children, and of the return itself. */
void return_check_across(struct return_check *c, arena *a, struct return_issues *to);
#endif
