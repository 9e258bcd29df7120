/* caseload.h - what the views of My work, Team, Service, Front door and Worker are given, and the parts they share. */
#ifndef WEB_CASELOAD_H
#define WEB_CASELOAD_H
#include "catalogue/named.h"
#include "casework/front_door.h"
#include "people/team.h"
#include "people/worker.h"
#include "reporting/failing.h"
#include "web/parts/chart.h"
#include "web/parts/link.h"
#include "web/http/request.h"

enum work_show { SHOW_ALL, SHOW_LATE, SHOW_WEEK, SHOW_NEW, SHOW_CHANGED, SHOW_RETURNS };

struct work_date_row { const struct held_child *child; const struct due_item *due; };

struct work_page {
    const struct request *r;
    const struct caseload *load;
    enum work_show show;
    bool by_date;
    size_t nalerts;
    const struct access_alert *alerts;
    size_t nfamilies;               /* those that the choice leaves */
    const struct caseload_family *families;
    size_t nlate, nweek, nlater;    /* by date */
    const struct work_date_row *late, *week, *later;
    str worker_name;                /* on somebody else's page */
    const struct failing *failing;  /* NULL: not asked for here */
    const struct failing_rule *rule;        /* the one rule whose children are shown; NULL: all */
};
/* "For the returns": how many children, and each rule with a link to them. Nothing when there are none. */
struct failing_panel {
    const struct request *r;
    const struct failing *failing;
    str href;                       /* the list; a rule is added to it */
};
void failing_view(out *o, const struct failing_panel *p);
/* "2 for the returns": a link to the child's; nothing for none. */
void part_failing(out *o, const struct failing *f, int64_t child);
void part_collection(out *o, const struct collection_due *of);          /* "Children looked after return 2026-27" */
void my_work_view(out *o, const struct work_page *p);
void families_view(out *o, const struct work_page *p);
void dues_view(out *o, const struct work_page *p);

struct team_page {
    const struct request *r;
    const struct team_overview *t;
    struct bar_chart chart;
    bool mine, may_allocate;
    struct failing failing;
    str failing_href;
};
void team_view(out *o, const struct team_page *p);

struct team_child_row { const struct held_child *child; str worker; };
struct team_children_page {
    const struct request *r;
    const struct team_overview *t;
    str heading, csv;
    size_t n;
    const struct team_child_row *rows;
    struct failing failing;
    const struct failing_rule *failing_rule;
};
void team_children_view(out *o, const struct team_children_page *p);

struct service_page {
    const struct request *r;
    size_t n;
    const struct team_line *teams;
    struct team_line total;
    struct bar_chart chart;
};
void service_view(out *o, const struct service_page *p);

struct service_children_page {
    const struct request *r;
    str heading, csv;
    bool unallocated;
    size_t n, nlisted;
    const struct service_child *rows;
};
void service_children_view(out *o, const struct service_children_page *p);

struct front_door_page {
    const struct request *r;
    const struct front_door *f;
    struct bar_chart chart;
    day on;
    bool may_add, may_decide, may_refer;
};
void front_door_view(out *o, const struct front_door_page *p);

struct worker_page {
    const struct request *r;
    const struct worker_card *card;
    const struct work_page *work;
    int64_t id;
    str programme;                  /* "Newly qualified since …" */
    size_t npast;
    const struct held_before *past; /* role and reason as people say them */
};
void worker_view(out *o, const struct worker_page *p);

struct workers_page { const struct request *r; size_t n; const struct worker_line *workers; };
void workers_view(out *o, const struct workers_page *p);

/* Parts. */
void part_child_link(out *o, const struct request *r, int64_t id, str forename, str known_as, str surname);
void part_age(out *o, day born, day expected, day today);       /* "7 years", "5 months", "unborn, due 3 March 2027" */
void part_standing(out *o, unsigned standing);                          /* tags, the heaviest duty first */
void part_wait(out *o, instant from, instant now);                      /* "2 hours", "3 days" */
void part_clock(out *o, instant due, instant now);                      /* a tag: "40 minutes left", "2 hours over" */
/* "Record it": a link to the form that meets it, where the role may. */
void part_meet(out *o, const struct request *r, const struct due_item *d);
void part_time(out *o, instant t, day today);                   /* "9:05am" today, else "9:05am on 20 November 2026" */
str  code_shown(const struct request *r, enum field_name f, str code);
/* A child's lines of a CSV, one a duty and one without any: the child's number, cells, the last day, what is due,
 * days late. */
void csv_dues(struct request *r, const struct held_child *c, size_t n, const str *cells);
/* For My work and a worker's page: the families that p->show leaves. */
void choose_families(struct request *r, struct work_page *p);
#endif
