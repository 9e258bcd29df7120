/* t_ssda903_set.c - reading a return: what is wrong with files is said, nothing depends on the order of rows and files,
 * and one child checked alone has exactly its issues out of the whole. */
#include "returns/ssda903/set.h"
#include "tap.h"
#include <stdlib.h>
#include <unistd.h>

struct run { arena a; err e; struct set s; struct check k; struct collection year; };

static void run_init(struct run *r)
{
    *r = (struct run){ 0 };
    arena_init(&r->a, 0);
    r->e.mem = &r->a;
    set_init(&r->s, &r->a);
    collection_of(&r->year, 2026);
}

static void run_check(struct run *r, size_t only)
{
    ssda903_check_init(&r->k, &r->year, r->s.have, &r->a);
    set_check(&r->s, &r->k, only, NULL, NULL);
}

static void run_end(struct run *r)
{
    set_close(&r->s);
    arena_release(&r->a);
}

static bool has_note(const struct set *s, const char *part)
{
    for (size_t i = 0; i < s->nnotes; i++)
        if (str_has(s->notes[i].text, str_of(part)))
            return true;
    return false;
}

static size_t count_of(const struct check *k, const char *code)
{
    for (size_t i = 0; i < ssda903_rule_count; i++)
        if (strcmp(ssda903_rules[i].text.code, code) == 0)
            return k->counts[i];
    return SIZE_MAX;
}

static void add(struct run *r, const char *name, const char *text)
{
    if (set_add_bytes(&r->s, str_of(name), str_of(text), false, &r->e))
        printf("# %s: " STR_FMT "\n", name, STR_ARG(r->e.message));
}

static void files_say_what_is_wrong(void)
{
    struct run r;
    run_init(&r);
    add(&r, "Header 2026.csv",
        "dob;Sex;CHILD;ETHNIC;UPN;MOTHER;COLOUR\n01/02/2015; M;7;wbri;A123456789012;1.0;red\n31/02/2015;M "
        ";8;WBRI;UN1;;\n;;;;;;\n01/01/2015;M;;WBRI;UN2;;\n");
    add(&r, "episodes.csv", "CHILD,DECOM\n7,\"01/05/2026\n8,01/05/2026\n");
    add(&r, "notes.csv", "anything\n1\n");
    set_index(&r.s);
    run_check(&r, SIZE_MAX);
    ok(has_note(&r.s, "MC_DOB is missing"), "a missing column is named");
    ok(has_note(&r.s, "COLOUR"), "a column too many is named");
    ok(has_note(&r.s, "not that of a table"), "a file that is no table is named");
    ok(has_note(&r.s, "has no CHILD"), "a row without a child is named");
    ok(has_note(&r.s, "left out:"), "a row with a quote that never closes is named");
    is_int((int64_t)r.s.nchildren, 3, "the rows after it are still read");
    is_int((int64_t)count_of(&r.k, "103"), 1, "a code in lower case does not slip through");
    is_int((int64_t)count_of(&r.k, "102"), 1, "a date that cannot be is an issue of its own");
    is_int((int64_t)count_of(&r.k, "101"), 0, "spaces around a code are no fault");
    is_int((int64_t)count_of(&r.k, "165"), 1, "1.0 is 1: a boy cannot be a mother");
    ok(ssda903_rule_lacks(&ssda903_rules[0], 0, &r.a).n > 0, "a rule that cannot run says what it needs");
    run_end(&r);
}

