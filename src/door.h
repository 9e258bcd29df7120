/* door.h - every way in: a page or a command is one row of doors.def, and nothing else opens.
 *
 * Dispatch, help, the sitemap, the access audit and the test that every door refuses a stranger
 * read the same table. door_open (web/) and main (cli/) are the only callers of a door's function,
 * so no handler can forget the role, the scope or the form token. */
#ifndef DOOR_H
#define DOOR_H
#include "base/err.h"
#include "base/out.h"
#include "base/date.h"
#include "catalogue/catalogue.h"

/* What a role can be allowed to do; catalogue/roles.yml names them in lower case (CAN_SEE_CHILD: see_child). */
enum capability {
    CAN_ANYONE,             /* no sign-in: the sign-in page, assets, health */
    CAN_SIGNED_IN,
    CAN_SEE_CHILD, CAN_WRITE_CHILD,
    CAN_SEE_OWN_WORK,
    CAN_SEE_TEAM,
    CAN_SEE_FRONT_DOOR, CAN_WRITE_FRONT_DOOR,
    CAN_SEE_WORKERS, CAN_WRITE_WORKERS,
    CAN_SEARCH,
    CAN_SEE_RETURNS,
    CAN_SEE_AUDIT,          /* who looked at what */
    CAN_MANAGE_USERS,
    CAN_SEE_SERVICE,        /* the whole service's figures */
    CAN__COUNT
};

extern const char *const capability_names[CAN__COUNT];      /* "see_child" */

enum door_kind { DOOR_GET, DOOR_POST, DOOR_COMMAND };
enum { DOOR_WRITES = 1, DOOR_DRAFTS = 2 };      /* takes a write connection and the form token; keeps the typed text when the session has ended */

struct request;             /* web/request.h */
struct command;             /* below */
typedef err_code page_fn(struct request *r, err *e);
typedef err_code command_fn(struct command *c, err *e);

struct door {
    enum door_kind kind;
    const char *path;       /* "/child/{id}": a part in braces matches one segment; or the command's words */
    page_fn *page;
    command_fn *command;
    enum capability who;
    unsigned flags;
    const char *usage;      /* commands: what follows the words; also declares the options */
    const char *help;       /* one sentence */
};

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
void command_flush(struct command *c);                          /* writes out what stands in c->out and empties it */
/* A progress bar on standard error: only on a terminal, only after a second. done of total; total 0: unknown. Call as often as you like. */
void command_progress(struct command *c, const char *doing, uint64_t done, uint64_t total);

#define PAGE_GET(path, fn, who, flags, help)        err_code fn(struct request *r, err *e);
#define PAGE_POST(path, fn, who, flags, help)       err_code fn(struct request *r, err *e);
#define COMMAND(words, fn, usage, help)             err_code fn(struct command *c, err *e);
#include "doors.def"
#undef PAGE_GET
#undef PAGE_POST
#undef COMMAND

extern const struct door doors[];
extern const size_t door_count;
#endif
