// SPDX-License-Identifier: EUPL-1.2
// Plays Twilio, from its documents (REST API 2010-04-01, TwiML, webhooks): takes messages and calls, checks every field,
// reports, and does what a telephone does with the TwiML that it is given: listens, presses keys. Whatever the documents
// do not know is refused, and said with the event "refused". argv[2] is its plan, a JSON object:
//   account, token     the account and its auth token
//   from               the numbers (or messaging services) of the account
//   base, port_file    requests to `base` go to the port that stands in that file
//   tells_machine      true: reports say who picked up as well (the documents leave it open)
//   people             by number: {answered_by, keys: [...]} picks up; {status: 'busy'|'no-answer'|'failed'} does not;
//                      {reply: 'JA 20'} answers a text; {error: 30003} is not delivered to; {invalid: true} is no number
// POST /test with {call: {from, to, url, keys}} calls in, {text: {from, to, url, body}} texts in, {again: n} repeats the
// n-th callback word for word; token signs it with another token.
import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { SaxesParser } from 'saxes';

const plan = JSON.parse(process.argv[2]);
const sent = []; // callbacks

function say(event, what) {
	console.log(JSON.stringify({ event, ...what }));
}

function sid(letters) {
	return letters + randomBytes(16).toString('hex');
}

// --- what comes to us -------------------------------------------------------------------------------------------

class Refusal extends Error {
	constructor(status, code, message, event = 'refused') {
		super(message);
		Object.assign(this, { status, code, event });
	}
}

const e164 = /^\+[1-9]\d{6,14}$/;
const sender = /^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$/;
const flag = /^(true|false)$/;
const method = /^(GET|POST)$/;
const address = /^https?:\/\/[^\s_/]+(\/\S*)?$/;
const whole = (from, to) => ({ test: s => /^\d+$/.test(s) && Number(s) >= from && Number(s) <= to });
const anything = /^[^]*$/;