static void xml_is_the_same_return(void)
{
    struct run r;
    run_init(&r);
    add(&r, "return.xml",
        "<EXPSSDA903>\n<CHILD>\n<HEADER><CHILDID>5</CHILDID><SEX>M</SEX><DOB>01/02/2015</DOB><ETHNIC>WBRI</"
        "ETHNIC><UASC>1</UASC><DUC>soon</DUC>\n"
        "<AREVIEW><REVIEW>05/05/2026</REVIEW>\n<REVIEW_CODE>PN9</REVIEW_CODE></AREVIEW><OC2><CONVICTED>7</CONVICTED></"
        "OC2></HEADER>\n"
        "<EPISODE><DECOM>01/05/2026</DECOM><RNE>S</RNE><LS>c2</LS><PL>U1</PL></EPISODE></CHILD></EXPSSDA903>");
    set_index(&r.s);
    run_check(&r, SIZE_MAX);
    is_int((int64_t)count_of(&r.k, "167"), 1, "reviews are read");
    is_int((int64_t)count_of(&r.k, "104"), 1, "asylum is read from the header");
    is_int((int64_t)count_of(&r.k, "181"), 1, "yearly outcomes are read");
    is_int((int64_t)count_of(&r.k, "144"), 1, "episodes are read");
    is_int((int64_t)count_of(&r.k, "526"), 1, "PL is PLACE");
    for (size_t i = 0; i < r.k.nissues; i++)
        if (strcmp(ssda903_rules[r.k.issues[i].rule].text.code, "144") == 0)
            is_int(r.k.issues[i].line, 6, "rows keep their lines");
    run_end(&r);
    run_init(&r);
    ok(set_add_bytes(&r.s, S("x.xml"), S("<Message/>"), false, &r.e) == ERR_INVALID, "another return's XML is refused");
    r.e = (err){ .mem = &r.a };
    ok(set_add_bytes(&r.s, S("x.xml"), S("<EXPSSDA903><CHILD><HEADER><CHILDID>5</CHILDID></HEADER></CHILD><CHILD>"),
                     false, &r.e) == ERR_OK &&
           has_note(&r.s, "What comes before it was checked"),
       "XML that breaks off is checked as far as it goes");
    r.e = (err){ .mem = &r.a };
    ok(set_add_bytes(&r.s, S("x.xml"), S("<!DOCTYPE a [<!ENTITY b \"c\">]><EXPSSDA903/>"), false, &r.e) == ERR_INVALID,
       "entities are refused");
    run_end(&r);
}

static const char *sample_folder(void)
{
    static const char *const places[] = { "../shared/samples/ssda903-faulty", "test/returns/data/ssda903" };
    const char *given = getenv("HOLDFAST_SSDA903_SAMPLES");
    if (given)
        return given;
    return access(places[0], R_OK) == 0 ? places[0] : places[1];
}

/* Rows and files of the sample in reverse. */
static void reversed(struct run *r, const struct run *from)
{
    for (size_t i = from->s.nfiles; i-- > 0;) {
        const struct set_file *f = from->s.files[i];
        str all = encoding_skip_bom(f->grid.csv.all), line, *lines = NULL;
        size_t n = 0, cap = 0;
        out o = { 0 };
        while (str_cut(&all, '\n', &line))
            ARENA_PUSH(&r->a, lines, n, cap) = line;
        out_raw(&o, lines[0]);
        out_char(&o, '\n');
        for (size_t k = n; k-- > 1;) {
            out_raw(&o, lines[k]);
            out_char(&o, '\n');
        }
        if (set_add_bytes(&r->s, f->name, arena_copy(&r->a, out_str(&o)), f->back, &r->e))
            printf("# " STR_FMT "\n", STR_ARG(r->e.message));
        out_release(&o);
    }
    set_index(&r->s);
}

static bool same_issue(const struct issue *a, const struct issue *b)
{
    return a->rule == b->rule && a->table == b->table && a->last == b->last && a->content == b->content &&
           str_eq(a->child, b->child);
}

static void nothing_depends_on_order(const struct run *all)
{
    struct run back;
    run_init(&back);
    reversed(&back, all);
    run_check(&back, SIZE_MAX);
    is_int((int64_t)back.k.nissues, (int64_t)all->k.nissues, "as many issues with files and rows in reverse");
    bool same = back.k.nissues == all->k.nissues;
    for (size_t i = 0; i < all->k.nissues && same; i++)
        same = same_issue(&all->k.issues[i], &back.k.issues[i]);
    ok(same, "the same issues in the same order");
    run_end(&back);
}

