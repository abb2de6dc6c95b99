import type { ActionDetail } from "@dokly/contract";
import { formatNumber } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { drawTotals } from "./draw-figures.ts";
import classes from "./receipt.module.css";
import { ReceiptSection } from "./receipt-section.tsx";

const words = strings.receipt;

/** What was held, what of it was charged, and what came back. */
export function HoldAndReturn({
  detail,
}: {
  detail: Pick<ActionDetail, "status" | "held" | "charged" | "refunded" | "tags" | "draws">;
}) {
  const hasEnded = detail.status !== "running";
  const { expired, reversed, refunded } = drawTotals(detail.draws);
  return (
    <ReceiptSection title={words.holdTitle}>
      <table className={classes["table"]}>
        <tbody>
          <Row name={words.held} credits={detail.held} />
          {hasEnded && <Row name={words.chargedLine} credits={detail.charged} />}
          {hasEnded && <Row name={words.returned} credits={detail.held - detail.charged - expired - reversed} />}
          {expired > 0 && <Row name={words.expiredLine} credits={expired} />}
          {reversed > 0 && <Row name={words.reversedLine} credits={reversed} />}
          {detail.status !== "failed" && detail.refunded > 0 && (
            <Row
              name={detail.tags.includes("undone") ? words.undoneLine : words.refundedLine}
              credits={detail.refunded}
            />
          )}
          {detail.refunded > refunded && <Row name={words.asGoodwillLine} credits={detail.refunded - refunded} />}
        </tbody>
      </table>
    </ReceiptSection>
  );
}

function Row({ name, credits }: { name: string; credits: number }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{formatNumber(credits)}</td>
    </tr>
  );
}
