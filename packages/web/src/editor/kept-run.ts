import { runBody } from "@dokly/contract";
import { z } from "zod";
import { type BrowserPlace, browserPlace } from "../app/browser-place.ts";

const keptRun = z.object({
  actionId: z.string(),
  /** The key and the request it was begun with: sent again, they join it while it runs, and later replay its end. */
  idempotencyKey: z.string(),
  body: runBody,
  /** The text that it would replace, and where that stood. */
  original: z.string(),
  /** The last characters before it: they find the place of a text that replaces nothing. */
  before: z.string(),
  from: z.number().int().min(0),
  /** When it began, in milliseconds since 1970. */
  startedAt: z.number(),
});

/** A run that was begun on a page and whose text nobody has decided about yet. */
export type KeptRun = z.infer<typeof keptRun>;

/** The server keeps texts for 7 days; nothing is offered that may be gone. */
const keptMs = 6 * 24 * 60 * 60 * 1000;

/** Where the undecided run of one page is remembered. */
export type KeptRunPlace = Omit<BrowserPlace<KeptRun>, "read"> & { read: (now: number) => KeptRun | null };

/** Remembers it in the browser's storage; where that is full or forbidden, the action log still has the text. */
export function keptRunPlace(storage: Storage, workspace: string, path: string): KeptRunPlace {
  const place = browserPlace(storage, `dokly.run.${workspace}/${path}`, keptRun);
  return {
    ...place,
    read: (now) => {
      const run = place.read();
      return run !== null && now - run.startedAt < keptMs ? run : null;
    },
  };
}

/**
 * Where the text that a run would replace, or the place that it would add to, stands now: at its old place, or at the
 * only other place where it occurs. Null when it is gone or can not be told apart.
 */
export function findOriginal(
  text: string,
  { original, before, from }: Pick<KeptRun, "original" | "before" | "from">,
): number | null {
  if (original === "") {
    const start = findOnly(text, before, from - before.length);
    return start === null ? null : start + before.length;
  }
  return findOnly(text, original, from);
}

/** Where a text stands: at its old place, or at the only other one; null where it does not, or not only once. */
export function findOnly(text: string, wanted: string, at: number): number | null {
  if (at >= 0 && text.startsWith(wanted, at)) return at;
  const first = text.indexOf(wanted);
  return first !== -1 && text.indexOf(wanted, first + 1) === -1 ? first : null;
}