/* What a child alone gives: all rules, then the issues across children are added by the whole's keys. */
static void one_child_alone(struct run *all)
{
    size_t wrong = 0, checked = 0;
    for (size_t n = 0; n < all->s.nchildren; n++) {
        struct run one;
        struct child c;
        run_init(&one);
        set_child(&all->s, n, &c, &one.a);
        ssda903_check_init(&one.k, &one.year, all->s.have, &one.a);
        ssda903_check_child(&one.k, &c);
        ssda903_check_end(&one.k);
        size_t i = 0;
        for (size_t k = 0; k < all->k.nissues; k++) {
            const struct issue *x = &all->k.issues[k];
            if (strcmp(ssda903_rules[x->rule].text.code, "444") == 0 || !str_eq(x->child, all->s.children[n]))
                continue;
            if (i >= one.k.nissues || !same_issue(x, &one.k.issues[i]))
                wrong++;
            i++;
            checked++;
        }
        wrong += i != one.k.nissues;
        run_end(&one);
        if (all->s.nchildren > 400)
            n += 6;                     /* every seventh child of a large sample: each looks through all issues */
    }
    is_int((int64_t)wrong, 0, "each child alone has exactly its issues out of the whole");
    ok(checked > 0, "and there were some");
    struct run kept;
    run_init(&kept);
    ssda903_check_init(&kept.k, &kept.year, all->s.have, &kept.a);
    set_check(&all->s, &kept.k, 0, NULL, NULL);
    size_t want = 0;
    for (size_t k = 0; k < all->k.nissues; k++)
        want += str_eq(all->k.issues[k].child, all->s.children[0]);
    is_int((int64_t)kept.k.nissues, (int64_t)want, "one child asked for has its issues across children too");
    arena_release(&kept.a);
}

/* Enough children for threads; every third shares a UPN with another, every fifth has an
 * episode that ends before it began. */
static void as_many_processors_as_there_are(void)
{
    struct run r;
    out header = { 0 }, episodes = { 0 };
    out_raw(&header, S("CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n"));
    out_raw(&episodes,
            S("CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"));
    for (int i = 0; i < 3000; i++) {
        out_printf(&header, "c%d,M,01/02/2015,WBRI,A%012d,,\n", i, i % 3 ? i : i / 6);
        out_printf(&episodes, "c%d,05/06/2026,S,C2,N1,U1,PR1,%s,,,,,SC1\n", i, i % 5 ? "" : "04/06/2026");
    }
    run_init(&r);
    ok(set_add_bytes(&r.s, S("header.csv"), out_str(&header), 0, &r.e) == ERR_OK &&
           set_add_bytes(&r.s, S("episodes.csv"), out_str(&episodes), 0, &r.e) == ERR_OK,
       "three thousand children");
    set_index(&r.s);
    run_check(&r, SIZE_MAX);
    for (unsigned processors = 1; processors <= 3; processors++) {
        struct check k;
        size_t wrong = 0;
        ssda903_check_init(&k, &r.year, r.s.have, &r.a);
        set_check_on(&r.s, &k, processors, NULL, NULL);
        for (size_t i = 0; i < k.nissues && i < r.k.nissues; i++)
            wrong += !same_issue(&k.issues[i], &r.k.issues[i]) || k.issues[i].line != r.k.issues[i].line;
        ok(k.nissues > 2000 && k.nissues == r.k.nissues && wrong == 0,
           "have the same issues in the same order on any number of processors");
        ok(memcmp(k.counts, r.k.counts, k.nrules * sizeof *k.counts) == 0, "as many of each rule");
    }
    run_end(&r);
    out_release(&header);
    out_release(&episodes);
}

