/* SPDX-License-Identifier: EUPL-1.2 */
/* Intrusive doubly linked list; the owner embeds `struct list`. A head is a list node
 * too. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define container_of(pointer, type, member)                                            \
	((type *)(void *)((char *)(pointer)-offsetof(type, member)))

struct list {
	struct list *next, *prev;
};

static inline void list_init(struct list *l)
{
	l->next = l->prev = l;
}
static inline bool list_empty(const struct list *l)
{
	return l->next == l;
}
static inline void list_push(struct list *head, struct list *node) /* at the end */
{
	node->prev = head->prev;
	node->next = head;
	head->prev->next = node;
	head->prev = node;
}
static inline void list_remove(struct list *node) /* leaves it linked to itself */
{
	node->prev->next = node->next;
	node->next->prev = node->prev;
	list_init(node);
}
static inline struct list *list_pop(struct list *head) /* NULL when empty */
{
	struct list *first = head->next;

	if (first == head)
		return NULL;
	list_remove(first);
	return first;
}
