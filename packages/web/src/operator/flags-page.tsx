import { type PaymentFlag, paymentFlag } from "@dokly/contract";
import { Button, Group, Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { apiPath } from "../api/client.ts";
import { isProblem } from "../api/problem.ts";
import { LoadFailed } from "../settings/load-failed.tsx";
import { PageHeading } from "../settings/page-heading.tsx";
import { formatAgo } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { exactInstantText } from "../usage/time-text.ts";
import { ActDialog } from "./act-form.tsx";
import classes from "./console.module.css";
import { Id, Nothing } from "./console-panel.tsx";
import { flagsQuery } from "./figure-queries.ts";

const words = strings.operatorConsole.flags;

/** Operator → Payments: what payments need a person for. */
export function FlagsPage() {
  const flags = useQuery(flagsQuery);
  return (
    <>
      <PageHeading title={words.title} trail={[strings.operator.title, words.short]} text={words.intro} />
      {flags.data !== undefined ? (
        <Flags flags={flags.data.items} />
      ) : isProblem(flags.error, "payments-not-configured") ? (
        <Nothing>{words.off}</Nothing>
      ) : flags.isError ? (
        <LoadFailed title={words.failed} error={flags.error} onRetry={() => void flags.refetch()} />
      ) : (
        <Skeleton h={240} radius="lg" />
      )}
    </>
  );
}

function Flags({ flags }: { flags: readonly PaymentFlag[] }) {
  const [resolved, setResolved] = useState<PaymentFlag | null>(null);
  if (flags.length === 0) return <Nothing>{words.none}</Nothing>;
  return (
    <>
      <ul className={`dokly-panel ${classes["list"] ?? ""} ${classes["flags"] ?? ""}`}>
        {flags.map((flag) => (
          <li key={flag.id}>
            <Group justify="space-between" gap="sm" wrap="nowrap" align="flex-start">
              <FlagText flag={flag} />
              <Button size="xs" variant="default" onClick={() => setResolved(flag)}>
                {words.resolve}
              </Button>
            </Group>
          </li>
        ))}
      </ul>
      {resolved !== null && (
        <ActDialog
          title={words.resolveTitle}
          method="post"
          path={apiPath("operator", "payment-flags", resolved.id, "resolve")}
          schema={paymentFlag}
          body={{}}
          submit={words.resolve}
          onClose={() => setResolved(null)}
        >
          <Text size="sm">{words.resolveText}</Text>
        </ActDialog>
      )}
    </>
  );
}

function FlagText({ flag }: { flag: PaymentFlag }) {
  return (
    <div style={{ minWidth: 0 }}>
      <Text size="sm" fw={600}>
        {words.kinds[flag.kind] ?? flag.kind}
      </Text>
      <Text size="sm">{flag.detail}</Text>
      <Text size="xs" c="dimmed" component="div">
        <time dateTime={flag.createdAt} title={exactInstantText(flag.createdAt)}>
          {formatAgo(flag.createdAt)}
        </time>{" "}
        · <Id>{flag.subject}</Id>
        {flag.workspace !== null && (
          <>
            {" · "}
            <Link to="/operator/workspaces/$workspace" params={{ workspace: flag.workspace }}>
              {flag.workspace}
            </Link>
          </>
        )}
      </Text>
    </div>
  );
}
