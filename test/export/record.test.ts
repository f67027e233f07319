import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { runRecord } from "../../src/cli/record-command.js";
import { readConfig } from "../../src/config.js";
import { DAY, HOUR, tokyoInstant } from "../../src/domain/time.js";
import type { NoteRecord } from "../../src/export/record.js";
import { one, run } from "../../src/store/database.js";
import { moveNote, reviseNote, withdrawNote } from "../../src/store/note-writing.js";
import { ensurePerson } from "../../src/store/people.js";
import { giveRole } from "../kit/people.js";
import { NOW, report, temporaryFolder } from "../kit/plan-store.js";
import { type Stage, stage } from "../kit/reported-plan.js";

function staged(): Stage & {
  readonly record: (...args: string[]) => Promise<{ out: string; err: string }>;
  readonly json: (...args: string[]) => Promise<NoteRecord>;
  readonly latest: () => number;
} {
  const made = stage([
    ["みどり環境部", 3],
    ["会計室", 2],
  ]);
  const record = async (...args: string[]) => {
    const said = { out: "", err: "" };
    const status = await runRecord(args, {
      out: (text) => {
        said.out += `${text}\n`;
      },
      err: (text) => {
        said.err += `${text}\n`;
      },
      config: () => readConfig({ DATABASE_PATH: made.file }),
      clock: () => NOW,
      interactive: false,
    });
    expect(status).toBe(0);
    return said;
  };
  return {
    ...made,
    record,
    json: async (...args) => JSON.parse((await record(...args, "--json")).out),
    latest: () => one<{ id: number }>(made.db, "SELECT max(id) AS id FROM note")?.id ?? 0,
  };
}

const YEAR = ["--from", "2026-04-01", "--to", "2027-03-31"] as const;
const HERE = ["--department", "みどり環境部", ...YEAR] as const;
const content = (text: string) =>
  ({ state: "behind", level: null, percent: 40, unchanged: false, text }) as const;

