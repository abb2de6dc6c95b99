import type { Site, SitePage } from "@dokly/contract";
import { Anchor, Badge, Button, Loader, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Check, CircleAlert, Clock, Square } from "lucide-react";
import { hasRole, useWorkspace } from "../api/workspaces.ts";
import { ownKeyCostText } from "../editor/price-text.ts";
import { strings } from "../strings/index.ts";
import { canRetry } from "./site-figures.ts";
import classes from "./sites.module.css";

const words = strings.sites.site;

type SitePagesTableProps = {
  workspace: string;
  site: Site;
  /** The page that is about to be written again. */
  retrying: number | null;
  onRetry: (page: number) => void;
};

/** The pages of a site in the order of its navigation. */
export function SitePagesTable({ workspace, site, retrying, onRetry }: SitePagesTableProps) {
  const canRun = hasRole(useWorkspace(workspace).role, "editor");
  return (
    <div className="dokly-panel">
      <table className="dokly-table" aria-label={words.table}>
        <thead>
          <tr>
            <th scope="col">{words.columns.page}</th>
            <th scope="col">{words.columns.state}</th>
            <th scope="col" className="dokly-number">
              {site.ownKey === undefined ? words.columns.cost : words.columns.ownKey}
            </th>
          </tr>
        </thead>
        <tbody>
          {site.pages.map((page) => (
            <tr key={page.number}>
              <td>
                <PageName workspace={workspace} page={page} />
              </td>
              <td>
                <PageState page={page} />
                {canRun && canRetry(site, page) ? (
                  <Button
                    size="compact-xs"
                    variant="default"
                    mt={4}
                    loading={retrying === page.number}
                    aria-label={retryLabel(page)}
                    onClick={() => onRetry(page.number)}
                  >
                    {words.retry}
                  </Button>
                ) : null}
              </td>
              <td className="dokly-number">{costText(page)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function retryLabel({ title, high, ownKey }: SitePage): string {
  return ownKey === undefined ? words.retryOf(title, high) : words.retryOnOwnKey(title);
}

function costText(page: SitePage): string {
  const isOpen = page.state === "waiting" || page.state === "running";
  if (page.ownKey !== undefined) return ownKeyCostText(page.ownKey, isOpen);
  if (isOpen) return words.upTo(page.high);
  return page.charged === 0 ? words.nothing : String(page.charged);
}

function PageName({ workspace, page }: { workspace: string; page: SitePage }) {
  const isThere = page.state === "written" || page.isDraft;
  const to = { to: "/w/$workspace/pages/$", params: { workspace, _splat: page.path } } as const;
  return (
    <>
      {isThere ? (
        <Anchor renderRoot={(props) => <Link {...props} {...to} />} size="sm" fw={550}>
          {page.title}
        </Anchor>
      ) : (
        <Text size="sm" fw={550}>
          {page.title}
        </Text>
      )}
      <Text size="xs" c="dimmed" className={classes["path"] ?? ""}>
        {page.path}
      </Text>
    </>
  );
}

const icons = {
  waiting: <Clock size={14} aria-hidden />,
  running: <Loader size={14} type="dots" aria-hidden />,
  written: <Check size={14} aria-hidden />,
  failed: <CircleAlert size={14} aria-hidden />,
  cancelled: <Square size={14} aria-hidden />,
} as const;

function PageState({ page }: { page: SitePage }) {
  return (
    <>
      <span className={classes["state"]} data-state={page.state}>
        {icons[page.state]}
        {strings.sites.pageStates[page.state]}
        {page.isDraft ? (
          <Badge size="xs" variant="default" tt="none">
            {words.draft}
          </Badge>
        ) : null}
      </span>
      {page.failure === null ? null : (
        <Text size="xs" c="dimmed">
          {page.failure.message}
        </Text>
      )}
    </>
  );
}
