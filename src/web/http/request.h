/* request.h - everything a page may touch. It lives as long as the request; mem is emptied after the reply.
 *
 * A page function reads r, fills r->page (title, back link …) and writes its main content to r->out through a view;
 * door_open puts the layout around it. By the time it runs, door_open has checked the capability and, on a POST, the
 * form token, and has opened the write connection when the door has DOOR_WRITES. What it must do itself: say whose
 * record it reads or writes, with request_subject, before showing or saving any of it. docs/adding-a-page.md shows
 * one. */
#ifndef REQUEST_H
#define REQUEST_H
#include "desk/access.h"
#include "door.h"
#include "web/parts/component.h"
#include "web/http/form.h"

/* What the layout shows around a page. */
struct page {
    /* the browser's title and, unless no_heading, nothing else: the view writes its own <h1> */
    str title;
    /* the href of the main navigation's item that is current; set from the path when left */
    str nav;
    str back_href, back_text;       /* back link; none when empty */
    size_t ncrumbs;                 /* or breadcrumbs */
    const struct crumb *crumbs;
    bool wide;                      /* the whole width of the window: lists and tables */
    size_t nerrors, cap_errors;     /* page_error adds; the layout shows them on top, with the title marked */
    struct summary_error *errors;
};

struct server;                      /* web/http/server.h */

struct request {
    arena *mem;
    out *out;                       /* the main content of the page */
    struct store *store;            /* read-only unless the door has DOOR_WRITES */
    const struct catalogue *cat;
    instant now;
    day today;
    const struct door *door;
    bool is_post;
    str path;                       /* as sent, without the query */
    size_t nargs;
    str args[PATH_PARTS_MAX];       /* the segments that stand in braces in the door's path, decoded */
    struct form query, form;        /* form: empty unless a POST */
    struct form draft;              /* what was typed before the session ended; see request_typed */
    /* on a form's own page: the address at which what is kept of it comes back; the layout offers it */
    str draft_href;
    instant draft_at;
    str form_token;                 /* what a form must carry: part_form_token writes it */
    struct access_who *who;         /* who is signed in, for access_check; NULL for a stranger */
    str css, js;                    /* hrefs of the style sheet and script */
    str notice;                     /* said once after a redirect; the layout shows it */
    struct page page;

    /* The reply: 200 and HTML unless set. */
    int status;
    str location;                   /* request_redirect */
    str content_type, file_name;    /* request_download: no layout */
    bool bare;                      /* no layout around r->out */
    struct server *server;
    str token, session, address;    /* what the cookie holds, the session's id, who asks: for signing in and out */
    str next_token;                 /* the cookie to set: a new token; "" clears it; STR_NONE leaves it */
    int64_t denied_subject;         /* the restricted subject that was refused, so that the page can offer a reason */
    int64_t noted_subject;          /* request_noted */
    bool noted;                     /* request_subject was asked: this look is in the journal */
    str asked;                      /* what was searched for */
    size_t nshown, cap_shown;       /* request_shows adds */
    int64_t *shown;
    bool https;
};

str  request_query(const struct request *r, const char *name);         /* STR_NONE when it is not there */
str  request_form(const struct request *r, const char *name);
/* What to fill a form's field with: what was posted, else what a draft kept, else STR_NONE (show the record's
 * value). */
str  request_typed(const struct request *r, const char *name);
bool request_may(const struct request *r, enum capability c);
/* The i-th braced part of the path as an id. ERR_NOT_FOUND when it is not a number. */
CHECKED err_code request_id(const struct request *r, size_t i, int64_t *id, err *e);
/* access_check for who is signed in: may this account read or write this subject (k NULL: at all), and log it.
 * ERR_NOT_FOUND also for a subject whose existence it may not know; ERR_DENIED with a hint for a restricted one. */
CHECKED err_code request_subject(struct request *r, int64_t subject_id, enum access_purpose purpose,
                                 const struct kind *k, err *e);
/* This person (family, worker) stands in the list, file or search that the page answers with. door_open notes all of
 * them as one look before the answer is given; test/web/t_looks.c finds a page that shows somebody and does not say
 * so. */
void request_shows(struct request *r, int64_t subject_id);
CHECKED err_code request_note_shown(struct request *r, err *e);
/* Everything that the page reads from here on is of one moment; door_open ends it. For a
 * page that reads more than once. */
CHECKED err_code request_snapshot(struct request *r, err *e);
/* A form asks again and again while somebody types. That it was opened is noted; request_pass, sent with what it
 * asks, proves that it was, within this session and for this subject. After request_noted with a pass that fits,
 * request_subject asks everything as always and notes only a refusal; with one that does not fit it notes each
 * time. */
str  request_pass(const struct request *r, int64_t subject_id);
void request_noted(struct request *r, int64_t subject_id, str pass);
/* Keeps the request's form as that account's draft of the form at path. */
CHECKED err_code request_keep_form(struct request *r, struct store *write, str account, str path, int64_t *id, err *e);
/* See Other to a path of this service. notice: one sentence for the next page (no names), or STR_NONE. */
err_code request_redirect(struct request *r, str path, str notice);
/* r->out becomes a file: request_download(r, "text/csv; charset=utf-8", S("children.csv")). */
bool request_wants_csv(const struct request *r);       /* ?format=csv */
/* A CSV to keep: its first line now, then out_csv_line a row. */
void request_csv(struct request *r, str file_name, const char *head);
void request_download(struct request *r, const char *content_type, str file_name);
/* One thing wrong with the form: shown on top with a link to the field's id, and r->status becomes 422. */
void page_error(struct request *r, str field_id, str message);
/* The message of that field, for the field's own error; STR_NONE. */
str  page_error_of(const struct request *r, str field_id);

/* Parts that views call: {{>part_form_token(p->r)}} inside every form that posts. */
void part_form_token(out *o, const struct request *r);
void part_day(out *o, day d, day today);                /* "21 November 2026 (3 days ago)" in a <time> */
void part_due(out *o, day due, day today);              /* "Due tomorrow", "3 days late", coloured as a tag */
#endif
