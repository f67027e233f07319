import { beforeEach, expect, it } from "vitest";
import { findDeviations } from "../../src/store/deviations.js";
import { listRoles } from "../../src/store/holding.js";
import { organisationOf } from "../../src/store/organisations.js";
import { ensurePerson, findPerson } from "../../src/store/people.js";
import { listHolders, listPostRoles, listPosts } from "../../src/store/posts.js";
import { at, Desk, errorsOf, wordsOf } from "../kit/desk.js";
import { giveRole } from "../kit/people.js";

let desk: Desk;
beforeEach(() => {
  desk = new Desk(at("2026-11-24"));
});

const department = () => String(desk.department("危機管理部").id);
const change = (values: Record<string, string>, who = "U0") =>
  desk.fill("役割を付ける・外す", { person: "U1", department: department(), ...values }, who);
const rolesOf = (id: string) => {
  const person = findPerson(desk.db, "web", id);
  return person === null ? [] : listRoles(desk.db, person.id, "2026-11-24").map(({ role }) => role);
};

it("企画課 takes a role away in the form that gives it, once, with a row that says what was held", async () => {
  await change({ role: "coordinator" });
  await change({ role: "staff" });
  expect(rolesOf("U1")).toEqual(["coordinator", "staff"]);
  expect(wordsOf(await change({ role: "coordinator", act: "revoke" }))).toBe(
    "危機管理部の役割を外しました。",
  );
  expect(rolesOf("U1")).toEqual(["staff"]);
  expect(desk.audit().at(-1)).toMatchObject({
    actor: "web:U0",
    action: "role.revoke",
    before: {
      role: "coordinator",
      organisationId: organisationOf(desk.db, Number(department())),
      post: null,
    },
    after: null,
    via: "form",
  });
  const rows = desk.audit().length;
  expect(errorsOf(await change({ role: "coordinator", act: "revoke" }))).toEqual({
    role: "この人は、この役割を持っていません。",
  });
  expect(errorsOf(await change({ person: "U9", role: "staff", act: "revoke" })).role).toContain(
    "持っていません",
  );
  expect(desk.audit()).toHaveLength(rows);
  expect(findPerson(desk.db, "web", "U9")).toBeNull();
});

it("who has lost the role of 企画課 changes no settings any more, and the last one stays", async () => {
  await change({ role: "planning" });
  await change({ person: "U2", role: "planning" });
  Object.assign(desk.bot, { adminUsers: [] });
  expect(wordsOf(await change({ person: "U2", role: "planning", act: "revoke" }, "U1"))).toBe(
    "企画課の役割を外しました。",
  );
  const values = { person: "U2", role: "planning", act: "grant" };
  expect(wordsOf(await desk.submit("role", "{}", values, "U2"))).toContain("企画課");
  expect(rolesOf("U2")).toEqual([]);
  const last = await change({ role: "planning", act: "revoke" }, "U1");
  expect(errorsOf(last).role).toContain("先にほかの人に付けてください");
  expect(rolesOf("U1")).toEqual(["planning"]);
});

it("the last one of 企画課 on a platform stays although another platform has one, which may be switched off", async () => {
  await change({ role: "planning" });
  const elsewhere = ensurePerson(desk.db, "slack", "U7", null);
  giveRole(desk.db, elsewhere.id, { role: "planning", departmentId: null, post: null });
  Object.assign(desk.bot, { adminUsers: [] });
  const last = await change({ role: "planning", act: "revoke" }, "U1");
  expect(errorsOf(last).role).toContain("先にほかの人に付けてください");
  expect(rolesOf("U1")).toEqual(["planning"]);
});

it("names a post in the same form, which makes it where there is none; the role is the post's and passes on", async () => {
  await change({ role: "coordinator" });
  const given = await change({ role: "coordinator", post: "庶務係長" });
  expect(wordsOf(given)).toContain("危機管理部に職「庶務係長」を作り、役割を付けました。");
  const [post] = listPosts(desk.db, desk.plan.municipalityId);
  expect(post).toMatchObject({
    name: "庶務係長",
    organisationId: desk.department("危機管理部").organisationId,
  });
  const person = findPerson(desk.db, "web", "U1");
  expect(listHolders(desk.db, post?.id ?? 0)).toMatchObject([{ personId: person?.id, from: "2026-11-24" }]);
  expect(listPostRoles(desk.db, post?.id ?? 0)).toEqual(["coordinator"]);
  // What was held by oneself would stay with the predecessor.
  expect(desk.db.prepare("SELECT count(*) FROM role").pluck().get()).toBe(0);
  expect(rolesOf("U1")).toEqual(["coordinator"]);
  expect(findDeviations(desk.db)).toEqual([]);

  expect(wordsOf(await change({ person: "U2", role: "coordinator", post: "庶務係長" }))).toContain(
    "危機管理部の職「庶務係長」に役割を付けました。",
  );
  expect(listPosts(desk.db, desk.plan.municipalityId)).toHaveLength(1);
  const held = wordsOf(await desk.ask("担当一覧 危機管理部"));
  expect(held).toContain("庶務係長");
});

it("takes who holds a role by a post off the post; the role waits there for the next", async () => {
  await change({ role: "coordinator", post: "庶務係長" });
  expect(wordsOf(await change({ role: "coordinator", act: "revoke" }))).toContain("役割を外しました");
  expect(rolesOf("U1")).toEqual([]);
  const [post] = listPosts(desk.db, desk.plan.municipalityId);
  expect(listPostRoles(desk.db, post?.id ?? 0)).toEqual(["coordinator"]);
  expect(findDeviations(desk.db)).toEqual([]);
});

it("gives a role to a post that nobody is on yet, and asks for a person where no post is named", async () => {
  expect(wordsOf(await change({ person: "", role: "manager", post: "課長" }))).toContain("職「課長」を作り");
  expect(errorsOf(await change({ person: "", role: "manager" }))).toEqual({ person: "人を選んでください。" });
});
