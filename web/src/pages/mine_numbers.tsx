// SPDX-License-Identifier: EUPL-1.2
// How I am reached: my numbers, which of them are proved to be mine, and my code for calling back.
import { useQuery } from "@tanstack/preact-query";
import { api, take } from "../api/client";
import { t } from "../i18n";
import { Kept } from "../parts/kept";
import { Loaded } from "../parts/loaded";
import { ProvedContacts } from "./contact_proof";

export function Me({ personId }: { personId: number }) {
  const me = useQuery({ queryKey: ["me"], queryFn: () => take(api.GET("/api/v1/me")) });
  return (
    <section aria-labelledby="me">
      <h2 id="me">{t("mine.me")}</h2>
      <p>{t("mine.numbers_text")}</p>
      <Kept path={`/people/${personId}/contacts`} />
      <ProvedContacts personId={personId} />
      <p class="quiet">{t("mine.numbers_help")}</p>
      <Loaded query={me}>
        {(m) =>
          m.voice_code && (
            <p>
              {t("mine.voice_code")} <code class="secret">{m.voice_code}</code>
            </p>
          )
        }
      </Loaded>
    </section>
  );
}
