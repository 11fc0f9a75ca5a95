/* SPDX-License-Identifier: EUPL-1.2 */
/* All memory of our own comes from here, so that a test can make it fail on purpose.
 * Thread-safe. Functions return NULL when memory is out. */
#pragma once

#include <stddef.h>

void *base_alloc(size_t size);                /* not cleared */
void *base_calloc(size_t count, size_t size); /* zeroed; checks the product */
void *base_realloc(void *p, size_t size);
void *base_realloc_array(void *p, size_t count, size_t size); /* checks the product */
/* Room for one item more in an array of n items that holds *cap at most: the array,
 * moved and *cap doubled when it was full. NULL: no memory, and the old array stays. */
void *base_room(void *items, size_t n, size_t *cap, size_t size);
char *base_strdup(const char *s);
char *base_strndup(const char *s, size_t max);
void base_free(void *p); /* NULL is fine */

/* Tests: the n-th allocation from now fails (1 = the next); with `persistent` all after
 * it too. 0 switches it off. Returns whether the previous plan fired. */
int alloc_fail_at(long n, int persistent);
