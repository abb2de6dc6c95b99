import { Text } from "@mantine/core";
import { PartSwatch } from "../meter/balance-bar.tsx";
import classes from "../meter/bucket-meter.module.css";
import { strings } from "../strings/index.ts";
import { useRunningActions } from "./usage-queries.ts";

const words = strings.usage.meter;

/** The actions behind the held credits, by name; everybody who may see rows sees theirs. */
export function RunningActions({ workspace }: { workspace: string }) {
  const running = useRunningActions(workspace);
  if (running.length === 0) return null;
  return (
    <ul className={classes["running"]} aria-label={words.running}>
      {running.map((action) => (
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
    </ul>
  );
}
