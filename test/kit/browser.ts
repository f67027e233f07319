import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
  type ViewportSize,
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
  readonly page: (options: BrowserContextOptions & { readonly viewport: ViewportSize }) => Promise<Page>;
} {
  let browser: Browser | null = null;
  /** A process of its own for every context is most of what a short test costs. */
  const pages = new Map<string, Page>();
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ARGS });
  });
  afterAll(() => browser?.close());
  const newContext = async (options: BrowserContextOptions = {}): Promise<BrowserContext> => {
    if (browser === null) throw new Error("the browser is not open yet");
    const context = await browser.newContext({ locale: "ja-JP", ...options });
    context.setDefaultTimeout(60_000);
    return context;
  };
  return {
    newContext,
    /** The page of an earlier test with the same options, as good as new: give it back with `leave`. */
    async page(options) {
      const key = JSON.stringify(options);
      const known = pages.get(key);
      if (known !== undefined && !known.isClosed()) {
        await known.setViewportSize(options.viewport);
        return known;
      }
      const page = await (await newContext(options)).newPage();
      pages.set(key, page);
      return page;
    },
  };
}

/** Takes everything from a page that the next test should not find: what it stored, who listens, how it is shown. */
export async function leave(page: Page): Promise<void> {
  await page.evaluate("localStorage.clear(), sessionStorage.clear()");
  await page.goto("about:blank");
  await page.context().clearCookies();
  await page.unrouteAll();
  await page.emulateMedia({ media: null });
  page.removeAllListeners();
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
