import type { Receipt } from "@dokly/contract";
import { BadgeCheck, TriangleAlert } from "lucide-react";
import { formatCredits } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { chargeSum } from "./charge-sum.ts";
import { nanoDollarsText } from "./money-text.ts";
import classes from "./receipt.module.css";
import { ReceiptSection } from "./receipt-section.tsx";

const words = strings.receipt;

/** The conversion from provider cost to whole credits, each step written out, and computed again here. */
export function ChargeSteps({ receipt, held }: { receipt: Receipt; held: number }) {
  const sum = chargeSum(receipt, held);
  const price = nanoDollarsText(sum.nanoDollarsPerCredit);
  const Sign = sum.agrees ? BadgeCheck : TriangleAlert;
  return (
    <ReceiptSection title={words.sumTitle}>
      <ol className={classes["steps"]}>
        <li>{words.perCredit(price)}</li>
        <li>{words.division(nanoDollarsText(sum.costNanoDollars), price, sum.quotient)}</li>
        {sum.isRounded && <li>{words.roundedUp(Number(sum.roundedUp))}</li>}
        {sum.isRaisedToOne && <li>{words.raisedToOne}</li>}
        {sum.isCutToHold && <li>{words.cutToHold(held)}</li>}
        <li className={classes["result"]}>
          {words.result}: {formatCredits(receipt.credits)}
        </li>
      </ol>
      <div className={classes["check"]} data-agrees={sum.agrees}>
        <Sign size={16} aria-hidden />
        {sum.agrees ? words.agrees : words.differs}
      </div>
    </ReceiptSection>
  );
}
