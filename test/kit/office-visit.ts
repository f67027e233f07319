import { onTestFinished } from "vitest";
import { FileUnavailable } from "../../src/bot/platform.js";
import { DEFAULT_PATTERNS } from "../../src/domain/privacy/patterns.js";
import { createLog } from "../../src/log.js";
import { createOffice, type FetchDocument } from "../../src/office/office-page.js";
import { startServer } from "../../src/server.js";
import type { Db } from "../../src/store/database.js";
import { Conversation } from "./conversation.js";
import { NOW } from "./plan-store.js";

/** An office page on a real server of its own, and a browser's jar of one cookie. */
export async function openOffice(
  db: Db,
  given: {
    readonly publicUrl?: string;
    readonly adminUsers?: readonly string[];
    readonly fetchDocument?: FetchDocument;
    /** For a page that the tests of a group share, `afterAll`. */
    readonly atEnd?: (work: () => unknown) => void;
  } = {},
) {
  const time = { now: NOW };
  const { bot } = new Conversation(db);
  const office = createOffice({
    bot: {
      ...bot,
      ...(given.adminUsers === undefined ? {} : { adminUsers: given.adminUsers }),
      clock: () => time.now,
      log: createLog("silent"),
      privacy: DEFAULT_PATTERNS,
    },
    address: { publicUrl: given.publicUrl ?? null, host: "127.0.0.1" },
    origin: () => origin,
    fetchDocument:
      given.fetchDocument ?? (() => Promise.reject(new FileUnavailable("gone", "no platform here"))),
  });
  const server = await startServer({ host: "127.0.0.1", port: 0 }, [office.route], () => ({
    ok: true,
    checks: {},
  }));
  const origin = `http://127.0.0.1:${server.port}`;
  (given.atEnd ?? onTestFinished)(() => server.close(1000));
  return { office, origin, time, visit: () => new Visit(origin) };
}

/** One browser session: keeps the cookie, follows what a form would send. */
export class Visit {
  cookie = "";
  setCookie = "";

  constructor(readonly origin: string) {}

  async get(
    path: string,
  ): Promise<{ readonly status: number; readonly html: string; readonly headers: Headers }> {
    return this.#read(
      await fetch(`${this.origin}${path}`, { headers: { cookie: this.cookie }, redirect: "manual" }),
    );
  }

  /** Sends a form as its own page would, with the page's form key. */
  async post(
    path: string,
    fields: Record<string, string | Blob>,
    from?: string,
    headers: Record<string, string> = {},
  ) {
    const form = new FormData();
    const key =
      from === undefined
        ? ""
        : (/name="form_key" value="([^"]+)"/u.exec((await this.get(from)).html)?.[1] ?? "");
    form.set("form_key", key);
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value === "string") form.set(name, value);
      else form.set(name, value, "name" in value && typeof value.name === "string" ? value.name : "file");
    }
    const response = await fetch(`${this.origin}${path}`, {
      method: "POST",
      body: form,
      headers: { cookie: this.cookie, origin: this.origin, "sec-fetch-site": "same-origin", ...headers },
      redirect: "manual",
    });
    const set = response.headers.get("set-cookie");
    if (set !== null) {
      this.setCookie = set;
      this.cookie = set.split(";")[0] ?? "";
    }
    return this.#read(response);
  }

  async #read(response: Response) {
    return {
      status: response.status,
      html: await response.clone().text(),
      headers: response.headers,
      bytes: new Uint8Array(await response.arrayBuffer()),
    };
  }
}

/** Opens a link and enters. */
export async function entered(opened: Awaited<ReturnType<typeof openOffice>>, id = "U0"): Promise<Visit> {
  const visit = opened.visit();
  const link = new URL(opened.office.linkFor({ platform: "web", id, name: "計画 花子" }));
  await visit.post("/office/enter", { t: link.searchParams.get("t") ?? "" });
  return visit;
}
