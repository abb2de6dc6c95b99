import { describe, expect, it } from "vitest";
import { finishPage } from "./finish-page.ts";

const paths = ["index.md", "guide/install.md", "guide/first steps.md", "api/index.md"];
const finish = (text: string, path = "guide/install.md", number = 2): string =>
  finishPage({ text, path, number, paths, isDraft: false });
const body = (text: string): string => finish(`---\ntitle: T\n---\n\n${text}`).split("---\n\n")[1] ?? "";

describe("finishPage", () => {
  it("writes the page's place in the navigation into its front matter", () => {
    expect(finish("---\ntitle: Install\n---\n\nText\n")).toBe("---\ntitle: Install\norder: 2\n---\n\nText\n");
    expect(finish("Text\n")).toBe("---\norder: 2\n---\n\nText\n");
    expect(finish("---\n---\nText\n")).toBe("---\norder: 2\n---\nText\n");
  });

  it("marks what was stopped as a draft", () => {
    const text = "---\ntitle: T\n---\n\nText\n";
    expect(finishPage({ text, path: "a.md", number: 3, paths, isDraft: true })).toBe(
      "---\ntitle: T\norder: 3\ndraft: true\n---\n\nText\n",
    );
  });

  it("keeps links that lead somewhere as they are", () => {
    const text = "[a](../index.md), [b](../index.md#top), [c](https://x.test/y.md), [d](#here), [e](mailto:a@b.test)";
    expect(body(text)).toBe(text);
    expect(body("[a](<first steps.md>) [b](first%20steps.md)")).toBe("[a](<first steps.md>) [b](first%20steps.md)");
  });

  it("puts right what was meant: from the root, without its ending, a folder", () => {
    expect(body("[a](/index.md#x) [b](install) [c](../api/)")).toBe(
      "[a](../index.md#x) [b](install.md) [c](../api/index.md)",
    );
  });

  it("turns a link that leads nowhere into its text", () => {
    expect(body("See [the **big** guide](../missing.md) and ![a plan](plan.png).")).toBe(
      "See the **big** guide and a plan.",
    );
    expect(body("[![a plan](plan.png)](../missing.md)")).toBe("a plan");
    expect(body("See [one][x] and [two][y].\n\n[x]: ../missing.md\n[y]: ../index.md")).toBe(
      "See one and [two][y].\n\n\n[y]: ../index.md",
    );
  });

  it("changes nothing in code", () => {
    const text = "`[a](missing.md)`\n\n```md\n[a](missing.md)\n```\n";
    expect(body(text)).toBe(text);
  });

  it("can not be led out of the workspace", () => {
    expect(body("[a](../../../etc/passwd) [b](javascript:alert(1)) [c](%E0%A4%A)")).toBe("a b c");
  });
});
