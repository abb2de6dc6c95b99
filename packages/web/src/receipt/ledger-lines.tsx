import type { ActionDetail } from "@dokly/contract";
import { useEffect, useRef } from "react";
import { formatNumber } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { exactInstantText } from "../usage/time-text.ts";
import { lotName } from "./lot-name.ts";
import classes from "./receipt.module.css";
import { ReceiptSection } from "./receipt-section.tsx";

const words = strings.receipt;

/** A lot whose lines somebody asked for; a new object each time, so that asking again leads there again. */
export type AskedLot = { readonly lot: string };

type LedgerLinesProps = {
  detail: Pick<ActionDetail, "transfers" | "lots">;
  asked: AskedLot | null;
};

/** The immutable ledger lines behind the action. Those of a lot that was asked for are marked, the first focused. */
export function LedgerLines({ detail: { transfers, lots }, asked }: LedgerLinesProps) {
  const firstOfLot = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (asked === null) return;
    firstOfLot.current?.focus();
    firstOfLot.current?.scrollIntoView({ block: "center" });
  }, [asked]);
  if (transfers.length === 0) return null;
  const first = transfers.find(({ lot }) => lot === asked?.lot)?.sequence;
  return (
    <ReceiptSection title={words.ledgerTitle} hint={words.ledgerHint}>
      <table className={classes["table"]}>
        <thead>
          <tr>
            <th scope="col">{words.ledgerColumns.sequence}</th>
            <th scope="col" className={classes["text"]}>
              {words.ledgerColumns.what}
            </th>
            <th scope="col">{words.ledgerColumns.credits}</th>
          </tr>
        </thead>
        <tbody>
          {transfers.map((transfer) => (
            <tr
              key={transfer.sequence}
              data-asked={transfer.lot === asked?.lot}
              tabIndex={-1}
              {...(transfer.sequence === first && { ref: firstOfLot })}
            >
              <td>{formatNumber(transfer.sequence)}</td>
              <td className={classes["text"]}>
                {words.cause(transfer.cause)}: {words.account(transfer.from)} → {words.account(transfer.to)}
                <span className={classes["note"]}>
                  {exactInstantText(transfer.at)} · {lotName(transfer.lot, lots)}
                </span>
              </td>
              <td>{formatNumber(transfer.credits)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ReceiptSection>
  );
}
