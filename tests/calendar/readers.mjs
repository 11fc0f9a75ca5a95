// SPDX-License-Identifier: EUPL-1.2
// Reads the .ics file or address named on the command line with ical.js and with node-ical, each by itself, and prints what each
// understood: one line an event: reader, UID, start and end (ms since 1970), SEQUENCE, STATUS, SUMMARY; sorted.
import { readFileSync } from 'node:fs';
import ICAL from 'ical.js';
import nodeIcal from 'node-ical';

/* An address is fetched twice: by us for ical.js, which only parses, and by node-ical itself. */
const where = process.argv[2];
const isServed = where.startsWith('http:');
async function fetched() {
	const reply = await fetch(where);
	if (reply.status !== 200)
		throw new Error(`${where.replace(/[^/]*$/, '…')}: ${reply.status}`);
	return reply.text();
}
const text = isServed ? await fetched() : readFileSync(where, 'utf8');
const lines = [];

function put(reader, uid, start, end, sequence, status, summary) {
	lines.push([reader, uid, start, end, sequence, status, summary].join('\t'));
}

const calendar = new ICAL.Component(ICAL.parse(text));
for (const zone of calendar.getAllSubcomponents('vtimezone'))
	ICAL.TimezoneService.register(zone);
for (const component of calendar.getAllSubcomponents('vevent')) {
	const e = new ICAL.Event(component);
	put('ical.js', e.uid, e.startDate.toJSDate().getTime(), e.endDate.toJSDate().getTime(), e.sequence,
		component.getFirstPropertyValue('status'), e.summary);
}

for (const e of Object.values(isServed ? await nodeIcal.async.fromURL(where) : nodeIcal.sync.parseICS(text)))
	if (e.type === 'VEVENT')
		put('node-ical', e.uid, e.start.getTime(), e.end.getTime(), e.sequence, e.status, e.summary);

console.log(lines.sort().join('\n'));
