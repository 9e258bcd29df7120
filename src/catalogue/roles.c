/* roles.c - roles.yml: what each role can do, read and write, and within whose records. */
#include "catalogue/capability.h"
#include "catalogue/load.h"

struct role_draft { struct role role; str read_scope, write_scope; };

static const struct key role_keys[] = {
    { "name",        KEY_NAME, offsetof(struct role_draft, role.name), true },
    { "label",       KEY_TEXT, offsetof(struct role_draft, role.label), true },
    { "about",       KEY_TEXT, offsetof(struct role_draft, role.about), true },
    { "start",       KEY_TEXT, offsetof(struct role_draft, role.start), false },
    { "can",         KEY_TEXT, offsetof(struct role_draft, role.can), false },
    { "reads",       KEY_TEXT, offsetof(struct role_draft, role.reads), false },
    { "writes",      KEY_TEXT, offsetof(struct role_draft, role.writes), false },
    { "read_scope",  KEY_TEXT, offsetof(struct role_draft, read_scope), false },
    { "write_scope", KEY_TEXT, offsetof(struct role_draft, write_scope), false },
};

static enum scope read_scope(struct loading *l, const struct yaml *node, const char *key, str text)
{
    static const char *const scopes[] = {
        [SCOPE_NONE] = "none", [SCOPE_OWN] = "own", [SCOPE_TEAM] = "team", [SCOPE_ALL] = "all"
    };
    for (size_t i = 0; i < COUNT_OF(scopes); i++)
        if (str_eq(text, str_of(scopes[i])))
            return (enum scope)i;
    fault_at(l->faults, yaml_get(node, key), "%s is none, own, team or all, not \"" STR_FMT "\"", key, STR_ARG(text));
    return SCOPE_NONE;
}

void load_roles(struct loading *l)
{
    size_t n = loading_count(l, "roles.yml", "roles"), tree = 0, i = 0;
    l->roles = arena_array(l->mem, struct role, n);
    l->role_nodes = arena_array(l->mem, const struct yaml *, n);
    for (const struct yaml *item = NULL; loading_next(l, "roles.yml", "roles", &tree, &item); i++) {
        struct role_draft d = {
            .role = { .name = S(""), .label = S(""), .about = S(""), .start = S(""), .can = S(""), .reads = S(""),
                      .writes = S("") },
            .read_scope = S("none"),
            .write_scope = S("none")
        };
        MAP_READ(l->faults, item, "a role", role_keys, &d);
        d.role.read_scope = read_scope(l, item, "read_scope", d.read_scope);
        d.role.write_scope = read_scope(l, item, "write_scope", d.write_scope);
        l->role_nodes[i] = item;
        l->roles[i] = d.role;
    }
    l->cat->nroles = n;
    l->cat->roles = l->roles;
}

const struct role *catalogue_role(const struct catalogue *c, str name)
{
    for (size_t i = 0; i < c->nroles; i++)
        if (str_eq(c->roles[i].name, name))
            return &c->roles[i];
    return NULL;
}

/* --- checks --------------------------------------------------------------------------------------- */
static void check_capabilities(struct loading *l, const struct yaml *node, str can)
{
    str word;
    while (str_cut(&can, ' ', &word)) {
        if (word.n == 0 || capability_named(word) < CAN__COUNT)
            continue;
        const char *near = near_miss(word, CAN__COUNT, capability_names);
        const struct yaml *at = yaml_get(node, "can");
        if (near)
            fault_at(l->faults, at, "no page or command asks for \"" STR_FMT "\": did you mean \"%s\"?", STR_ARG(word),
                     near);
        else
            fault_at(l->faults, at, "no page or command asks for \"" STR_FMT "\": see src/catalogue/capability.def "
                     "for what a role can be allowed", STR_ARG(word));
    }
}

static void check_groups(struct loading *l, const struct yaml *node, const char *key, str groups, bool writes)
{
    str word;
    while (str_cut(&groups, ' ', &word)) {
        bool known = word.n == 0 || str_eq(word, S("*"));
        for (size_t i = 0; i < l->cat->nkinds && !known; i++)
            known = str_eq(word, writes ? l->kinds[i].write_group : l->kinds[i].read_group);
        if (!known)
            fault_at(l->faults, yaml_get(node, key), "no kind has \"%s: " STR_FMT "\": mend the word or take it out",
                     writes ? "write" : "read", STR_ARG(word));
    }
}

void check_roles(struct loading *l)
{
    for (size_t i = 0; i < l->cat->nroles; i++) {
        const struct role *r = &l->roles[i];
        const struct yaml *node = l->role_nodes[i];
        for (size_t j = 0; j < i; j++)
            if (r->name.n && str_eq(r->name, l->roles[j].name))
                fault_at(l->faults, node, "there is a role \"" STR_FMT "\" already, on line %d: choose another name",
                         STR_ARG(r->name), l->role_nodes[j]->line);
        check_capabilities(l, node, r->can);
        check_groups(l, node, "reads", r->reads, false);
        check_groups(l, node, "writes", r->writes, true);
        if (r->reads.n && r->read_scope == SCOPE_NONE)
            fault_at(l->faults, node,
                     "role \"" STR_FMT "\" reads something, so it needs \"read_scope\": own, team or all",
                     STR_ARG(r->name));
        if (r->writes.n && r->write_scope == SCOPE_NONE)
            fault_at(l->faults, node,
                     "role \"" STR_FMT "\" writes something, so it needs \"write_scope\": own, team or all",
                     STR_ARG(r->name));
    }
}
