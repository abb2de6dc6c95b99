import { Stack } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { AlertSettingsPanel } from "../alerts/alert-settings-panel.tsx";
import { hasRole, useWorkspace } from "../api/workspaces.ts";
import { PageHeading } from "../settings/page-heading.tsx";
import { strings } from "../strings/index.ts";
import { LimitsPanel } from "./limits-panel.tsx";

const words = strings.limits;

/** Settings → Alerts and limits: seen by all, changed by owners and admins; limits by those whom they count. */
export function LimitsPage() {
  const { workspace } = useParams({ from: "/signed-in/w/$workspace" });
  const { name, role } = useWorkspace(workspace);
  const canChange = hasRole(role, "admin");
  return (
    <>
      <PageHeading title={words.title} trail={[strings.settings.title, words.title]} text={words.intro(name)} />
      <Stack gap="lg">
        <AlertSettingsPanel workspace={workspace} canChange={canChange} />
        <LimitsPanel workspace={workspace} canSee={hasRole(role, "editor")} canChange={canChange} />
      </Stack>
    </>
  );
}
