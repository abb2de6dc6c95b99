import type { Draw, Lot } from "@dokly/contract";
import { useBalance } from "../api/credits.ts";
import { formatDate, formatNumber } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { drawTotals, shownEnds } from "./draw-figures.ts";
import classes from "./receipt.module.css";
import { ReceiptSection } from "./receipt-section.tsx";

const words = strings.receipt.draws;

/** The lots that the action drew on, those that end first before the others, and where their credits went. */
export function LotDraws({ workspace, draws }: { workspace: string; draws: readonly Draw[] }) {
  const lots = useBalance(workspace).data?.lots ?? [];
  if (draws.length === 0) return null;
  const ends = shownEnds(draws);
  const total = drawTotals(draws);
  return (
    <ReceiptSection title={words.title} hint={words.hint}>
      <table className={classes["table"]}>
        <thead>
          <tr>
            <th scope="col">{words.lot}</th>
            <th scope="col">{words.held}</th>
            {ends.map((end) => (
              <th key={end} scope="col">
                {words.ends[end]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {draws.map((draw) => (
            <tr key={draw.lot}>
              <th scope="row">
                <LotName id={draw.lot} lot={lots.find(({ id }) => id === draw.lot)} />
              </th>
              <td>{formatNumber(draw.held)}</td>
              {ends.map((end) => (
                <td key={end}>{formatNumber(draw[end])}</td>
              ))}
            </tr>
          ))}
        </tbody>
        {draws.length > 1 && (
          <tfoot>
            <tr>
              <th scope="row">{words.total}</th>
              <td>{formatNumber(total.held)}</td>
              {ends.map((end) => (
                <td key={end}>{formatNumber(total[end])}</td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </ReceiptSection>
  );
}

/** A lot of this period by its source and its end; one that is long gone by its id alone. */
function LotName({ id, lot }: { id: string; lot: Lot | undefined }) {
  return (
    <>
      {lot === undefined ? words.earlier : words.sources[lot.source]}
      <span className={classes["note"]}>
        {lot !== undefined && `${lot.expiresAt === null ? words.never : words.until(formatDate(lot.expiresAt))} · `}
        <code>{id}</code>
      </span>
    </>
  );
}
