import type { Transfer } from "@dokly/contract";
import { formatNumber } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { exactInstantText } from "../usage/time-text.ts";
import classes from "./receipt.module.css";
import { ReceiptSection } from "./receipt-section.tsx";

const words = strings.receipt;

/** The immutable ledger lines behind the action. */
export function LedgerLines({ transfers }: { transfers: readonly Transfer[] }) {
  if (transfers.length === 0) return null;
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
            <tr key={transfer.sequence}>
              <td>{formatNumber(transfer.sequence)}</td>
              <td className={classes["text"]}>
                {words.cause(transfer.cause)}: {words.account(transfer.from)} → {words.account(transfer.to)}
                <span className={classes["note"]}>
                  {exactInstantText(transfer.at)} · {words.lot} <code>{transfer.lot}</code>
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
