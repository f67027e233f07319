import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { NO_CHROMIUM, whyNoChromium } from "../kit/browser.js";
import { documentNamed, ROOT } from "../kit/guides.js";
import { temporaryFolder } from "../kit/plan-store.js";

describe.skipIf(NO_CHROMIUM)(`the pictures of the guide${whyNoChromium}`, () => {
  it("are taken anew by scripts/guide-pictures.mjs from the program as it is now, in the same sizes", () => {
    const folder = temporaryFolder();
    const script = path.join(ROOT, "scripts", "guide-pictures.mjs");
    const { status, stderr } = spawnSync(process.execPath, [script, folder], {
      encoding: "utf8",
      timeout: 360_000,
    });
    expect(status, stderr).toBe(0);
    const { pictures } = documentNamed("docs/staff.md");
    expect(readdirSync(folder).sort()).toEqual(pictures.map(({ source }) => path.basename(source)).sort());
    for (const { source } of pictures) {
      const widths = [path.join(folder, path.basename(source)), path.join(ROOT, "docs", source)].map((file) =>
        readFileSync(file).readUInt32BE(16),
      );
      expect(widths[0], source).toBe(widths[1]);
    }
  }, 120_000);
});
