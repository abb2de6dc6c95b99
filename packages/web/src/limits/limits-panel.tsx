import type { LimitList, UsageLimit } from "@dokly/contract";
import { Button, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { LoadFailed } from "../settings/load-failed.tsx";
import { formatList } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { draftOf, emptyLimitDraft, type LimitDraft } from "./limit-draft.ts";
import { LimitForm } from "./limit-form.tsx";
import { limitsQuery } from "./limit-queries.ts";
import { LimitTable } from "./limit-table.tsx";

const words = strings.limits.list;

type LimitsPanelProps = { workspace: string; canSee: boolean; canChange: boolean };

/** The limits of members and kinds, how far each is used, and the form that sets one. */
export function LimitsPanel({ workspace, canSee, canChange }: LimitsPanelProps) {
  const [draft, setDraft] = useState<LimitDraft | null>(null);
  return (
    <Stack component="section" className="dokly-panel" gap="md" py="lg" aria-labelledby="limits-title">
      <Group justify="space-between" align="flex-start" gap="sm" px={{ base: "md", sm: "lg" }}>
        <Stack gap={2} maw={640}>
          <Title order={2} id="limits-title">
            {words.title}
          </Title>
          <Text size="sm" c="dimmed">
            {words.hint}
          </Text>
        </Stack>
        {canChange && draft === null && (
          <Button
            variant="default"
            leftSection={<Plus size={16} aria-hidden />}
            onClick={() => setDraft(emptyLimitDraft)}
          >
            {strings.limits.form.add}
          </Button>
        )}
      </Group>
      {canSee ? (
        <Limits workspace={workspace} canChange={canChange} draft={draft} onDraft={setDraft} />
      ) : (
        <Text size="sm" px={{ base: "md", sm: "lg" }}>
          {words.viewers}
        </Text>
      )}
    </Stack>
  );
}

type LimitsProps = {
  workspace: string;
  canChange: boolean;
  draft: LimitDraft | null;
  onDraft: (draft: LimitDraft | null) => void;
};

function Limits({ workspace, canChange, draft, onDraft }: LimitsProps) {
  const limits = useQuery(limitsQuery(workspace));
  if (limits.isError && limits.data === undefined) {
    return <LoadFailed title={words.failed} error={limits.error} onRetry={() => void limits.refetch()} />;
  }
  if (limits.data === undefined) return <Skeleton h={120} mx="lg" aria-label={words.loading} />;
  const { items } = limits.data;
  return (
    <>
      {draft !== null && (
        <LimitForm
          key={`${draft.member} ${draft.kind}`}
          workspace={workspace}
          limits={items}
          start={draft}
          onClose={() => onDraft(null)}
        />
      )}
      {items.length === 0 ? (
        <Text size="sm" px={{ base: "md", sm: "lg" }}>
          {canChange ? words.none : words.noneForYou}
        </Text>
      ) : (
        <LimitTable
          workspace={workspace}
          limits={items}
          canChange={canChange}
          onChange={(limit: UsageLimit) => onDraft(draftOf(limit))}
        />
      )}
      {!canChange && <ChangedBy list={limits.data} />}
    </>
  );
}

function ChangedBy({ list }: { list: LimitList }) {
  const names = formatList(list.changedBy.map(({ name }) => name));
  return (
    <Text size="xs" c="dimmed" px={{ base: "md", sm: "lg" }}>
      {names === "" ? words.own : `${words.own} ${words.changedBy(names)}`}
    </Text>
  );
}
