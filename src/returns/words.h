/* words.h - the words that the rules of every return share: what a cell says, and days.
 *
 *   #define RULE_CELL struct cell            the return's own, with p and n (its text), d (its day) and key (its first
 *   eight letters)
 *   #include "returns/words.h"               from its rule.h alone
 *
 * A cell that is missing or cannot be read makes every comparison false, so that one bad cell hides nothing else and no
 * rule has to ask first. Codes are compared as numbers: the key of a cell is made once, when it is read; the key of
 * "V3" is a constant to the compiler. */
#ifndef RETURNS_WORDS_H
#define RETURNS_WORDS_H
#include "base/date.h"
#include "base/str.h"

/* KEY("V3"): the key that a cell with this text has; a constant to the compiler, from a text that stands there. */
#define KEY_BYTE(s, i) \
    ((uint64_t)(unsigned char)((i) < sizeof("" s) - 1 ? ("" s)[(i) < sizeof("" s) ? (i) : 0] : 0) << (56 - 8 * (i)))
#define KEY(s)                                                                                                         \
    (KEY_BYTE(s, 0) | KEY_BYTE(s, 1) | KEY_BYTE(s, 2) | KEY_BYTE(s, 3) | KEY_BYTE(s, 4) | KEY_BYTE(s, 5) |             \
     KEY_BYTE(s, 6) | KEY_BYTE(s, 7))
/* IS(e->LS, "V3") and IN(e->LS, "V3", "V4"): up to 24 codes of up to eight letters. Never true of a missing cell. */
#define IS(x, s) ((x).key == KEY(s) && (x).p != NULL)
#define IN(x, ...) ((x).p != NULL && IN_JOIN(IN_HOW_MANY(__VA_ARGS__))((x).key, __VA_ARGS__))
#define IN_HOW_MANY(...)                                                                                               \
    IN_COUNT(__VA_ARGS__, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2,  \
             1, 0)
#define IN_COUNT(_1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15, _16, _17, _18, _19, _20, \
                 _21, _22, _23, _24, _25, _26, n, ...) n
#define IN_JOIN(n) IN_JOIN_(n)
#define IN_JOIN_(n) IN_##n
#define IN_1(v, a) ((v) == KEY(a))
#define IN_2(v, a, ...) (IN_1(v, a) || IN_1(v, __VA_ARGS__))
#define IN_3(v, a, ...) (IN_1(v, a) || IN_2(v, __VA_ARGS__))
#define IN_4(v, a, ...) (IN_1(v, a) || IN_3(v, __VA_ARGS__))
#define IN_5(v, a, ...) (IN_1(v, a) || IN_4(v, __VA_ARGS__))
#define IN_6(v, a, ...) (IN_1(v, a) || IN_5(v, __VA_ARGS__))
#define IN_7(v, a, ...) (IN_1(v, a) || IN_6(v, __VA_ARGS__))
#define IN_8(v, a, ...) (IN_1(v, a) || IN_7(v, __VA_ARGS__))
#define IN_9(v, a, ...) (IN_1(v, a) || IN_8(v, __VA_ARGS__))
#define IN_10(v, a, ...) (IN_1(v, a) || IN_9(v, __VA_ARGS__))
#define IN_11(v, a, ...) (IN_1(v, a) || IN_10(v, __VA_ARGS__))
#define IN_12(v, a, ...) (IN_1(v, a) || IN_11(v, __VA_ARGS__))
#define IN_13(v, a, ...) (IN_1(v, a) || IN_12(v, __VA_ARGS__))
#define IN_14(v, a, ...) (IN_1(v, a) || IN_13(v, __VA_ARGS__))
#define IN_15(v, a, ...) (IN_1(v, a) || IN_14(v, __VA_ARGS__))
#define IN_16(v, a, ...) (IN_1(v, a) || IN_15(v, __VA_ARGS__))
#define IN_17(v, a, ...) (IN_1(v, a) || IN_16(v, __VA_ARGS__))
#define IN_18(v, a, ...) (IN_1(v, a) || IN_17(v, __VA_ARGS__))
#define IN_19(v, a, ...) (IN_1(v, a) || IN_18(v, __VA_ARGS__))
#define IN_20(v, a, ...) (IN_1(v, a) || IN_19(v, __VA_ARGS__))
#define IN_21(v, a, ...) (IN_1(v, a) || IN_20(v, __VA_ARGS__))
#define IN_22(v, a, ...) (IN_1(v, a) || IN_21(v, __VA_ARGS__))
#define IN_23(v, a, ...) (IN_1(v, a) || IN_22(v, __VA_ARGS__))
#define IN_24(v, a, ...) (IN_1(v, a) || IN_23(v, __VA_ARGS__))
#define IN_25(v, a, ...) (IN_1(v, a) || IN_24(v, __VA_ARGS__))
#define IN_26(v, a, ...) (IN_1(v, a) || IN_25(v, __VA_ARGS__))

static inline str  text(RULE_CELL x)                 { return (str){ x.p, x.n }; }
static inline bool given(RULE_CELL x)                { return x.p != NULL; }
static inline bool readable(RULE_CELL x)             { return x.d != DAY_NONE; }

/* Days: never true when one of them is not known. */
static inline bool day_before(day a, day b)          { return a != DAY_NONE && b != DAY_NONE && a < b; }
static inline bool before(RULE_CELL a, RULE_CELL b)  { return day_before(a.d, b.d); }
static inline bool after(RULE_CELL a, RULE_CELL b)   { return day_before(b.d, a.d); }
static inline bool same_day(RULE_CELL a, RULE_CELL b) { return a.d != DAY_NONE && a.d == b.d; }
#endif
