/* t_value.c - what people and extracts type into a field: what is stored, what is shown, what is refused and how. */
#include "tap.h"
#include "catalogue/load.h"

static const char kinds[] =
    "group: G\nkinds:\n- name: person\n  label: P\n  plural: P\n  about: P\n  subject: person\n  read: a\n  write: a\n "
    " fields:\n"
    "  - {name: born_on, label: Date of birth, type: date, past: yes}\n  - {name: due_on, label: When is it due?, "
    "type: date, required: yes}\n"
    "  - {name: at, label: Time, type: instant, past: yes}\n  - {name: seen_on, label: When was it?, type: date, past: "
    "yes}\n  - {name: name, label: Name, type: text, min: 2, max: 10}\n"
    "  - {name: note, label: Note, type: note, max: 20}\n  - {name: sex, label: Sex, type: code, codes: sex, required: "
    "yes}\n"
    "  - {name: own, label: Own, type: code, codes: own}\n  - {name: who, label: Agencies, type: codes, codes: who}\n"
    "  - {name: n, label: Number, type: int, min: 0, max: 40}\n  - {name: fte, label: Share of full time, type: "
    "decimal, min: 0, max: 2}\n"
    "  - {name: cost, label: Cost, type: money, min: 0}\n  - {name: spent, label: Time spent, type: minutes, max: "
    "600}\n"
    "  - {name: seen, label: Was the child seen?, type: flag}\n  - {name: ref_id, label: Referral, type: ref, ref: "
    "person}\n"
    "  - {name: upn, label: UPN, type: text, pattern: upn}\n  - {name: nhs, label: NHS number, type: text, pattern: "
    "nhs}\n"
    "  - {name: postcode, label: Postcode, type: text, pattern: postcode}\n  - {name: email, label: Email, type: text, "
    "pattern: email}\n"
    "  - {name: phone, label: Phone, type: text, pattern: phone}\n  - {name: urn, label: URN, type: text, pattern: "
    "urn}\n";
static const char codes[] =
    "codesets:\n- {name: sex, label: S, codes: [{code: M, label: Male}, {code: F, label: Female}]}\n- {name: own, "
    "label: O, open: yes, codes: [{code: a1, label: First}]}\n"
    "- {name: who, label: W, codes: [{code: police, label: Police}, {code: health, label: Health}]}\n";

