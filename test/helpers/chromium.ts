import { type Browser, chromium } from "playwright-core";

/**
 * Starts the Chromium that `npm test` found (CHROMIUM_PATH), with the flags that let it run as root and keep it off the
 * network.
 */
export async function launchChromium(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
  return await chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-dev-shm-usage",
      "--no-zygote",
    ],
  });
}
