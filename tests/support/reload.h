/* SPDX-License-Identifier: EUPL-1.2 */
/* SIGHUP to a program whose log is a file (service::log), and what it says about it. */
#pragma once

#include "tests/support/service.h"

/* The log so far, in a static buffer. */
const char *reload_log(const struct service *s);
/* Asks for a new look at the configuration and waits for the line about it, which is
 * returned with what stands behind it (in the same buffer). */
const char *reload_ask(const struct service *s);
/* Fails the test unless that line says that nothing waits for a restart. */
void reload_at_once(const struct service *s);