static const struct { const char *field, *typed, *stored, *shown; } taken[] = {
    { "born_on", "2015-03-27", "2015-03-27", "27 March 2015" },
    { "born_on", "27/03/2015", "2015-03-27", "27 March 2015" },
    { "born_on", " 27 3 2015 ", "2015-03-27", "27 March 2015" },
    { "born_on", "27 March 2015", "2015-03-27", "27 March 2015" },
    { "born_on", "7/3/2015", "2015-03-07", "7 March 2015" },
    { "born_on", "27-mar-2015", "2015-03-27", "27 March 2015" },
    { "born_on", "2015-03-27T00:00:00", "2015-03-27", "27 March 2015" },
    { "born_on", "21/11/2026", "2026-11-21", "21 November 2026" },
    { "born_on", "", NULL, "" },
    { "born_on", "  ", NULL, "" },
    { "at", "2026-07-01T09:30:00Z", "2026-07-01T09:30:00Z", "10:30am on 1 July 2026" },
    { "at", "2026-07-01T09:30", "2026-07-01T08:30:00Z", "9:30am on 1 July 2026" },
    { "at", "01/07/2026 09:30", "2026-07-01T08:30:00Z", "9:30am on 1 July 2026" },
    { "at", "1 7 2026 9.30pm", "2026-07-01T20:30:00Z", "9:30pm on 1 July 2026" },
    { "at", "1/12/2025 12am", "2025-12-01T00:00:00Z", "12am on 1 December 2025" },
    { "at", "1 December 2025 12:05pm", "2025-12-01T12:05:00Z", "12:05pm on 1 December 2025" },
    { "at", "2026-07-01", "2026-06-30T23:00:00Z", "12am on 1 July 2026" },
    { "at", "21/11/2026 23:59:59.000", "2026-11-21T23:59:59Z", "11:59pm on 21 November 2026" },
    { "name", " Ann ", "Ann", "Ann" },
    { "name", "A\nB\tC", "A B C", "A B C" },
    { "name", "Zo\xc3\xab", "Zo\xc3\xab", "Zo\xc3\xab" },
    { "name", "\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab",
      "\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab",
      "\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab\xc3\xab" },
    { "note", "one\r\ntwo\rthree", "one\ntwo\nthree", "one\ntwo\nthree" },
    { "sex", "F", "F", "Female" },
    { "sex", "f", "F", "Female" },
    { "sex", "female", "F", "Female" },
    { "own", "A1", "a1", "First" },
    { "own", "Something else", "Something else", "Something else" },
    { "who", "police, health", "health police", "Health, Police" },
    { "who", "POLICE police;police", "police", "Police" },
    { "who", " , ", NULL, "" },
    { "n", "3", "3", "3" },
    { "n", "0", "0", "0" },
    { "n", "40", "40", "40" },
    { "n", "007", "7", "7" },
    { "fte", "0.60", "0.6", "0.6" },
    { "fte", "1", "1", "1" },
    { "fte", "2.000", "2", "2" },
    { "fte", ".5", "0.5", "0.5" },
    { "cost", "12", "1200",
      "\xc2\xa3"
      "12.00" },
    { "cost",
      "\xc2\xa3"
      "1,234.5",
      "123450",
      "\xc2\xa3"
      "1,234.50" },
    { "cost", "1234567.89", "123456789",
      "\xc2\xa3"
      "1,234,567.89" },
    { "spent", "90", "90", "1 hour 30 minutes" },
    { "spent", "1:30", "90", "1 hour 30 minutes" },
    { "spent", "1h30", "90", "1 hour 30 minutes" },
    { "spent", "2 hours", "120", "2 hours" },
    { "spent", "1 hour 1 minute", "61", "1 hour 1 minute" },
    { "spent", "45 minutes", "45", "45 minutes" },
    { "seen", "Yes", "1", "Yes" },
    { "seen", "n", "0", "No" },
    { "seen", "TRUE", "1", "Yes" },
    { "seen", "0", "0", "No" },
    { "ref_id", "17", "17", "17" },
    { "upn", "a12345678901 2", "A123456789012", "A123456789012" },
    { "nhs", "943 476 5919", "9434765919", "943 476 5919" },
    { "nhs", "943-476-5919", "9434765919", "943 476 5919" },
    { "postcode", "nr13ab", "NR1 3AB", "NR1 3AB" },
    { "postcode", "ec1a 1bb", "EC1A 1BB", "EC1A 1BB" },
    { "postcode", "M1 1AE", "M1 1AE", "M1 1AE" },
    { "postcode", "nr1", "NR1", "NR1" },
    { "postcode", "NR1 3", "NR1 3", "NR1 3" },
    { "postcode", "GIR 0AA", "GIR 0AA", "GIR 0AA" },
    { "email", "a.b@norfolk.gov.uk", "a.b@norfolk.gov.uk", "a.b@norfolk.gov.uk" },
    { "phone", "+44 (0)1632 960-001", "+44 (0)1632 960-001", "+44 (0)1632 960-001" },
    { "urn", "sc012345", "SC012345", "SC012345" },
    { "urn", "123456", "123456", "123456" },
};

