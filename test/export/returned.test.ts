import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DAY } from "../../src/domain/time.js";
import { all } from "../../src/store/database.js";
import { findGoal } from "../../src/store/goals.js";
import { listNotes } from "../../src/store/notes.js";
import { rememberThread } from "../../src/store/threads.js";
import { contents, NOW, report } from "../kit/plan-store.js";
import { setText, stage } from "../kit/reported-plan.js";
import { desk, rewrite } from "./desk.js";

const STATE = "今回の状態";
const PERCENT = "今回の進捗率（％）";
const WORDS = "今回のひとこと";

async function exported(departments: Parameters<typeof stage>[0]) {
  const staged = stage(departments);
  const at = { now: NOW };
  const person = desk(staged.file, () => at.now);
  const { status } = await person.run("export", "--format", "xlsx", "--out", person.sheet);
  if (status !== 0) throw new Error("not exported");
  return { ...staged, ...person, at };
}

describe("a 進捗一覧 that comes back filled in", () => {
  it("becomes notes of 企画課 on behalf of the department, in the plan's own states", async () => {
    const { db, goal, sheet, json } = await exported([["みどり環境部", 3]]);
    await rewrite(sheet, [
      ["進捗一覧", 1, { [STATE]: "おおむね 順調", [PERCENT]: "６０％", [WORDS]: "協定書の案を作成" }],
      ["みどり環境部", 2, { [STATE]: "変更なし" }],
      ["みどり環境部", 3, { [WORDS]: "=HYPERLINK(1)" }],
    ]);
    const outcome = await json(sheet, "--yes");
    expect(outcome).toMatchObject({
      applied: true,
      layout: "progress",
      notes: { added: 3, repeated: 0, conflicts: 0, unread: 0 },
      warnings: [],
    });
    expect(findGoal(db, goal(0))).toMatchObject({ state: "mostly_on_track", percent: 60, lastNoteAt: NOW });
    expect(listNotes(db, goal(0))).toMatchObject([
      { text: "協定書の案を作成", via: "sheet", authorName: "企画課", onBehalfOf: "みどり環境部" },
    ]);
    expect(listNotes(db, goal(1))).toMatchObject([{ unchanged: true, state: null, text: "" }]);
    expect(listNotes(db, goal(2))).toMatchObject([{ state: null, text: "=HYPERLINK(1)" }]);
    const audited = all(db, "SELECT 1 FROM audit WHERE action = 'note.add' AND via = 'sheet'");
    expect(audited).toHaveLength(3);
  });

  it("lets the digest that shows the goal be drawn anew", async () => {
    const { db, goal, plan, sheet, json } = await exported([["みどり環境部", 2]]);
    const thread = rememberThread(db, {
      platform: "web",
      conversation: "midori",
      root: "1",
      kind: "digest",
      planId: plan.id,
      departmentId: findGoal(db, goal(0))?.departmentId ?? null,
      destination: {},
      createdAt: NOW,
      goalIds: [goal(0)],
    });
    await rewrite(sheet, [["進捗一覧", 1, { [STATE]: "順調" }]]);
    await json(sheet, "--dry-run");
    expect(all(db, "SELECT 1 FROM outbox")).toEqual([]);
    await json(sheet, "--yes");
    const bodies = all<{ kind: string; body: string }>(db, "SELECT kind, body FROM outbox");
    expect(bodies.map(({ kind, body }) => [kind, JSON.parse(body)])).toEqual([
      ["update", { type: "digest", thread, part: 0 }],
    ]);
  });

  it("changes nothing when nothing was filled in", async () => {
    const { db, sheet, run } = await exported([["みどり環境部", 3]]);
    const before = contents(db);
    const { status, out } = await run("import", sheet, "--yes");
    expect([status, out.includes("記入がありません")]).toEqual([0, true]);
    expect(contents(db)).toEqual(before);
  });

  it("is only shown with --dry-run, and refused without a yes", async () => {
    const { db, sheet, run, json } = await exported([["みどり環境部", 1]]);
    await rewrite(sheet, [["進捗一覧", 1, { [STATE]: "順調", [WORDS]: "着手" }]]);
    const before = contents(db);
    expect(await json(sheet, "--dry-run")).toMatchObject({ applied: false, notes: { added: 1 } });
    const shown = await run("import", sheet, "--dry-run");
    expect(shown.out).toContain("みどり環境部 1　報告なし → 順調　着手");
    const refused = await run("import", sheet);
    expect(refused).toMatchObject({ status: 1, err: expect.stringContaining("--yes") });
    expect(contents(db)).toEqual(before);
  });

  it("is recorded once however often it is imported, also after it was saved anew", async () => {
    const { db, sheet, json } = await exported([["みどり環境部", 2]]);
    await rewrite(sheet, [["進捗一覧", 1, { [STATE]: "順調", [WORDS]: "着手" }]]);
    await json(sheet, "--yes");
    const before = contents(db);
    expect(await json(sheet, "--yes")).toMatchObject({ applied: false, notes: { added: 0, repeated: 1 } });
    expect(contents(db)).toEqual(before);
    await rewrite(sheet, [["進捗一覧", 2, { [STATE]: "遅れ" }]]);
    expect(await json(sheet, "--yes")).toMatchObject({ notes: { added: 1, repeated: 1, conflicts: 0 } });
  });

  it("takes the same words again from a sheet that was exported anew", async () => {
    const { db, goal, sheet, run, json, at } = await exported([["みどり環境部", 1]]);
    await rewrite(sheet, [["進捗一覧", 1, { [STATE]: "変更なし" }]]);
    await json(sheet, "--yes");
    at.now = NOW + 30 * DAY;
    await run("export", "--format", "xlsx", "--out", sheet);
    await rewrite(sheet, [["進捗一覧", 1, { [STATE]: "変更なし" }]]);
    expect(await json(sheet, "--yes")).toMatchObject({ notes: { added: 1, repeated: 0 } });
    expect(listNotes(db, goal(0))).toHaveLength(2);
  });

  it("overwrites nothing: a goal that was reported on, reworded or dropped since is listed and left", async () => {
    const { db, goal, sheet, run, json } = await exported([["みどり環境部", 4]]);
    await rewrite(
      sheet,
      [1, 2, 3, 4].map((number) => ["進捗一覧", number, { [STATE]: "遅れ", [WORDS]: "表から" }] as const),
    );
    report(db, goal(0), { text: "スレッドから" });
    setText(db, goal(1), "書き換えられた目標");
    db.prepare("UPDATE goal SET number = NULL WHERE id = ?").run(goal(2));
    const outcome = await json(sheet, "--yes");
    expect(outcome.notes).toEqual({ added: 1, repeated: 0, conflicts: 3, unread: 0 });
    const reasons = outcome.rows.map(({ reason }) => reason);
    expect(reasons[0]).toBe("書き出した後に変わりました（最後の報告 11/24 佐藤「スレッドから」）。");
    expect(reasons[1]).toBe("書き出した後に目標が変わりました。");
    expect(reasons[2]).toBe("今の計画にこの目標がありません。");
    expect(findGoal(db, goal(0))?.state).toBe("on_track");
    expect(findGoal(db, goal(3))?.state).toBe("behind");
    expect((await run("import", sheet, "--dry-run")).out).toContain("取り込まないもの 3件");
  });

  it("is known by its rows, however they were sorted, cut down or put under a title", async () => {
    const { db, goal, sheet, json } = await exported([["みどり環境部", 4]]);
    await rewrite(sheet, [["進捗一覧", 3, { [STATE]: "完了" }]], ({ name, rows = [] }) => {
      const [headings = [], ...rest] = rows;
      return {
        name,
        rows: name === "進捗一覧" ? [["部長会議資料"], headings, ...rest.reverse().slice(0, 2)] : rows,
      };
    });
    expect((await json(sheet, "--yes")).notes.added).toBe(1);
    expect(findGoal(db, goal(2))?.state).toBe("done");
  });

  it("gives no goal another goal's words where the cells were sorted without the hidden column", async () => {
    const { db, sheet, json } = await exported([["みどり環境部", 2]]);
    await rewrite(sheet, [["進捗一覧", 1, { [STATE]: "完了" }]], ({ name, rows = [] }) => {
      const [headings = [], first = [], second = []] = rows;
      if (name !== "進捗一覧") return { name, rows };
      const [token = null, otherToken = null] = [first.at(-1), second.at(-1)];
      return { name, rows: [headings, [...second.slice(0, -1), token], [...first.slice(0, -1), otherToken]] };
    });
    const before = contents(db);
    const { notes, rows } = await json(sheet, "--yes");
    expect(notes).toEqual({ added: 0, repeated: 0, conflicts: 0, unread: 1 });
    expect(rows[0]?.reason).toContain("列の一部だけを並べ替えた表は取り込めません");
    expect(contents(db)).toEqual(before);
  });

  it("lists what cannot be read, and takes the rest", async () => {
    const { sheet, json } = await exported([["みどり環境部", 8]]);
    await rewrite(sheet, [
      ["進捗一覧", 1, { [STATE]: "まあまあ" }],
      ["進捗一覧", 2, { [PERCENT]: "120" }],
      ["進捗一覧", 3, { [PERCENT]: "六割" }],
      ["進捗一覧", 4, { [WORDS]: "あ".repeat(1001) }],
      ["進捗一覧", 5, { [WORDS]: "区民の田中様 090-1234-5678 へ連絡" }],
      ["進捗一覧", 6, { [STATE]: "順調" }],
      ["みどり環境部", 6, { [STATE]: "遅れ" }],
      ["進捗一覧", 7, { [STATE]: "順調", 管理番号: "消えた" }],
      ["進捗一覧", 8, { [STATE]: "順調" }],
      ["みどり環境部", 8, { [STATE]: "順調" }],
    ]);
    const { notes, rows } = await json(sheet, "--yes");
    expect(notes).toEqual({ added: 1, repeated: 0, conflicts: 0, unread: 7 });
    const reasons = rows.filter(({ outcome }) => outcome === "unread").map(({ reason }) => reason);
    expect(reasons).toEqual([
      expect.stringContaining("状態「まあまあ」が分かりません"),
      expect.stringContaining("進捗率「120」を読めません"),
      expect.stringContaining("進捗率「六割」を読めません"),
      expect.stringContaining("1000字以内"),
      expect.stringContaining("電話番号と思われる記載"),
      expect.stringContaining("シート「みどり環境部」の7行目に違う記入"),
      expect.stringContaining("管理番号がない"),
    ]);
  });

  it.each([
    [60, 60],
    [0.6, 60],
    ["60%", 60],
    ["１００", 100],
    [0, 0],
    [1, 1],
  ])("reads %j in 今回の進捗率 as %d", async (typed, percent) => {
    const { db, goal, sheet, json } = await exported([["みどり環境部", 1]]);
    await rewrite(sheet, [["進捗一覧", 1, { [PERCENT]: typed }]]);
    expect((await json(sheet, "--yes")).notes.added).toBe(1);
    expect(findGoal(db, goal(0))?.percent).toBe(percent);
  });

  it("shows cells that were changed elsewhere, and does not take them", async () => {
    const { db, goal, sheet, json } = await exported([["みどり環境部", 2]]);
    await rewrite(sheet, [["進捗一覧", 1, { 状態: "完了", 重点目標: "別の目標" }]]);
    const { notes, warnings } = await json(sheet, "--yes");
    expect(notes.added).toBe(0);
    expect(warnings.map(({ line, message }) => `${line} ${message}`)).toEqual([
      "2 みどり環境部 1（シート「進捗一覧」の2行目）: 「重点目標」が書き換えられていますが、取り込みません。",
      "2 みどり環境部 1（シート「進捗一覧」の2行目）: 「状態」が書き換えられていますが、取り込みません。",
    ]);
    expect(findGoal(db, goal(0))?.state).toBeNull();
  });

  it("calls no cell changed in a sheet that was only opened and saved", async () => {
    const { db, goal, sheet, run, json } = await exported([["みどり環境部", 3]]);
    report(db, goal(0), { text: " 改行\r\nと\t空白 ", percent: 40, onBehalfOf: "緑化係" });
    setText(db, goal(1), "=1+1");
    report(db, goal(2), { text: "長い".repeat(20_000) });
    await run("export", "--format", "xlsx", "--out", sheet);
    expect(await json(sheet, "--yes")).toMatchObject({ rows: [], warnings: [] });
    await rewrite(sheet, []);
    expect(await json(sheet, "--yes")).toMatchObject({ rows: [], warnings: [] });
  });
});

