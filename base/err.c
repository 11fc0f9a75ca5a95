/* SPDX-License-Identifier: EUPL-1.2 */
/* Errors and checks. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const texts[] = {
#define X(name, text) text,
	ERR_CODES(X)
#undef X
};

const char *err_text(enum err_code code)
{
	return code < ERR_CODES_COUNT ? texts[code] : "unknown error";
}

void err_clear(struct err *e)
{
	e->code = ERR_OK;
	e->msg[0] = '\0';
	e->faults = 0;
}

enum err_code(err_set)(struct err *e, enum err_code code, const char *format, ...)
{
	char msg[ERR_MSG_MAX]; /* the arguments may point into e->msg */
	va_list args;

	va_start(args, format);
	(void)vsnprintf(msg, sizeof msg, format, args);
	va_end(args);
	memcpy(e->msg, msg, sizeof msg);
	e->code = code;
	e->faults = 0;
	return code;
}

enum err_code err_wrap(struct err *e, const char *format, ...)
{
	char msg[ERR_MSG_MAX];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(msg, sizeof msg, format, args);
	va_end(args);
	if (n >= 0 && (size_t)n < sizeof msg)
		(void)snprintf(msg + n, sizeof msg - (size_t)n, ": %s", e->msg);
	memcpy(e->msg, msg, sizeof msg);
	return e->code;
}

enum err_code err_fault(struct err *e, const char *field, const char *format, ...)
{
	struct fault *f;
	va_list args;

	if (e->code == ERR_OK)
		e->code = ERR_INVALID;
	if (e->faults == ERR_FAULTS_MAX)
		return e->code;
	f = &e->fault[e->faults++];
	(void)snprintf(f->field, sizeof f->field, "%s", field);
	va_start(args, format);
	(void)vsnprintf(f->message, sizeof f->message, format, args);
	va_end(args);
	if (e->msg[0] == '\0')
		(void)snprintf(e->msg, sizeof e->msg, "%s: %s", f->field, f->message);
	return e->code;
}

_Noreturn void err_require_failed(const char *what, const char *file, int line)
{
	(void)fprintf(stderr, "%s:%d: bug: %s does not hold\n", file, line, what);
	abort();
}

bool err_check_failed(const char *what, const char *file, int line)
{
	(void)fprintf(
		stderr, "%s:%d: unexpected: %s does not hold\n", file, line, what);
	return true;
}
