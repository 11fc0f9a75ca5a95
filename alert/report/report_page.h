/* SPDX-License-Identifier: EUPL-1.2 */
/* What the page of a report is made of: fields of its JSON, times, cells, tables. */
#pragma once

#include "base/civil.h"
#include "base/fields.h"
#include "base/text.h"

/* The page being written. */
struct report_page {
	struct text *out;
	struct date day; /* times of this day are written without date */
};

/* "" and 0 when it is not there. */
const char *page_string(const json_t *o, const char *field);
int64_t page_number(const json_t *o, const char *field);
/* The Dutch word for a word of the API; that word itself when there is none. */
const char *page_word(const char *const words[][2], size_t count, const char *key);
#define PAGE_WORD(words, key) page_word(words, sizeof(words) / sizeof *(words), key)

/* "23:50:07" on the day itself, "24-11 00:16:05" on another. */
void page_time(struct report_page *p, const char *rfc3339);
void page_cell(struct report_page *p, const char *s);
void page_time_cell(struct report_page *p, const char *rfc3339);
/* A number, or a dash when there is none. */
void page_number_cell(struct report_page *p, const json_t *o, const char *field);
/* headings: "n Norm" puts the class n on the column; "- Naam" none. */
void page_table(struct report_page *p, const char *title, const char *const *headings);
