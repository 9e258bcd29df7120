/* door.h - every way in: a page or a command is one row of doors.def, and nothing else opens.
 *
 * Dispatch, help, the sitemap, the access audit and the test that every door refuses a stranger
 * read the same table. door_open (web/) and main (cli/) are the only callers of a door's function,
 * so no handler can forget the role, the scope or the form token. */
#ifndef DOOR_H
#define DOOR_H
#include "base/err.h"
#include "catalogue/capability.h"

enum door_kind { DOOR_GET, DOOR_POST, DOOR_COMMAND };
/* takes a write connection and the form token; keeps the typed text when the session has ended */
enum { DOOR_WRITES = 1, DOOR_DRAFTS = 2 };
/* answers also those who must do something before anything else: what they must do, and signing out (must.h) */
enum { DOOR_PASSWORD_FIRST = 4, DOOR_ALWAYS = 8 };

struct request;             /* web/request.h */
struct command;             /* cli/command.h */
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
