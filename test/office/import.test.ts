import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { listPlans, savedProfile } from "../../src/store/plans.js";
import { entered, openOffice, type Visit } from "../kit/office-visit.js";
import { importText, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

const CASES = path.join(import.meta.dirname, "../../../shared/cases/documents");
const missing = !existsSync(CASES);

async function page() {
  const { db } = temporaryDatabase();
  const opened = await openOffice(db);
  const visit = await entered(opened);
  const upload = (name: string, content: string | Uint8Array) =>
    visit.post(
      "/office/import",
      { document: new File([new Uint8Array(Buffer.from(content))], name) },
      "/office/import",
    );
  return { db, opened, visit, upload };
}

const placeOf = (answer: { readonly headers: Headers }): string => answer.headers.get("location") ?? "";

/** Says yes on the preview. */
async function confirm(visit: Visit, place: string) {
  const mark = /name="mark" value="([^"]+)"/u.exec((await visit.get(place)).html)?.[1] ?? "";
  return visit.post(place, { do: "confirm", mark }, place);
}

describe("文書を取り込む", () => {
  it("reads, shows what is new, stores nothing before the yes, and then all", async () => {
    const { db, visit, upload } = await page();
    const place = placeOf(await upload("方針.md", WARD));
    const shown = (await visit.get(place)).html;
    expect(shown).toContain("取込みの確認");
    expect(shown).toContain("福祉避難所の協定先の拡大");
    expect(listPlans(db)).toEqual([]);
    const done = await confirm(visit, place);
    expect([done.status, done.html.includes("取り込みました")]).toEqual([200, true]);
    expect(listPlans(db)).toMatchObject([
      { municipality: "緑風区", fiscalYear: 2026, sourceName: "方針.md" },
    ]);
    expect(savedProfile(db, "緑風区")?.savedBy).toBe("web:U0");
    expect((await confirm(visit, place)).status).toBe(404);
    expect(listPlans(db)).toHaveLength(1);
    const row = db.prepare("SELECT actor FROM audit WHERE action = 'plan.import'").all();
    expect(row).toEqual([{ actor: "web:U0" }]);
  });

  it("shows what is kept beside a goal, and lists what is not taken by kind", async () => {
    const { visit, upload } = await page();
    const document = [
      "# 令和8年度 青葉市 部の重点目標",
      "## 総務部",
      "| 重点目標 | 担当課 | 期限 | 予算額 |",
      "|---|---|---|---|",
      "| 会議を減らす。 | 総務課 | 令和9年3月 | 120千円 |",
      "| 会議を減らす。 | 総務課 | 令和9年3月 | 120千円 |",
      "| ~~名刺を配る。~~ | | | |",
      "",
      "※期限は見込みです。\uE000",
    ];
    const { html } = await visit.get(placeOf(await upload("目標.md", document.join("\n"))));
    const words = html.replace(/<[^>]+>/gu, " ");
    expect(words).toMatch(/会議を減らす。\s+担当課：総務課　期限：令和9年3月/u);
    expect(words).toMatch(
      /元の文書と見比べていただきたい点 2件\s+6行目「[^」]*」　「総務部」に同じ文が2回あります。/u,
    );
    expect(words).toMatch(/取り込まないもの 3件/u);
    expect(words).toMatch(/注記（※など）は取り込みませんでした（1件）\s+9行目「期限は見込みです。/u);
    expect(words).toMatch(/「予算額」など、方針や目標の文ではない欄は取り込みませんでした（1件）\s+5行目/u);
    expect(words).toMatch(
      /取り消し線や変更履歴で消された文字（1件）\s+7行目の取り消し線の文字「名刺を配る。」/u,
    );
  });

  it("shows every difference from what is stored, what goes first", async () => {
    const { db, visit, upload } = await page();
    importText(db, WARD);
    const changed = WARD.replace("福祉避難所の協定先の拡大", "福祉避難所の協定先を20か所へ拡大").replace(
      "- 避難支援の仕組みの強化\n",
      "",
    );
    const { html } = await visit.get(placeOf(await upload("方針.md", changed)));
    const words = html.replace(/<[^>]+>/gu, " ");
    expect(words).toMatch(/前回との違い \d+件/u);
    expect(words.indexOf("削除")).toBeLessThan(words.indexOf("変更"));
    expect(html).toContain("福祉避難所の協定先を20か所へ拡大");
  });

  it("asks for the municipality and the year that the document does not name", async () => {
    const { db, visit, upload } = await page();
    const place = placeOf(
      await upload("方針.md", WARD.replace("# 緑風区 令和8年度 各部経営方針", "# 各部経営方針")),
    );
    expect((await visit.get(place)).html).toContain("自治体と年度");
    expect((await visit.post(place, { do: "place", municipality: "", year: "いつか" }, place)).status).toBe(
      422,
    );
    await visit.post(place, { do: "place", municipality: "みどり区", year: "R8", track: "" }, place);
    await confirm(visit, place);
    expect(listPlans(db)).toMatchObject([{ municipality: "みどり区", fiscalYear: 2026 }]);
  });

  it("refuses with a sentence what is no plan, and keeps nothing of it", async () => {
    const { db, upload, visit } = await page();
    for (const [name, content] of [
      ["空.txt", ""],
      ["写真.png", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
    ] as const) {
      const { status, html } = await upload(name, content);
      expect([name, status, /role="alert"/u.test(html)]).toEqual([name, 422, true]);
    }
    expect((await visit.get("/office/import/0123456789abcdef01234567")).status).toBe(404);
    expect(listPlans(db)).toEqual([]);
  });

  it("gives up without a trace, and shows a document to nobody else", async () => {
    const { db, opened, visit, upload } = await page();
    const place = placeOf(await upload("方針.md", WARD));
    const other = await entered(opened, "U0");
    expect((await other.get(place)).status).toBe(200);
    await visit.post(place, { do: "drop" }, place);
    expect((await visit.get(place)).status).toBe(404);
    expect(listPlans(db)).toEqual([]);
  });

  it("asks about each doubt with the document's own lines; what is wrong ends in the form, filled", async () => {
    const { db, visit, upload } = await page();
    const doubtful = WARD.replace(
      "- 避難支援の仕組みの強化\n",
      "- 避難支援の仕組みの強化\n\nどこにも属さない一行\n\n",
    ).replace("- 福祉避難所の協定先の拡大\n", "- 1,200基\n");
    const place = placeOf(await upload("方針.md", doubtful));
    const asked = (await visit.get(place)).html;
    const kinds = [...asked.matchAll(/name="(\w+)" value="fine"/gu)].map((match) => match[1] ?? "");
    expect(kinds.length).toBeGreaterThanOrEqual(2);
    expect(asked).toContain("1,200基");
    const all = Object.fromEntries(kinds.map((kind) => [kind, "fine"]));
    await visit.post(place, { do: "judge", ...all }, place);
    expect((await visit.get(place)).html).toContain("取込みの確認");
    await visit.post(place, { do: "back" }, place);
    await visit.post(place, { do: "judge", ...all, [kinds[0] ?? ""]: "wrong" }, place);
    const refused = (await visit.get(place)).html;
    expect(refused).toContain("取り込めませんでした");
    expect(refused).toContain("様式（Excel）で受け取って直す");
    const form = await visit.post(place, { do: "template" }, place);
    expect(form.headers.get("content-disposition")).toContain(encodeURIComponent("方針_様式.xlsx"));
    expect(listPlans(db)).toEqual([]);
    const back = placeOf(
      await visit.post(
        "/office/import",
        { document: new File([new Uint8Array(form.bytes)], "方針_様式.xlsx") },
        "/office/import",
      ),
    );
    expect((await visit.get(back)).html).toContain("取込みの確認");
  });

  it.skipIf(missing)(
    `asks at most three times about an invented municipality's page${missing ? " (skipped: ../shared/cases is absent)" : ""}`,
    async () => {
      const { db, visit, upload } = await page();
      const file = "N3-mission-vision-sugimori.txt";
      const place = placeOf(await upload(file, readFileSync(path.join(CASES, file))));
      for (const answer of ["■", "vision", "これと残り"]) {
        const { html } = await visit.get(place);
        const question = /name="question" value="([^"]+)"/u.exec(html)?.[1] ?? "";
        const labels = [...html.matchAll(/<label class="choice">(.*?)<\/label>/gsu)].map(
          (match) => match[1] ?? "",
        );
        const choice = labels.findIndex((label) => label.replace(/<[^>]+>/gu, " ").includes(answer));
        expect([answer, choice >= 0]).toEqual([answer, true]);
        await visit.post(place, { do: "answer", question, choice: String(choice) }, place);
      }
      const { html } = await visit.get(place);
      expect(html).toMatch(/取込みの確認|自治体と年度/u);
      expect(listPlans(db)).toEqual([]);
    },
  );
});
