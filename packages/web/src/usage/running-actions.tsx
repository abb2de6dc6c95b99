import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useBalance } from "../api/credits.ts";
import { PartSwatch } from "../meter/balance-bar.tsx";
import classes from "../meter/bucket-meter.module.css";
import { strings } from "../strings/index.ts";
import { runningShares } from "./running-shares.ts";
import { useRunningActions } from "./usage-queries.ts";

const words = strings.usage.meter;

/** The actions behind the held credits, by name; who sees own rows only reads what others hold as a sum. */
export function RunningActions({ workspace }: { workspace: string }) {
  const running = useRunningActions(workspace);
  const held = useBalance(workspace).data?.held ?? 0;
  if (running === undefined) return null;
  const { named, more, heldByOthers } = runningShares(running, held);
  if (named.length === 0 && heldByOthers === 0) return null;
  return (
    <ul className={classes["running"]} aria-label={words.running}>
      {named.map((action) => (
        <li key={action.id}>
          <PartSwatch name="held" />
          <span>
            {strings.usage.kind(action.kind)}
            {action.document && ` · ${action.document.title}`}
            {action.member && ` · ${action.member.name}`}{" "}
            <Text span size="sm" c="dimmed">
              {words.runningOf(action.held)}
            </Text>
          </span>
        </li>
      ))}
      {more !== null && (
        <li>
          <PartSwatch name="held" />
          <Anchor
            size="sm"
            underline="always"
            renderRoot={(props) => (
              <Link
                {...props}
                to="/w/$workspace/settings/account/ai-usage"
                params={{ workspace }}
                search={{ outcome: "running" }}
              />
            )}
          >
            {words.runningMore(more.count, more.held, more.isAtLeast)}
          </Anchor>
        </li>
      )}
      {heldByOthers > 0 && (
        <li>
          <PartSwatch name="held" />
          <Text span size="sm" c="dimmed">
            {words.runningOfOthers(heldByOthers)}
          </Text>
        </li>
      )}
    </ul>
  );
}
