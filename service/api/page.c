/* SPDX-License-Identifier: EUPL-1.2 */
#include "service/api/page.h"

static const char style[] =
	"body{font:20px/1.4 system-ui,sans-serif;margin:0 "
	"auto;max-width:30rem;padding:1rem;"
	"color:#111;background:#fff}h1{font-size:1.4rem;margin:.3rem 0}p{margin:.5rem "
	"0}"
	"button,input,textarea{font:inherit;width:100%;box-sizing:border-box;padding:."
	"8rem;"
	"margin:.3rem 0;"
	"border:2px solid "
	"#111;border-radius:.5rem}button{font-weight:700;cursor:pointer}"
	".y{background:#0b6b2e;color:#fff}.l{background:#fff;color:#111}.n{background:#"
	"8a1c1c;color:#fff}"
	".s{border:3px solid #111;border-radius:.5rem;padding:.6rem;font-weight:700}"
	".q{white-space:pre-wrap;border-left:4px solid #888;padding-left:.6rem}"
	"@media(prefers-color-scheme:dark){body{background:#111;color:#eee}.s,button,"
	"input,textarea{border-color:#eee}}";

void page_head(struct text *t, enum phrase_language l, const char *title)
{
	text_addf(t,
		"<!doctype html><html lang=%s><meta charset=utf-8>"
		"<meta name=viewport content=\"width=device-width,initial-scale=1\">"
		"<title>",
		l == LANGUAGE_EN ? "en" : "nl");
	text_add_html(t, title);
	text_addf(t, "</title><style>%s</style>", style);
}

void page_row(struct text *t, const char *label, const char *value)
{
	if (value[0] == '\0')
		return;
	text_addf(t, "<p>%s: <b>", label);
	text_add_html(t, value);
	text_add(t, "</b></p>");
}

void page_button(struct text *t, const char *class, const char *name, const char *value,
	const char *label)
{
	text_addf(t, "<button class=%s name=%s value=%s>%s</button>", class, name,
		value, label);
}
