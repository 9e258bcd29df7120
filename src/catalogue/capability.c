/* capability.c - the words of capability.def, for roles.yml and for whoever explains a role. */
#include "catalogue/capability.h"

const char *const capability_names[CAN__COUNT] = {
#define CAPABILITY(id, word) [id] = word,
#include "catalogue/capability.def"
#undef CAPABILITY
};

enum capability capability_named(str word)
{
    int i = 0;
    while (i < CAN__COUNT && !str_eq(word, str_of(capability_names[i])))
        i++;
    return (enum capability)i;
}
