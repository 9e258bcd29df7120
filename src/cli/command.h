/* command.h - what a command is given, and what it may ask of the command line and of the terminal.
 *
 * A command is a row COMMAND of doors.def and a function of that name in a file of its own here: see
 * docs/adding-a-command.md. main has read the line by the row's usage (usage.h) and loaded the catalogue. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H
#include "base/out.h"
#include "catalogue/catalogue.h"
#include "door.h"

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV, FORMAT_XLSX };

/* Everything a command may touch. Lives until it ends. Options are those that the row's usage names. */
struct command {
    const struct door *door;
    arena *mem;
    out *out;                       /* flushed to standard output as the command goes and at its end */
    const struct catalogue *cat;    /* loaded, from --catalogue DIR when given */
    instant now;                    /* HOLDFAST_NOW in test builds, else the clock */
    day today;
    enum format format;
    size_t nargs;
    const str *args;                /* the words that are not options, as many as usage names */
    size_t nopts;
    const struct option { str name, value; } *opts;
    int status;                     /* exit status when the command returns ERR_OK; 0 unless it sets it */
};

/* The value of --name; STR_NONE when it was not given; "" for a flag that was. */
str  command_option(const struct command *c, const char *name);
static inline bool command_flag(const struct command *c, const char *name) { return command_option(c, name).p != NULL; }
/* Every value of --name, in order, each ending in a NUL; of an option that may be given more than once. */
const char **command_options(struct command *c, const char *name, size_t *n);
void command_flush(struct command *c);                          /* writes out what stands in c->out and empties it */
/* A progress bar on standard error: only on a terminal, only after a second. done of total; total 0: unknown.
 * Call as often as you like. */
void command_progress(struct command *c, const char *doing, uint64_t done, uint64_t total);
#endif
