import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./app/app.css";
import "./app/table.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { config } from "zod";
import { App } from "./app/app.tsx";
import { contentNonce } from "./app/nonce.ts";

// zod compiles its schemas with `new Function` where it may; the content security policy forbids that.
config({ jitless: true });
// Read by get-nonce, which react-remove-scroll (below Mantine's modals) asks before it adds a style element.
Object.assign(globalThis, { __webpack_nonce__: contentNonce });

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element #root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
