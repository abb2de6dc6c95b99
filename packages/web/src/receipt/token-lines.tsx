import type { Receipt } from "@dokly/contract";
import { formatNumber } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { nanoDollarsText, placesOf, pricePerMillionText } from "./money-text.ts";
import classes from "./receipt.module.css";
import { ReceiptSection } from "./receipt-section.tsx";

const words = strings.receipt;

/** Tokens times price, line by line, and their sum: the provider's cost. */
export function TokenLines({ receipt }: { receipt: Receipt }) {
  const places = placesOf(receipt.lines.map((line) => BigInt(line.nanoDollars)));
  return (
    <ReceiptSection title={words.tokensTitle}>
      <table className={classes["table"]}>
        <thead>
          <tr>
            <th scope="col">{words.columns.what}</th>
            <th scope="col">{words.columns.count}</th>
            <th scope="col">{words.columns.price}</th>
            <th scope="col">{words.columns.sum}</th>
          </tr>
        </thead>
        <tbody>
          {receipt.lines.map((line) => (
            <tr key={line.what}>
              <th scope="row">
                {words.tokens[line.what]}
                {line.what === "output" && receipt.usage.thinking > 0 && (
                  <span className={classes["note"]}>{words.thinking(receipt.usage.thinking)}</span>
                )}
              </th>
              <td>{formatNumber(line.tokens)}</td>
              <td>{pricePerMillionText(BigInt(line.nanoDollarsPerToken))}</td>
              <td>{nanoDollarsText(BigInt(line.nanoDollars), { places })}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={3}>
              {words.cost}
            </th>
            <td>{nanoDollarsText(BigInt(receipt.providerCostNanoDollars), { places })}</td>
          </tr>
        </tfoot>
      </table>
    </ReceiptSection>
  );
}
