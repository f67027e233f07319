import { readXlsx, writeXlsx } from "hucre/xlsx";
import { beforeEach, describe, expect, it } from "vitest";
import { findBrokenAudit } from "../../src/store/audit.js";
import { all, type Db, inTransaction } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { writeEvaluation } from "../../src/store/evaluation-writing.js";
import { evaluationOf, openConflicts } from "../../src/store/evaluations.js";
import { listGoals } from "../../src/store/goals.js";
import { listOccasions } from "../../src/store/occasions.js";
import { ensurePerson } from "../../src/store/people.js";
import { entered, openOffice, type Visit } from "../kit/office-visit.js";
import { importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

const HOME = "/office/evaluations";
const OPENING = {
  do: "open",
  name: "中間評価",
  asOf: "2026-09-30",
  dueOn: "2026-12-11",
  achievement: "required",
  result: "required",
  issue: "optional",
  direction: "required",
};

let db: Db;
let plan: number;
let visit: Visit;
const department = () => listDepartments(db, plan)[0]?.id ?? 0;
const goal = (number: number): number => listGoals(db, department())[number - 1]?.id ?? 0;
const occasion = () => listOccasions(db, plan)[0];
const sheet = (number: number) => evaluationOf(db, occasion()?.id ?? 0, goal(number));
const page = () => `${HOME}/${occasion()?.id}/${department()}`;

beforeEach(async () => {
  db = temporaryDatabase().db;
  plan = importText(db, WARD).planId;
  note(db, goal(2), "候補の3施設と協議", NOW - 60 * 86_400_000);
  const opened = await openOffice(db);
  visit = await entered(opened);
  await visit.post(HOME, { plan: String(plan), ...OPENING }, HOME);
});

const save = (number: number, fields: Record<string, string>) =>
  visit.post(
    page(),
    {
      goal: String(goal(number)),
      revision: "0",
      achievement: "",
      result: "",
      issue: "",
      direction: "",
      ...fields,
    },
    page(),
  );

describe("中間・年度末の評価 on the office page", () => {
  it("is opened, shows how far each department is, and is closed", async () => {
    expect(occasion()).toMatchObject({ name: "中間評価", asOf: "2026-09-30", closedAt: null });
    const { html } = await visit.get(HOME);
    expect(html).toContain("中間評価（9月30日(水)時点）");
    expect(html).toContain("危機管理部");
    expect(html).toContain("期限 12月11日(金)　項目 達成度・成果・今後の方向（課題は任意）");
    const again = await visit.post(HOME, { plan: String(plan), ...OPENING }, HOME);
    expect([again.status, again.html.includes("同じ名前の評価がもうあります")]).toEqual([422, true]);
    await visit.post(`${HOME}/${occasion()?.id}`, { do: "close" }, HOME);
    expect(occasion()?.closedAt).not.toBeNull();
    expect((await save(2, { result: "協定を締結" })).html).toContain("終わっています");
    expect(sheet(2)).toBeNull();
    expect((await visit.get(page())).html).toContain("読むだけです");
  });

  it("begins a sheet with the year's reports, keeps it, and says what is wrong with it", async () => {
    expect((await visit.get(page())).html).toContain("9月 候補の3施設と協議");
    const saved = await save(2, {
      achievement: "B 概ね達成した",
      result: "協定を2件締結",
      direction: "継続",
    });
    expect(saved.html).toContain("危機管理部 2 の中間評価を記録しました。");
    expect(sheet(2)).toMatchObject({
      achievement: "B 概ね達成した",
      directionKey: "continue",
      authorName: expect.any(String),
    });
    const wrong = await save(3, { result: "090-1234-5678 に連絡" });
    expect([wrong.status, wrong.html.includes("記録していません")]).toEqual([422, true]);
  });

  it("shows both texts where somebody else wrote meanwhile, and takes the choice", async () => {
    const other = ensurePerson(db, "slack", "U5", "田中");
    const at = occasion();
    if (at === undefined) throw new Error("no occasion");
    inTransaction(db, () =>
      writeEvaluation(
        db,
        at,
        goal(2),
        { achievement: "", result: "協定を3件締結", issue: "", direction: "" },
        { authorId: other.id, messageId: null },
        { actor: "slack:U5", at: NOW, via: "thread" },
      ),
    );
    const answer = await save(2, { result: "協定を2件締結" });
    expect(answer.html).toContain("協定を3件締結");
    expect(answer.html).toContain("協定を2件締結");
    const [conflict] = openConflicts(db, sheet(2)?.id ?? 0);
    await visit.post(page(), { conflict: String(conflict?.id), take: "mine" }, page());
    expect([sheet(2)?.result, openConflicts(db, sheet(2)?.id ?? 0)]).toEqual(["協定を2件締結", []]);
    expect(findBrokenAudit(db)).toBeNull();
  });
});

describe("a 評価シート", () => {
  async function fetched(): Promise<Uint8Array> {
    const key = /name="form_key" value="([^"]+)"/u.exec((await visit.get(HOME)).html)?.[1] ?? "";
    const body = new FormData();
    body.set("form_key", key);
    const response = await fetch(`${visit.origin}${HOME}/${occasion()?.id}/file`, {
      method: "POST",
      headers: { cookie: visit.cookie, origin: visit.origin },
      body,
    });
    expect(response.headers.get("content-type")).toContain("spreadsheetml");
    return new Uint8Array(await response.arrayBuffer());
  }

  /** Writes into the row of a goal, on the sheet for all. */
  async function filled(bytes: Uint8Array, number: number, cells: Record<string, string>): Promise<Blob> {
    const book = await readXlsx(bytes);
    const [first] = book.sheets;
    if (first === undefined) throw new Error("no sheet");
    const rows = first.rows.map((row) => [...row]);
    const heading = (rows[0] ?? []).map(String);
    const row = rows.find((each) => each[0] === "危機管理部" && each[1] === number) ?? [];
    for (const [name, text] of Object.entries(cells)) row[heading.indexOf(name)] = text;
    const back = await writeXlsx({ sheets: [{ name: first.name, rows }] });
    return new Blob([new Uint8Array(back)]);
  }

  it("goes out with the year's reports beside, and comes back: new words are recorded, what collides is kept twice", async () => {
    const out = await fetched();
    const [all_] = (await readXlsx(out, { readStyles: true })).sheets;
    // The headings stand on every printed page, the 管理番号 on none.
    expect(all_?.pageSetup).toMatchObject({ printArea: "$A$1:$J$19", printTitlesRow: "$1:$1" });
    expect(all_?.rows[0]?.slice(0, 10)).toEqual([
      "部",
      "番号",
      "重点目標",
      "状態",
      "この間の報告",
      "予定とされ、その後の報告がないもの",
      "達成度",
      "成果",
      "課題",
      "今後の方向",
    ]);
    expect(JSON.stringify(all_?.rows[2])).toContain("9月 候補の3施設と協議");
    const cells = { 達成度: "B", 成果: "協定を2件締結", 今後の方向: "継続" };
    const upload = async (sheet: Blob) => visit.post(`${HOME}/returned`, { sheet }, HOME);
    const first = await upload(await filled(out, 2, cells));
    expect(first.html).toContain("危機管理部 2　達成度・成果・今後の方向");
    expect(sheet(2)).toMatchObject({
      achievement: "B 概ね達成した",
      result: "協定を2件締結",
      direction: "継続",
    });
    expect((await upload(await filled(out, 2, cells))).html).toContain(
      "新しく記録するものはありませんでした",
    );
    const other = await upload(await filled(out, 2, { ...cells, 成果: "協定を5件締結" }));
    expect(other.html).toContain("別の方の記入と重なったもの");
    expect(openConflicts(db, sheet(2)?.id ?? 0)[0]?.fields).toEqual({ result: "協定を5件締結" });
    const wrong = await upload(await filled(out, 3, { 達成度: "とても良い" }));
    expect(wrong.html).toContain("達成度を一覧から選んでください");
    expect((await upload(new Blob(["x"]))).status).toBe(422);
    expect(all(db, "SELECT 1 FROM audit WHERE action = 'file.hand_over'")).toHaveLength(1);
  });
});
