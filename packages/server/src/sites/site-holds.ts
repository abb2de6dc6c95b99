import { type ActionFacts, CreditsError } from "@dokly/credits";
import type { SiteDependencies } from "./site-dependencies.ts";
import type { SitePageRow, SiteRow } from "./site-rows.ts";

/** The key of the linked holds of one round: the engine answers it the same however often it is asked. */
function roundKey(site: SiteRow): string {
  return `site:${site.site}:${site.round}`;
}

function factsOf(site: SiteRow, page: SitePageRow, model: string): ActionFacts {
  return {
    kind: "page",
    member: site.member,
    document: { path: page.path, title: page.title },
    model,
    estimate: { low: page.low, high: page.high },
    group: site.site,
    isDemo: site.writer === "demo",
  };
}

type HoldDependencies = Pick<SiteDependencies, "credits" | "pages" | "planPage" | "timing">;

/**
 * Takes one hold for each page that has none yet, all or none. Safe to be asked again after a crash at any point.
 * Fails with the engine's `insufficient-credits`, `limit-reached` or `workspace-suspended`: then nothing is held.
 */
export async function takeLinkedHolds(site: SiteRow, deps: HoldDependencies): Promise<void> {
  const without = site.pages.filter(({ state, hold }) => state === "waiting" && hold === null);
  if (without.length === 0) return;
  const planned = await Promise.all(without.map((page) => deps.planPage(site, page)));
  const placed = await deps.credits.placeHolds({
    workspace: site.workspace,
    key: roundKey(site),
    fingerprint: roundKey(site),
    holds: without.map((page, index) => ({
      credits: page.high,
      action: factsOf(site, page, planned[index]?.model ?? ""),
    })),
    deadlineMs: deps.timing.holdMs,
    actor: site.actor,
  });
  const held = without.flatMap(({ number, attempt }, index) => {
    const found = placed.holds[index];
    return found === undefined ? [] : [{ number, attempt, action: found.action, hold: found.hold }];
  });
  await deps.pages.attach(site, held, true);
}

/** Takes the hold of one page, for another try. Fails as `takeLinkedHolds` does. */
export async function takeSingleHold(
  site: SiteRow,
  page: SitePageRow,
  deps: HoldDependencies,
): Promise<NonNullable<SitePageRow["hold"]>> {
  const { model } = await deps.planPage(site, page);
  const key = `site:${site.site}:page:${page.number}:${page.attempt}`;
  const { action, hold } = await deps.credits.placeHold({
    workspace: site.workspace,
    key,
    fingerprint: key,
    credits: page.high,
    deadlineMs: deps.timing.holdMs,
    action: factsOf(site, page, model),
    actor: site.actor,
  });
  await deps.pages.attach(site, [{ number: page.number, attempt: page.attempt, action, hold }], false);
  return { action, hold };
}

/** Moves the common deadline of a round's holds; false where they have lapsed. */
export async function extendRound(site: SiteRow, deps: HoldDependencies): Promise<boolean> {
  try {
    await deps.credits.extendHolds({
      workspace: site.workspace,
      key: roundKey(site),
      deadlineMs: deps.timing.holdMs,
    });
    return true;
  } catch (error) {
    if (error instanceof CreditsError && (error.code === "hold-ended" || error.code === "hold-not-found")) return false;
    throw error;
  }
}

/** What a refused hold is to the person: their credits, their limits or their workspace do not allow it. */
export function isRefusal(error: unknown): error is CreditsError {
  const codes: ReadonlySet<string> = new Set(["insufficient-credits", "limit-reached", "workspace-suspended"]);
  return error instanceof CreditsError && codes.has(error.code);
}
