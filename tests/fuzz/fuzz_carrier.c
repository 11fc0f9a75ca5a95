/* SPDX-License-Identifier: EUPL-1.2 */
/* Any bytes from any provider: its reply, its reports, its texts. The first byte
 * chooses the dialect. */
#include "alert/carrier/carrier.h"
#include "alert/carrier/voice.h"
#include "base/parse.h"
#include "tests/fuzz/fuzz.h"

static const struct carrier *const all[] = { &carrier_http_sms, &carrier_cm,
	&carrier_spryng, &carrier_twilio_sms, &carrier_kannel, &carrier_twilio_voice,
	&carrier_http_voice, &carrier_smtp, &carrier_ntfy, &carrier_messagebird };

static void read_callback(const struct carrier *carrier, const char *body, size_t len)
{
	const struct carrier_account account = { .url = "http://p",
		.user = "u",
		.token = "t",
		.callback = "http://us/gateway/x",
		.secret = "s" };
	struct carrier_callback c = { .what = CARRIER_RECEIPT,
		.url = "http://us/gateway/x/receipt",
		.query = body,
		.body = body,
		.len = len,
		.signature = body,
		.twilio_signature = body,
		.messagebird_signature = body };
	struct carrier_receipt receipt;
	struct carrier_inbound inbound;
	struct voice_event event;

	if (carrier->is_genuine != NULL)
		(void)carrier->is_genuine(&account, &c);
	if (carrier->receipt != NULL && carrier->receipt(&c, &receipt))
		REQUIRE(parse_is_utf8(receipt.reason, strlen(receipt.reason)));
	c.what = CARRIER_INBOUND;
	if (carrier->inbound != NULL && carrier->inbound(&c, &inbound))
		REQUIRE(parse_is_utf8(inbound.text, strlen(inbound.text)));
	c.what = CARRIER_VOICE;
	if (carrier->voice_event != NULL)
		(void)carrier->voice_event(&c, &event);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct carrier *carrier;
	struct carrier_outcome outcome;
	struct carrier_reply reply = { .status = 200 };
	char *s;

	if (size == 0)
		return 0;
	carrier = all[data[0] % (sizeof all / sizeof *all)];
	s = fuzz_text(data + 1, size - 1);
	reply.body = s;
	reply.len = size - 1;
	carrier->decode(&reply, &outcome);
	REQUIRE(outcome.result != CARRIER_RETRY || outcome.reason[0] != '\0');
	read_callback(carrier, s, size - 1);
	base_free(s);
	return 0;
}
