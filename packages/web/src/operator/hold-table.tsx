import { type RunningHold, runningHoldReleased } from "@dokly/contract";
import { Button, Text, VisuallyHidden } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { apiPath } from "../api/client.ts";
import { formatNumber } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { exactInstantText } from "../usage/time-text.ts";
import { ActDialog } from "./act-form.tsx";
import classes from "./console.module.css";
import { WorkspaceLink } from "./found-sections.tsx";

const words = strings.operatorConsole.holds;

type HoldTableProps = {
  readonly holds: readonly RunningHold[];
  /** On the page of one workspace, its name and the deadline need no room. */
  readonly isOfOne?: boolean;
};

/** Running holds with their age, each with a way to release it. */
export function HoldTable({ holds, isOfOne = false }: HoldTableProps) {
  const [released, setReleased] = useState<RunningHold | null>(null);
  const { columns } = words;
  return (
    <>
      <table className={`dokly-table ${classes["linked"] ?? ""}`} aria-label={words.title}>
        <thead>
          <tr>
            <th scope="col">{columns.what}</th>
            <th scope="col" className="dokly-number">
              {columns.credits}
            </th>
            <th scope="col">{columns.age}</th>
            {!isOfOne && (
              <th scope="col" className="dokly-wide">
                {columns.deadline}
              </th>
            )}
            <th scope="col">
              <VisuallyHidden>{words.release}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {holds.map((hold) => (
            <HoldRow key={hold.id} hold={hold} isOfOne={isOfOne} onRelease={() => setReleased(hold)} />
          ))}
        </tbody>
      </table>
      {released !== null && (
        <ActDialog
          title={words.releaseTitle}
          method="post"
          path={apiPath("operator", "holds", released.id, "release")}
          schema={runningHoldReleased}
          body={{}}
          submit={words.release}
          isDanger
          onClose={() => setReleased(null)}
        >
          <Text size="sm">{words.releaseText}</Text>
        </ActDialog>
      )}
    </>
  );
}

type HoldRowProps = { hold: RunningHold; isOfOne: boolean; onRelease: () => void };

function HoldRow({ hold, isOfOne, onRelease }: HoldRowProps) {
  const kind = strings.usage.kind(hold.kind);
  return (
    <tr className={classes["row"]}>
      <td>
        <Link to="/operator/actions/$action" params={{ action: hold.action }}>
          {kind}
        </Link>
        {!isOfOne && (
          <Text size="xs" component="div">
            <WorkspaceLink workspace={hold.workspace} />
          </Text>
        )}
        {hold.member !== null && (
          <Text size="xs" c="dimmed">
            {hold.member.name}
          </Text>
        )}
      </td>
      <td className="dokly-number">{formatNumber(hold.credits)}</td>
      <td>
        {words.seconds(hold.ageSeconds)}
        {hold.isOverdue && (
          <Text size="xs" c="red">
            {words.overdue}
          </Text>
        )}
      </td>
      {!isOfOne && (
        <td className="dokly-wide">
          <time dateTime={hold.deadline}>{exactInstantText(hold.deadline)}</time>
        </td>
      )}
      <td className={classes["act"]}>
        <Button
          size="xs"
          variant="default"
          aria-label={words.releaseNamed(kind, hold.workspace.name)}
          onClick={onRelease}
        >
          {words.release}
        </Button>
      </td>
    </tr>
  );
}
