import type { StoryEvent } from "@dokly/contract";
import { Text } from "@mantine/core";
import { strings } from "../strings/index.ts";
import { exactInstantText } from "../usage/time-text.ts";
import classes from "./console.module.css";
import { storySentence } from "./story-sentence.ts";

const words = strings.operatorConsole;

/** What happened to an action, one thing after the other. */
export function StoryList({ events }: { events: readonly StoryEvent[] }) {
  return (
    <ol className={classes["story"]}>
      {events.map((event) => (
        <li key={`${event.what} ${event.at} ${event.facts["id"] ?? ""}`}>
          <Text size="sm">{storySentence(event)}</Text>
          <Text size="xs" c="dimmed">
            <time dateTime={event.at}>{exactInstantText(event.at)}</time>
            {noteOf(event)}
          </Text>
        </li>
      ))}
    </ol>
  );
}

/** The ids of an event, and an operator's reason. */
function noteOf({ what, facts }: StoryEvent): string {
  const { requestId, lots, reason, outcome, code } = facts;
  const notes: string[] = [];
  if (typeof requestId === "string") notes.push(`${words.story.requestId} ${requestId}`);
  if (typeof lots === "string" && lots !== "") notes.push(`${words.story.lots} ${lots}`);
  if (typeof reason === "string") notes.push(`“${reason}”`);
  if (what === "operator-act") {
    const known = outcome === "done" || outcome === "refused" ? outcome : "unknown";
    notes.push(words.acts.outcome(known, typeof code === "string" ? code : null));
  }
  return notes.map((note) => ` · ${note}`).join("");
}
