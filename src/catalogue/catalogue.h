/* catalogue.h - what the service does, as data: kinds of record, their fields,
 * code sets, clocks, roles, the calendar and the import mappings.
 *
 * Loaded once from the YAML compiled into the program or from --catalogue DIR,
 * checked with file, line and column in every message, then read-only: threads
 * share it without locks. Everything here lives in one arena for as long as the
 * program runs. Nothing here knows of the store. */
#ifndef CATALOGUE_H
#define CATALOGUE_H
#include "base/cell.h"
#include "base/date.h"
#include "base/err.h"

enum field_type {
    FT_TEXT,        /* one line */
    FT_NOTE,        /* several paragraphs; searched */
    FT_DATE,        /* stored yyyy-mm-dd */
    FT_INSTANT,     /* stored in UTC, shown in London time */
    FT_CODE,        /* one code of a code set */
    FT_CODES,       /* several, stored sorted, separated by one space */
    FT_INT,
    FT_DECIMAL,     /* stored as typed, at most 3 decimals */
    FT_MONEY,       /* whole pence */
    FT_MINUTES,     /* a duration */
    FT_FLAG,        /* "1" yes, "0" no; absent: not recorded */
    FT_REF,         /* the id of a record of field.ref */
    FT__COUNT
};

enum mark { MARK_VERIFIED, MARK_SECONDARY, MARK_RECALLED };     /* how far a fact of the field was checked */

/* In force on a day when from <= day and (to == DAY_NONE or day <= to). from DAY_NONE: always was. */
struct period { day from, to; };
static inline bool in_force(struct period p, day on)
{
    return (p.from == DAY_NONE || p.from <= on) && (p.to == DAY_NONE || on <= p.to);
}

struct code {
    str code, label, note;
    struct period when;
    str returns;                    /* which returns use it: "ssda903 cin ssd" */
    str also;                       /* what other systems call it: "CW; Allocated worker" */
    enum mark mark;
    str source;
};

struct codeset {
    str name, label, source;
    size_t ncodes;
    const struct code *codes;       /* in the order in which they are shown */
    bool translates;                /* a code has words of other systems: those that it lacks should be added */
    bool open;                      /* other values are kept as they come (a council's own list), with a warning */
    const struct code_index *index; /* codeset_find's own */
};

struct kind;
struct expr;
struct yaml;

/* What words a field gives to the search: a name, a name no longer used, an identifier, part of an address. */
enum search_part { SEARCH_NONE, SEARCH_NAME, SEARCH_FORMER, SEARCH_ID, SEARCH_ADDRESS };

struct field {
    str name;                       /* the column */
    str label;                      /* the question on the form */
    str hint;                       /* guidance below it */
    str group;                      /* heading under which the form shows it */
    enum field_type type;
    const struct codeset *codes;    /* FT_CODE, FT_CODES */
    const struct kind *ref;         /* FT_REF */
    bool required;                  /* a form will not save without it; an import may */
    bool past;                      /* a day after today is an error */
    bool sensitive;                 /* left out of lists and exports unless the role says so */
    enum search_part search;        /* YAML: search: name | former | id | address */
    bool unique;                    /* no two records may share a value, as an identifier */
    int reach; /* the capability that it takes to set this reference, because somebody comes to see people by it
                * (YAML: reach: join_families, see capability.h); 0: none */
    bool indexed;                   /* lists of the whole council are found by it; YAML: index: yes */
    int64_t min, max;               /* FT_TEXT, FT_NOTE: length; numbers: value */
    /* FT_TEXT: "upn", "nhs", "postcode", "email", "phone", "urn", or ""; see pattern.h */
    str pattern;
    const struct expr *show_if;     /* asked only when true of the record; NULL: always */
    struct period when;
    str ssd;                        /* "ssd_person.pers_dob PERS005A"; several separated by "; " */
    str returns;                    /* "cin:PersonBirthDate ssda903:DOB" */
    enum mark mark;
    str source;
    int index;                      /* place in kind.fields */
};

/* A table of the Standard Safeguarding Dataset that this kind is read from and written to. */
struct ssd_source {
    /* "ssd_cin_visits", "cinv_cin_visit_id", "cinv_person_id"; key or person STR_NONE when it has none */
    str table, key, person;
    size_t nset;
    /* fields that this table implies: visit_for = cin; also select the records on the way out */
    const struct ssd_set { str field, value; } *set;
};

enum { KINDS_MAX = 256 };           /* a set of kinds is a few words of bits (record/clock_state.h) */

struct kind {
    str name;                       /* the table: lower case, words joined by _ */
    str label, plural;              /* "Strategy discussion", "Strategy discussions" */
    str about;                      /* one or two sentences for the form and the book */
    str group;                      /* "Front door", "Child protection", … in the order of the file */
    /* whose chain its entries are in; itself when it is a subject (person, worker, team, family, household,
     * authority) */
    const struct kind *subject;
    size_t nfields;
    const struct field *fields;
    int index;                      /* place in catalogue.kinds */
    int own_name;                   /* its K_ of named.h; 0, K__NONE: a council added it */
    const int *by_name;             /* place in fields of each of its F_, in their order; -1: it has no such field */
    /* the fields with a known part; -1 when the kind has none */
    int f_happened;                 /* when it happened or began; orders the timeline */
    int f_ended;                    /* when it ended; absent: still going */
    int f_title;                    /* shown as its name */
    str title;                      /* template for one line on the timeline: "Visit, {seen}: {place}" */
    str timeline;                   /* "yes", "no" */
    str read_group, write_group;    /* names that roles grant: "casework", "health", "workforce", … */
    struct period when;
    enum mark mark;
    str source;
    size_t nssd;
    const struct ssd_source *ssd;
};

