/* SPDX-License-Identifier: EUPL-1.2 */
/* For cmocka: local time is that of the safety region. */
#pragma once

int amsterdam(void **state);
