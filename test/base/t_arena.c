/* t_arena.c - what an arena hands out: zeroed, aligned, never twice, and an abort rather than NULL. */
#include "base/arena.h"
#include "base/fault.h"
#include "tap.h"
#include <signal.h>
#include <stdalign.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- what must abort, each in a process of its own ---------------------------------------------------- */

static void over_the_limit(void)
{
    arena a;
    arena_init(&a, 1024);
    arena_alloc(&a, 1025);
}

static void over_the_limit_in_steps(void)
{
    arena a;
    arena_init(&a, 1024);
    for (int i = 0; i < 65; i++)
        arena_alloc(&a, 16);
}

static void half_of_all_memory(void)
{
    arena a;
    arena_init(&a, 0);
    arena_alloc_raw(&a, SIZE_MAX / 2 + 1);
}

static void more_than_there_is(void)
{
    arena a;
    arena_init(&a, 0);
    arena_alloc_raw(&a, SIZE_MAX - 4);
}

static void an_armed_fault(void)
{
    arena a;
    arena_init(&a, 0);
    fault_arm(FAULT_MEMORY, 3);
    for (int i = 0; i < 3; i++)
        arena_alloc(&a, 1);
}

/* --- and what must not ---------------------------------------------------------------------------------- */

static void just_the_limit(void)
{
    arena a;
    arena_init(&a, 1024);
    arena_alloc(&a, 1024);
    arena_release(&a);
}

static void the_limit_again_after_clearing(void)
{
    arena a;
    arena_init(&a, 1024);
    for (int i = 0; i < 5; i++) {
        arena_alloc(&a, 1024);
        arena_clear(&a);
    }
    arena_alloc(&a, 1024);
    arena_release(&a);
}

static void the_limit_again_after_going_back(void)
{
    arena a;
    arena_init(&a, 1024);
    arena_mark m = arena_here(&a);
    for (int i = 0; i < 5; i++) {
        arena_alloc(&a, 1000);
        arena_back(&a, m);
    }
    arena_release(&a);
}

static void a_fault_not_due_yet(void)
{
    arena a;
    arena_init(&a, 0);
    fault_arm(FAULT_MEMORY, 3);
    arena_alloc(&a, 1);
    arena_alloc(&a, 1);
    fault_disarm();
    arena_alloc(&a, 1);
    arena_release(&a);
}

static void a_fault_of_another_kind(void)
{
    arena a;
    arena_init(&a, 0);
    fault_arm(FAULT_STORE, 1);
    arena_alloc(&a, 1);
    arena_release(&a);
}

static const struct { const char *name; void (*run)(void); bool aborts; } endings[] = {
    { "more than the limit at once", over_the_limit, true },
    { "more than the limit in steps", over_the_limit_in_steps, true },
    { "more than half of all memory", half_of_all_memory, true },
    { "a size that would turn over", more_than_there_is, true },
    { "an armed fault", an_armed_fault, true },
    { "just the limit", just_the_limit, false },
    { "the limit again, after clearing", the_limit_again_after_clearing, false },
    { "the limit again, after going back", the_limit_again_after_going_back, false },
    { "a fault that is not due yet, and one put off", a_fault_not_due_yet, false },
    { "a fault of another kind", a_fault_of_another_kind, false },
};

static void test_endings(void)
{
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        pid_t child = fork();
        if (child == 0) {
            if (!freopen("/dev/null", "w", stderr))
                _exit(3);
            endings[i].run();
            _exit(0);
        }
        int status = 0;
        waitpid(child, &status, 0);
        if (endings[i].aborts)
            ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, endings[i].name);
        else
            ok(WIFEXITED(status) && WEXITSTATUS(status) == 0, endings[i].name);
    }
}

/* --- what is handed out --------------------------------------------------------------------------------- */

static bool all_zero(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i])
            return false;
    return true;
}

/* Sizes around every edge of alignment and of the first blocks, each filled to its end and looked at afterwards. */
static void test_pieces(void)
{
    static const size_t sizes[] = { 0, 1, 15, 16, 17, 31, 33, 255, 4096, 16383, 16384, 16385, 32768, 65537, 1 };
    char *piece[COUNT_OF(sizes)];
    bool zeroed = true, aligned = true, kept = true;
    arena a;
    arena_init(&a, 0);
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        piece[i] = arena_alloc(&a, sizes[i]);
        zeroed = zeroed && all_zero(piece[i], sizes[i]);
        aligned = aligned && (uintptr_t)piece[i] % alignof(max_align_t) == 0;
        memset(piece[i], (int)i + 1, sizes[i]);
    }
    for (size_t i = 0; i < COUNT_OF(sizes); i++)
        for (size_t k = 0; k < sizes[i]; k++)
            kept = kept && piece[i][k] == (char)(i + 1);
    ok(zeroed, "what comes is zeroed");
    ok(aligned, "and aligned for anything");
    ok(kept, "and no two share a byte");
    ok(piece[0] != piece[1], "nothing has a place of its own too");
    arena_clear(&a);
    memset(arena_alloc_raw(&a, 4096), 'x', 4096);
    arena_clear(&a);
    ok(all_zero(arena_alloc(&a, 4096), 4096), "used memory comes zeroed again");
    arena_release(&a);
    ok(a.top == NULL && a.used_total == 0, "nothing is left after release");
    ok(all_zero(arena_alloc(&a, 64), 64), "and it can be used again");
    arena_release(&a);
}

