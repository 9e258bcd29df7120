/* record.h - what the views of one record and of its form are given. */
#ifndef WEB_RECORD_H
#define WEB_RECORD_H
#include "desk/save.h"
#include "people/listed.h"
#include "reporting/advice.h"
#include "web/record/child_page.h"

/* One question of a form, with what stands in it and what is wrong with it. */
struct question {
    const struct field *f;
    str error;                      /* "" or what is wrong */
    str text;                       /* one-line and long answers, codes and references as they are stored or typed */
    str day, month, year, time;     /* dates and instants */
    size_t nchoices;
    const struct choice *choices;   /* code, codes, flag, and references that can be chosen from a list */
    size_t nvalues;
    const str *values;              /* chosen codes */
    str theirs;                     /* a conflict: what somebody else has written meanwhile, for people */
    str theirs_by;
    size_t nadvice;
    const struct advice_item *advice;       /* what the returns would ask about this */
};
/* folded: behind its heading until it is opened */
struct question_group { str name; size_t n; struct question *questions; bool folded, open; };

/* Whose record a page is about: "/child/7", "Zoe Adeyemi". */
struct record_head { int64_t id; str base, name; };

struct form_page {
    const struct request *r;
    const struct kind *kind;
    const struct record_head *head;         /* NULL for somebody or something new */
    const struct record *record;            /* NULL: adding */
    str heading, action, cancel;
    int64_t base_version;
    str number;                             /* of this form, when adding: sent twice, it is saved once */
    size_t ngroups;
    struct question_group *groups;
    bool conflict, asks_why, asks_sure, sure;
    str why;
    size_t nalike;                          /* people already known who may be the same */
    const struct alike { int64_t id; str name, born; } *alike;
    size_t nheld;                           /* a worker's own form: the children whose cases they hold */
    size_t nholders;                        /* allocating: who holds the case and can be ended in the same go */
    const struct holder { int64_t id; str name, since; bool ends; } *holders;
    str draft_at;                           /* "10:42am": typed text was kept then; "" none */
    str draft_href;
    const struct advice *advice;            /* NULL: this kind is in no return */
    str advice_href, advice_pass;           /* where to ask again while somebody types */
};
void record_form_view(out *o, const struct form_page *p);
void part_question(out *o, const struct form_page *p, const struct question *q);

struct value_row { str label, shown; bool is_note; };
struct value_group { str name; size_t n; const struct value_row *rows; };
struct entry_change { str label, before, after; };
struct entry_row {
    int64_t seq;
    str what, by, via, why;
    instant at;
    size_t n;
    const struct entry_change *changes;
    int64_t record_id;
    str record;
};

struct record_page {
    const struct request *r;
    const struct record_head *head;
    const struct kind *kind;
    int64_t id;
    str title;
    bool removed, may_change, may_end;
    size_t ngroups, nentries, ngaps;
    const struct value_group *groups;
    const struct field *const *gaps;        /* questions that what is said raises, and that nobody has answered */
    const struct entry_row *entries;
    const struct advice *advice;            /* may be without items, never NULL on a record's own page */
};
void record_view(out *o, const struct record_page *p);
void advice_saved_view(out *o, const struct record_page *p);    /* what the returns would ask about it */
void record_history_view(out *o, const struct record_page *p);  /* the entries alone */
void child_history_view(out *o, const struct record_page *p);

struct remove_page {
    const struct request *r;
    const struct record_head *head;
    const struct kind *kind;
    int64_t id, version;
    str title, why, error;
};
void record_remove_view(out *o, const struct remove_page *p);

/* Whose records the door of a request is about, by the first word of its path: a person's under "/child", else the
 * kind's own name. */
const struct kind *whose_kind(const struct request *r);
str  whose_base(arena *a, const struct kind *whose, int64_t id);       /* "/worker/7" */
str  whose_page(arena *a, const struct kind *whose, int64_t id);       /* where its records are listed */
/* May this role write anything of such a subject at all, and that kind? As the doors say. */
bool whose_writes(const struct request *r, const struct kind *whose, const struct kind *k);
/* The same of this subject: no link is shown to who reads a team and does not write it. */
bool subject_writes(const struct request *r, const struct subject *sub, const struct kind *k);

/* Whose record, which, and what it is. From "/child/{id}/record/{record}…" and "/worker/{id}/…/{kind}". A subject of
 * another kind than the address says, and a record that the role does not read, do not exist here. */
struct record_place {
    int64_t subject_id, record_id;
    const struct kind *kind;
    struct subject *sub;
    struct record *record;
};
/* For pages that only show: after request_subject agreed. */
CHECKED err_code place_of_record(struct request *r, enum access_purpose purpose, struct record_place *p, err *e);
CHECKED err_code place_of_kind(struct request *r, enum access_purpose purpose, struct record_place *p, err *e);
/* For what writes: desk/save.h with this request's account, door and followers. at->sub is the save's own; it is loaded
 * once.
 * Whoever gets a fault back still calls save_drop. */
