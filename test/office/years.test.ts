import { writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { tokyoInstant } from "../../src/domain/time.js";
import { runReorganisations } from "../../src/jobs/reorganising.js";
import type { Db } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { listPlanGoals } from "../../src/store/goals.js";
import { findLink, giveForerunner, type Link } from "../../src/store/links.js";
import { namedLinks } from "../../src/store/named-links.js";
import { organisationOf } from "../../src/store/organisations.js";
import { listPlans } from "../../src/store/plans.js";
import { decideReorganisation } from "../../src/store/reorganisations.js";
import { runPolicyBot } from "../kit/command-line.js";
import { entered, openOffice, type Visit } from "../kit/office-visit.js";
import { importText, note, temporaryDatabase, temporaryFolder } from "../kit/plan-store.js";
import { R8, R9, yearDocument } from "../kit/two-years.js";

let db: Db;
let r8: number;
let visit: Visit;
beforeEach(async () => {
  db = temporaryDatabase().db;
  r8 = importText(db, R8, { now: tokyoInstant("2026-04-02") }).planId;
  visit = await entered(await openOffice(db));
});

const upload = async (text = R9): Promise<string> => {
  const file = new File([text], "令和9年度.md");
  return (
    (await visit.post("/office/import", { document: file }, "/office/import")).headers.get("location") ?? ""
  );
};
const markOf = (html: string): string => /name="mark" value="([^"]+)"/u.exec(html)?.[1] ?? "";
const plain = (html: string): string => html.replace(/<[^>]+>/gu, "").replace(/\s+/gu, " ");
/** The fields that the preview asks about, each with its choices. */
const fields = (html: string): Map<string, string[]> =>
  new Map(
    [...html.matchAll(/<select[^>]*name="(link:[^"]+)"[^>]*>(.*?)<\/select>/gsu)].map(
      ([, name = "", inner = ""]) => [
        name,
        [...inner.matchAll(/value="([^"]*)"/gu)].map(([, value = ""]) => value),
      ],
    ),
  );
const confirm = async (place: string, said: Record<string, string> = {}, mark?: string) => {
  const shown = mark ?? markOf((await visit.get(place)).html);
  return visit.post(place, { do: "confirm", mark: shown, ...said }, place);
};
const r9 = (): number => listPlans(db).find(({ fiscalYear }) => fiscalYear === 2027)?.id ?? 0;
const departmentOf = (plan: number, name: string): number =>
  listDepartments(db, plan).find((department) => department.name === name)?.id ?? 0;
const kinds = () =>
  namedLinks(db, r9()).map(
    ({ kind, from, to, confirmedAt }) =>
      `${kind} ${from?.text ?? "－"} → ${to?.text ?? "－"}${confirmedAt === null ? "" : " ✓"}`,
  );

