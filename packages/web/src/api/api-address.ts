const base = "/api/v1";

/** The address of a path under the API; on its own for what the browser itself fetches, such as a download. */
export const apiAddress = (path: string): string => `${base}${path}`;
