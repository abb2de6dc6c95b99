import type { Balance } from "@dokly/contract";
import { Fact, Facts } from "../settings/facts.tsx";
import { formatDate, formatNumber } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import classes from "./console.module.css";

const words = strings.operatorConsole.workspace;
const figures = ["available", "held", "spent", "monthly", "topUps", "goodwill", "expired"] as const;

/** The plan, the bucket, and the lots that it is made of. */
export function WorkspaceBucket({ balance }: { balance: Balance }) {
  const { plan, nextPlan, nextPlanAt, period, lots } = balance;
  return (
    <>
      <Facts>
        <Fact name={words.plan}>
          {plan}
          {nextPlan !== null && ` · ${words.next(nextPlan, formatDate(nextPlanAt ?? period.end))}`}
        </Fact>
        <Fact name={words.period}>
          {formatDate(period.start)} – {formatDate(period.end)}
        </Fact>
      </Facts>
      <dl className={classes["figures"]}>
        {figures.map((figure) => (
          <div key={figure}>
            <dt>{words.figures[figure]}</dt>
            <dd>{formatNumber(balance[figure])}</dd>
          </div>
        ))}
      </dl>
      {lots.length > 0 && <LotTable lots={lots} />}
    </>
  );
}

function LotTable({ lots }: { lots: Balance["lots"] }) {
  const { lots: columns, sources } = words;
  return (
    <table className="dokly-table" aria-label={columns.title}>
      <thead>
        <tr>
          <th scope="col">{columns.lot}</th>
          <th scope="col" className="dokly-number">
            {columns.granted}
          </th>
          <th scope="col" className="dokly-number">
            {columns.available}
          </th>
          <th scope="col" className="dokly-number dokly-wide">
            {columns.held}
          </th>
          <th scope="col" className="dokly-number dokly-wide">
            {columns.spent}
          </th>
        </tr>
      </thead>
      <tbody>
        {lots.map((lot) => (
          <tr key={lot.id}>
            <td>
              {sources[lot.source]}
              <div className={classes["note"]}>
                {columns.expires} {lot.expiresAt === null ? columns.never : formatDate(lot.expiresAt)}
              </div>
            </td>
            <td className="dokly-number">{formatNumber(lot.granted)}</td>
            <td className="dokly-number">{formatNumber(lot.available)}</td>
            <td className="dokly-number dokly-wide">{formatNumber(lot.held)}</td>
            <td className="dokly-number dokly-wide">{formatNumber(lot.spent)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
