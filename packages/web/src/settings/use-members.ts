import { invitation, type Member, member as memberSchema, type Role } from "@dokly/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, apiPath } from "../api/client.ts";
import { queryKeys } from "../api/query-keys.ts";
import { strings } from "../strings/index.ts";
import { membersQuery } from "./members-query.ts";
import { sayDone, sayError } from "./notices.ts";

/** Refreshes the members, and the own role that may have changed with them. */
function useRefresh(workspace: string) {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: membersQuery(workspace).queryKey }),
      client.invalidateQueries({ queryKey: queryKeys.workspaces }),
    ]);
}

export function useChangeRole(workspace: string) {
  const refresh = useRefresh(workspace);
  return useMutation({
    mutationFn: ({ member, role }: { member: Member; role: Role }) =>
      api.patch(apiPath("workspaces", workspace, "members", member.id), { role }, memberSchema),
    onSuccess: async (_, { member, role }) => {
      await refresh();
      sayDone(strings.settings.memberList.roleChanged(member.name, strings.app.roleNames[role]));
    },
    onError: sayError,
  });
}

/** Removes a member; who removes themselves leaves the workspace and its pages. */
export function useRemoveMember(workspace: string) {
  const refresh = useRefresh(workspace);
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (member: Member) => api.delete(apiPath("workspaces", workspace, "members", member.id)),
    onSuccess: async (_, member) => {
      if (member.isYou) await navigate({ to: "/workspaces" });
      await refresh();
      if (!member.isYou) sayDone(strings.settings.memberList.removed(member.name));
    },
    onError: sayError,
  });
}

export function useInvite(workspace: string) {
  const refresh = useRefresh(workspace);
  return useMutation({
    mutationFn: (body: { email: string; role: Role }) =>
      api.post(apiPath("workspaces", workspace, "invitations"), body, invitation),
    onSuccess: refresh,
  });
}

export function useCancelInvitation(workspace: string) {
  const refresh = useRefresh(workspace);
  return useMutation({
    mutationFn: ({ id }: { id: string; email: string }) =>
      api.delete(apiPath("workspaces", workspace, "invitations", id)),
    onSuccess: async (_, { email }) => {
      await refresh();
      sayDone(strings.settings.invite.cancelled(email));
    },
    onError: sayError,
  });
}
