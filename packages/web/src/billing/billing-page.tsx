import { Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { hasRole, useWorkspace } from "../api/workspaces.ts";
import { LoadFailed } from "../settings/load-failed.tsx";
import { PageHeading } from "../settings/page-heading.tsx";
import { strings } from "../strings/index.ts";
import { AskForCredits } from "../top-up/ask-for-credits.tsx";
import { GrantedNote } from "../top-up/granted-note.tsx";
import { TopUpForm } from "../top-up/top-up-form.tsx";
import { plansQuery } from "../top-up/top-up-queries.ts";
import { useTopUp } from "../top-up/use-top-up.ts";
import { AutoTopUpPanel } from "./auto-top-up-panel.tsx";
import { InvoicesPanel } from "./invoices-panel.tsx";
import { OrdersPanel } from "./orders-panel.tsx";
import { RequestsPanel } from "./requests-panel.tsx";
import { ReturnedOrder } from "./returned-order.tsx";

const words = strings.billing.page;

/** Settings → Billing: buying credits, by hand and automatically, who asks for them, and what was paid. */
export function BillingPage() {
  const { workspace } = useParams({ from: "/signed-in/w/$workspace" });
  const { topUp } = useSearch({ from: "/signed-in/w/$workspace/settings/billing" });
  const { name, role } = useWorkspace(workspace);
  return (
    <>
      <PageHeading title={words.title} trail={[strings.settings.title, words.title]} text={words.intro(name)} />
      {hasRole(role, "admin") ? (
        <Stack gap="lg">
          {topUp !== undefined && <ReturnedOrder workspace={workspace} id={topUp} />}
          <RequestsPanel workspace={workspace} />
          <TopUpPanel workspace={workspace} />
          <AutoTopUpPanel workspace={workspace} />
          <OrdersPanel workspace={workspace} />
          <InvoicesPanel workspace={workspace} canOpenPortal={hasRole(role, "owner")} />
        </Stack>
      ) : (
        <Stack className="dokly-panel" p="lg" gap="md" maw={560}>
          <Text size="sm">{words.notAllowed}</Text>
          {hasRole(role, "editor") && <AskForCredits workspace={workspace} need={undefined} />}
        </Stack>
      )}
    </>
  );
}

function TopUpPanel({ workspace }: { workspace: string }) {
  const plans = useQuery(plansQuery);
  const purchase = useTopUp(workspace);
  return (
    <Stack
      component="section"
      className="dokly-panel"
      p={{ base: "md", sm: "lg" }}
      gap="md"
      aria-labelledby="top-up-title"
    >
      <Title order={2} id="top-up-title">
        {words.topUp}
      </Title>
      {purchase.order?.state === "granted" && <GrantedNote order={purchase.order} />}
      {plans.data !== undefined ? (
        <TopUpForm workspace={workspace} plans={plans.data} purchase={purchase} />
      ) : plans.isError ? (
        <LoadFailed title={strings.topUp.failed} error={plans.error} onRetry={() => void plans.refetch()} />
      ) : (
        <Skeleton h={230} aria-label={words.loading} />
      )}
    </Stack>
  );
}
