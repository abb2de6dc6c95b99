import type { OperatorAct } from "@dokly/contract";
import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { formatDateTime } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { exactInstantText } from "../usage/time-text.ts";
import classes from "./console.module.css";
import { Id } from "./console-panel.tsx";

const words = strings.operatorConsole.acts;

/** Acts of operators, the newest first, with what came of each. */
export function ActsList({ acts, withWorkspace = false }: { acts: readonly OperatorAct[]; withWorkspace?: boolean }) {
  if (acts.length === 0) return <Text size="sm">{words.none}</Text>;
  const { columns } = words;
  return (
    <table className={`dokly-table ${classes["linked"] ?? ""}`} aria-label={words.title}>
      <thead>
        <tr>
          <th scope="col">{columns.act}</th>
          <th scope="col">{columns.reason}</th>
          <th scope="col" className="dokly-wide">
            {columns.by}
          </th>
          <th scope="col" className="dokly-wide">
            {columns.when}
          </th>
        </tr>
      </thead>
      <tbody>
        {acts.map((act) => (
          <ActRow key={act.id} act={act} withWorkspace={withWorkspace} />
        ))}
      </tbody>
    </table>
  );
}

function ActRow({ act, withWorkspace }: { act: OperatorAct; withWorkspace: boolean }) {
  const time = formatDateTime(act.at);
  const outcome = words.outcome(act.outcome?.outcome ?? "unknown", act.outcome?.code ?? null);
  const { credits, plan } = act.details;
  const asked = [credits, plan].filter((one) => typeof one === "number" || typeof one === "string").join(" · ");
  return (
    <tr className={classes["row"]}>
      <td>
        <Text span size="sm" fw={600}>
          {words.names[act.act] ?? act.act}
        </Text>
        {asked !== "" && ` ${asked}`}
        <Text size="xs" c="dimmed">
          {outcome}
        </Text>
        {withWorkspace && act.workspace !== null && (
          <Text size="xs">
            <Link to="/operator/workspaces/$workspace" params={{ workspace: act.workspace }}>
              {act.workspace}
            </Link>
          </Text>
        )}
        {act.target?.startsWith("act_") === true && (
          <Text size="xs">
            <Link to="/operator/actions/$action" params={{ action: act.target }}>
              {act.target}
            </Link>
          </Text>
        )}
        {act.target !== null && !act.target.startsWith("act_") && <Id>{act.target}</Id>}
        <div className="dokly-narrow">{[act.by.name, time].join(" · ")}</div>
      </td>
      <td className={classes["said"]}>{act.reason}</td>
      <td className="dokly-wide">
        {act.by.name}
        <Text size="xs" c="dimmed">
          {[act.origin, act.address].filter((one) => one !== null).join(" · ")}
        </Text>
      </td>
      <td className="dokly-wide">
        <time dateTime={act.at} title={exactInstantText(act.at)}>
          {time}
        </time>
      </td>
    </tr>
  );
}
