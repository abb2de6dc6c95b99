import type { PageRun, PageRunPage } from "@dokly/contract";
import { Anchor, Badge, Button, Loader, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Check, CircleAlert, Clock, Eye, Hourglass, Square, X } from "lucide-react";
import { ownKeyCostText } from "../editor/price-text.ts";
import { formatNumber } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { canRetry } from "./page-run-figures.ts";
import classes from "./page-runs.module.css";

const words = strings.pageRuns.run;

type RunPageRowProps = {
  workspace: string;
  run: PageRun;
  page: PageRunPage;
  isReviewed: boolean;
  isRetrying: boolean;
  onReview: () => void;
  onRetry: (() => void) | null;
};

/** One page of a run: what became of it, what it cost, and what can be done with it now. */
export function RunPageRow({ workspace, run, page, isReviewed, isRetrying, onReview, onRetry }: RunPageRowProps) {
  const { title, path, state, failure } = page;
  return (
    <tr data-reviewed={isReviewed || undefined} className={classes["row"]}>
      <td>
        <Anchor
          renderRoot={(props) => <Link {...props} to="/w/$workspace/pages/$" params={{ workspace, _splat: path }} />}
          size="sm"
          fw={550}
        >
          {title}
        </Anchor>
        <Text size="xs" c="dimmed" className={classes["path"] ?? ""}>
          {path}
        </Text>
      </td>
      <td>
        <div className={classes["stateLine"]}>
          <span className={classes["state"]} data-state={state}>
            {icons[state]}
            {strings.pageRuns.pageStates[state]}
          </span>
          {state === "refunded" ? (
            <Badge size="sm" variant="default" tt="none" fw={550}>
              {words.refunded}
            </Badge>
          ) : null}
          {state === "to-review" && run.isOwn ? (
            <Button
              size="compact-xs"
              variant={isReviewed ? "default" : "light"}
              aria-expanded={isReviewed}
              data-review={page.number}
              aria-label={words.reviewOf(title)}
              onClick={onReview}
            >
              {isReviewed ? strings.pageRuns.review.close : words.review}
            </Button>
          ) : null}
          {onRetry !== null && canRetry(run, page) ? (
            <Button
              size="compact-xs"
              variant="default"
              loading={isRetrying}
              aria-label={page.ownKey === undefined ? words.retryOf(title, page.high) : words.retryOnOwnKey(title)}
              onClick={onRetry}
            >
              {words.retry}
            </Button>
          ) : null}
        </div>
        {failure === null ? null : (
          <Text size="xs" c="dimmed" mt={2}>
            {failure.message}
          </Text>
        )}
      </td>
      <td className="dokly-number">{costText(page)}</td>
    </tr>
  );
}

function costText({ state, high, charged, ownKey }: PageRunPage): string {
  const isOpen = state === "waiting" || state === "writing";
  if (ownKey !== undefined) return ownKeyCostText(ownKey, isOpen);
  return isOpen ? words.upTo(high) : formatNumber(charged);
}

const iconProps = { size: 14, "aria-hidden": true } as const;
const icons = {
  waiting: <Clock {...iconProps} />,
  writing: <Loader size={14} type="dots" aria-hidden />,
  "to-review": <Eye {...iconProps} />,
  accepted: <Check {...iconProps} />,
  rejected: <X {...iconProps} />,
  expired: <Hourglass {...iconProps} />,
  refunded: <CircleAlert {...iconProps} />,
  cancelled: <Square {...iconProps} />,
} as const;
