import path from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { INSTANT_OUTPUTS, instantOutput } from "../../src/bot/features/instants/instant-output.js";
import type { Press } from "../../src/bot/query.js";
import { blocksText } from "../../src/bot/reply.js";
import { readConfig } from "../../src/config.js";
import { DAY, HOUR, tokyoInstant } from "../../src/domain/time.js";
import { differenceOf, differenceSentence } from "../../src/export/instants/difference.js";
import { differenceXlsx } from "../../src/export/instants/difference-xlsx.js";
import { findBrokenAudit } from "../../src/store/audit.js";
import { backUp, restoreBackup } from "../../src/store/backup.js";
import { decide, setConfirming } from "../../src/store/confirmations.js";
import {
  all,
  type Db,
  inTransaction,
  one,
  openDatabase,
  run,
  SCHEMA_VERSION,
} from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { listPlanGoals } from "../../src/store/goals.js";
import { setIndicator } from "../../src/store/indicators.js";
import {
  findChangedInstants,
  fixInstant,
  type Instant,
  listInstants,
  withInstant,
} from "../../src/store/instants.js";
import { setPlanLevels } from "../../src/store/levels-above.js";
import { moveNote, reviseNote, withdrawNote } from "../../src/store/note-writing.js";
import { listNotes } from "../../src/store/notes.js";
import { ensurePerson, setOwner } from "../../src/store/people.js";
import { renameDepartment, retireGoal, rewordGoal } from "../../src/store/plan-edits.js";
import { findPlan, type Plan } from "../../src/store/plans.js";
import { expiryLimits, listExpired, removeExpired } from "../../src/store/retention.js";
import { blocksOf, button, buttonsOf, Conversation } from "../kit/conversation.js";
import { importText, NOW, note, temporaryDatabase, temporaryFolder } from "../kit/plan-store.js";
import { fillReleased } from "../kit/released.js";
import { WARD } from "../kit/ward.js";

const SEPTEMBER = tokyoInstant("2026-10-01") - 1;
const act = (at: number) => ({ actor: "web:U1", at, via: "form" });
const content = (text: string, state: "behind" | "on_track" = "behind") => {
  return { state, level: null, percent: null, unchanged: false, text };
};

/** A plan of April with reports of September on four goals, all before the end of the month. */
function ward() {
  const { db, file } = temporaryDatabase();
  const { planId } = importText(db, WARD, { now: tokyoInstant("2026-04-10", "09:00") });
  const goals = listPlanGoals(db, planId).map(({ id }) => id);
  for (const [index, text] of ["協定書の案を作成", "3施設と協議", "庁内で検討", "点検を実施"].entries())
    note(db, goals[index] ?? 0, text, SEPTEMBER - (index + 1) * DAY);
  return { db, file, plan: findPlan(db, planId) as Plan, goals };
}

const fix = (db: Db, plan: Plan, name: string, at: number, now = NOW): Instant => {
  const fixed = inTransaction(db, () => fixInstant(db, { planId: plan.id, name, at }, act(now)));
  if (fixed === null) throw new Error("the name is taken");
  return fixed;
};

/** Every output, made anew and not taken from what was kept, as hexadecimal. */
async function outputs(db: Db, plan: Plan, instant: Instant): Promise<Record<string, string>> {
  run(db, "DELETE FROM instant_output");
  const made = INSTANT_OUTPUTS.map(async (kind) => {
    const bytes = await instantOutput(db, plan, instant, kind, { now: NOW });
    return [kind, Buffer.from(bytes).toString("hex")] as const;
  });
  return Object.fromEntries(await Promise.all(made));
}

const first = (db: Db, goalId: number) => listNotes(db, goalId)[0]?.id ?? 0;

