/* door.c - the table itself. */
#include "door.h"

const struct door doors[] = {
#define PAGE_GET(path, fn, who, flags, help)        { DOOR_GET, path, fn, NULL, who, flags, "", help },
#define PAGE_POST(path, fn, who, flags, help)       { DOOR_POST, path, fn, NULL, who, flags, "", help },
#define COMMAND(words, fn, usage, help)             { DOOR_COMMAND, words, NULL, fn, CAN_ANYONE, 0, usage, help },
#include "doors.def"
#undef PAGE_GET
#undef PAGE_POST
#undef COMMAND
};
const size_t door_count = COUNT_OF(doors);