static void test_marks(void)
{
    arena a;
    arena_init(&a, 0);
    arena_mark empty = arena_here(&a);
    char *first = arena_alloc(&a, 16);
    arena_mark m = arena_here(&a);
    char *second = arena_alloc(&a, 32);
    arena_back(&a, m);
    ok(arena_alloc_raw(&a, 32) == second, "what came after a mark is given back");
    memcpy(first, "kept", 5);
    arena_alloc(&a, 100000);
    arena_back(&a, m);
    ok(strcmp(first, "kept") == 0, "what came before stays");
    is_int((int64_t)a.used_total, 16, "and only that is counted");
    ok(arena_alloc_raw(&a, 32) == second, "over the end of a block too");
    arena_back(&a, empty);
    ok(a.top == NULL && a.used_total == 0, "a mark of an empty arena empties it");
    arena_release(&a);
}

static void test_clear_keeps_the_largest(void)
{
    arena a;
    arena_init(&a, 0);
    arena_alloc(&a, 100);
    arena_alloc(&a, 200000);
    arena_clear(&a);
    is_int((int64_t)a.used_total, 0, "a cleared arena counts nothing");
    arena_block *kept = a.top;
    arena_alloc(&a, 200000);
    ok(a.top == kept, "and has room for as much as before without asking for more");
    arena_clear(&a);
    arena_clear(&a);
    ok(a.top == kept, "twice cleared is cleared");
    arena_release(&a);
    arena_clear(&a);
    ok(a.top == NULL, "an empty one may be cleared");
}

/* --- texts ------------------------------------------------------------------------------------------------ */

static const struct { const char *name; size_t n; str parts[3]; str between; const char *want; } joins[] = {
    { "nothing", 0, { { 0 } }, { ", ", 2 }, "" },
    { "one", 1, { { "a", 1 } }, { ", ", 2 }, "a" },
    { "three", 3, { { "a", 1 }, { "bc", 2 }, { "d", 1 } }, { ", ", 2 }, "a, bc, d" },
    { "with nothing between", 3, { { "a", 1 }, { "b", 1 }, { "c", 1 } }, { NULL, 0 }, "abc" },
    { "empty ones keep their place", 3, { { "", 0 }, { NULL, 0 }, { "c", 1 } }, { "|", 1 }, "||c" },
};

static void test_texts(void)
{
    arena a;
    arena_init(&a, 0);
    for (size_t i = 0; i < COUNT_OF(joins); i++) {
        str got = arena_join(&a, joins[i].n, joins[i].parts, joins[i].between);
        is(got, str_of(joins[i].want), joins[i].name);
        ok(got.p[got.n] == '\0', "and ends with a NUL");
    }
    char own[] = "abcdef";
    str copy = arena_copy(&a, (str){ own, 3 });
    own[0] = 'X';
    is(copy, S("abc"), "a copy is its own");
    ok(copy.p[3] == '\0', "and NUL-terminated");
    ok(arena_copy(&a, STR_NONE).p == NULL, "no value stays no value");
    ok(arena_copy(&a, S("")).p != NULL, "an empty text stays a text");
    is(str_of(arena_z(&a, (str){ "abc", 2 })), S("ab"), "a C string of a slice");
    is(str_of(arena_z(&a, STR_NONE)), S(""), "of no value too");
    str said = arena_printf(&a, "%d %s", 42, "days");
    is(said, S("42 days"), "printed");
    ok(said.p[said.n] == '\0', "and NUL-terminated");
    is_int((int64_t)arena_printf(&a, "%*s", 100000, "x").n, 100000, "as long as it needs");
    arena_release(&a);
}

static void test_growing(void)
{
    arena a;
    arena_init(&a, 0);
    int *v = NULL;
    size_t n = 0, cap = 0;
    bool room = true, same = true, zeroed = true;
    for (int i = 0; i < 1000; i++) {
        ARENA_PUSH(&a, v, n, cap) = i;
        room = room && cap >= n;
        for (size_t k = n; k < cap; k++)
            zeroed = zeroed && v[k] == 0;
    }
    for (int i = 0; i < 1000; i++)
        same = same && v[i] == i;
    is_int((int64_t)n, 1000, "a thousand pushed");
    ok(room && same, "and each in its place");
    ok(zeroed, "the room that is left is zeroed");
    is_int((int64_t)cap, 1024, "room doubles");
    arena_release(&a);
}

int main(void)
{
    test_endings();
    test_pieces();
    test_marks();
    test_clear_keeps_the_largest();
    test_texts();
    test_growing();
    return done_testing();
}
