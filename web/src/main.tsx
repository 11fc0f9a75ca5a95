// SPDX-License-Identifier: EUPL-1.2
import "@utrecht/alert-css/dist/index.css";
import "@utrecht/button-css/dist/index.css";
import "@utrecht/checkbox-css/dist/index.css";
import "@utrecht/form-field-css/dist/index.css";
import "@utrecht/form-label-css/dist/index.css";
import "@utrecht/link-css/dist/index.css";
import "@utrecht/select-css/dist/index.css";
import "@utrecht/skip-link-css/dist/index.css";
import "@utrecht/table-css/dist/index.css";
import "@utrecht/textarea-css/dist/index.css";
import "@utrecht/textbox-css/dist/index.css";
import "./style/tokens.css";
import "./style/base.css";
import "./style/shell.css";
import "./style/parts.css";
import "./style/print.css";
// of the two pages that are opened first: one time less to wait for
import "./style/mine.css";
import "./style/now.css";
import "./style/proof.css";
import "./style/work.css";
import { render } from "preact";
import { App } from "./app/app";
import { startWorker } from "./app/offline";
import { preloadPage } from "./app/pages";
import { findSession, lastSession } from "./app/session";
import "./app/theme";
import { startLanguage } from "./i18n";

const root = document.getElementById("app");
if (root !== null) {
  const last = lastSession();
  if (last !== null && !last.second_factor_needed) preloadPage(location.pathname, last);
  await startLanguage();
  render(<App />, root);
  await findSession();
  startWorker();
}
