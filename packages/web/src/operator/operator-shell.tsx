import { AppShell, Burger, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Outlet } from "@tanstack/react-router";
import { Suspense } from "react";
import { useMe } from "../api/session.ts";
import { AccountMenu } from "../app/account-menu.tsx";
import { LoadingPage } from "../app/loading-page.tsx";
import { Wordmark } from "../app/wordmark.tsx";
import { ClockBanner } from "../clock/clock-banner.tsx";
import { strings } from "../strings/index.ts";
import classes from "./operator.module.css";
import { OperatorNavigation } from "./operator-navigation.tsx";
import { OperatorOnly } from "./operator-only.tsx";

const words = strings.operator;

/** The frame around what concerns the deployment as a whole. Who is not its operator is told so. */
export function OperatorShell() {
  const { isOperator } = useMe();
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
        <OperatorNavigation onChosen={close} />
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
