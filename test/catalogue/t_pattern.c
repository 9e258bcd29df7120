/* t_pattern.c - the known forms of a text: what becomes of each, and what is none; NULL is none. */
#include "catalogue/pattern.h"
#include "tap.h"

static const struct { const char *form, *typed, *want; } cases[] = {
    /* check letters worked out by hand from the rule at the top of pattern.c */
    { "upn", "A000000000000", "A000000000000" },
    { "upn", "F999999999999", "F999999999999" },
    { "upn", "H801200001219", "H801200001219" },
    { "upn", "h8012 0000 1219", "H801200001219" },
    { "upn", "\tH801200001219 ", "H801200001219" },
    { "upn", "F80120000121A", "F80120000121A" },
    { "upn", "R80120000121Z", "R80120000121Z" },
    { "upn", "k10101010101b", "K10101010101B" },
    { "upn", "J801200001219", NULL },
    { "upn", "H801200001218", NULL },
    { "upn", "H810200001219", NULL },
    { "upn", "G80120000121A", NULL },
    { "upn", "F80120000121I", NULL },
    { "upn", "F8012000012A1", NULL },
    { "upn", "F80120000121-", NULL },
    { "upn", "8801200001219", NULL },
    { "upn", "@801200001219", NULL },
    { "upn", "[801200001219", NULL },
    { "upn", "H80120000121", NULL },
    { "upn", "H8012000012190", NULL },
    { "upn", "", NULL },

    { "nhs", "4857773456", NULL },
    { "nhs", "4857773457", "4857773457" },
    { "nhs", "9434765919", "9434765919" },
    { "nhs", "943 476-5919", "9434765919" },
    { "nhs", "1000000230", "1000000230" },
    { "nhs", "0000000000", "0000000000" },
    { "nhs", "9999999999", "9999999999" },
    { "nhs", "1000000011", NULL },
    { "nhs", "100000015:", NULL },
    { "nhs", "1000000150", NULL },
    { "nhs", "9434765918", NULL },
    { "nhs", "9434765910", NULL },
    { "nhs", "4943765919", NULL },
    { "nhs", "943476591", NULL },
    { "nhs", "94347659190", NULL },
    { "nhs", "943476591/", NULL },
    { "nhs", "A434765919", NULL },
    { "nhs", "943.476.5919", NULL },

    { "postcode", "m11ae", "M1 1AE" },
    { "postcode", "B33 8TH", "B33 8TH" },
    { "postcode", "CR2 6XH", "CR2 6XH" },
    { "postcode", "DN551PT", "DN55 1PT" },
    { "postcode", "W1A 0AX", "W1A 0AX" },
    { "postcode", "ec 1a 1b b", "EC1A 1BB" },
    { "postcode", "gir0aa", "GIR 0AA" },
    { "postcode", "NR1", "NR1" },
    { "postcode", "nr 1", NULL },
    { "postcode", "NR11", "NR11" },
    { "postcode", "W1A", "W1A" },
    { "postcode", "NR1 3", "NR1 3" },
    { "postcode", "nr11  3", "NR11 3" },
    { "postcode", "GIR", "GIR" },
    { "postcode", "GIX 0AA", NULL },
    { "postcode", "NR1 3A", NULL },
    { "postcode", "NR1 A", NULL },
    { "postcode", "NR1 AAB", NULL },
    { "postcode", "NR1 31B", NULL },
    { "postcode", "NR1 3A1", NULL },
    { "postcode", "NR111 3AB", NULL },
    { "postcode", "NRX 3AB", NULL },
    { "postcode", "NRN1 3AB", NULL },
    { "postcode", "1NR 3AB", NULL },
    { "postcode", "N 3AB", NULL },
    { "postcode", "NR1A1 3AB", NULL },
    { "postcode", "NR1-3AB", NULL },
    { "postcode", "NR1 3 A B C", NULL },
    { "postcode", "", NULL },

    { "email", "a@b.uk", "a@b.uk" },
    { "email", " a.b+c@d-e.gov.uk ", "a.b+c@d-e.gov.uk" },
    { "email", "a@b.c.de", "a@b.c.de" },
    { "email", "a@b.c", NULL },
    { "email", "@b.uk", NULL },
    { "email", "a@", NULL },
    { "email", "a@.uk", NULL },
    { "email", "a@b", NULL },
    { "email", "a@b.", NULL },
    { "email", "a@b..uk", NULL },
    { "email", "a@b@c.uk", NULL },
    { "email", "a b@c.uk", NULL },
    { "email", "a\tb@c.uk", NULL },
    { "email", "a\x01@c.uk", NULL },
    { "email", "<a@b.uk>", NULL },
    { "email", "a,b@c.uk", NULL },
    { "email", "a;b@c.uk", NULL },
    { "email", "\"a\"@c.uk", NULL },
    { "email", "(a)@c.uk", NULL },
    { "email", "nobody", NULL },
    { "email", "", NULL },

    { "phone", "01632 960001", "01632 960001" },
    { "phone", " +44 (0)1632-960-001 ", "+44 (0)1632-960-001" },
    { "phone", "999999", "999999" },
    { "phone", "123456789012345", "123456789012345" },
    { "phone", "99999", NULL },
    { "phone", "1234567890123456", NULL },
    { "phone", "01632+960001", NULL },
    { "phone", "++441632960001", NULL },
    { "phone", "01632.960001", NULL },
    { "phone", "01632/960001", NULL },
    { "phone", "01632 960001 x2", NULL },
    { "phone", "()-()-", NULL },
    { "phone", "", NULL },

    { "urn", "12345", "12345" },
    { "urn", "1234567", "1234567" },
    { "urn", "sc 012345", "SC012345" },
    { "urn", "SC0123456", "SC0123456" },
    { "urn", "1234", NULL },
    { "urn", "12345678", NULL },
    { "urn", "SC1234", NULL },
    { "urn", "SC12345678", NULL },
    { "urn", "SD012345", NULL },
    { "urn", "SCSC12345", NULL },
    { "urn", "12345A", NULL },
    { "urn", "1234/", NULL },
    { "urn", "1234:", NULL },
    { "urn", "", NULL },

    { "shoe size", "whatever it is", "whatever it is" },
};

