/* caseload.h - what the views of My work, Team, Service and Worker are given, and the parts they share. */
#ifndef WEB_CASELOAD_H
#define WEB_CASELOAD_H
#include "people/team.h"
#include "people/worker.h"
#include "reporting/failing.h"
#include "web/parts/chart.h"
#include "web/parts/link.h"
#include "web/parts/words.h"
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

/* A child's lines of a CSV, one a duty and one without any: the child's number, cells, the last day, what is due,
 * days late. */
void csv_dues(struct request *r, const struct held_child *c, size_t n, const str *cells);
/* For My work and a worker's page: the families that p->show leaves. */
void choose_families(struct request *r, struct work_page *p);
#endif
