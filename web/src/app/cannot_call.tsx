// SPDX-License-Identifier: EUPL-1.2
// Above every page when calls cannot get out, in the service's own sentence.
import { t, word } from "../i18n";
import { dayTime } from "../i18n/dates";
import { Notice } from "../parts/notice";
import { useGateways } from "./gateways";

export function CannotCall() {
  const { data } = useGateways();
  if (!data?.banner) return null;
  return (
    <div role="alert" class="no-print">
      <Notice tone="error" title={data.banner}>
        {data.stuck.length > 0 && (
          <ul>
            {data.stuck.map((s) => (
              <li key={s.channel}>{t("cannot_call.since", { channel: word("channel", s.channel), time: dayTime(s.since) })}</li>
            ))}
          </ul>
        )}
        <p>
          {t("cannot_call.help")}{" "}
          <a class="utrecht-link" href="/settings">
            {t("gateways.title")}
          </a>
        </p>
      </Notice>
    </div>
  );
}
