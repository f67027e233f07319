import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { DAY, tokyoInstant } from "../../src/domain/time.js";
import { csvText, type ProgressTable, progressCsv } from "../../src/export/progress-table.js";
import { NOW, report } from "../kit/plan-store.js";
import { FORMULA_LIKE, setText, stage } from "../kit/reported-plan.js";

const read = (table: ProgressTable): Record<string, string>[] =>
  parse(progressCsv(table), { bom: true, columns: true, record_delimiter: "\r\n" });

describe("the 進捗一覧 as CSV", () => {
  it("begins with a BOM, ends every row with CRLF and has one row per goal", () => {
    const { table } = stage([
      ["みどり環境部", 3],
      ["会計室", 2],
    ]);
    const csv = progressCsv(table());
    expect(csv.startsWith("\uFEFF部,柱,番号,重点目標,状態,進捗率（％）,最終報告日,")).toBe(true);
    expect(csv.endsWith("\r\n")).toBe(true);
    expect(csv.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    expect(csv.split("\r\n")).toHaveLength(1 + 5 + 1);
  });

  it("says what is known of a goal with reports", () => {
    const { db, table, goal } = stage([["みどり環境部", 1]]);
    report(db, goal(0), { saidAt: tokyoInstant("2026-10-01"), text: "着手" });
    report(db, goal(0), {
      saidAt: tokyoInstant("2026-10-20", "23:59"),
      state: "slightly_behind",
      percent: 60,
      onBehalfOf: "緑化係",
      text: "入札不調のため、\n再公告の準備",
    });
    expect(read(table())).toEqual([
      {
        部: "みどり環境部",
        柱: "施策",
        番号: "1",
        重点目標: "みどり環境部の取組その1",
        状態: "やや遅れ",
        "進捗率（％）": "60",
        最終報告日: "2026-10-20",
        最終報告: "入札不調のため、\n再公告の準備",
        報告者: "佐藤（緑化係の代理）",
        担当: "",
        報告数: "2",
        報告のない日数: "35",
        未更新: "未更新",
        確認: "",
        自治体: "青葉野市",
        年度: "2026",
      },
    ]);
  });

  it("says what is known of a goal without a report, and leaves a finished one in peace", () => {
    const { db, table, goal } = stage([["みどり環境部", 2]]);
    report(db, goal(1), { state: "done", text: "" });
    const [silent, done] = read(table(NOW + 40 * DAY));
    expect(silent).toMatchObject({ 状態: "報告なし", 最終報告日: "", 最終報告: "", 報告数: "0" });
    expect(silent).toMatchObject({ 報告のない日数: "40", 未更新: "未更新" });
    expect(done).toMatchObject({ 状態: "完了", 最終報告日: "2026-11-24", 報告のない日数: "", 未更新: "" });
  });

  it.each(FORMULA_LIKE)("puts an apostrophe before %j", (text) => {
    const { db, table, goal } = stage([["みどり環境部", 1]]);
    setText(db, goal(0), text);
    report(db, goal(0), { text });
    const [row] = read(table());
    expect(row?.重点目標).toBe(`'${text}`);
    expect(row?.最終報告).toBe(`'${text}`);
  });

  it("leaves texts alone that no spreadsheet takes for a formula", () => {
    for (const text of ["窓口=総合", "1-2", "3施設", "'引用'", "・A", "ー", "令和8年度", ""]) {
      expect(csvText(text)).toBe(text);
    }
  });

  it("keeps quotes, separators, line ends and outer blanks inside their cell", () => {
    const { db, table, goal } = stage([["みどり環境部", 1]]);
    const text = ' 「公園」,"水辺";と\tまち\r\n次の行" ';
    setText(db, goal(0), text);
    expect(read(table())[0]?.重点目標).toBe(text);
  });

  it("leaves out characters that drive a terminal", () => {
    const { db, table, goal } = stage([["みどり環境部", 1]]);
    report(db, goal(0), { text: "完了\u001B[31m\u0007\u009B2J" });
    expect(read(table())[0]?.最終報告).toBe("完了[31m2J");
  });

  it("lays no formula open in any cell, whatever is in the plan", () => {
    const { db, table, goal } = stage([["みどり環境部", FORMULA_LIKE.length]]);
    for (const [place, text] of FORMULA_LIKE.entries()) {
      setText(db, goal(place), text);
      report(db, goal(place), { text: `${text}\n${text}`, onBehalfOf: text });
    }
    const cells = read(table()).flatMap((row) => Object.values(row));
    expect(cells.filter((cell) => /^\s*[=+\-@＝＋－＠]/u.test(cell))).toEqual([]);
  });
});
