import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Sparkles } from "lucide-react";
import { pageRunsQuery } from "../api/page-runs.ts";
import { strings } from "../strings/index.ts";
import { isOver, openRuns, pageRunFigures } from "./page-run-figures.ts";
import classes from "./page-runs.module.css";

const words = strings.pageRuns;
const shownMax = 3;

/** Above the list of pages: the runs that go on, and those whose texts wait for a decision. */
export function OpenRuns({ workspace }: { workspace: string }) {
  const list = useQuery({
    ...pageRunsQuery(workspace),
    refetchInterval: ({ state }) => (state.data?.items.some((run) => !isOver(run)) === true ? 3_000 : false),
  });
  const open = openRuns(list.data?.items ?? []).slice(0, shownMax);
  if (open.length === 0) return null;
  return (
    <ul className={classes["open"]} aria-label={words.open.label}>
      {open.map((run) => {
        const { toReview, ended, pages } = pageRunFigures(run);
        return (
          <li key={run.id}>
            <Sparkles size={15} aria-hidden />
            <Text size="sm">
              <b>{words.of(strings.editor.kindWith(run.kind, run.options), pages)}</b>
              {": "}
              {isOver(run) ? words.open.toReview(toReview) : words.open.running(ended, pages)}
            </Text>
            <Button
              size="compact-sm"
              variant="default"
              renderRoot={(props) => (
                <Link {...props} to="/w/$workspace/page-runs/$run" params={{ workspace, run: run.id }} />
              )}
            >
              {isOver(run) ? words.open.review : words.open.show}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
