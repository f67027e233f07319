import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { parseReport } from "../src/bot/reading/report.js";
import type { Io } from "../src/cli/command.js";
import { parseScale, runScale } from "../src/cli/scale-command.js";
import type { Config } from "../src/config.js";
import { DEFAULT_SCALE, STATE_KEYS } from "../src/domain/state.js";
import { ImportError } from "../src/import/document.js";
import { renderDigest } from "../src/jobs/digest.js";
import { findBrokenAudit } from "../src/store/audit.js";
import { all } from "../src/store/database.js";
import { listScale, replaceScale } from "../src/store/scale.js";
import { buttonsOf } from "./kit/conversation.js";
import { found, Office, words } from "./kit/office.js";
import { NOW, temporaryFolder } from "./kit/plan-store.js";

const fixture = (name: string): string => path.join(import.meta.dirname, "fixtures", "scale", name);
const text = (name: string): string => readFileSync(fixture(name), "utf8");
const shown = (levels: readonly { letter: string | null; label: string; key: string }[]): string[] =>
  levels.map(({ letter, label, key }) => `${letter ?? "－"} ${label} ${key}`);

describe("a municipality's own 状態の段階", () => {
  it("may be the letters of the usual words", () => {
    expect(shown(parseScale(text("fukuoka.csv"))).slice(0, 4)).toEqual([
      "A 順調 on_track",
      "B 概ね順調 mostly_on_track",
      "C やや遅れ slightly_behind",
      "D 遅れ behind",
    ]);
  });

  it("may have several levels of one state, in words of its own", () => {
    const levels = parseScale(text("marugame.csv"));
    expect(shown(levels).slice(0, 5)).toEqual([
      "A 計画を大きく上回る on_track",
      "B 計画を上回る on_track",
      "C 計画どおり on_track",
      "D 計画を下回る slightly_behind",
      "E 計画を大きく下回る behind",
    ]);
    expect(levels[3]?.marks).toEqual(["▲"]);
  });

  it("keeps the usual words for the states that it does not mention, without their signs", () => {
    const levels = parseScale(text("marugame.csv"));
    expect(new Set(levels.map(({ key }) => key))).toEqual(new Set(STATE_KEYS));
    const rest = levels.slice(5);
    expect(rest.map(({ label }) => label)).toEqual([
      "未着手",
      "概ね順調",
      "完了",
      "中止",
      "休止",
      "評価困難",
    ]);
    expect(rest.flatMap(({ marks }) => marks)).toEqual([]);
  });

  it("may name other words that people write for a level, in every spelling of their kana", () => {
    const scale = parseScale("A,順調,,◎,ばっちり・快調\nD,遅れ");
    expect(scale[0]?.marks).toEqual(["◎", "ばっちり", "快調"]);
    const context = { scale, numbers: [2], open: [2], single: null };
    for (const said of ["2 バッチリです", "2 ﾊﾞｯﾁﾘ 案を作成", "2 快調。"]) {
      expect(parseReport(said, context), said).toMatchObject({
        entries: [{ number: 2, level: { label: "順調" } }],
      });
    }
    expect(parseReport("2 快調とは言えません", context)).toMatchObject({ kind: "ask" });
    expect(() => parseScale("A,順調,,◎,快")).toThrow("1行目: ことば「快」");
  });

  it.each([
    ["tabs", "A\t順調\nB\tおおむね順調"],
    ["blanks", "Ａ　順調\nＢ　概ね順調"],
    ["full-width commas and blank lines", "A，順調\n\n# 補足\nB，概ね順調\n"],
    ["Windows line ends", "A,順調\r\nB,概ね順調\r\n"],
  ])("is read with %s", (_name, source) => {
    expect(
      shown(parseScale(source))
        .slice(0, 2)
        .map((line) => line.slice(0, 1)),
    ).toEqual(["A", "B"]);
    expect(parseScale(source)[1]?.key).toBe("mostly_on_track");
  });

  it.each([
    ["", "状態の段階が書かれていません"],
    ["記号,表示\n", "状態の段階が書かれていません"],
    ["A,順調\nB,快調", "2行目: 「快調」がどの状態か分かりません"],
    ["A,順調\n\nB,すごい,絶好調", "3行目: 「絶好調」がどの状態か分かりません"],
    ["A,順調\nA,遅れ", "2行目: 「遅れ」か記号「A」が重なっています"],
    ["A,順調\nＡ,遅れ", "2行目"],
    ["A,順調\nB,順調", "2行目"],
    ["A,順調\nB,", "2行目: 表示することばがありません"],
    [`A,${"あ".repeat(21)},順調`, "1行目"],
    [Array.from({ length: 21 }, (_, index) => `段階${index},順調`).join("\n"), "20個まで"],
  ])("is refused with the line: %j", (source, message) => {
    expect(() => parseScale(source)).toThrow(ImportError);
    expect(() => parseScale(source)).toThrow(message);
  });
});

