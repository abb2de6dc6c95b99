import type { PaidDraw } from "@dokly/contract";
import { Anchor, Code, Text } from "@mantine/core";
import { ExternalLink } from "lucide-react";
import classes from "../operator/console.module.css";
import { formatMoney } from "../strings/format.ts";
import { strings } from "../strings/index.ts";

const words = strings.reports.detail.money;

/** The payments that a charge was paid with, and where their money can be given back. */
export function PaidDraws({ paid }: { paid: readonly PaidDraw[] }) {
  return (
    <>
      <Text size="sm">{words.intro}</Text>
      <ul className={classes["list"]}>
        {paid.map((draw) => (
          <li key={draw.lot}>
            <Text size="sm">
              {words.credits(draw.credits)} {words.price(formatMoney(draw.priceCents, draw.currency))}.{" "}
              {draw.takenBackCents > 0 && words.takenBack(formatMoney(draw.takenBackCents, draw.currency))}
            </Text>
            <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
              {words.payment} <Code>{draw.payment}</Code>
              {draw.order !== null && (
                <>
                  {" "}
                  · {words.order} <Code>{draw.order}</Code>
                </>
              )}
            </Text>
            {draw.url === null ? (
              <Text size="xs" c="dimmed">
                {draw.provider === "sandbox" ? words.sandbox : words.none}
              </Text>
            ) : (
              <Anchor size="sm" underline="always" href={draw.url} target="_blank" rel="noreferrer">
                {words.open} <ExternalLink size={12} aria-hidden />
              </Anchor>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
