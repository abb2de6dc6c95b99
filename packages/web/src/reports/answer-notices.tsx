import type { ReportNotice } from "@dokly/contract";
import { CloseButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { strings } from "../strings/index.ts";
import { answerSentence } from "./answer-text.ts";
import { noticesQuery, useReadNotice } from "./notice-queries.ts";

const words = strings.reports;

/** So many stand above a page at once; the others follow as these are read. */
const shownMax = 2;

/** Above every page: what the operator answered to a report, until its person has read it. */
export function AnswerNotices({ workspace }: { workspace: string }) {
  const items = useQuery(noticesQuery(workspace)).data?.items ?? [];
  const read = useReadNotice(workspace);
  const more = items.length - shownMax;
  return (
    <>
      {items.slice(0, shownMax).map((notice) => (
        <Notice
          key={notice.id}
          workspace={workspace}
          notice={notice}
          isPending={read.isPending}
          onRead={() => read.mutate(notice.id)}
        />
      ))}
      {more > 0 && <div className="dokly-banner">{words.notice.more(more)}</div>}
    </>
  );
}

type NoticeProps = { workspace: string; notice: ReportNotice; isPending: boolean; onRead: () => void };

function Notice({ workspace, notice: { action, answer }, isPending, onRead }: NoticeProps) {
  const kind = strings.usage.kind(action.kind);
  return (
    <div className="dokly-banner dokly-banner-row" role="status">
      <span style={{ overflowWrap: "anywhere", minWidth: 0 }}>
        {words.notice.about(kind, action.document?.title ?? null)}
        <strong>{answerSentence(answer, action.charged)}</strong>{" "}
        {answer.words !== "" && `${words.answer.said(answer.words)} `}
        <Link
          to="/w/$workspace/settings/account/ai-usage"
          params={{ workspace }}
          search={{ action: action.id }}
          className="dokly-banner-link"
        >
          {words.notice.receipt}
        </Link>
      </span>
      <CloseButton size="sm" aria-label={words.notice.dismissLabel(kind)} disabled={isPending} onClick={onRead} />
    </div>
  );
}