describe("policy-bot scale", () => {
  let office: Office;
  const said: string[] = [];

  beforeEach(() => {
    office = new Office();
    said.length = 0;
  });

  const io = (): Io =>
    ({
      out: (line: string) => said.push(line),
      err: (line: string) => said.push(line),
      config: () => ({ databasePath: office.db.name }) as Config,
      clock: () => NOW,
      interactive: false,
    }) as unknown as Io;
  const use = (name: string): Promise<number> => runScale([fixture(name)], io());
  const states = () =>
    all(office.db, "SELECT number, state, level FROM goal WHERE level IS NOT NULL ORDER BY number");

  it("says what holds from now on, and leaves a row in the audit", async () => {
    expect(await use("fukuoka.csv")).toBe(0);
    expect(said.join("\n")).toContain("板橋区 令和8年度 の状態の段階を変えました。");
    expect(said.join("\n")).toContain("  A　順調\n  B　概ね順調\n  C　やや遅れ\n  D　遅れ");
    expect(office.count("audit", "action = 'scale.replace' AND actor = 'cli'")).toBe(1);
    expect(findBrokenAudit(office.db)).toBeNull();
  });

  it("refuses a bad file whole", async () => {
    const file = path.join(temporaryFolder(), "bad.csv");
    writeFileSync(file, "A,順調\nB,快調\n");
    const before = listScale(office.db, office.department.planId);
    await expect(runScale([file], io())).rejects.toThrow("2行目");
    expect(listScale(office.db, office.department.planId)).toEqual(before);
    expect(office.count("audit", "action = 'scale.replace'")).toBe(0);
  });

  it.each([
    ["2 B 協定書の案を作成", "mostly_on_track"],
    ["2 C 協定書の案を作成", "slightly_behind"],
    ["2 Ｄ", "behind"],
    ["2：A", "on_track"],
    ["2 概ね順調", "mostly_on_track"],
    ["2 B概ね順調", "mostly_on_track"],
  ])("makes 福岡市's letters understood: %s", async (reply, state) => {
    await use("fukuoka.csv");
    office.reply("staff", reply);
    expect(office.notes(2)).toMatchObject([{ state }]);
  });

  it.each([
    ["2 A 前倒しで完成", "on_track", "計画を大きく上回る"],
    ["2 B", "on_track", "計画を上回る"],
    ["2 C 予定の工程", "on_track", "計画どおり"],
    ["2 計画どおり 予定の工程", "on_track", "計画どおり"],
    ["2 D 入札不調", "slightly_behind", "計画を下回る"],
    ["2 計画を大きく下回る", "behind", "計画を大きく下回る"],
    ["2 ▲ 入札不調", "slightly_behind", "計画を下回る"],
  ])("makes 丸亀市's letters, words and signs understood and shows them: %s", async (reply, state, label) => {
    await use("marugame.csv");
    office.reply("staff", reply);
    expect(office.notes(2)).toMatchObject([{ state }]);
    expect(words(await office.command("staff", "own", "危機管理部 2"))).toContain(`状態　${label}`);
    expect(words(await office.command("staff", "own", "危機管理部"))).toContain(label);
    expect(words(await office.command("staff", "own", "履歴 危機管理部"))).toContain(label);
  });

  it("is shown in the form, on the buttons, in the digest and in the counts", async () => {
    await use("marugame.csv");
    const form = await office.press("staff", "own", { do: "report-form", department: office.department.id });
    const field = form?.kind === "form" ? form.fields.find(({ name }) => name === "state") : undefined;
    const labels = field !== undefined && "options" in field ? field.options.map(({ label }) => label) : [];
    expect(labels.slice(0, 4)).toEqual([
      "変更なし",
      "A 計画を大きく上回る",
      "B 計画を上回る",
      "C 計画どおり",
    ]);
    await office.form(
      "staff",
      "own",
      "report",
      JSON.stringify({ department: office.department.id, goal: null, nonce: "n" }),
      { goal: String(office.goal(3).id), state: "2", text: "予定の工程" },
    );
    await office.press("staff", "own", { do: "quick", goal: office.goal(4).id, level: 4, nonce: "n" });
    expect(words(await office.command("staff", "own", "危機管理部 3"))).toContain("状態　計画どおり");
    const digest = [0, 1].map((part) => words(found(renderDigest(office.db, 1, part)))).join("\n");
    expect(digest).toContain("計画どおり");
    expect(digest).toContain("計画を大きく下回る");
    expect(words(await office.command("staff", "own", "進捗 危機管理部"))).toContain("計画を大きく下回る");
  });

  it("changes no stored state, and what was said before is still what it was", async () => {
    office.reply("staff", "2 順調 案を作成\n3 やや遅れ 不調\n4 概ね順調 調整中");
    const before = states().map((row) => ({ ...(row as object), level: null }));
    await use("marugame.csv");
    expect(states().length).toBe(1);
    expect(
      all(
        office.db,
        "SELECT number, state, NULL AS level FROM goal WHERE number IN (2, 3, 4) AND department_id = ? ORDER BY number",
        office.department.id,
      ),
    ).toEqual(before);
    // Three levels of 順調, and nobody said which: the plain word, never the praise.
    expect(words(await office.command("staff", "own", "危機管理部 2"))).toContain("状態　順調");
    expect(words(await office.command("staff", "own", "危機管理部 3"))).toContain("状態　計画を下回る");
    expect(words(await office.command("staff", "own", "危機管理部 4"))).toContain("状態　概ね順調");
  });

  it("keeps the level that was said where the next scale has it in another place", async () => {
    await use("marugame.csv");
    office.reply("staff", "2 B 前倒し\n3 C 予定の工程");
    const levels = parseScale(text("marugame.csv"));
    const turned = [levels[2], levels[1], ...levels.slice(3)].map(found);
    replaceScale(office.db, office.department.planId, turned, { actor: "test", at: NOW, via: "cli" });
    expect(words(await office.command("staff", "own", "危機管理部 2"))).toContain("状態　計画を上回る");
    expect(words(await office.command("staff", "own", "危機管理部 3"))).toContain("状態　計画どおり");
    replaceScale(office.db, office.department.planId, DEFAULT_SCALE, { actor: "test", at: NOW, via: "cli" });
    expect(words(await office.command("staff", "own", "危機管理部 2"))).toContain("状態　順調");
    expect(office.notes(2)).toMatchObject([{ state: "on_track" }]);
  });

  it("does not take a button of the old scale for a level of the new one", async () => {
    const shown = buttonsOf(await office.command("staff", "own", "危機管理部 2"));
    const before = ["順調", "やや遅れ"].map((word) => found(shown.find(({ label }) => label === word)).press);
    await use("marugame.csv");
    for (const press of before)
      expect(words(await office.press("staff", "own", press))).toContain("今の段階の表にありません");
    const gone = { do: "quick" as const, goal: office.goal(2).id, level: 49, nonce: "n" };
    expect(words(await office.press("staff", "own", gone))).toContain("今の段階の表にありません");
    expect(office.count("note")).toBe(0);
  });
});
