import { readXlsx } from "hucre/xlsx";
import { describe, expect, it } from "vitest";
import { isFromOurPage, isOurName } from "../../src/domain/own-page.js";
import { HOUR, MINUTE } from "../../src/domain/time.js";
import { ensurePerson } from "../../src/store/people.js";
import { entered, openOffice } from "../kit/office-visit.js";
import { giveRole, takeRole } from "../kit/people.js";
import { importText, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

describe("the door of the office page", () => {
  async function ward(given: Parameters<typeof openOffice>[1] = {}) {
    const { db } = temporaryDatabase();
    importText(db, WARD);
    return { db, opened: await openOffice(db, given) };
  }
  const visitor = { platform: "web", id: "U0", name: "計画 花子" } as const;
  const tokenOf = (link: string): string => new URL(link).searchParams.get("t") ?? "";

  it("lets a link be looked at by whoever checks links, and opens once", async () => {
    const { opened } = await ward();
    const t = tokenOf(opened.office.linkFor(visitor));
    for (let look = 0; look < 3; look += 1) {
      expect((await opened.visit().get(`/office/enter?t=${t}`)).status).toBe(200);
    }
    const visit = opened.visit();
    expect((await visit.post("/office/enter", { t })).status).toBe(303);
    expect(visit.setCookie).toMatch(/Path=\/office; HttpOnly; SameSite=Strict/u);
    expect((await visit.get("/office")).html).toContain("計画 花子");
    expect((await opened.visit().post("/office/enter", { t })).status).toBe(410);
    expect((await opened.visit().get(`/office/enter?t=${t}`)).html).toContain("/policy 管理");
  });

  it("keeps out who has no session, or a made-up one", async () => {
    const { opened } = await ward();
    const visit = opened.visit();
    expect((await visit.get("/office")).status).toBe(401);
    visit.cookie = "policy_bot_office=AAAA";
    expect((await visit.get("/office/import")).status).toBe(401);
    expect((await visit.post("/office/progress", { plan: "1" })).status).toBe(401);
  });

  it("lets links grow old after ten minutes and sessions after an hour of rest or a day's work", async () => {
    const { opened } = await ward();
    const t = tokenOf(opened.office.linkFor(visitor));
    opened.time.now += 10 * MINUTE;
    expect((await opened.visit().post("/office/enter", { t })).status).toBe(410);
    const rested = await entered(opened);
    opened.time.now += 59 * MINUTE;
    expect((await rested.get("/office")).status).toBe(200);
    opened.time.now += HOUR;
    expect((await rested.get("/office")).status).toBe(401);
    const busy = await entered(opened);
    for (let hour = 0; hour < 18; hour += 1) {
      opened.time.now += HOUR / 2;
      await busy.get("/office");
    }
    expect((await busy.get("/office")).status).toBe(401);
  });

  it("ends an unopened link where the person asks for another", async () => {
    const { opened } = await ward();
    const first = tokenOf(opened.office.linkFor(visitor));
    opened.office.linkFor({ ...visitor, id: "U1" });
    opened.office.linkFor(visitor);
    expect((await opened.visit().post("/office/enter", { t: first })).status).toBe(410);
  });

  it("asks for the role at every request", async () => {
    const { db, opened } = await ward();
    const person = ensurePerson(db, "web", "U7", "交代 太郎");
    giveRole(db, person.id, { role: "planning", departmentId: null, post: null });
    const visit = await entered(opened, "U7");
    expect((await visit.get("/office")).status).toBe(200);
    takeRole(db, person.id, { role: "planning", departmentId: null });
    expect((await visit.get("/office")).status).toBe(403);
    giveRole(db, person.id, { role: "planning", departmentId: null, post: null });
    expect((await visit.get("/office")).status).toBe(401);
  });

  it("takes no form of another site, and none without the page's own key", async () => {
    const { opened } = await ward();
    const visit = await entered(opened);
    const plan = { plan: "1" };
    expect(
      (await visit.post("/office/progress", plan, "/office", { "sec-fetch-site": "cross-site" })).status,
    ).toBe(403);
    expect(
      (await visit.post("/office/progress", plan, "/office", { origin: "https://elsewhere.example" })).status,
    ).toBe(403);
    expect((await visit.post("/office/progress", plan)).status).toBe(403);
    expect((await visit.post("/office/progress", plan, "/office")).status).toBe(200);
  });

  it("hands the 進捗一覧 over and writes down to whom", async () => {
    const { db, opened } = await ward();
    const visit = await entered(opened);
    const answer = await visit.post("/office/progress", { plan: "1" }, "/office");
    expect(answer.headers.get("content-disposition")).toContain(
      encodeURIComponent("進捗一覧_緑風区_2026_2026-11-24.xlsx"),
    );
    const { sheets } = await readXlsx(answer.bytes);
    expect(sheets.map(({ name }) => name)).toContain("危機管理部");
    expect(db.prepare("SELECT actor, via FROM audit WHERE action = 'file.hand_over'").all()).toEqual([
      { actor: "web:U0", via: "office" },
    ]);
  });

  it("sends links to the public address, with a cookie that travels encrypted alone", async () => {
    const { opened } = await ward({ publicUrl: "https://goals.example.lg.jp" });
    const link = opened.office.linkFor(visitor);
    expect(link).toMatch(/^https:\/\/goals\.example\.lg\.jp\/office\/enter\?t=/u);
    const visit = opened.visit();
    const proxied = { "x-forwarded-host": "goals.example.lg.jp", origin: "https://goals.example.lg.jp" };
    expect((await visit.post("/office/enter", { t: tokenOf(link) }, undefined, proxied)).status).toBe(303);
    expect(visit.setCookie).toContain("Secure");
  });

  it("leaves when told", async () => {
    const { opened } = await ward();
    const visit = await entered(opened);
    await visit.post("/office/leave", {}, "/office");
    expect((await visit.get("/office")).status).toBe(401);
  });

  it("carries what keeps a page from being framed, kept or sending elsewhere", async () => {
    const { opened } = await ward();
    const { headers } = await (await entered(opened)).get("/office");
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect([headers.get("cache-control"), headers.get("referrer-policy")]).toEqual([
      "no-store",
      "same-origin",
    ]);
  });
});

describe("names and senders", () => {
  const address = { publicUrl: "https://goals.example.lg.jp", host: "127.0.0.1" };

  it.each([
    ["goals.example.lg.jp", true],
    ["goals.example.lg.jp:443", true],
    ["127.0.0.1:3000", true],
    ["localhost", true],
    ["[::1]:3000", true],
    ["evil.example", false],
    ["goals.example.lg.jp.evil.example", false],
    ["", false],
    [undefined, false],
  ])("%s", (name, ours) => {
    expect(isOurName(name, address)).toBe(ours);
  });

  it("knows the page by the browser's word and its origin", () => {
    const host = "127.0.0.1:3000";
    const sent = (site: string | undefined, origin: string | undefined) =>
      isFromOurPage({ site, origin, host }, address);
    expect(sent("same-origin", `http://${host}`)).toBe(true);
    expect(sent("same-origin", "https://goals.example.lg.jp")).toBe(true);
    expect(sent(undefined, `http://${host}`)).toBe(true);
    expect(sent(undefined, undefined)).toBe(false);
    expect(sent("same-site", `http://${host}`)).toBe(false);
    expect(sent("same-origin", "null")).toBe(false);
  });
});
