/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of `paraat check` share. */
#pragma once

#include "service/config.h"

/* What was found so far; each thing is a line on standard output. */
struct check {
	const struct config *config;
	int wrong;
};

__attribute__((format(printf, 2, 3))) void check_say(
	struct check *c, const char *format, ...);
/* The same for what works and may still not be meant: it is not wrong. */
__attribute__((format(printf, 2, 3))) void check_warn(
	struct check *c, const char *format, ...);
bool check_can_read(const char *file);
/* May anybody on the machine read it? */
bool check_is_public(const char *file);

/* The files and addresses of [service]: TLS, secret, screen, backups, room on the
 * disks, who listens. */
void check_service(struct check *c);
void check_tls(struct check *c);
void check_disks(struct check *c);
/* Who can listen on the way, and what is not made by itself. */
void check_exposure(struct check *c);
void check_gateway_way(struct check *c, const struct gateway_config *g);
