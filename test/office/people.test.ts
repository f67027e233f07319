import { expect, it } from "vitest";
import { listCoordinatorNames } from "../../src/store/holding.js";
import { ensurePerson } from "../../src/store/people.js";
import { entered, openOffice } from "../kit/office-visit.js";
import { giveRole } from "../kit/people.js";
import { importText, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

async function page() {
  const { db } = temporaryDatabase();
  importText(db, WARD);
  const department = Number(db.prepare("SELECT id FROM department WHERE name = '危機管理部'").pluck().get());
  giveRole(db, ensurePerson(db, "web", "U4", "田中").id, {
    role: "coordinator",
    departmentId: department,
    post: "庶務係長",
  });
  ensurePerson(db, "web", "U5", "鈴木");
  const namesake = ensurePerson(db, "web", "U6", "鈴木");
  const opened = await openOffice(db);
  const visit = await entered(opened);
  const send = (fields: Record<string, string | Blob>) =>
    visit.post("/office/people", { plan: "1", ...fields }, "/office/people");
  return { db, department, namesake, opened, visit, send };
}

const LIST =
  "異動日,部,職,前任,後任\n2027-04-01,危機管理部,庶務係長,田中,鈴木\n2027-04-01,ない部,係長,田中,\n";

it("shows who holds what, takes a list, asks whom it means, and decides what was shown", async () => {
  const { db, department, namesake, visit, send } = await page();
  const first = (await visit.get("/office/people")).html;
  expect(first).toContain("田中（庶務係長）");
  expect(first).toContain("担当者なし");
  expect(first).not.toContain("U4");
  const sent = await send({ list: new File([LIST], "異動.csv") });
  expect(sent.status).toBe(303);
  const place = sent.headers.get("location") ?? "";
  const asked = (await visit.get(place)).html;
  expect(asked).toContain("2人います");
  expect(asked).toContain("「ない部」に当たる部がありません");
  expect(asked).toContain("新しく登録するものはありません");
  await visit.post(place, { do: "answer", "person:2:to": String(namesake.id) }, place);
  const shown = (await visit.get(place)).html;
  expect(shown).toContain("危機管理部 庶務係長: 田中さん → 鈴木さん");
  expect(shown).toContain("役割 庶務担当");
  expect(listCoordinatorNames(db, department, "2027-04-01")).toEqual(["田中"]);
  const done = (await visit.post(place, {}, place)).html;
  expect(done).toContain("1件の異動を登録しました");
  expect(done).toContain("読み取れなかった行が 1件");
  expect(listCoordinatorNames(db, department, "2027-04-01")).toEqual(["鈴木"]);
  expect((await visit.get(place)).html).toContain("途中の登録は残っていません");
});

it("takes one move that is typed in, refuses what it cannot read, and shows nothing to others", async () => {
  const { db, opened, visit, send } = await page();
  expect((await send({})).status).toBe(422);
  expect((await send({ list: new File(["何か\n"], "何か.csv") })).html).toContain(
    "人事異動の一覧として読めません",
  );
  const one = await send({
    on: "2027-04-01",
    department: "危機管理部",
    post: "庶務係長",
    from: "田中",
    to: "",
  });
  const place = one.headers.get("location") ?? "";
  expect((await visit.get(place)).html).toContain("欠員になります");
  const other = await entered(opened, "U0");
  expect((await other.get(place)).status).toBe(200);
  const elsewhere = await entered(await openOffice(db));
  expect((await elsewhere.get(place)).html).toContain("途中の登録は残っていません");
});
