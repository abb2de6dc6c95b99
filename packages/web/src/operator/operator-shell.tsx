import { AppShell, Burger, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link, Outlet } from "@tanstack/react-router";
import {
  ArrowLeft,
  CalendarClock,
  CreditCard,
  Flag,
  Hourglass,
  KeyRound,
  Scale,
  ScrollText,
  Search,
  Target,
} from "lucide-react";
import { Suspense } from "react";
import { useConfiguration, useMe } from "../api/session.ts";
import { AccountMenu } from "../app/account-menu.tsx";
import { LoadingPage } from "../app/loading-page.tsx";
import { Wordmark } from "../app/wordmark.tsx";
import { ClockBanner } from "../clock/clock-banner.tsx";
import { strings } from "../strings/index.ts";
import classes from "./operator.module.css";
import { OperatorOnly } from "./operator-only.tsx";

const words = strings.operator;
const iconProps = { size: 17, "aria-hidden": true } as const;

/** The frame around what concerns the deployment as a whole. Who is not its operator is told so. */
export function OperatorShell() {
  const { isOperator } = useMe();
  const { isProduction } = useConfiguration();
  const [isOpen, { toggle, close }] = useDisclosure(false);
  if (!isOperator) return <OperatorOnly />;
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 216, breakpoint: "sm", collapsed: { mobile: !isOpen } }}
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
            hiddenFrom="sm"
            aria-label={isOpen ? strings.app.shell.closeNavigation : strings.app.shell.openNavigation}
          />
          <Wordmark compact />
          <span className="dokly-header-rule" />
          <Text size="sm" fw={600}>
            {words.title}
          </Text>
          <Group gap="xs" ml="auto" wrap="nowrap">
            <AccountMenu />
          </Group>
        </div>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label={words.navigation}>
        <Stack gap={2}>
          <Link className="dokly-nav-link" to="/operator" activeOptions={{ exact: true }} onClick={close}>
            <Search {...iconProps} />
            {strings.operatorConsole.find.title}
          </Link>
          <Link className="dokly-nav-link" to="/operator/reports" onClick={close}>
            <Flag {...iconProps} />
            {strings.reports.queue.title}
          </Link>
          <Link className="dokly-nav-link" to="/operator/holds" onClick={close}>
            <Hourglass {...iconProps} />
            {strings.operatorConsole.holds.title}
          </Link>
          <Link className="dokly-nav-link" to="/operator/payments" onClick={close}>
            <CreditCard {...iconProps} />
            {strings.operatorConsole.flags.short}
          </Link>
          <Link className="dokly-nav-link" to="/operator/margins" onClick={close}>
            <Scale {...iconProps} />
            {strings.operatorConsole.margins.title}
          </Link>
          <Link className="dokly-nav-link" to="/operator/estimates" onClick={close}>
            <Target {...iconProps} />
            {words.estimates.short}
          </Link>
          <Link className="dokly-nav-link" to="/operator/master-keys" onClick={close}>
            <KeyRound {...iconProps} />
            {strings.masterKeys.title}
          </Link>
          <Link className="dokly-nav-link" to="/operator/audit" onClick={close}>
            <ScrollText {...iconProps} />
            {strings.operatorConsole.audit.title}
          </Link>
          {!isProduction && (
            <Link className="dokly-nav-link" to="/operator/clock" onClick={close}>
              <CalendarClock {...iconProps} />
              {words.clock.short}
            </Link>
          )}
          <Link className={`dokly-nav-link ${classes["back"] ?? ""}`} to="/workspaces">
            <ArrowLeft {...iconProps} />
            {words.back}
          </Link>
        </Stack>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <ClockBanner />
        <Suspense fallback={<LoadingPage />}>
          <div className={classes["page"]}>
            <Outlet />
          </div>
        </Suspense>
      </AppShell.Main>
    </AppShell>
  );
}
