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
import { render } from "preact";
import { App } from "./app/app";
import { startWorker } from "./app/offline";
import { findSession } from "./app/session";
import "./app/theme";
import { startLanguage } from "./i18n";

const root = document.getElementById("app");
if (root !== null) {
  await startLanguage();
  render(<App />, root);
  await findSession();
  startWorker();
}