static const struct { const char *field, *typed, *want; } refused[] = {
    { "born_on", "31 2 2015", "Date of birth must be a real date, like 27 3 2015" },
    { "born_on", "27/3/15", "Date of birth must be a real date, like 27 3 2015" },
    { "born_on", "yesterday", "Date of birth must be a real date, like 27 3 2015" },
    { "born_on", "1 2 3 2015", "Date of birth must be a real date, like 27 3 2015" },
    { "born_on", "22/11/2026", "Date of birth must be today or in the past" },
    { "born_on", "0/1/2015", "Date of birth must be a real date, like 27 3 2015" },
    { "born_on", "3/13/2015", "Date of birth must be a real date, like 27 3 2015" },
    { "seen_on", "22/11/2026", "The date must be today or in the past" },
    { "due_on", "soon", "Enter a real date, like 27 3 2015" },
    { "due_on", "", "Answer \"When is it due?\"" },
    { "at", "1/7/2026 25:00", "Time must be a real date and time, like 27 3 2015 9:30am" },
    { "at", "9:30", "Time must be a real date and time, like 27 3 2015 9:30am" },
    { "at", "1/7/2026 13pm", "Time must be a real date and time, like 27 3 2015 9:30am" },
    { "at", "2026-11-22T09:00Z", "Time must be today or in the past" },
    { "at", "1/7/2026 0am", "Time must be a real date and time, like 27 3 2015 9:30am" },
    { "name", "A", "Name must be 2 characters or more" },
    { "name", "Abcdefghijk", "Name must be 10 characters or fewer" },
    { "name", "A\xff", "Name must be plain text: it has a character that cannot be kept, so type it again" },
    { "name", "A\xc0\x80", "Name must be plain text: it has a character that cannot be kept, so type it again" },
    { "name", "A\xed\xa0\x80", "Name must be plain text: it has a character that cannot be kept, so type it again" },
    { "note", "123456789012345678901", "Note must be 20 characters or fewer" },
    { "sex", "X", "Sex must be one of the choices in the list" },
    { "sex", "", "Sex is missing: choose it" },
    { "who", "police fire", "Agencies must be choices from the list" },
    { "n", "three", "Number must be a whole number, like 3" },
    { "n", "3.5", "Number must be a whole number, like 3" },
    { "n", "-1", "Number must be 0 or more" },
    { "n", "41", "Number must be 40 or less" },
    { "n", "99999999999999999999", "Number must be a whole number, like 3" },
    { "n", "-", "Number must be a whole number, like 3" },
    { "fte", "0.1234", "Share of full time must be a number with at most 3 decimal places, like 7.5" },
    { "fte", "2.1", "Share of full time must be 2 or less" },
    { "fte", "1.2.3", "Share of full time must be a number with at most 3 decimal places, like 7.5" },
    { "fte", ".", "Share of full time must be a number with at most 3 decimal places, like 7.5" },
    { "cost", "-3",
      "Cost must be \xc2\xa3"
      "0 or more" },
    { "cost", "12.345",
      "Cost must be an amount of money, like \xc2\xa3"
      "120.50" },
    { "cost", "lots",
      "Cost must be an amount of money, like \xc2\xa3"
      "120.50" },
    { "spent", "1:75", "Time spent must be a length of time, like 90 minutes or 1:30" },
    { "spent", "a while", "Time spent must be a length of time, like 90 minutes or 1:30" },
    { "spent", "-5", "Time spent must be a length of time, like 90 minutes or 1:30" },
    { "spent", "11 hours", "Time spent must be 600 or less" },
    { "seen", "perhaps", "Enter yes or no" },
    { "ref_id", "0", "Referral must be one of the records in the list" },
    { "ref_id", "-4", "Referral must be one of the records in the list" },
    { "upn", "B123456789012", "UPN must be 13 characters with a check letter, like A123456789012" },
    { "upn", "A12345678901", "UPN must be 13 characters with a check letter, like A123456789012" },
    { "nhs", "943 476 5918", "NHS number must be 10 digits, like 485 777 3456" },
    { "nhs", "12345", "NHS number must be 10 digits, like 485 777 3456" },
    { "postcode", "N", "Postcode must be a full postcode, like NR1 3AB" },
    { "postcode", "NR1 33B", "Postcode must be a full postcode, like NR1 3AB" },
    { "postcode", "3AB NR1", "Postcode must be a full postcode, like NR1 3AB" },
    { "email", "a@b", "Email must be an email address, like name@example.gov.uk" },
    { "email", "a b@c.uk", "Email must be an email address, like name@example.gov.uk" },
    { "email", "a@b@c.uk", "Email must be an email address, like name@example.gov.uk" },
    { "phone", "123", "Phone must be a phone number, like 01632 960001" },
    { "phone", "01632 CALL", "Phone must be a phone number, like 01632 960001" },
    { "urn", "SC12", "URN must be a unique reference number, like SC012345" },
};

