import { type GoOnBody, type Site, site } from "@dokly/contract";
import { api } from "./client.ts";
import { sitesPath } from "./sites.ts";

/** Stops a site: what has not begun is released. */
export const cancelSite = (w: string, id: string): Promise<Site> => api.post(sitesPath(w, id, "cancel"), {}, site);
/** Holds the credits of what is not done again, and goes on. */
export const resumeSite = (w: string, id: string, body: GoOnBody): Promise<Site> =>
  api.post(sitesPath(w, id, "resume"), body, site);
/** Writes one page again, with a hold of its own. */
export const retrySitePage = (w: string, id: string, page: number, body: GoOnBody): Promise<Site> =>
  api.post(sitesPath(w, id, "pages", String(page), "retry"), body, site);
