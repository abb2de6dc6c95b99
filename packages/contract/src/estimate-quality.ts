import { z } from "zod";

export const estimateQualityQuery = z.object({ days: z.coerce.number().int().min(1).max(90).default(30) });

/** How good the estimates of one kind were. Percentages are of `samples`, in tenths of a percent. */
export const kindQuality = z.object({
  kind: z.string(),
  /** The real provider, or the demo writer, whose lengths are its own. */
  writer: z.enum(["anthropic", "demo"]),
  /** Actions that the writer ended, and those that were cut at their cap. */
  samples: z.number().int().min(0),
  /** Charges within `low`–`high`; null without samples. At least 95 is the aim. */
  insidePercent: z.number().min(0).max(100).nullable(),
  /** Charges below `low`. */
  below: z.number().int().min(0),
  /** Outputs that were cut at their cap: they count as above `high`. At most 1 % is the aim. */
  cut: z.number().int().min(0),
  cutPercent: z.number().min(0).max(100).nullable(),
  /** Half of the ranges were at most so wide: `high` divided by `low`. At most 2.5 is the aim. */
  medianWidth: z.number().min(1).nullable(),
});
export type KindQuality = z.infer<typeof kindQuality>;

/**
 * GET /workspaces/{w}/ai/estimate-quality (this workspace) and GET /operator/estimates (the deployment): the last
 * days, all kinds together, and each by itself.
 */
export const estimateQuality = z.object({
  days: z.number().int(),
  all: kindQuality.omit({ kind: true, writer: true }),
  items: z.array(kindQuality),
});
export type EstimateQuality = z.infer<typeof estimateQuality>;
