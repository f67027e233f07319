import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderCards } from "../../src/bot/platforms/teams/render.js";
import { all, one } from "../../src/store/database.js";
import { Installation, ROOT } from "../kit/installation.js";
import { envelope, reply } from "../kit/payloads.js";
import { contents } from "../kit/plan-store.js";
import { partsOf } from "../kit/reported-plan.js";

/** A report that tries everything at once, as Slack hands it over. */
const HOSTILE =
  '見出し HYPERLINK("http://evil.example","見る") <!channel> <@U0BOSS0000> *太字* [題](http://evil.example) <img src=x onerror=alert(1)> \u001B[2J\u202E{{DATE(2026-01-01,SHORT)}} \'); DROP TABLE note; --';

describe("what people write", () => {
  const office = new Installation();
  beforeAll(async () => {
    await office.start();
    const escaped = HOSTILE.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    await office.event(envelope(reply(`1 順調 ${escaped}`, { thread_ts: ROOT })));
    await office.settled();
  });
  afterAll(() => office.stop());

  const words = () => office.notes()[0]?.text ?? "";

  it("is kept as it was written", async () => {
    for (const part of ["*太字*", "<!channel>", "<@U0BOSS0000>", "<img src=x", "DROP TABLE note"])
      expect(words()).toContain(part);
  });

  it("T22 becomes no mention, link or markup in Slack", async () => {
    const body = JSON.parse(await office.ask("危機管理部 1")) as Record<string, unknown>;
    expect(JSON.stringify(body)).toContain("DROP TABLE note");
    const texts: string[] = [];
    const links: unknown[] = [];
    const walk = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      const { type, text, url } = value as Record<string, unknown>;
      if (type === "mrkdwn" && typeof text === "string") texts.push(text);
      if (type === "link" || type === "user" || type === "broadcast") links.push(url ?? type);
      for (const each of Object.values(value)) walk(each);
    };
    walk(body);
    for (const text of [...texts, String(body.text)]) expect(text).not.toMatch(/<[!@#]|<http/);
    expect(
      links.filter((link) => String(link).includes("evil") || ["user", "broadcast"].includes(String(link))),
    ).toEqual([]);
    for (const { args } of office.slack.called("chat.postMessage")) {
      expect([args.link_names ?? "false", args.parse ?? "none"]).toEqual(["false", "none"]);
    }
  });

  it("T23 becomes no Markdown, function or link in Teams", async () => {
    const shown: string[] = [];
    const walk = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      const { type, text } = value as Record<string, unknown>;
      expect(type).not.toBe("Action.OpenUrl");
      if (typeof text === "string") {
        shown.push(text);
        expect(text).not.toMatch(/\{\{\s*(DATE|TIME)/);
        // Only a run of text is read without Markdown.
        if (type !== "TextRun") expect(text).not.toMatch(/[*_[\]<>]|https?:/);
      }
      for (const each of Object.values(value)) walk(each);
    };
    walk(
      renderCards([{ kind: "text", spans: [{ text: words() }] }], {
        own: true,
        key: null,
        dialogs: true,
        stands: "message",
      }),
    );
    expect(shown.join("")).toContain("DROP TABLE note");
  });

  it("T24 becomes no HTML or script in the page, which allows none", async () => {
    const post = { ...office.me(), conversation: "kikaku", thread: null, text: "<script>alert(1)</script>" };
    await office.page("/api/post", post);
    const read = await office.page("/api/messages?conversation=kikaku&person=web:kikaku", undefined);
    expect(read.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(read.headers["x-content-type-options"]).toBe("nosniff");
    expect(read.body).toContain("<script>alert(1)</script>");
    const page = await office.page("/", undefined);
    const policy = String(page.headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(page.body).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=|javascript:/);
    const folder = path.join(import.meta.dirname, "../../src/bot/platforms/web/public");
    const scripts = readdirSync(folder).filter((name) => name.endsWith(".js"));
    expect(scripts.length).toBeGreaterThan(10);
    for (const name of scripts) {
      const code = readFileSync(path.join(folder, name), "utf8");
      expect([
        name,
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc/.test(code),
      ]).toEqual([name, false]);
    }
  });

  it("T25 becomes no formula in CSV or XLSX", async () => {
    const [, second] = office.goals("危機管理部");
    const formula = '=HYPERLINK("http://evil.example","見る")';
    const sent = await office.page("/api/form", {
      ...office.me(),
      conversation: `d${second?.departmentId}`,
      thread: null,
      form: "report",
      context: JSON.stringify({ department: second?.departmentId, goal: second?.id, nonce: "formula" }),
      values: { goal: String(second?.id), state: "1", text: formula },
    });
    expect([sent.status, office.notes().at(-1)?.text]).toEqual([200, formula]);
    const csv = (await office.cli("export", "--format", "csv")).out;
    expect(csv).toContain("'=HYPERLINK");
    expect(csv).not.toMatch(/(^|,)"?[=+@]/m);
    const file = path.join(office.folder, "進捗.xlsx");
    expect((await office.cli("export", "--format", "xlsx", "--out", file)).status).toBe(0);
    const sheets = [...partsOf(readFileSync(file))].filter(([name]) => name.startsWith("xl/worksheets/"));
    expect(sheets.length).toBeGreaterThan(1);
    for (const [, xml] of sheets) expect(xml).not.toMatch(/<f[ >]|<hyperlink|externalLink/);
  });

  it("T26 is no SQL, wherever it is typed", async () => {
    // What other tests said is shown in the digest a little later.
    await office.eventually(() => one(office.db, "SELECT 1 FROM outbox WHERE status <> 'sent'") === null);
    const before = contents(office.db);
    for (const typed of [
      "'",
      "'; DROP TABLE note; --",
      '" OR 1=1 --',
      "%' UNION SELECT hash FROM audit --",
      "\\'; ATTACH 'x.db' AS y",
    ]) {
      for (const asked of [
        typed,
        `検索 ${typed}`,
        `危機管理部 ${typed}`,
        `報告 ${typed} 1 順調 x`,
        `履歴 ${typed}`,
      ]) {
        expect(await office.ask(asked)).not.toMatch(/E-[0-9A-F]{6}/);
      }
    }
    const { answer: _, setting: __, ...after } = contents(office.db);
    for (const [table, rows] of Object.entries(after)) expect([table, rows]).toEqual([table, before[table]]);
  });

  it.each([
    '"',
    "*",
    "NEAR(防災 学校)",
    "防災 OR 1",
    "grams:防災",
    "^防災",
    "NOT 防災",
    "(",
    "-防災",
    "\u0000防災",
    "防災".repeat(2000),
  ])("T27 is no query language in the search: %j", async (typed) => {
    expect(await office.ask(`検索 ${typed}`)).not.toMatch(/E-[0-9A-F]{6}/);
    expect(office.log).not.toMatch(/fts5|SQLITE/i);
  });

  it("T28 makes no line of its own in the log", async () => {
    const forged = 'x\n{"level":60,"msg":"forged"}\r\n\u001B[2J\u202E';
    await office.event(
      envelope(reply("1 順調", { thread_ts: ROOT }), { team_id: forged, authorizations: [] }),
    );
    await office.event(
      envelope(reply("1 順調", { thread_ts: ROOT, client_msg_id: forged }), { event_id: forged }),
    );
    const guest = { person: "web:guest-0123456789ab", name: forged.slice(0, 40), gesture: "gesture-forged" };
    await office.page("/api/post", { ...guest, conversation: "kikaku", thread: null, text: "x" });
    await office.raw("/%0a%7b%22level%22:60%7d%1b[2J", { headers: { "user-agent": "x", host: "localhost" } });
    await office.settled();
    await office.eventually(() => office.log.includes("another workspace"));
    const lines = office.log.split("\n").filter((line) => line !== "");
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines.filter((each) => !/^(ためしの画面|Slack につなぎます)/.test(each))) {
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number) });
      expect((JSON.parse(line) as { msg: string }).msg).not.toBe("forged");
    }
    expect(office.log).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it("T29 does not drive the terminal of the person who reads it", async () => {
    const year = ["--from", "2020-04-01", "--to", "2100-03-31"];
    for (const args of [
      ["ask", "/policy 危機管理部 1"],
      ["ask", "/policy 履歴 危機管理部", "--json"],
      ["record", "--department", "危機管理部", ...year],
      ["record", "--department", "危機管理部", ...year, "--json"],
      ["export", "--format", "json"],
      ["export", "--format", "csv"],
      ["ask", "/policy \u001B[2J\u009B"],
      ["import", "no\u001B[2J\nsuch.txt"],
      ["no\u001B[2Jcommand"],
    ]) {
      const { out, err } = await office.cli(...args);
      expect([args[0], out.length + err.length > 20]).toEqual([args[0], true]);
      expect([args[0], /[^\P{Cc}\r\n\t]/u.test(out + err)]).toEqual([args[0], false]);
    }
    expect(all(office.db, "SELECT text FROM note WHERE instr(text, char(27)) > 0")).toHaveLength(1);
  });
});
