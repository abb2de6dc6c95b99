import type { ActionDetail, Draw } from "@dokly/contract";
import { UnstyledButton } from "@mantine/core";
import { formatDate, formatNumber } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { drawTotals, shownEnds } from "./draw-figures.ts";
import { lotName } from "./lot-name.ts";
import classes from "./receipt.module.css";
import { ReceiptSection } from "./receipt-section.tsx";

const words = strings.receipt.draws;

type LotDrawsProps = {
  detail: Pick<ActionDetail, "draws" | "lots" | "transfers">;
  /** Shows the ledger lines of a lot. */
  onLines: (lot: string) => void;
};

/** The lots that the action drew on, those that end first before the others, and where their credits went. */
export function LotDraws({ detail, onLines }: LotDrawsProps) {
  const { draws } = detail;
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
                <DrawnLot draw={draw} detail={detail} onLines={onLines} />
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

/** What a lot is and when it ends, and the way to its ledger lines. */
function DrawnLot({ draw: { lot: id }, detail, onLines }: LotDrawsProps & { draw: Draw }) {
  const lot = detail.lots.find((one) => one.id === id);
  const lines = detail.transfers.filter((transfer) => transfer.lot === id).map(({ sequence }) => sequence);
  return (
    <>
      {lotName(id, detail.lots)}
      <span className={classes["note"]}>
        {lot !== undefined && `${lot.expiresAt === null ? words.never : words.until(formatDate(lot.expiresAt))} · `}
        <UnstyledButton className={classes["lines"]} onClick={() => onLines(id)}>
          {words.lines(lines)}
        </UnstyledButton>
      </span>
    </>
  );
}
