/* yaml.h - a file of YAML as a small tree that remembers where everything stood.
 *
 * Everything is text, a list or a map; what a text means is for the reader of the
 * map to say. Anchors, aliases, tags and second documents are refused, a key that
 * comes twice is a fault, and depth and size are limited: a catalogue is data that
 * people edit, not a program. Nodes and texts live in the arena that was given.
 *
 *   struct yaml *root = yaml_read(&faults, mem, "kinds/person.yml", text);
 *   for (const struct yaml *k = yaml_get(root, "kinds")->first; k; k = k->next) … */
#ifndef CATALOGUE_YAML_H
#define CATALOGUE_YAML_H
#include "base/date.h"
#include "catalogue/catalogue.h"

enum yaml_type { YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml {
    enum yaml_type type;
    int line, column;               /* from 1 */
    const char *file;               /* "kinds/person.yml" */
    str key;                        /* inside a map: this value's key */
    int key_line, key_column;
    str text;                       /* YAML_TEXT; "" when nothing was written */
    size_t n;                       /* how many children */
    struct yaml *first, *next;
};

enum { YAML_FILE_MAX = 1024 * 1024, YAML_DEPTH_MAX = 12, YAML_KEYS_MAX = 64, FAULTS_MAX = 50 };

/* What is wrong, collected so that one run shows all of it. */
struct faults {
    arena *mem;
    size_t n;                       /* how many are kept, at most FAULTS_MAX */
    bool more;                      /* there were others */
    struct yaml_fault { const char *file; int line, column; str message; } at[FAULTS_MAX];
};

void fault_at(struct faults *f, const struct yaml *where, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* at the key, not its value */
void fault_at_key(struct faults *f, const struct yaml *where, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void fault_in(struct faults *f, const char *file, int line, int column, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
str  faults_text(struct faults *f);     /* "kinds/a.yml:12:5: …", a line each, in order of place */
/* All of them as one error: that of catalogue_load, and of what checks a catalogue further. */
err_code catalogue_faults(struct faults *f, err *e);

/* NULL, with a fault, when the file is not YAML that is allowed here. */
struct yaml *yaml_read(struct faults *f, arena *mem, const char *file, str text);
/* NULL when it has none, or map is NULL or no map */
const struct yaml *yaml_get(const struct yaml *map, const char *key);

/* --- maps with known keys ---------------------------------------------------------------------
 * A table says which keys a map may have and where each goes; everything else is a fault that
 * names the nearest key that is allowed. Fields of `into` whose key is missing are left alone. */
enum key_type {
    KEY_TEXT,       /* str */
    KEY_NAME,       /* str that can name a table, a column, a code set or a role */
    KEY_FLAG,       /* bool: yes or no */
    KEY_INT,        /* int64_t */
    KEY_DAY,        /* day: 2026-11-21 */
    KEY_MARK,       /* enum mark */
    KEY_LIST,       /* const struct yaml *, a list */
    KEY_ANY,        /* const struct yaml * */
};
struct key { const char *name; enum key_type type; size_t at; bool required; };
/* what: "a kind", for messages. false when node is no map. */
bool map_read(struct faults *f, const struct yaml *node, const char *what, size_t nkeys, const struct key *keys,
              void *into);
#define MAP_READ(f, node, what, keys, into) map_read((f), (node), (what), COUNT_OF(keys), (keys), (into))

/* The option nearest to a misspelt word, or NULL when none is near. */
const char *near_miss(str word, size_t n, const char *const *options);
/* NULL when the text can be a name, else what is wrong with it. */
const char *name_fault(str name);
#endif
