import type { MarginRow, Margins } from "@dokly/contract";
import { Stack, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { formatNumber } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { ChoicePage } from "./choice-page.tsx";
import classes from "./console.module.css";
import { ConsolePanel, Nothing } from "./console-panel.tsx";
import { marginsQueryOf } from "./figure-queries.ts";
import { marginTotal, nanoMoneyText } from "./margin-text.ts";

const words = strings.operatorConsole.margins;
const offered = [7, 30, 90, 365].map((value) => ({ value, label: words.days(value) }));
const dayMs = 86_400_000;

/** Operator → Margins: what kinds and models earn, and how that is computed. */
export function MarginsPage() {
  const [days, setDays] = useState(30);
  const time = useMemo(() => {
    const to = Date.now();
    return { from: new Date(to - days * dayMs).toISOString(), to: new Date(to).toISOString() };
  }, [days]);
  const margins = useQuery({ ...marginsQueryOf(time), placeholderData: keepPreviousData });
  return (
    <ChoicePage
      title={words.title}
      short={words.title}
      text={words.intro}
      choice={{ label: words.range, chosen: days, offered, onChoose: setDays }}
      failed={words.failed}
      query={margins}
    >
      {(shown) => <Shown margins={shown} />}
    </ChoicePage>
  );
}

function Shown({ margins }: { margins: Margins }) {
  const { rows, currency, pricePerCredit } = margins;
  const { plans, topUpNano, topUpsPaidCents } = pricePerCredit;
  return (
    <Stack gap="lg">
      {rows.length === 0 ? (
        <Nothing>{words.none}</Nothing>
      ) : (
        <section className="dokly-panel" aria-label={words.title}>
          <MarginTable rows={rows} currency={currency} />
        </section>
      )}
      <ConsolePanel title={words.how}>
        <ul className={classes["list"]}>
          {plans.map(({ plan, nano }) => (
            <li key={plan}>{words.plan(plan, nanoMoneyText(nano, currency))}</li>
          ))}
          <li>{words.topUp(nanoMoneyText(topUpNano, currency), topUpsPaidCents > 0)}</li>
          <li>{words.goodwill}</li>
        </ul>
        <Text size="sm" c="dimmed">
          {words.explained}
        </Text>
      </ConsolePanel>
    </Stack>
  );
}

function MarginTable({ rows, currency }: { rows: readonly MarginRow[]; currency: string }) {
  const { columns } = words;
  const total = marginTotal(rows);
  return (
    <table className="dokly-table" aria-label={words.title}>
      <thead>
        <tr>
          <th scope="col">{columns.kind}</th>
          <th scope="col" className="dokly-number dokly-wide">
            {columns.actions}
          </th>
          <th scope="col" className="dokly-number">
            {columns.credits}
          </th>
          <th scope="col" className="dokly-number dokly-wide">
            {columns.price}
          </th>
          <th scope="col" className="dokly-number dokly-wide">
            {columns.cost}
          </th>
          <th scope="col" className="dokly-number">
            {columns.margin}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={`${row.kind} ${row.model} ${row.isDemo} ${row.isOwnKey}`} row={row} currency={currency} />
        ))}
      </tbody>
      <tfoot>
        <tr className={classes["total"]}>
          <th scope="row">{words.total}</th>
          <td className="dokly-number dokly-wide">{formatNumber(total.actions)}</td>
          <td className="dokly-number">{formatNumber(total.credits)}</td>
          <td className="dokly-number dokly-wide">{nanoMoneyText(total.priceNano, currency)}</td>
          <td className="dokly-number dokly-wide">{nanoMoneyText(total.costNano, "usd")}</td>
          <td className="dokly-number">{nanoMoneyText(total.marginNano, currency)}</td>
        </tr>
      </tfoot>
    </table>
  );
}

function Row({ row, currency }: { row: MarginRow; currency: string }) {
  const notes = [
    row.model ?? words.noModel,
    ...(row.isDemo ? [words.demo] : []),
    ...(row.isOwnKey ? [words.ownKey] : []),
  ];
  return (
    <tr className={classes["row"]}>
      <td>
        {strings.usage.kind(row.kind)}
        <Text size="xs" c="dimmed">
          {notes.join(" · ")}
        </Text>
      </td>
      <td className="dokly-number dokly-wide">
        {formatNumber(row.actions)}
        {row.failed > 0 && (
          <Text size="xs" c="dimmed">
            {words.failedOf(row.failed)}
          </Text>
        )}
      </td>
      <td className="dokly-number">
        {formatNumber(row.charged - row.refunded)}
        {row.refunded > 0 && (
          <Text size="xs" c="dimmed">
            {words.refundedOf(row.refunded)}
          </Text>
        )}
      </td>
      <td className="dokly-number dokly-wide">
        {nanoMoneyText(row.priceNano, currency)}
        {row.unpriced > 0 && (
          <Text size="xs" c="dimmed">
            {words.unpriced(row.unpriced)}
          </Text>
        )}
      </td>
      <td className="dokly-number dokly-wide">{nanoMoneyText(row.costNano, "usd")}</td>
      <td className="dokly-number">{nanoMoneyText(row.marginNano, currency)}</td>
    </tr>
  );
}
