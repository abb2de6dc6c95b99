import {
  ActionIcon,
  Alert,
  Button,
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  type MantineColorsTuple,
  Menu,
  Modal,
  Notification,
  Paper,
  Portal,
  Tooltip,
} from "@mantine/core";
import { strings } from "../strings/index.ts";

/** Evergreen, the one accent. Steps 6 to 9 carry white text at 4.5:1 or better. */
const evergreen: MantineColorsTuple = [
  "#eef8f5",
  "#d9efe8",
  "#b3dfd2",
  "#86ccb8",
  "#4fb39a",
  "#2a967d",
  "#157a66",
  "#0e6a5b",
  "#0c5549",
  "#083f36",
];

/** Paper and ink: greys with a little warmth. */
const gray: MantineColorsTuple = [
  "#f9f9f7",
  "#f3f3f0",
  "#e8e8e3",
  "#dcdcd6",
  "#c8c8c1",
  "#a9a9a1",
  "#7a7a73",
  "#5c5c56",
  "#3b3b37",
  "#22221f",
];

/** The same ink turned over: 0 is the text, 7 the page. */
const dark: MantineColorsTuple = [
  "#e6e8e5",
  "#c9ccc8",
  "#a6aaa6",
  "#7f8480",
  "#464b48",
  "#333836",
  "#272b29",
  "#191c1b",
  "#131615",
  "#0e1010",
];

/** For what is lost or wrong. Step 7 carries white text, step 4 is the text on dark grounds. */
const red: MantineColorsTuple = [
  "#fdf1f0",
  "#fbe6e4",
  "#f7d4d1",
  "#f29b94",
  "#f0867d",
  "#c93a32",
  "#a8231d",
  "#9c1f19",
  "#84201b",
  "#6f1713",
];

const systemFonts = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const systemMono = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace';

/** A header element in a dialog would count as a second banner of the page. */
const plainHeader = { header: { role: "presentation" } };

export const theme = createTheme({
  primaryColor: "evergreen",
  primaryShade: { light: 7, dark: 7 },
  colors: { evergreen, gray, dark, red },
  white: "#ffffff",
  black: "#1d1d1a",
  fontFamily: systemFonts,
  fontFamilyMonospace: systemMono,
  headings: {
    fontFamily: systemFonts,
    fontWeight: "650",
    sizes: {
      h1: { fontSize: "1.625rem", lineHeight: "1.25" },
      h2: { fontSize: "1.25rem", lineHeight: "1.3" },
      h3: { fontSize: "1.0625rem", lineHeight: "1.4" },
    },
  },
  defaultRadius: "md",
  radius: { md: "7px", lg: "10px" },
  respectReducedMotion: true,
  cursorType: "pointer",
  shadows: {
    sm: "0 1px 2px rgb(20 24 22 / 6%), 0 1px 1px rgb(20 24 22 / 4%)",
    md: "0 4px 16px -4px rgb(20 24 22 / 16%), 0 1px 3px rgb(20 24 22 / 8%)",
    lg: "0 16px 40px -12px rgb(20 24 22 / 24%), 0 2px 6px rgb(20 24 22 / 8%)",
  },
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", color: "gray" } }),
    Alert: Alert.extend({ defaultProps: { variant: "light", radius: "md" } }),
    Button: Button.extend({ styles: { label: { fontWeight: 550 } } }),
    Drawer: Drawer.extend({
      defaultProps: { attributes: plainHeader, closeButtonProps: { "aria-label": strings.app.shell.close } },
      styles: { title: { fontWeight: 650, fontSize: "1.0625rem" } },
    }),
    Menu: Menu.extend({ defaultProps: { shadow: "lg", radius: "md", withInitialFocusPlaceholder: false } }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        radius: "lg",
        shadow: "lg",
        attributes: plainHeader,
        closeButtonProps: { "aria-label": strings.app.shell.close },
      },
      styles: { title: { fontWeight: 650, fontSize: "1.0625rem" } },
    }),
    Notification: Notification.extend({
      styles: { description: { color: "var(--mantine-color-dimmed)" } },
      defaultProps: { closeButtonProps: { "aria-label": strings.app.shell.close } },
    }),
    Paper: Paper.extend({ defaultProps: { radius: "lg" } }),
    // All that floats is drawn in one landmark of index.html, so that none of it is content without a place.
    Portal: Portal.extend({ defaultProps: { target: "#floating" } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, events: { hover: true, focus: true, touch: false } } }),
  },
});

/** Mantine's defaults for dimmed, placeholder and error text are below 4.5:1 on our grounds. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#ffffff",
    "--mantine-color-dimmed": gray[7],
    "--mantine-color-placeholder": "#6b6b65",
    "--mantine-color-error": "#b3261e",
    "--mantine-color-anchor": evergreen[7],
    "--mantine-color-default-border": gray[3],
    "--mantine-color-gray-light-color": gray[8],
    // Warnings: 7:1 on their light grounds.
    "--mantine-color-orange-light-color": "#8a2f04",
    "--mantine-color-yellow-light-color": "#6a4700",
    "--dokly-ground": gray[0],
    "--dokly-raised": "#ffffff",
    "--dokly-line": gray[2],
    "--dokly-added": "#d3f0e3",
    "--dokly-added-text": "#0b4a3a",
    "--dokly-removed": "#fbe2df",
    "--dokly-removed-text": "#8c1d18",
    "--dokly-selection": "#cfe9e1",
    "--dokly-range": "#e3f3ee",
    "--dokly-code": "#8a4b12",
  },
  dark: {
    "--mantine-color-dimmed": dark[2],
    "--mantine-color-placeholder": "#989d99",
    "--mantine-color-error": "#ff9a90",
    "--mantine-color-anchor": evergreen[3],
    "--mantine-color-default-border": dark[4],
    "--dokly-ground": dark[8],
    "--dokly-raised": dark[6],
    "--dokly-line": dark[5],
    "--dokly-added": "#12443a",
    "--dokly-added-text": "#b9efdf",
    "--dokly-removed": "#4d2421",
    "--dokly-removed-text": "#ffc9c3",
    "--dokly-selection": "#21544a",
    "--dokly-range": "#1d3832",
    "--dokly-code": "#e8b27a",
  },
});
