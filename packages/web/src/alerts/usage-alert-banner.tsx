import { CloseButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useBalance } from "../api/credits.ts";
import { strings } from "../strings/index.ts";
import { alertsQuery, useDismissAlert } from "./alert-queries.ts";
import { shownAlert } from "./shown-alert.ts";

const words = strings.limits.banner;

/** Above every page: that a share of the period's credits is spent, until this person has read it. */
export function UsageAlertBanner({ workspace }: { workspace: string }) {
  const balance = useBalance(workspace).data;
  const list = useQuery(alertsQuery(workspace)).data;
  const dismiss = useDismissAlert(workspace);
  const alert = balance === undefined ? null : shownAlert(list?.items ?? [], balance);
  if (alert === null) return null;
  return (
    <div className="dokly-banner dokly-banner-row" role="status">
      <span>
        {words.reached(alert.threshold, alert.spent, alert.total)}{" "}
        <Link to="/w/$workspace/settings/account/ai-usage" params={{ workspace }} className="dokly-banner-link">
          {words.show}
        </Link>
      </span>
      <CloseButton
        size="sm"
        aria-label={words.dismiss}
        disabled={dismiss.isPending}
        onClick={() => dismiss.mutate(alert)}
      />
    </div>
  );
}
