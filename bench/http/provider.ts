import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** The stand-in of the AI provider, which answers at once. */
export type Provider = { readonly url: string; stop(): Promise<void> };

const program = fileURLToPath(new URL("provider-process.ts", import.meta.url));

/** Starts it in a process of its own. */
export async function startProvider(): Promise<Provider> {
  const child: ChildProcess = fork(program, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const [url] = (await once(child, "message")) as [string];
  return {
    url,
    stop: async () => {
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
}
