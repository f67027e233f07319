import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { exportPlan } from "../../src/export/plan-json.js";
import { applyImport } from "../../src/import/apply.js";
import { tally } from "../../src/import/changes.js";
import { ImportError } from "../../src/import/document.js";
import { findBrokenAudit } from "../../src/store/audit.js";
import { all, type Db, one } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { listPlanGoals } from "../../src/store/goals.js";
import { listNotes } from "../../src/store/notes.js";
import { findPlan, listPlans } from "../../src/store/plans.js";
import { searchPlan, searchWords } from "../../src/store/search.js";
import { parseDocument } from "../kit/parse.js";
import { contents, importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";

const CORPUS = path.join(import.meta.dirname, "../fixtures/import/corpus");
const corpus = (name: string): string => readFileSync(path.join(CORPUS, name), "utf8");

const exported = (db: Db, planId: number) => {
  const plan = findPlan(db, planId);
  if (plan === null) throw new Error(`no plan ${planId}`);
  return exportPlan(db, plan);
};

const goalNamed = (db: Db, planId: number, text: string) => {
  const goal = listPlanGoals(db, planId).find((candidate) => candidate.text === text);
  if (goal === undefined) throw new Error(`no goal ${text}`);
  return goal;
};

const notesOn = (db: Db, goalId: number): string[] => listNotes(db, goalId).map((found) => found.text);

/** One goal of each layout that is corrected: the text as printed first, and as corrected. */
const LAYOUTS = [
  ["Markdown headings", "01-markdown-headings.md", "階層別研修の見直し", "階層別研修の抜本的な見直し"],
  [
    "a table with blank cells",
    "03-one-table-blank-cells.md",
    "避難所開設アプリの試行",
    "避難所開設アプリの本格運用",
  ],
  ["a tab-separated sheet", "07-wide.tsv", "タウンミーティングの年6回開催", "タウンミーティングの年8回開催"],
  ["nested marks", "09-nested-marks.txt", "生成AIの利用ルールの定着", "生成AI の利用ルールの定着と見直し"],
  ["a web page", "05-cms-page.html", "成年後見の中核機関の機能強化", "成年後見制度の中核機関の機能強化"],
  ["a full-width page", "22-full-width-digits.txt", null, null],
  ["a page in the form of the second sample", "26-vision-and-organisation.txt", null, null],
] as const;

describe("importing a document twice", () => {
  it.each(LAYOUTS)("changes nothing the second time: %s", (_layout, file) => {
    const { db } = temporaryDatabase();
    const first = importText(db, corpus(file));
    const before = contents(db);
    const again = importText(db, corpus(file), { now: NOW + 1000, sourceName: "renamed-copy.txt" });
    expect(tally(again.changes)).toEqual({ added: 0, changed: 0, removed: 0 });
    expect(again.counts).toEqual(first.counts);
    expect(contents(db)).toEqual(before);
  });

  it("leaves no trace of a preview", () => {
    const { db } = temporaryDatabase();
    importText(db, corpus("01-markdown-headings.md"));
    const before = contents(db);
    const preview = importText(db, corpus("01-markdown-headings.md").replace("- メンター制度の試行\n", ""), {
      commit: false,
    });
    expect(tally(preview.changes)).toEqual({ added: 0, changed: 0, removed: 1 });
    expect(contents(db)).toEqual(before);
  });
});

describe("importing a corrected document", () => {
  it.each(LAYOUTS.filter(([, , before]) => before !== null))(
    "keeps the goal's row, number and notes where its text was corrected: %s",
    (_layout, file, before, after) => {
      const { db } = temporaryDatabase();
      const { planId } = importText(db, corpus(file));
      const goal = goalNamed(db, planId, before ?? "");
      note(db, goal.id, "関係課と調整中です");
      const outcome = importText(db, corpus(file).replace(before ?? "", after ?? ""), { now: NOW + 1000 });
      expect(outcome.changes).toEqual([
        expect.objectContaining({ what: "changed", kind: "goal", before, after, notes: 1 }),
      ]);
      const corrected = goalNamed(db, planId, after ?? "");
      expect([corrected.id, corrected.number]).toEqual([goal.id, goal.number]);
      expect(notesOn(db, corrected.id)).toEqual(["関係課と調整中です"]);
      expect(all(db, "SELECT text FROM statement_revision WHERE statement_id = ?", goal.id)).toEqual([
        { text: before },
      ]);
    },
  );

  it("takes another text in the same place for another goal: neither its notes nor its number pass over", () => {
    const { db } = temporaryDatabase();
    const { planId } = importText(db, corpus("01-markdown-headings.md"));
    const goal = goalNamed(db, planId, "メンター制度の試行");
    note(db, goal.id, "相談役を募集しています");
    const outcome = importText(
      db,
      corpus("01-markdown-headings.md").replace("メンター制度の試行", "人事評価制度の見直し"),
    );
    expect(outcome.changes.map(({ what, notes }) => [what, notes])).toEqual([
      ["added", 0],
      ["removed", 1],
    ]);
    const other = goalNamed(db, planId, "人事評価制度の見直し");
    const numbers = listPlanGoals(db, planId)
      .filter(({ departmentId, id }) => departmentId === goal.departmentId && id !== other.id)
      .map(({ number }) => number);
    expect([other.number, notesOn(db, other.id)]).toEqual([Math.max(goal.number, ...numbers) + 1, []]);
    expect(other.id).not.toBe(goal.id);
  });

  it("keeps the numbers when a goal is put in front: it gets the next free one and stands where it is printed", () => {
    const { db } = temporaryDatabase();
    const { planId } = importText(db, corpus("01-markdown-headings.md"));
    for (const goal of listPlanGoals(db, planId)) note(db, goal.id, `「${goal.text}」の報告`);
    const text = corpus("01-markdown-headings.md").replace(
      "- 公文書管理条例",
      "- 文書の電子決裁率の向上\n- 公文書管理条例",
    );
    const outcome = importText(db, text);
    expect(tally(outcome.changes)).toEqual({ added: 1, changed: 0, removed: 0 });
    const [department] = listDepartments(db, planId);
    const goals = listPlanGoals(db, planId).filter((goal) => goal.departmentId === department?.id);
    expect(goals.map((goal) => goal.number)).toEqual([
      goals.length,
      ...goals.slice(1).map((_, index) => index + 1),
    ]);
    expect(goals[0]?.lastNoteText).toBeNull();
    for (const goal of goals.slice(1)) expect(notesOn(db, goal.id)).toEqual([`「${goal.text}」の報告`]);
  });

  it("does not mix up near-identical neighbours, whichever of them is moved, corrected or dropped", () => {
    const names = ["青葉駅", "若葉駅", "若葉台駅", "双葉駅"];
    const goalOf = (name: string, words = "周辺地区まちづくり事業の促進"): string => `- ${name}${words}`;
    const document = (...goals: string[]): string =>
      ["# 緑風市 令和8年度 各部経営方針", "", "## 都市部", "", "### 重点目標", "", ...goals, ""].join("\n");
    const revisions: [string, string[], Record<string, string | null>][] = [
      ["turned round", [...names].reverse().map((name) => goalOf(name)), {}],
      ["one dropped", names.slice(1).map((name) => goalOf(name)), { 青葉駅: null }],
      [
        "one dropped, its neighbour corrected",
        [goalOf("若葉駅", "周辺地区におけるまちづくり事業の促進"), goalOf("若葉台駅"), goalOf("双葉駅")],
        { 青葉駅: null, 若葉駅: "若葉駅周辺地区におけるまちづくり事業の促進" },
      ],
      [
        "all corrected and turned round",
        [...names].reverse().map((name) => goalOf(name, "の周辺地区まちづくりの推進")),
        Object.fromEntries(names.map((name) => [name, `${name}の周辺地区まちづくりの推進`])),
      ],
    ];
    for (const [what, goals, expected] of revisions) {
      const { db } = temporaryDatabase();
      const { planId } = importText(db, document(...names.map((name) => goalOf(name))));
      for (const goal of listPlanGoals(db, planId))
        note(db, goal.id, goal.text.slice(0, goal.text.indexOf("駅") + 1));
      importText(db, document(...goals));
      const found = Object.fromEntries(
        listPlanGoals(db, planId).map((goal) => [goal.lastNoteText, goal.text]),
      );
      for (const name of names) {
        const text = name in expected ? expected[name] : `${name}周辺地区まちづくり事業の促進`;
        expect(found[name] ?? null, `${name}: ${what}`).toBe(text);
      }
    }
  });

  it("keeps one text that stands in two departments as two goals", () => {
    const { db } = temporaryDatabase();
    const document = (first: string): string =>
      `# 緑風市 令和8年度 各部経営方針\n\n## 総務部\n\n### 重点目標\n\n- ${first}\n- 専門性を持つ職員の育成\n\n## 福祉部\n\n### 重点目標\n\n- 専門性を持つ職員の育成\n`;
    const { planId } = importText(db, document("文書管理の見直し"));
    const twins = listPlanGoals(db, planId).filter((goal) => goal.text === "専門性を持つ職員の育成");
    expect(twins).toHaveLength(2);
    for (const goal of twins) note(db, goal.id, `${goal.departmentId}の報告`);
    importText(db, document("庁舎管理の見直し"));
    for (const goal of twins) {
      const after = listPlanGoals(db, planId).find((candidate) => candidate.id === goal.id);
      expect([after?.departmentId, after?.lastNoteText]).toEqual([
        goal.departmentId,
        `${goal.departmentId}の報告`,
      ]);
    }
  });

  it("keeps the row of a renamed department, its goals and notes, and the old name as an alias", () => {
    const { db } = temporaryDatabase();
    const { planId } = importText(db, corpus("01-markdown-headings.md"));
    const before = listDepartments(db, planId).find(({ name }) => name === "市民協働部");
    const goal = goalNamed(db, planId, "多文化共生相談窓口の開設");
    note(db, goal.id, "場所を決めました");
    const outcome = importText(
      db,
      corpus("01-markdown-headings.md").replace("## 市民協働部", "## 地域共創部"),
    );
    expect(outcome.changes).toMatchObject([{ what: "renamed", before: "市民協働部", after: "地域共創部" }]);
    const after = listDepartments(db, planId).find(({ name }) => name === "地域共創部");
    expect([after?.id, after?.aliases]).toEqual([before?.id, ["市民協働部"]]);
    expect(notesOn(db, goal.id)).toEqual(["場所を決めました"]);
    expect(one<{ after: string }>(db, "SELECT after FROM audit ORDER BY id DESC LIMIT 1")?.after).toContain(
      "市民協働部 → 地域共創部",
    );
  });

  it("knows a renamed department that has no goals by its policies", () => {
    const { db } = temporaryDatabase();
    const text = corpus("26-vision-and-organisation.txt");
    const { planId } = importText(db, text, { track: ["組織運営方針"] });
    const [before] = listDepartments(db, planId);
    const goals = listPlanGoals(db, planId);
    expect(goals.length).toBeGreaterThan(0);
    importText(db, text.replaceAll(before?.name ?? "?", "未来創造部"));
    const [after] = listDepartments(db, planId);
    expect([after?.id, after?.name]).toEqual([before?.id, "未来創造部"]);
    expect(listPlanGoals(db, planId).map((goal) => goal.id)).toEqual(goals.map((goal) => goal.id));
  });

  it("lets a goal follow to the department that took it over", () => {
    const { db } = temporaryDatabase();
    const { planId } = importText(db, corpus("01-markdown-headings.md"));
    const goal = goalNamed(db, planId, "自治会加入の案内「となりぐみガイド」の作成");
    note(db, goal.id, "原稿を書いています");
    const text = corpus("01-markdown-headings.md")
      .replace("- 自治会加入の案内「となりぐみガイド」の作成\n", "")
      .replace("- メンター制度の試行", "- メンター制度の試行\n- 自治会加入の案内「となりぐみガイド」の作成");
    const outcome = importText(db, text);
    expect(tally(outcome.changes).removed).toBe(0);
    const moved = goalNamed(db, planId, "自治会加入の案内「となりぐみガイド」の作成");
    expect([moved.id, notesOn(db, moved.id)]).toEqual([goal.id, ["原稿を書いています"]]);
    expect(moved.departmentId).not.toBe(goal.departmentId);
  });

  it("takes a dropped goal and its notes out of views and search, and brings them back when it is printed again", () => {
    const { db } = temporaryDatabase();
    const full = corpus("01-markdown-headings.md");
    const without = full.replace("- メンター制度の試行\n", "");
    const { planId } = importText(db, full);
    const goal = goalNamed(db, planId, "メンター制度の試行");
    note(db, goal.id, "相談役を募集しています");
    const find = (word: string): number =>
      searchPlan(db, searchWords(word), { planId }, { limit: 10, offset: 0 }).total;
    expect([find("メンター"), find("募集")]).toEqual([1, 1]);

    const dropped = importText(db, without);
    expect(dropped.changes).toEqual([
      expect.objectContaining({ what: "removed", before: "メンター制度の試行", after: null, notes: 1 }),
    ]);
    expect(listPlanGoals(db, planId).map(({ text }) => text)).not.toContain("メンター制度の試行");
    expect([find("メンター"), find("募集")]).toEqual([0, 0]);
    expect(one(db, "SELECT count(*) AS n FROM note")).toEqual({ n: 1 });

    const back = importText(db, full);
    expect(back.changes).toEqual([
      expect.objectContaining({ what: "added", after: "メンター制度の試行", notes: 1 }),
    ]);
    const again = goalNamed(db, planId, "メンター制度の試行");
    expect([again.id, again.number, notesOn(db, again.id)]).toEqual([
      goal.id,
      goal.number,
      ["相談役を募集しています"],
    ]);
    expect([find("メンター"), find("募集")]).toEqual([1, 1]);
  });

  it("renames a section without losing its goals", () => {
    const { db } = temporaryDatabase();
    const { planId } = importText(db, corpus("01-markdown-headings.md"));
    const before = listPlanGoals(db, planId).map(({ id, text }) => ({ id, text }));
    const section = one<{ id: number }>(db, "SELECT id FROM section WHERE name = '人材戦略'");
    const { changes } = importText(
      db,
      corpus("01-markdown-headings.md").replaceAll("### 人材戦略", "### 人材育成・活用"),
    );
    // It is the same 柱, said so once, and none of its texts has moved.
    expect(changes.map(({ what, kind, before: from, after }) => [what, kind, from, after])).toContainEqual([
      "renamed",
      "section",
      "人材戦略",
      "人材育成・活用",
    ]);
    expect(changes.every(({ what, kind }) => what === "renamed" && kind === "section")).toBe(true);
    expect(one(db, "SELECT name FROM section WHERE id = ?", section?.id)).toEqual({ name: "人材育成・活用" });
    expect(listPlanGoals(db, planId).map(({ id, text }) => ({ id, text }))).toEqual(before);
    expect(exported(db, planId).departments[0]?.sections.map(({ name }) => name)).toEqual([
      "施策",
      "人材育成・活用",
    ]);
  });

  it("records who imported what, in an unbroken chain, and nothing for a repetition", () => {
    const { db } = temporaryDatabase();
    importText(db, corpus("01-markdown-headings.md"));
    importText(db, corpus("01-markdown-headings.md"));
    importText(db, corpus("01-markdown-headings.md").replace("- メンター制度の試行\n", ""), { actor: "cli" });
    const rows = all<{ actor: string; action: string; after: string }>(
      db,
      "SELECT actor, action, after FROM audit ORDER BY id",
    );
    expect(rows.map(({ actor, action }) => [actor, action])).toEqual([
      ["test", "plan.import"],
      ["cli", "plan.import"],
    ]);
    expect(JSON.parse(rows[1]?.after ?? "{}").changes).toEqual({ added: 0, changed: 0, removed: 1 });
    expect(findBrokenAudit(db)).toBeNull();
  });
});

describe("tracking a label", () => {
  const text = corpus("26-vision-and-organisation.txt");

  it("numbers its statements within each department, stays without being asked again, and is in the audit", () => {
    const { db } = temporaryDatabase();
    const plain = importText(db, text);
    expect([plain.counts.goals, listPlanGoals(db, plain.planId)]).toEqual([0, []]);
    const tracked = importText(db, text, { track: ["組織運営方針"] });
    expect(tracked.changes).toEqual([]);
    expect(tracked.counts.goals).toBe(tracked.counts.policies);
    expect(one(db, "SELECT count(*) AS n FROM audit")).toEqual({ n: 2 });
    const before = contents(db);
    const again = importText(db, text);
    expect(again.counts.goals).toBe(tracked.counts.goals);
    expect(contents(db)).toEqual(before);
    for (const department of listDepartments(db, plain.planId)) {
      const numbers = listPlanGoals(db, plain.planId)
        .filter((goal) => goal.departmentId === department.id)
        .map((goal) => goal.number);
      expect(numbers).toEqual(numbers.map((_number, index) => index + 1));
    }
  });

  it("exports what is tracked outside the sections too, with its notes", () => {
    const { db } = temporaryDatabase();
    const { planId } = importText(db, text, { track: ["ビジョン"] });
    const [first] = listPlanGoals(db, planId);
    note(db, first?.id ?? 0, "電子申請を広げました");
    const [department] = exported(db, planId).departments;
    expect(department).toMatchObject({
      otherGoals: [
        { number: 1, text: first?.text, notes: [{ text: "電子申請を広げました" }] },
        { number: 2 },
      ],
    });
    expect(department?.vision?.items).toHaveLength(2);
  });

  it("refuses a label that the document does not print, names those that it does, and stores nothing", () => {
    const { db } = temporaryDatabase();
    const before = contents(db);
    expect(() => importText(db, text, { track: ["重点施策"] })).toThrow(/「重点施策」.*「組織運営方針」/);
    expect(contents(db)).toEqual(before);
  });
});

describe("an import that cannot be finished", () => {
  it("leaves nothing behind, neither of a first import nor of a later one", () => {
    const { db } = temporaryDatabase();
    db.exec(
      `CREATE TEMP TRIGGER breakdown BEFORE INSERT ON main.statement WHEN NEW.text LIKE '%多文化共生%'
       BEGIN SELECT RAISE(ABORT, 'disk trouble'); END`,
    );
    const before = contents(db);
    expect(() => importText(db, corpus("01-markdown-headings.md"))).toThrow("disk trouble");
    expect(contents(db)).toEqual(before);
    expect(listPlans(db)).toEqual([]);

    db.exec("DROP TRIGGER temp.breakdown");
    importText(db, corpus("01-markdown-headings.md"));
    const stored = contents(db);
    db.exec(
      `CREATE TEMP TRIGGER breakdown BEFORE INSERT ON main.audit WHEN NEW.action = 'plan.import'
       BEGIN SELECT RAISE(ABORT, 'disk trouble'); END`,
    );
    const changed = corpus("01-markdown-headings.md").replaceAll("### 人材戦略", "### 人づくり");
    expect(() => importText(db, changed)).toThrow("disk trouble");
    expect(contents(db)).toEqual(stored);
  });

  it("refuses two departments of one name, with their lines", () => {
    const { db } = temporaryDatabase();
    const parsed = parseDocument(corpus("01-markdown-headings.md"));
    const [first, second] = parsed.departments;
    if (first === undefined || second === undefined) throw new Error("the fixture has two departments");
    const twice = { ...parsed, departments: [first, { ...second, name: first.name }] };
    expect(() =>
      applyImport(
        db,
        twice,
        {
          municipality: "風見市",
          fiscalYear: 2026,
          track: [],
          sourceName: "x",
          sourceSha256: "x",
          now: NOW,
          actor: "test",
        },
        true,
      ),
    ).toThrow(
      new ImportError(
        `「総務部」という部が${first.line}行目と${second.line}行目にあります。どちらかの名前を直してから取り込んでください。`,
      ),
    );
    expect(listPlans(db)).toEqual([]);
  });
});

describe("plans beside each other", () => {
  it("does not touch another year or another municipality", () => {
    const { db } = temporaryDatabase();
    const text = corpus("01-markdown-headings.md");
    const first = importText(db, text);
    const other = importText(db, corpus("09-nested-marks.txt"));
    const last = importText(db, text, { fiscalYear: 2025 });
    const before = [exported(db, first.planId), exported(db, other.planId)];
    importText(db, text.replace("- メンター制度の試行\n", ""), { fiscalYear: 2025 });
    expect([exported(db, first.planId), exported(db, other.planId)]).toEqual(before);
    expect(new Set([first.planId, other.planId, last.planId]).size).toBe(3);
    expect(listPlans(db).map((plan) => plan.fiscalYear)).toEqual([2026, 2026, 2025]);
  });
});

describe("sources", () => {
  it("remembers from which file, by its hash", () => {
    const { db } = temporaryDatabase();
    const text = corpus("01-markdown-headings.md");
    importText(db, text, { sourceName: "方針.md" });
    expect(one(db, "SELECT source_name AS name, source_sha256 AS sha FROM plan")).toEqual({
      name: "方針.md",
      sha: createHash("sha256").update(text).digest("hex"),
    });
  });
});
