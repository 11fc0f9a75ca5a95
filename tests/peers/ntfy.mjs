// SPDX-License-Identifier: EUPL-1.2
// Plays an ntfy server and the telephones that listen to it, from ntfy's documents (publish as JSON, action buttons) and the
// errors of its server: checks every field, refuses what it does not know, and presses the buttons that it is told to.
// argv[2] is its plan, a JSON object:
//   token              asked of whoever publishes
//   base, port_file    requests to `base` go to the port that stands in that file
//   topics             by topic: {press: 'Ik kom'} presses that button when a message comes
// Says what it sees on standard output, one JSON object a line.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';

const plan = JSON.parse(process.argv[2]);

function say(event, what) {
	console.log(JSON.stringify({ event, ...what }));
}

class Refusal extends Error {
	constructor(http, code, error, event = 'refused') {
		super(error);
		Object.assign(this, { http, code, event });
	}
}

const text = most => value => typeof value === 'string' && Buffer.byteLength(value) <= most;
const url = value => typeof value === 'string' && /^https?:\/\/[^\s/]+(\/\S*)?$/.test(value);
const fields = {
	topic: value => /^[-_A-Za-z0-9]{1,64}$/.test(value),
	message: text(4096),
	title: text(1024),
	tags: value => Array.isArray(value) && value.every(text(64)),
	priority: value => Number.isInteger(value) && value >= 1 && value <= 5,
	actions: value => Array.isArray(value) && value.length <= 3,
	click: url, attach: url, icon: url, markdown: value => typeof value === 'boolean',
	filename: text(255), delay: text(64), email: text(254), call: text(32),
};
const ofAction = {
	action: value => /^(view|http)$/.test(value),
	label: value => text(64)(value) && value !== '',
	url,
	method: value => /^(GET|POST|PUT|DELETE|PATCH)$/.test(value),
	headers: value => value !== null && typeof value === 'object' && Object.values(value).every(text(1024)),
	body: text(4096),
	clear: value => typeof value === 'boolean',
};

function check(what, known, code, where) {
	for (const [name, value] of Object.entries(what))
		if (!known[name]?.(value)) throw new Refusal(400, code, `${where}: ${name} ${JSON.stringify(value)}`);
}

function checkMessage(m) {
	if (!fields.topic(m.topic ?? '')) throw new Refusal(400, 40009, 'invalid request: topic invalid');
	if (m.priority !== undefined && !fields.priority(m.priority)) throw new Refusal(400, 40007, 'invalid priority parameter');
	check(m, fields, 40017, 'invalid request: request body must be message JSON');
	for (const action of m.actions ?? []) {
		check(action, ofAction, 40018, 'invalid request: actions invalid');
		for (const name of ['action', 'label', 'url'])
			if (action[name] === undefined) throw new Refusal(400, 40018, `invalid request: actions invalid, parameter '${name}' is required`);
		if (action.action === 'view' && ['method', 'headers', 'body'].some(name => name in action))
			throw new Refusal(400, 40018, 'invalid request: actions invalid, a view has no request');
		if (action.method === 'GET' && action.body) throw new Refusal(400, 40018, 'invalid request: actions invalid, a GET has no body');
	}
}

// What the app does when a button is pressed.
function press({ url, method = 'POST', headers = {}, body = '' }) {
	if (!url.startsWith(`${plan.base}/`)) {
		say('refused', { why: `not an address of the publisher: ${url}` });
		return;
	}
	const at = new URL(url);
	const q = request({
		host: '127.0.0.1', port: Number(readFileSync(plan.port_file, 'utf8')), method, path: at.pathname + at.search,
		headers: { 'Host': at.host, 'User-Agent': 'ntfy/1.16.0 (play; Android 14; SDK 34)', 'Content-Length': Buffer.byteLength(body), ...headers },
	}, r => {
		r.resume();
		say('pressed', { status: r.statusCode });
	});
	q.on('error', failure => say('refused', { why: failure.message }));
	q.end(body);
}

function publish(req, body) {
	if (req.method !== 'POST' || req.url !== '/') throw new Refusal(404, 40401, 'page not found');
	if (req.headers.authorization !== `Bearer ${plan.token}`) throw new Refusal(401, 40101, 'unauthorized', 'no login');
	let m;
	try {
		m = JSON.parse(body);
	} catch {
		throw new Refusal(400, 40017, 'invalid request: request body must be message JSON');
	}
	checkMessage(m);
	say('taken', m);
	const label = plan.topics?.[m.topic]?.press;
	const action = (m.actions ?? []).find(one => one.action === 'http' && one.label === label);
	if (action) setImmediate(() => press(action));
	const now = Math.floor(Date.now() / 1000);
	return { ...m, id: randomBytes(9).toString('base64url'), time: now, expires: now + 43200, event: 'message' };
}

createServer((req, res) => {
	const chunks = [];
	req.on('data', chunk => chunks.push(chunk));
	req.on('end', () => {
		let status = 200;
		let answer;
		try {
			answer = publish(req, Buffer.concat(chunks).toString());
		} catch (failure) {
			const { http = 500, code = 50001, message, event = 'refused' } = failure;
			say(event, { why: message, code });
			status = http;
			answer = { code, http, error: message, link: 'https://ntfy.sh/docs/publish/' };
		}
		res.writeHead(status, { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' });
		res.end(`${JSON.stringify(answer)}\n`);
	});
}).listen(0, '127.0.0.1', function listens() {
	say('listens', { port: this.address().port });
});
