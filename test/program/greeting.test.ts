import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/config.js";
import { greeting } from "../../src/program.js";

describe("the greeting", () => {
  it.each([
    ["127.0.0.1", "http://127.0.0.1:3000/"],
    ["0.0.0.0", "http://127.0.0.1:3000/"],
    ["::", "http://[::1]:3000/"],
    ["::1", "http://[::1]:3000/"],
    ["192.168.1.5", "http://192.168.1.5:3000/"],
  ])("where it listens on %s names an address that can be opened", (host, address) => {
    expect(greeting(readConfig({ HOST: host, WEB_TOKEN: "a-word-for-the-page" }), 3000)).toContain(address);
  });

  it("names no address that would not open: without a word in the configuration a one-time one is shown instead", () => {
    expect(greeting(readConfig({}), 3000)).toBe("");
  });
});
