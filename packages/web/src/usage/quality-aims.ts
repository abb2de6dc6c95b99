import type { EstimateQuality } from "@dokly/contract";

type Figures = EstimateQuality["all"];

/** Below so many charges a share says little: one action more or less would move it by more than a twentieth. */
export const samplesForShare = 20;

/** What the estimates aim at: charges within the range, outputs cut at their cap, how wide half of the ranges are. */
export const qualityAims = { insidePercentMin: 95, cutPercentMax: 1, medianWidthMax: 2.5 } as const;

/** Whether a figure reaches its aim; `thin` where there are too few charges to say. */
export type Verdict = "reached" | "missed" | "thin";

export type QualityVerdicts = { readonly inside: Verdict; readonly cut: Verdict; readonly width: Verdict };

/** Compares the figures of a kind, or of all kinds together, with the aims. */
export function judgeQuality({ samples, insidePercent, cutPercent, medianWidth }: Figures): QualityVerdicts {
  const judge = (figure: number | null, isReached: (figure: number) => boolean): Verdict => {
    if (samples < samplesForShare || figure === null) return "thin";
    return isReached(figure) ? "reached" : "missed";
  };
  return {
    inside: judge(insidePercent, (percent) => percent >= qualityAims.insidePercentMin),
    cut: judge(cutPercent, (percent) => percent <= qualityAims.cutPercentMax),
    width: judge(medianWidth, (width) => width <= qualityAims.medianWidthMax),
  };
}
