import { readXlsx } from "hucre/xlsx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensurePerson } from "../src/store/people.js";
import { blocksOf, Conversation } from "./kit/conversation.js";
import { ADMIN, Installation } from "./kit/installation.js";
import { giveRole } from "./kit/people.js";
import { importText, temporaryDatabase } from "./kit/plan-store.js";
import { WARD } from "./kit/ward.js";

describe("/policy 出力", () => {
  function ward(who: string, where: { platform: "web" | "slack" | "teams" | "cli" } = { platform: "slack" }) {
    const { db } = temporaryDatabase();
    const { planId } = importText(db, WARD);
    return { db, planId, talk: new Conversation(db, { who, where }) };
  }

  it("gives 企画課 the whole 進捗一覧 under a name that says what it is", async () => {
    const { file, audience } = await ward("U0").talk.ask("出力");
    expect([audience, file?.name]).toEqual(["private", "進捗一覧_緑風区_2026_2026-11-24.xlsx"]);
    const { sheets } = await readXlsx(file?.bytes ?? new Uint8Array());
    expect(sheets.map(({ name }) => name)).toContain("危機管理部");
  });

  it("gives it to coordinators and managers, and to nobody else", async () => {
    for (const [role, given] of [
      ["coordinator", true],
      ["manager", true],
      ["staff", false],
      ["reader", false],
    ] as const) {
      const { db, talk } = ward("U7");
      const person = ensurePerson(db, "slack", "U7", null);
      const department = db.prepare("SELECT min(id) FROM department").pluck().get();
      giveRole(db, person.id, { role, departmentId: Number(department), post: null });
      expect([role, (await talk.ask("出力")).file !== undefined]).toEqual([role, given]);
    }
    const answer = await ward("U9").talk.ask("出力");
    expect([answer.file, JSON.stringify(answer.blocks)]).toEqual([
      undefined,
      expect.stringContaining("企画課"),
    ]);
  });

  it("takes a year, and names the years there are", async () => {
    const { talk } = ward("U0");
    expect((await talk.ask("出力 R8")).file?.name).toContain("_2026_");
    const none = await talk.ask("出力 令和3年度");
    expect([none.file, JSON.stringify(none.blocks)]).toEqual([
      undefined,
      expect.stringContaining("令和8年度"),
    ]);
    expect((await talk.ask("出力 いつか")).file).toBeUndefined();
  });

  it("says how else where no file can be handed over", async () => {
    for (const [platform, way] of [
      ["teams", "企画課の画面（/policy 管理）"],
      ["cli", "policy-bot export"],
    ] as const) {
      const answer = await ward("U0", { platform }).talk.ask("出力");
      expect([answer.file, JSON.stringify(blocksOf(answer))]).toEqual([
        undefined,
        expect.stringContaining(way),
      ]);
    }
  });
});

describe("the file, in the real program", () => {
  const office = new Installation();
  beforeAll(() => office.start());
  afterAll(() => office.stop());

  it("comes to the asker's direct messages in Slack, whatever channel it was asked for in", async () => {
    expect(await office.ask("出力", { user_id: ADMIN })).toContain("ダイレクトメッセージ");
    await office.eventually(() => office.slack.called("files.completeUploadExternal").length === 1);
    const [uploaded] = office.slack.called("files.completeUploadExternal");
    expect(uploaded?.args).toMatchObject({ channel_id: `D${ADMIN.slice(1)}` });
    expect(uploaded?.args.files).toContain("進捗一覧");
    expect(await office.ask("出力")).toContain("企画課");
    expect(office.slack.called("files.completeUploadExternal")).toHaveLength(1);
  });

  it("says so where Slack does not take it", async () => {
    office.slack.fail("files.getUploadURLExternal", { kind: "error", error: "missing_scope" });
    await office.ask("出力", { user_id: ADMIN });
    await office.eventually(() =>
      JSON.stringify(office.slack.responses).includes("ファイルを送れませんでした"),
    );
  });

  it("is a link on the page that works for the asker alone", async () => {
    const post = { conversation: "kikaku", thread: null, text: "/policy 出力" };
    const { body } = await office.page("/api/post", { ...office.me("web:kikaku"), ...post });
    const shown = JSON.parse(body) as {
      messages: { private: boolean; body: { blocks: { spans?: { link?: string }[] }[] } }[];
    };
    const [message] = shown.messages;
    const link =
      message?.body.blocks.flatMap(({ spans = [] }) => spans).find((span) => span.link)?.link ?? "";
    expect([message?.private, link]).toEqual([
      true,
      expect.stringMatching(/^\/api\/file\?person=web%3Akikaku&id=[0-9a-f]{32}$/),
    ]);
    const file = await office.page(link, undefined);
    expect([file.status, file.headers["content-disposition"], file.body.startsWith("PK")]).toEqual([
      200,
      expect.stringMatching(/^attachment; filename\*=UTF-8''%E9%80%B2/),
      true,
    ]);
    expect((await office.page(link.replace("kikaku", "shomu"), undefined)).status).toBe(404);
    expect(
      (await office.page(`${link.slice(0, -1)}${link.endsWith("0") ? "1" : "0"}`, undefined)).status,
    ).toBe(404);
    expect((await office.raw(link, { headers: { host: "localhost" } })).status).toBe(401);
  });
});
