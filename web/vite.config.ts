import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { fixtureServer } from "./dev/server.ts";

// LOOPLINE_SERVER points development at a real server; without it, made-up data of dev/ answers.
const server = process.env["LOOPLINE_SERVER"];
const API = ["/api", "/health", "/openapi"];

export default defineConfig(({ command }) => ({
  plugins: [react(), ...(command === "serve" && !server && !process.env["VITEST"] ? [fixtureServer()] : [])],
  build: {
    target: "es2023",
    outDir: "dist",
    // Small files stay files: data: URLs would need a hole in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      output: {
        // Libraries change seldom: apart, they stay in the browser's cache from release to release.
        manualChunks: (id) => (!id.includes("node_modules") ? undefined : /node_modules\/(echarts|zrender)\//.test(id) ? "echarts" : /node_modules\/(hyparquet|fzstd)\//.test(id) ? "parquet" : "vendor"),
      },
    },
  },
  server: {
    port: 5173,
    ...(server ? { proxy: Object.fromEntries(API.map((path) => [path, { target: server }])) } : {}),
  },
  test: { environment: "jsdom", include: ["test/**/*.test.{ts,tsx}"], restoreMocks: true, testTimeout: 20_000 },
}));
