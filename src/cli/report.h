/* report.h - gives out what a check of a return found: as --format says, to -o FILE or standard output, beside the
 * earlier report of --before. */
#ifndef CLI_REPORT_H
#define CLI_REPORT_H
#include "cli/command.h"
#include "returns/lists.h"
#include "returns/report.h"

/* What --postcodes and --providers name; NULL when neither is given. Lives in c->mem. */
CHECKED err_code command_lists(struct command *c, const struct return_lists **to, err *e);

/* Writes r, and sets the command's exit status: 0 when there is nothing to mend, else 4. only: the one child that was
 * checked; STR_NONE: all were. */
CHECKED err_code report_to_command(struct command *c, struct report *r, str only, err *e);
#endif
