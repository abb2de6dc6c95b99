import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/** Takes a picture of what is shown, and expects that nothing is wider than the screen and that axe finds nothing. */
export async function expectGoodScreen(page: Page, name: string, { fullPage = false } = {}): Promise<void> {
  const view = page.viewportSize();
  if (fullPage && view !== null) {
    // As on a screen that is high enough: what stays in place while scrolling is drawn once, where it belongs.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ ...view, height: Math.max(view.height, height) });
  }
  await page.screenshot({ path: `test-results/screenshots/${name}.png` });
  if (view !== null) await page.setViewportSize(view);
  const overflow = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect.soft(overflow, `${name}: pixels wider than the screen`).toBeLessThanOrEqual(0);
  // The app has no frames, which is what the other mode is for.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  const found = violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map((node) => node.html) }));
  expect.soft(found, `${name}: what axe finds`).toEqual([]);
}
