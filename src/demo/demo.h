/* demo.h - a synthetic council: invented people whose numbers follow a named authority's published figures.
 *
 * In five steps, each on plain structs until the last: the figures (demo_figures.c), families and the spells
 * of their children (demo_people.c, demo_journey.c), who holds whom from day to day (demo_staff.c), and the
 * record of each subject, written through the same calls as a form's save (demo_write.c and the files beside
 * it). The same seed gives the same bytes: every draw comes from a generator seeded by it, and each child has
 * a stream of its own, so that a change in one child's detail moves nobody else. No wall clock. */
#ifndef DEMO_H
#define DEMO_H
#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"

/* --- chance ------------------------------------------------------------------------------------ */
struct rng { uint64_t s[4]; };              /* xoshiro256** by Blackman and Vigna, public domain */
void     rng_seed(struct rng *r, uint64_t seed, uint64_t stream);
uint64_t rng_next(struct rng *r);
double   rng_unit(struct rng *r);                           /* 0 <= x < 1 */
int      rng_below(struct rng *r, int n);                   /* 0 … n-1; 0 when n < 2 */
int      rng_between(struct rng *r, int low, int high);     /* both included */
bool     rng_chance(struct rng *r, double p);
double   rng_exp(struct rng *r, double mean);
int      rng_weighted(struct rng *r, size_t n, const double *weight);

/* A coin whose share of heads stays within a few of p: each toss leans against the deficit so far. */
struct steer { double owed; };
bool steer_toss(struct steer *s, struct rng *r, double p, double weight);

/* --- figures ----------------------------------------------------------------------------------- */
/* own: the authority's, else England's in proportion */
struct figure { str name, label, unit, year, source; double value; bool own; };
struct figures { str area; size_t n; struct figure *at; };
/* ERR_NOT_FOUND with the nearest names when no authority has that name. */
CHECKED err_code figures_load(struct figures *f, str area, arena *a, err *e);
double figure(const struct figures *f, const char *name);   /* every name used is in the file; a wrong one aborts */
const struct figure *figure_find(const struct figures *f, const char *name);

/* --- people ------------------------------------------------------------------------------------ */
enum { ETH_WHITE, ETH_MIXED, ETH_ASIAN, ETH_BLACK, ETH_OTHER, ETH_UNKNOWN, ETH__COUNT };

struct demo_words { size_t nlists; struct word_list { str name; size_t n; const str *at; } *lists; };
const struct word_list *words_list(const struct demo_words *w, const char *name);
str words_pick(const struct demo_words *w, const char *name, struct rng *r);

struct demo_family {
    int first, n;                   /* children[first … first+n-1], eldest first */
    int ethnic;                     /* ETH_… */
    str surname, other_surname;
    str line1, town, postcode;
    int area;                       /* which of a function's teams serves it */
    int nparents;
    bool father_home;
    day known_on;
    day last_referral, last_close;  /* while the journeys are made */
    bool uasc;
};

struct demo_child {
    int family;
    day born;
    str forename, surname;
    bool female, disabled, uasc;
    const char *ethnicity;          /* code */
    int first_spell, nspells;       /* after journeys_make: into demo.spells, in order of time */
    int first_inv, ninv;            /* after staff_allocate: into demo.invs */
    int ncontacts;
};

enum spell_type {
    SPELL_NFA, SPELL_NOT_IN_NEED, SPELL_CIN, SPELL_CP, SPELL_CLA, SPELL_UASC, SPELL_DISABLED, SPELL__COUNT
};
enum { PLAN_AFTER = 12 };           /* days after the assessment: a case that goes on for longer has a plan */
enum cla_end { CLA_HOME, CLA_SGO, CLA_ADOPTED, CLA_TURNED_18, CLA_OTHER };

