import { expect, test } from "vitest";
import { logCommand } from "./log-command.ts";

test("the command names each id once, and none that a shell would read as more", () => {
  expect(logCommand(["act_1", "req_1", null, "req_1"])).toBe("journalctl -u dokly -o cat | grep -e 'act_1' -e 'req_1'");
  expect(logCommand(["act_1", "'; rm -rf /"])).toBe("journalctl -u dokly -o cat | grep -e 'act_1'");
});
