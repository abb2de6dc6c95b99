import type { ActionKind } from "@dokly/contract";
import { median } from "../measure/percentile.ts";
import { seededRandom } from "../measure/random.ts";
import { seedOf } from "./output-lengths.ts";
import { planRequest, runPlanned, SimulatedDeployment } from "./simulate-deployment.ts";
import { drawRequest, isRunnable, type Pieces, withPages } from "./typical-requests.ts";

/** What a typical request costs at most, by the published guide. */
const guides: Readonly<Record<Exclude<ActionKind, "outline">, number>> = {
  improve: 3,
  expand: 3,
  shorten: 3,
  simplify: 3,
  grammar: 3,
  tone: 3,
  custom: 3,
  continue: 5,
  translate: 8,
  page: 50,
};
const siteGuides = [
  { pages: 10, guide: 500 },
  { pages: 30, guide: 1_500 },
] as const;

export type GuideResult = {
  readonly what: string;
  readonly guide: number;
  readonly requests: number;
  /** Requests whose price is not above the guide, and whose `high` is not. */
  readonly pricePercent: number;
  readonly highPercent: number;
  readonly medianPrice: number;
};

type Priced = { readonly price: number; readonly high: number };
type Drawing = { readonly from: Pieces; readonly seed: number; readonly requests: number };

function summarize(what: string, guide: number, priced: readonly Priced[]): GuideResult {
  const percent = (key: keyof Priced): number =>
    (priced.filter((one) => one[key] <= guide).length * 100) / Math.max(1, priced.length);
  return {
    what,
    guide,
    requests: priced.length,
    pricePercent: percent("price"),
    highPercent: percent("high"),
    medianPrice: median(priced.map(({ price }) => price)) ?? 0,
  };
}

/** Prices requests of a kind on a deployment that has learnt nothing yet. */
function priceRequests(kind: ActionKind, { from, seed, requests }: Drawing, pages?: number): Priced[] {
  const random = seededRandom(seedOf(seed, kind, "guide", String(pages)));
  const fresh = new SimulatedDeployment();
  return Array.from({ length: requests }, () => {
    const drawn = drawRequest(kind, { from, size: "paragraph", random });
    if (drawn === null) throw new Error(`the corpus has nothing to ${kind}`);
    const request = pages === undefined || kind !== "outline" ? drawn : withPages(drawn, pages);
    const planned = planRequest(request, fresh);
    const { price } = runPlanned(planned, request, { spread: "even", part: 0, random, oddness: 1 });
    return { price: Number(price), high: Number(planned.estimate.high) };
  });
}

function sumOf(parts: readonly Priced[]): Priced {
  const sum = (key: keyof Priced): number => parts.reduce((all, one) => all + one[key], 0);
  return { price: sum("price"), high: sum("high") };
}

/** Prices whole sites: an outline, and as many pages as it has. */
function priceSites(pages: number, drawing: Drawing): Priced[] {
  const sites = Math.max(1, Math.round(drawing.requests / 5));
  const outlines = priceRequests("outline", { ...drawing, requests: sites }, pages);
  const written = priceRequests("page", { ...drawing, requests: sites * pages }, pages);
  return outlines.map((outline, site) => sumOf([outline, ...written.slice(site * pages, (site + 1) * pages)]));
}

/** Compares what typical requests cost with the published guide, kind by kind. */
export function measureGuide(drawing: Drawing): GuideResult[] {
  const kinds = Object.entries(guides) as [keyof typeof guides, number][];
  const each = kinds.flatMap(([kind, guide]) =>
    isRunnable(kind) ? [summarize(kind, guide, priceRequests(kind, drawing))] : [],
  );
  if (!isRunnable("outline") || !isRunnable("page")) return each;
  const sites = siteGuides.map(({ pages, guide }) =>
    summarize(`site of ${pages} pages`, guide, priceSites(pages, drawing)),
  );
  return [...each, ...sites];
}
