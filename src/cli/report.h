/* report.h - gives out what a check of a return found, in the format that was asked for. */
#ifndef CLI_REPORT_H
#define CLI_REPORT_H
#include "door.h"
#include "returns/report.h"

/* Writes r, and sets the command's exit status: 0 when there is nothing to mend, else 4. */
CHECKED err_code report_to_command(struct command *c, struct report *r, err *e);
#endif
