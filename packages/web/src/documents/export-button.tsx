import { ActionIcon, Button } from "@mantine/core";
import { Download } from "lucide-react";
import { exportAddress } from "../api/import-export.ts";
import { strings } from "../strings/index.ts";

const label = strings.documents.exportAll;

/** Downloads every page as a zip; only its sign where the screen is narrow. */
export function ExportButton({ workspace }: { workspace: string }) {
  const link = { component: "a", href: exportAddress(workspace), download: true, variant: "default" } as const;
  const icon = <Download size={16} aria-hidden />;
  return (
    <>
      <ActionIcon {...link} size={36} hiddenFrom="xs" aria-label={label}>
        {icon}
      </ActionIcon>
      <Button {...link} visibleFrom="xs" leftSection={icon}>
        {label}
      </Button>
    </>
  );
}
