import { type Browser, type BrowserContext, chromium } from "playwright-core";
import { inject } from "vitest";

export type Seen = { readonly url: string; readonly width: number; readonly hasDemoBar: boolean };

/** A browser's profile in which one visitor at a time looks at one product. */
export type KeptContext = {
  readonly context: BrowserContext;
  /** Hosts that may be asked now. */
  hosts: readonly string[];
  /** Called with everything that the app threw, logged as an error or asked of another host. */
  onFault: (fault: string) => void;
};

const appearsWithinMs = 15_000;

/** What a browser writes for every reply that is no success; the tests look at those themselves. */
const expectedNotes = /^Failed to load resource/;

let connected: Promise<Browser> | undefined;
const free = new Map<string, KeptContext[]>();

/**
 * Gives a context that nobody uses, of this worker. Contexts are kept from file to file: the app's program, compiled
 * by one visit, is there for the next, which is a quarter of a second of every first page.
 */
export async function takeContext(seen: Seen): Promise<KeptContext> {
  const kept = free.get(keyOf(seen))?.pop() ?? (await startContext(seen));
  // Every visitor comes from an address of their own.
  await kept.context.setExtraHTTPHeaders({ "x-forwarded-for": newAddress() });
  return kept;
}

/** Takes a context back: who comes next finds no page open, is nobody whom the product knows, and is online. */
export async function giveContext(seen: Seen, kept: KeptContext): Promise<void> {
  const { context } = kept;
  kept.onFault = () => undefined;
  try {
    await Promise.all(context.pages().map((page) => page.close()));
    await context.setOffline(false);
    await context.clearCookies();
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Storage.clearDataForOrigin", { origin: seen.url, storageTypes: "local_storage" });
    await page.close();
  } catch {
    // A test has closed it, or broke it: the next visitor gets a new one.
    return;
  }
  free.set(keyOf(seen), [...(free.get(keyOf(seen)) ?? []), kept]);
}

async function startContext({ url, width, hasDemoBar }: Seen): Promise<KeptContext> {
  connected ??= chromium.connect(inject("chromiumEndpoint"));
  const browser = await connected;
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height: width === 390 ? 844 : 800 },
    colorScheme: "light",
    locale: "en-US",
    timezoneId: "Europe/Berlin",
    reducedMotion: "reduce",
    acceptDownloads: true,
  });
  if (!hasDemoBar) {
    // An empty page has no storage.
    await context.addInitScript(() => {
      if (location.protocol.startsWith("http")) localStorage.setItem("dokly.demo-bar", "closed");
    });
  }
  context.setDefaultTimeout(appearsWithinMs);
  const kept: KeptContext = { context, hosts: [], onFault: () => undefined };
  watch(kept);
  return kept;
}

function watch(kept: KeptContext): void {
  const { context } = kept;
  context.on("weberror", (error) => kept.onFault(String(error.error().stack ?? error.error())));
  context.on("console", (message) => {
    if (message.type() === "error" && !expectedNotes.test(message.text())) kept.onFault(message.text());
  });
  context.on("request", (request) => {
    const { protocol, host: asked } = new URL(request.url());
    if (/^https?:$/.test(protocol) && !kept.hosts.includes(asked)) kept.onFault(`The app asked ${request.url()}`);
  });
}

const keyOf = ({ url, width, hasDemoBar }: Seen): string => JSON.stringify([url, width, hasDemoBar]);

function newAddress(): string {
  const part = (): number => Math.floor(Math.random() * 254) + 1;
  return `10.${part()}.${part()}.${part()}`;
}
