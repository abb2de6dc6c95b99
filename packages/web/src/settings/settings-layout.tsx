import { Box } from "@mantine/core";
import { Link, Outlet, useParams } from "@tanstack/react-router";
import { BellRing, Gauge, KeyRound, Layers, Quote, ReceiptText, Users, Vault } from "lucide-react";
import { strings } from "../strings/index.ts";
import classes from "./settings-layout.module.css";

const iconProps = { size: 16, "aria-hidden": true } as const;

/**
 * The frame of the settings. On a narrow screen, where the shell's navigation is folded away, theirs stands above the
 * page.
 */
export function SettingsLayout() {
  const { workspace } = useParams({ from: "/signed-in/w/$workspace" });
  const link = { className: classes["link"], params: { workspace } };
  return (
    <Box className={classes["layout"]}>
      <nav className={classes["navigation"]} aria-label={strings.settings.navigation}>
        <Link {...link} to="/w/$workspace/settings/account/ai-usage">
          <Gauge {...iconProps} />
          {strings.settings.usage}
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
          {strings.settings.members}
        </Link>
        <Link {...link} to="/w/$workspace/settings/api-keys">
          <KeyRound {...iconProps} />
          {strings.settings.apiKeys}
        </Link>
      </nav>
      <Outlet />
    </Box>
  );
}