describe("the preview of the next year's document", () => {
  it("shows how the year before goes on, the words compared, and asks only what is not sure", async () => {
    const { html } = await visit.get(await upload());
    expect(plain(html)).toContain("前の年度からの続き方 17件");
    expect(html).toContain("<ins>更なる</ins>");
    for (const word of ["改称", "分割", "統合", "文言の変更", "新規", "終了"])
      expect([word, html.includes(`<span class="tag">${word}</span>`)]).toEqual([word, true]);
    expect([...fields(html).keys()].sort()).toEqual([
      "link:department|環境部#|土木部#",
      "link:department|福祉部#|地域福祉部#",
      "link:department|福祉部#|高齢福祉部#",
    ]);
    expect(fields(html).get("link:department|福祉部#|地域福祉部#")).toEqual(
      expect.arrayContaining(["", "yes", "ended", "土木部#", "高齢福祉部#"]),
    );
    expect(listPlans(db)).toHaveLength(1);
  });

  it("says of every goal that becomes part of one that they merge, and of every part of one that it is divided", async () => {
    const park = ["公園の遊具の更新と点検の計画的な実施", "公園の遊具の点検の実施"];
    const one = "公園の遊具の更新と点検の着実な実施";
    const road = "生活道路の補修と歩道の段差の解消の推進";
    const parts = ["生活道路の補修の推進", "歩道の段差の解消の推進"];
    importText(db, yearDocument(8, { 公園課: park, 道路課: [road] }), { now: tokyoInstant("2026-04-02") });
    const place = await upload(yearDocument(9, { 公園課: [one], 道路課: parts }));
    const [preview = ""] = (await visit.get(place)).html.split("前回との違い");
    const tags = (html: string, text: string): string[] =>
      html
        .split(/<(?:li class="link"|tr)>/u)
        .filter((part) => plain(part).includes(text))
        .map((part) => /class="tag">([^<]+)/u.exec(part)?.[1] ?? "");
    expect(tags(preview, "着実な")).toEqual(["統合", "統合"]);
    expect(tags(preview, road)).toEqual(["分割", "分割"]);
    await confirm(place);
    expect(kinds()).toEqual(expect.arrayContaining(park.map((text) => `merged ${text} → ${one}`)));
    // Where the other one ended after all, the first is only worded differently.
    const other = namedLinks(db, r9()).find(({ from, sure }) => from?.text === park[1] && !sure);
    const path = `/office/links/${other?.id}`;
    await visit.post(path, { choice: "ended" }, path);
    expect(kinds()).toEqual(
      expect.arrayContaining([`reworded ${park[0]} → ${one}`, `ended ${park[1]} → － ✓`]),
    );
  });

  it("imports with what was said there: confirmed, put right, or left for later", async () => {
    const place = await upload();
    const done = await confirm(place, {
      "link:department|福祉部#|地域福祉部#": "yes",
      "link:department|環境部#|土木部#": "ended",
      "link:department|福祉部#|高齢福祉部#": "",
    });
    expect([done.status, done.html.includes("/office/links")]).toEqual([200, true]);
    expect(kinds()).toEqual(
      expect.arrayContaining([
        "split 福祉部 → 地域福祉部 ✓",
        "ended 環境部 → － ✓",
        "split 福祉部 → 高齢福祉部",
      ]),
    );
    const rows = db.prepare("SELECT actor, via FROM audit WHERE action = 'link.set'").all();
    expect(rows).toEqual([
      { actor: "web:U0", via: "import" },
      { actor: "web:U0", via: "import" },
    ]);
  });

  it("lets what is sure be put right as well, before the import", async () => {
    const place = await upload();
    const { html } = await visit.get(place);
    const fix = /href="([^"]+\/link\?key=[^"]+)" aria-label="直す: 無電柱化の推進"/u.exec(html)?.[1] ?? "";
    const form = (await visit.get(fix.replaceAll("&amp;", "&"))).html;
    expect(plain(form)).toContain("続くものはない");
    await visit.post(place, { do: "link", "link:goal|土木部#1|土木部#1": "ended" }, place);
    expect(plain((await visit.get(place)).html)).toContain("直しました: （続くものなし）");
    await confirm(place);
    expect(kinds()).toEqual(
      expect.arrayContaining(["ended 無電柱化の推進 → － ✓", "new － → 無電柱化の推進"]),
    );
  });

  it("refuses the yes where the plan has changed since, and shows what is true now", async () => {
    const place = await upload();
    const mark = markOf((await visit.get(place)).html);
    importText(db, R8.replace("- 介護予防教室の拡充\n", ""), { now: tokyoInstant("2026-05-02") });
    const refused = await confirm(place, {}, mark);
    expect([refused.status, plain(refused.html).includes("計画が変わりました")]).toEqual([409, true]);
    expect(listPlans(db)).toHaveLength(1);
    expect((await confirm(place, {}, markOf(refused.html))).status).toBe(200);
    expect(listPlans(db)).toHaveLength(2);
  });

  it("refuses the yes where a goal that goes was reported on since", async () => {
    const place = await upload(R8.replace("- 介護予防教室の拡充\n", ""));
    const mark = markOf((await visit.get(place)).html);
    const goal = listPlanGoals(db, r8).find(({ text }) => text === "介護予防教室の拡充");
    note(db, goal?.id ?? 0, "会場を決めた");
    expect((await confirm(place, {}, mark)).status).toBe(409);
    expect((await confirm(place)).status).toBe(200);
  });

  it("takes another municipality's import in between for none of its business", async () => {
    const place = await upload();
    const mark = markOf((await visit.get(place)).html);
    importText(db, R8.replaceAll("緑風区", "青嵐市"), { now: tokyoInstant("2026-05-02") });
    expect((await confirm(place, { "link:department|福祉部#|地域福祉部#": "yes" }, mark)).status).toBe(200);
    expect(kinds()).toContain("split 福祉部 → 地域福祉部 ✓");
  });
});

