import { expect, it } from "vitest";
import { replyText } from "../../src/bot/reply.js";
import { tokyoInstant } from "../../src/domain/time.js";
import { listAwaiting, setConfirming } from "../../src/store/confirmations.js";
import { all, type Db, run } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { listGoals } from "../../src/store/goals.js";
import { ensurePerson } from "../../src/store/people.js";
import { Conversation } from "../kit/conversation.js";
import { bindChannel, giveRole } from "../kit/people.js";
import { importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

/** DESIGN.md's table of roles: what each may do, tried through the real commands, presses and forms. */

const ROLES = {
  職員: "U1",
  庶務担当: "U2",
  管理職: "U3",
  他部の管理職: "U4",
  閲覧者: "U5",
  企画課: "U0",
  他自治体の企画課: "U9",
} as const;
type RoleName = keyof typeof ROLES;
const EVERYBODY_HERE = ["職員", "庶務担当", "管理職", "他部の管理職", "閲覧者", "企画課"] as const;
const FILES = ["庶務担当", "管理職", "他部の管理職", "企画課"] as const;

/** A ward with one report of 危機管理部 that waits for its 確認, somebody in each role, and 企画課 of another municipality. */
function ward() {
  const { db } = temporaryDatabase();
  const { planId } = importText(db, WARD, { now: tokyoInstant("2026-04-10", "09:00") });
  const [department, other] = listDepartments(db, planId);
  const goal = listGoals(db, department?.id ?? 0)[0];
  if (department === undefined || other === undefined || goal === undefined) throw new Error("no goal");
  const give = (id: string, role: "coordinator" | "manager" | "reader", departmentId: number) =>
    giveRole(db, ensurePerson(db, "web", id, id).id, { role, departmentId, post: null });
  give("U2", "coordinator", department.id);
  give("U3", "manager", department.id);
  give("U4", "manager", other.id);
  give("U5", "reader", department.id);
  run(db, "INSERT INTO municipality(name) VALUES ('青嵐市')");
  run(
    db,
    "INSERT INTO role(person_id, role, municipality_id) VALUES (?, 'planning', (SELECT id FROM municipality WHERE name = '青嵐市'))",
    ensurePerson(db, "web", "U9", "U9").id,
  );
  note(db, goal.id, "秘密ではない報告", NOW - 1000);
  setConfirming(db, "緑風区", true);
  const place = { platform: "web", conversation: "kiki", name: "危機管理部", destination: {} };
  bindChannel(db, { ...place, purpose: "department", departmentId: department.id }, NOW);
  return { db, planId, department, goal };
}
type Ward = ReturnType<typeof ward>;
type Act = (ward: Ward, talk: Conversation) => Promise<boolean>;

const count = (db: Db, table: string): number => all(db, `SELECT 1 FROM "${table}"`).length;
/** Tried, and whether a table has another number of rows. */
const adds =
  (table: string, act: (ward: Ward, talk: Conversation) => Promise<unknown>): Act =>
  async (made, talk) => {
    const before = count(made.db, table);
    await act(made, talk);
    return count(made.db, table) !== before;
  };
const answers =
  (text: string, words: string): Act =>
  async (_ward, talk) =>
    replyText(await talk.ask(text)).includes(words);

const ACTIONS: Readonly<Record<string, { readonly may: readonly RoleName[]; readonly act: Act }>> = {
  計画を読む: {
    may: [...EVERYBODY_HERE, "他自治体の企画課"],
    act: answers("緑風区 危機管理部", "防災計画の見直し"),
  },
  報告を読む: { may: EVERYBODY_HERE, act: answers("緑風区 危機管理部 1", "秘密ではない報告") },
  部の進捗を見る: { may: EVERYBODY_HERE, act: answers("進捗 緑風区 危機管理部", "気をつけたい目標") },
  離れたところから報告する: {
    may: ["庶務担当", "管理職", "企画課"],
    act: adds("note", (_ward, talk) => talk.ask("報告 危機管理部 2 順調 協議中")),
  },
  確認する: {
    may: ["管理職"],
    act: adds("confirmation", async ({ db, planId }, talk) => {
      const [waits] = listAwaiting(db, planId, null);
      await talk.press({ do: "confirm", note: waits?.id ?? 0, revision: waits?.revision ?? 0 });
    }),
  },
  差し戻す: {
    may: ["管理職"],
    act: adds("confirmation", async ({ db, planId }, talk) => {
      const [waits] = listAwaiting(db, planId, null);
      const context = JSON.stringify({ note: waits?.id, revision: waits?.revision });
      await talk.submit("return", context, { reason: "数値を入れてください" });
    }),
  },
  課長確認をやめる: {
    may: ["企画課"],
    act: async ({ db, planId }, talk) => {
      await talk.press({ do: "confirming", plan: planId, on: false });
      return all(db, "SELECT 1 FROM audit WHERE action = 'confirming.set'").length > 0;
    },
  },
  時点を固定する: {
    may: ["企画課"],
    act: adds("instant", (_ward, talk) => talk.ask("時点 緑風区 9月末 2026-09-30")),
  },
  時点を押して固定する: {
    may: ["企画課"],
    act: adds("instant", ({ planId }, talk) => talk.press({ do: "instant-fix", plan: planId, name: "今日" })),
  },
  進捗一覧を受け取る: {
    may: FILES,
    act: async (_ward, talk) => (await talk.ask("出力")).file !== undefined,
  },
  庁議資料を受け取る: {
    may: FILES,
    act: async (_ward, talk) => (await talk.ask("資料")).file !== undefined,
  },
  担当を決める画面を開く: {
    may: ["庶務担当", "企画課"],
    act: async ({ department }, talk) =>
      (await talk.press({ do: "owner-form", department: department.id }))?.kind === "form",
  },
};

const cases = Object.entries(ACTIONS).flatMap(([action, { may }]) =>
  (Object.keys(ROLES) as RoleName[]).map((role) => ({ action, role, allowed: may.includes(role) })),
);

it.each(cases)("$role: $action, $allowed", async ({ action, role, allowed }) => {
  const made = ward();
  const talk = new Conversation(made.db, { who: ROLES[role] });
  expect(await ACTIONS[action]?.act(made, talk)).toBe(allowed);
});

it("職員 may report where the department talks, and nobody of another municipality sees its 答弁 or 時点", async () => {
  const made = ward();
  const channel = { conversation: "kiki", kind: "channel" as const, name: "危機管理部" };
  const staff = new Conversation(made.db, { who: "U1", where: channel });
  expect(await adds("note", (_ward, talk) => talk.ask("報告 危機管理部 2 順調 協議中"))(made, staff)).toBe(
    true,
  );
  const other = new Conversation(made.db, { who: "U9" });
  for (const typed of ["答弁 緑風区 防災", "時点 緑風区", "履歴 緑風区 危機管理部"]) {
    expect(replyText(await other.ask(typed))).not.toContain("秘密ではない報告");
  }
});
