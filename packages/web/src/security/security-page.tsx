import { Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { LoadFailed } from "../settings/load-failed.tsx";
import { PageHeading } from "../settings/page-heading.tsx";
import { strings } from "../strings/index.ts";
import { FactorPanel } from "./factor-panel.tsx";
import { PasswordPanel } from "./password-panel.tsx";
import { securityQuery } from "./security-requests.ts";
import { SessionTable } from "./session-table.tsx";

const words = strings.security;

/** Settings → Account → Sign-in and security: what protects the own account, whatever the workspace. */
export function SecurityPage() {
  const security = useQuery(securityQuery);
  return (
    <>
      <PageHeading
        title={words.title}
        trail={[strings.settings.title, strings.settings.account, words.title]}
        text={words.intro}
      />
      {security.isPending ? <Skeleton height={320} radius="lg" aria-label={words.loading} /> : null}
      {security.isError ? (
        <LoadFailed title={words.failed} error={security.error} onRetry={() => void security.refetch()} />
      ) : null}
      {security.data === undefined ? null : (
        <Stack gap="lg">
          <FactorPanel hasFactor={security.data.hasSecondFactor} />
          <SessionTable sessions={security.data.sessions} />
          <PasswordPanel />
        </Stack>
      )}
    </>
  );
}