describe("the preview of a corrected document that prints the name from before a 改称", () => {
  it("says that the newer name stays, on the page and in the terminal, and what to do otherwise", async () => {
    const { municipalityId = 0 } = listPlans(db)[0] ?? {};
    const organisationId = organisationOf(db, departmentOf(r8, "福祉部"));
    decideReorganisation(
      db,
      {
        municipalityId,
        kind: "rename",
        on: "2026-10-01",
        reason: "組織条例の改正",
        before: [{ name: "福祉部", organisationId }],
        after: [{ name: "健康福祉部", organisationId: null }],
      },
      { actor: "web:U0", at: tokyoInstant("2026-09-01"), via: "office" },
    );
    runReorganisations(db, tokyoInstant("2026-10-01", "09:00"));
    const told =
      "文書には「福祉部」とありますが、2026年10月1日(木)の機構改革で改称した「健康福祉部」のまま取り込みます。元の名前に戻すときは、「機構改革」で改称を登録してください。";
    const corrected = R8.replace("福祉人材の確保", "福祉人材の確保と育成");
    const shown = (await visit.get(await upload(corrected))).html;
    expect([shown.includes(told), shown.includes('<span class="tag">改称</span>')]).toEqual([true, false]);
    await confirm(await upload(corrected));
    expect(departmentOf(r8, "健康福祉部")).toBeGreaterThan(0);
    const file = path.join(temporaryFolder(), "R8.md");
    writeFileSync(file, R8);
    const said = await runPolicyBot(["import", file, "--dry-run"], {
      folder: path.dirname(file),
      environment: { DATABASE_PATH: db.name },
      clock: () => tokyoInstant("2026-11-24", "10:00"),
    });
    expect([said.code, said.out.includes(told)]).toEqual([0, true]);
  });
});

describe("年度のつながり", () => {
  beforeEach(() => {
    importText(db, R9, { now: tokyoInstant("2027-03-10") });
  });
  const idOf = (text: string): number =>
    namedLinks(db, r9()).find(({ from }) => from?.text === text)?.id ?? 0;

  it("shows what is open with both words, and is confirmed there", async () => {
    const { html } = await visit.get("/office/links");
    expect(plain(html)).toContain("確かめていただきたいもの 3件");
    await visit.post(`/office/links/${idOf("環境部")}`, { choice: "yes" }, "/office/links");
    expect(kinds()).toContain("merged 環境部 → 土木部 ✓");
    expect(plain((await visit.get("/office/links")).html)).toContain("確かめていただきたいもの 2件");
  });

  it("puts right what was taken for sure, and asks about what loses its successor by that", async () => {
    const path = `/office/links/${idOf("危機管理室")}`;
    await visit.post(path, { choice: "土木部#" }, path);
    expect(kinds()).toEqual(expect.arrayContaining(["renamed 危機管理室 → 土木部 ✓", "new － → 危機管理部"]));
    // 土木部 and 環境部 of the year before led there: somebody has to say what becomes of them.
    expect(kinds()).toEqual(expect.arrayContaining(["ended 土木部 → －", "ended 環境部 → －"]));
    expect(plain((await visit.get("/office/links")).html)).toContain("確かめていただきたいもの 4件");
    await visit.post(`/office/links/${idOf("危機管理室")}`, { choice: "危機管理部#" }, "/office/links");
    await visit.post(`/office/links/${idOf("土木部")}`, { choice: "土木部#" }, "/office/links");
    expect(organisationOf(db, departmentOf(r9(), "危機管理部"))).toBe(
      organisationOf(db, departmentOf(r8, "危機管理室")),
    );
  });

  it("says that a choice is none, and that a link is gone", async () => {
    const path = `/office/links/${idOf("危機管理室")}`;
    expect((await visit.post(path, { choice: "どこか" }, path)).status).toBe(422);
    expect((await visit.post("/office/links/99999", { choice: "yes" }, "/office/links")).status).toBe(422);
    expect((await visit.get("/office/links/99999")).status).toBe(303);
  });
});

