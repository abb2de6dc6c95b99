import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";

export type Look = {
  readonly width?: number;
  /** Whether the bar for people who try Dokly out is open, as it is at first; left out: they have closed it. */
  readonly hasDemoBar?: boolean;
  /** Where else a person is sent, as to a payment provider. */
  readonly sentTo?: string;
};

const appearsWithinMs = 15_000;

/** What a browser writes for every reply that is no success; the tests look at those themselves. */
const expectedNotes = /^Failed to load resource/;

/**
 * Opens browsers for one test file. A test that fails leaves pictures of them in test-results/failures. When the file
 * ends they are closed, and whatever the app threw, logged as an error or asked of another host fails it.
 */
export function useVisits(): { open(url: string, look?: Look): Promise<Page> } {
  let browser: Browser | undefined;
  const faults: string[] = [];
  beforeAll(async () => {
    browser = await chromium.connect(inject("chromiumEndpoint"));
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== "fail") return;
    const name = task.name.replaceAll(/[^\w]+/g, "-").slice(0, 80);
    const pages = browser?.contexts().flatMap((context) => context.pages()) ?? [];
    for (const [index, page] of pages.entries()) {
      await page.screenshot({ path: `test-results/failures/${name}-${index}.png` }).catch(() => undefined);
    }
  });
  afterAll(async () => {
    await browser?.close();
    expect(faults).toEqual([]);
  });
  return {
    open: async (url, look = {}) => {
      if (browser === undefined) throw new Error("Visits are opened inside tests and hooks");
      const context = await browser.newContext({
        baseURL: url,
        viewport: { width: look.width ?? 1280, height: look.width === 390 ? 844 : 800 },
        colorScheme: "light",
        locale: "en-US",
        timezoneId: "Europe/Berlin",
        reducedMotion: "reduce",
        acceptDownloads: true,
        extraHTTPHeaders: { "x-forwarded-for": nextAddress() },
      });
      if (look.hasDemoBar !== true) {
        // An empty page has no storage.
        await context.addInitScript(() => {
          if (location.protocol.startsWith("http")) localStorage.setItem("dokly.demo-bar", "closed");
        });
      }
      context.setDefaultTimeout(appearsWithinMs);
      const hosts = [url, ...(look.sentTo === undefined ? [] : [look.sentTo])].map((each) => new URL(each).host);
      watch(context, hosts, faults);
      return await context.newPage();
    },
  };
}

/** Every visitor comes from an address of their own. */
function nextAddress(): string {
  const part = (): number => Math.floor(Math.random() * 254) + 1;
  return `10.${part()}.${part()}.${part()}`;
}

function watch(context: BrowserContext, hosts: readonly string[], faults: string[]): void {
  context.on("weberror", (error) => faults.push(String(error.error().stack ?? error.error())));
  context.on("console", (message) => {
    if (message.type() === "error" && !expectedNotes.test(message.text())) faults.push(message.text());
  });
  context.on("request", (request) => {
    const { protocol, host: asked } = new URL(request.url());
    if (/^https?:$/.test(protocol) && !hosts.includes(asked)) faults.push(`The app asked ${request.url()}`);
  });
}
