import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { blocksText } from "../../src/bot/reply.js";
import { tokyoInstant } from "../../src/domain/time.js";
import { runTransfers } from "../../src/jobs/passing-on.js";
import { listCoordinatorNames, listOwnerNames, listRoles } from "../../src/store/holding.js";
import { ensurePerson, setOwner } from "../../src/store/people.js";
import { runPolicyBot } from "../kit/command-line.js";
import { blocksOf, button, buttonsOf, Conversation } from "../kit/conversation.js";
import { giveRole } from "../kit/people.js";
import { importText, NOW, temporaryDatabase, temporaryFolder } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

function ward() {
  const { db, file } = temporaryDatabase();
  importText(db, WARD);
  importText(db, WARD.replaceAll("緑風区", "青嵐市"));
  const department = (name: string): number =>
    Number(db.prepare("SELECT id FROM department WHERE name = ? ORDER BY id").pluck().get(name));
  const tanaka = ensurePerson(db, "web", "U4", "田中");
  giveRole(db, tanaka.id, { role: "coordinator", departmentId: department("危機管理部"), post: "庶務係長" });
  const goal = Number(
    db
      .prepare("SELECT id FROM goal WHERE department_id = ? AND number = 1")
      .pluck()
      .get(department("危機管理部")),
  );
  setOwner(db, goal, tanaka.id);
  const talk = (who: string) => new Conversation(db, { who });
  const words = (reply: Parameters<typeof blocksOf>[0]) => blocksText(blocksOf(reply));
  return { db, file, department, goal, tanaka, talk, words };
}

describe("/policy 担当一覧", () => {
  it("shows every department with who holds it, and how many goals nobody has", async () => {
    const { talk, words } = ward();
    const said = words(await talk("U0").ask("担当一覧"));
    expect(said).toContain("危機管理部\t田中（庶務係長）\tなし\t5／6件");
    expect(said).toContain("企画課: 役割を付けた方はいません");
    expect(said).not.toContain("U4");
  });

  it("shows a department goal by goal, with what the asker may change", async () => {
    const { talk, words } = ward();
    const asked = await talk("U4").ask("担当一覧 危機");
    expect(words(asked)).toContain("庶務担当: 田中（庶務係長）");
    expect(words(asked)).toContain("担当 田中");
    expect(words(asked)).toContain("担当者のいないもの 5件");
    expect(buttonsOf(asked).map(({ label }) => label)).toEqual(["目標の担当者を決める"]);
    expect(buttonsOf(await talk("U0").ask("担当一覧 危機")).map(({ label }) => label)).toEqual([
      "目標の担当者を決める",
      "職と役割を決める",
      "人事異動",
    ]);
    expect(buttonsOf(await talk("U3").ask("担当一覧"))).toEqual([]);
  });

  it("ends at the municipality", async () => {
    const { talk, words } = ward();
    const said = words(await talk("U4").ask("担当一覧 青嵐市"));
    expect(said).toContain("青嵐市の方だけがご覧になれます");
    expect(words(await talk("U4").ask("担当一覧 青嵐市 危機管理部"))).toContain("青嵐市の方だけ");
  });
});