// The parameters of the documents; a value that does not fit is refused.
const resources = {
	Messages: {
		To: e164, From: { test: s => e164.test(s) || sender.test(s) }, MessagingServiceSid: /^MG[0-9a-f]{32}$/, Body: anything,
		StatusCallback: address, ApplicationSid: /^AP[0-9a-f]{32}$/, MaxPrice: /^\d+(\.\d+)?$/, ProvideFeedback: flag,
		Attempt: whole(1, 10), ValidityPeriod: whole(1, 36000), ForceDelivery: flag, ContentRetention: /^(retain|discard)$/,
		AddressRetention: /^(retain|obfuscate)$/, SmartEncoded: flag, ShortenUrls: flag, RiskCheck: /^(enable|disable)$/,
	},
	Calls: {
		To: e164, From: e164, Url: address, Method: method, Twiml: anything, ApplicationSid: /^AP[0-9a-f]{32}$/,
		FallbackUrl: address, FallbackMethod: method, StatusCallback: address, StatusCallbackMethod: method,
		StatusCallbackEvent: /^(initiated|ringing|answered|completed)$/, SendDigits: /^[0-9wW*#]+$/, Timeout: whole(1, 600),
		Record: flag, MachineDetection: /^(Enable|DetectMessageEnd)$/, MachineDetectionTimeout: whole(3, 59), AsyncAmd: flag,
		TimeLimit: whole(1, 14400), CallReason: anything,
	},
};
const needed = {
	Messages: [['To', 21604], ['Body', 21602]],
	Calls: [['To', 21201], ['From', 21213], ['Url', 21205]],
};

function checkLogin(req, account) {
	const given = /^Basic (.*)$/.exec(req.headers.authorization ?? '')?.[1] ?? '';
	if (Buffer.from(given, 'base64').toString() !== `${plan.account}:${plan.token}`)
		throw new Refusal(401, 20003, 'Authenticate', 'no login');
	if (account !== plan.account) throw new Refusal(404, 20404, 'The requested resource was not found');
}

function readForm(req, body, known) {
	if (req.headers['content-type'] !== 'application/x-www-form-urlencoded')
		throw new Refusal(415, 20415, `Content-Type ${req.headers['content-type']}`);
	if (!/^[A-Za-z0-9*._+%=&-]*$/.test(body)) throw new Refusal(400, 20001, 'not a form');
	const form = {};
	for (const [name, value] of new URLSearchParams(body)) {
		if (known[name] === undefined) throw new Refusal(400, 20001, `unknown parameter ${name}`);
		if (!known[name].test(value)) throw new Refusal(400, name === 'To' ? 21211 : 20001, `${name} cannot be ${value}`);
		if (form[name] !== undefined && name !== 'StatusCallbackEvent') throw new Refusal(400, 20001, `${name} twice`);
		form[name] = form[name] === undefined ? value : `${form[name]} ${value}`;
	}
	return form;
}

function take(kind, req, body) {
	const form = readForm(req, body, resources[kind]);
	for (const [name, code] of needed[kind])
		if (form[name] === undefined) throw new Refusal(400, code, `A '${name}' is required`);
	if (kind === 'Messages' && (form.From === undefined) === (form.MessagingServiceSid === undefined))
		throw new Refusal(400, 21603, "A 'From' phone number or a messaging service is required");
	if (!plan.from.includes(form.From ?? form.MessagingServiceSid))
		throw new Refusal(400, 21212, `The number ${form.From ?? form.MessagingServiceSid} is not yours`);
	if (form.Body?.length > 1600) throw new Refusal(400, 21617, 'The concatenated message body exceeds the limit');
	if (plan.people[form.To]?.invalid) throw new Refusal(400, 21211, `The 'To' number ${form.To} is not a valid phone number`, 'no number');
	return form;
}

function created(kind, form, id) {
	const now = new Date().toUTCString();
	return {
		sid: id, account_sid: plan.account, api_version: '2010-04-01', date_created: now, date_updated: now, direction: 'outbound-api',
		from: form.From ?? null, to: form.To, status: 'queued', price: null, price_unit: 'USD',
		uri: `/2010-04-01/Accounts/${plan.account}/${kind}/${id}.json`,
		...kind === 'Messages' ? { body: form.Body, error_code: null, error_message: null, num_media: '0', num_segments: '1' }
			: { answered_by: null, duration: null, start_time: null, end_time: null },
	};
}

// --- what we ask ------------------------------------------------------------------------------------------------

function signature(token, url, form) {
	const text = Object.keys(form).sort().reduce((all, name) => all + name + form[name], url);
	return createHmac('sha1', token).update(text, 'utf8').digest('base64');
}

function post(url, form, token = plan.token) {
	if (!url.startsWith(`${plan.base}/`)) {
		say('refused', { why: `not an address of the customer: ${url}` });
		return Promise.resolve({ status: 0, type: '', body: '' });
	}
	sent.push({ url, form });
	const body = new URLSearchParams(form).toString();
	const at = new URL(url);
	return new Promise((done, failed) => {
		const q = request({
			host: '127.0.0.1', port: Number(readFileSync(plan.port_file, 'utf8')), method: 'POST', path: at.pathname + at.search,
			headers: {
				'Host': at.host, 'User-Agent': 'TwilioProxy/1.1', 'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
				'Content-Length': Buffer.byteLength(body), 'X-Twilio-Signature': signature(token, url, form),
			},
		}, r => {
			const chunks = [];
			r.on('data', chunk => chunks.push(chunk));
			r.on('end', () => done({ status: r.statusCode, type: r.headers['content-type'] ?? '', body: Buffer.concat(chunks).toString() }));
		});
		q.on('error', failed);
		q.end(body);
	});
}

async function callback(kind, url, form) {
	const r = await post(url, form);
	say('callback', { kind, status: r.status, state: form.CallStatus ?? form.MessageStatus ?? '', to: form.To });
	if (r.status !== 200 && r.status !== 204) say('refused', { why: `our ${kind} was answered with ${r.status}` });
}

// --- TwiML ------------------------------------------------------------------------------------------------------

// What may stand in a document, with its attributes.
const verbs = {
	Response: { in: [''], with: {} },
	Say: { in: ['Response', 'Gather'], with: { language: /^(nl-NL|en-GB)$/, voice: anything, loop: whole(0, 100) } },
	Pause: { in: ['Response', 'Gather'], with: { length: whole(1, 600) } },
	Hangup: { in: ['Response'], with: {} },
	Redirect: { in: ['Response'], with: { method } },
	Gather: {
		in: ['Response'],
		with: {
			action: address, finishOnKey: /^[0-9#*]?$/, input: /^dtmf$/, method, numDigits: whole(1, 100), timeout: whole(1, 600),
			actionOnEmptyResult: flag,
		},
	},
};

// [{verb, attributes, says: [{language, text}]}]; throws what is wrong with it.
function readTwiml(xml) {
	const parser = new SaxesParser();
	const path = [''];
	const list = [];
	let spoken = null;
	parser.on('error', error => { throw error; });
	parser.on('opentag', ({ name, attributes }) => {
		const verb = verbs[name];
		if (!verb?.in.includes(path.at(-1))) throw new Error(`<${name}> in <${path.at(-1)}>`);
		for (const [key, value] of Object.entries(attributes))
			if (!verb.with[key]?.test(value)) throw new Error(`${name} ${key}="${value}"`);
		path.push(name);
		if (path.length === 3) list.push({ verb: name, attributes, says: [] });
		if (name === 'Say') list.at(-1).says.push(spoken = { language: attributes.language ?? 'en-US', text: '' });
	});
	parser.on('text', text => {
		if (path.at(-1) === 'Say') spoken.text += text;
		else if (text.trim() !== '') throw new Error(`text in <${path.at(-1)}>`);
	});
	parser.on('closetag', ({ name }) => {
		if (name === 'Say' && (spoken.text.trim() === '' || spoken.text.length > 4096)) throw new Error('<Say> of no use');
		path.pop();
	});
	parser.write(xml).close();
	return list;
}

// The digits that a Gather takes, of those that somebody presses.
function gathered(attributes, pressed) {
	const end = 'finishOnKey' in attributes ? attributes.finishOnKey : '#';
	let digits = '';
	for (const key of pressed) {
		if (key === end) break;
		digits += key;
		if (digits.length === Number(attributes.numDigits ?? Infinity)) break;
	}
	return digits;
}

// A call that was picked up, until it is over. keys: what is pressed at each Gather in turn; null: nothing.
async function converse(call, url, form, keys) {
	const heard = [];
	let rest = [...keys];
	let next = { url, form };
	for (let turns = 0; next !== null; turns++) {
		if (turns > 20) throw new Error('a call without end');
		const r = await post(next.url, { ...call, ...next.form });
		if (r.status !== 200) throw new Error(`asked for TwiML: ${r.status} ${r.body}`);
		if (!/^(text|application)\/xml\b/.test(r.type)) throw new Error(`TwiML as ${r.type}`);
		next = null;
		for (const { verb, attributes, says } of readTwiml(r.body)) {
			heard.push(...says);
			for (const { language, text } of says) say('heard', { to: call.To, from: call.From, language, text });
			if (verb === 'Hangup') break;
			if (verb !== 'Gather') continue;
			const pressed = rest.length > 0 ? rest.shift() : null;
			const digits = pressed === null ? '' : gathered(attributes, pressed);
			if (digits === '' && attributes.actionOnEmptyResult !== 'true') continue;
			next = { url: new URL(attributes.action ?? url, url).href, form: { Digits: digits, msg: digits === '' ? 'Gather End' : 'Gather Digits' } };
			break;
		}
	}
	return { heard, left: rest };
}

// --- calls and texts that the customer asked for ------------------------------------------------------------------

async function ring(form, id) {
	const who = plan.people[form.To] ?? { status: 'no-answer' };
	const call = { CallSid: id, AccountSid: plan.account, From: form.From, To: form.To, Caller: form.From, Called: form.To,
		Direction: 'outbound-api', ApiVersion: '2010-04-01' };
	const status = who.status ?? 'completed';
	const by = form.MachineDetection && who.status === undefined ? { AnsweredBy: who.answered_by ?? 'human' } : {};
	if (who.status === undefined) {
		await converse(call, form.Url, { CallStatus: 'in-progress', ...by }, who.keys ?? []);
	}
	const events = (form.StatusCallbackEvent ?? 'completed').split(' ');
	if (form.StatusCallback && events.includes('completed'))
		await callback('status', form.StatusCallback, { ...call, CallStatus: status, CallbackSource: 'call-progress-events',
			SequenceNumber: '0', Timestamp: new Date().toUTCString(), Duration: '1',
			...plan.tells_machine ? by : {}, ...status === 'completed' ? { CallDuration: '21' } : { SipResponseCode: status === 'busy' ? '486' : '487' } });
}

async function deliver(form, id) {
	const who = plan.people[form.To] ?? {};
	const message = { MessageSid: id, SmsSid: id, AccountSid: plan.account, From: form.From ?? plan.from[0], To: form.To, ApiVersion: '2010-04-01' };
	const states = who.error ? [['sent', {}], ['undelivered', { ErrorCode: String(who.error) }]] : [['sent', {}], ['delivered', {}]];
	for (const [state, more] of form.StatusCallback ? states : [])
		await callback('status', form.StatusCallback, { ...message, MessageStatus: state, SmsStatus: state, ...more });
	if (who.reply)
		await textIn({ from: form.To, to: form.From, url: who.url, body: who.reply });
}

async function textIn({ from, to, url, body, token }) {
	const id = sid('SM');
	const r = await post(url, { ToCountry: 'NL', ToState: '', SmsMessageSid: id, NumMedia: '0', ToCity: '', FromZip: '', SmsSid: id, FromState: '',
		SmsStatus: 'received', FromCity: '', Body: body, FromCountry: 'NL', To: to, ToZip: '', NumSegments: '1', MessageSid: id,
		AccountSid: plan.account, From: from, ApiVersion: '2010-04-01' }, token);
	if (r.status === 200 && (!/^(text|application)\/xml\b/.test(r.type) || readTwiml(r.body).length > 0))
		say('refused', { why: `a text was answered with ${r.type} ${r.body}` });
	return { status: r.status };
}

async function callIn({ from, to, url, keys, token }) {
	const call = { CallSid: sid('CA'), AccountSid: plan.account, From: from, To: to, Caller: from, Called: to, Direction: 'inbound',
		ApiVersion: '2010-04-01', CallStatus: 'ringing', FromCountry: 'NL', ToCountry: 'NL', FromCity: '', ToCity: '' };
	if (token !== undefined) return { status: (await post(url, call, token)).status };
	return converse(call, url, {}, keys);
}

async function test(what) {
	if (what.call) return callIn(what.call);
	if (what.text) return textIn(what.text);
	const { url, form } = sent.at(what.again);
	return { status: (await post(url, form, what.token)).status };
}

// --- the server -------------------------------------------------------------------------------------------------

async function serve(req, body) {
	if (req.url === '/test') return { status: 200, body: await test(JSON.parse(body)) };
	const at = /^\/2010-04-01\/Accounts\/([^/]+)\/(Messages|Calls)\.json$/.exec(req.url);
	if (at === null || req.method !== 'POST') throw new Refusal(404, 20404, `The requested resource ${req.url} was not found`);
	checkLogin(req, at[1]);
	const form = take(at[2], req, body);
	const id = sid(at[2] === 'Calls' ? 'CA' : 'SM');
	say('taken', { kind: at[2], key: req.headers['idempotency-key'] ?? '', ...form });
	setImmediate(() => (at[2] === 'Calls' ? ring : deliver)(form, id).catch(failure => say('refused', { why: failure.message })));
	return { status: 201, body: created(at[2], form, id) };
}

function reply(res, status, body) {
	res.writeHead(status, { 'Content-Type': 'application/json', 'Twilio-Request-Id': sid('RQ') });
	res.end(JSON.stringify(body));
}

createServer((req, res) => {
	const chunks = [];
	req.on('data', chunk => chunks.push(chunk));
	req.on('end', async () => {
		try {
			const r = await serve(req, Buffer.concat(chunks).toString());
			reply(res, r.status, r.body);
		} catch (failure) {
			const { status = 500, code = 20500, message, event = 'refused' } = failure;
			say(event, { why: message, status, code });
			reply(res, status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
		}
	});
}).listen(0, '127.0.0.1', function listens() {
	// The example of Twilio's page on security: https://www.twilio.com/docs/usage/security
	const right = signature('12345', 'https://mycompany.com/myapp.php?foo=1&bar=2', { CallSid: 'CA1234567890ABCDE',
		Caller: '+12349013030', Digits: '1234', From: '+12349013030', To: '+18005551212' });
	if (right !== '0/KCTR6DLpKmkAf8muzZqo1nDgQ=') throw new Error(`signatures are wrong: ${right}`);
	say('listens', { port: this.address().port });
});