/** Everything that can happen to what was known. */
function change(db: Db, plan: Plan, goals: readonly number[], at: number): void {
  inTransaction(db, () => {
    reviseNote(db, first(db, goals[0] ?? 0), content("あとで直した文"), act(at), "edit");
    withdrawNote(db, first(db, goals[1] ?? 0), act(at));
    moveNote(db, first(db, goals[2] ?? 0), goals[5] ?? 0, act(at));
    rewordGoal(db, goals[3] ?? 0, "あとで訂正した目標", { ...act(at), reason: "補正" });
    retireGoal(db, goals[4] ?? 0, { ...act(at), reason: "廃止" });
    const [own] = listDepartments(db, plan.id);
    renameDepartment(db, own?.id ?? 0, "危機管理防災部", { ...act(at), reason: "改称" });
    const terms = { name: "協定先", unit: "か所", direction: "up", base: 1, baseOn: "", source: "" } as const;
    setIndicator(db, goals[0] ?? 0, null, { ...terms, target: 20, targetOn: "" }, "office", act(at));
    const successor = ensurePerson(db, "web", "U8", "後任").id;
    setOwner(db, goals[0] ?? 0, successor);
    run(db, "UPDATE person SET name = '旧姓の職員' WHERE platform_id = 'U1'");
    run(db, "UPDATE scale_level SET label = 'おおむね計画どおり' WHERE key = 'on_track'");
  });
  // The next year's document, and what links it to this one.
  importText(db, WARD.replace("令和8年度", "令和9年度"), { fiscalYear: 2027, now: at + HOUR });
  note(db, goals[0] ?? 0, "十月の報告", at);
  run(db, "UPDATE plan SET closed_at = ? WHERE id = ?", at, plan.id);
}

