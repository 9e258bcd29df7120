/* clock_parse.h - what the readers of spells, rules and their guard share. Not for others. */
#ifndef CLOCK_PARSE_H
#define CLOCK_PARSE_H
#include "catalogue/clock_rules.h"
#include "catalogue/yaml.h"

struct clock_reader {
    struct catalogue *cat;
    struct faults *faults;
    arena *mem;
    struct clock_rules *out;
    struct spell_rule *spells;
    size_t nspells;
    str names[NAME_SPELLS + SPELLS_MAX];    /* age, turn, then spells */
    struct clock_rule *rules;
    size_t nrules, rules_cap;
    struct not_a_clock *others;
    size_t nothers, others_cap;
};

void clock_spells_read(struct clock_reader *r, const struct yaml *list);
/* with a fault when there is none; -1 */
int  clock_spell_find(struct clock_reader *r, const struct yaml *name);
bool clock_due_read(struct clock_reader *r, const struct yaml *node, const struct kind *k, struct due *out);
/* "kind.field", a date or an instant */
bool clock_field_read(struct clock_reader *r, const struct yaml *node, const struct kind **k, const struct field **f);
struct condition clock_condition_read(struct clock_reader *r, const struct yaml *node, const struct kind *k,
                                      bool spells);
str  clock_node_text(arena *mem, const struct yaml *node);      /* written the same way whatever the layout */
#endif