describe("policy-bot record", () => {
  it("holds time, author, post, message link and state of each note, oldest first", async () => {
    const { db, goal, json } = staged();
    const author = ensurePerson(db, "web", "U1", "佐藤");
    giveRole(db, author.id, {
      role: "staff",
      departmentId: one<{ id: number }>(db, "SELECT min(id) AS id FROM department")?.id ?? 0,
      post: "公園係長",
    });
    run(
      db,
      `INSERT INTO message(id, platform, conversation, message, status, permalink)
       VALUES (7, 'web', 'd1', '12', 'noted', 'https://chat.example/12')`,
    );
    report(db, goal(1), { text: "二つ目", saidAt: NOW - DAY });
    report(db, goal(0), { text: "一つ目", saidAt: NOW - 2 * DAY, messageId: 7, onBehalfOf: "鈴木" });
    report(db, goal(3), { text: "別の部" });
    const { entries, ...head } = await json(...HERE);
    expect(head).toMatchObject({
      municipality: "青葉野市",
      fiscalYear: 2026,
      department: "みどり環境部",
      goal: null,
      from: "2026-04-01",
      to: "2027-03-31",
    });
    expect(entries.map(({ text, goal: number }) => [text, number])).toEqual([
      ["一つ目", 1],
      ["二つ目", 2],
    ]);
    expect(entries[0]).toMatchObject({
      saidAt: "2026-11-22T10:00:00+09:00",
      author: "佐藤",
      authorId: "web:U1",
      post: "公園係長",
      onBehalfOf: "鈴木",
      link: "https://chat.example/12",
      state: "on_track",
      stateLabel: "順調",
    });
  });

  it("keeps a withdrawn note, what it said before, who changed it, and from which goal it came", async () => {
    const { db, goal, json, record, latest } = staged();
    report(db, goal(0), { text: "はじめの文" });
    const id = latest();
    reviseNote(db, id, content("直した文"), { actor: "web:U2", at: NOW + HOUR, via: "form" }, "correct");
    moveNote(db, id, goal(1), { actor: "web:U3", at: NOW + 2 * HOUR, via: "button" });
    withdrawNote(db, id, { actor: "web:U1", at: NOW + 3 * HOUR, via: "thread" });
    const [entry] = (await json(...HERE)).entries;
    expect(entry).toMatchObject({
      goal: 2,
      text: "直した文",
      withdrawnAt: "2026-11-24T13:00:00+09:00",
      revisions: [
        {
          text: "はじめの文",
          reason: "correct",
          replacedBy: "（氏名未取得）",
          replacedAt: "2026-11-24T11:00:00+09:00",
        },
        { text: "直した文", reason: "withdraw", replacedBy: "佐藤" },
      ],
      moves: [{ by: "（氏名未取得）", fromGoal: 1 }],
    });
    const { out } = await record(...HERE);
    for (const words of [
      "【取消】",
      "うち取り消されたもの 1件",
      "    | はじめの文",
      "訂正、（氏名未取得）",
      "取消　2026-11-24 13:00:00",
    ])
      expect(out).toContain(words);
  });

  it("takes a note by the day in Tokyo on which it was said, and one goal where asked", async () => {
    const { db, goal, json } = staged();
    for (const at of ["2026-05-31T23:59", "2026-06-01T00:00", "2026-06-30T23:59", "2026-07-01T00:00"]) {
      const [date = "", time = ""] = at.split("T");
      report(db, goal(0), { text: at, saidAt: tokyoInstant(date, time) });
    }
    report(db, goal(2), { text: "ほかの目標", saidAt: tokyoInstant("2026-06-10") });
    const month = ["--department", "みどり環境部", "--from", "2026-06-01", "--to", "2026-06-30"];
    const texts = async (...more: string[]) =>
      (await json(...month, ...more)).entries.map(({ text }) => text);
    expect(await texts()).toEqual(["2026-06-01T00:00", "ほかの目標", "2026-06-30T23:59"]);
    expect(await texts("--goal", "３")).toEqual(["ほかの目標"]);
  });

  it("carries hashes that anybody can make again from the JSON, and the head of the chain of changes", async () => {
    const { db, goal, json } = staged();
    report(db, goal(0), { text: "一「い」\n二" });
    report(db, goal(1));
    const { entries, audit } = await json(...HERE);
    expect(entries).toHaveLength(2);
    for (const { sha256, ...entry } of entries) {
      expect(createHash("sha256").update(JSON.stringify(entry)).digest("hex")).toBe(sha256);
    }
    const last = one<{ id: number; hash: string }>(db, "SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1");
    expect(audit).toEqual({ head: last, brokenAt: null, misfits: [] });
    run(db, "UPDATE note SET text = '書き換え' WHERE id = 1");
    const later = await json(...HERE);
    expect(later.entries[0]?.sha256).not.toBe(entries[0]?.sha256);
    expect(later.entries[1]?.sha256).toBe(entries[1]?.sha256);
  });

  it("says where the chain of changes is broken", async () => {
    const { db, goal, record } = staged();
    report(db, goal(0));
    run(db, "UPDATE audit SET actor = 'web:U9' WHERE id = 2");
    const { out, err } = await record(...HERE);
    expect(out).toContain("2番の記録が後から書き換えられています");
    expect(err).toContain("情報システム担当");
  });

  it("certifies nothing that was changed past the record of changes, and names it", async () => {
    const { db, goal, record, json } = staged();
    report(db, goal(0), { text: "進んでいます" });
    report(db, goal(3), { text: "別の部" });
    expect((await record(...HERE)).out).toContain("変更の記録の確認　書き換えられていません。");
    run(db, "UPDATE note SET text = '中止と決定' WHERE id = 1");
    run(db, "DELETE FROM note WHERE id = 2");
    const { out, err } = await record(...HERE);
    const list = "みどり環境部 重点目標1 の報告1番（本文）、会計室 重点目標1 の報告2番（報告そのものがない）";
    expect(out).toContain(`変更の記録の確認　変更の記録と合わない報告があります: ${list}。控え`);
    expect(out).toContain("  確認　報告1番は変更の記録と合いません（本文）");
    expect(out).not.toContain("書き換えられていません");
    expect(err).toContain(`${list}。情報システム担当に知らせ、控え（バックアップ）と比べてください。`);
    expect((await json(...HERE)).audit.misfits).toEqual([
      { note: 1, department: "みどり環境部", goal: 1, kinds: ["text"] },
      { note: 2, department: "会計室", goal: 1, kinds: ["missing"] },
    ]);
  });

  it("sets people's words so that none passes for a line of the record", async () => {
    const { db, goal, record, latest } = staged();
    const forged = "本文\r\n件数　0件\u2028ハッシュ一覧\u0085計画　偽\u001B[2J\u202E";
    report(db, goal(0), { text: forged, onBehalfOf: "鈴木\n期間　偽" });
    reviseNote(db, latest(), content(`${forged}2`), { actor: "web:U1", at: NOW, via: "form" }, "edit");
    const { out } = await record(...HERE);
    const starts = out.split("\n").filter((line) => /^(件数|ハッシュ一覧|計画|期間)/u.test(line));
    expect(starts).toHaveLength(4);
    expect(out).not.toMatch(/[^\P{Cc}\n]|[\u202A-\u202E\u2028\u2029]/u);
  });

  it("writes to a file what it prints, and names other years that have notes in the period", async () => {
    const { db, goal, record, plan } = staged();
    report(db, goal(0));
    const file = path.join(temporaryFolder(), "記録.txt");
    const printed = await record(...HERE);
    const written = await record(...HERE, "--out", file);
    expect(readFileSync(file, "utf8")).toBe(printed.out);
    expect(written).toMatchObject({ out: "", err: expect.stringContaining("1件") });
    run(
      db,
      `INSERT INTO plan(id, municipality_id, fiscal_year, title, layout, source_name, source_sha256, imported_at)
       SELECT 99, municipality_id, 2025, title, layout, source_name, source_sha256, imported_at FROM plan WHERE id = ?`,
      plan.id,
    );
    run(db, "UPDATE department SET plan_id = 99 WHERE name = '会計室'");
    run(
      db,
      `UPDATE department SET name = 'みどり環境部',
         organisation_id = (SELECT organisation_id FROM department WHERE name = 'みどり環境部') WHERE name = '会計室'`,
    );
    report(db, goal(3));
    expect((await record(...HERE)).err).toContain("令和7年度の計画への報告も 1件");
  });

  it.each([
    [["--department", "みどり環境部", "--to", "2027-03-31"], "--from"],
    [["--department", "みどり環境部", "--from", "2026-13-01", "--to", "2027-03-31"], "--from"],
    [["--department", "みどり環境部", "--from", "2026-04-02", "--to", "2026-04-01"], "--to"],
    [[...YEAR], "--department"],
    [["--department", "総務部", ...YEAR], "みどり環境部、会計室"],
    [[...HERE, "--goal", "9"], "1 から 3 まで"],
    [[...HERE, "--goal", "x"], "--goal"],
    [[...HERE, "--out", "/nowhere/at/all/x.txt"], "書き出せませんでした"],
  ])("refuses %j with a sentence", async (args, sentence) => {
    await expect(staged().record(...args)).rejects.toThrow(sentence);
  });
});