static void test_lengths(arena *a)
{
    char text[256];
    const char *want = "";
    memset(text, 'a', sizeof text);
    memcpy(text + 200, "@b.uk", 5);
    ok(pattern_read(S("email"), (str){ text, 205 }, a, &want).p != NULL, "a long email address");
    memset(text, 'a', sizeof text);
    memcpy(text + 249, "@b.uk", 5);
    is_int((int64_t)pattern_read(S("email"), (str){ text, 254 }, a, &want).n, 254, "254 characters are the longest");
    memset(text, 'a', sizeof text);
    memcpy(text + 250, "@b.uk", 5);
    ok(pattern_read(S("email"), (str){ text, 255 }, a, &want).p == NULL, "one more is too long");
}

int main(void)
{
    arena a;
    arena_init(&a, 0);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *want = NULL, *name = arena_printf(&a, "%s: %s", cases[i].form, cases[i].typed).p;
        str got = pattern_read(str_of(cases[i].form), str_of(cases[i].typed), &a, &want);
        if (cases[i].want)
            is(got, str_of(cases[i].want), name);
        else
            ok(got.p == NULL, name);
        ok((want != NULL) == pattern_is_known(str_of(cases[i].form)), "... a known form says what it wants");
    }
    test_lengths(&a);
    size_t n = 0;
    const char *const *names = pattern_names(&n);
    is_int((int64_t)n, 6, "six forms");
    for (size_t i = 0; i < n; i++)
        ok(pattern_is_known(str_of(names[i])), names[i]);
    ok(!pattern_is_known(S("")) && !pattern_is_known(S("UPN")) && !pattern_is_known(S("up")), "and no others");
    arena_release(&a);
    return done_testing();
}
