import type { UsageLimit } from "@dokly/contract";
import { ActionIcon, Badge, Group, Progress, Text, Tooltip } from "@mantine/core";
import { Ban, Pencil, Trash2, TriangleAlert } from "lucide-react";
import settingsClasses from "../settings/settings-table.module.css";
import { formatDate } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { limitName } from "./limit-name.ts";
import { usePutLimit } from "./limit-queries.ts";
import { limitState } from "./limit-state.ts";

const words = strings.limits.list;
const barColors = { free: "evergreen", near: "orange", reached: "red" } as const;

type LimitTableProps = {
  workspace: string;
  limits: readonly UsageLimit[];
  canChange: boolean;
  onChange: (limit: UsageLimit) => void;
};

/** Each limit with what this period has used of it. */
export function LimitTable({ workspace, limits, canChange, onChange }: LimitTableProps) {
  return (
    <table className={`dokly-table ${settingsClasses["table"]}`} aria-labelledby="limits-title">
      <thead>
        <tr>
          <th scope="col">{words.what}</th>
          <th scope="col" className="dokly-wide">
            {words.mode}
          </th>
          <th scope="col">{words.used}</th>
          {canChange && (
            <th scope="col" className={settingsClasses["actions"]}>
              <span className={settingsClasses["hidden"]}>{words.actions}</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {limits.map((limit) => (
          <tr key={limitName(limit)}>
            <td>
              <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
                {limitName(limit)}
              </Text>
              {limit.setBy !== null && limit.setAt !== null && (
                <Text size="xs" c="dimmed">
                  {words.setBy(limit.setBy.name, formatDate(limit.setAt))}
                </Text>
              )}
              <div className="dokly-narrow">{`${words.modes[limit.mode]} (${words.modeHints[limit.mode]})`}</div>
            </td>
            <td className="dokly-wide">
              <Mode mode={limit.mode} />
            </td>
            <td>
              <Used limit={limit} />
            </td>
            {canChange && (
              <td className={settingsClasses["actions"]}>
                <Buttons workspace={workspace} limit={limit} onChange={() => onChange(limit)} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Mode({ mode }: { mode: UsageLimit["mode"] }) {
  const Icon = mode === "hard" ? Ban : TriangleAlert;
  return (
    <Badge
      size="lg"
      radius="sm"
      variant="default"
      tt="none"
      fw={500}
      leftSection={<Icon size={13} aria-hidden />}
    >{`${words.modes[mode]} (${words.modeHints[mode]})`}</Badge>
  );
}

function Used({ limit }: { limit: UsageLimit }) {
  const { percent, state } = limitState(limit);
  const text = words.usage(limit.used, limit.credits, limit.reserved);
  return (
    <div style={{ maxWidth: 260, fontVariantNumeric: "tabular-nums" }}>
      <Group gap="0 6px" justify="space-between">
        <Text size="sm">{text}</Text>
        {state === "reached" && (
          <Text size="xs" fw={600}>
            {words.reached}
          </Text>
        )}
      </Group>
      <Progress size="sm" mt={4} value={percent} color={barColors[state]} aria-label={`${limitName(limit)}: ${text}`} />
    </div>
  );
}

type ButtonsProps = { workspace: string; limit: UsageLimit; onChange: () => void };

function Buttons({ workspace, limit, onChange }: ButtonsProps) {
  const put = usePutLimit(workspace);
  const name = limitName(limit);
  const { member, kind, mode } = limit;
  const body = { member: member?.id ?? null, kind, mode, credits: null };
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      <Tooltip label={words.change(name)}>
        <ActionIcon size="lg" aria-label={words.change(name)} onClick={onChange}>
          <Pencil size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={words.remove(name)}>
        <ActionIcon
          size="lg"
          aria-label={words.remove(name)}
          loading={put.isPending}
          onClick={() => put.mutate({ body, done: words.removed })}
        >
          <Trash2 size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
