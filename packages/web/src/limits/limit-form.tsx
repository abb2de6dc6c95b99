import { actionKinds, type UsageLimit } from "@dokly/contract";
import { Button, Group, NumberInput, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { membersQuery } from "../settings/members-query.ts";
import { strings } from "../strings/index.ts";
import { sortKinds } from "../usage/usage-days.ts";
import { bodyOf, draftProblem, isSameScope, type LimitDraft } from "./limit-draft.ts";
import { limitName } from "./limit-name.ts";
import { usePutLimit } from "./limit-queries.ts";

const words = strings.limits.form;

type LimitFormProps = {
  workspace: string;
  /** Those that are set already. */
  limits: readonly UsageLimit[];
  start: LimitDraft;
  onClose: () => void;
};

/** Sets a limit of one member, of one kind, or of one kind of one member. */
export function LimitForm({ workspace, limits, start, onClose }: LimitFormProps) {
  const [draft, setDraft] = useState(start);
  const [isTried, setIsTried] = useState(false);
  const members = useQuery(membersQuery(workspace)).data?.members ?? [];
  const put = usePutLimit(workspace, onClose);
  const modeId = useId();
  const change = (changes: Partial<LimitDraft>) => setDraft({ ...draft, ...changes });
  const problem = isTried ? draftProblem(draft) : null;
  const isReplacing =
    !limits.some((limit) => isSameScope(limit, start)) && limits.some((limit) => isSameScope(limit, draft));
  const people = members.map(({ id, name }) => ({ value: id, label: name }));
  const save = () => {
    setIsTried(true);
    const body = bodyOf(draft);
    if (body === null) return;
    const member = members.find(({ id }) => id === body.member) ?? null;
    put.mutate({ body, done: words.saved(limitName({ member, kind: body.kind })) });
  };
  return (
    <Stack
      component="form"
      gap="md"
      px={{ base: "md", sm: "lg" }}
      aria-label={start.credits === "" ? words.add : words.change}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Group gap="md" align="flex-start">
        <Select
          label={words.member}
          w={{ base: "100%", xs: 220 }}
          data={[{ value: "", label: strings.limits.list.everybody }, ...people]}
          value={draft.member}
          allowDeselect={false}
          onChange={(member) => change({ member: member ?? "" })}
        />
        <Select
          label={words.kind}
          w={{ base: "100%", xs: 220 }}
          data={[
            { value: "", label: words.everyKind },
            ...kindsWith(draft.kind).map((kind) => ({ value: kind, label: strings.usage.kind(kind) })),
          ]}
          value={draft.kind}
          allowDeselect={false}
          onChange={(kind) => change({ kind: kind ?? "" })}
          error={problem === "needsOne" ? words.needsOne : undefined}
        />
        <NumberInput
          label={words.credits}
          w={{ base: "100%", xs: 170 }}
          min={0}
          allowDecimal={false}
          clampBehavior="none"
          value={draft.credits}
          onChange={(credits) => change({ credits })}
          error={problem === "needsCredits" ? words.needsCredits : undefined}
        />
        <Stack gap={4}>
          <Text size="sm" fw={500} id={modeId}>
            {words.mode}
          </Text>
          <SegmentedControl
            aria-labelledby={modeId}
            value={draft.mode}
            onChange={(mode) => change({ mode: mode === "soft" ? "soft" : "hard" })}
            data={[
              { value: "hard", label: words.hard },
              { value: "soft", label: words.soft },
            ]}
          />
        </Stack>
      </Group>
      {isReplacing && (
        <Text size="sm" c="dimmed">
          {words.replaces}
        </Text>
      )}
      <Group gap="xs">
        <Button type="submit" loading={put.isPending}>
          {words.save}
        </Button>
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
      </Group>
    </Stack>
  );
}

/** The kinds that people start, and one that a service named, where the limit that is changed counts it. */
function kindsWith(kind: string): readonly string[] {
  return sortKinds([...new Set<string>([...actionKinds, ...(kind === "" ? [] : [kind])])]);
}
