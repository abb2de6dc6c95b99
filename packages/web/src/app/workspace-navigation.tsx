import { Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import {
  BellRing,
  FileText,
  Gauge,
  KeyRound,
  Layers,
  LayoutPanelTop,
  Quote,
  ReceiptText,
  Sparkles,
  Users,
  Vault,
} from "lucide-react";
import { strings } from "../strings/index.ts";

const iconProps = { size: 17, "aria-hidden": true } as const;

/** The places of a workspace. */
export function WorkspaceNavigation({ workspace, onNavigate }: { workspace: string; onNavigate: () => void }) {
  const link = { className: "dokly-nav-link", params: { workspace }, onClick: onNavigate };
  return (
    <Stack gap={2}>
      <Link {...link} to="/w/$workspace" activeOptions={{ exact: true }}>
        <FileText {...iconProps} />
        {strings.app.shell.pages}
      </Link>
      <Link {...link} to="/w/$workspace/sites">
        <LayoutPanelTop {...iconProps} />
        {strings.sites.title}
      </Link>
      <Link {...link} to="/w/$workspace/page-runs">
        <Sparkles {...iconProps} />
        {strings.pageRuns.title}
      </Link>
      <Text size="xs" fw={600} c="dimmed" px={10} pt="md" pb={4}>
        {strings.app.shell.settings}
      </Text>
      <Link {...link} to="/w/$workspace/settings/account/ai-usage">
        <Gauge {...iconProps} />
        {strings.app.shell.usage}
      </Link>
      <Link {...link} to="/w/$workspace/settings/limits">
        <BellRing {...iconProps} />
        {strings.limits.title}
      </Link>
      <Link {...link} to="/w/$workspace/settings/plan">
        <Layers {...iconProps} />
        {strings.billing.plan.title}
      </Link>
      <Link {...link} to="/w/$workspace/settings/billing">
        <ReceiptText {...iconProps} />
        {strings.billing.page.title}
      </Link>
      <Link {...link} to="/w/$workspace/settings/voice">
        <Quote {...iconProps} />
        {strings.settings.voice.short}
      </Link>
      <Link {...link} to="/w/$workspace/settings/ai/own-key">
        <Vault {...iconProps} />
        {strings.ownKeys.title}
      </Link>
      <Link {...link} to="/w/$workspace/settings/members">
        <Users {...iconProps} />
        {strings.app.shell.members}
      </Link>
      <Link {...link} to="/w/$workspace/settings/api-keys">
        <KeyRound {...iconProps} />
        {strings.app.shell.apiKeys}
      </Link>
    </Stack>
  );
}
