import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useBalance } from "../api/credits.ts";
import { hasRole, useWorkspace } from "../api/workspaces.ts";
import { strings } from "../strings/index.ts";
import { requestsQuery } from "../top-up/request-queries.ts";
import { daysUntil } from "../usage/calendar.ts";
import { viewerTimeZone } from "../usage/time-text.ts";
import { autoTopUpQuery } from "./auto-top-up-queries.ts";
import { type BillingBanner, creditBanners, payerBanners } from "./find-banners.ts";
import { useFreshBilling } from "./use-fresh-billing.ts";

const words = strings.billing.banners;

/** What every page says about credits and money: a trial's days, what is not paid, what runs out, who asks for more. */
export function BillingBanners({ workspace }: { workspace: string }) {
  const { role } = useWorkspace(workspace);
  const canPay = hasRole(role, "admin");
  const balance = useBalance(workspace).data;
  useFreshBilling(workspace, balance);
  const requests = useQuery({ ...requestsQuery(workspace), enabled: canPay }).data;
  const auto = useQuery({ ...autoTopUpQuery(workspace), enabled: canPay }).data;
  const found = [
    ...(balance === undefined ? [] : creditBanners(balance)),
    ...(canPay ? payerBanners(requests?.items ?? [], auto) : []),
  ];
  return found.map((banner) => (
    <div key={banner.type} className="dokly-banner dokly-banner-row" role="status">
      <span>
        {textOf(banner)} <Way banner={banner} workspace={workspace} />
      </span>
    </div>
  ));
}

function textOf(banner: BillingBanner): string {
  switch (banner.type) {
    case "trial":
      return words.trial(daysUntil(banner.endsAt, new Date(banner.asOf), viewerTimeZone()), banner.plan);
    case "requests":
      return words.requests(banner.name, banner.credits, banner.others);
    case "used-up":
      return words.usedUp;
    case "suspended":
    case "unpaid":
    case "stopped":
      return words[banner.type];
    default:
      return banner satisfies never;
  }
}

/** Where to do something about it. */
function Way({ banner, workspace }: { banner: BillingBanner; workspace: string }) {
  const { role } = useWorkspace(workspace);
  const link = { params: { workspace }, className: "dokly-banner-link" };
  switch (banner.type) {
    case "trial":
    case "unpaid":
      return hasRole(role, "owner") ? (
        <Link {...link} to="/w/$workspace/settings/plan">
          {words.toPlan}
        </Link>
      ) : null;
    case "requests":
    case "stopped":
      return (
        <Link {...link} to="/w/$workspace/settings/billing">
          {words.toBilling}
        </Link>
      );
    case "used-up":
      return (
        <Link {...link} to="/w/$workspace/settings/account/ai-usage">
          {words.waysOn}
        </Link>
      );
    case "suspended":
      return null;
    default:
      return banner satisfies never;
  }
}
