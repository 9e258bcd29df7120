/* person_form.h - the form for somebody new, and the address that is saved together with them. */
#ifndef WEB_PERSON_FORM_H
#define WEB_PERSON_FORM_H
#include "web/record/record.h"

/* After form_questions of the kind person: few questions first, the address, the rest in
 * folds. A fold with an answer or an error is open. */
void   person_form_arrange(struct request *r, struct form_page *p);
/* The address as a change to put with the person: 0 when none was typed. What is wrong with it is put on the page. */
size_t person_form_address(struct request *r, struct change **to);
#endif
