import { actionsPage } from "@dokly/contract";
import type { Locator } from "playwright-core";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Fault } from "../../test-servers/anthropic/server.ts";
import { hasStreamed, isSaved, openEditor, runOn } from "./helpers/editor.ts";
import { creditsOf, givenPage, type Person, signUp, storedPage } from "./helpers/person.ts";
import { useProvider } from "./helpers/provider.ts";
import { providerKey } from "./helpers/provider-products.ts";
import { useVisits } from "./helpers/visit.ts";

const passage = "The kettle is on. The water are hot.";
const page = `# Kettle\n\n${passage}\n\nAnother paragraph.\n`;
const better = "The kettle is on, and its water is already hot.";

describe("an AI action with a real provider", () => {
  const provider = useProvider();
  const visits = useVisits();
  let nora: Person;
  let markdown: Locator;
  beforeAll(async () => {
    nora = await signUp(await visits.open(provider.url));
    await givenPage(nora, "kettle.md", page);
  });
  beforeEach(async () => {
    markdown = await openEditor(nora, "kettle.md");
  });

  const newestAction = async () =>
    (await nora.api.get(`/api/v1/workspaces/${nora.workspace}/actions?limit=1`, actionsPage)).items[0];

  test("is one request, streams as it is written, and every tab sees its credits held and then charged", async () => {
    const { spent } = await creditsOf(nora);
    const watching = await nora.page.context().newPage();
    await watching.goto(`/w/${nora.workspace}/settings/account/ai-usage`);
    await watching.getByRole("heading", { name: "This period" }).waitFor();
    provider.anthropic.next({ text: better, isPaused: true, inputTokens: 600, outputTokens: 60 });

    const review = await runOn(markdown, "The kettle is on", "Improve");
    await hasStreamed(review, /^The kettle i/);
    await watching
      .getByRole("list", { name: "Running now" })
      .getByText(/holds \d credits?/)
      .waitFor({ timeout: 4_000 });
    await watching.getByRole("link", { name: /held by running actions/ }).waitFor();
    expect((await creditsOf(nora)).held).toBeGreaterThan(0);

    provider.anthropic.resume();
    await review.getByRole("button", { name: /^Accept/ }).waitFor();
    // $0.0012 of input and $0.0006 of output at $0.0015 a credit.
    await watching.getByRole("img", { name: `Of 50 credits: ${spent + 2} spent, 0 held` }).waitFor({ timeout: 4_000 });
    await watching.close();
    expect(await review.getByText("Demo writer").count()).toBe(0);
    expect(provider.anthropic.requests).toHaveLength(1);
    expect(provider.anthropic.requests[0]?.apiKey).toBe(providerKey);
    await nora.page.keyboard.press("Enter");
    await isSaved(nora.page);
    await expect.poll(async () => String(await storedPage(nora, "kettle.md"))).toBe(page.replace(passage, better));
    await nora.page.keyboard.press("Control+z");
    await expect.poll(async () => String(await storedPage(nora, "kettle.md"))).toBe(page);
  });

  test("is never charged more than was promised, whatever the provider says it used", async () => {
    const { spent } = await creditsOf(nora);
    provider.anthropic.next({ text: better, inputTokens: 6_000, outputTokens: 200 });
    const review = await runOn(markdown, "The kettle is on", "Improve");
    await review.getByRole("button", { name: /^Discard/ }).click();
    const action = await newestAction();
    expect(action?.charged).toBe(action?.estimate?.high);
    expect((await creditsOf(nora)).spent).toBe(spent + (action?.estimate?.high ?? 0));
    await nora.page.getByRole("button", { name: "Why this charge? Open the receipt" }).click();
    await nora.page
      .getByRole("dialog", { name: "Receipt" })
      .getByText(/^Never more than was held:/)
      .waitFor();
  });

  test("stopped by Esc before any text costs nothing", async () => {
    const { available } = await creditsOf(nora);
    provider.anthropic.next({ fault: { kind: "silence" } });
    const review = await runOn(markdown, "The kettle is on", "Expand");
    await review.getByText(/credits? held/).waitFor();
    await nora.page.keyboard.press("Escape");
    await review.getByText("Stopped before any text. Not charged.").waitFor();
    expect(await creditsOf(nora)).toMatchObject({ held: 0, available });
    await expect.poll(() => provider.anthropic.requests[0]?.isAborted).toBe(true);
    expect(await newestAction()).toMatchObject({ status: "cancelled", charged: 0 });
  });

  test("stopped by Esc while it writes is charged for what was made, and leaves the page alone", async () => {
    const { spent } = await creditsOf(nora);
    provider.anthropic.next({ text: better, isPaused: true, inputTokens: 900, outputTokens: 150 });
    const review = await runOn(markdown, "The kettle is on", "Improve");
    await hasStreamed(review, /^The kettle i/);
    await nora.page.keyboard.press("Escape");
    // The input that the provider reported, and a few tokens of text.
    await review.getByText("Stopped. 2 credits charged for the text up to here.").waitFor();
    expect(await creditsOf(nora)).toMatchObject({ held: 0, spent: spent + 2 });
    await expect.poll(() => provider.anthropic.requests[0]?.isAborted).toBe(true);
    provider.anthropic.resume();
    await review.getByRole("button", { name: /^Discard/ }).click();
    await review.waitFor({ state: "detached" });
    expect(String(await storedPage(nora, "kettle.md"))).toBe(page);
  });

  test("goes on at the server when the page is left, and its text is offered again", async () => {
    provider.anthropic.next({ text: better, isPaused: true });
    const review = await runOn(markdown, "The kettle is on", "Improve");
    await hasStreamed(review, /^The kettle i/);
    await nora.page.reload();
    provider.anthropic.resume();
    await nora.page.getByText("The text of “Improve” from before is still kept.").waitFor();
    await nora.page.getByRole("button", { name: "Show it" }).click();
    await review.getByRole("button", { name: /^Accept/ }).waitFor();
    expect(provider.anthropic.requests).toHaveLength(1);
    await review.getByRole("button", { name: /^Discard/ }).click();
    expect(await newestAction()).toMatchObject({ status: "succeeded" });
  });

  const failures: { name: string; fault: Fault; says: RegExp }[] = [
    {
      name: "is cut off in the middle",
      fault: { kind: "socket-cut" },
      says: /could not be reached, or the connection/,
    },
    { name: "ends without its closing event", fault: { kind: "no-closing-event" }, says: /before it was complete/ },
    {
      name: "reports an error in the middle",
      fault: { kind: "error-event", type: "overloaded_error" },
      says: /is overloaded/,
    },
    { name: "limits requests", fault: { kind: "status", status: 429, retryAfterSeconds: 7 }, says: /wait 7 s/ },
    { name: "refuses the key", fault: { kind: "status", status: 401 }, says: /refused this server's key/ },
    { name: "sends nothing", fault: { kind: "empty-output" }, says: /\w/ },
  ];
  test.each(failures)("costs 0 credits when the provider $name, and says what happened", async ({ fault, says }) => {
    const { spent, available } = await creditsOf(nora);
    provider.anthropic.next({ text: better, fault });
    const review = await runOn(markdown, "The kettle is on", "Improve");
    await review.getByText("This did not work, and cost 0 credits.").waitFor();
    await review.getByText(says).first().waitFor();
    await nora.page.getByRole("region", { name: "Last AI action" }).getByText("refunded").waitFor();
    expect(await creditsOf(nora)).toMatchObject({ spent, held: 0, available });
    expect(await newestAction()).toMatchObject({ status: "failed", charged: 0, tags: ["refunded"] });
    expect(await nora.page.getByText(/sk-ant/).count()).toBe(0);
    expect(provider.anthropic.requests).toHaveLength(1);
    expect(String(await storedPage(nora, "kettle.md"))).toBe(page);
  });
});