describe("時点", () => {
  it("gives the same bytes after edits, withdrawals, moves, new names and people, the next year, expiry and a restore", async () => {
    const { db, file, plan, goals } = ward();
    const instant = fix(db, plan, "9月末", SEPTEMBER, SEPTEMBER + HOUR);
    const before = await outputs(db, plan, instant);
    change(db, plan, goals, NOW);
    const copy = path.join(temporaryFolder(), "copy.db");
    await backUp(db, copy);
    expect(await outputs(db, plan, instant)).toEqual(before);
    // Five years on the reports are gone; what was fixed is kept for ten.
    const later = tokyoInstant("2032-04-02", "09:00");
    const limits = expiryLimits(readConfig({}).retention, later);
    expect(removeExpired(db, limits, listExpired(db, limits), act(later))).toBe(true);
    expect(one(db, "SELECT count(*) AS n FROM note")).toEqual({ n: 0 });
    expect(await outputs(db, plan, instant)).toEqual(before);
    expect(Buffer.from(before.csv ?? "", "hex").toString("utf8")).toContain("3施設と協議");
    db.close();
    restoreBackup(copy, file, "test");
    const restored = openDatabase(file);
    expect(await outputs(restored, plan, instant)).toEqual(before);
    expect([findChangedInstants(restored), findBrokenAudit(restored)]).toEqual([[], null]);
    restored.close();
  });

  it("with levels above the goals gives the same bytes after they are renamed, taken away, expired and restored", async () => {
    const { db, file, plan, goals } = ward();
    const level = (name: string, target: number) => ({
      kind: "measure" as const,
      name,
      parent: null,
      indicators: [
        {
          name: "加入率",
          unit: "%",
          direction: "up",
          base: 40,
          baseOn: "2025-04-01",
          target,
          targetOn: "2030-03-31",
        } as const,
      ],
      goals: [],
    });
    const levels = (named: ReturnType<typeof level>[], statements: number[][]) =>
      inTransaction(db, () => setPlanLevels(db, plan.id, named, { statements, public: false }, act(NOW)));
    levels([level("防災体制の強化", 60)], [goals.slice(0, 2)]);
    const instant = fix(db, plan, "9月末", SEPTEMBER, SEPTEMBER + HOUR);
    const before = await outputs(db, plan, instant);
    for (const kind of ["csv", "json"] as const)
      expect(Buffer.from(before[kind] ?? "", "hex").toString("utf8"), kind).toContain("防災体制の強化");
    levels([level("改めた施策", 75)], [goals.slice(2, 4)]);
    expect(await outputs(db, plan, instant)).toEqual(before);
    levels([], []);
    expect(await outputs(db, plan, instant)).toEqual(before);
    const copy = path.join(temporaryFolder(), "copy.db");
    await backUp(db, copy);
    const later = tokyoInstant("2032-04-02", "09:00");
    const limits = expiryLimits(readConfig({}).retention, later);
    expect(removeExpired(db, limits, listExpired(db, limits), act(later))).toBe(true);
    expect(await outputs(db, plan, instant)).toEqual(before);
    db.close();
    restoreBackup(copy, file, "test");
    const restored = openDatabase(file);
    expect(await outputs(restored, plan, instant)).toEqual(before);
    expect(findChangedInstants(restored)).toEqual([]);
    restored.close();
  });

  it("fixed afterwards knows what was known then: later edits, withdrawals, moves, texts and reports are not in it", async () => {
    const { db, plan, goals } = ward();
    const before = fix(db, plan, "その日に固定", SEPTEMBER, SEPTEMBER + HOUR);
    change(db, plan, goals, NOW);
    const after = fix(db, plan, "あとで固定", SEPTEMBER);
    const known = (instant: Instant) =>
      withInstant(db, instant.id, (then) =>
        listPlanGoals(then, plan.id).map((goal) => [
          goal.number,
          goal.text,
          goal.state,
          listNotes(then, goal.id).map(({ text }) => text),
        ]),
      );
    expect(known(after)).toEqual(known(before));
    expect(JSON.stringify(known(after))).not.toMatch(/十月|あとで/u);
  });

  it("hands over the bytes that were made first, so that a later version of the program changes none", async () => {
    const { db, plan } = ward();
    const instant = fix(db, plan, "9月末", SEPTEMBER);
    await instantOutput(db, plan, instant, "csv", { now: NOW });
    run(db, "UPDATE instant_output SET bytes = ?", Buffer.from("made by the version of then"));
    const again = await instantOutput(db, plan, instant, "csv", { now: NOW });
    expect(Buffer.from(again).toString()).toBe("made by the version of then");
  });

  it("expires whole after its own period, with its outputs", async () => {
    const { db, plan } = ward();
    const instant = fix(db, plan, "9月末", SEPTEMBER);
    await outputs(db, plan, instant);
    const later = tokyoInstant("2037-04-01", "09:00");
    const limits = expiryLimits(readConfig({}).retention, later);
    expect(listExpired(db, limits).find(({ kind }) => kind === "instants")).toMatchObject({ count: 1 });
    removeExpired(db, limits, listExpired(db, limits), act(later));
    expect([all(db, "SELECT * FROM instant"), all(db, "SELECT * FROM instant_output")]).toEqual([[], []]);
  });

  it("is found changed by doctor's look where somebody wrote into it", () => {
    const { db, plan } = ward();
    fix(db, plan, "9月末", SEPTEMBER);
    expect(findChangedInstants(db)).toEqual([]);
    run(db, "UPDATE instant SET content = zeroblob(20)");
    expect(findChangedInstants(db)).toEqual(["9月末"]);
  });

  it("says of two moments what changed, as data, a sentence and the same workbook twice", async () => {
    const { db, plan, goals } = ward();
    setConfirming(db, plan.municipality, true);
    const september = fix(db, plan, "9月末", SEPTEMBER, SEPTEMBER + HOUR);
    run(db, "UPDATE plan SET closed_at = NULL");
    change(db, plan, goals, NOW);
    const id = first(db, goals[3] ?? 0);
    decide(
      db,
      { noteId: id, revision: 1, verdict: "confirmed", reason: null, isPublic: false, personId: 1 },
      act(NOW),
    );
    const difference = differenceOf(db, plan, september, null, NOW);
    expect(differenceSentence(difference)).toBe(
      "9月末（9/30）から今（11/24）まで　状態が変わった目標 3件、報告の追加 1件、報告の書き直し 1件、報告の取消し 1件、確認済みになった報告 1件、目標の廃止 1件、目標の文の訂正 1件",
    );
    expect(await differenceXlsx(difference)).toEqual(await differenceXlsx(difference));
    const december = fix(db, plan, "12月末", NOW);
    expect(differenceOf(db, plan, september, december, NOW).notes).toEqual(difference.notes);
    expect(differenceSentence(differenceOf(db, plan, december, null, NOW))).toContain(
      "変わったことはありません",
    );
  });

  it("of an earlier version of the tables is brought to this one when it is read", () => {
    const file = path.join(temporaryFolder(), "plan.db");
    const old = new Database(file);
    fillReleased(old);
    old.close();
    const db = openDatabase(file);
    const instant = fix(db, findPlan(db, 1) as Plan, "移行", NOW);
    expect(one(db, "SELECT schema FROM instant WHERE id = ?", instant.id)).toEqual({
      schema: SCHEMA_VERSION,
    });
    expect(withInstant(db, instant.id, (known) => listPlanGoals(known, 1).length)).toBeGreaterThan(0);
    db.close();
  });

  it("knows of every table whether a snapshot holds it", () => {
    const { db, plan } = ward();
    const instant = fix(db, plan, "9月末", SEPTEMBER);
    const kept = withInstant(db, instant.id, (known) => Object.keys(contentsOf(known)));
    expect(kept).toEqual(
      expect.arrayContaining(["plan", "statement", "goal", "note", "person", "scale_level"]),
    );
    const tables = Object.keys(contentsOf(db, true)).filter((table) => !LEFT_OUT.has(table));
    // A new table belongs into src/store/snapshot.ts, or into the list of what no output of a plan shows.
    expect(tables.filter((table) => !HELD.has(table))).toEqual([]);
  });
});

