// SPDX-License-Identifier: EUPL-1.2
// The five states of what is read from the service: loading, wrong, empty, stale, there.
import type { UseQueryResult } from "@tanstack/preact-query";
import type { ComponentChildren } from "preact";
import { asProblem } from "../api/problem";
import { t } from "../i18n";
import { dateTime } from "../i18n/dates";
import { Button } from "./button";
import { Notice } from "./notice";

export function sentence(error: unknown): string {
  const problem = asProblem(error);
  if (problem.status === 0) return t("unreachable");
  if (problem.status === 403) return t("forbidden");
  if (problem.status === 404) return t("not_found");
  return problem.message;
}

interface Props<T> {
  query: Pick<UseQueryResult<T, Error>, "data" | "isError" | "error" | "dataUpdatedAt"> & { refetch: () => unknown };
  what?: string; // could not be read: a sentence, before why
  heading?: string; // of the page, as long as what is read cannot give it
  empty?: ComponentChildren;
  isEmpty?: (data: T) => boolean;
  children: (data: T) => ComponentChildren;
}

export function Loaded<T>({ query, what, heading, empty, isEmpty, children }: Props<T>) {
  const again = (
    <Button kind="secondary" onClick={() => void query.refetch()}>
      {t("again")}
    </Button>
  );
  if (query.data === undefined) {
    if (query.isError)
      return (
        <>
          {heading && <h1>{heading}</h1>}
          <div role="alert">
            <Notice tone="error" title={what ?? sentence(query.error)}>
              {what && <p>{sentence(query.error)}</p>}
              <p>{again}</p>
            </Notice>
          </div>
        </>
      );
    return (
      <>
        {heading && <h1>{heading}</h1>}
        <div class="loading" role="status">
          <span class="visually-hidden">{t("loading")}</span>
          <span class="bone" />
          <span class="bone" />
          <span class="bone" />
        </div>
      </>
    );
  }
  return (
    <>
      {query.isError && (
        <Notice tone="warning" title={t("stale.title", { time: dateTime(query.dataUpdatedAt) })}>
          <p>
            {sentence(query.error)} {again}
          </p>
        </Notice>
      )}
      {isEmpty?.(query.data) ? <div class="empty">{empty}</div> : children(query.data)}
    </>
  );
}
