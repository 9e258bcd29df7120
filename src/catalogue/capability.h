/* capability.h - what a role can be allowed to do, whichever page or command asks for it.
 *
 * roles.yml grants them by word, a door asks for one (doors.def), and whoever is signed in carries theirs as bits
 * (desk/access.h). capability.def lists them. */
#ifndef CATALOGUE_CAPABILITY_H
#define CATALOGUE_CAPABILITY_H
#include "base/str.h"

enum capability {
#define CAPABILITY(id, word) id,
#include "catalogue/capability.def"
#undef CAPABILITY
    CAN__COUNT
};

extern const char *const capability_names[CAN__COUNT];      /* "see_child" */
/* The capability of that word; CAN__COUNT when there is none. */
enum capability capability_named(str word);
#endif
