import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tokyoInstant } from "../../src/domain/time.js";
import { parseProfile } from "../../src/import/profile/profile-file.js";
import { openDatabase } from "../../src/store/database.js";
import { savedProfile } from "../../src/store/plans.js";
import { runPolicyBot } from "../kit/command-line.js";
import { DECLARATIONS } from "../kit/declarations.js";
import { temporaryFolder } from "../kit/plan-store.js";

/** A layout that no word list knows: what is what has to be said once. */

const PROFILE = `部:
  - 「○○長宣言2026」
見出し:
  わたしの想い: 方針
  今年の約束: 目標
`;

const NEXT_YEAR = DECLARATIONS.replaceAll("2026", "2027")
  .replace("令和8年度", "令和9年度")
  .replaceAll("環境部", "脱炭素推進部")
  .replace("紙の申請書を半分にします。", "紙の申請書をなくします。");

function stage() {
  const folder = temporaryFolder();
  const file = join(folder, "plan.db");
  writeFileSync(join(folder, "r8.txt"), DECLARATIONS);
  writeFileSync(join(folder, "r9.txt"), NEXT_YEAR);
  writeFileSync(join(folder, "profile.yaml"), PROFILE);
  const run = (...args: string[]) =>
    runPolicyBot(args, {
      folder,
      environment: { DATABASE_PATH: file },
      clock: () => tokyoInstant("2026-05-01", "10:00"),
    });
  return { folder, file, run };
}

describe("a document whose layout is not certain", () => {
  it("is not imported without an answer: the question is named in one line, the half-filled profile lies in a file", async () => {
    const { folder, file, run } = stage();
    const asked = await run("import", "r8.txt", "--yes");
    expect(asked.code).toBe(1);
    expect(asked.err.trim().split("\n")).toHaveLength(1);
    expect(asked.err).toMatch(/確かめることがあるため取り込みませんでした。.*\[1\].*r8\.様式\.yaml/u);
    expect(existsSync(file)).toBe(false);
    const draft = readFileSync(join(folder, "r8.様式.yaml"), "utf8");
    expect(() => parseProfile(draft, "r8.様式.yaml")).not.toThrow();
  });

  it("says the question and its choices in JSON", async () => {
    const { run } = stage();
    const asked = await run("import", "r8.txt", "--json", "--yes");
    expect(asked.code).toBe(1);
    const { applied, question, profileFile } = JSON.parse(asked.out);
    expect({ applied, profileFile }).toEqual({ applied: false, profileFile: "r8.様式.yaml" });
    expect(question.choices.length).toBeGreaterThanOrEqual(2);
  });

  it("is imported by a profile, which is kept for the municipality when that is wanted", async () => {
    const { file, run } = stage();
    const done = await run(
      "import",
      "r8.txt",
      "--json",
      "--yes",
      "--profile",
      "profile.yaml",
      "--save-profile",
    );
    expect(done.err).toBe("");
    expect(JSON.parse(done.out)).toMatchObject({
      applied: true,
      municipality: "若葉市",
      fiscalYear: 2026,
      counts: { departments: 3, policies: 3, goals: 4 },
      warnings: [],
    });
    const db = openDatabase(file);
    expect(savedProfile(db, "若葉市")).toMatchObject({
      savedBy: "cli",
      savedAt: tokyoInstant("2026-05-01", "10:00"),
    });
    db.close();
    const again = await run("import", "r8.txt", "--json", "--yes");
    expect(JSON.parse(again.out)).toMatchObject({ changes: { added: 0, changed: 0, removed: 0 } });
  });

  it("is read by the kept profile the next year, with a department renamed and a goal reworded", async () => {
    const { run } = stage();
    await run("import", "r8.txt", "--json", "--yes", "--profile", "profile.yaml", "--save-profile");
    const done = await run("import", "r9.txt", "--json", "--yes");
    expect(done.err).toBe("");
    expect(JSON.parse(done.out)).toMatchObject({
      fiscalYear: 2027,
      counts: { departments: 3, policies: 3, goals: 4 },
      warnings: [],
    });
    const { departments } = JSON.parse(
      (await run("export", "--format", "json", "--fiscal-year", "2027")).out,
    );
    expect(departments.map(({ name }: { name: string }) => name)).toEqual([
      "総務部",
      "脱炭素推進部",
      "建設部",
    ]);
  });

  it("tells where the next document has moved away from the kept profile", async () => {
    const { folder, run } = stage();
    await run("import", "r8.txt", "--json", "--yes", "--profile", "profile.yaml", "--save-profile");
    writeFileSync(join(folder, "r9.txt"), NEXT_YEAR.replaceAll("わたしの想い", "経営方針"));
    const done = await run("import", "r9.txt", "--json", "--yes");
    const messages = JSON.parse(done.out).warnings.map(({ message }: { message: string }) => message);
    expect(messages.join()).toMatch(/保存した様式にある見出し「わたしの想い」が、この文書にはありません/u);
    expect(messages.join()).toMatch(/保存した様式にない見出し「経営方針」があります/u);
  });

  it("refuses a profile that is none, naming the key", async () => {
    const { folder, run } = stage();
    writeFileSync(join(folder, "wrong.yaml"), "見出し:\n  経営方針: 目当て\n");
    const refused = await run("import", "r8.txt", "--profile", "wrong.yaml");
    expect(refused).toMatchObject({ code: 1, out: "" });
    expect(refused.err).toMatch(/wrong\.yaml の「見出し→経営方針」が正しくありません/u);
    expect((await run("import", "r8.txt", "--profile", "none.yaml")).err).toMatch(/none\.yaml を読めません/u);
  });

  it("says of a file that is no profile where and why", async () => {
    const { folder, run } = stage();
    const refusal = async (text: string): Promise<string> => {
      writeFileSync(join(folder, "wrong.yaml"), text);
      return (await run("import", "r8.txt", "--profile", "wrong.yaml")).err;
    };
    expect(await refusal("部局: [名前]\n")).toMatch(
      /「部局」という項目はありません（使える項目: 様式・部・/u,
    );
    expect(await refusal("見出し:\n  あ: 方針\n見出し:\n  い: 目標\n")).toMatch(
      /（3行目: 同じ項目が2回あります。1つにまとめてください）/u,
    );
    expect(await refusal("部: 「総務部: 」\n")).toMatch(/（1行目: 書き方を確かめてください）/u);
  });

  it("never writes over a half-filled profile that somebody has filled in, unless it was given", async () => {
    const { folder, run } = stage();
    await run("import", "r8.txt", "--yes");
    const draft = join(folder, "r8.様式.yaml");
    await run("import", "r8.txt", "--yes");
    expect(existsSync(join(folder, "r8.様式2.yaml"))).toBe(false);
    const filled = "見出し:\n  今年の約束: 目標\n";
    writeFileSync(draft, filled);
    const asked = await run("import", "r8.txt", "--yes");
    expect(asked.err).toMatch(/様式の下書きを r8\.様式2\.yaml に書きました/u);
    expect(readFileSync(draft, "utf8")).toBe(filled);
    const given = await run("import", "r8.txt", "--yes", "--profile", "r8.様式.yaml");
    expect(given.err).toMatch(/様式の下書きを r8\.様式\.yaml に書きました/u);
    expect(readFileSync(draft, "utf8")).toMatch(/今年の約束: 目標/u);
  });
});

