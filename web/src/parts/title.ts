// SPDX-License-Identifier: EUPL-1.2
import { useEffect } from "preact/hooks";

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} – Paraat`;
  }, [title]);
}
