// Builds the islands of the map page into the package, under names that the page knows.
import { defineConfig } from "vite";

const named = (info) => (info.names?.[0]?.includes("maplibre-gl-worker") ? "maplibre-worker.js" : "[name][extname]");

export default defineConfig({
  base: "/static/islands/",
  build: {
    outDir: "../src/skywitness/web/static/islands",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      input: { main: "src/main.js", swap: "src/swap.js" },
      output: { entryFileNames: "[name].js", chunkFileNames: "[name].js", assetFileNames: named },
    },
  },
});