describe("a 進捗一覧 that cannot be filed", () => {
  it("is refused where its columns are gone", async () => {
    const { db, sheet, run } = await exported([["みどり環境部", 1]]);
    await rewrite(sheet, [], ({ name, rows = [] }) => ({
      name,
      rows: name === "指標" ? rows : rows.map((row) => row.slice(0, 14)),
    }));
    const before = contents(db);
    const { status, err } = await run("import", sheet, "--yes");
    expect(status).toBe(1);
    expect(err).toContain("「今回の進捗率（％）」「今回のひとこと」「管理番号」の列がなくなっています");
    expect(contents(db)).toEqual(before);
  });

  it("is refused as CSV, and never taken for a plan", async () => {
    const { db, sheet, run } = await exported([["みどり環境部", 1]]);
    const csv = sheet.replace(".xlsx", ".csv");
    await run("export", "--format", "csv", "--out", csv);
    const before = contents(db);
    expect(await run("import", csv, "--yes")).toMatchObject({
      status: 1,
      err: expect.stringContaining("CSV は取り込めません"),
    });
    expect(contents(db)).toEqual(before);
  });

  it("is refused by the database of another plan, and for another year", async () => {
    const { sheet, run } = await exported([["みどり環境部", 1]]);
    const other = stage([["みどり環境部", 1]]);
    other.db.prepare("UPDATE municipality SET name = '若葉市'").run();
    expect(await desk(other.file).run("import", sheet, "--yes")).toMatchObject({
      status: 1,
      err: expect.stringContaining("このデータベースから書き出した表ではありません"),
    });
    expect(await run("import", sheet, "--fiscal-year", "R7", "--yes")).toMatchObject({
      status: 1,
      err: expect.stringContaining("青葉野市 令和8年度 のもの"),
    });
    expect(await run("import", sheet, "--track", "方針", "--yes")).toMatchObject({ status: 2 });
  });

  it("is refused where it is damaged", async () => {
    const { sheet, run } = await exported([["みどり環境部", 1]]);
    writeFileSync(sheet, readFileSync(sheet).subarray(0, 4000));
    expect(await run("import", sheet, "--yes")).toMatchObject({
      status: 1,
      err: expect.stringContaining("壊れた"),
    });
  });
});
