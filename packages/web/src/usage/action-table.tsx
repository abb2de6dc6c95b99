import type { Action } from "@dokly/contract";
import { Group, Text, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import { useBalance } from "../api/credits.ts";
import { nanoDollarsText } from "../receipt/money-text.ts";
import { formatDateTime, formatNumber, formatRange } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import classes from "./action-table.module.css";
import type { DrawnPage, PageSize } from "./log-pages.ts";
import { firstBeforePeriod } from "./period-begin.ts";
import { rowFigures } from "./row-figures.ts";
import { RowTags } from "./row-tags.tsx";
import { exactInstantText } from "./time-text.ts";
import { useWhenSeen } from "./use-when-seen.ts";

const words = strings.usage.log;

type ActionTableProps = {
  workspace: string;
  pages: readonly DrawnPage[];
  /** Of the pages above that were let go of, in pixels. */
  heightAbove: number;
  canGoUp: boolean;
  onUp: () => void;
  onMeasured: (cursor: string, size: PageSize) => void;
  onOpen: (id: string) => void;
};

/** The rows of the log. On a narrow screen person, time and estimate move under the action and the charge. */
export function ActionTable({ pages, heightAbove, canGoUp, onUp, onMeasured, ...row }: ActionTableProps) {
  const periodStart = useBalance(row.workspace).data?.period.start;
  const older = periodStart === undefined ? null : firstBeforePeriod(pages, periodStart);
  const seen = useWhenSeen(onUp, canGoUp);
  return (
    <table className={`dokly-table ${classes["table"]}`} aria-labelledby="log-title">
      <ColumnNames />
      {heightAbove > 0 && (
        <tbody aria-hidden ref={seen}>
          <tr style={{ height: heightAbove }} />
        </tbody>
      )}
      {pages.map(({ place, actions }) => (
        <tbody
          key={place.cursor}
          ref={(rows) => {
            if (rows !== null) onMeasured(place.cursor, { height: rows.offsetHeight, rows: actions.length });
          }}
        >
          {actions.map((action) => (
            <Fragment key={action.id}>
              {action.id === older && periodStart !== undefined && <ResetRow at={periodStart} />}
              <ActionRow action={action} {...row} />
            </Fragment>
          ))}
        </tbody>
      ))}
    </table>
  );
}

/** Where the current period began: the rows above it are what its meter counts. */
function ResetRow({ at }: { at: string }) {
  return (
    <tr className={classes["reset"]}>
      {/* A cell over more columns than are shown would make some up, and leave them their part of a narrow screen. */}
      <th scope="colgroup" colSpan={2}>
        {words.reset(formatDateTime(at))}
      </th>
      <td className="dokly-wide" colSpan={3} />
    </tr>
  );
}

function ColumnNames() {
  return (
    <thead>
      <tr>
        <th scope="col">{words.columns.action}</th>
        <th scope="col" className={`dokly-wide ${classes["person"]}`}>
          {words.columns.person}
        </th>
        <th scope="col" className={`dokly-wide ${classes["time"]}`}>
          {words.columns.time}
        </th>
        <th scope="col" className={`dokly-wide dokly-number ${classes["figure"]}`}>
          {words.columns.estimate}
        </th>
        <th scope="col" className={`dokly-number ${classes["figure"]}`}>
          {words.columns.charge}
        </th>
      </tr>
    </thead>
  );
}

type ActionRowProps = { workspace: string; action: Action; onOpen: (id: string) => void };

function ActionRow({ workspace, action, onOpen }: ActionRowProps) {
  const figures = rowFigures(action);
  const kind = strings.usage.kind(action.kind);
  const time = formatDateTime(action.startedAt);
  const person = action.member?.name ?? words.service;
  const estimate = action.estimate === null ? words.noEstimate : formatRange(action.estimate);
  return (
    // A larger target for the mouse; the button in the first cell does the same for keyboards and screen readers.
    <tr className={classes["row"]} data-struck={figures.isStruck || undefined} onClick={() => onOpen(action.id)}>
      <td>
        <Group gap="6px 8px">
          <UnstyledButton className={classes["kind"]} aria-label={words.open(kind, time)} aria-haspopup="dialog">
            {kind}
          </UnstyledButton>
          <RowTags tags={figures.tags} />
        </Group>
        <PageLink workspace={workspace} document={action.document} />
        <div className="dokly-narrow">
          {person} · {time}
        </div>
      </td>
      <td className="dokly-wide">{person}</td>
      <td className="dokly-wide">
        <time dateTime={action.startedAt} title={exactInstantText(action.startedAt)}>
          {time}
        </time>
      </td>
      <td className="dokly-wide dokly-number">{estimate}</td>
      <td className="dokly-number">
        <span className={classes["charge"]}>
          {figures.isHeld ? words.held(figures.credits) : formatNumber(figures.credits)}
        </span>
        {action.ownKey?.nanoDollars != null && (
          <Text size="xs" c="dimmed">
            {nanoDollarsText(BigInt(action.ownKey.nanoDollars))}
          </Text>
        )}
        {figures.refundedByHand > 0 && (
          <Text size="xs" c="dimmed">
            {words.refundedByHand(figures.refundedByHand)}
          </Text>
        )}
        {action.estimate !== null && <div className="dokly-narrow">{words.of(estimate)}</div>}
      </td>
    </tr>
  );
}

function PageLink({ workspace, document }: { workspace: string; document: Action["document"] }) {
  if (document === null) return null;
  return (
    <div className={classes["page"]}>
      <Link
        to="/w/$workspace/pages/$"
        params={{ workspace, _splat: document.path }}
        title={document.path}
        onClick={(event) => event.stopPropagation()}
      >
        {document.title}
      </Link>
    </div>
  );
}
