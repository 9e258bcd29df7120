/* pages.h - what the views of the service's own pages are given: signing in, accounts, sessions, who looked, errors. */
#ifndef PAGES_H
#define PAGES_H
#include "web/http/request.h"
#include "web/http/session.h"

struct error_page {
    const struct request *r;
    str title, message, hint, reference, break_glass_href, draft_href;
    bool may_search, shows_reference;
};
void error_view(out *o, const struct error_page *p);

struct sign_in_page { const struct request *r; str name, next; bool ended; };
void sign_in_view(out *o, const struct sign_in_page *p);

struct kept_draft { str path, kept; int64_t id; };
struct account_page { const struct request *r; str name, role; size_t ndrafts; const struct kept_draft *drafts; };
void account_view(out *o, const struct account_page *p);
struct password_page { const struct request *r; str title, name, next; bool first; };
void password_view(out *o, const struct password_page *p);
/* Where to go on: the path of this service that the page was asked to lead to, else the start. */
str next_of(const struct request *r);

struct session_line { str id, account, began, seen, address; bool current; };
struct sessions_page { const struct request *r; bool all; size_t n; const struct session_line *lines; };
void sessions_view(out *o, const struct sessions_page *p);

struct user_line { str name, shown, role, href; bool locked; };
struct users_page { const struct request *r; size_t n; const struct user_line *users; };
void users_view(out *o, const struct users_page *p);
struct user_page {
    const struct request *r;
    bool is_new, locked;
    str name, shown, role, worker;
    size_t nroles; const struct choice *roles;
};
void user_view(out *o, const struct user_page *p);

struct history_line { str when, account, what, detail, by, address; };
struct history_page { const struct request *r; size_t n; const struct history_line *lines; str older_href; };
void account_history_view(out *o, const struct history_page *p);

struct look { str when, who, account, purpose, part, outcome; bool refused; };
struct glass { str when, who, reason, until, seen; };
struct looks_page {
    const struct request *r;
    str csv;
    size_t n, nglass;
    const struct look *looks;
    const struct glass *glass;
    str older_href;
};
void looks_view(out *o, const struct looks_page *p);

struct break_glass_page { const struct request *r; str reason; };
void break_glass_view(out *o, const struct break_glass_page *p);
void help_view(out *o, const struct request *p);
void accessibility_view(out *o, const struct request *p);
#endif
