// SPDX-License-Identifier: EUPL-1.2
// Saving what somebody else may have saved meanwhile (412): their version is fetched, so that both
// can be shown (parts/conflict.tsx).
import { useState } from "preact/hooks";
import { useAct } from "./act";

type Act = ReturnType<typeof useAct>;
interface Saving<T> {
  act: Act;
  theirs: T | null;
  drop: () => void; // theirs was taken over
  save: (work: (key: string) => Promise<unknown>) => Promise<boolean>;
}

export function useSaving<T>(fetchTheirs: () => Promise<T>): Saving<T> {
  const act = useAct();
  const [theirs, setTheirs] = useState<T | null>(null);
  async function save(work: (key: string) => Promise<unknown>): Promise<boolean> {
    const done = await act.run(work);
    if (done) setTheirs(null);
    else if (act.last.current?.status === 412) await fetchTheirs().then(setTheirs, () => undefined); // without it the refusal is what stands there; saving again fetches again
    return done;
  }
  const drop = () => {
    setTheirs(null);
    act.clear();
  };
  return { act, theirs, drop, save };
}
