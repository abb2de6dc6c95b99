import { operatorActNames } from "@dokly/contract";
import { Button, Center, Group, NativeSelect, Skeleton, Stack, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { apiAddress } from "../api/api-address.ts";
import { LoadFailed } from "../settings/load-failed.tsx";
import { PageHeading } from "../settings/page-heading.tsx";
import { strings } from "../strings/index.ts";
import { ActsList } from "./acts-list.tsx";
import { type AuditFields, filterOfFields, noFields } from "./audit-fields.ts";
import { type AuditFilter, auditQuery, auditQueryText } from "./audit-queries.ts";
import classes from "./console.module.css";
import { Nothing } from "./console-panel.tsx";

const words = strings.operatorConsole.audit;
const { names } = strings.operatorConsole.acts;
const pauseMs = 300;

/** Operator → Audit: every act of operators, filtered, and as a file. */
export function AuditPage() {
  const [fields, setFields] = useState<AuditFields>(noFields);
  const [asked] = useDebouncedValue(fields, pauseMs);
  const filter = filterOfFields(asked);
  const set = (more: Partial<AuditFields>): void => setFields((before) => ({ ...before, ...more }));
  const exported = (format: "csv" | "jsonl") => apiAddress(`/operator/audit?${auditQueryText(filter, { format })}`);
  return (
    <>
      <PageHeading
        title={words.title}
        trail={[strings.operator.title, words.title]}
        text={words.intro}
        action={
          <Group gap="xs">
            {(["csv", "jsonl"] as const).map((format) => (
              <Button key={format} component="a" variant="default" size="sm" href={exported(format)} download>
                {`${words.export} ${words[format]}`}
              </Button>
            ))}
          </Group>
        }
      />
      <Stack gap="lg">
        <div className={classes["filters"]}>
          <NativeSelect
            label={words.act}
            value={fields.act}
            onChange={(event) => set({ act: event.currentTarget.value })}
            data={[
              { value: "", label: words.all },
              ...operatorActNames.map((value) => ({ value, label: names[value] ?? value })),
            ]}
          />
          <TextInput
            label={words.by}
            placeholder={words.byHint}
            value={fields.by}
            onChange={(event) => set({ by: event.currentTarget.value })}
          />
          <TextInput
            label={words.workspace}
            placeholder={words.workspaceHint}
            value={fields.workspace}
            onChange={(event) => set({ workspace: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            label={words.from}
            value={fields.from}
            onChange={(event) => set({ from: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            label={words.to}
            value={fields.to}
            onChange={(event) => set({ to: event.currentTarget.value })}
          />
        </div>
        <Rows filter={filter} />
      </Stack>
    </>
  );
}

function Rows({ filter }: { filter: AuditFilter }) {
  const audit = useInfiniteQuery(auditQuery(filter));
  if (audit.data === undefined) {
    return audit.isError ? (
      <LoadFailed title={words.failed} error={audit.error} onRetry={() => void audit.refetch()} />
    ) : (
      <Skeleton h={240} radius="lg" />
    );
  }
  const acts = audit.data.pages.flatMap(({ items }) => items);
  if (acts.length === 0) return <Nothing>{words.none}</Nothing>;
  return (
    <section className="dokly-panel" aria-label={words.title}>
      <ActsList acts={acts} withWorkspace />
      {audit.hasNextPage && (
        <Center p="md">
          <Button
            variant="default"
            size="sm"
            loading={audit.isFetchingNextPage}
            onClick={() => void audit.fetchNextPage()}
          >
            {words.more}
          </Button>
        </Center>
      )}
    </section>
  );
}
