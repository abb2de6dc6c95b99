import { Badge } from "@mantine/core";
import { KeyRound } from "lucide-react";
import { strings } from "../strings/index.ts";

/** Says of a run or a site that the workspace's own key pays for it. */
export function OwnKeyBadge() {
  return (
    <Badge variant="default" tt="none" fw={550} leftSection={<KeyRound size={12} aria-hidden />}>
      {strings.editor.ai.onOwnKey}
    </Badge>
  );
}
