/* SPDX-License-Identifier: EUPL-1.2 */
/* One statement a section: its columns are what is shown. */
#include "service/privacy/own_data.h"

#include "schema/stmt.h"

/* Name, title, why it is kept, statement. */
// clang-format off
#define SECTIONS(X) \
	X(person, "Wie u bent", "om u te kunnen oproepen en inroosteren", \
		"SELECT p.given_name, p.infix, p.family_name, p.external_id, m.name AS municipality, p.language, p.active" \
		" FROM person p JOIN municipality m ON m.id = p.municipality_id WHERE p.id = :person_id") \
	X(contacts, "Hoe u bereikt wordt", "om u te kunnen oproepen; tot 30 dagen na vertrek", \
		"SELECT kind, address, rank FROM contact WHERE person_id = :person_id ORDER BY rank") \
	X(proofs, "Welke nummers en adressen bevestigd zijn", "om zeker te weten dat ze van u zijn; tot 30 dagen na vertrek", \
		"SELECT kind, address, verified_at, sent_at FROM contact_proof WHERE person_id = :person_id ORDER BY kind, address") \
	X(leaves, "Wanneer u niet in gebruik was", "om te weten wie er toen was", \
		"SELECT left_at, returned_at FROM person_leave WHERE person_id = :person_id ORDER BY id") \
	X(departure, "Uw vertrek", "om uw gegevens op tijd te wissen", \
		"SELECT left_at, contacts_at, training_at, certificates_at, erased_at FROM departure WHERE person_id = :person_id") \
	X(functions, "Uw functies", "om te weten waarvoor u gevraagd kunt worden", \
		"SELECT f.code, f.name, a.status, a.from_day * 86400000 AS valid_from, a.until_day * 86400000 AS valid_until" \
		" FROM assignment a JOIN function f ON f.id = a.function_id WHERE a.person_id = :person_id ORDER BY a.id") \
	X(duties, "Uw piketdiensten", "rooster en vergoeding; 7 jaar", \
		"SELECT f.code, d.starts_at, d.ends_at, d.origin, d.state FROM duty d JOIN function f ON f.id = d.function_id" \
		" WHERE d.person_id = :person_id ORDER BY d.ends_at") \
	X(overrides, "Vervangingen door u", "rooster en vergoeding; 7 jaar", \
		"SELECT f.code, o.starts_at, o.ends_at, o.reason FROM duty_override o JOIN function f ON f.id = o.function_id" \
		" WHERE o.person_id = :person_id ORDER BY o.id") \
	X(roster, "Zoals u op het rooster stond", "om later te weten wat er toen gold; 7 jaar", \
		"SELECT f.code, l.kind, l.starts_at, l.ends_at, l.known_from AS known_from_at, l.known_until AS known_until_at FROM layer l" \
		" JOIN function f ON f.id = l.function_id WHERE l.person_id = :person_id OR l.from_person_id = :person_id ORDER BY l.id") \
	X(rotations, "Beurten waarin u meedraait", "rooster", \
		"SELECT r.name, p.from_day * 86400000 AS valid_from, p.position FROM rotation_person p" \
		" JOIN rotation r ON r.id = p.rotation_id WHERE p.person_id = :person_id ORDER BY p.rotation_id, p.from_day, p.position") \
	X(acknowledgements, "Piket dat u bevestigde", "rooster; 7 jaar", \
		"SELECT f.code, d.starts_at, d.ends_at, d.reminded_at, d.acknowledged_at, d.warned_at, d.via FROM duty_ack d" \
		" JOIN function f ON f.id = d.function_id WHERE d.person_id = :person_id ORDER BY d.id") \
	X(absences, "Uw afwezigheid", "om u dan niet in te roosteren; 7 jaar", \
		"SELECT starts_at, ends_at, note FROM absence WHERE person_id = :person_id ORDER BY ends_at") \
	X(absences_known, "Wat van uw afwezigheid bekend was", "om later te weten wat er toen gold; 7 jaar", \
		"SELECT starts_at, ends_at, known_from AS known_from_at, known_until AS known_until_at FROM absence_known" \
		" WHERE person_id = :person_id ORDER BY id") \
	X(working_weeks, "Uw gewone werktijden", "om de Arbeidstijdenwet te kunnen naleven; tot 7 jaar na vertrek", \
		"SELECT w.from_day * 86400000 AS valid_from, w.until_day * 86400000 AS valid_until, w.under_18_until * 86400000 AS under_18_until, w.minutes," \
		" t.weekday, t.from_minute, t.until_minute FROM working_week w LEFT JOIN working_week_time t ON t.working_week_id = w.id" \
		" WHERE w.person_id = :person_id ORDER BY w.id, t.weekday, t.from_minute") \
	X(swaps, "Ruilen", "rooster; 7 jaar", \
		"SELECT f.code, s.starts_at, s.ends_at, s.state, s.note, s.reason FROM swap s JOIN function f ON f.id = s.function_id" \
		" WHERE s.from_person_id = :person_id OR s.to_person_id = :person_id ORDER BY s.id") \
	X(refusals, "Ruilverzoeken die u afwees", "rooster; 7 jaar", \
		"SELECT f.code, s.starts_at, s.ends_at, r.at AS refused_at FROM swap_refusal r JOIN swap s ON s.id = r.swap_id" \
		" JOIN function f ON f.id = s.function_id WHERE r.person_id = :person_id ORDER BY r.swap_id") \
	X(handovers, "Overdrachten van en aan u", "rooster; tot 7 jaar na vertrek", \
		"SELECT f.code, h.text, h.created_at FROM handover h JOIN function f ON f.id = h.function_id" \
		" WHERE h.from_person_id = :person_id OR h.to_person_id = :person_id ORDER BY h.id") \
	X(invitations, "Uitnodigingen voor activiteiten", "opleiden en oefenen; tot 2 jaar na vertrek", \
		"SELECT a.title, i.state, i.invited_at, i.answered_at FROM invitation i JOIN activity a ON a.id = i.activity_id" \
		" WHERE i.person_id = :person_id ORDER BY i.id") \
	X(sign_ins, "Waar u zich meldde", "opleiden en oefenen; tot 2 jaar na vertrek", \
		"SELECT a.title, s.signed_at, s.via FROM sign_in s JOIN activity a ON a.id = s.activity_id" \
		" WHERE s.person_id = :person_id ORDER BY s.activity_id") \
	X(attendance, "Opleiding en oefening", "aantoonbare bekwaamheid; tot 2 jaar na vertrek", \
		"SELECT a.title, t.result, t.minutes, t.role, t.assessor, t.remarks, t.recorded_at FROM attendance t" \
		" JOIN activity a ON a.id = t.activity_id WHERE t.person_id = :person_id ORDER BY t.id") \
	X(certificates, "Certificaten", "aantoonbare bekwaamheid; tot 7 jaar na vertrek", \
		"SELECT title, number, issuer, from_day * 86400000 AS valid_from, until_day * 86400000 AS valid_until FROM certificate" \
		" WHERE person_id = :person_id ORDER BY id") \
	X(papers, "Papieren bij uw certificaten", "aantoonbare bekwaamheid; tot 7 jaar na vertrek", \
		"SELECT c.title, f.type, f.recorded_at FROM certificate_file f JOIN certificate c ON c.id = f.certificate_id" \
		" WHERE c.person_id = :person_id ORDER BY c.id") \
	X(requirements, "Wat van u persoonlijk gevraagd wordt", "opleiden en oefenen; tot 2 jaar na vertrek", \
		"SELECT title, kind, count, from_day * 86400000 AS valid_from, until_day * 86400000 AS valid_until FROM requirement" \
		" WHERE person_id = :person_id ORDER BY id") \
	X(learning_points, "Leerpunten waar u voor zorgt", "leren van oefeningen en inzetten; tot 2 jaar na vertrek", \
		"SELECT text, state, result, due_day * 86400000 AS due_on_at FROM learning_point WHERE owner_person_id = :person_id ORDER BY id") \
	X(reminders, "Herinneringen aan leerpunten", "om u niet twee keer te herinneren; tot 2 jaar na vertrek", \
		"SELECT learning_point_id, stage, told_at FROM learning_point_told WHERE person_id = :person_id" \
		" ORDER BY learning_point_id, due_day, stage") \
	X(reachability, "Of tests u bereikten", "bereikbaarheid; 1 jaar", \
		"SELECT missed, tested_at, answered_at FROM reachability WHERE person_id = :person_id") \
	X(callouts, "Alarmeringen waarvoor u gevraagd bent", "verantwoording; proef 1 jaar, echt 10 jaar", \
		"SELECT c.kind, c.started_at, r.state, r.answer, r.asked_at, r.answered_at, r.expected_at, r.arrived_at, r.via" \
		" FROM callout_recipient r JOIN callout c ON c.id = r.callout_id WHERE r.person_id = :person_id ORDER BY r.id") \
	X(timeline, "Wat u deed en wat er met u gebeurde, op de tijdlijn", "verantwoording; als de alarmering, anders 90 dagen", \
		"SELECT at AS happened_at, kind, callout_id FROM event WHERE person_id = :person_id ORDER BY seq") \
	X(replies, "Berichten van u", "bewijs van antwoord; teksten en nummers 90 dagen", \
		"SELECT i.received_at, i.sender, i.body, i.result FROM inbound i JOIN callout_recipient r ON r.id = i.recipient_id" \
		" WHERE r.person_id = :person_id ORDER BY i.id") \
	X(messages, "Berichten aan u", "bewijs van verzending; teksten en adressen 90 dagen", \
		"SELECT purpose, channel, address, state, created_at, sent_at, delivered_at FROM attempt" \
		" WHERE person_id = :person_id ORDER BY id") \
	X(notices, "Mededelingen aan u", "90 dagen", \
		"SELECT kind, subject, created_at FROM notice WHERE person_id = :person_id ORDER BY id") \
	X(calendars, "Koppelingen met uw agenda", "tot u ze intrekt", \
		"SELECT name, created_at FROM calendar_token WHERE person_id = :person_id ORDER BY id") \
	X(accounts, "Uw account", "om u aan te melden", \
		"SELECT name, role, active, totp_confirmed AS second_factor, signed_in_at FROM account WHERE person_id = :person_id") \
	X(tokens, "Sleutels voor andere programma's", "tot u ze intrekt", \
		"SELECT name, role, created_at, revoked_at FROM token WHERE person_id = :person_id ORDER BY id") \
	X(devices, "Apparaten en codes die uw account onthoudt", "om u aan te melden", \
		"SELECT s.kind, s.created_at, s.origin, s.expires_at FROM account_secret s JOIN account a ON a.id = s.account_id" \
		" WHERE a.person_id = :person_id ORDER BY s.kind, s.expires_at") \
	X(sessions, "Waar u aangemeld bent", "tot u zich afmeldt", \
		"SELECT s.origin, s.created_at, s.seen_at FROM session s JOIN account a ON a.id = s.account_id" \
		" WHERE a.person_id = :person_id ORDER BY s.id") \
	X(places, "Plaatsen vanwaar u zich aanmeldde, onherkenbaar gemaakt", "om u niet te laten wachten als een ander uw wachtwoord raadt; 90 dagen", \
		"SELECT p.second_factor, p.expires_at FROM account_place p JOIN account a ON a.id = p.account_id" \
		" WHERE a.person_id = :person_id ORDER BY p.expires_at") \
	X(changes, "Wie uw gegevens veranderde", "controle; 5 jaar", \
		"SELECT a.at AS changed_at, a.actor, a.action, a.object FROM audit_detail d JOIN audit a ON a.seq = d.seq" \
		" WHERE d.person_id = :person_id ORDER BY d.seq")