struct clock_rule;                  /* clock_rules.h */
struct clock_rules;

enum scope { SCOPE_NONE, SCOPE_OWN, SCOPE_TEAM, SCOPE_ALL };

struct role {
    str name, label, about;
    str start;                      /* the path that opens first; empty: the first of the navigation */
    str can;                        /* capabilities, separated by spaces; door.h names them */
    str reads, writes;              /* read and write groups, separated by spaces; "*" is all */
    enum scope read_scope, write_scope;
};

/* A council's own rule over a statutory return, as it was written: what it asks is checked against the return's tables
 * by returns/local.h, which knows them. */
struct local_rule {
    str code;                       /* "L01": a capital letter, then letters and digits; no other local rule has it */
    str of;                         /* the return: "ssda903", "cin" */
    int from, to;                   /* first and last collection year: 2026 for 2026-27; 0 and 9999 when not said */
    bool error;                     /* else a query */
    str each;                       /* the table whose rows it looks at */
    str wrong_when;                 /* a condition over such a row, see expr.h */
    str fields;                     /* "Episodes: DECOM, PLACE"; "": those that the condition names */
    str message, mend, source;
    const struct yaml *where;       /* where it was written */
};
struct local_rules;                 /* returns/local.h: ready to run */

/* When a return is sent: "ssda903" for 2026 is 1 April 2026 to 31 March 2027, and opens to closes are the days on which
 * it is taken. */
struct collection_dates { str source; int year; str name; day opens, closes; enum mark mark; str known_from; };

struct catalogue {
    arena mem;
    struct calendar calendar;
    size_t nkinds, ncodesets, nclocks, nroles, nlocal_rules;
    const struct kind *kinds;
    const struct kind **by_name;                /* by K_ of named.h; NULL: there is no such kind */
    const struct codeset *codesets;
    const struct clock_rule *clocks;            /* = clock_rules->rules */
    const struct clock_rules *clock_rules;      /* with spells and settings */
    const struct role *roles;
    const struct local_rule *local_rules;
    /* the same, when returns/local.h loaded the catalogue; NULL: there are none */
    const struct local_rules *local;
    size_t ncollections;
    const struct collection_dates *collections;     /* in the order of collections.yml */
    struct nothing nothing;         /* nothing.yml */
    size_t nfiles;                  /* every YAML file read, for the import mappings and the book */
    const struct catalogue_file { str name, text; } *files;
    str version;                    /* short hash of all files */
};

/* Loads and checks. dir STR_NONE: the catalogue compiled into the program. Reports
 * every fault found (at most 50) in e->detail, one a line as file:line:column. */
CHECKED err_code catalogue_load(struct catalogue **out, str dir, err *e);
void catalogue_free(struct catalogue *c);

const struct kind    *catalogue_kind(const struct catalogue *c, str name);          /* NULL when there is none */
const struct codeset *catalogue_codeset(const struct catalogue *c, str name);
const struct role    *catalogue_role(const struct catalogue *c, str name);
const struct field   *kind_field(const struct kind *k, str name);                   /* NULL when there is none */
int                   codeset_find(const struct codeset *cs, str code);             /* index or -1 */
/* As people and extracts write it: the code as it stands, in another case, its label, or one of its other words; -1. */
int                   codeset_meant(const struct codeset *cs, str text);
str                   code_label(const struct codeset *cs, str code);               /* the code itself when unknown */
/* The flag by which a record of the kind is shown to its own readers alone, a council's own kinds included; NULL. */
const struct field   *kind_confidential(const struct kind *k);
static inline bool    kind_is_subject(const struct kind *k) { return k->subject == k; }

/* A value of a field, as text and as a number that can be compared and counted with. */
typedef struct {
    str text;           /* canonical text as stored; p == NULL: absent */
    int64_t num;        /* FT_DATE: day; FT_INSTANT: instant; FT_INT, MONEY, MINUTES, REF, FLAG: the number;
                           FT_CODE: index in the code set, -1 when not on it; else 0 */
} value;

/* Reads what was typed or imported: trims, turns dd/mm/yyyy into ISO, upper-cases codes,
 * yes/no/y/n/true/1 into 1 and 0. Empty text gives an absent value. ERR_INVALID sets e->field and
 * says what is wrong in the field's own words. today: for fields that must lie in the past.
 * lenient (imports): codes not on the list of an open set and missing required fields pass. */
CHECKED err_code field_read(const struct field *f, str typed, day today, bool lenient, arena *a, value *out, err *e);
/* Turns stored text back into a value; stored text was checked, so this cannot fail. */
value field_value(const struct field *f, str stored);
const char *field_type_name(enum field_type t);     /* "instant" */
/* For people: code label, "21 November 2026", "Yes". */
str   field_shown(const struct field *f, value v, arena *a);
#endif
