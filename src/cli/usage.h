/* usage.h - reads a command line by the usage that the command's row declares. */
#ifndef USAGE_H
#define USAGE_H
#include "cli/command.h"

/* Fills door, format, args and opts. ERR_INVALID says what is wrong and how the command is used.
 * Every command also takes --catalogue DIR and --format text|json|csv. No words, --help and -h mean help. */
CHECKED err_code usage_read(struct command *c, int argc, char **argv, err *e);
#endif
