import { actionKind, aiOptions } from "@dokly/contract";
import { z } from "zod";
import { type BrowserPlace, browserPlace } from "../app/browser-place.ts";

const waitingRun = z.object({
  kind: actionKind,
  options: aiOptions,
  /** The most that it may cost without being asked about again: what the person saw. */
  high: z.number().int().min(0),
  /** The text that it is about, and where that stood. */
  original: z.string(),
  /** The last characters before it: they find the place of a text that is empty. */
  before: z.string(),
  from: z.number().int().min(0),
  /** When it was asked for, in milliseconds since 1970. */
  askedAt: z.number(),
});

/** An action that a person asked for when there were not enough credits. */
export type WaitingRun = z.infer<typeof waitingRun>;

/** Longer than any checkout stays open; later the page and the person have gone on to something else. */
const waitsMs = 24 * 60 * 60 * 1000;

/** Where the waiting action of one page is remembered: a checkout may open in this very tab. */
export function waitingRunPlace(
  storage: Storage,
  workspace: string,
  path: string,
): Omit<BrowserPlace<WaitingRun>, "read"> & { read: (now: number) => WaitingRun | null } {
  const place = browserPlace(storage, `dokly.waiting.${workspace}/${path}`, waitingRun);
  return {
    ...place,
    read: (now) => {
      const run = place.read();
      return run !== null && now - run.askedAt < waitsMs ? run : null;
    },
  };
}
