// SPDX-License-Identifier: EUPL-1.2
// Real, exercise, test, reachability: told apart by shape and word as well as colour.
import { word } from "../i18n";

export const kinds = ["real", "exercise", "test", "reachability"] as const;
export type Kind = (typeof kinds)[number];

const paths: Record<Kind, string> = {
  real: "M12 2 23 21H1z", // triangle
  exercise: "M12 1 23 12 12 23 1 12z", // diamond
  test: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20z", // circle
  reachability: "M3 3h18v18H3z", // square
};

export function KindShape({ kind }: { kind: Kind }) {
  return (
    <svg class="kind-shape" viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
      <path d={paths[kind]} />
    </svg>
  );
}

export function KindBadge({ kind }: { kind: Kind }) {
  return (
    <span class={`kind kind-${kind}`}>
      <KindShape kind={kind} /> {word("kind", kind)}
    </span>
  );
}

/* What a Choice of them holds. */
export function KindOptions() {
  return (
    <>
      {kinds.map((k) => (
        <option key={k} value={k}>
          {word("kind", k)}
        </option>
      ))}
    </>
  );
}
