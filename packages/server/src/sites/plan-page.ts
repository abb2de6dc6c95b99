import type { OutlinePage } from "@dokly/contract";
import type { WorkspaceId } from "@dokly/credits";
import type { Ai } from "../ai/create-ai.ts";
import type { PlannedAction } from "../ai/plan-action.ts";
import type { Provider } from "../ai/provider.ts";
import { type PlanningSources, planNow } from "../ai/quote-action.ts";
import { subjectOfBrief } from "../ai/selection/brief-subject.ts";
import { readSources } from "../ai/selection/read-sources.ts";
import type { DocumentStore } from "../documents/document-store.ts";

/** What the pages of a site are made from. */
export type PlannedSite = {
  /** Whoever will write them. */
  readonly writer: Provider["writer"];
  readonly workspace: WorkspaceId;
  readonly title: string;
  readonly audience: string | null;
  readonly notes: string | null;
  readonly sources: readonly string[];
  readonly pages: readonly OutlinePage[];
};

export type PagePlanner = {
  /** What one page would send and cost now. Refuses `not-found` where a page to draw on is gone. */
  planPage(site: PlannedSite, page: OutlinePage): Promise<PlannedAction>;
  /** What the outline would cost. */
  planOutline(site: PlannedSite, options: { title: string; brief: string; pages: number }): Promise<PlannedAction>;
};

export type PlannerInput = PlanningSources & { readonly documents: DocumentStore; readonly ai: Ai };

/** Plans the pages of sites as single pages are planned, each with the others to link to. */
export function createPagePlanner(input: PlannerInput): PagePlanner {
  const { documents, ai } = input;
  const optionsOf = ({ audience, notes }: PlannedSite) => ({
    ...(audience === null ? {} : { audience }),
    ...(notes === null ? {} : { notes }),
  });
  /** What goes along with every page. */
  const readCommon = async ({ workspace, sources }: PlannedSite) => ({
    sources: await readSources(sources, { documents, workspace }),
    voice: await ai.voices.read(workspace),
  });
  return {
    planPage: async (site, { path, title, brief }) => {
      const common = await readCommon(site);
      const subject = subjectOfBrief({ path, title, isDraft: false });
      const { title: siteTitle, pages } = site;
      const outline = { title: siteTitle, pages: pages.map(entryOf), path };
      const options = { ...optionsOf(site), title, brief };
      return planNow(input, { kind: "page", subject, options, ...common, site: outline }, site.writer);
    },
    planOutline: async (site, options) => {
      const asked = { ...optionsOf(site), ...options };
      const subject = subjectOfBrief(null);
      return planNow(input, { kind: "outline", subject, options: asked, ...(await readCommon(site)) }, site.writer);
    },
  };
}

function entryOf({ path, title, brief }: OutlinePage): OutlinePage {
  return { path, title, brief };
}
