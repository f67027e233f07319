import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { ImportError } from "../../src/import/document.js";
import { planImport } from "../../src/import/profile/plan-import.js";
import { readDocument } from "../../src/import/read/read-document.js";
import { NO_CHROMIUM, useBrowser, whyNoChromium } from "../kit/browser.js";
import { temporaryFolder } from "../kit/plan-store.js";
import { answered, shapeOf } from "./answered.js";
import { HELD_PAGES } from "./held-pages.js";
import { MUNICIPAL_PAGES } from "./municipal-pages.js";
import { LATER_PAGES, OFFICE_PAGES } from "./office-pages.js";
import { PRINTED_PAGES, type PrintedPage } from "./printed-pages.js";

const PAGES = [...PRINTED_PAGES, ...MUNICIPAL_PAGES];
const LEVELLED = [...OFFICE_PAGES, ...LATER_PAGES, ...HELD_PAGES];
const ALL = [...PAGES, ...LEVELLED];

describe.skipIf(NO_CHROMIUM)(`a page that Chromium has printed as a PDF${whyNoChromium}`, () => {
  const browser = useBrowser();

  /** As people print: with the browser's own head and foot on every sheet. */
  async function printed({ name, html }: PrintedPage): Promise<Uint8Array> {
    const file = join(temporaryFolder(), name.replace(/pdf$/u, "html"));
    writeFileSync(file, html);
    const page = await browser.page({ viewport: { width: 1280, height: 720 } });
    await page.goto(pathToFileURL(file).href);
    const margin = { top: "15mm", bottom: "15mm", left: "15mm", right: "15mm" };
    return page.pdf({ format: "A4", displayHeaderFooter: true, margin, preferCSSPageSize: true });
  }

  it.each(ALL.filter(({ plan }) => plan !== null))("$name: $layout", async (one) => {
    const { plan } = await answered({ ...one, bytes: () => printed(one) });
    expect(plan === null ? null : shapeOf(plan, LEVELLED.includes(one))).toEqual(one.plan);
  });

  it.each(ALL.filter(({ plan }) => plan === null))(
    "$name is refused with what to do: $layout",
    async (one) => {
      const bytes = await printed(one);
      let refusal: unknown = null;
      try {
        planImport(await readDocument(bytes, one.name), {});
      } catch (error) {
        refusal = error;
      }
      expect(refusal).toBeInstanceOf(ImportError);
      expect((refusal as ImportError).message).toMatch(one.refusal ?? /^$/u);
    },
  );
});
