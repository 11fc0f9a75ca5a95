// SPDX-License-Identifier: EUPL-1.2
import { QueryClientProvider } from "@tanstack/preact-query";
import { useEffect } from "preact/hooks";
import { ErrorBoundary, lazy, LocationProvider, Route, Router, useLocation } from "preact-iso";
import { t } from "../i18n";
import { Notice } from "../parts/notice";
import { useKeys } from "./help";
import { pages } from "./pages";
import { queries } from "./queries";
import { role, session } from "./session";
import { Shell } from "./shell";
import { SignIn } from "./sign_in";

const SecondFactor = lazy(() => import("./second_factor"));
const Invitation = lazy(() => import("./invitation"));

function NotFound() {
  const { route } = useLocation();
  useEffect(() => {
    if (role.value === "member") route("/mine", true);
  }, [route]);
  return (
    <>
      <h1>{t("not_found.title")}</h1>
      <Notice tone="warning" title={t("not_found")} />
    </>
  );
}

function Pages() {
  useKeys();
  const allowed = pages.filter((p) => role.value !== null && p.roles.includes(role.value));
  return (
    <Shell>
      <Router>
        {allowed.map((p) => (
          <Route key={p.path} path={p.path} component={p.component} />
        ))}
        <Route default component={NotFound} />
      </Router>
    </Shell>
  );
}

function Gate() {
  const { path } = useLocation();
  if (path === "/invitation") return <Invitation />;
  if (session.value === undefined) return <p class="alone">{t("loading")}</p>;
  if (session.value === null) return <SignIn />;
  if (session.value.second_factor_needed) return <SecondFactor />;
  return <Pages />;
}

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <LocationProvider>
        <ErrorBoundary onError={(e) => console.error(e)}>
          <Gate />
        </ErrorBoundary>
      </LocationProvider>
    </QueryClientProvider>
  );
}
