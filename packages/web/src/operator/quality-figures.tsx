import type { EstimateQuality } from "@dokly/contract";
import { Check, TriangleAlert } from "lucide-react";
import { strings } from "../strings/index.ts";
import { judgeQuality, type Verdict } from "../usage/quality-aims.ts";
import classes from "./operator.module.css";

const words = strings.operator.estimates;

/** A sign beside a figure, so that colour alone tells nothing. */
export function VerdictSign({ verdict }: { verdict: Verdict }) {
  if (verdict === "thin") return null;
  const Sign = verdict === "reached" ? Check : TriangleAlert;
  return <Sign size={13} role="img" aria-label={words.verdicts[verdict]} />;
}

/** The figures of all kinds together, each with what it aims at. */
export function QualityFigures({ figures }: { figures: EstimateQuality["all"] }) {
  const verdicts = judgeQuality(figures);
  const { insidePercent, cutPercent, medianWidth } = figures;
  const shown = [
    {
      name: words.figures.inside,
      of: insidePercent,
      as: words.percent,
      verdict: verdicts.inside,
      aim: words.aims.inside,
    },
    { name: words.figures.cut, of: cutPercent, as: words.percent, verdict: verdicts.cut, aim: words.aims.cut },
    { name: words.figures.width, of: medianWidth, as: words.width, verdict: verdicts.width, aim: words.aims.width },
  ];
  return (
    <dl className={classes["figures"]}>
      <div>
        <dt>{words.figures.charges}</dt>
        <dd>
          <span className={classes["figure"]}>{words.number(figures.samples)}</span>
        </dd>
      </div>
      {shown.map(({ name, of, as, verdict, aim }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <span className={classes["figure"]}>{of === null ? words.none : as(of)}</span>
            <span className={classes["aim"]} data-verdict={verdict}>
              <VerdictSign verdict={verdict} />
              {aim}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
