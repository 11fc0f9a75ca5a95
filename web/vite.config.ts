// SPDX-License-Identifier: EUPL-1.2
import { defineConfig } from "vite";

/* What every page needs is one file: a dozen small ones wait for one another on a telephone. What few
 * need stays apart. */
const apart = /node_modules\/uqr|src\/app\/(second_factor|invitation|help_dialog)|src\/i18n\/(en\.json|problems)|src\/parts\/(conflict|csv|sms|virtual|download|edit)|src\/live\/(verify_audit|board_store)/;
/* The two pages that are opened first, and what others share with them and the shell does not need, as one file: a browser has six
 * connections, and what comes seventh waits a whole round. */
const first = /src\/(pages\/(now|first_steps|mine|contact_proof|person_work|swap_ask|swaps)|parts\/(kept|dialog|ask|remove|form_end))/;
function chunkOf(id: string): string | undefined {
  if (first.test(id)) return "first";
  return /node_modules\/|src\/(app|api|i18n|parts|live)\/|src\/pages\/callout_words/.test(id) && id.includes(".") && !apart.test(id) && !id.endsWith(".css") ? "shell" : undefined;
}

export default defineConfig({
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  build: {
    outDir: "../build/web",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    manifest: "manifest.json",
    rollupOptions: { output: { manualChunks: chunkOf } },
  },
  server: {
    // `npm run dev` beside a running service, for who works on the screens
    proxy: { "/api": process.env.PARAAT_URL ?? "http://127.0.0.1:8080" },
  },
});