describe("policy-bot COMMAND --help", () => {
  it("shows the usage of one command and ends well", async () => {
    const { run } = stage();
    const shown = await run("import", "--help");
    expect(shown).toMatchObject({ code: 0, err: "" });
    expect(shown.out).toMatch(/^使い方: policy-bot import FILE .*--profile .*--save-profile/u);
  });
});

describe("what a document says of a goal besides its text", () => {
  it("is kept with the goal and exported", async () => {
    const { folder, run } = stage();
    writeFileSync(
      join(folder, "table.md"),
      `# 令和8年度 若葉市 各部経営方針\n\n## 総務部\n\n| 重点目標 | 成果指標 | 目標値 | 担当課 | 期限 |\n|---|---|---|---|---|\n| 文書の電子化 | 電子決裁率 | 80% | 総務課 | 令和9年3月 |\n| 研修の充実 | 受講者数 | 200人 | 人事課 | 通年 |\n\n## 市民部\n\n| 重点目標 | 成果指標 | 目標値 | 担当課 | 期限 |\n|---|---|---|---|---|\n| 窓口の改善 | 待ち時間 | 10分 | 市民課 | 通年 |\n`,
    );
    expect((await run("import", "table.md", "--yes")).err).toBe("");
    const { departments } = JSON.parse((await run("export", "--format", "json")).out);
    expect(departments[0].sections[0].goals[0]).toMatchObject({
      text: "文書の電子化",
      details: [
        { kind: "indicator", label: "成果指標", text: "電子決裁率" },
        { kind: "target", label: "目標値", text: "80%" },
        { kind: "owner", label: "担当課", text: "総務課" },
        { kind: "deadline", label: "期限", text: "令和9年3月" },
      ],
    });
    expect((await run("ask", "/policy 総務部 1")).out).toMatch(/成果指標　電子決裁率[\s\S]*担当課　総務課/u);
  });
});
