import type { LedgerHead, Verification } from "@dokly/contract";
import { Alert, Stack, Text } from "@mantine/core";
import { BadgeCheck, Check, TriangleAlert } from "lucide-react";
import { useBalance } from "../api/credits.ts";
import { CopyField } from "../settings/copy-field.tsx";
import { formatNumber } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { exactInstantText } from "../usage/time-text.ts";
import classes from "./proof.module.css";
import { grouped, proofLines } from "./proof-lines.ts";

const words = strings.proof;

/** What was checked and what came out, in words, and the head that proves it later. */
export function ProofResult({ workspace, found }: { workspace: string; found: Verification }) {
  const available = useBalance(workspace).data?.available;
  return (
    <Stack gap="md">
      {found.ok ? (
        <div className={classes["result"]}>
          <Text fw={600} className={classes["verdict"]}>
            <BadgeCheck size={20} aria-hidden />
            {words.ok}
          </Text>
          <ul className={classes["checks"]}>
            {proofLines(found, available).map((line) => (
              <li key={line}>
                <Check size={15} aria-hidden />
                <span>{line}</span>
              </li>
            ))}
          </ul>
          <Text size="xs" c="dimmed">
            {words.checkedAt(exactInstantText(found.checkedAt))}
          </Text>
        </div>
      ) : (
        <Differences found={found} />
      )}
      <Head head={found.head} />
    </Stack>
  );
}

function Differences({ found: { differing, differences } }: { found: Verification }) {
  return (
    <Alert color="red" variant="light" title={words.differs(differing)} icon={<TriangleAlert size={18} />}>
      <Stack gap="sm">
        <Text size="sm">{differences.length === 0 ? words.adminsSee : words.report}</Text>
        {differences.length > 0 && <DifferenceTable differences={differences} />}
      </Stack>
    </Alert>
  );
}

function DifferenceTable({ differences }: Pick<Verification, "differences">) {
  return (
    <div className={classes["wide"]}>
      <table className={classes["differences"]}>
        <thead>
          <tr>
            <th scope="col">{words.differences.what}</th>
            <th scope="col">{words.differences.expected}</th>
            <th scope="col">{words.differences.found}</th>
          </tr>
        </thead>
        <tbody>
          {differences.map(({ what, expected, found }) => (
            <tr key={`${what} ${found}`}>
              <th scope="row">{what}</th>
              <td>{expected}</td>
              <td>{found}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head({ head }: { head: LedgerHead }) {
  const { sequence, hash, signedAt, signature } = head;
  const facts = [
    [words.head.sequence, sequence === 0 ? words.none : formatNumber(sequence)],
    [words.head.hash, grouped(hash)],
    [words.head.signedAt, exactInstantText(signedAt)],
    [words.head.key, `${signature.algorithm} · ${signature.key}`],
  ] as const;
  return (
    <Stack gap={6}>
      <Text fw={600} size="sm">
        {words.headTitle}
      </Text>
      <Text size="xs" c="dimmed">
        {words.headHint}
      </Text>
      <dl className={classes["head"]}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <CopyField label={words.copyHead} value={JSON.stringify(head)} />
    </Stack>
  );
}
