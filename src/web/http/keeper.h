/* keeper.h - a thread of the service that keeps what the returns' rules say of everybody up to date: soon after the
 * start, whenever the ledger moved, and after midnight. Pages renew the child that they save; this is for all the
 * rest. */
#ifndef KEEPER_H
#define KEEPER_H
#include "base/err.h"

struct server;
struct keeper;
/* seconds: between two looks at the ledger. */
CHECKED err_code keeper_start(struct keeper **to, struct server *s, int seconds, err *e);
void keeper_stop(struct keeper *k);         /* within a moment, whatever it is doing; NULL does nothing */
#endif