struct demo_spell {                 /* one referral and all that follows until it is closed */
    int child, group;               /* group: siblings referred together */
    enum spell_type type;
    day from, to;                   /* to: DAY_NONE while open at the end */
    day assess_to;                  /* when the assessment was authorised; DAY_NONE: none */
    bool s47, seeded, again;        /* again: within 12 months of the last referral */
    day strategy_on, icpc_on, cp_from, cp_to;
    bool cp_repeat;
    day cla_from, cla_to;
    enum cla_end cla_end;
};

/* one that led to no referral; piece: see front_pieces, 0 none */
struct demo_contact { day on; int family, piece; };

/* What every front door shows at any hour and size: contacts of each urgency that wait, some near their time, one of
 * little urgency that has waited for days, and some that were decided since midnight. Piece n is
 * front_pieces[n - 1]. */
/* minutes ago; decided 0: waits */
struct front_piece { char urgency; int minutes, decided; const char *source, *reason; };
enum { FRONT_PIECES = 11 };
extern const struct front_piece front_pieces[FRONT_PIECES];

/* --- staff ------------------------------------------------------------------------------------- */
enum team_function { TEAM_MASH, TEAM_ASSESSMENT, TEAM_FAMILY, TEAM_LOOKED_AFTER, TEAM_LEAVING_CARE, TEAM_DISABLED,
                     TEAM_FOSTERING, TEAM_ADOPTION, TEAM_SAFEGUARDING, TEAM__COUNT };
enum job { JOB_SOCIAL_WORKER, JOB_SENIOR, JOB_MANAGER, JOB_PRACTITIONER, JOB_ADVISER, JOB_IRO, JOB__COUNT };

struct demo_team { enum team_function function; str name; int area, manager; };
struct demo_worker {
    int team;
    enum job job;
    str forename, surname;
    double fte;
    bool agency, female, case_holding;
    day from, left;                 /* left: DAY_NONE while in post */
    day nqsw_from;                  /* DAY_NONE: not newly qualified here */
    int post;
    day away_from, away_to;         /* the one long absence, if any */
    int load, head, nheld;          /* while allocating */
};
enum change_reason { CHANGE_FIRST, CHANGE_STAGE, CHANGE_LEFT, CHANGE_ABSENT, CHANGE_WORKLOAD };
struct demo_inv { int child, spell, worker; day from, to; enum change_reason reason; enum team_function function; };

struct demo {
    arena *mem;
    struct figures fig;
    struct demo_words words;
    double scale;
    int years;
    uint64_t seed;
    day as_at, from, start;         /* from: first day in full detail; start: the simulation's own first day */
    instant now;
    struct calendar cal;
    struct rng rng;
    size_t nfamilies, cap_families, nchildren, cap_children, nspells, cap_spells, ncontacts, cap_contacts,
           nteams, cap_teams, nworkers, cap_workers, ninvs, cap_invs;
    struct demo_family *families;
    struct demo_child *children;
    struct demo_spell *spells;
    struct demo_contact *contacts;
    struct demo_team *teams;
    struct demo_worker *workers;
    struct demo_inv *invs;
    int ngroups;
};

CHECKED err_code words_load(struct demo *d, err *e);
/* age_band: -1 any; index into age_from */
int  people_family(struct demo *d, day on, int nchildren, int age_band, bool uasc);
void people_name_worker(struct demo *d, struct demo_worker *w);
str  people_upn(const struct demo *d, int child, arena *a);          /* STR_NONE when it has none yet */
str  people_nhs(int child, arena *a);                                /* in the range kept for tests (999…) */
void journeys_make(struct demo *d);
void staff_allocate(struct demo *d);

/* What a demo is made from; as_at_given: times of the last day run to half past four, else to now. */
struct demo_request { str like; uint64_t seed; double scale; int years; day as_at; instant now; bool as_at_given; };
CHECKED err_code demo_plan(struct demo *d, const struct demo_request *q, const struct calendar *cal, arena *a, err *e);

static inline day day_least(day a, day b) { return a < b ? a : b; }
static inline day day_most(day a, day b)  { return a > b ? a : b; }
#endif
