import { Badge } from "@mantine/core";
import { Ban, Bot, CircleX, HandCoins, KeyRound, LoaderCircle, type LucideIcon, RotateCcw, Undo2 } from "lucide-react";
import { strings } from "../strings/index.ts";
import type { RowTag } from "./row-figures.ts";

const looks: Record<RowTag, { icon: LucideIcon; color: string }> = {
  running: { icon: LoaderCircle, color: "var(--mantine-color-orange-text)" },
  refunded: { icon: RotateCcw, color: "var(--mantine-color-error)" },
  "manual-refund": { icon: HandCoins, color: "var(--mantine-color-anchor)" },
  cancelled: { icon: CircleX, color: "currentColor" },
  "not-charged": { icon: Ban, color: "currentColor" },
  byok: { icon: KeyRound, color: "currentColor" },
  demo: { icon: Bot, color: "currentColor" },
  undone: { icon: Undo2, color: "currentColor" },
};

/** The tags of an action, each with its own sign beside its word. */
export function RowTags({ tags }: { tags: readonly RowTag[] }) {
  return tags.map((tag) => {
    const { icon: Icon, color } = looks[tag];
    return (
      <Badge
        key={tag}
        size="sm"
        radius="sm"
        variant="default"
        tt="none"
        fw={500}
        leftSection={<Icon size={12} aria-hidden color={color} />}
      >
        {strings.usage.log.tags[tag]}
      </Badge>
    );
  });
}
