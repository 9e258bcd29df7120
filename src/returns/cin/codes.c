/* codes.c - the code sets of the census, and the authorities that give out unique pupil numbers. */
#include "returns/cin/rule.h"

#define K(s) KEY(s)
static const uint64_t ethnicity[] = { K("WBRI"), K("WIRI"), K("WIRT"), K("WOTH"), K("WROM"), K("MWBC"), K("MWBA"),
                                      K("MWAS"), K("MOTH"), K("AIND"), K("APKN"), K("ABAN"), K("AOTH"), K("BCRB"),
                                      K("BAFR"), K("BOTH"), K("CHNE"), K("OOTH"), K("REFU"), K("NOBT") };
static const uint64_t disability[] = { K("NONE"), K("MOB"), K("HAND"), K("PC"),  K("INC"), K("COMM"), K("LD"),
                                       K("HEAR"), K("VIS"), K("BEH"),  K("CON"), K("AUT"), K("DDA") };
static const uint64_t source[] = { K("1A"), K("1B"), K("1C"), K("1D"), K("2A"), K("2B"), K("3A"), K("3B"),
                                   K("3C"), K("3D"), K("3E"), K("3F"), K("4"),  K("5A"), K("5B"), K("5C"),
                                   K("5D"), K("6"),  K("7"),  K("8"),  K("9"),  K("10") };
static const uint64_t need[] = { K("N1"), K("N2"), K("N3"), K("N4"), K("N5"),
                                 K("N6"), K("N7"), K("N8"), K("N9"), K("N0") };
static const uint64_t closure[] = { K("RC1"), K("RC2"), K("RC3"), K("RC4"), K("RC5"),
                                    K("RC6"), K("RC7"), K("RC8"), K("RC9") };
/* 18A and 19A are still codes: 8945Q and 8950Q ask for the finer ones. */
static const uint64_t factor[] = { K("1A"),  K("1B"),  K("1C"),  K("2A"),  K("2B"),  K("2C"),  K("3A"),  K("3B"),
                                   K("3C"),  K("4A"),  K("4B"),  K("4C"),  K("5A"),  K("5B"),  K("5C"),  K("6A"),
                                   K("6B"),  K("6C"),  K("7A"),  K("8B"),  K("8C"),  K("8D"),  K("8E"),  K("8F"),
                                   K("9A"),  K("10A"), K("11A"), K("12A"), K("13A"), K("14A"), K("15A"), K("16A"),
                                   K("17A"), K("18A"), K("18B"), K("18C"), K("19A"), K("19B"), K("19C"), K("20"),
                                   K("21"),  K("22A"), K("23A"), K("24A") };
static const uint64_t abuse[] = { K("NEG"), K("PHY"), K("SAB"), K("EMO"), K("MUL") };
static const uint64_t sex[] = { K("M"), K("F"), K("U") };

bool cin_code_valid(enum cin_codes set, struct cin_cell x)
{
    static const struct { const uint64_t *at; size_t n; } sets[CIN_CODES_COUNT] = {
        [CIN_ETHNICITY] = { ethnicity, COUNT_OF(ethnicity) },
        [CIN_DISABILITY] = { disability, COUNT_OF(disability) },
        [CIN_REFERRAL_SOURCE] = { source, COUNT_OF(source) },
        [CIN_NEED] = { need, COUNT_OF(need) },
        [CIN_CLOSURE] = { closure, COUNT_OF(closure) },
        [CIN_FACTOR] = { factor, COUNT_OF(factor) },
        [CIN_ABUSE] = { abuse, COUNT_OF(abuse) },
        [CIN_SEX] = { sex, COUNT_OF(sex) },
    };
    if (!x.p || !x.key || !x.capitals)
        return false;
    for (size_t i = 0; i < sets[set].n; i++)
        if (sets[set].at[i] == x.key)
            return true;
    return false;
}

/* Codes of April 1998 and later, in England and Wales, with those that stand for no authority (1 to 5, 701 to 708).
 * Numbers outlive the authorities that issued them, so those that are gone since stay. */
bool cin_la_code(unsigned three_digits)
{
    static const struct { uint16_t first, last; } ranges[] = {
        { 1, 5 },     { 201, 213 }, { 301, 320 }, { 330, 336 }, { 340, 344 }, { 350, 359 }, { 370, 373 },
        { 380, 384 }, { 390, 394 }, { 420, 420 }, { 660, 681 }, { 701, 708 }, { 800, 803 }, { 805, 808 },
        { 810, 813 }, { 815, 816 }, { 820, 823 }, { 825, 826 }, { 830, 831 }, { 835, 841 }, { 845, 846 },
        { 850, 852 }, { 855, 857 }, { 860, 861 }, { 865, 896 }, { 908, 909 }, { 916, 916 }, { 919, 919 },
        { 921, 921 }, { 925, 926 }, { 928, 929 }, { 931, 931 }, { 933, 933 }, { 935, 938 }, { 940, 943 },
    };
    for (size_t i = 0; i < COUNT_OF(ranges); i++)
        if (three_digits >= ranges[i].first && three_digits <= ranges[i].last)
            return true;
    return false;
}
