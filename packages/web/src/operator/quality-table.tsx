import type { KindQuality } from "@dokly/contract";
import { Text } from "@mantine/core";
import { strings } from "../strings/index.ts";
import { judgeQuality, type Verdict } from "../usage/quality-aims.ts";
import classes from "./operator.module.css";
import { VerdictSign } from "./quality-figures.tsx";

const words = strings.operator.estimates;

/** Each kind and writer by itself, the most used first. */
export function QualityTable({ items }: { items: readonly KindQuality[] }) {
  const { columns } = words;
  const ordered = items.toSorted((a, b) => b.samples - a.samples);
  return (
    <table className="dokly-table" aria-labelledby="by-kind">
      <thead>
        <tr>
          <th scope="col">{columns.kind}</th>
          <th scope="col" className="dokly-number dokly-wide">
            {columns.charges}
          </th>
          <th scope="col" className="dokly-number">
            {columns.inside}
          </th>
          <th scope="col" className="dokly-number dokly-wide">
            {columns.below}
          </th>
          <th scope="col" className="dokly-number">
            {columns.cut}
          </th>
          <th scope="col" className="dokly-number">
            {columns.width}
          </th>
        </tr>
      </thead>
      <tbody>
        {ordered.map((item) => (
          <QualityRow key={`${item.kind} ${item.writer}`} item={item} />
        ))}
      </tbody>
    </table>
  );
}

function QualityRow({ item }: { item: KindQuality }) {
  const verdicts = judgeQuality(item);
  return (
    <tr>
      <td>
        {strings.usage.kind(item.kind)}
        <Text span size="xs" c="dimmed" display="block">
          {words.writers[item.writer]}
        </Text>
        <div className="dokly-narrow">{words.charges(item.samples)}</div>
      </td>
      <td className="dokly-number dokly-wide">{words.number(item.samples)}</td>
      <Judged verdict={verdicts.inside} figure={item.insidePercent} as={words.percent} />
      <td className="dokly-number dokly-wide">{words.number(item.below)}</td>
      <Judged verdict={verdicts.cut} figure={item.cutPercent} as={words.percent} />
      <Judged verdict={verdicts.width} figure={item.medianWidth} as={words.width} />
    </tr>
  );
}

type JudgedProps = { verdict: Verdict; figure: number | null; as: (figure: number) => string };

function Judged({ verdict, figure, as }: JudgedProps) {
  return (
    <td className="dokly-number">
      <span className={classes["cell"]} data-verdict={verdict}>
        {verdict === "missed" ? <VerdictSign verdict={verdict} /> : null}
        {figure === null ? words.none : as(figure)}
      </span>
    </td>
  );
}
