import { type RefundNotice, refundNoticeList } from "@dokly/contract";
import { CloseButton } from "@mantine/core";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, apiPath } from "../api/client.ts";
import { queryKeys } from "../api/query-keys.ts";
import { sayError } from "../settings/notices.ts";
import { strings } from "../strings/index.ts";

const words = strings.operatorConsole.notice;
/** So many stand above a page at once; the others follow as these are read. */
const shownMax = 2;

/** Below the credits, so that a change of them asks anew. */
const noticesQuery = (workspace: string) =>
  queryOptions({
    queryKey: [...queryKeys.credits(workspace), "refund-notices"],
    queryFn: ({ signal }) => api.get(apiPath("workspaces", workspace, "refund-notices"), refundNoticeList, { signal }),
  });

/** Above every page: what the operator refunded of the person's own actions, until they have read it. */
export function RefundNotices({ workspace }: { workspace: string }) {
  const client = useQueryClient();
  const items = useQuery(noticesQuery(workspace)).data?.items ?? [];
  const dismiss = useMutation({
    mutationFn: (id: string) => api.post(apiPath("workspaces", workspace, "refund-notices", id, "dismiss"), {}, null),
    onSuccess: () => client.invalidateQueries({ queryKey: noticesQuery(workspace).queryKey }),
    onError: sayError,
  });
  return items
    .slice(0, shownMax)
    .map((notice) => (
      <Notice
        key={notice.id}
        workspace={workspace}
        notice={notice}
        isPending={dismiss.isPending}
        onRead={() => dismiss.mutate(notice.id)}
      />
    ));
}

type NoticeProps = { workspace: string; notice: RefundNotice; isPending: boolean; onRead: () => void };

function Notice({ workspace, notice: { action, credits, reason }, isPending, onRead }: NoticeProps) {
  return (
    <div className="dokly-banner dokly-banner-row" role="status">
      <span style={{ overflowWrap: "anywhere", minWidth: 0 }}>
        {words.text(credits)}“{reason}”{" "}
        <Link
          to="/w/$workspace/settings/account/ai-usage"
          params={{ workspace }}
          search={{ action }}
          className="dokly-banner-link"
        >
          {words.receipt}
        </Link>
      </span>
      <CloseButton size="sm" aria-label={words.dismiss} disabled={isPending} onClick={onRead} />
    </div>
  );
}
