// SPDX-License-Identifier: EUPL-1.2
// Text that is typed, applied once the typing pauses: each letter is not a question to the service.
import { useEffect, useRef, useState } from "preact/hooks";

const PAUSE_MS = 350;

export function useTyped(value: string, apply: (value: string) => void): [string, (text: string) => void] {
  const [text, setText] = useState(value);
  const applied = useRef(value);
  useEffect(() => {
    if (value === applied.current) return;
    applied.current = value; // it came from elsewhere: a link, the way back
    setText(value);
  }, [value]);
  useEffect(() => {
    if (text === applied.current) return;
    const timer = setTimeout(() => {
      applied.current = text;
      apply(text);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return [text, setText];
}
