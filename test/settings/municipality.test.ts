import { expect, it } from "vitest";
import { ensurePerson, grantRole } from "../../src/store/people.js";
import {
  currentPlan,
  municipalityNamed,
  preferMunicipality,
  preferredMunicipality,
} from "../../src/store/plans.js";
import { button } from "../kit/conversation.js";
import { at, Desk, errorsOf, wordsOf } from "../kit/desk.js";
import { importText } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

const withCity = (municipality: string | null = null): Desk => {
  const desk = new Desk(at("2026-11-24"));
  importText(desk.db, WARD.replaceAll("緑風区", "青嵐市"));
  Object.assign(desk.bot, { municipality });
  return desk;
};
const meant = (desk: Desk) => currentPlan(desk.db, 2026)?.municipality;

it("is not asked about where one municipality is stored", async () => {
  const desk = new Desk(at("2026-11-24"));
  expect(wordsOf(await desk.ask("設定"))).not.toContain("自治体を指定しない質問");
});

it("設定 shows which municipality is meant, and lets 企画課 choose it", async () => {
  const desk = withCity();
  expect(wordsOf(await desk.ask("設定"))).toContain(
    "自治体を指定しない質問は、緑風区の計画のこととして答えます",
  );
  const form = await desk.open("自治体を選ぶ");
  expect(form.fields[0]).toMatchObject({
    initial: "緑風区",
    options: [{ value: "緑風区" }, { value: "青嵐市" }],
  });
  expect(wordsOf(await desk.fill("自治体を選ぶ", { municipality: "青嵐市" }))).toContain(
    "青嵐市の計画のこと",
  );
  expect([meant(desk), preferredMunicipality(desk.db)]).toEqual(["青嵐市", "青嵐市"]);
  expect(wordsOf(await desk.ask(""))).toContain("青嵐市");
  expect(desk.audit()).toMatchObject([
    {
      actor: "web:U0",
      action: "municipality.set",
      before: { municipality: "緑風区" },
      after: { municipality: "青嵐市" },
    },
  ]);
  expect(errorsOf(await desk.submit("municipality", "{}", { municipality: "どこか" }))).toHaveProperty(
    "municipality",
  );
});

it("says that MUNICIPALITY decides, and changes nothing then", async () => {
  const desk = withCity("緑風区");
  const shown = await desk.ask("設定");
  expect(wordsOf(shown)).toContain("環境変数 MUNICIPALITY で決まっている");
  expect(() => button(shown, "自治体を選ぶ")).toThrow();
  expect(wordsOf(await desk.submit("municipality", "{}", { municipality: "青嵐市" }))).toContain(
    "緑風区に決まっています",
  );
  expect(meant(desk)).toBe("緑風区");
});

it("is chosen by 企画課 of the municipality that is meant, by nobody else", async () => {
  const desk = withCity();
  Object.assign(desk.bot, { adminUsers: ["U1@青嵐市", "U2@緑風区"] });
  for (const who of ["U1", "U9"]) {
    expect(wordsOf(await desk.ask("設定", who))).not.toContain("自治体を指定しない質問");
    expect(wordsOf(await desk.submit("municipality", "{}", { municipality: "青嵐市" }, who))).toContain(
      "企画課",
    );
  }
  expect(meant(desk)).toBe("緑風区");
  await desk.fill("自治体を選ぶ", { municipality: "青嵐市" }, "U2");
  expect(meant(desk)).toBe("青嵐市");
});

/** Everything that is about a municipality where none is named, and that says which. */
const ABOUT_ONE = ["", "進捗", "未更新", "担当一覧", "異動", "評価", "時点", "使い方"];
const about = async (desk: Desk, who: string): Promise<string[]> =>
  Promise.all(
    ABOUT_ONE.map(
      async (text) => /緑風区|青嵐市/u.exec(wordsOf(await desk.ask(text, who)))?.[0] ?? "neither",
    ),
  );
const everywhere = (name: string): string[] => ABOUT_ONE.map(() => name);

it("is the same for every command: the one that was set, whatever was imported first and whichever year is newer", async () => {
  const desk = withCity();
  expect(await about(desk, "U0")).toEqual(everywhere("緑風区"));
  preferMunicipality(desk.db, "青嵐市");
  expect(await about(desk, "U0")).toEqual(everywhere("青嵐市"));
  importText(desk.db, WARD.replaceAll("令和8年度", "令和9年度"));
  expect(await about(desk, "U0")).toEqual(everywhere("青嵐市"));
});

it("is one's own for every command of who is 企画課 of another one, by ADMIN_USERS or by a role", async () => {
  const desk = withCity();
  Object.assign(desk.bot, { adminUsers: ["U8@青嵐市", "U0"] });
  expect(await about(desk, "U8")).toEqual(everywhere("青嵐市"));
  const city = municipalityNamed(desk.db, "青嵐市");
  grantRole(desk.db, ensurePerson(desk.db, "web", "U9", null).id, {
    role: "planning",
    municipalityId: city,
    organisationId: null,
    post: null,
  });
  expect(await about(desk, "U9")).toEqual(everywhere("青嵐市"));
  expect(await about(desk, "U0")).toEqual(everywhere("緑風区"));
});
