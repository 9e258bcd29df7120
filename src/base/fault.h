/* fault.h - lets a test make every Nth allocation, store call or file write fail.
 *
 * Off unless a test calls fault_arm, or the environment variable HOLDFAST_FAULT
 * ("store:7", "file:3", "disk_full:100") was set when the program started, which
 * only builds with HOLDFAST_FAULTS defined (make check, make test) read. */
#ifndef FAULT_H
#define FAULT_H
#include <stdbool.h>

enum fault { FAULT_NONE, FAULT_MEMORY, FAULT_STORE, FAULT_FILE, FAULT_DISK_FULL, FAULT__COUNT };

extern enum fault fault_armed;              /* FAULT_NONE in every normal run */
void fault_arm(enum fault what, int nth);   /* the nth call from now fails, and every later one until fault_disarm */
void fault_disarm(void);
void fault_from_environment(void);          /* does nothing in release builds */
bool fault_due(enum fault what);            /* counts one call; true when it should fail */

static inline bool fault_now(enum fault what) { return fault_armed == what && fault_due(what); }
#endif
