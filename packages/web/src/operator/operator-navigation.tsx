import { Badge, Stack, VisuallyHidden } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  ArrowLeft,
  CalendarClock,
  CreditCard,
  Flag,
  Hourglass,
  KeyRound,
  type LucideIcon,
  Scale,
  ScrollText,
  Search,
  Target,
} from "lucide-react";
import { useId } from "react";
import { useConfiguration } from "../api/session.ts";
import { openReportsQuery } from "../reports/open-reports-query.ts";
import { strings } from "../strings/index.ts";
import { openFlagsQuery } from "./figure-queries.ts";
import classes from "./operator.module.css";

const words = strings.operator;
const { find, holds, flags, margins, audit, navigation } = strings.operatorConsole;
const iconProps = { size: 17, "aria-hidden": true } as const;

/** The pages of the console, with what waits for somebody on them. */
export function OperatorNavigation({ onChosen }: { onChosen: () => void }) {
  const { isProduction } = useConfiguration();
  const reports = useQuery(openReportsQuery).data ?? 0;
  const flagged = useQuery(openFlagsQuery).data ?? 0;
  const link = { onClick: onChosen };
  return (
    <Stack gap={2}>
      <Link className="dokly-nav-link" to="/operator" activeOptions={{ exact: true }} onClick={onChosen}>
        <Search {...iconProps} />
        {find.title}
      </Link>
      <PageLink {...link} to="/operator/reports" icon={Flag} label={strings.reports.queue.title} waiting={reports} />
      <PageLink {...link} to="/operator/holds" icon={Hourglass} label={holds.title} />
      <PageLink {...link} to="/operator/payments" icon={CreditCard} label={flags.short} waiting={flagged} />
      <PageLink {...link} to="/operator/margins" icon={Scale} label={margins.title} />
      <PageLink {...link} to="/operator/estimates" icon={Target} label={words.estimates.short} />
      <PageLink {...link} to="/operator/master-keys" icon={KeyRound} label={strings.masterKeys.title} />
      <PageLink {...link} to="/operator/audit" icon={ScrollText} label={audit.title} />
      {!isProduction && <PageLink {...link} to="/operator/clock" icon={CalendarClock} label={words.clock.short} />}
      <Link className={`dokly-nav-link ${classes["back"] ?? ""}`} to="/workspaces">
        <ArrowLeft {...iconProps} />
        {words.back}
      </Link>
    </Stack>
  );
}

type PageLinkProps = {
  readonly to: `/operator/${"reports" | "holds" | "payments" | "margins" | "estimates" | "master-keys" | "audit" | "clock"}`;
  readonly icon: LucideIcon;
  readonly label: string;
  /** How many of its things wait for an operator. */
  readonly waiting?: number;
  readonly onClick: () => void;
};

function PageLink({ to, icon: Icon, label, waiting = 0, onClick }: PageLinkProps) {
  const id = useId();
  return (
    <>
      <Link className="dokly-nav-link" to={to} onClick={onClick} {...(waiting > 0 && { "aria-describedby": id })}>
        <Icon {...iconProps} />
        {label}
        {waiting > 0 && (
          <Badge className={classes["waiting"] ?? ""} size="sm" radius="xl" variant="filled" aria-hidden>
            {navigation.count(waiting)}
          </Badge>
        )}
      </Link>
      {waiting > 0 && <VisuallyHidden id={id}>{navigation.waiting(waiting)}</VisuallyHidden>}
    </>
  );
}
