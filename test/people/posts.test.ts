import { describe, expect, it } from "vitest";
import { findBrokenAudit } from "../../src/store/audit.js";
import { run } from "../../src/store/database.js";
import { findDeviations } from "../../src/store/deviations.js";
import {
  isOwner,
  listCoordinatorNames,
  listOwnerNames,
  listRoles,
  ownedIn,
  peopleWithRole,
} from "../../src/store/holding.js";
import { municipalityOf, organisationOf } from "../../src/store/organisations.js";
import { ensurePerson, grantRole, setOwner } from "../../src/store/people.js";
import {
  addPostGoals,
  addPostRole,
  changePost,
  endHolding,
  ensurePost,
  placeHolder,
} from "../../src/store/posts.js";
import { importText, NOW, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

const ACT = { actor: "web:U0", at: NOW, via: "form" };

/** 危機管理部 with 防災係長, who is 庶務担当 and owns its first goal: 田中 until 31 March, 鈴木 from 1 April. */
function ward() {
  const { db } = temporaryDatabase();
  importText(db, WARD);
  const department = Number(db.prepare("SELECT id FROM department WHERE name = '危機管理部'").pluck().get());
  const goal = Number(
    db.prepare("SELECT id FROM goal WHERE department_id = ? AND number = 1").pluck().get(department),
  );
  const tanaka = ensurePerson(db, "web", "U4", "田中");
  const suzuki = ensurePerson(db, "web", "U5", "鈴木");
  const post = ensurePost(db, {
    municipalityId: municipalityOf(db, department) ?? 0,
    organisationId: organisationOf(db, department),
    name: "防災係長",
  });
  changePost(db, post.id, ACT, () => {
    addPostRole(db, post.id, "coordinator");
    addPostGoals(db, post.id, [goal]);
    placeHolder(db, post.id, tanaka.id, null);
    endHolding(db, post.id, [tanaka.id], "2027-03-31");
    placeHolder(db, post.id, suzuki.id, "2027-04-01");
  });
  return { db, department, goal, tanaka, suzuki, post };
}

describe("a post", () => {
  it("gives its roles and goals to whoever is on it on a day, from the first to the last", () => {
    const { db, department, goal, tanaka, suzuki, post } = ward();
    for (const [day, name, on, off] of [
      ["2026-04-01", "田中", tanaka, suzuki],
      ["2027-03-31", "田中", tanaka, suzuki],
      ["2027-04-01", "鈴木", suzuki, tanaka],
      ["2030-01-01", "鈴木", suzuki, tanaka],
    ] as const) {
      expect(listCoordinatorNames(db, department, day), day).toEqual([name]);
      expect(listOwnerNames(db, goal, day), day).toEqual([name]);
      expect([isOwner(db, goal, on.id, day), isOwner(db, goal, off.id, day)], day).toEqual([true, false]);
      expect(listRoles(db, on.id, day), day).toEqual([
        {
          role: "coordinator",
          municipalityId: post.municipalityId,
          organisationId: post.organisationId,
          post: "防災係長",
        },
      ]);
      expect([listRoles(db, off.id, day), ownedIn(db, off.id, day)], day).toEqual([[], []]);
    }
    expect(findBrokenAudit(db)).toBeNull();
  });

  it("stands beside people who hold a role or a goal themselves, and nobody is counted twice", () => {
    const { db, department, goal, tanaka, post } = ward();
    const held = { role: "coordinator", municipalityId: post.municipalityId, post: null } as const;
    grantRole(db, tanaka.id, { ...held, organisationId: post.organisationId });
    const other = ensurePerson(db, "web", "U6", "高橋");
    grantRole(db, other.id, { ...held, organisationId: post.organisationId });
    expect(listCoordinatorNames(db, department, "2027-03-31")).toEqual(["田中", "高橋"]);
    expect(listRoles(db, tanaka.id, "2027-03-31")).toHaveLength(1);
    setOwner(db, goal, other.id);
    expect(listOwnerNames(db, goal, "2027-03-31")).toEqual(["高橋"]);
  });

  it("with nobody on it says so where its goals are shown", () => {
    const { db, goal, suzuki, post } = ward();
    changePost(db, post.id, ACT, () => endHolding(db, post.id, [suzuki.id], "2027-05-31"));
    expect(listOwnerNames(db, goal, "2027-06-01")).toEqual(["防災係長（欠員）"]);
  });

  it("of the whole municipality holds the role of 企画課", () => {
    const { db, suzuki, post } = ward();
    const chief = ensurePost(db, { ...post, organisationId: null, name: "企画課長" });
    changePost(db, chief.id, ACT, () => {
      addPostRole(db, chief.id, "planning");
      placeHolder(db, chief.id, suzuki.id, "2027-04-01", "2028-03-31");
    });
    const planners = (day: string) =>
      peopleWithRole(db, "planning", { municipalityId: post.municipalityId }, day);
    expect(
      ["2027-03-31", "2027-04-01", "2028-03-31", "2028-04-01"].map((day) => planners(day).length),
    ).toEqual([0, 1, 1, 0]);
  });

  it("that was changed past the program is found", () => {
    const { db, tanaka, post } = ward();
    expect(findDeviations(db).filter(({ kind }) => kind === "post")).toEqual([]);
    run(db, "UPDATE post_holder SET until_on = NULL WHERE person_id = ?", tanaka.id);
    expect(findDeviations(db)).toContainEqual({ kind: "post", where: "防災係長" });
    changePost(db, post.id, ACT, () => endHolding(db, post.id, [tanaka.id], "2027-03-31"));
    expect(findDeviations(db).filter(({ kind }) => kind === "post")).toEqual([]);
    run(db, "INSERT INTO post_role(post_id, role) VALUES (?, 'manager')", post.id);
    expect(findDeviations(db)).toContainEqual({ kind: "post", where: "防災係長" });
  });
});
