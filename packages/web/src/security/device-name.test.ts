import { expect, test } from "vitest";
import { deviceName } from "./device-name.ts";

const chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

test("a browser is told by its name and system, whatever else it claims to be", () => {
  expect(deviceName(chrome)).toBe("Chrome, Linux");
  expect(deviceName(`${chrome} Edg/140.0.0.0`)).toBe("Edge, Linux");
  expect(deviceName("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0")).toBe(
    "Firefox, macOS",
  );
  expect(
    deviceName("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"),
  ).toBe("Safari, iOS");
});

test("a program is told by the name that it gives, and nothing by nothing", () => {
  expect(deviceName("curl/8.9.1")).toBe("curl/8.9.1");
  expect(deviceName("")).toBeNull();
  expect(deviceName(null)).toBeNull();
});
