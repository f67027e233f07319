import { readXlsx, writeXlsx } from "hucre/xlsx";
import { describe, expect, it } from "vitest";
import { asObject } from "../../src/bot/json.js";
import { renderForm as slackForm, valuesOf } from "../../src/bot/platforms/slack/forms.js";
import { filledOf, renderForm as teamsForm } from "../../src/bot/platforms/teams/forms.js";
import { wireForm } from "../../src/bot/platforms/web/forms.js";
import type { Form } from "../../src/bot/reply.js";
import { listOwnerNames } from "../../src/store/holding.js";
import { municipalityOf, organisationOf } from "../../src/store/organisations.js";
import { ensurePerson, setOwner } from "../../src/store/people.js";
import { changePost, ensurePost, placeHolder } from "../../src/store/posts.js";
import { Conversation } from "../kit/conversation.js";
import { entered, openOffice } from "../kit/office-visit.js";
import { importText, NOW, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

const TODAY = "2026-11-24";

function ward() {
  const { db } = temporaryDatabase();
  importText(db, WARD);
  const department = Number(db.prepare("SELECT id FROM department WHERE name = '危機管理部'").pluck().get());
  const goals = db
    .prepare("SELECT id FROM goal WHERE department_id = ? ORDER BY number")
    .pluck()
    .all(department) as number[];
  ensurePerson(db, "web", "U5", "鈴木");
  setOwner(db, goals[0] ?? 0, ensurePerson(db, "web", "U4", "田中").id);
  const owners = () => goals.map((goal) => listOwnerNames(db, goal, TODAY).join("、"));
  return { db, department, goals, owners };
}

describe("the form for owners", () => {
  it("gives several goals to one person at once, and says which", async () => {
    const { db, department, goals, owners } = ward();
    const planning = new Conversation(db);
    const form = await planning.press({ do: "owner-form", department });
    if (form?.kind !== "form") throw new Error("no form");
    const send = (values: Record<string, string>) => planning.submit("owner", form.context, values);
    expect(await send({ goals: "", person: "U5" })).toMatchObject({ kind: "form-errors" });
    expect(await send({ goals: `${goals[1]},4711`, person: "U5" })).toMatchObject({ kind: "form-errors" });
    const done = await send({ goals: `${goals[1]},${goals[2]}`, person: "U5" });
    expect(JSON.stringify(done)).toContain("危機管理部 2、3 の担当者を決めました。");
    expect(owners()).toEqual(["田中", "鈴木", "鈴木", "", "", ""]);
  });

  const FORM: Form = {
    kind: "form",
    id: "owner",
    title: "目標の担当者",
    submit: "保存する",
    context: "{}",
    intro: [],
    fields: [
      {
        name: "goals",
        label: "重点目標",
        type: "several",
        options: ["7", "8", "9"].map((value) => ({ value, label: `目標 ${value}` })),
        initial: "8",
      },
    ],
  };
  const WHERE = {
    platform: "slack",
    conversation: "C1",
    kind: "channel",
    name: null,
    thread: null,
    destination: {},
  } as const;

  it("offers them as a menu in Slack, boxes in Teams and in the browser, and comes back alike", () => {
    expect(slackForm(FORM, WHERE).blocks).toMatchObject([
      {
        element: {
          type: "multi_static_select",
          options: [{ value: "7" }, { value: "8" }, { value: "9" }],
          initial_options: [{ value: "8" }],
        },
      },
    ]);
    const selected = { selected_options: [{ value: "7" }, { value: "9" }] };
    const state = (value: object) => ({ state: { values: { "field:goals": { value } } } });
    expect(valuesOf(asObject(state({ type: "multi_static_select", ...selected })))).toEqual({ goals: "7,9" });
    expect(valuesOf(asObject(state({ type: "multi_static_select", selected_options: [] })))).toEqual({
      goals: "",
    });
    expect(JSON.stringify(teamsForm(FORM, { inDialog: true, opener: null }))).toContain(
      '"isMultiSelect":true',
    );
    expect(filledOf({ f: "owner", c: "{}", "field:goals": "7,9" })?.values).toEqual({ goals: "7,9" });
    expect(wireForm(FORM).fields[0]).toMatchObject({ type: "several", initial: "8" });
  });
});

describe("the 進捗一覧 with 今回の担当 filled in", () => {
  async function returned(fill: Readonly<Record<number, string>>) {
    const office = ward();
    const visit = await entered(await openOffice(office.db));
    const { bytes } = await visit.post("/office/progress", { plan: "1" }, "/office");
    const { sheets } = await readXlsx(bytes);
    const rows = (sheets.find(({ name }) => name === "危機管理部")?.rows ?? []).map((row) => [...row]);
    const at = (rows[0] ?? []).findIndex((cell) => String(cell).replace(/\s/gu, "") === "今回の担当");
    for (const [number, name] of Object.entries(fill)) {
      const row = rows[Number(number)];
      if (row !== undefined) row[at] = name;
    }
    const file = new File([await writeXlsx({ sheets: [{ name: "危機管理部", rows }] })], "進捗一覧.xlsx");
    const sent = await visit.post("/office/returned", { sheet: file }, "/office/returned");
    const place = sent.headers.get("location") ?? "";
    return { ...office, visit, place, shown: (await visit.get(place)).html };
  }

  it("sets owners by name, several in a cell and posts too, after they were shown; once", async () => {
    const { db, department, visit, place, shown, owners } = await returned({
      1: "鈴木さん",
      2: "田中、鈴木",
      3: "だれか",
      4: "",
    });
    expect(shown).toContain("危機管理部 1　田中 → 鈴木");
    expect(shown).toContain("危機管理部 2　担当者なし → 田中、鈴木");
    expect(shown).toContain("「だれか」さんが見つかりません");
    expect(owners()).toEqual(["田中", "", "", "", "", ""]);
    expect((await visit.post(place, {}, place)).html).toContain("2件の担当を変えました");
    expect(owners()).toEqual(["鈴木", "鈴木、田中", "", "", "", ""]);
    const rows = db.prepare("SELECT count(*) FROM audit WHERE action = 'goal.owner'").pluck().get();
    expect(rows).toBe(2);
    expect(municipalityOf(db, department)).not.toBeNull();
  });

  it("knows a post of the department by its name", async () => {
    const { db, department } = ward();
    const post = ensurePost(db, {
      municipalityId: municipalityOf(db, department) ?? 0,
      organisationId: organisationOf(db, department),
      name: "防災係長",
    });
    changePost(db, post.id, { actor: "test", at: NOW, via: "form" }, () =>
      placeHolder(db, post.id, ensurePerson(db, "web", "U5", null).id, null),
    );
    const visit = await entered(await openOffice(db));
    const { bytes } = await visit.post("/office/progress", { plan: "1" }, "/office");
    const { sheets } = await readXlsx(bytes);
    const rows = (sheets.find(({ name }) => name === "危機管理部")?.rows ?? []).map((row) => [...row]);
    const at = (rows[0] ?? []).findIndex((cell) => String(cell).replace(/\s/gu, "") === "今回の担当");
    const [, first = []] = rows;
    first[at] = "防災係長";
    const file = new File([await writeXlsx({ sheets: [{ name: "危機管理部", rows }] })], "進捗一覧.xlsx");
    const sent = await visit.post("/office/returned", { sheet: file }, "/office/returned");
    const place = sent.headers.get("location") ?? "";
    await visit.post(place, {}, place);
    const goal = Number(
      db.prepare("SELECT id FROM goal WHERE department_id = ? AND number = 1").pluck().get(department),
    );
    expect(listOwnerNames(db, goal, TODAY)).toEqual(["鈴木"]);
    expect(db.prepare("SELECT count(*) FROM goal_post").pluck().get()).toBe(1);
  });
});
