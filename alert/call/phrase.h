/* SPDX-License-Identifier: EUPL-1.2 */
/* The catalogue: every word that people get to see or hear, in Dutch and English. Pure.
 * Placeholders as in alert/scenario/template.h. */
#pragma once

#include "alert/callout/callout.h"

enum phrase_language { LANGUAGE_NL, LANGUAGE_EN, LANGUAGES };

#define PHRASES(X)                                                                     \
	X(PREFIX_EXERCISE, "OEFENING. ", "EXERCISE (OEFENING). ")                      \
	X(PREFIX_TEST, "TEST. ", "TEST. ")                                             \
	X(PREFIX_REACHABILITY, "BEREIKBAARHEIDSTEST. ",                                \
		"REACHABILITY TEST (BEREIKBAARHEIDSTEST). ")                           \
	X(CONFIRM, "U wordt verwacht als {function}, {location}. {incident}",          \
		"You are expected as {function}, {location}. {incident}")              \
	X(MOVED, "U wordt nu verwacht als {function}, {location}. {incident}",         \
		"You are now expected as {function}, {location}. {incident}")          \
	X(RESERVE, "Dank u. U staat reserve: u hoeft nog niet te komen. {incident}",   \
		"Thank you. You are reserve: no need to come yet. {incident}")         \
	X(STAND_DOWN, "U bent niet meer nodig. Dank u. {incident}",                    \
		"You are no longer needed. Thank you. {incident}")                     \
	X(SENT_HOME, "U kunt naar huis. Dank u voor uw inzet. {incident}",             \
		"You can go home. Thank you for your work. {incident}")                \
	X(LATE_NOTED, "Genoteerd. Wij verwachten u rond ",                             \
		"Noted. We expect you around ")                                        \
	X(ANSWER_IS_FOR, "Uw antwoord geldt voor oproep #",                            \
		"Your answer is for call #")                                           \
	X(ALSO_ASKED, ". Ook oproep #", ". Another call asks you too, #")              \
	X(ALSO_YES, " vraagt u: antwoord JA #", ": answer YES #")                      \
	X(ALSO_NO, " of NEE #", " or NO #")                                            \
	X(RELIEF_ASK,                                                                  \
		"Kunt u aflossen als {function}, {shift}? {incident} {location}. "     \
		"Antwoord {word} of kies op {link}",                                   \
		"Can you take over as {function}, {shift}? {incident} {location}. "    \
		"Answer {word} or choose at {link}")                                   \
	X(RELIEF_CALL,                                                                 \
		"Wij zoeken aflossing als {spoken_function}, {shift}. {incident}. "    \
		"{location}.",                                                         \
		"We need somebody to take over as {spoken_function}, {shift}. "        \
		"{incident}. {location}.")                                             \
	X(RELIEF_CONFIRM,                                                              \
		"U staat ingedeeld als {function}, {shift}, {location}. {incident}",   \
		"You are planned as {function}, {shift}, {location}. {incident}")      \
	X(PAGE_SHIFT, "Wanneer", "When")                                               \
	X(HELP,                                                                        \
		"Dit begrepen wij niet. Antwoord JA 30 (u bent er over 30 minuten) "   \
		"of NEE.",                                                             \
		"We did not understand. Answer YES 30 (you are there in 30 minutes) "  \
		"or NO.")                                                              \
	X(SHORT, "LET OP: niet genoeg mensen voor {function}. {incident}",             \
		"ATTENTION: not enough people for {function}. {incident}")             \
	X(REMIND, "Nog geen antwoord van u. ", "No answer from you yet. ")             \
	X(WORD, "JA of NEE", "YES or NO")                                              \
	X(SELF_TEST, "TEST. U hoeft niets te doen. Dit is een test van ",              \
		"TEST. No need to do anything. This is a test of ")                    \
	X(ANSWER_WORD, " Antwoord {word}.", " Answer {word}.")                         \
	X(NORM, "{norm} minuten", "{norm} minutes")                                    \
	X(PAGE_TITLE, "Oproep", "Call")                                                \
	X(PAGE_QUESTION, "Kunt u komen?", "Can you come?")                             \
	X(PAGE_FUNCTION, "Functie", "Function")                                        \
	X(PAGE_WHERE, "Waar", "Where")                                                 \
	X(PAGE_WITHIN, "Binnen", "Within")                                             \
	X(PAGE_YES, "Ik kom", "I will come")                                           \
	X(PAGE_MINUTES, "Over hoeveel minuten bent u er?",                             \
		"In how many minutes will you be there?")                              \
	X(PAGE_LAST_RESORT, "Alleen als het echt moet",                                \
		"Only if there is nobody else")                                        \
	X(PAGE_NO, "Ik kom niet", "I will not come")                                   \
	X(PAGE_ARRIVED, "Ik ben er", "I am there")                                     \
	X(PAGE_LATE, "Ik kom later: geef de nieuwe minuten door",                      \
		"I am running late: send the new minutes")                             \
	X(PAGE_HOME, "U kunt naar huis. Dank u voor uw inzet.",                        \
		"You can go home. Thank you for your work.")                           \
	X(PAGE_CHANGE, "Toch anders? Kies opnieuw.",                                   \
		"Changed your mind? Choose again.")                                    \
	X(PAGE_EXPECTED, "U wordt verwacht.", "You are expected.")                     \
	X(PAGE_RESERVE, "Dank u. U staat reserve. U hoeft nog niet te komen.",         \
		"Thank you. You are reserve. No need to come yet.")                    \
	X(PAGE_LAST, "Dank u. Wij vragen u alleen als het echt moet.",                 \
		"Thank you. We will ask you only if there is nobody else.")            \
	X(PAGE_DECLINED, "U komt niet. Dank u voor uw antwoord.",                      \
		"You are not coming. Thank you for your answer.")                      \
	X(PAGE_NOT_NEEDED, "U bent niet meer nodig. Dank u.",                          \
		"You are no longer needed. Thank you.")                                \
	X(PAGE_THERE, "U bent er. Dank u.", "You are there. Thank you.")               \
	X(PAGE_GONE, "Deze oproep is voorbij.", "This call is over.")                  \
	X(PAGE_UNKNOWN, "Deze link klopt niet.", "This link is not right.")            \
	X(PAGE_WRONG, "Kies een van de knoppen. Minuten: een getal van 0 tot 1440.",   \
		"Choose one of the buttons. Minutes: a number from 0 to 1440.")        \
	X(MAIL_TITLE, "Bericht van de crisisorganisatie",                              \
		"From the crisis organisation")                                        \
	X(MAIL_ANSWER, "Geef hier uw antwoord", "Answer here")                         \
	X(MAIL_ANSWER_HINT, "Een antwoord op deze mail wordt niet gelezen.",           \
		"Replies to this mail are not read.")                                  \
	X(PUSH_MORE, "Anders", "Other")                                                \
	X(VOICE_WELCOME, "Goedendag. Dit is een oproep van de crisisorganisatie.",     \
		"Hello. This is a call from the crisis organisation.")                 \
	X(VOICE_CALL,                                                                  \
		"U wordt opgeroepen als {spoken_function}. {incident}. {location}.",   \
		"You are called as {spoken_function}. {incident}. {location}.")        \
	X(VOICE_QUESTION, "Kunt u komen?", "Can you come?")                            \
	X(VOICE_NORM_QUESTION, "Kunt u er binnen {norm} minuten zijn?",                \
		"Can you be there within {norm} minutes?")                             \
	X(VOICE_KEYS,                                                                  \
		"Toets 1 voor ja. Toets 2 voor nee. Toets 3 om dit nog eens te "       \
		"horen.",                                                              \
		"Press 1 for yes. Press 2 for no. Press 3 to hear this again.")        \
	X(VOICE_NOT_HEARD, "Wij hoorden geen toets.", "We heard no key.")              \
	X(VOICE_WRONG_KEY, "Die toets kennen wij niet.", "We do not know that key.")   \
	X(VOICE_MINUTES,                                                               \
		"Dank u. Over hoeveel minuten bent u er? Toets het aantal en daarna "  \
		"een hekje.",                                                          \
		"Thank you. In how many minutes will you be there? Enter the number "  \
		"and then the hash key.")                                              \
	X(VOICE_MINUTES_AGAIN,                                                         \
		"Over hoeveel minuten bent u er? Toets het aantal en daarna een "      \
		"hekje.",                                                              \
		"In how many minutes will you be there? Enter the number and then "    \
		"the hash key.")                                                       \
	X(VOICE_NO, "U komt niet. Dank u voor uw antwoord.",                           \
		"You are not coming. Thank you for your answer.")                      \
	X(VOICE_NO_KEY, "Wij hoorden geen antwoord. Wij proberen het opnieuw.",        \
		"We heard no answer. We will try again.")                              \
	X(VOICE_CODE, "Toets uw persoonlijke code en daarna een hekje.",               \
		"Enter your personal code and then the hash key.")                     \
	X(VOICE_CODE_WRONG, "Die code klopt niet.", "That code is not right.")         \
	X(VOICE_NOTHING_OPEN, "Er is nu geen oproep voor u. Dank u.",                  \
		"There is no call for you now. Thank you.")                            \
	X(VOICE_ANOTHER, "Er is nog een oproep voor u.",                               \
		"There is another call for you.")                                      \
	X(VOICE_GOODBYE, "Tot ziens.", "Goodbye.")                                     \
	X(WHY_NOT_YET, "nog niet aan de beurt", "further down the order of calling")   \
	X(WHY_ON_DUTY, "heeft piket", "is on duty")                                    \
	X(WHY_NEXT_ON_DUTY, "heeft piket; de vorige kwam niet of zweeg",               \
		"is on duty; those before said no or were silent")                     \
	X(WHY_FALLBACK, "uit de pool: niemand met piket meer over",                    \
		"from the pool: nobody on duty was left")                              \
	X(WHY_NO_DUTY, "uit de pool: er heeft niemand piket",                          \
		"from the pool: nobody is on duty")                                    \
	X(WHY_WAVE, "uit de pool, aan de beurt", "from the pool, in their turn")       \
	X(WHY_REPLACES, "uit de pool, in plaats van iemand die niet kan",              \
		"from the pool, in place of somebody who cannot come")                 \
	X(WHY_EVERYBODY, "iedereen met deze functie wordt gevraagd",                   \
		"everybody who holds the function is asked")                           \
	X(WHY_AGAIN, "opnieuw gevraagd", "asked again")                                \
	X(WHY_NOT_NEEDED, "niet meer nodig", "no longer needed")                       \
	X(WHY_NO_CONTACT, "geen bruikbaar nummer of adres",                            \
		"no usable number or address")                                         \
	X(WHY_STOPPED, "de oproep is gestopt", "the call-out was stopped")             \
	X(WHY_ELSEWHERE, "buiten Paraat gevraagd", "asked outside Paraat")

#define X(name, nl, en) PHRASE_##name,
enum phrase { PHRASES(X) PHRASES_COUNT };
#undef X

/* "nl" or "en"; anything else is Dutch. */
enum phrase_language phrase_language(const char *code);
const char *phrase(enum phrase which, enum phrase_language language);
/* OEFENING, TEST or BEREIKBAARHEIDSTEST before every text that is not real (rule 7); ""
 * when it is. */
const char *phrase_prefix(enum callout_kind kind, enum phrase_language language);
const char *phrase_reason(enum recipient_reason reason, enum phrase_language language);
