import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/** What depends on the colours; all else is the same in light and dark. */
const rulesOfColour = ["color-contrast", "link-in-text-block"];
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** `npm run test:web` takes pictures of every screen to look at; `npm test` of those that are not good. */
const takesPictures = process.env["TEST_PICTURES"] === "1";

/**
 * Looks at what is shown, in light and dark, and expects that nothing is wider than the screen and that axe finds
 * nothing. Pictures are in test-results/screenshots.
 */
export async function expectGoodScreen(
  page: Page,
  name: string,
  { fullPage = false, isSameAtAnotherWidth = false } = {},
): Promise<void> {
  // Nothing is pointed at.
  await page.mouse.move(1, 1);
  const view = page.viewportSize() ?? { width: 0, height: 0 };
  const named = `${name}-${view.width}`;
  if (fullPage) {
    // As on a screen that is high enough: what stays in place while scrolling is drawn once, where it belongs.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ ...view, height: Math.max(view.height, height) });
  }
  const overflow = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect.soft(overflow, `${named}: pixels wider than the screen`).toBeLessThanOrEqual(0);
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.waitForFunction(
      // Pages that are not the app's have no scheme but the system's.
      (scheme) => (document.documentElement.dataset["mantineColorScheme"] ?? scheme) === scheme,
      colorScheme,
    );
    // Colours that are on their way from one scheme to the other have the contrast of neither.
    await page.evaluate(() => {
      for (const animation of document.getAnimations()) if (animation instanceof CSSTransition) animation.finish();
    });
    const found = await (colorScheme === "dark" ? violationsOfColour(page, isSameAtAnotherWidth) : violationsIn(page));
    if (takesPictures || found.length > 0 || overflow > 0) {
      await page.screenshot({ path: `test-results/screenshots/${named}-${colorScheme}.png` });
    }
    expect.soft(found, `${named}-${colorScheme}: what axe finds`).toEqual([]);
  }
  if (fullPage) await page.setViewportSize(view);
}

/** The same on a narrow and on a wide screen, from top to bottom; leaves the screen as wide as it was. */
export async function expectGoodAtEachWidth(page: Page, name: string, { fullPage = true } = {}): Promise<void> {
  const view = page.viewportSize() ?? { width: 1280, height: 800 };
  for (const width of view.width === 390 ? [390, 1280] : [1280, 390]) {
    await resize(page, { width, height: width === 390 ? 844 : 800 });
    await expectGoodScreen(page, name, { fullPage, isSameAtAnotherWidth: width !== view.width });
  }
  await resize(page, view);
}

async function resize(page: Page, view: { readonly width: number; readonly height: number }): Promise<void> {
  if (page.viewportSize()?.width === view.width) return;
  await page.setViewportSize(view);
  // The navigation slides out of a screen that became narrow.
  await page.evaluate(async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    for (const animation of document.getAnimations()) if (animation instanceof CSSTransition) animation.finish();
  });
}

/** What breaks any rule. */
async function violationsIn(page: Page): Promise<object[]> {
  await injectAxe(page);
  const options: RunOptions = { resultTypes: ["violations"] };
  const { violations } = await page.evaluate(
    (given) => (globalThis as unknown as Axe).axe.run(document, given),
    options,
  );
  return described(violations);
}

/**
 * What breaks the rules of colours. At another width than the one looked at just before, only what was not shown there
 * is looked at, or not in the same colours and sizes.
 */
async function violationsOfColour(page: Page, isSameAtAnotherWidth: boolean): Promise<object[]> {
  await injectAxe(page);
  const options: RunOptions = { runOnly: { type: "rule", values: rulesOfColour }, resultTypes: ["violations"] };
  const violations = await page.evaluate(
    async ([given, isAgain]) => {
      const scope = globalThis as unknown as Axe & { looks?: WeakMap<Element, string> };
      const before = isAgain ? scope.looks : undefined;
      const looks = new WeakMap<Element, string>();
      scope.looks = looks;
      const others = [...document.querySelectorAll("*")].filter((element) => {
        if (!element.checkVisibility()) return false;
        const style = getComputedStyle(element);
        const { color, backgroundColor, backgroundImage, opacity, fontSize, fontWeight, position } = style;
        const look = [color, backgroundColor, backgroundImage, opacity, fontSize, fontWeight, position].join();
        looks.set(element, look);
        return before?.get(element) !== look;
      });
      if (before === undefined) return (await scope.axe.run(document, given)).violations;
      return others.length === 0 ? [] : (await scope.axe.run(others, given)).violations;
    },
    [options, isSameAtAnotherWidth] as const,
  );
  return described(violations);
}

type Axe = { readonly axe: { run(where: Document | Element[], options: RunOptions): Promise<AxeResults> } };

/** By hand: the app's own policy allows no script but its own, and a page needs it once only. */
async function injectAxe(page: Page): Promise<void> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axeSource);
}

function described(violations: AxeResults["violations"]): object[] {
  return violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map((node) => node.html) }));
}
