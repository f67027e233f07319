import { beforeEach, describe, expect, it } from "vitest";
import { type Form, type Reply, replyText } from "../../src/bot/reply.js";
import { DAY } from "../../src/domain/time.js";
import { exportPlan } from "../../src/export/plan-json.js";
import { findBrokenAudit } from "../../src/store/audit.js";
import type { Db } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { findGoal, listGoals, replaceDetails } from "../../src/store/goals.js";
import { listIndicators, listValues, takePrinted } from "../../src/store/indicators.js";
import { reviseNote, withdrawNote } from "../../src/store/note-writing.js";
import { listNotes } from "../../src/store/notes.js";
import { ensurePerson } from "../../src/store/people.js";
import { findPlan } from "../../src/store/plans.js";
import { blocksOf, button, Conversation } from "../kit/conversation.js";
import { giveRole } from "../kit/people.js";
import { importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

let db: Db;
let plan: number;
const department = () => listDepartments(db, plan)[0]?.id ?? 0;
const goal = (number = 2): number => listGoals(db, department())[number - 1]?.id ?? 0;
const talk = (who = "U0") => new Conversation(db, { who });
const act = { actor: "web:U1", at: NOW, via: "form" };
const FIELDS = {
  name: "協定先",
  unit: "か所",
  direction: "up",
  base: "12",
  baseOn: "令和7年度末",
  target: "20",
  targetOn: "令和8年度末",
  source: "防災課調べ",
};

beforeEach(() => {
  db = temporaryDatabase().db;
  plan = importText(db, WARD).planId;
  const person = ensurePerson(db, "web", "U1", "庶務");
  giveRole(db, person.id, { role: "coordinator", departmentId: department(), post: null });
});

const set = (who = "U1", values: Record<string, string> = FIELDS, indicator: number | null = null) =>
  talk(who).submit("indicator", JSON.stringify({ goal: goal(), indicator }), values);
const values = () => listValues(db, listIndicators(db, goal())[0]?.id ?? 0).map(({ value }) => value);

describe("/policy 指標 without a department", () => {
  it("names the departments that have indicators, with how many, and leads to each", async () => {
    expect(replyText(await talk().ask("指標"))).toContain("指標のある部はまだありません。");
    await set();
    await set("U1", { ...FIELDS, name: "訓練の回数", unit: "回" });
    const shown = await talk().ask("指標");
    expect(replyText(shown)).toContain("危機管理部");
    expect(replyText(shown)).toContain("指標 2件（目標 1件）");
    expect(replyText(shown)).not.toContain("福祉部");
    const own = await talk().press({ do: "indicators-of", department: department() });
    expect(replyText(own as Reply)).toContain("訓練の回数 12回");
    // Whoever has a department is shown its own, as before.
    expect(replyText(await talk("U1").ask("指標"))).toContain("指標　危機管理部");
  });
});

describe("an indicator of a goal", () => {
  it("is set by the department's coordinator and by 企画課 alone, with every mistake at its field", async () => {
    expect(replyText((await set("U5")) as Reply)).toContain("庶務担当の方と企画課の方");
    expect(await set("U1", { ...FIELDS, name: "", target: "たくさん" })).toMatchObject({
      errors: { name: expect.any(String), target: "数字で入れてください。例: 52.3" },
    });
    expect(replyText((await set()) as Reply)).toBe("指標「協定先」を保存しました。");
    expect(listIndicators(db, goal())).toMatchObject([
      { name: "協定先", unit: "か所", base: 12, target: 20, origin: "office" },
    ]);
    const shown = await talk("U1").ask("指標 危機管理部 2");
    expect(replyText(shown)).toContain("協定先 12か所（基準 令和7年度末）（目標 20か所 令和8年度末）");
    const form = (await talk("U1").press(button(shown, "「協定先」を直す"))) as Form;
    expect(form.fields.find(({ name }) => name === "target")).toMatchObject({ initial: "20" });
    await talk("U1").press(button(shown, "「協定先」を外す"));
    expect(listIndicators(db, goal())).toEqual([]);
    expect(findBrokenAudit(db)).toBeNull();
  });

  it("gets its values from reports that name it, with their days, and never makes a state of them", async () => {
    await set();
    note(db, goal(), "協定先 12→15か所", NOW - 30 * DAY);
    note(db, goal(), "協議を継続", NOW - 20 * DAY);
    const before = findGoal(db, goal())?.percent;
    await talk("U1").ask("報告 危機管理部 2 協定先は18か所になりました");
    expect(values()).toEqual([15, 18]);
    expect(findGoal(db, goal())?.percent).toBe(before);
    const shown = await talk("U1").ask("危機管理部 2");
    expect(replyText(shown)).toContain("協定先 18か所（目標 20か所 令和8年度末）");
    expect(replyText(shown)).toContain("目標まであと 2か所");
    const image = blocksOf(shown).find((block) => block.kind === "image");
    expect(image?.kind === "image" ? image.alt : "").toContain("15か所");
    expect(replyText(await talk("U1").ask("指標 危機管理部"))).toContain("協定先 18か所");
  });

  it("is told to whoever reports it, and its percent is not the goal's", async () => {
    await set("U1", { ...FIELDS, name: "ペーパーレス化", unit: "%", base: "40", target: "80" });
    const told = replyText(await talk("U1").ask("報告 危機管理部 2 順調 ペーパーレス化 62%"));
    expect(told).toContain("指標の値として残しました: ペーパーレス化 62%");
    expect(values()).toEqual([62]);
    expect(findGoal(db, goal())?.percent).toBeNull();
    expect(listNotes(db, goal()).at(-1)).toMatchObject({ state: "on_track", text: "ペーパーレス化 62%" });
    // Of another goal a bare percent at the end is how far it is.
    const other = replyText(await talk("U1").ask("報告 危機管理部 1 案を作成 62%"));
    expect(other).not.toContain("指標");
    expect(findGoal(db, goal(1))?.percent).toBe(62);
    expect(replyText(await talk("U1").ask("指標 危機管理部 2"))).toContain("「ペーパーレス化 62%」のように");
  });

  it("follows what becomes of the report: edited, taken back; and of the indicator: renamed", async () => {
    note(db, goal(), "協定先 15か所、連携先 3か所", NOW);
    await set();
    expect(values()).toEqual([15]);
    const [said] = listNotes(db, goal());
    const content = { state: null, level: null, percent: null, unchanged: false };
    reviseNote(db, said?.id ?? 0, { ...content, text: "協定先 16か所、連携先 4か所" }, act, "edit");
    expect(values()).toEqual([16]);
    await set("U1", { ...FIELDS, name: "連携先" }, listIndicators(db, goal())[0]?.id ?? null);
    expect(values()).toEqual([4]);
    withdrawNote(db, said?.id ?? 0, act);
    expect(values()).toEqual([]);
  });

  it("comes from the document where 指標 and 目標値 can be read; what the office put right stays", () => {
    const detail = (kind: "indicator" | "target", text: string) => ({ kind, label: kind, text });
    const printed = (name: string, target: string): void => {
      const details = [detail("indicator", name), detail("target", target)];
      replaceDetails(db, goal(), details);
      takePrinted(db, goal(), details, { ...act, via: "import" });
    };
    printed("加入率", "60%（令和8年度末）");
    expect(listIndicators(db, goal())).toMatchObject([{ name: "加入率", target: 60, origin: "document" }]);
    printed("加入率", "65%（令和8年度末）");
    expect(listIndicators(db, goal())).toMatchObject([{ name: "加入率", target: 65 }]);
    printed("計画の策定", "策定");
    expect(listIndicators(db, goal())).toEqual([]);
  });

  it("stands in the JSON with its values", async () => {
    await set();
    note(db, goal(), "協定先 15か所", NOW);
    const found = findPlan(db, plan);
    if (found === null) throw new Error("no plan");
    expect(exportPlan(db, found).departments[0]?.sections[0]?.goals[1]).toMatchObject({
      indicators: [{ name: "協定先", target: 20, values: [{ date: "2026-11-24", value: 15 }] }],
    });
  });
});
