import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The API that `vite` passes requests on to while developing; the built app is served by the API's own server. */
const developmentApi = process.env["DOKLY_API"] ?? "http://127.0.0.1:4100";

const usedWithoutEditor = /(packages[\\/](contract|web)[\\/]src|node_modules[\\/]lucide-react)[\\/](?!editor[\\/])/;

export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ["dokly-source", "module", "browser", "development|production"] },
  // The server puts a fresh nonce in this place whenever it renders index.html.
  html: { cspNonce: "__CSP_NONCE__" },
  build: {
    target: "es2023",
    // Every asset is a file: a data: URL would need a hole in the content security policy.
    assetsInlineLimit: 0,
    // Most of it is Mantine's, which every page needs.
    cssCodeSplit: false,
    chunkSizeWarningLimit: 500,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: "editor-view",
              test: /node_modules[\\/](@codemirror[\\/](state|view)|style-mod|crelt|w3c-keyname)[\\/]/,
            },
            { name: "editor-languages", test: /node_modules[\\/](@codemirror|@lezer)[\\/]/ },
            {
              name: "markdown",
              test: /node_modules[\\/](unified|remark|rehype|mdast|hast|micromark|unist|parse5|vfile)/,
            },
            { name: "mantine", test: /node_modules[\\/]@mantine[\\/](core|hooks|store)[\\/]/ },
            { name: "react", test: /node_modules[\\/](react|react-dom|scheduler|@tanstack)[\\/]/ },
            // What several pages use and needs no editor is small: dozens of files of some hundred bytes took longer.
            { name: "shared", test: usedWithoutEditor, minShareCount: 2 },
          ],
        },
      },
    },
  },
  server: { proxy: { "/api": { target: developmentApi, changeOrigin: false } } },
});
