import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readXlsx } from "hucre/xlsx";
import { describe, expect, it } from "vitest";
import { tokyoInstant } from "../../src/domain/time.js";
import { fillTemplate } from "../../src/export/filled-template.js";
import { readDocument } from "../../src/import/read/read-document.js";
import { runPolicyBot } from "../kit/command-line.js";
import { temporaryFolder } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

/** Columns printed side by side: no profile can tell what belongs where. */
const TORN = `令和8年度　若葉市　部局宣言

総務部
経営方針　　　　　　重点目標
市民に信頼される　　窓口の予約を
市役所をつくります。　始めます。
`;

function stage(name: string, text: string) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), text);
  const run = (...args: string[]) =>
    runPolicyBot(args, {
      folder,
      environment: { DATABASE_PATH: join(folder, "plan.db") },
      clock: () => tokyoInstant("2026-05-01", "10:00"),
    });
  return { folder, run };
}

const exported = async (run: ReturnType<typeof stage>["run"]) =>
  JSON.parse((await run("export", "--format", "json")).out);

describe("the form filled with what was read", () => {
  it("holds the whole plan, with the details of its goals, and comes back as the same plan", async () => {
    const text = WARD.replace("福祉避難所の協定先の拡大", "福祉避難所の協定先の拡大（担当課：防災課）");
    const direct = stage("plan.md", text);
    expect((await direct.run("import", "plan.md", "--yes")).code).toBe(0);
    const around = stage("plan.md", text);
    const filled = await around.run("import", "plan.md", "--to-template", "form.xlsx");
    expect([filled.code, filled.err]).toEqual([0, expect.stringContaining("form.xlsx に書き出しました")]);
    expect(existsSync(join(around.folder, "plan.db"))).toBe(false);
    const back = await around.run("import", "form.xlsx", "--yes");
    expect([back.code, back.err]).toEqual([0, expect.anything()]);
    const [one, two] = [await exported(direct.run), await exported(around.run)];
    expect({ ...two, title: one.title }).toEqual(one);
  });

  it("lists every line where nothing could be told, and a refusal names the way", async () => {
    const { folder, run } = stage("torn.txt", TORN);
    const refused = await run("import", "torn.txt", "--yes");
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("--to-template")]);
    expect((await run("import", "torn.txt", "--to-template", "form.xlsx")).code).toBe(0);
    const again = await run("import", "torn.txt", "--to-template", "form.xlsx");
    expect([again.code, again.err]).toEqual([1, expect.stringContaining("同じ名前のファイル")]);
    const { bytes, filled, left } = await fillTemplate(
      await readDocument(new TextEncoder().encode(TORN), "torn.txt"),
      {},
    );
    expect([filled, left]).toEqual([0, 5]);
    const { sheets } = await readXlsx(bytes);
    expect(sheets.map(({ name }) => name)).toEqual(["計画", "読み取れなかった行", "記入例", "使い方"]);
    expect(sheets[1]?.rows[3]).toEqual(["4行", "経営方針　　　　　　重点目標"]);
    expect(existsSync(join(folder, "plan.db"))).toBe(false);
  });

  it("leaves aside what stood in doubt, and does not ask about it", async () => {
    const doubtful = WARD.replace(
      "- 避難支援の仕組みの強化\n",
      "- 避難支援の仕組みの強化\nどこにも属さない一行\n",
    );
    const { bytes } = await fillTemplate(
      await readDocument(new TextEncoder().encode(doubtful), "plan.md"),
      {},
    );
    const { sheets } = await readXlsx(bytes);
    const words = JSON.stringify(sheets.slice(0, 2).map(({ rows }) => rows));
    expect(words).toContain("避難支援の仕組みの強化");
    expect(words).toContain("どこにも属さない一行");
  });
});
