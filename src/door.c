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

const char *const capability_names[CAN__COUNT] = {
    [CAN_ANYONE] = "anyone", [CAN_SIGNED_IN] = "signed_in",
    [CAN_SEE_CHILD] = "see_child", [CAN_WRITE_CHILD] = "write_child",
    [CAN_SEE_OWN_WORK] = "see_own_work",
    [CAN_SEE_TEAM] = "see_team",
    [CAN_SEE_FRONT_DOOR] = "see_front_door", [CAN_WRITE_FRONT_DOOR] = "write_front_door",
    [CAN_SEE_WORKERS] = "see_workers", [CAN_WRITE_WORKERS] = "write_workers",
    [CAN_SEARCH] = "search",
    [CAN_SEE_RETURNS] = "see_returns",
    [CAN_SEE_AUDIT] = "see_audit",
    [CAN_MANAGE_USERS] = "manage_users",
    [CAN_SEE_SERVICE] = "see_service",
};
