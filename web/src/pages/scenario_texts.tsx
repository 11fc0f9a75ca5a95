// SPDX-License-Identifier: EUPL-1.2
// What people get to read and hear: with an example, the number of SMS parts, and spoken aloud.
import type { Schemas } from "../api/client";
import type { Problem } from "../api/problem";
import { t, tn } from "../i18n";
import { Button } from "../parts/button";
import { Area } from "../parts/field";
import { plainLetters, sampleSms, sampleSpoken, smsSize } from "../parts/sms";

type Text = Schemas["Scenario"]["text"];

function say(text: string): void {
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.lang = "nl-NL";
  speechSynthesis.cancel();
  speechSynthesis.speak(utterance);
}

interface Props {
  text: Text;
  kind: string;
  plain: boolean; // written with the letters of GSM-7
  onChange: (to: Text) => void;
  problem: Problem | null;
}

export function ScenarioTexts({ text, kind, plain, onChange, problem }: Props) {
  const written = sampleSms(text.sms ?? "", kind);
  const sms = plain ? plainLetters(written) : written;
  const size = smsSize(sms);
  const spoken = sampleSpoken(text.voice ?? "", kind);
  return (
    <>
      <h2>{t("scenario.texts")}</h2>
      <p class="field-help">
        {t("scenario.placeholders")} <code>{"{function} {spoken_function} {incident} {location} {norm} {person} {link} {word} {kind}"}</code>
      </p>
      <div class="texts">
        <Area label={t("scenario.sms")} rows={4} value={text.sms ?? ""} onInput={(e) => onChange({ ...text, sms: e.currentTarget.value })} error={problem?.field("text.sms") ?? problem?.field("sms")} />
        <div class="example">
          <p class="sms">{sms}</p>
          <p class="quiet" role="status">
            {tn("scenario.parts", size.parts, { units: size.units })} {size.unicode !== "" && t("scenario.unicode", { chars: size.unicode })}
          </p>
        </div>
        <Area label={t("scenario.voice")} help={t("scenario.voice_help")} rows={4} value={text.voice ?? ""} onInput={(e) => onChange({ ...text, voice: e.currentTarget.value })} error={problem?.field("text.voice")} />
        <div class="example">
          <p class="sms">“{spoken}”</p>
          {"speechSynthesis" in globalThis && <Button onClick={() => say(spoken)}>{t("scenario.listen")}</Button>}
        </div>
        <Area label={t("scenario.email")} rows={4} value={text.email ?? ""} onInput={(e) => onChange({ ...text, email: e.currentTarget.value })} error={problem?.field("text.email")} />
      </div>
    </>
  );
}
