import { spawn } from "node:child_process";
import { chmodSync, createWriteStream, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { folderForData } from "../../../test-servers/postgres/data-folder.ts";

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const bundle = join(root, "packages", "server", "dist", "bundle", "main.js");
const logs = join(root, "test-results");
const startWithinMs = 60_000;

/** The built server as a process of its own, on a data folder of its own. */
export type Product = {
  /** Where it listens, as `http://127.0.0.1:41234`. */
  readonly url: string;
  /** Where its data lies. */
  readonly dataFolder: string;
  /** Stops it as Ctrl+C does, and removes its data. */
  stop(): Promise<void>;
};

/**
 * Starts the product from its build, as `npm start` does, on an empty folder and a free port. Clients are told apart by
 * X-Forwarded-For, so that the limits on sign-ups count per person here as they do behind a proxy.
 */
export async function startProduct(environment: Readonly<Record<string, string>> = {}): Promise<Product> {
  const folder = mkdtempSync(join(folderForData(), "dokly-browser-"));
  const dataFolder = join(folder, "data");
  // The embedded PostgreSQL of a run as root belongs to another user, who has to get in.
  chmodSync(folder, 0o711);
  const server = spawn(process.execPath, [bundle], {
    cwd: folder,
    // The channel ends the server when the tests are gone, however they ended.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: {
      PATH: process.env["PATH"] ?? "",
      NODE_COMPILE_CACHE: join(root, ".cache", "node"),
      DOKLY_DATA: dataFolder,
      PORT: "0",
      TRUSTED_PROXIES: "127.0.0.1",
      ...environment,
    },
  });
  // What it logs is kept beside the pictures of failures.
  mkdirSync(logs, { recursive: true });
  const log = createWriteStream(join(logs, `server-${server.pid}.log`));
  let output = "";
  const exited = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  const ready = new Promise<string>((resolve, reject) => {
    const take = (chunk: string): void => {
      log.write(chunk);
      output += chunk;
      const url = /Dokly is ready: (\S+)/.exec(output)?.[1];
      if (url !== undefined) resolve(url);
    };
    server.stdout?.setEncoding("utf8").on("data", take);
    server.stderr?.setEncoding("utf8").on("data", take);
    server.once("exit", (code) => reject(new Error(`The server ended with ${code} before it was ready:\n${output}`)));
    setTimeout(() => reject(new Error(`The server was not ready in time:\n${output}`)), startWithinMs).unref();
  });
  const stop = async (): Promise<void> => {
    server.kill("SIGTERM");
    await exited;
    log.end();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    return { url: await ready, dataFolder, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}
