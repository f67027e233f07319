import Database from "better-sqlite3";
import { expect, it } from "vitest";
import { all, type Db, inTransaction, one, run } from "../../src/store/database.js";
import { findDepartment, listSections } from "../../src/store/departments.js";
import { listPlans } from "../../src/store/plans.js";
import { remembered } from "../../src/store/remembered.js";
import { listScale, replaceScale } from "../../src/store/scale.js";
import { importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

function ward(): { readonly db: Db; readonly file: string } {
  const made = temporaryDatabase();
  importText(made.db, WARD, { now: NOW });
  return made;
}

/** Reads the name of the first department, and counts how often the table is really asked. */
function reader(db: Db): { readonly name: () => string; readonly times: () => number } {
  let times = 0;
  const name = (): string =>
    remembered(db, "first", () => {
      times += 1;
      return one<{ name: string }>(db, "SELECT name FROM department ORDER BY id LIMIT 1")?.name ?? "";
    });
  return { name, times: () => times };
}

const rename = "UPDATE department SET name = ? WHERE id = (SELECT min(id) FROM department)";

it("reads once what nobody changes, whatever notes are written meanwhile, in transactions and out of them", () => {
  const { db } = ward();
  const { name, times } = reader(db);
  const first = name();
  const goal = one<{ id: number }>(db, "SELECT id FROM goal LIMIT 1")?.id ?? 0;
  // The first note of a person makes their row.
  note(db, goal, "一つ目");
  name();
  const before = times();
  for (let count = 0; count < 5; count += 1) {
    inTransaction(db, () => {
      note(db, goal, `改定案を照会中 ${count}`);
      expect(name()).toBe(first);
    });
    expect(name()).toBe(first);
  }
  expect(times()).toBe(before);
});

it("reads anew what this connection wrote by whatever way, and what another process wrote", () => {
  const { db, file } = ward();
  const { name } = reader(db);
  name();
  run(db, rename, "一の部");
  expect(name()).toBe("一の部");
  db.prepare(rename).run("二の部");
  expect(name()).toBe("二の部");
  db.exec("UPDATE department SET name = '三の部' WHERE id = (SELECT min(id) FROM department)");
  expect(name()).toBe("三の部");
  const other = new Database(file);
  other.prepare(rename).run("四の部");
  expect(name()).toBe("四の部");
  other.prepare(rename).run("五の部");
  expect(inTransaction(db, name)).toBe("五の部");
  other.close();
});

it("never keeps what a transaction wrote and took back, or a part of one", () => {
  const { db } = ward();
  const { name } = reader(db);
  const first = name();
  const broken = (): void =>
    inTransaction(db, () => {
      expect(name()).toBe(first);
      run(db, rename, "消える部");
      expect(name()).toBe("消える部");
      throw new Error("taken back");
    });
  expect(broken).toThrow("taken back");
  expect(name()).toBe(first);
  inTransaction(db, () => {
    run(db, rename, "残る部");
    expect(name()).toBe("残る部");
  });
  expect(inTransaction(db, name)).toBe("残る部");
});

it("forgets what was removed", () => {
  const { db } = ward();
  const [section] = all<{ id: number; department: number }>(
    db,
    `SELECT id, department_id AS department FROM section WHERE removed_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM statement WHERE section_id = section.id) LIMIT 1`,
  );
  const department = section?.department ?? one<{ id: number }>(db, "SELECT id FROM department")?.id ?? 0;
  run(db, "INSERT INTO section(department_id, ord, name) VALUES (?, 99, '消す柱')", department);
  const names = (): string[] => listSections(db, department).map(({ name }) => name);
  expect(names()).toContain("消す柱");
  run(db, "DELETE FROM section WHERE name = '消す柱'");
  expect(names()).not.toContain("消す柱");
});

it("gives departments and scales as they are now", () => {
  const { db } = ward();
  const plan = listPlans(db)[0]?.id ?? 0;
  const department = one<{ id: number }>(db, "SELECT min(id) AS id FROM department")?.id ?? 0;
  const scale = listScale(db, plan);
  expect(findDepartment(db, department)).toBe(findDepartment(db, department));
  run(db, rename, "新しい部");
  expect(findDepartment(db, department)?.name).toBe("新しい部");
  // What is made of a scale is made anew only where the scale is another.
  expect(listScale(db, plan)).toBe(scale);
  replaceScale(db, plan, scale.slice(0, 2), { actor: "cli", at: NOW, via: "cli" });
  expect(listScale(db, plan)).toHaveLength(2);
});
