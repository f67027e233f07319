import { readXlsx, writeXlsx } from "hucre/xlsx";
import { describe, expect, it } from "vitest";
import { listNotes } from "../../src/store/notes.js";
import { entered, openOffice } from "../kit/office-visit.js";
import { importText, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

describe("記入した進捗一覧を取り込む", () => {
  async function page() {
    const { db } = temporaryDatabase();
    importText(db, WARD);
    const opened = await openOffice(db);
    const visit = await entered(opened);
    const { bytes } = await visit.post("/office/progress", { plan: "1" }, "/office");
    const fill = async (words: string) => {
      const { sheets } = await readXlsx(bytes);
      const all = sheets.find(({ name }) => name === "危機管理部");
      const rows = (all?.rows ?? []).map((row) => [...row]);
      const heading = rows[0] ?? [];
      const at = (name: string): number => heading.indexOf(name);
      const second = rows[2] ?? [];
      second[at("今回の状態")] = "順調";
      second[at("今回のひとこと")] = words;
      return new File([await writeXlsx({ sheets: [{ name: "危機管理部", rows }] })], "進捗一覧.xlsx");
    };
    const upload = (file: File) => visit.post("/office/returned", { sheet: file }, "/office/returned");
    return { db, visit, sent: bytes, fill, upload };
  }

  it("shows what it comes to, records it once under the person's own name, and says so", async () => {
    const { db, visit, fill, upload } = await page();
    const sent = await upload(await fill("3施設と協議"));
    const place = sent.headers.get("location") ?? "";
    expect(sent.status).toBe(303);
    const shown = (await visit.get(place)).html;
    expect(shown).toContain("1件を記録する");
    expect(shown).toContain("3施設と協議");
    expect((await visit.post(place, {}, place)).html).toContain("1件の報告を記録しました");
    const goal = Number(db.prepare("SELECT id FROM goal WHERE number = 2 ORDER BY id").pluck().get());
    expect(listNotes(db, goal)).toMatchObject([
      { text: "3施設と協議", authorName: "計画 花子", via: "sheet" },
    ]);
    expect((await visit.post(place, {}, "/office")).status).toBe(404);
    const again = (await upload(await fill("3施設と協議"))).headers.get("location") ?? "";
    expect((await visit.get(again)).html).toContain("新しく記録するものはありません");
  });

  it("shows the indicators that were filled in, and keeps them", async () => {
    const { db, visit, sent, upload } = await page();
    const { sheets } = await readXlsx(sent);
    const rows = (sheets.find(({ name }) => name === "指標")?.rows ?? []).map((row) => [...row]);
    const heading = rows[0] ?? [];
    const first = rows[1] ?? [];
    first[heading.indexOf("指標の名前")] = "加入率";
    first[heading.indexOf("単位")] = "%";
    first[heading.indexOf("今回の値")] = "52.3";
    const file = new File([await writeXlsx({ sheets: [{ name: "指標", rows }] })], "進捗一覧.xlsx");
    const place = (await upload(file)).headers.get("location") ?? "";
    const shown = (await visit.get(place)).html;
    expect(shown).toContain("加える指標 加入率");
    expect(shown).toContain("2件を記録する");
    const { html } = await visit.post(place, {}, place);
    expect(html).toContain("1件の指標を保存しました。1件の指標の値を記録しました。");
    expect(
      db.prepare("SELECT name, value FROM indicator JOIN indicator_value ON indicator_id = id").all(),
    ).toEqual([{ name: "加入率", value: 52.3 }]);
  });

  it("holds back what looks like personal data, and says where", async () => {
    const { visit, fill, upload } = await page();
    const place = (await upload(await fill("山田様 090-1234-5678 に連絡"))).headers.get("location") ?? "";
    const shown = (await visit.get(place)).html;
    expect([shown.includes("記録する</button>"), shown.includes("書き換えてください")]).toEqual([
      false,
      true,
    ]);
  });

  it("refuses what is no 進捗一覧 of ours with a sentence, and shows nobody else's", async () => {
    const { db, fill, upload } = await page();
    const { status, html } = await upload(new File(["部,目標\n危機管理部,x\n"], "何か.csv"));
    expect([status, html.includes("進捗一覧ではありません")]).toEqual([422, true]);
    expect((await upload(new File([], "空.xlsx"))).status).toBe(422);
    const place = (await upload(await fill("協議"))).headers.get("location") ?? "";
    const other = await entered(await openOffice(db));
    expect((await other.get(place)).status).toBe(404);
  });
});
