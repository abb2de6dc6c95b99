import { Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { FileText, LayoutPanelTop, Sparkles } from "lucide-react";
import { SettingsLinks } from "../settings/settings-links.tsx";
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
      <SettingsLinks workspace={workspace} className={link.className} onClick={onNavigate} />
    </Stack>
  );
}
