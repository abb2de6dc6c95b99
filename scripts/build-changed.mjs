import { ensureBuilt } from "./prepare/built.mjs";
import { ensureInstalled } from "./prepare/installed.mjs";
import { runScript } from "./prepare/say.mjs";

/** `npm run build`: builds the web app and the server where their sources have changed. */
await runScript(async () => {
  await ensureInstalled();
  await ensureBuilt();
});
