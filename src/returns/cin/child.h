/* child.h - everything that one child's CIN census says: what the rules look at.
 *
 * A cell keeps its text and what was understood of it once: the day of a date, and a key that makes comparing codes one
 * comparison of integers. A date that cannot be read is given but has no day, so a rule can tell it from one that is
 * not there. Every module keeps the line of the file where it stands, and its number among its kind.
 *
 * Modules hang in lists in the order of time, and of what they say where they begin on the same day, so that nothing
 * depends on the order of a file. All of it lives in the arena that the child was opened with. */
#ifndef RETURNS_CIN_CHILD_H
#define RETURNS_CIN_CHILD_H
#include "base/date.h"

enum cin_table {
#define CIN_TABLE(Name, member) CIN_##Name,
#define CIN_ITEM(name)
#include "returns/cin/tables.def"
#undef CIN_TABLE
#undef CIN_ITEM
#undef CIN_TABLE_END
    CIN_TABLE_COUNT
};

/* Every item has one number, wherever it stands: DateOfInitialCPC is in two modules. LAchildID stands
 * for the module itself too: flat tables carry the child's number in each row. */
#define CIN_ITEMS(ITEM)                                                                                                \
    ITEM(LAchildID)                                                                                                    \
    ITEM(UPN) ITEM(FormerUPN) ITEM(UPNunknown) ITEM(PersonBirthDate) ITEM(ExpectedPersonBirthDate) ITEM(Sex)           \
        ITEM(GenderCurrent) ITEM(PersonDeathDate) ITEM(Ethnicity) ITEM(Disability) ITEM(CINreferralDate)               \
            ITEM(ReferralSource) ITEM(PrimaryNeedCode) ITEM(CINclosureDate) ITEM(ReasonForClosure)                     \
                ITEM(DateOfInitialCPC) ITEM(ReferralNFA) ITEM(AssessmentActualStartDate)                               \
                    ITEM(AssessmentInternalReviewDate) ITEM(AssessmentAuthorisationDate) ITEM(AssessmentFactors)       \
                        ITEM(CINPlanStartDate) ITEM(CINPlanEndDate) ITEM(S47ActualStartDate) ITEM(InitialCPCtarget)    \
                            ITEM(ICPCnotRequired) ITEM(CPPstartDate) ITEM(CPPendDate) ITEM(InitialCategoryOfAbuse)     \
                                ITEM(LatestCategoryOfAbuse) ITEM(NumberOfPreviousCPP) ITEM(CPPreviewDate)              \
                                    ITEM(PPStartDate) ITEM(LBPSentDate) ITEM(FGDMMeetingOffer) ITEM(FGDMMeetingFac)    \
                                        ITEM(InitialPPMeetingDate) ITEM(ReviewMeetingsCount) ITEM(StepDecisionDate)    \
                                            ITEM(PPOutcome) ITEM(CourtAppDate) ITEM(LetterInitCPDate) ITEM(Collection) \
                                                ITEM(Year) ITEM(ReferenceDate) ITEM(SourceLevel) ITEM(LEA)             \
                                                    ITEM(SoftwareCode) ITEM(Release) ITEM(SerialNo) ITEM(DateTime)
enum cin_item {
    CIN_ITEM_NONE,
#define CIN_I(name) CIN_I_##name,
    CIN_ITEMS(CIN_I)
#undef CIN_I
    CIN_ITEM_COUNT
};
extern const str cin_item_names[CIN_ITEM_COUNT];
extern const str cin_table_names[CIN_TABLE_COUNT];

struct cin_cell {
    const char *p;              /* NULL: missing; trimmed */
    uint32_t n, line;
    uint64_t key;               /* the text in capitals, up to eight bytes as one number; longer ones have key 0 */
    day d;                      /* DAY_NONE when missing or not a date */
    bool capitals;              /* the text is as its key says: no small letters */
};

struct cin_row {
    struct cin_row *next;       /* of the same module in the same parent */
    uint8_t table;
    uint32_t line; /* of the module's first tag; 0 when the module itself is not there and only its parts are */
    uint32_t number;            /* among its kind in the whole file, from 0; in a case, the row's label */
};

