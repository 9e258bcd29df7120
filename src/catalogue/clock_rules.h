/* clock_rules.h - the duties, as data: what opens a clock, when it is due, what meets it, what ends it.
 *
 * catalogue/clocks/spells.yml names the stretches of time that duties depend on (looked after, on a
 * child protection plan, placed with parents); every other file there holds rules. How to read and write
 * them: catalogue/clocks/README.md. Everything is checked when the catalogue is loaded: kinds, fields,
 * links and conditions exist, sequences end, and a national duty is never looser than the one compiled
 * into the program. The engine that runs the rules is record/clock.h. */
#ifndef CLOCK_RULES_H
#define CLOCK_RULES_H
#include "catalogue/catalogue.h"
#include "catalogue/expr.h"

struct loading;                     /* load.h */

enum clock_type {
    CLOCK_DUTY,         /* something is due; shown in lists of work */
    CLOCK_MEASURE,      /* timed for a figure, nobody's task */
    CLOCK_FLAG,         /* met when a thing happens inside the window, lapsed when it does not: a re-referral */
};

enum clock_level {      /* strongest first */
    LEVEL_STATUTE, LEVEL_REGULATION, LEVEL_COURT, LEVEL_STATUTORY_GUIDANCE, LEVEL_PRACTICE_DIRECTION, LEVEL_GUIDANCE,
    LEVEL_STANDARD, LEVEL_DFE_MEASURE, LEVEL_LOCAL_NORM, LEVEL__COUNT
};

enum due_unit {
    DUE_NONE,           /* no last day: open until met or lapsed */
    DUE_WORKING_DAYS, DUE_DAYS, DUE_WEEKS, DUE_MONTHS, DUE_YEARS, DUE_HOURS,
    DUE_YEARLY,         /* the next such day of a year, after day 0: "each 31 March" */
    DUE_FIELD,          /* the day that a field of the opening record says: "on ends_on" */
};

struct due {
    enum due_unit unit;
    int amount;                     /* negative: before day 0 */
    int month, mday;                /* DUE_YEARLY */
    const struct field *field;      /* DUE_FIELD */
    str text;                       /* as it was written: "45 working days" */
};

/* A condition, with the spells and other facts that it asks about, so that only those are worked out. */
struct condition {
    const struct expr *expr;        /* NULL: always true */
    uint64_t spells;                /* bit per spell of catalogue.spells */
    bool asks_age, asks_turn;
};

/* A dated fact: a field of a kind, on records where the condition holds. */
struct clock_fact {
    const struct kind *kind;
    const struct field *field;      /* a day or an instant */
    const struct field *and_field;  /* or NULL: both are needed, and the later counts */
    struct condition where;
    enum clock_link {
        LINK_NONE,                  /* any record of the subject, by date */
        LINK_SELF,                  /* the opening record itself */
        LINK_TO_OPENING,            /* link_field of this record holds the opening record's id */
        LINK_FROM_OPENING,          /* opening_field of the opening record holds this record's id */
        LINK_SHARED,                /* link_field here and opening_field there hold the same value */
    } link;
    const struct field *link_field, *opening_field;
    str text;                       /* as it was written, for comparing and for the book */
    int list;                       /* equal facts share a number: the engine gathers each once */
    bool later;                     /* the same field as opened the clock: another record, on a later day */
};

/* Where a clock's day 0 comes from. */
struct clock_opening {
    enum clock_opening_type {
        OPEN_ON_FACT,
        OPEN_ON_SPELL_START,
        OPEN_ON_SPELL_END,
        OPEN_ON_BIRTHDAY,
        OPEN_ON_MET,
    } type;
    struct clock_fact fact;         /* OPEN_ON_FACT; for spells only fact.where is set, against the spell's own kind */
    int spell;                      /* OPEN_ON_SPELL_* */
    int age_first, age_last;        /* OPEN_ON_BIRTHDAY */
    int rule;                       /* OPEN_ON_MET: a rule that comes earlier in catalogue.clocks */
};

/* One row of a decision table. The first whose condition holds gives the due date. */
struct clock_row {
    str id, name;                   /* STR_NONE: the rule's own */
    struct condition when;
    struct due due;                 /* DUE_NONE: nothing to do while this holds */
    /* when the row comes to hold while the clock runs: at most so long after that day */
    struct due on_change;
    int slot;                       /* the first row with the same id; -1: the rule's own id */
    str why;                        /* said to the user: "placed with parents under an interim care order" */
    str source;
    enum mark mark;
};

