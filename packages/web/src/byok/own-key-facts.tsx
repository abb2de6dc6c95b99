import type { OwnKey } from "@dokly/contract";
import { Code, Group, Progress, Text } from "@mantine/core";
import { Fact, Facts } from "../settings/facts.tsx";
import { formatDateTime, formatMoney } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { viewerTimeZone } from "../usage/time-text.ts";
import classes from "./byok.module.css";
import { scopeLines } from "./scope-text.ts";
import { useRunners } from "./use-runners.ts";

const words = strings.ownKeys;
const dollars = (cents: number): string => formatMoney(cents, "usd");

/** What is known of a key: what tells it apart, what it pays for, and what this period has cost. */
export function OwnKeyFacts({ workspace, ownKey }: { workspace: string; ownKey: OwnKey }) {
  const runners = useRunners(workspace);
  const nameOf = (id: string) => runners.find(({ value }) => value === id)?.label;
  const lines = scopeLines(ownKey.scope, { nameOf, zone: viewerTimeZone(), now: new Date() });
  return (
    <Facts>
      <Fact name={words.facts.scope}>
        <ul className={classes["lines"]}>
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </Fact>
      <Fact name={words.facts.spent}>
        <Spent ownKey={ownKey} />
      </Fact>
      <Fact name={words.facts.models}>
        <Text size="sm" span title={ownKey.models.join("\n")}>
          {ownKey.models.length > 6 ? words.modelCount(ownKey.models.length) : ownKey.models.join(", ")}
        </Text>
      </Fact>
      <Fact name={words.facts.fingerprint}>
        <Code>{ownKey.fingerprint}</Code>
      </Fact>
      <Fact name={words.facts.version}>{ownKey.version}</Fact>
      <Fact name={words.facts.connected}>{formatDateTime(ownKey.createdAt)}</Fact>
      <Fact name={words.facts.tried}>{formatDateTime(ownKey.validatedAt)}</Fact>
    </Facts>
  );
}

function Spent({ ownKey: { label, scope, spentCents, reservedCents } }: { ownKey: OwnKey }) {
  const limit = scope.monthlyLimitCents;
  const percent = limit === null || limit === 0 ? 0 : Math.min(100, ((spentCents + reservedCents) / limit) * 100);
  return (
    <>
      <Group gap={8}>
        <span>{words.spent(dollars(spentCents), limit === null ? null : dollars(limit))}</span>
        {reservedCents > 0 && (
          <Text span size="xs" c="dimmed">
            {words.reserved(dollars(reservedCents))}
          </Text>
        )}
      </Group>
      {limit !== null && (
        <Progress mt={4} maw={280} value={percent} color="evergreen" aria-label={words.spentShare(label)} />
      )}
    </>
  );
}
