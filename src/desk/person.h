/* person.h - one person as any list shows them: the name they go by, what the council does for them, who holds them,
 * what is due. */
#ifndef PERSON_H
#define PERSON_H
#include "desk/due.h"

/* What the council is doing for a child; several can be true at once. */
enum standing {
    STANDING_REFERRAL = 1,
    STANDING_CIN = 2,
    STANDING_CP = 4,
    STANDING_LOOKED_AFTER = 8,
    STANDING_CARE_LEAVER = 16
};

unsigned standing_named(str s);                     /* "cp": STANDING_CP; 0 for a name that is none */
/* "Sam (Samuel) Lee": the name they go by first */
str person_shown(arena *a, str forename, str known_as, str surname);

/* One person as lists show them: search results, families. */
struct person_line {
    int64_t id, holder_id;
    str name, council_id, holder, note;     /* note: why they are in the list: "former name", "mother" */
    day born_on, due_on, died_on, left_on;
    unsigned standing;
    size_t ndues, nlate;
    struct due_item *dues;
};
/* The lines of n people, in their order, in three statements and one trip however many they are; whoever is no longer
 * on the record is left out. The caller has asked access_sees of each. */
CHECKED err_code person_lines_read(struct store *s, const struct access_who *who, size_t n, const int64_t *ids,
                                   arena *a, size_t *nlines, struct person_line **to, err *e);
#endif
