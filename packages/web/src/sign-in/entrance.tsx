import { Box, Paper, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { ClockBanner } from "../clock/clock-banner.tsx";
import { strings } from "../strings/index.ts";
import classes from "./entrance.module.css";

/** The frame of the pages before a workspace is open: the sign, one card, nothing else. */
export function Entrance({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <Box component="main" className={classes["page"]}>
      <Box className={classes["column"]}>
        <ClockBanner />
        <Box className={classes["sign"]}>
          <img src="/icon.svg" width={36} height={36} alt="" />
          <Box>
            <Text fw={700} size="lg" lh={1.2}>
              {strings.app.name}
            </Text>
            <Text size="sm" c="dimmed">
              {strings.app.tagline}
            </Text>
          </Box>
        </Box>
        <Paper className={classes["card"]}>
          <Title order={1} mb={text === undefined ? "lg" : "xs"}>
            {title}
          </Title>
          {text === undefined ? null : (
            <Text c="dimmed" mb="lg">
              {text}
            </Text>
          )}
          {children}
        </Paper>
      </Box>
    </Box>
  );
}
