import { AppShell, Burger, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Outlet, useLoaderData, useMatchRoute, useParams } from "@tanstack/react-router";
import { Suspense } from "react";
import { UsageAlertBanner } from "../alerts/usage-alert-banner.tsx";
import { BillingBanners } from "../billing/billing-banners.tsx";
import { WorkspaceClockBanner } from "../clock/clock-banner.tsx";
import { DemoBar, DemoBarSwitch } from "../demo/demo-bar.tsx";
import { useDemoSteps, useIsDemoBarOpen } from "../demo/demo-queries.ts";
import { HeaderMeter } from "../meter/header-meter.tsx";
import { RefundNotices } from "../operator/refund-notices.tsx";
import { AnswerNotices } from "../reports/answer-notices.tsx";
import { strings } from "../strings/index.ts";
import { AccountMenu } from "./account-menu.tsx";
import { Banners } from "./banners.tsx";
import { LoadingPage } from "./loading-page.tsx";
import { NotFoundPage } from "./not-found-page.tsx";
import { Wordmark } from "./wordmark.tsx";
import { WorkspaceNavigation } from "./workspace-navigation.tsx";
import { WorkspaceSwitcher } from "./workspace-switcher.tsx";

/** In pixels. */
const demoBarHeight = 40;

/**
 * The frame around every page of a workspace. The editor gets the whole width: its navigation waits behind the
 * button.
 */
export function WorkspaceShell() {
  const { workspace } = useParams({ from: "/signed-in/w/$workspace" });
  const { known } = useLoaderData({ from: "/signed-in/w/$workspace" });
  const isEditor = useMatchRoute()({ to: "/w/$workspace/pages/$", fuzzy: true }) !== false;
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const demoSteps = useDemoSteps(workspace);
  const [isDemoBarOpen, setIsDemoBarOpen] = useIsDemoBarOpen();
  const hasDemoBar = known && isDemoBarOpen && demoSteps.length > 0;
  if (!known) {
    return (
      <main>
        <NotFoundPage />
      </main>
    );
  }
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 216, breakpoint: "sm", collapsed: { mobile: !isOpen, desktop: isEditor && !isOpen } }}
      footer={{ height: demoBarHeight, collapsed: !hasDemoBar }}
      padding={0}
    >
      <a className="dokly-skip" href="#content">
        {strings.app.skipToContent}
      </a>
      <AppShell.Header>
        <div className="dokly-header">
          <Burger
            opened={isOpen}
            onClick={toggle}
            size="sm"
            {...(!isEditor && { hiddenFrom: "sm" })}
            aria-label={isOpen ? strings.app.shell.closeNavigation : strings.app.shell.openNavigation}
          />
          <Wordmark compact />
          <span className="dokly-header-rule" />
          <WorkspaceSwitcher workspace={workspace} />
          <Group gap="xs" ml="auto" wrap="nowrap">
            <HeaderMeter workspace={workspace} />
            <AccountMenu>
              <DemoBarSwitch workspace={workspace} />
            </AccountMenu>
          </Group>
        </div>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label={strings.app.shell.navigation}>
        <WorkspaceNavigation workspace={workspace} onNavigate={close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <Banners />
        <WorkspaceClockBanner workspace={workspace} />
        <BillingBanners workspace={workspace} />
        <UsageAlertBanner workspace={workspace} />
        <AnswerNotices workspace={workspace} />
        <RefundNotices workspace={workspace} />
        <Suspense fallback={<LoadingPage />}>
          <Outlet key={workspace} />
        </Suspense>
      </AppShell.Main>
      {hasDemoBar && <DemoBar workspace={workspace} allowed={demoSteps} onClose={() => setIsDemoBarOpen(false)} />}
    </AppShell>
  );
}
