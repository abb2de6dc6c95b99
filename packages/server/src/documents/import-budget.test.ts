import { expect, test } from "vitest";
import { createImportBudget } from "./import-budget.ts";

test("an import beyond the budget is refused before it is read, and let in once another has ended", async () => {
  const budget = createImportBudget({ bytesMax: 100 });
  const first = Promise.withResolvers<string>();
  const running = budget.within(80, () => first.promise);
  let isRead = false;
  const read = async () => {
    isRead = true;
    return "read";
  };
  await expect(budget.within(21, read)).rejects.toMatchObject({ code: "overloaded" });
  expect(isRead).toBe(false);
  expect(await budget.within(20, read)).toBe("read");
  first.resolve("done");
  expect(await running).toBe("done");
  expect(await budget.within(100, read)).toBe("read");
});

test("an import that fails gives its room back", async () => {
  const budget = createImportBudget({ bytesMax: 100 });
  await expect(budget.within(100, () => Promise.reject(new Error("cut off")))).rejects.toThrow("cut off");
  expect(await budget.within(100, async () => "read")).toBe("read");
});
