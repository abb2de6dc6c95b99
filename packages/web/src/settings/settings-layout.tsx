import { Box } from "@mantine/core";
import { Outlet, useParams } from "@tanstack/react-router";
import { strings } from "../strings/index.ts";
import classes from "./settings-layout.module.css";
import { SettingsLinks } from "./settings-links.tsx";

/**
 * The frame of the settings. On a narrow screen, where the shell's navigation is folded away, theirs stands above the
 * page.
 */
export function SettingsLayout() {
  const { workspace } = useParams({ from: "/signed-in/w/$workspace" });
  return (
    <Box className={classes["layout"]}>
      <nav className={classes["navigation"]} aria-label={strings.settings.navigation}>
        <SettingsLinks workspace={workspace} className={classes["link"]} />
      </nav>
      <Outlet />
    </Box>
  );
}
