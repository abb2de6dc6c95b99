import type { Page } from "playwright-core";
import { afterAll, afterEach, expect } from "vitest";
import { giveContext, type KeptContext, type Seen, takeContext } from "./kept-contexts.ts";

export type Look = {
  readonly width?: number;
  /** Whether the bar for people who try Dokly out is open, as it is at first; left out: they have closed it. */
  readonly hasDemoBar?: boolean;
  /** Where else a person is sent, as to a payment provider. */
  readonly sentTo?: string;
};

/**
 * Opens browsers for one test file. A test that fails leaves pictures of them in test-results/failures. When the file
 * ends they are closed, and whatever the app threw, logged as an error or asked of another host fails it.
 */
export function useVisits(): { open(url: string, look?: Look): Promise<Page> } {
  const visits: { readonly seen: Seen; readonly kept: KeptContext }[] = [];
  const faults: string[] = [];
  afterEach(async ({ task }) => {
    if (task.result?.state !== "fail") return;
    const name = task.name.replaceAll(/[^\w]+/g, "-").slice(0, 80);
    const pages = visits.flatMap(({ kept }) => kept.context.pages());
    for (const [index, page] of pages.entries()) {
      await page.screenshot({ path: `test-results/failures/${name}-${index}.png` }).catch(() => undefined);
    }
  });
  afterAll(async () => {
    await Promise.all(visits.map(({ seen, kept }) => giveContext(seen, kept)));
    expect(faults).toEqual([]);
  });
  return {
    open: async (url, { width = 1280, hasDemoBar = false, sentTo = url } = {}) => {
      const seen = { url, width, hasDemoBar };
      const kept = await takeContext(seen);
      visits.push({ seen, kept });
      kept.hosts = [url, sentTo].map((each) => new URL(each).host);
      kept.onFault = (fault) => void faults.push(fault);
      return await kept.context.newPage();
    },
  };
}
