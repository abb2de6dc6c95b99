import type { Balance } from "@dokly/contract";
import { formatNumber } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import classes from "./bucket-meter.module.css";

const words = strings.usage.meter;

/**
 * Monthly, top-ups, goodwill and, apart from it, what refunds gave anew; and their sum: the whole that the bar is cut
 * from.
 */
export function BucketSources({ balance }: { balance: Balance }) {
  const rows = [
    { name: words.monthly, hint: strings.app.workspaces.plan(balance.plan), credits: balance.monthly },
    { name: words.topUps, hint: words.topUpsHint, credits: balance.topUps },
    { name: words.goodwill, hint: words.goodwillHint, credits: balance.goodwill - balance.refunds },
    ...(balance.refunds > 0 ? [{ name: words.refunds, hint: words.refundsHint, credits: balance.refunds }] : []),
  ];
  const total = rows.reduce((all, row) => all + row.credits, 0);
  return (
    <table className={classes["sources"]} aria-label={words.sources}>
      <tbody>
        {rows.map((row) => (
          <tr key={row.name}>
            <th scope="row">
              {row.name} <small>{row.hint}</small>
            </th>
            <td>{formatNumber(row.credits)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{words.total}</th>
          <td>{formatNumber(total)}</td>
        </tr>
      </tfoot>
    </table>
  );
}
