/* t_keys.c - the keys that an import has made: a hash never decides alone. The same cases with the hash of the program,
 * with one that gives everything the same number, and with one that gives two. */
#include "../tap.h"
#include "exchange/keys.h"

static uint64_t one_for_all(str s) { (void)s; return 7; }
static uint64_t one_of_two(str s) { return s.n & 1; }

static void cases_of(const char *name, uint64_t (*hash)(str), int many)
{
    arena mem;
    struct key_set s;
    struct kind visit = { .index = 1 }, plan = { .index = 2 };
    arena_init(&mem, 0);
    key_set_init(&s, &mem, hash);
    printf("# %s\n", name);
    ok(!key_set_has(&s, &visit, S("ssd:V1")), "an empty set has nothing");
    char room[] = "ssd:V1";
    key_set_add(&s, &visit, (str){ room, 6 });
    room[5] = '9';
    ok(key_set_has(&s, &visit, S("ssd:V1")), "a key is there, whatever becomes of the text that it was given as");
    ok(!key_set_has(&s, &visit, S("ssd:V9")), "what that text says now is not");
    ok(!key_set_has(&s, &visit, S("ssd:V2")), "another number is not");
    ok(!key_set_has(&s, &visit, S("ssd:V11")), "nor a longer one");
    ok(!key_set_has(&s, &visit, S("ssd:V")), "nor a shorter one");
    ok(!key_set_has(&s, &visit, S("")), "nor none");
    ok(!key_set_has(&s, &plan, S("ssd:V1")), "nor the same number of another kind");
    key_set_add(&s, &plan, S("ssd:V1"));
    ok(key_set_has(&s, &plan, S("ssd:V1")) && key_set_has(&s, &visit, S("ssd:V1")), "both kinds have it then");
    key_set_add(&s, &visit, S("ssd:V1"));
    is_int((int64_t)s.n, 2, "once more changes nothing");
    for (int i = 0; i < many; i++)
        key_set_add(&s, &visit, arena_printf(&mem, "%d", i));
    int found = 0;
    for (int i = 0; i < many; i++)
        found += key_set_has(&s, &visit, arena_printf(&mem, "%d", i)) &&
                 !key_set_has(&s, &plan, arena_printf(&mem, "%d", i));
    is_int(found, many, "all are there after it has grown, and of the one kind only");
    is_int((int64_t)s.n, many + 2, "and counted");
    ok(!key_set_has(&s, &visit, arena_printf(&mem, "%d", many)), "one more is not");
    arena_release(&mem);
}

int main(void)
{
    cases_of("the program's hash", str_hash, 5000);
    cases_of("one hash for all", one_for_all, 2100);
    cases_of("two hashes", one_of_two, 2100);
    return done_testing();
}