// clang-format on

#define OWN_DATA_SQL(X)          SECTIONS(X)
#define X(name, title, why, sql) OWN_##name,
enum { SECTIONS(X) SECTIONS_COUNT };
#undef X
static const struct stmt_text own_data_texts[] = {
#define X(name, title, why, sql) { "OWN_" #name, sql },
	SECTIONS(X)
#undef X
};
extern const struct stmt_list own_data_statements;
const struct stmt_list own_data_statements = { "own_data", SECTIONS_COUNT,
	own_data_texts };

static const struct {
	const char *name, *title, *why;
} sections[] = {
#define X(name, title, why, sql) { #name, title, why },
	SECTIONS(X)
#undef X
};

static enum err_code add_section(
	struct db *db, int which, int64_t person_id, json_t *list, struct err *e)
{
	json_t *o = json_object(), *rows = json_array();
	STMT_AUTO s = NULL;

	fields_set_text(o, "name", sections[which].name);
	fields_set_text(o, "title", sections[which].title);
	fields_set_text(o, "why", sections[which].why);
	json_object_set_new(o, "rows", rows);
	json_array_append_new(list, o);
	if (stmt_get(db, &own_data_statements, which, &s, e) != ERR_OK)
		return e->code;
	stmt_bind_int(s, "person_id", person_id);
	while (stmt_row(s, e))
		json_array_append_new(rows, stmt_json(s));
	return e->code;
}

enum err_code own_data(struct db *db, int64_t person_id, struct instant now,
	json_t **ret, struct err *e)
{
	json_t *o = json_object(), *list = json_array();

	fields_set_int(o, "person_id", person_id);
	fields_set_instant(o, "made_at", now);
	json_object_set_new(o, "sections", list);
	for (int i = 0; i < SECTIONS_COUNT; i++)
		if (add_section(db, i, person_id, list, e) != ERR_OK) {
			json_decref(o);
			return e->code;
		}
	if (json_array_size(json_object_get(json_array_get(list, 0), "rows")) == 0) {
		json_decref(o);
		return err_set(e, ERR_NOTFOUND, "person %" PRId64 " does not exist",
			person_id);
	}
	*ret = o;
	return ERR_OK;
}
