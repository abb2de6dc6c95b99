import { beforeAll, describe, expect, test } from "vitest";
import { openEditor, runOn } from "./helpers/editor.ts";
import { givenPage, type Person, signUp } from "./helpers/person.ts";
import { useProvider } from "./helpers/provider.ts";
import { joinAs } from "./helpers/team.ts";
import { useVisits } from "./helpers/visit.ts";

describe("the voice and glossary of a workspace", () => {
  const provider = useProvider();
  const visits = useVisits();
  let nora: Person;
  beforeAll(async () => {
    nora = await signUp(await visits.open(provider.url));
    await givenPage(nora, "kettle.md", "# Kettle\n\nThe Kettlemaster is on. The water are hot.\n");
  });

  test("is written by an admin, goes along with the next action, and is kept to", async () => {
    const { page } = nora;
    await page.goto(`/w/${nora.workspace}/settings/voice`);
    await page.getByText("Nothing is set yet.").waitFor();
    await page.getByLabel("Tone").fill("Dry and exact, in British English.");
    await page.getByRole("combobox", { name: "Terms to keep" }).fill("Kettlemaster");
    await page.keyboard.press("Enter");
    await page.getByRole("combobox", { name: "Terms never translated" }).fill("<tea>");
    await page.keyboard.press("Enter");
    await page.getByText("“<tea>” has a character that is not allowed").waitFor();
    expect(await page.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
    await page.keyboard.press("Backspace");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Last changed now").waitFor();

    provider.anthropic.next({ text: "The kettle is on, and the water is hot." });
    const markdown = await openEditor(nora, "kettle.md");
    // The term is lost: the text is refused, costs nothing, and says so.
    const review = await runOn(markdown, "The Kettlemaster", "Improve");
    await review.getByText("This did not work, and cost 0 credits.").waitFor();
    const sent = JSON.stringify(provider.anthropic.requests[0]?.body);
    expect(sent).toContain("Dry and exact");
    expect(sent).toContain("Kettlemaster");
  });

  test("is read, and not written, by everybody else", async () => {
    const edgar = await joinAs("editor", { owner: nora, page: await visits.open(provider.url), name: "Edgar Else" });
    await edgar.page.goto(`/w/${edgar.workspace}/settings/voice`);
    await edgar.page.getByRole("region", { name: "Tone" }).getByText("Dry and exact").waitFor();
    await edgar.page.getByRole("region", { name: "Terms to keep" }).getByText("Kettlemaster").waitFor();
    expect(await edgar.page.getByRole("combobox").count()).toBe(0);
    expect(await edgar.page.getByRole("button", { name: "Save" }).count()).toBe(0);
  });
});
