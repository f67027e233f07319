import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { afterAll, beforeAll } from "vitest";

const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

/** Whether tests that need Chromium are skipped. Where everything must be tested, they fail instead. */
export const NO_CHROMIUM = !existsSync(executablePath) && process.env.CI !== "true";

/** For the title of a group of tests that look at pages. */
export const whyNoChromium = NO_CHROMIUM
  ? ` (skipped: there is no Chromium at ${executablePath}; set CHROMIUM_PATH)`
  : "";

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** Chromium, opened once for a group of tests. */
export function useBrowser(): {
  readonly newContext: (options?: BrowserContextOptions) => Promise<BrowserContext>;
} {
  let browser: Browser | null = null;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ARGS });
  });
  afterAll(() => browser?.close());
  return {
    async newContext(options = {}) {
      if (browser === null) throw new Error("the browser is not open yet");
      const context = await browser.newContext({ locale: "ja-JP", ...options });
      context.setDefaultTimeout(60_000);
      return context;
    },
  };
}

/** Collects what a page complains about: errors of its scripts, and what its policy forbade. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (line) => {
    if (line.type() === "error" && !line.text().includes("Failed to load resource"))
      complaints.push(line.text());
  });
  return complaints;
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe finds wrong with a page. A policy that forbids scripts must be passed by (`bypassCSP`). */
export async function violationsOf(page: Page): Promise<readonly Violation[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run: () => Promise<{ violations: Violation[] }> };
    };
    const { violations } = await axe.run();
    return violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      nodes: nodes.map(({ html }) => ({ html })),
    }));
  });
}
