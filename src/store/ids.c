/* ids.c - see ids.h. Each number is 20 bytes, the sign first: no 64-bit number needs more. */
#include "store/ids.h"
#include <string.h>

static void put(char to[static IDS_WIDTH], int64_t id)
{
    uint64_t u = id < 0 ? 0 - (uint64_t)id : (uint64_t)id;
    memset(to, '0', IDS_WIDTH);
    to[0] = id < 0 ? '-' : '+';
    for (size_t i = IDS_WIDTH - 1; u; u /= 10)
        to[i--] = (char)('0' + u % 10);
}

str ids_text(arena *a, size_t n, const int64_t *ids)
{
    if (n == 0)
        return (str){ "", 0 };
    char *text = arena_alloc_raw(a, n * IDS_WIDTH + 1);
    for (size_t i = 0; i < n; i++)
        put(text + i * IDS_WIDTH, ids[i]);
    text[n * IDS_WIDTH] = '\0';
    return (str){ text, n * IDS_WIDTH };
}
