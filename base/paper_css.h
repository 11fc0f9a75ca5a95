/* SPDX-License-Identifier: EUPL-1.2 */
/* How every page that is made for paper goes there: numbered, the head of a table on
 * each of its sheets, no row cut in two, no heading alone at the foot. */
#pragma once

#define PAPER_CSS                                                                      \
	"@page{margin:12mm;@bottom-right{content:counter(page) \" / \" "               \
	"counter(pages);"                                                              \
	"font:8pt system-ui,sans-serif}}"                                              \
	"@media print{thead{display:table-header-group}tr{break-inside:avoid}"         \
	"h2{break-after:avoid}}"
