// SPDX-License-Identifier: EUPL-1.2
import { defineConfig } from "vite";

export default defineConfig({
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  build: {
    outDir: "../build/web",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    manifest: "manifest.json",
  },
  server: {
    // `npm run dev` beside a running service, for who works on the screens
    proxy: { "/api": process.env.PARAAT_URL ?? "http://127.0.0.1:8080" },
  },
});
