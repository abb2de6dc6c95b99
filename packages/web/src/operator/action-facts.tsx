import type { ActionStory } from "@dokly/contract";
import { Fact, Facts } from "../settings/facts.tsx";
import { formatCredits, formatRange } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { Id } from "./console-panel.tsx";
import { WorkspaceLink } from "./found-sections.tsx";

const words = strings.operatorConsole.action;

/** Whose action it was, of what, and what it cost. */
export function ActionFacts({ story }: { story: ActionStory }) {
  const { action, person, workspace, hold } = story;
  return (
    <Facts>
      <Fact name={words.facts.workspace}>
        <WorkspaceLink workspace={workspace} />
      </Fact>
      <Fact name={words.facts.person}>
        {person === null ? (action.member?.name ?? words.service) : `${person.name} · ${person.email}`}
      </Fact>
      {action.document !== null && (
        <Fact name={words.facts.page}>
          {action.document.title} · {action.document.path}
        </Fact>
      )}
      <Fact name={words.facts.status}>{words.statuses[action.status]}</Fact>
      {action.estimate !== null && <Fact name={words.facts.estimate}>{formatRange(action.estimate)}</Fact>}
      <Fact name={words.facts.charged}>{formatCredits(action.charged)}</Fact>
      <Fact name={words.facts.refunded}>{formatCredits(action.refunded)}</Fact>
      <Fact name={words.facts.id}>
        <Id>{action.id}</Id>
      </Fact>
      <Fact name={words.facts.hold}>
        <Id>{hold}</Id>
      </Fact>
      {action.requestId !== null && (
        <Fact name={words.facts.request}>
          <Id>{action.requestId}</Id>
        </Fact>
      )}
      {action.group !== null && (
        <Fact name={words.facts.group}>
          <Id>{action.group}</Id>
        </Fact>
      )}
    </Facts>
  );
}
