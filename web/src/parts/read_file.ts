// SPDX-License-Identifier: EUPL-1.2
// What a chosen file holds. It may be gone or locked by the time that it is read: then a Problem is thrown.
import { Problem } from "../api/problem";
import { t } from "../i18n";

const unreadable = () => {
  throw new Problem(400, t("file.unreadable"));
};
export const textOf = (file: File): Promise<string> => file.text().catch(unreadable);
export const bytesOf = (file: File): Promise<ArrayBuffer> => file.arrayBuffer().catch(unreadable);
