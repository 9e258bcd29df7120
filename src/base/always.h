/* always.h - what the program takes for granted, said where it is taken.
 *
 *   if (!ALWAYS(record->kind == kind))       true, or there is a fault in the program
 *       return absent;
 *   if (NEVER(n > cap))                      false, or there is a fault in the program
 *       return err_set(e, ERR_SYSTEM, …);
 *
 * Builds for tests stop there and say which; a release keeps the condition and goes the careful way. Never for what
 * comes from outside (input, disk, database, catalogue): that is refused with an err. The condition has no effects. */
#ifndef ALWAYS_H
#define ALWAYS_H
#include <stdbool.h>

#ifdef HOLDFAST_FAULTS
#define ALWAYS(x) ((x) ? true : (always_failed(#x, __FILE__, __LINE__), false))
#define NEVER(x)  ((x) ? (always_failed("never " #x, __FILE__, __LINE__), true) : false)
#else
#define ALWAYS(x) (x)
#define NEVER(x)  (x)
#endif
_Noreturn void always_failed(const char *what, const char *file, int line);
#endif
