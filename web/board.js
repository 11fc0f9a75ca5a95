// SPDX-License-Identifier: EUPL-1.2
// The live board: the newest call-out, its places and who comes. Reads the public API only.

const states = { open: "bezig", filled: "gevuld", exhausted: "TEKORT" };
const kinds = { real: "ECHT", exercise: "OEFENING", test: "TEST", reachability: "BEREIKBAARHEIDSTEST" };
const phases = { active: "Er wordt gebeld.", filled: "Alle plaatsen zijn gevuld.", exhausted: "Er zijn niet genoeg mensen.", stopped: "Gestopt." };
const $ = (id) => document.getElementById(id);

let token = sessionStorage.getItem("token") ?? "";
let seen = 0; // when the picture was made
let wanted = false;

const fragment = new URLSearchParams(location.hash.slice(1)).get("token");
if (fragment) {
  token = fragment;
  sessionStorage.setItem("token", token);
  history.replaceState(null, "", location.pathname); // not in the history
}

// With a token from the address, or else with the session's cookie.
const headers = (accept) => (token ? { Authorization: `Bearer ${token}`, Accept: accept } : { Accept: accept });

async function get(path, accept = "application/json") {
  const reply = await fetch(`/api/v1${path}`, { headers: headers(accept) });
  if (reply.status === 401 || reply.status === 403) throw new Error("sign-in");
  if (!reply.ok) throw new Error(`de dienst antwoordt ${reply.status}`);
  return accept === "application/json" ? reply.json() : reply.text();
}

function cell(row, text, className = "") {
  const td = row.insertCell();
  td.textContent = text;
  td.className = className;
  return td;
}

function who(td, people) {
  people.forEach((p, i) => {
    const span = document.createElement("span");
    const eta = p.arrived_at ? "is er" : p.eta_minutes === null ? "komt" : `${p.eta_minutes} min`;
    span.textContent = `${p.display_name} (${eta}${p.on_time === false ? ", te laat" : ""})`;
    if (p.on_time === false) span.className = "late";
    td.append(i > 0 ? ", " : "", span);
  });
}

function show(call, recipients) {
  $("kind").textContent = kinds[call.kind];
  $("kind").className = call.kind;
  $("title").textContent = call.incident || `Oproep ${call.id}`;
  const started = new Date(call.started_at).toLocaleString("nl-NL", { dateStyle: "short", timeStyle: "short" });
  $("facts").textContent = [call.location, `begonnen ${started}`].filter(Boolean).join(", ");
  const need = call.slots.reduce((n, s) => n + s.need, 0);
  const filled = call.slots.reduce((n, s) => n + Math.min(s.need, s.accepted), 0);
  const summary = `${phases[call.state]} ${filled} van ${need} plaatsen.`;
  if ($("summary").textContent !== summary) $("summary").textContent = summary;
  const rows = call.slots.map((s) => {
    const row = document.createElement("tr");
    const th = document.createElement("th");
    th.scope = "row";
    th.textContent = s.name;
    row.append(th);
    cell(row, `${s.accepted} / ${s.need}`, "count");
    cell(row, states[s.state], s.state);
    who(cell(row, "", "who"), recipients.filter((p) => p.function_id === s.function_id && ["accepted", "arrived"].includes(p.state)));
    cell(row, s.norm_minutes ? `${s.norm_minutes} min` : "–", "norm");
    return row;
  });
  $("slots").replaceChildren(...rows);
  $("report").onclick = async (event) => {
    event.preventDefault();
    const html = await get(`/callouts/${call.id}/report`, "text/html");
    open(URL.createObjectURL(new Blob([html], { type: "text/html" })), "_blank", "noopener");
  };
}

function choose(part) {
  for (const id of ["sign-in", "board", "none"]) $(id).hidden = id !== part;
  $("sign-out").hidden = part === "sign-in" || token !== "";
  if (part === "sign-in") $("username").focus();
}

async function refresh() {
  const list = await get("/callouts?limit=1");
  seen = Date.now();
  if (list.items.length === 0) return choose("none");
  const call = list.items[0];
  const people = [];
  for (let cursor = ""; cursor !== null;) {
    const page = await get(`/callouts/${call.id}/recipients?limit=1000${cursor && `&cursor=${cursor}`}`);
    people.push(...page.items);
    cursor = page.next;
  }
  show(call, people);
  choose("board");
}

// Events say that something changed; the picture is read anew, at most twice a second.
async function listen() {
  const reply = await fetch("/api/v1/events", { headers: headers("text/event-stream") });
  if (!reply.ok) throw new Error("events");
  const reader = reply.body.getReader();
  for (;;) {
    const { done } = await reader.read();
    if (done) return;
    wanted = true;
  }
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// Comes back to the stream for as long as the page is open.
async function follow() {
  for (;;) {
    await listen().catch(() => {});
    await pause(3000);
    wanted = true;
  }
}

let following = false;
let running = false;

async function run() {
  if (running) return;
  running = wanted = true;
  while (running) {
    if (wanted) {
      wanted = false;
      try {
        await refresh();
        if (!following) follow();
        following = true;
      } catch (error) {
        if (error.message === "sign-in") {
          choose("sign-in");
          running = false;
          return;
        }
        wanted = true;
        await pause(1500);
      }
    }
    const age = seen ? Math.round((Date.now() - seen) / 1000) : 0;
    $("age").textContent = age > 20 ? `Let op: dit beeld is ${age} seconden oud` : "";
    await pause(500);
  }
}

setInterval(() => { wanted = true; }, 10000);

async function signIn() {
  const body = { username: $("username").value.trim(), password: $("password").value };
  if ($("code").value.trim()) Object.assign(body, { code: $("code").value.trim(), remember: $("remember").checked });
  const reply = await fetch("/api/v1/session", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (reply.ok) {
    const session = await reply.json();
    sessionStorage.setItem("csrf", session.csrf);
    $("password").value = $("code").value = "";
    return session.second_factor_needed ? "Stel eerst de tweede factor van dit account in (zie de beschrijving van de API)." : "";
  }
  const problem = await reply.json().catch(() => ({}));
  if (problem.errors?.some((e) => e.field === "code")) {
    $("second").hidden = false;
    $("code").focus();
    return "Vul de code van uw telefoon in.";
  }
  if (reply.status === 429) return "Te vaak fout geprobeerd. Wacht een halve minuut.";
  return reply.status === 401 ? "Naam, wachtwoord of code klopt niet." : `De dienst antwoordt ${reply.status}.`;
}

$("sign-in").addEventListener("submit", async (event) => {
  event.preventDefault();
  $("wrong").textContent = await signIn().catch(() => "De dienst is niet bereikbaar.");
  if ($("wrong").textContent === "") run();
});
$("sign-out").addEventListener("click", async () => {
  await fetch("/api/v1/session", { method: "DELETE", headers: { "X-CSRF-Token": sessionStorage.getItem("csrf") ?? "" } }).catch(() => {});
  sessionStorage.clear();
  location.reload();
});
run(); // asks to sign in when there is neither token nor session
