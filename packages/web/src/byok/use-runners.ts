import { useQuery } from "@tanstack/react-query";
import { membersQuery } from "../settings/members-query.ts";
import { apiKeysQuery } from "../settings/use-api-keys.ts";
import { strings } from "../strings/index.ts";

/** Who a key can pay for: the members of the workspace and its API keys, by the ids that a scope has them under. */
export function useRunners(workspace: string): readonly { readonly value: string; readonly label: string }[] {
  const members = useQuery(membersQuery(workspace)).data?.members ?? [];
  const keys = useQuery(apiKeysQuery(workspace)).data?.items ?? [];
  return [
    ...members.map(({ id, name }) => ({ value: id, label: name })),
    ...keys.map(({ id, label }) => ({ value: `api-key:${id}`, label: strings.ownKeys.scope.apiKey(label) })),
  ];
}
