import type { ActionDetail } from "@dokly/contract";
import { Code } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Fact, Facts } from "../settings/facts.tsx";
import { strings } from "../strings/index.ts";
import { durationText } from "../usage/duration-text.ts";
import { exactInstantText } from "../usage/time-text.ts";

const words = strings.receipt.facts;

/** Who, where, when and by which model. */
export function ReceiptFacts({ workspace, detail }: { workspace: string; detail: ActionDetail }) {
  const { document, endedAt } = detail;
  return (
    <Facts>
      {document !== null && (
        <Fact name={words.page}>
          <Link to="/w/$workspace/pages/$" params={{ workspace, _splat: document.path }}>
            {document.title}
          </Link>
        </Fact>
      )}
      <Fact name={words.person}>{detail.member?.name ?? words.service}</Fact>
      <Fact name={words.started}>{exactInstantText(detail.startedAt)}</Fact>
      {endedAt !== null && <Fact name={words.ended}>{exactInstantText(endedAt)}</Fact>}
      {endedAt !== null && <Fact name={words.took}>{durationText(detail.startedAt, endedAt)}</Fact>}
      {detail.estimate !== null && <Fact name={words.estimate}>{strings.receipt.range(detail.estimate)}</Fact>}
      {detail.model !== null && (
        <Fact name={words.model}>
          <Code>{detail.model}</Code>
        </Fact>
      )}
      {detail.receipt !== null && (
        <Fact name={words.rateCard}>
          <Code>{detail.receipt.rateCard}</Code>
        </Fact>
      )}
      {detail.requestId !== null && (
        <Fact name={words.requestId}>
          <Code>{detail.requestId}</Code>
        </Fact>
      )}
      <Fact name={words.id}>
        <Code>{detail.id}</Code>
      </Fact>
    </Facts>
  );
}
