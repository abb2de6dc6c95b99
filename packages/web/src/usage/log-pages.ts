import type { Action, ActionsPage } from "@dokly/contract";

/** Where a page of the log begins, and the page above it: a chain back to the newest rows, whose cursor is "". */
export type PagePlace = { readonly cursor: string; readonly above: PagePlace | null };

export const newestPlace: PagePlace = { cursor: "", above: null };

/** The place below a page; undefined at the end of the log. */
export function placeBelow(page: ActionsPage, place: PagePlace): PagePlace | undefined {
  return page.nextCursor === null ? undefined : { cursor: page.nextCursor, above: place };
}

/** A page with fewer rows than this is filled up while the server says that a search goes on. */
const rowsEnough = 20;
/** So many replies make up one page at most: a search for what is rare asks the viewer before it goes on. */
const repliesMax = 10;

/**
 * One page of the log. A search may answer with few rows or none and go on: it is asked again from where it stopped.
 *
 * @param ask sends one request from a cursor, undefined for the newest
 */
export async function collectPage(
  ask: (cursor: string | undefined) => Promise<ActionsPage>,
  { cursor }: PagePlace,
): Promise<ActionsPage> {
  const items: Action[] = [];
  let nextCursor: string | null = cursor;
  for (let reply = 0; reply < repliesMax && nextCursor !== null && items.length < rowsEnough; reply += 1) {
    const page: ActionsPage = await ask(nextCursor === "" ? undefined : nextCursor);
    items.push(...page.items);
    nextCursor = page.nextCursor;
  }
  return { items, nextCursor };
}

/** A page as it is drawn: its place and its rows, none of which stands in a page above. */
export type DrawnPage = { readonly place: PagePlace; readonly actions: readonly Action[] };

/** Puts pages to their places; a row that moved down while pages were fetched is drawn once. */
export function drawnPages(pages: readonly ActionsPage[], places: readonly PagePlace[]): readonly DrawnPage[] {
  const seen = new Set<string>();
  return pages.map((page, at) => {
    const actions = page.items.filter((action) => !seen.has(action.id));
    for (const { id } of actions) seen.add(id);
    return { place: places[at] ?? newestPlace, actions };
  });
}

/** What is known of a page that was drawn once. */
export type PageSize = { readonly height: number; readonly rows: number };

/** The pages above a place added up: how high they were drawn, in pixels, and how many rows they had. */
export function sizeAbove(place: PagePlace | undefined, sizes: ReadonlyMap<string, PageSize>): PageSize {
  let height = 0;
  let rows = 0;
  for (let above = place?.above ?? null; above !== null; above = above.above) {
    const size = sizes.get(above.cursor);
    height += size?.height ?? 0;
    rows += size?.rows ?? 0;
  }
  return { height, rows };
}
