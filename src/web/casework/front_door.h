/* front_door.h - what the view of the front door is given. */
#ifndef WEB_FRONT_DOOR_H
#define WEB_FRONT_DOOR_H
#include "casework/front_door.h"
#include "web/parts/chart.h"
#include "web/parts/link.h"
#include "web/parts/words.h"

struct front_door_page {
    const struct request *r;
    const struct front_door *f;
    struct bar_chart chart;
    day on;
    bool may_add, may_decide, may_refer;
};
void front_door_view(out *o, const struct front_door_page *p);
#endif
