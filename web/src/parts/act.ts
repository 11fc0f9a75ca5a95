// SPDX-License-Identifier: EUPL-1.2
// One act on the service: busy while it runs, its refusal kept, the same press once.
import { useRef, useState, type MutableRef } from "preact/hooks";
import { asProblem, type Problem } from "../api/problem";

interface Act {
  busy: boolean;
  problem: Problem | null;
  last: MutableRef<Problem | null>; // as problem, already right when run() has ended
  /* deed: what is done, where one act can do more than one thing; another deed has another key */
  run: (work: (key: string) => Promise<unknown>, deed?: string) => Promise<boolean>;
  clear: () => void;
}

export function useAct(): Act {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const last = useRef<Problem | null>(null);
  const key = useRef(crypto.randomUUID());
  const done = useRef("");
  async function run(work: (key: string) => Promise<unknown>, deed = ""): Promise<boolean> {
    if (busy) return false;
    if (deed !== done.current) key.current = crypto.randomUUID();
    done.current = deed;
    setBusy(true);
    setProblem(null);
    last.current = null;
    try {
      await work(key.current);
      key.current = crypto.randomUUID();
      return true;
    } catch (error) {
      const p = asProblem(error);
      setProblem(p);
      last.current = p;
      if (p.status !== 0 && p.status < 500) key.current = crypto.randomUUID();
      return false;
    } finally {
      setBusy(false);
    }
  }
  return { busy, problem, last, run, clear: () => setProblem(null) };
}
