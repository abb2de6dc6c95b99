import { ProblemError } from "../http/problem-error.ts";

/** Documents of one workspace, files beside pages included. */
const documentsMax = 20_000;

/** Refuses more documents than a workspace may have, with `limit-reached`. */
export function requireRoom({ used, wanted }: { used: number; wanted: number }): void {
  if (wanted <= documentsMax) return;
  const most = documentsMax.toLocaleString("en");
  const sentence = `A workspace holds at most ${most} documents; this would make ${wanted}. Nothing was stored.`;
  throw new ProblemError("limit-reached", sentence, { limit: documentsMax, used });
}