static void reports_name_every_rule(const struct run *all)
{
    out text = { 0 }, json = { 0 }, csv = { 0 };
    arena a;
    size_t absent = 0, lines = 0;
    arena_init(&a, 0);
    struct report r;
    set_report(&all->s, &all->k, &r, &a);
    report_as_text(&text, &r);
    report_as_json(&json, &r);
    report_as_csv(&csv, &r);
    for (size_t i = 0; i < ssda903_rule_count; i++) {
        str code = str_of(ssda903_rules[i].text.code);
        absent += !str_has(out_str(&text), code) ||
                  !str_has(out_str(&json), arena_printf(&a, "\"rule\":\"" STR_FMT "\"", STR_ARG(code)));
    }
    is_int((int64_t)absent, 0, "every rule is in the report, passed or not");
    for (size_t i = 0; i < csv.n; i++)
        lines += csv.p[i] == '\n';
    ok(lines > all->k.nissues, "the CSV has a line for each issue");
    out_release(&text);
    out_release(&json);
    out_release(&csv);
    arena_release(&a);
}

static void postcodes_give_place(void)
{
    struct run r;
    struct postcodes p;
    run_init(&r);
    ok(postcodes_read(&p, S("pcd,oslaua\nNR1 1AA,E07000148\n"), &r.a, &r.e) == ERR_INVALID,
       "a postcode table without eastings is refused");
    r.e = (err){ .mem = &r.a };
    ok(postcodes_read(
           &p, S("pcds,oslaua,oseast1m,osnrth1m\nNR1 1AA,E07000148,623000,308000\nIP1 1AA,E07000202,616000,244500\n"),
           &r.a, &r.e) == ERR_OK,
       "the ONS layout is read");
    add(&r, "episodes.csv", "CHILD,DECOM,LS,HOME_POST,PL_POST\n7,01/05/2026,C2,nr11aa,IP1 1AA\n");
    r.s.postcodes = &p;
    r.s.authority = S("E07000148");
    set_index(&r.s);
    struct child c;
    set_child(&r.s, 0, &c, &r.a);
    const struct episodes *e = c.episodes.at[0];
    is(((str){ e->PL_LA.p, e->PL_LA.n }), S("E07000202"), "the authority of the placement");
    is(((str){ e->PL_LOCATION.p, e->PL_LOCATION.n }), S("OUT"), "out of area");
    is(((str){ e->PL_DISTANCE.p, e->PL_DISTANCE.n }), S("39.7"), "miles as the crow flies");
    run_end(&r);
}

static void providers_are_read(void)
{
    arena a;
    arena_init(&a, 0);
    err e = { .mem = &a };
    struct providers p;
    ok(providers_read(&p, S("Name,Town\nx,y\n"), &a, &e) == ERR_INVALID, "a list without URN is refused");
    e = (err){ .mem = &a };
    ok(providers_read(&p, S("PK\x03\x04 not a workbook at all, but long enough"), &a, &e) == ERR_INVALID,
       "a broken workbook is refused");
    e = (err){ .mem = &a };
    ok(providers_read(&p,
                      S("Local authority,URN,Placement code,Placement provider code,Deregistration date,Provider "
                        "postcode\nNorfolk,1234567.0,\"K2,R1\",PR4,45323,NR1 1AA\n"),
                      &a, &e) == ERR_OK,
       "a CSV is read");
    const struct provider *x = provider_find(&p, S("1234567"));
    ok(x && x->closed == day_make(2024, 2, 1),
       "numbers that a spreadsheet spoilt are found, days that it counts are days");
    ok(!provider_find(&p, S("7654321")), "others are not");
    arena_release(&a);
}

int main(void)
{
    struct run all;
    files_say_what_is_wrong();
    xml_is_the_same_return();
    postcodes_give_place();
    providers_are_read();
    run_init(&all);
    arena_release(&all.a);
    if (!ok(set_open(&all.s, &(struct set_folders){ .path = sample_folder(), .year = 2026 }, &all.a, &all.e) == ERR_OK,
            "the faulty sample can be read")) {
        printf("# " STR_FMT "\n", STR_ARG(all.e.message));
        return done_testing();
    }
    run_check(&all, SIZE_MAX);
    printf("# %s: %zu children, %zu issues\n", sample_folder(), all.s.nchildren, all.k.nissues);
    nothing_depends_on_order(&all);
    one_child_alone(&all);
    as_many_processors_as_there_are();
    reports_name_every_rule(&all);
    run_end(&all);
    return done_testing();
}
