/* Language of the texts for people: English msgids in the code, Vietnamese in client/po/vi.po
 * (domain "thidua", both programs). Works on machines where no Vietnamese locale is installed. */
#ifndef TD_COMMON_I18N_H
#define TD_COMMON_I18N_H

#include <libintl.h>
#include <stdbool.h>

/* Translate now. N_() (common/err.h) only marks a text for translation later. */
#define _(text) gettext(text)

/* Is this a language that the programs speak ("vi", "en")? */
bool i18n_known(const char *lang);

/* Choose the language of this process and make UTF-8 the character set of its output. lang:
 * "vi" or "en", or NULL: what LANGUAGE, LC_ALL, LC_MESSAGES and LANG say. May be called again
 * (the profile's setting is known later than --lang). Main thread, before any other starts.
 * The catalogue is found from the program's own place: ../share/locale (installed), else
 * ../locale (build tree). */
void i18n_init(const char *lang);

#endif