const HELD = new Set(
  "municipality plan tracked_label scale_level organisation organisation_alias department department_alias section statement goal goal_number goal_detail goal_owner note confirmation pause setting person post post_holder goal_post deadline occasion evaluation evaluation_word evaluation_confirmation indicator indicator_value plan_level level_indicator statement_level".split(
    " ",
  ),
);
/** Of no output of a plan: people's settings, what platforms said, what the program did, and how years hang together. */
const LEFT_OUT = new Set(
  "absence account_code audit binding closed_day deputy document_profile evaluation_conflict evaluation_revision follower former_name goal_charge inbox installation instant instant_output job_run link message note_revision nudge organisation_successor outbox post_role reorganisation reorganisation_end role seal shown snooze statement_revision thread thread_goal transfer web_message".split(
    " ",
  ),
);

function contentsOf(db: Db, empty = false): Record<string, number> {
  const tables = all<{ name: string }>(
    db,
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_index%'",
  );
  const counted = tables.map(({ name }) => [
    name,
    one<{ n: number }>(db, `SELECT count(*) AS n FROM "${name}"`)?.n ?? 0,
  ]);
  return Object.fromEntries(empty ? counted : counted.filter(([, n]) => n !== 0));
}

describe("/policy 時点", () => {
  const words = (reply: Parameters<typeof blocksOf>[0]) => blocksText(blocksOf(reply));

  it("fixes a past day for 企画課, lists, shows and compares it", async () => {
    const { db, plan, goals } = ward();
    const planning = new Conversation(db);
    expect(words(await planning.ask("時点"))).toContain("固定した時点はまだありません");
    expect(words(await planning.ask("時点 9月末 2026-09-30"))).toContain("時点「9月末」を固定しました");
    expect(listInstants(db, plan.id)).toMatchObject([{ name: "9月末", at: SEPTEMBER }]);
    expect(words(await planning.ask("時点 9月末 2026-09-30"))).toContain("もうあります");
    const shown = await planning.ask("時点　９月末");
    expect(words(shown)).toContain("順調 4");
    note(db, goals[6] ?? 0, "十月の報告", NOW);
    const now = words(await planning.press(button(shown, "今との違い")));
    expect([now.includes("報告の追加 1件"), now.split("9月末（9/30）から").length]).toEqual([true, 2]);
    expect(words(await planning.ask("時点 9月末 今"))).toContain("十月の報告");
    // Much at once is counted by department, and read one department at a time.
    for (const goal of goals) for (const text of ["一", "二"]) note(db, goal, `${text}回目の報告`, NOW);
    const much = await planning.ask("時点 9月末 今");
    expect(words(much)).toContain("子ども家庭部");
    expect(words(much)).not.toContain("回目の報告");
    const items = blocksOf(much).flatMap((block) => (block.kind === "list" ? block.items : []));
    const opened = await planning.press(items[0]?.open as Press);
    expect(words(opened)).toContain("9月末（9/30）から今（11/24）までの違い　危機管理部");
    expect([words(opened).includes("一回目の報告"), words(opened).includes("子ども家庭部")]).toEqual([
      true,
      false,
    ]);
    expect(words(await planning.press(button(opened, "すべての部の違い")))).toEqual(words(much));
    expect(words(await planning.ask("時点"))).toContain("9月末");
    expect(findBrokenAudit(db)).toBeNull();
  });

  it.each([
    ["時点 年末 2026-12-31", "これから先の日"],
    ["時点 2026-09-30", "日付だけではない名前"],
    ["時点 今 2026-09-30", "日付だけではない名前"],
    ["時点 春 2026-03-31", "始まる前の日"],
    ["時点 ない名前", "「ない名前」という時点はありません"],
  ])("answers %j with a way on", async (typed, answer) => {
    const { db } = ward();
    expect(words(await new Conversation(db).ask(typed))).toContain(answer);
    expect(all(db, "SELECT 1 FROM instant")).toEqual([]);
  });

  it("says that nothing had been imported by the day that is fixed", async () => {
    const { db } = ward();
    const planning = new Conversation(db, { now: NOW });
    expect(words(await planning.ask("時点 春 2026-04-05"))).toContain("まだ目標が取り込まれていなかったため");
    expect(words(await planning.ask("時点 夏 2026-07-31"))).not.toContain("取り込まれていなかった");
  });

  it("lets nobody but 企画課 fix or remove, and removes with a reason", async () => {
    const { db, plan } = ward();
    const staff = new Conversation(db, { who: "U5" });
    expect(words(await staff.ask("時点 9月末 2026-09-30"))).toContain("企画課");
    expect(words(await staff.press({ do: "instant-fix", plan: plan.id, name: "9月末" }))).toContain("企画課");
    expect(listInstants(db, plan.id)).toEqual([]);
    const planning = new Conversation(db);
    await planning.press(button(await planning.ask("時点 9月末"), "今の内容を「9月末」として固定する"));
    const [fixed] = listInstants(db, plan.id);
    expect(buttonsOf(await staff.ask("時点 9月末")).map(({ label }) => label)).not.toContain(
      "この時点を消す",
    );
    expect(words(await staff.press({ do: "instant-remove-form", id: fixed?.id ?? 0 }))).toContain("企画課");
    const context = JSON.stringify({ id: fixed?.id });
    await staff.submit("instant-remove", context, { reason: "いたずら" });
    expect(await planning.submit("instant-remove", context, { reason: "" })).toMatchObject({
      kind: "form-errors",
    });
    expect(listInstants(db, plan.id)).toHaveLength(1);
    expect(words(await planning.submit("instant-remove", context, { reason: "誤り" }))).toContain(
      "消しました",
    );
    expect(listInstants(db, plan.id)).toEqual([]);
  });
});
