import { type ActionStory, operatorRefund } from "@dokly/contract";
import { Stack, Text } from "@mantine/core";
import { useState } from "react";
import { apiPath } from "../api/client.ts";
import { strings } from "../strings/index.ts";
import { ActForm } from "./act-form.tsx";
import { CreditsField } from "./credits-field.tsx";

const words = strings.operatorConsole.action.refund;

/** Gives back some or all of a charge. What was seen as refunded goes along: another refund in between counts. */
export function RefundForm({ story: { action, refundable } }: { story: ActionStory }) {
  const [credits, setCredits] = useState<number | null>(refundable);
  if (refundable === 0) return <Text size="sm">{words.none}</Text>;
  return (
    <Stack gap="sm">
      <Text size="sm">{words.left(refundable, action.charged)}</Text>
      <ActForm
        method="post"
        path={apiPath("operator", "actions", action.id, "refund")}
        schema={operatorRefund}
        body={credits === null ? null : { credits, refundedBefore: action.refunded }}
        submit={credits === null || credits === refundable ? words.all(refundable) : words.part(credits)}
        done={(reply) => words.done(reply.credits, reply.goodwill?.credits ?? 0)}
      >
        <CreditsField label={words.credits} least={1} most={refundable} initially={refundable} onChange={setCredits} />
        <Text size="xs" c="dimmed">
          {words.note}
        </Text>
      </ActForm>
    </Stack>
  );
}
