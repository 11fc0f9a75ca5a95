// SPDX-License-Identifier: EUPL-1.2
// A mail server for tests: npm's smtp-server with TLS and a login, and mailparser to read what comes. Says what it sees
// on standard output, one JSON object a line. argv[2] is its plan, a JSON object:
//   tls           'starttls' (offered), 'start' (from the first byte) or 'none'
//   name          whom its certificate is for; certificate: the file that it is written to (the key stands beside it)
//   user, password   needed before a mail; without them nobody needs to log in
//   methods       how one may log in, such as ['LOGIN']
//   refuse        what is answered to a recipient: {'otto@dalfsen.example': 550}
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

const plan = JSON.parse(process.argv[2]);

function say(event, what) {
	console.log(JSON.stringify({ event, ...what }));
}

function error(code, text) {
	return Object.assign(new Error(text), { responseCode: code });
}

function certificate() {
	const key = `${plan.certificate}.key`;
	execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
		'-days', '2', '-subj', '/CN=mail', '-addext', `subjectAltName=${plan.name}`,
		'-keyout', key, '-out', plan.certificate], { stdio: 'ignore' });
	return { key: readFileSync(key), cert: readFileSync(plan.certificate) };
}

// What RFC 5322, 2045 and 2047 forbid and readers forgive.
function faults(raw) {
	const found = [];
	const text = raw.toString('latin1');
	if (/[^\r]\n|\r[^\n]/.test(text)) found.push('a line does not end in CR LF');
	if (/[\x80-\xff\0]/.test(text)) found.push('a byte of eight bits');
	for (const line of text.split('\r\n')) {
		if (line.length > 78) found.push(`a line of ${line.length} characters`);
		for (const word of line.match(/=\?[^ ]*\?=/g) ?? [])
			if (word.length > 75) found.push(`an encoded word of ${word.length} characters`);
	}
	const head = text.slice(0, text.indexOf('\r\n\r\n'));
	for (const name of ['Date', 'From', 'To', 'Subject', 'Message-ID', 'MIME-Version', 'Content-Type']) {
		const n = head.match(new RegExp(`^${name}:`, 'gmi'))?.length ?? 0;
		if (n !== 1) found.push(`${name} stands there ${n} times`);
	}
	return found;
}

// The parts of a multipart as they are, by their boundary.
function parts(raw, boundary) {
	return raw.toString('latin1').split(`--${boundary}`).slice(1, -1)
		.map(part => /^Content-Type: *([^;\r]*)/mi.exec(part)?.[1]);
}

async function read(stream, session, done) {
	const chunks = [];
	for await (const chunk of stream) chunks.push(chunk);
	const raw = Buffer.concat(chunks);
	const m = await simpleParser(raw, { skipTextToHtml: true, skipHtmlToText: true, skipTextLinks: true });
	const type = m.headers.get('content-type');
	say('mail', {
		secure: session.secure, user: session.user ?? null,
		mail_from: session.envelope.mailFrom.address, rcpt_to: session.envelope.rcptTo.map(to => to.address),
		from: m.from.value, to: m.to.value, subject: m.subject, date: m.date?.toISOString(), message_id: m.messageId,
		automatic: m.headers.get('auto-submitted'), priority: m.headers.get('priority') ?? '',
		type: type.value, parts: parts(raw, type.params.boundary), text: m.text, html: m.html,
		links: [...m.html.matchAll(/href="([^"]*)"/g)].map(found => found[1]),
		attachments: m.attachments.length, faults: faults(raw),
	});
	done(null, 'taken as 4f2a');
}

const server = new SMTPServer({
	...plan.tls === 'none' ? {} : certificate(),
	secure: plan.tls === 'start',
	hideSTARTTLS: plan.tls === 'none',
	authOptional: plan.user === undefined,
	authMethods: plan.methods ?? ['PLAIN', 'LOGIN'],
	disableReverseLookup: true,
	onAuth(login, session, done) {
		const right = login.username === plan.user && login.password === plan.password;
		say('login', { method: login.method, right, secure: session.secure });
		if (right) done(null, { user: login.username });
		else done(error(535, 'Authentication failed'));
	},
	onRcptTo(to, session, done) {
		const code = plan.refuse?.[to.address];
		if (code !== undefined) say('refused', { to: to.address, code });
		done(code === undefined ? null : error(code, 'Not here'));
	},
	onData(stream, session, done) {
		read(stream, session, done).catch(failure => {
			say('failed', { why: String(failure) });
			done(error(451, 'Not read'));
		});
	},
});

server.on('error', failure => say('trouble', { why: failure.message }));
server.listen(0, '127.0.0.1', () => say('listens', { port: server.server.address().port }));
