import { apiKeyScopes, invitation } from "@dokly/contract";
import { runAction, setNextRun } from "./actions.ts";
import { givenPage, meter, type Person } from "./person.ts";

const draft = `---
title: Release notes
---

# Release notes

The settings page has an new meter. Teh numbers change while you watch.

| plan | credits |
|---|---:|
| Free | 50 |
| Pro | 2,500 |

- [x] Meter
- [ ] Export as CSV

\`\`\`ts
const credits = 50n;
\`\`\`

> Select text, then choose **AI**. See the [guide](guide/first-steps.md).
`;
/** A page that two people change at once. */
export const both = draft.replaceAll("Release notes", "Both sides");
const long = Array.from({ length: 30 }, () => "A sentence of a text that is long enough to ask first.").join(" ");

/** Something to see on every screen; returns the link of an invitation. */
export async function fillWorkspace(nora: Person, edgar: Person): Promise<string> {
  const pages = {
    "draft.md": draft,
    "long.md": `# Long\n\n${long}\n`,
    "guide/first-steps.md": "# First steps\n",
    "guide/writing/how-we-write-about-prices-and-credits.md": "# How we write about prices and credits\n",
    "reference/api.md": "# API\n",
  };
  for (const [path, text] of Object.entries(pages)) await givenPage(nora, path, text);
  await runAction(nora, "improve", draft);
  await runAction(edgar, "grammar", "Teh kettle are on.");
  await setNextRun(nora, "fail-midway");
  await runAction(nora, "expand", "The kettle is on, and the water is hot.");
  await meter(nora, 8);
  const base = `/api/v1/workspaces/${nora.workspace}`;
  await nora.api.post(`${base}/api-keys`, { label: "Nightly export", scopes: ["read"], endsAt: null });
  const all = { label: "Everything, for the build server", scopes: apiKeyScopes, endsAt: "2027-01-31T23:00:00Z" };
  await nora.api.post(`${base}/api-keys`, all);
  const invited = { email: "grace.hopper.of.the.navy@example.com", role: "viewer" };
  return invitation.parse(await nora.api.post(`${base}/invitations`, invited)).link ?? "";
}