/* What an import may bring although a form may not. */
static const struct { const char *field, *typed, *stored; } lenient[] = {
    { "due_on", "", NULL },
    { "sex", "", NULL },
    { "upn", "b12345678901 2", "B123456789012" },
    { "nhs", "943 476 5918", "9434765918" },
    { "postcode", "zz99 9zzz", "ZZ99 9ZZZ" },
    { "own", "Their own code", "Their own code" },
    { "email", "not given", "not given" },
    {
        "fte",
        "0.81081",
        "0.811",
    },
    { "fte", "0.8104999", "0.81" },
    { "n", "38.0", "38" },
    { "seen", "1.0", "1" },
    { "seen", "0.0", "0" },
};
static const struct { const char *field, *typed; } strict_still[] = {
    { "sex", "X" },      { "born_on", "31/02/2015" },       { "upn", "UN3" }, { "nhs", "123" },
    { "n", "x" },        { "name", "far too long a name" }, { "n", "38.5" },  { "seen", "2.0" },
    { "fte", "2.1234" },
};

static arena mem;

int main(void)
{
    arena_init(&mem, 0);
    err e = { .mem = &mem };
    const struct catalogue_file files[] = { { str_of("kinds/a.yml"), str_of(kinds) },
                                            { str_of("codes/a.yml"), str_of(codes) } };
    struct catalogue *c = NULL;
    if (!ok(catalogue_load_texts(&c, COUNT_OF(files), files, &e) == ERR_OK, "the kinds load"))
        return printf("# " STR_FMT "\n", STR_ARG(e.detail)), 1;
    const struct kind *k = catalogue_kind(c, S("person"));
    const day today = day_make(2026, 11, 21);
    value v;
    for (size_t i = 0; i < COUNT_OF(taken); i++) {
        const struct field *f = kind_field(k, str_of(taken[i].field));
        is_int(field_read(f, str_of(taken[i].typed), today, false, &mem, &v, &e), ERR_OK, taken[i].field);
        is(v.text, str_of(taken[i].stored), "  stored");
        ok((v.text.p == NULL) == (taken[i].stored == NULL), "  absent only when nothing was typed");
        value again = field_value(f, v.text);
        ok(again.num == v.num, "  the stored text gives the same number");
        is(field_shown(f, again, &mem), str_of(taken[i].shown), "  shown");
        value twice;
        bool same = !v.text.p || (f->type == FT_MONEY) ||
                    (field_read(f, v.text, today, false, &mem, &twice, &e) == ERR_OK && str_eq(twice.text, v.text));
        ok(same, "  what is stored can be typed again");
    }
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        e = (err){ .mem = &mem };
        is_int(field_read(kind_field(k, str_of(refused[i].field)), str_of(refused[i].typed), today, false, &mem, &v,
                          &e),
               ERR_INVALID, refused[i].field);
        is(e.message, str_of(refused[i].want), "  in its words");
        is(e.field, str_of(refused[i].field), "  and its field");
    }
    for (size_t i = 0; i < COUNT_OF(lenient); i++) {
        is_int(field_read(kind_field(k, str_of(lenient[i].field)), str_of(lenient[i].typed), today, true, &mem, &v, &e),
               ERR_OK, "an import may");
        is(v.text, str_of(lenient[i].stored), "  as it came");
    }
    for (size_t i = 0; i < COUNT_OF(strict_still); i++)
        is_int(field_read(kind_field(k, str_of(strict_still[i].field)), str_of(strict_still[i].typed), today, true,
                          &mem, &v, &e),
               ERR_INVALID, "even an import may not");
    catalogue_free(c);
    arena_release(&mem);
    return done_testing();
}
