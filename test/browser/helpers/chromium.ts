import { type BrowserServer, chromium } from "playwright-core";

/**
 * Starts the Chromium that `npm test` found (CHROMIUM_PATH), with the flags that let it run as root and keep it off the
 * network, for the test files to connect to.
 */
export async function serveChromium(): Promise<BrowserServer> {
  const executablePath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
  return await chromium.launchServer({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-dev-shm-usage",
    ],
  });
}
