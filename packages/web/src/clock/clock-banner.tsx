import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useBalance } from "../api/credits.ts";
import { meQuery, useConfiguration } from "../api/session.ts";
import { formatDateTime } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { useSimulatedNow } from "./clock-queries.ts";
import { findClockNotices } from "./find-clock-notices.ts";

const words = strings.operator.clock.banner;

/** Says on every page outside a workspace that time is simulated, and nothing where it is real. */
export function ClockBanner() {
  return <Notices asOf={null} />;
}

/** The same in a workspace, which may also wait at a time that it saw in a simulated future (RULES R2.2). */
export function WorkspaceClockBanner({ workspace }: { workspace: string }) {
  const asOf = useBalance(workspace).data?.asOf ?? null;
  return <Notices asOf={asOf} />;
}

function Notices({ asOf }: { asOf: string | null }) {
  const { isProduction } = useConfiguration();
  const simulatedNow = useSimulatedNow();
  if (isProduction) return null;
  return findClockNotices({ simulatedNow, asOf, real: new Date() }).map(({ type, at }) => (
    // Not a live region: its time goes on running.
    <div key={type} className="dokly-banner" role="note">
      {words[type](formatDateTime(at))} {type === "simulated" && <ToClock />}
    </div>
  ));
}

/** Operators get to where it is set; whoever is not signed in asks for nothing here. */
function ToClock() {
  const { data } = useQuery({ ...meQuery, enabled: false });
  if (data?.isOperator !== true) return null;
  return (
    <Link className="dokly-banner-link" to="/operator/clock">
      {words.toClock}
    </Link>
  );
}
