import type { InvoiceList } from "@dokly/contract";
import { Anchor, Box, Button, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { LoadFailed } from "../settings/load-failed.tsx";
import { sayError } from "../settings/notices.ts";
import { formatDate, formatMoney } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { plansQuery } from "../top-up/top-up-queries.ts";
import { invoicesQuery, openPortal } from "./payment-queries.ts";

const words = strings.billing.page.invoices;

/** The invoices of the plan and of top-ups, and the payment provider's own page for cards and addresses. */
export function InvoicesPanel({ workspace, canOpenPortal }: { workspace: string; canOpenPortal: boolean }) {
  const invoices = useQuery(invoicesQuery(workspace));
  const payments = useQuery(plansQuery).data?.payments ?? "none";
  return (
    <Stack component="section" className="dokly-panel" gap="sm" pt="lg" pb="xs" aria-labelledby="invoices-title">
      <Group justify="space-between" px={{ base: "md", sm: "lg" }} gap="sm">
        <Title order={2} id="invoices-title">
          {words.title}
        </Title>
        {canOpenPortal && payments !== "none" && <PortalButton workspace={workspace} />}
      </Group>
      {invoices.data === undefined ? (
        invoices.isError ? (
          <Box px={{ base: "md", sm: "lg" }} pb="md">
            <LoadFailed title={words.failed} error={invoices.error} onRetry={() => void invoices.refetch()} />
          </Box>
        ) : (
          <Skeleton h={90} aria-label={strings.billing.page.loading} />
        )
      ) : invoices.data.items.length === 0 ? (
        <Text size="sm" c="dimmed" px={{ base: "md", sm: "lg" }} pb="sm">
          {words.empty}
        </Text>
      ) : (
        <InvoiceTable items={invoices.data.items} />
      )}
    </Stack>
  );
}

function PortalButton({ workspace }: { workspace: string }) {
  const open = useMutation({
    mutationFn: () => openPortal(workspace, `/w/${workspace}/settings/billing`),
    onSuccess: ({ url }) => location.assign(url),
    onError: sayError,
  });
  return (
    <Button
      size="xs"
      variant="default"
      title={words.portalHint}
      rightSection={<ExternalLink size={14} aria-hidden />}
      loading={open.isPending || open.isSuccess}
      onClick={() => open.mutate()}
    >
      {words.portal}
    </Button>
  );
}

function InvoiceTable({ items }: { items: InvoiceList["items"] }) {
  return (
    <table className="dokly-table" aria-labelledby="invoices-title">
      <thead>
        <tr>
          <th scope="col">{words.columns.when}</th>
          <th scope="col" className="dokly-wide">
            {words.columns.what}
          </th>
          <th scope="col" className="dokly-number">
            {words.columns.amount}
          </th>
          <th scope="col">{words.columns.state}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((invoice) => (
          <InvoiceRow key={invoice.id} invoice={invoice} />
        ))}
      </tbody>
    </table>
  );
}

function InvoiceRow({ invoice }: { invoice: InvoiceList["items"][number] }) {
  const { id, number, createdAt, description, amountCents, refundedCents, currency, state, url, pdfUrl } = invoice;
  const name = number ?? id;
  const link = { target: "_blank", rel: "noopener", size: "sm", underline: "always" } as const;
  return (
    <tr>
      <td>
        {formatDate(createdAt)}
        <div className="dokly-narrow">{description}</div>
      </td>
      <td className="dokly-wide">{description}</td>
      <td className="dokly-number">{formatMoney(amountCents, currency)}</td>
      <td>
        {words.states[state]}
        {refundedCents > 0 && ` · ${words.refunded(formatMoney(refundedCents, currency))}`}
        {url !== null && (
          <>
            {" · "}
            <Anchor {...link} href={url} aria-label={words.viewLabel(name)}>
              {words.view}
            </Anchor>
          </>
        )}
        {pdfUrl !== null && (
          <>
            {" · "}
            <Anchor {...link} href={pdfUrl} aria-label={words.pdfLabel(name)}>
              {words.pdf}
            </Anchor>
          </>
        )}
      </td>
    </tr>
  );
}