describe("the office page of two municipalities", () => {
  it("shows and changes for each 企画課 its own alone", async () => {
    const { planId: theirs } = importText(db, R8.replaceAll("緑風区", "青嵐市"));
    importText(db, R9.replaceAll("緑風区", "青嵐市"));
    importText(db, R9);
    const opened = await openOffice(db, { adminUsers: ["U1@緑風区"] });
    visit = await entered(opened, "U1");
    const home = (await visit.get("/office")).html;
    expect([home.includes("緑風区"), home.includes("青嵐市")]).toEqual([true, false]);
    const department = departmentOf(theirs, "福祉部");
    expect((await visit.get(`/office/goals/${theirs}/${department}`)).status).toBe(303);
    const away = await visit.post("/office/progress", { plan: String(theirs) }, "/office");
    expect([away.status, away.headers.get("content-type")?.includes("sheet") ?? false]).toEqual([303, false]);
    const links = db
      .prepare("SELECT id FROM link WHERE to_plan IN (SELECT id FROM plan WHERE municipality_id = 2)")
      .pluck();
    const [link] = links.all();
    expect((await visit.get(`/office/links/${String(link)}`)).status).toBe(303);
    expect(
      (await visit.post(`/office/links/${String(link)}`, { choice: "yes" }, "/office/links")).status,
    ).toBe(422);
    const refused = (await visit.get(await upload(R8.replaceAll("緑風区", "青嵐市")))).html;
    expect(plain(refused)).toContain("青嵐市の計画を取り込めるのは、その企画課の方です。");
    // Nor can a goal be moved over the border by a form that was filled in by hand.
    const own = departmentOf(r8, "土木部");
    const goal = listPlanGoals(db, r8).find(({ text }) => text === "無電柱化の推進")?.id ?? 0;
    const path = `/office/goals/${r8}/${own}`;
    const moved = { do: "move", goal: String(goal), place: `${department}:`, reason: "所管替え" };
    expect((await visit.post(path, moved, path)).status).toBe(422);
    const foreign = listPlanGoals(db, theirs)[0]?.id ?? 0;
    const reworded = { do: "reword", goal: String(foreign), text: "書き換え", reason: "訂正" };
    expect((await visit.post(path, reworded, path)).status).toBe(422);
  });
});

it("gives what counts as new a forerunner at any time, and what counted as ended goes on by that", async () => {
  await confirm(await upload());
  const at = (text: string) => namedLinks(db, r9()).find(({ to }) => to?.text === text && to.number !== null);
  const fresh = at("認知症カフェの開設");
  expect(fresh).toMatchObject({ kind: "new", from: null });
  const place = `/office/links/${fresh?.id}`;
  const { html } = await visit.get(place);
  expect(html).toContain("前の年度のものから続く");
  const key = `from:福祉部#${listPlanGoals(db, r8).find(({ text }) => text === "介護予防教室の拡充")?.number}`;
  expect(html).toContain(`value="${key}"`);
  expect((await visit.post(place, { choice: key }, place)).html).toContain("続き方を決めました");
  // The goal went on in another one already: now it is divided.
  expect(at("認知症カフェの開設")).toMatchObject({
    kind: "split",
    from: { text: "介護予防教室の拡充" },
    confirmedBy: "web:U0",
  });
  expect(at("介護予防教室の拡充")).toMatchObject({ from: { text: "介護予防教室の拡充" } });
  // It can be put right again, and counts as new then.
  const again = at("認知症カフェの開設");
  const back = `/office/links/${again?.id}`;
  const other = at("重層的支援体制の整備")?.to;
  expect((await visit.post(back, { choice: `${other?.department}#${other?.number}` }, back)).status).toBe(
    200,
  );
  expect(at("認知症カフェの開設")).toMatchObject({ kind: "new", from: null });
  expect((await visit.post(place, { choice: "from:土木部#1" }, "/office/links")).status).toBe(422);
  // What counted as ended goes on by it, and is neither ended nor new any more.
  const [fresh2] = namedLinks(db, r9()).filter(({ to }) => to?.text === "認知症カフェの開設");
  const bridge = listPlanGoals(db, r8).find(({ text }) => text === "橋りょうの長寿命化")?.id ?? 0;
  const act = { actor: "cli", at: tokyoInstant("2027-05-10"), via: "cli" };
  giveForerunner(db, { ...findLinkOf(fresh2?.id), to: fresh2?.to?.id ?? 0 }, bridge, act);
  expect(
    namedLinks(db, r9())
      .filter(({ from, to }) => from?.id === bridge || to?.id === fresh2?.to?.id)
      .map(({ from, to, confirmedBy }) => [from?.id, to?.id, confirmedBy]),
  ).toEqual([[bridge, fresh2?.to?.id, "cli"]]);
});

function findLinkOf(id: number | undefined): Link {
  const link = findLink(db, id ?? 0);
  if (link === null) throw new Error(`no link ${id}`);
  return link;
}
