/* noted.h - looks from the command line are kept in access_log like looks at a page, before anything is printed.
 *
 * The account is "os:NAME", the operating system's user; the subject 0 stands for many people at once. When the
 * look cannot be noted, nothing is shown: the database must be writable for whoever reads people's records with
 * this program. */
#ifndef NOTED_H
#define NOTED_H
#include "cli/command.h"

CHECKED err_code command_noted(struct command *c, str where, int64_t subject_id, err *e);
#endif
