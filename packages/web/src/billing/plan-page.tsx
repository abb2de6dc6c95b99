import type { Billing, PlanList } from "@dokly/contract";
import { Anchor, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useBalance } from "../api/credits.ts";
import { hasRole, useWorkspace } from "../api/workspaces.ts";
import { LoadFailed } from "../settings/load-failed.tsx";
import { PageHeading } from "../settings/page-heading.tsx";
import { strings } from "../strings/index.ts";
import { plansQuery } from "../top-up/top-up-queries.ts";
import { type AskedPlan, ChangePlanDialog } from "./change-plan-dialog.tsx";
import { CurrentPlan } from "./current-plan.tsx";
import { PlanAwaited } from "./plan-awaited.tsx";
import { PlanComparison } from "./plan-comparison.tsx";
import { billingQuery } from "./plan-queries.ts";
import { WaysOn } from "./ways-on.tsx";

const words = strings.billing.plan;

/** Settings → Plan: the plan, what changes and when, and what the others would bring. Owners only. */
export function PlanPage() {
  const { workspace } = useParams({ from: "/signed-in/w/$workspace" });
  const { name, role } = useWorkspace(workspace);
  return (
    <>
      <PageHeading title={words.title} trail={[strings.settings.title, words.title]} text={words.intro(name)} />
      {hasRole(role, "owner") ? <OwnPlan workspace={workspace} /> : <NotOwner workspace={workspace} />}
    </>
  );
}

function NotOwner({ workspace }: { workspace: string }) {
  return (
    <Stack className="dokly-panel" p="lg" gap={4}>
      <Text size="sm" fw={500}>
        {words.notOwner}
      </Text>
      <Text size="sm" c="dimmed">
        {words.notOwnerHint}{" "}
        <Anchor
          size="sm"
          underline="always"
          renderRoot={(props) => (
            <Link {...props} to="/w/$workspace/settings/account/ai-usage" params={{ workspace }} />
          )}
        >
          {words.toUsage}
        </Anchor>
      </Text>
    </Stack>
  );
}

function OwnPlan({ workspace }: { workspace: string }) {
  const billing = useQuery(billingQuery(workspace));
  const plans = useQuery(plansQuery);
  const asOf = useBalance(workspace).data?.asOf;
  const failed = billing.data === undefined ? billing : plans;
  if (billing.data !== undefined && plans.data !== undefined && asOf !== undefined) {
    return <Loaded workspace={workspace} billing={billing.data} list={plans.data} asOf={asOf} />;
  }
  if (failed.isError) {
    return <LoadFailed title={words.failed} error={failed.error} onRetry={() => void failed.refetch()} />;
  }
  return <Skeleton h={420} radius="lg" aria-label={words.loading} />;
}

type LoadedProps = { workspace: string; billing: Billing; list: PlanList; asOf: string };

function Loaded({ workspace, billing, list, asOf }: LoadedProps) {
  const [asked, setAsked] = useState<AskedPlan | null>(null);
  const inForce = list.plans.find((plan) => plan.name === billing.plan);
  return (
    <Stack gap="lg">
      <PlanAwaited workspace={workspace} plan={billing.plan} />
      <CurrentPlan billing={billing} asOf={asOf} plan={inForce} onAsk={setAsked} />
      <PlanComparison billing={billing} list={list} onAsk={setAsked} />
      <div className="dokly-panel" style={{ padding: "var(--mantine-spacing-lg)" }}>
        <WaysOn workspace={workspace} />
      </div>
      <ChangePlanDialog workspace={workspace} asked={asked} onClose={() => setAsked(null)} />
    </Stack>
  );
}
