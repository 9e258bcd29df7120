/* t_password.c - which passwords are refused, a line each: whose, what, and the words of the refusal that it meets. */
#include "../record/subjects.h"
#include "base/embedded.h"
#include "desk/password.h"

static const struct { const char *name, *shown, *password, *refusal; } cases[] = {
    { "ann.smith", "Ann Smith", "correct horse battery", NULL },
    { "ann.smith", "Ann Smith", "Holdfast demonstration", NULL },
    { "ann.smith", "Ann Smith", "four quiet words", NULL },
    { "ann.smith", "Ann Smith", "x7$kQ2!mVz9p", NULL },
    { "ann.smith", "Ann Smith", "h0rse battery, and a monkey", NULL },
    { "bo", "Bo Lee", "leeward umbrella pot", NULL },
    { "ann.smith", "Ann Smith", "", "12 characters or more" },
    { "ann.smith", "Ann Smith", "x7$kQ2!mVz9", "12 characters or more" },
    /* repeats and counting */
    { "ann.smith", "Ann Smith", "aaaaaaaaaaaa", "repeat itself" },
    { "ann.smith", "Ann Smith", "abcabcabcabc", "repeat itself" },
    { "ann.smith", "Ann Smith", "abcabcabcabcab", "repeat itself" },
    { "ann.smith", "Ann Smith", "quietdogsquietdogs", "repeat itself" },
    { "ann.smith", "Ann Smith", "abcdefghijklmnop", "repeat itself" },
    { "ann.smith", "Ann Smith", "zyxwvutsrqpon", "repeat itself" },
    { "ann.smith", "Ann Smith", "123456789012", "repeat itself" },
    { "ann.smith", "Ann Smith", "aaaabbbb9999", "repeat itself" },
    { "ann.smith", "Ann Smith", "xqxxqqxqxxxqqx", "repeat itself" },
    { "ann.smith", "Ann Smith", "quiet dogs run quiet dogs run ", NULL },
    /* names */
    { "ann.smith", "Ann Smith", "Smith-Smith-2026!", "your name" },
    { "ann.smith", "Ann Smith", "ann.smith horse battery", "your name" },
    { "asmi", "Zuleika Dobson", "ZuleikaDobson1", "your name" },
    { "asmi", "Zuleika Dobson", "dobson&7kq2", "12 characters or more" },
    { "asmi", "Zuleika Dobson", "my dobson&77", "your name" },
    { "ann.smith", "Ann Smith", "Holdfast2026!", "Holdfast" },
    { "ann.smith", "Ann Smith", "holdfast holdfast", "Holdfast" },
    { "ann.smith", "Ann Smith", "NorthamptonBorough1", "the council's" },
    { "ann.smith", "Ann Smith", "northampton12", "the council's" },
    /* what people use most, and next to it */
    { "ann.smith", "Ann Smith", "1qaz2wsx3edc", "people use most" },
    { "ann.smith", "Ann Smith", "administrator", "people use most" },
    { "ann.smith", "Ann Smith", "Administrator1", "people use most" },
    { "ann.smith", "Ann Smith", "!football2026", "people use most" },
    { "ann.smith", "Ann Smith", "P@ssword12345", "people use most" },
    { "ann.smith", "Ann Smith", "qwertyuiop[]12", "people use most" },
    { "ann.smith", "Ann Smith", "k3j-monkey-9xq", NULL },
};

static void run(int which)
{
    struct change authority = change_of("authority", "name", "Northampton Borough Council", NULL);
    struct put_result r = { 0 };
    int64_t id = 0;
    engine = which;
    struct store *s = open_store(both_where(which, "password", &mem), STORE_WRITE | STORE_CREATE);
    authority.lenient = true;
    CODE(save(s, &id, &authority, &r), ERR_OK, "a council");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        err_code rc = password_check(s, str_of(cases[i].password), str_of(cases[i].name), str_of(cases[i].shown), &e);
        const char *name = arena_printf(&mem, "%s: %s", both_engine[which], cases[i].password).p;
        if (cases[i].refusal)
            ok(rc == ERR_INVALID && str_eq(e.field, S("password")) && str_has(e.message, str_of(cases[i].refusal)),
               name);
        else
            CODE(rc, ERR_OK, name);
        e.code = ERR_OK;
    }
    store_close(s);
}

static void list(void)
{
    str rest = embedded_file(S("passwords.txt")), line, before = S("");
    size_t n = 0, disorder = 0;
    while (str_cut(&rest, '\n', &line)) {
        disorder += str_cmp(before, line) >= 0;
        before = line;
        n++;
    }
    ok(n >= 10000, "ten thousand and more are built in");
    is_int((int64_t)disorder, 0, "in the order in which they are looked for");
}

int main(void)
{
    subjects_start();
    list();
    for (int which = 0; which < 2; which++)
        run(which);
    subjects_stop();
    return done_testing();
}