describe("posts and 人事異動 in chat", () => {
  it("企画課 puts a role, goals and a person on a post, and the list shows them", async () => {
    const { db, department, goal, talk, words } = ward();
    const planning = talk("U0");
    const id = String(department("危機管理部"));
    const values = {
      department: id,
      post: "地域防災支援係長",
      role: "coordinator",
      goals: "1、2",
      person: "U5",
    };
    expect(await planning.submit("post", "{}", { ...values, goals: "99" })).toMatchObject({
      errors: { goals: expect.stringContaining("番号") },
    });
    expect(await planning.submit("post", "{}", { ...values, role: "planning" })).toMatchObject({
      kind: "form-errors",
    });
    expect(words(await planning.submit("post", "{}", values))).toContain("保存しました");
    ensurePerson(db, "web", "U5", "鈴木");
    expect(listCoordinatorNames(db, department("危機管理部"), "2026-11-24")).toEqual(["田中", "鈴木"]);
    expect(listOwnerNames(db, goal, "2026-11-24")).toEqual(["田中", "鈴木"]);
    expect(words(await planning.ask("担当一覧 危機管理部"))).toContain("鈴木（地域防災支援係長）");
    expect(words(await talk("U4").submit("post", "{}", values))).toContain("企画課");
  });

  it("a move is filled in, confirmed and on its day passed on; only 企画課 may", async () => {
    const { db, department, goal, talk, words } = ward();
    ensurePerson(db, "web", "U5", "鈴木");
    const planning = talk("U0");
    for (const who of ["U4", "U3"]) expect(words(await talk(who).ask("異動"))).toContain("企画課");
    const opened = await planning.press(button(await planning.ask("異動"), "異動を登録する"));
    expect(opened).toMatchObject({ kind: "form", id: "transfer" });
    const values = {
      on: "2027-04-01",
      department: String(department("危機管理部")),
      post: "庶務係長",
      from: "U4",
      to: "U5",
    };
    expect(await planning.submit("transfer", "{}", { ...values, from: "", to: "" })).toMatchObject({
      kind: "form-errors",
    });
    const shown = await planning.submit("transfer", "{}", values);
    expect(words(shown)).toContain("危機管理部 庶務係長: 田中さん → 鈴木さん");
    expect(words(shown)).toContain("引き継ぐもの: 役割 庶務担当、目標 1件（1）");
    const decide = button(shown, "登録する");
    for (const who of ["U4", "U3"]) expect(words(await talk(who).press(decide))).toContain("企画課");
    expect(words(await planning.press(decide))).toContain("登録しました");
    expect(words(await planning.press(decide))).toContain("すでに登録されています");
    expect(words(await planning.ask("異動"))).toContain("田中さん → 鈴木さん");
    expect(runTransfers(db, tokyoInstant("2027-04-01"))).toBe(1);
    expect(listOwnerNames(db, goal, "2027-04-01")).toEqual(["鈴木"]);
    expect(words(await planning.ask("異動"))).toContain("登録されていません");
  });

  it("a move is taken back by its button", async () => {
    const { db, department, tanaka, talk, words } = ward();
    ensurePerson(db, "web", "U5", "鈴木");
    const planning = talk("U0");
    await planning.press(
      button(
        await planning.submit("transfer", "{}", {
          on: "2027-04-01",
          department: String(department("危機管理部")),
          post: "庶務係長",
          from: "U4",
          to: "U5",
        }),
        "登録する",
      ),
    );
    const back = button(await planning.ask("異動"), "取りやめる");
    expect(words(await talk("U4").press(back))).toContain("企画課");
    expect(words(await planning.press(back))).toContain("取りやめました");
    expect(listRoles(db, tanaka.id, "2027-04-01")).toHaveLength(1);
  });
});

describe("on the command line", () => {
  const run = (file: string, folder: string, ...args: string[]) =>
    runPolicyBot(args, {
      folder,
      environment: { DATABASE_PATH: file, MUNICIPALITY: "緑風区" },
      clock: () => NOW,
    });

  it("policy-bot people prints who holds what, as JSON and as CSV", async () => {
    const { file } = ward();
    const folder = temporaryFolder();
    const json = JSON.parse((await run(file, folder, "people", "--format", "json")).out) as {
      departments: { name: string; roles: unknown[]; goals: { owners: string[] }[] }[];
    };
    expect(json.departments[0]).toMatchObject({
      name: "危機管理部",
      roles: [{ role: "coordinator", name: "田中", post: "庶務係長" }],
    });
    expect(json.departments[0]?.goals.map(({ owners }) => owners)).toEqual([["田中"], [], [], [], [], []]);
    const csv = await run(file, folder, "people", "--format", "csv", "--department", "危機管理部");
    expect(csv.out.split("\r\n").slice(0, 4)).toEqual([
      "\ufeff部,役割・目標,内容,氏名,職,終了日",
      ",企画課,,,,",
      "危機管理部,課長・部長,,,,",
      "危機管理部,庶務担当,,田中,庶務係長,",
    ]);
    expect((await run(file, folder, "people", "--department", "ない部")).code).toBe(1);
    expect((await run(file, folder, "people", "--format", "xml")).code).toBe(2);
  });

  it("policy-bot transfer shows, decides with --yes, and ends with 1 where a row is not clear", async () => {
    const { db, file } = ward();
    ensurePerson(db, "web", "U5", "鈴木");
    const folder = temporaryFolder();
    const list = path.join(folder, "異動.csv");
    writeFileSync(list, "異動日,部,職,前任,後任\nR9.4.1,危機管理部,庶務係長,田中,鈴木\n");
    const shown = await run(file, folder, "transfer", list);
    expect([shown.code, shown.out]).toEqual([0, expect.stringContaining("登録していません")]);
    expect(shown.out).toContain("2027年4月1日(木)　危機管理部 庶務係長: 田中さん → 鈴木さん");
    expect((await run(file, folder, "transfer", list, "--yes")).out).toContain("1件の異動を登録しました");
    expect((await run(file, folder, "transfer", list, "--yes")).out).toContain(
      "すでに登録されているもの 1件",
    );
    writeFileSync(list, "異動日,部,職,前任,後任\n2027-04-01,危機管理部,係長,だれか,鈴木\n");
    const unclear = await run(file, folder, "transfer", list, "--yes", "--json");
    expect([unclear.code, JSON.parse(unclear.out)]).toEqual([
      1,
      expect.objectContaining({ problems: [{ line: 2, message: expect.stringContaining("だれか") }] }),
    ]);
  });
});
