import type { Action } from "@dokly/contract";
import { Group, Text, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { formatDateTime, formatNumber, formatRange } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import classes from "./action-table.module.css";
import { rowFigures } from "./row-figures.ts";
import { RowTags } from "./row-tags.tsx";
import { exactInstantText } from "./time-text.ts";

const words = strings.usage.log;

type ActionTableProps = { workspace: string; actions: readonly Action[]; onOpen: (id: string) => void };

/** The rows of the log. On a narrow screen person, time and estimate move under the action and the charge. */
export function ActionTable({ workspace, actions, onOpen }: ActionTableProps) {
  return (
    <table className="dokly-table" aria-labelledby="log-title">
      <thead>
        <tr>
          <th scope="col">{words.columns.action}</th>
          <th scope="col" className="dokly-wide">
            {words.columns.person}
          </th>
          <th scope="col" className="dokly-wide">
            {words.columns.time}
          </th>
          <th scope="col" className="dokly-wide dokly-number">
            {words.columns.estimate}
          </th>
          <th scope="col" className="dokly-number">
            {words.columns.charge}
          </th>
        </tr>
      </thead>
      <tbody>
        {actions.map((action) => (
          <ActionRow key={action.id} workspace={workspace} action={action} onOpen={onOpen} />
        ))}
      </tbody>
    </table>
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