/* Cells named as the elements: e->CINreferralDate.d. row first, so that a list of any module can be walked. */
struct cin_header {
    struct cin_row row;
    struct cin_cell Collection, Year, ReferenceDate, SourceLevel, LEA, SoftwareCode, Release, SerialNo, DateTime;
};
struct cin_identifiers {
    struct cin_row row;
    struct cin_cell LAchildID, UPN, FormerUPN, UPNunknown, PersonBirthDate, ExpectedPersonBirthDate, Sex, GenderCurrent,
        PersonDeathDate;
};
struct cin_characteristics { struct cin_row row; struct cin_cell Ethnicity; };
struct cin_disability      { struct cin_row row; struct cin_cell Disability; };
struct cin_factor          { struct cin_row row; struct cin_cell AssessmentFactors; };
/* AssessmentFactors of the assessment itself is never filled: it is the place to point at when there is no factor. */
struct cin_assessment {
    struct cin_row row;
    struct cin_cell AssessmentActualStartDate, AssessmentInternalReviewDate, AssessmentAuthorisationDate,
        AssessmentFactors;
    struct cin_factor *factors;
};
struct cin_plan            { struct cin_row row; struct cin_cell CINPlanStartDate, CINPlanEndDate; };
struct cin_enquiry {
    struct cin_row row;
    struct cin_cell S47ActualStartDate, InitialCPCtarget, DateOfInitialCPC, ICPCnotRequired;
};
struct cin_review          { struct cin_row row; struct cin_cell CPPreviewDate; };
struct cin_protection {
    struct cin_row row;
    struct cin_cell CPPstartDate, CPPendDate, InitialCategoryOfAbuse, LatestCategoryOfAbuse, NumberOfPreviousCPP;
    struct cin_review *reviews;
};
struct cin_proceedings {
    struct cin_row row;
    struct cin_cell PPStartDate, LBPSentDate, FGDMMeetingOffer, FGDMMeetingFac, InitialPPMeetingDate,
        ReviewMeetingsCount, StepDecisionDate, PPOutcome, CourtAppDate, LetterInitCPDate;
};
struct cin_episode {
    struct cin_row row;
    struct cin_cell CINreferralDate, ReferralSource, PrimaryNeedCode, CINclosureDate, ReasonForClosure,
        DateOfInitialCPC, ReferralNFA;
    struct cin_assessment *assessments;
    struct cin_plan *plans;
    struct cin_enquiry *enquiries;
    struct cin_protection *protections;
    struct cin_proceedings *proceedings;
};

struct cin_child {
    struct cin_identifiers *identifiers;            /* NULL: there is none */
    struct cin_characteristics *characteristics;    /* NULL: there is none */
    struct cin_disability *disabilities;
    struct cin_episode *episodes;
    uint32_t line, number;
    arena *mem;
};

void cin_child_open(struct cin_child *c, uint32_t line, uint32_t number, arena *mem);
/* A module without cells, not yet in any list. Not for Header, which is no part of a child. */
void *cin_module(arena *mem, enum cin_table t, uint32_t line, uint32_t number);
struct cin_factor *cin_factor_new(arena *mem, uint32_t line, uint32_t number);
/* The cell of that item; NULL when the module has no such item. */
struct cin_cell *cin_cell_of(struct cin_row *module, enum cin_item item);
/* The nth item of a table, and the cell of it; CIN_ITEM_NONE after the last. */
enum cin_item cin_table_item(enum cin_table t, size_t n);
static inline const struct cin_cell *cin_cell_at(const struct cin_row *module, size_t n)
{
    return (const struct cin_cell *)(const void *)(module + 1) + n;
}
/* The text is kept as it is and must live as long as the child. */
void cin_cell_set(struct cin_cell *x, str text, uint32_t line);
/* Puts a module, when its cells are all set, into its place in a list. */
void cin_list_add(struct cin_row **list, struct cin_row *module);
void cin_factor_add(struct cin_assessment *a, struct cin_factor *f);
#define CIN_LIST_ADD(list, module) cin_list_add((struct cin_row **)(void *)&(list), &(module)->row)
/* The day on which that module of the child begins; a factor begins with its assessment.
 * DAY_NONE: unreadable, or it has none. */
day  cin_module_day(const struct cin_child *c, enum cin_table t, uint32_t number);
str  cin_child_id(const struct cin_child *c);       /* "" when it has none */

enum cin_item  cin_item_named(str name);            /* CIN_ITEM_NONE: unknown */
uint64_t       cin_key(str text);
day            cin_day(str text);                   /* yyyy-mm-dd; dd/mm/yyyy and dd-mm-yyyy as exports have them */

/* Code sets. The code must be written exactly as published. */
enum cin_codes {
    CIN_ETHNICITY,
    CIN_DISABILITY,
    CIN_REFERRAL_SOURCE,
    CIN_NEED,
    CIN_CLOSURE,
    CIN_FACTOR,
    CIN_ABUSE,
    CIN_SEX,
    CIN_CODES_COUNT
};
bool cin_code_valid(enum cin_codes set, struct cin_cell x);
bool cin_la_code(unsigned three_digits);            /* an authority that issues or issued unique pupil numbers */
#endif