CHECKED err_code save_open(struct request *r, int64_t subject_id, const struct kind *k, struct saving **x, err *e);
/* The same where the address does not say whose records they are. */
CHECKED err_code save_open_of(struct request *r, const struct kind *whose, int64_t subject_id, const struct kind *k,
                              struct saving **x, err *e);
CHECKED err_code save_of_record(struct request *r, struct record_place *at, struct saving **x, err *e);
CHECKED err_code save_of_kind(struct request *r, struct record_place *at, struct saving **x, err *e);

/* ERR_NOT_FOUND unless the subject is what the address says, and one that the reader may know of. */
CHECKED err_code fits_address(struct request *r, const struct subject *sub, err *e);
err_code no_record(err *e);             /* sets ERR_NOT_FOUND */
/* The name, the title and the way back that every page of a record has; no statement. */
void record_titled(struct request *r, const struct subject *sub, struct record_head *head, str title);
/* The same after asking, and noting, that the reader may see them. */
CHECKED err_code record_chrome(struct request *r, const struct subject *sub, struct record_head *head, str title,
                               err *e);
/* What this role may add for a subject, by the catalogue's groups; how many. */
size_t record_groups(const struct request *r, const struct subject *sub, const struct kind_group **to);
/* What a record says, by groups. */
void   record_values(struct request *r, const struct record *rec, struct namer *names, struct record_page *p);
/* A new subject of the door's kind, with the form of its own record. */
/* Questions that an answer raises ("seen alone? no" raises "why not?") and that are still empty. */
size_t record_gaps(struct request *r, const struct record *rec, const struct field *const **to);
/* What was wrong with the answers, each at its question; and a notice when typed text of this form is kept. */
void form_show_faults(struct request *r, const struct put_result *put);
CHECKED err_code form_note_draft(struct request *r, struct form_page *p, err *e);

/* What the returns say (advice.c): beside each question of a form, and of a saved record. Never fails: without an
 * answer there is no advice. */
void advice_on_form(struct request *r, const struct record_place *at, bool only_end, struct form_page *p);
const struct advice *advice_of_record(struct request *r, struct subject *sub, const struct record *record);
/* Views of it. */
struct advice_block { const struct request *r; const struct field *field; size_t n; const struct advice_item *items; };
void advice_beside_view(out *o, const struct advice_block *p);
struct advice_page { const struct request *r; int64_t child_id; const struct advice *advice; };
void advice_rest_view(out *o, const struct advice_page *p);             /* what stands beside no question */
/* "Children looked after return 2026-27, rule 1004. …" */
void part_advice_from(out *o, const struct advice_item *x);
/* a link to another record, or to the form that adds it */
void part_advice_place(out *o, const struct request *r, int64_t child_id, const struct advice_item *x);
/* What a form answers to a field that the program itself speaks of, trimmed: posted, or
 * (typed_in) kept in a draft. STR_NONE: not asked. */
str  posted_in(const struct request *r, enum field_name f);
str  typed_in(const struct request *r, enum field_name f);
void error_at(struct request *r, enum field_name f, str message);      /* page_error at that question */
/* the id that a link to that question of the form goes to */
str  field_anchor(const struct request *r, const struct field *f);

/* Does the form ask for that field today? */
bool form_asks(const struct request *r, const struct kind *k, const struct field *f, value v, bool only_end);
/* Questions of a kind for today, in groups. values: what the record holds, NULL when adding. only_end: just the day
 * that it ended and what belongs to it. */
void form_questions(struct request *r, const struct subject *sub, const struct kind *k, const value *values,
                    bool only_end, struct form_page *p);
/* To choose one of those listed, or `none`: *n choices, with room for one more. */
struct choice *choices_of(const struct request *r, const char *none, size_t count,
                          const struct listed *all, size_t *n);
/* Names for a page: nobody is named whom a restriction hides from the reader. */
void request_namer(struct request *r, struct namer *n);
/* As if that question had not been typed in. */
void form_forget(struct request *r, const struct field *f);
/* The number that an adding form carries: as typed, or a new one. */
str form_number(struct request *r);
/* A key for what is added: the same for the same form with the same answers, so that a
 * second press of Save finds the first. */
str form_key(struct request *r);
/* The answer to one question as it was typed, its parts put together. */
str form_typed(struct request *r, const struct field *f);
/* What was typed, as changes to put; a field that the form did not carry is left out. */
size_t form_changes(struct request *r, const struct kind *k, struct field_change **to);
#endif
