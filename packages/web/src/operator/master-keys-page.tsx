import { type MasterKeyStatus, masterKeysRotated } from "@dokly/contract";
import { Button, Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { LoadFailed } from "../settings/load-failed.tsx";
import { PageHeading } from "../settings/page-heading.tsx";
import { formatNumber } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { ActDialog } from "./act-form.tsx";
import { masterKeysQuery } from "./figure-queries.ts";
import { masterKeyState } from "./master-key-state.ts";

const words = strings.masterKeys;

/** Operator → Master keys: what each wraps, and wrapping anew under the primary. */
export function MasterKeysPage() {
  const [isAsking, setIsAsking] = useState(false);
  const keys = useQuery(masterKeysQuery);
  const primary = keys.data?.primary ?? null;
  return (
    <>
      <PageHeading
        title={words.title}
        trail={[strings.operator.title, words.title]}
        text={words.intro}
        action={
          <Button size="xs" disabled={primary === null} onClick={() => setIsAsking(true)}>
            {words.rotate}
          </Button>
        }
      />
      {keys.data !== undefined ? (
        <Shown status={keys.data} />
      ) : keys.isError ? (
        <LoadFailed title={words.failed} error={keys.error} onRetry={() => void keys.refetch()} />
      ) : (
        <Skeleton h={160} radius="lg" />
      )}
      {isAsking && primary !== null && (
        <ActDialog
          title={words.rotateTitle}
          method="post"
          path="/operator/master-keys/rotate"
          schema={masterKeysRotated}
          body={{}}
          submit={words.rotate}
          done={({ rewrapped, damaged }) => words.rotated(rewrapped, damaged.length)}
          onClose={() => setIsAsking(false)}
        >
          <Text size="sm">{words.rotateText(primary)}</Text>
        </ActDialog>
      )}
    </>
  );
}

function Shown({ status }: { status: MasterKeyStatus }) {
  if (status.masterKeys.length === 0) return <Text size="sm">{words.none}</Text>;
  return (
    <section className="dokly-panel" aria-label={words.title}>
      <table className="dokly-table" aria-label={words.title}>
        <thead>
          <tr>
            <th scope="col">{words.columns.name}</th>
            <th scope="col" className="dokly-number">
              {words.columns.ownKeys}
            </th>
            <th scope="col">{words.columns.state}</th>
          </tr>
        </thead>
        <tbody>
          {status.masterKeys.map((key) => (
            <tr key={key.name}>
              <td>{key.name}</td>
              <td className="dokly-number">{formatNumber(key.ownKeys)}</td>
              <td>{words[masterKeyState(key, status.primary)]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