struct clock_rule {
    str id, name, area, about, note;
    enum clock_type type;
    enum clock_level level;
    bool local;                     /* a council may set its own number */
    bool commenced;                 /* false: law that is not yet in force; never opens */
    str source;
    enum mark mark;
    struct period when;             /* day 0 must lie in it */
    str regime;                     /* "ASYE": shown where two regimes stand side by side */
    const struct kind *subject;     /* whose clock: person, worker, household, … */
    size_t nopens;
    const struct clock_opening *opens;
    int during;                     /* spell that must cover day 0 and whose end lapses the clock; -1: none */
    const struct kind *opening_kind;    /* conditions are compiled against it; NULL for birthdays */
    struct due due;
    struct due early;               /* how long before day 0 a meeting fact already counts; unit DUE_NONE: not at all */
    size_t nrows;
    const struct clock_row *rows;
    size_t nthen;
    /* the 2nd, 3rd … turn, counted from the day that the one before was met; the last repeats */
    const struct due *then;
    bool repeats;
    bool stops;                     /* after the last of then there is no further turn */
    size_t nmet;
    const struct clock_fact *met;
    size_t nlapses;
    const struct clock_lapse {
        enum { LAPSE_ON_FACT, LAPSE_ON_SPELL_END, LAPSE_ON_SPELL_START, LAPSE_AT_AGE } type;
        struct clock_fact fact;
        int spell, age;
    } *lapses;
    struct due given_up;            /* so long after the due day it leaves the lists and lapses; DUE_NONE: never */
    bool closes;                    /* after the due day nothing meets it: it lapses; flags do so too */
    bool office_hours;              /* opened after hours: day 0 is the next working day */
    uint64_t row_spells;            /* all that the rows ask about */
    bool rows_ask_age;
    str facts_text;                 /* what opens, meets and lapses it, as it was written, for comparing */
    const char *file;
    int line;
};

/* A stretch of time in a subject's life. */
struct spell_rule {
    str name, label, about;
    enum { SPELL_OF_RECORDS, SPELL_ALL_OF, SPELL_ANY_OF, SPELL_WITHOUT } type;
    const struct kind *subject;
    const struct kind *kind;        /* of the records that begin and end it; NULL for SPELL_ANY_OF */
    const struct field *from, *to;  /* to NULL: it never ends */
    struct condition where;         /* of the record; asks no spell */
    bool succeeds;                  /* one at a time: a record without an end ends where the next begins */
    int gap;                        /* days between two records that still make one spell; -1: each record is its own */
    size_t nparts;
    /* spells that come earlier in catalogue.spells; WITHOUT: the first less the others */
    const int *parts;
    struct due after, first;        /* begins only when it has lasted so long; ends when it has lasted so long */
    int age_from, age_to;           /* from that birthday, until that birthday; -1: no such bound */
    str text;                       /* as it was written, for comparing */
    const char *file;
    int line;
};

struct not_a_clock { str id, name, reason; };

/* places of the names that conditions may use beside fields */
enum { SPELLS_MAX = 64, NAME_AGE = 0, NAME_TURN = 1, NAME_SPELLS = 2 };

struct clock_rules {
    size_t nrules, nspells, nothers, nlists;
    const struct clock_rule *rules;
    const struct spell_rule *spells;
    const struct not_a_clock *others;
    int day_ends;                   /* minutes after midnight at which the working day ends */
};

/* Reads every file in clocks/, checks it against the kinds that are there by now and sets clock_rules,
 * clocks and nclocks of the catalogue. Faults are added to l->faults. */
void clock_rules_load(struct loading *l);

/* Adds a fault for every national rule of `national` that is missing or looser in l: a later due date, an
 * opening, meeting or lapsing fact that differs, an end date. Local norms are the council's to set. */
void clock_rules_guard(struct loading *l, const struct catalogue *national);

/* by its own or a row's id; row -1: its own */
const struct clock_rule *clock_rule_find(const struct clock_rules *r, str id, int *row);
/* What people call it: the row's name where it has one of its own, else the rule's. row -1: none. */
str clock_rule_name(const struct clock_rule *rule, int row);
const char *clock_level_name(enum clock_level level);   /* "statutory guidance" */
const char *clock_type_name(enum clock_type t);         /* "duty", "measure", "flag" */
const char *mark_name(enum mark m);                     /* "checked against its source", … as people are told */
#endif
