import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { openDatabase, SCHEMA_VERSION } from "../src/store/database.js";
import { type Ran, runPolicyBot } from "./kit/command-line.js";
import { inherited } from "./kit/inherited.js";
import { NOW, temporaryFolder } from "./kit/plan-store.js";
import { CLI } from "./kit/program-process.js";
import { seedPath, seedsPresent, whySkipped } from "./kit/seeds.js";
import { PAGE, WARD } from "./kit/ward.js";

const ROOT = path.join(import.meta.dirname, "..");

/** An office's folder with its documents; an officer types commands there. */
class Office {
  readonly folder = temporaryFolder();
  readonly database = path.join(this.folder, "data", "plan.db");

  constructor() {
    this.write("ward.md", WARD);
    this.write("page.txt", PAGE);
  }

  write(name: string, content: string | Uint8Array): string {
    const file = path.join(this.folder, name);
    writeFileSync(file, content);
    return file;
  }

  start(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): SpawnSyncReturns<string> {
    return spawnSync(command, args, {
      cwd: this.folder,
      env: { ...inherited(), DATABASE_PATH: this.database, ...env },
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
  }

  run(...args: string[]): Promise<Ran> {
    return this.runWith({}, ...args);
  }

  runWith(env: NodeJS.ProcessEnv, ...args: string[]): Promise<Ran> {
    const environment = { DATABASE_PATH: this.database, ...env };
    return runPolicyBot(args, { folder: this.folder, environment, clock: () => NOW });
  }

  /** Runs a command that must succeed, and gives what it printed. */
  async done(...args: string[]): Promise<string> {
    const { code, out, err } = await this.run(...args);
    expect([code, err.includes("予期しない")], `${args.join(" ")}: ${err}`).toEqual([0, false]);
    return out;
  }

  async exported(...args: string[]): Promise<Exported> {
    return JSON.parse(await this.done("export", "--format", "json", ...args)) as Exported;
  }

  hash(): string {
    return createHash("sha256").update(readFileSync(this.database)).digest("hex");
  }
}

interface Exported {
  readonly municipality: string;
  readonly fiscalYear: number;
  readonly departments: readonly {
    readonly name: string;
    readonly sections: readonly {
      readonly name: string;
      readonly policies: readonly string[];
      readonly goals: readonly {
        readonly number: number;
        readonly text: string;
        readonly notes: readonly { readonly text: string }[];
      }[];
    }[];
  }[];
}

const COUNTS = {
  departments: 8,
  sections: 12,
  policies: 13,
  goals: 18,
  initiatives: 1,
  overall: 1,
  visions: 0,
};

/** One Japanese line that says what to do, and nothing on stdout. */
function expectRefusal(ran: Ran, says: RegExp): void {
  expect(ran.err).toMatch(says);
  expect([ran.code, ran.out]).toEqual([1, ""]);
  expect(ran.err).toMatch(/^[^\n]*[ぁ-ん][^\n]*。\n$/u);
  expect(ran.err).not.toMatch(/予期しない|Error|SQLITE_NOTADB/);
}

describe("policy-bot import", () => {
  it("prints with --json one document and nothing else, in the agreed shape", async () => {
    const office = new Office();
    const { code, out, err } = await office.run("import", "ward.md", "--json");
    expect([code, err]).toEqual([0, ""]);
    expect(out.endsWith("\n") && out.trim().split("\n").length === 1).toBe(true);
    expect(JSON.parse(out)).toEqual({
      applied: true,
      municipality: "緑風区",
      fiscalYear: 2026,
      layout: expect.any(String),
      counts: COUNTS,
      changes: { added: 33, changed: 0, removed: 0 },
      warnings: [],
    });
  });

  it("shows what it found, in Japanese, and says that it is done", async () => {
    const office = new Office();
    const out = await office.done("import", "ward.md");
    expect(out).toContain("緑風区 令和8年度");
    expect(out).toContain("部 8　柱 12　経営方針 13　重点目標 18　組織横断の取組 1");
    expect(out).toContain("  1 危機管理部　方針 4　目標 6　施策・経営戦略・人材戦略");
    expect(out.endsWith("取り込みました。\n")).toBe(true);
  });

  it("only shows with --dry-run: no file is made, and an existing one is not touched", async () => {
    const office = new Office();
    const report = JSON.parse(await office.done("import", "ward.md", "--dry-run", "--json"));
    expect([report.applied, report.counts]).toEqual([false, COUNTS]);
    expect(existsSync(office.database)).toBe(false);
    await office.done("import", "ward.md");
    const before = office.hash();
    const shorter = office.write("shorter.md", WARD.replace("- 保育の質の向上\n", ""));
    expect(JSON.parse(await office.done("import", shorter, "--dry-run", "--json")).changes).toEqual({
      added: 0,
      changed: 0,
      removed: 1,
    });
    expect(await office.done("import", shorter, "--dry-run")).toMatch(
      /削除 子ども家庭部・重点目標: 保育の質の向上\n.*確認だけ/s,
    );
    expect(office.hash()).toBe(before);
    expect(readdirSync(path.dirname(office.database))).toEqual(["plan.db"]);
  });

  it("changes nothing the second time", async () => {
    const office = new Office();
    await office.done("import", "ward.md");
    const before = await office.exported();
    expect(JSON.parse(await office.done("import", "ward.md", "--json")).changes).toEqual({
      added: 0,
      changed: 0,
      removed: 0,
    });
    expect(await office.exported()).toEqual(before);
  });

  it.each(["2025", "R7", "r07", "令和7年度", "令和７", "２０２５年度", "令和 7 年度"])(
    "takes %j for the fiscal year, and warns that the document says otherwise",
    async (year) => {
      const office = new Office();
      const report = JSON.parse(
        await office.done("import", "ward.md", "--fiscal-year", year, "--dry-run", "--json"),
      );
      expect(report.fiscalYear).toBe(2025);
      expect(report.warnings).toEqual([
        { line: 1, message: "文書には令和8年度とありますが、指定された令和7年度として取り込みます。" },
      ]);
    },
  );

  it.each([
    ["--fiscal-year", "来年"],
    ["--fiscal-year", ""],
    ["--fiscal-year"],
    ["--unknown"],
    ["--json=yes"],
    ["second.md"],
  ])("says how it is used after %j %j", async (...args) => {
    const office = new Office();
    const { code, out, err } = await office.run("import", "ward.md", ...args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(/\n使い方: policy-bot import FILE /);
    expect(existsSync(office.database)).toBe(false);
  });

  it("asks for the municipality and the year that a document does not state, and does not guess them", async () => {
    const office = new Office();
    const bare = office.write("bare.md", WARD.replace("# 緑風区 令和8年度 各部経営方針", "# 各部経営方針"));
    expectRefusal(await office.run("import", bare), /--municipality .*--fiscal-year /);
    expectRefusal(await office.run("import", bare, "--municipality", "緑風区"), /--fiscal-year 令和8年度/);
    expectRefusal(await office.run("import", bare, "--fiscal-year", "R8"), /--municipality 板橋区/);
    expect(existsSync(office.database)).toBe(false);
    const report = JSON.parse(
      await office.done("import", bare, "--municipality", "緑風区", "--fiscal-year", "R8", "--json"),
    );
    expect([report.municipality, report.fiscalYear, report.counts]).toEqual(["緑風区", 2026, COUNTS]);
  });

  it("asks before notes would disappear: a script is refused without --yes, and nothing changes", async () => {
    const office = new Office();
    await office.done("import", "ward.md");
    await office.done("ask", "/policy 報告 危機管理部 2 順調 協議しています");
    const before = await office.exported();
    expect(JSON.stringify(before)).toContain("協議しています");
    const hash = office.hash();
    const shorter = office.write("shorter.md", WARD.replace("- 福祉避難所の協定先の拡大\n", ""));
    const refused = await office.run("import", shorter, "--json");
    expectRefusal(refused, /取り込みませんでした。.*--yes/);
    expect(office.hash()).toBe(hash);
    expect(await office.run("import", shorter)).toMatchObject({ code: 1 });
    expect(JSON.parse(await office.done("import", shorter, "--yes", "--json")).changes).toEqual({
      added: 0,
      changed: 0,
      removed: 1,
    });
    expect(JSON.stringify(await office.exported())).not.toContain("協議しています");
    await office.done("import", "ward.md");
    expect(await office.exported()).toEqual(before);
  });

  it("tracks a printed label on request, and refuses one that is not printed", async () => {
    const office = new Office();
    expect(JSON.parse(await office.done("import", "page.txt", "--json")).counts).toMatchObject({
      goals: 0,
      policies: 3,
      visions: 2,
    });
    expectRefusal(
      await office.run("import", "page.txt", "--track", "重点施策"),
      /「重点施策」.*「組織運営方針」/,
    );
    const report = JSON.parse(await office.done("import", "page.txt", "--track", "組織運営方針", "--json"));
    expect(report.counts.goals).toBe(3);
    expect(JSON.parse(await office.done("import", "page.txt", "--json")).counts.goals).toBe(3);
  });

  it("leaves no empty database behind where the first document is refused", async () => {
    const office = new Office();
    expectRefusal(await office.run("import", "page.txt", "--track", "重点施策"), /重点施策/);
    expect(existsSync(office.database)).toBe(false);
  });
});

/** Bytes that are neither UTF-8 nor Shift_JIS. */
const NO_ENCODING = Uint8Array.from({ length: 4_000 }, (_, index) =>
  index % 7 === 0 ? 0xff : 0x80 + (index % 64),
);

describe("a file that cannot be read", () => {
  it.each<[string, (office: Office) => string, RegExp]>([
    ["a missing file", () => "none.md", /none\.md/],
    ["a folder", (office) => office.folder, /./],
    ["an empty file", (office) => office.write("empty.md", ""), /empty\.md|空/],
    ["blanks alone", (office) => office.write("blank.md", "\n 　\n"), /./],
    [
      "an image",
      (office) =>
        office.write(
          "photo.png",
          Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.alloc(2_000, 7)]),
        ),
      /./,
    ],
    ["a PDF", (office) => office.write("plan.pdf", `%PDF-1.7\n${"0 obj stream ".repeat(400)}`), /PDF/],
    ["an unknown encoding", (office) => office.write("strange.txt", NO_ENCODING), /文字/],
    [
      "a letter",
      (office) => office.write("letter.txt", "拝啓　時下ますますご清栄のこととお慶び申し上げます。\n敬具\n"),
      /./,
    ],
    ["a table of something else", (office) => office.write("ages.csv", "名前,年齢\n佐藤,40\n鈴木,50\n"), /./],
  ])("is refused in one line, and the database stays as it is: %s", async (_what, make, says) => {
    const office = new Office();
    await office.done("import", "ward.md");
    const before = office.hash();
    expectRefusal(
      await office.run("import", make(office), "--municipality", "緑風区", "--fiscal-year", "2026", "--yes"),
      says,
    );
    expect(office.hash()).toBe(before);
  });

  it("is refused unread when it is much too large", async () => {
    const office = new Office();
    const large = office.write("large.md", WARD);
    truncateSync(large, 100 * 1024 * 1024);
    expectRefusal(await office.run("import", large), /MB|大き/);
    expect(existsSync(office.database)).toBe(false);
  });
});

describe("a database that cannot be used", () => {
  const COMMANDS = [
    ["import", "ward.md"],
    ["import", "ward.md", "--dry-run"],
    ["export", "--format", "json"],
    ["ask", "/policy"],
    ["backup", "copy.db"],
  ];

  it.each(COMMANDS)("is refused when it is of a newer version: %s", async (...args) => {
    const office = new Office();
    const db = openDatabase(office.database);
    db.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
    db.close();
    const before = office.hash();
    expectRefusal(await office.run(...args), /新しい版/);
    expect(office.hash()).toBe(before);
  });

  it.each(COMMANDS)("is refused when it is somebody else's: %s", async (...args) => {
    const office = new Office();
    mkdirSync(path.dirname(office.database));
    const other = new Database(office.database);
    other.exec("CREATE TABLE salary(name TEXT); INSERT INTO salary VALUES ('佐藤')");
    other.close();
    const before = office.hash();
    expectRefusal(await office.run(...args), /このプログラムのデータベースではありません/);
    expect(office.hash()).toBe(before);
    expect(readdirSync(path.dirname(office.database))).toEqual(["plan.db"]);
  });

  it.each([
    ["export", "--format", "json"],
    ["ask", "/policy"],
    ["backup", "copy.db"],
  ])("is not made by a command that only reads: %s", async (...args) => {
    const office = new Office();
    expectRefusal(await office.run(...args), /まだありません.*policy-bot import.*DATABASE_PATH/);
    expect(existsSync(path.dirname(office.database))).toBe(false);
  });
});

describe("policy-bot export", () => {
  it("prints the plan in the agreed shape, every text as stored", async () => {
    const office = new Office();
    await office.done("import", "ward.md");
    await office.done("ask", "/policy 報告 危機管理部 2 順調 協定先の候補を挙げました");
    const { code, out, err } = await office.run("export", "--format", "json");
    expect([code, err]).toEqual([0, ""]);
    const plan = JSON.parse(out);
    expect(plan).toMatchObject({
      municipality: "緑風区",
      fiscalYear: 2026,
      title: "緑風区 令和8年度 各部経営方針",
      overall: ["三つの戦略を柱に、区民とともに歩む区政を進めます。"],
    });
    expect(plan.departments).toHaveLength(8);
    expect(plan.departments[0]).toEqual({
      order: 1,
      name: "危機管理部",
      aliases: [],
      sections: [
        {
          name: "施策",
          policies: [
            "災害に強いまちをつくるため、自助と共助の力を高めます。",
            "備えの大切さが「伝わる」広報に努めます。",
          ],
          goals: [
            expect.objectContaining({
              number: 1,
              text: "地区ごとの防災計画の見直し",
              state: null,
              notes: [],
            }),
            expect.objectContaining({
              number: 2,
              text: "福祉避難所の協定先の拡大",
              state: "on_track",
              notes: [
                expect.objectContaining({
                  text: "協定先の候補を挙げました",
                  state: "on_track",
                  author: "企画課",
                }),
              ],
            }),
            expect.objectContaining({ number: 3 }),
          ],
        },
        expect.objectContaining({ name: "経営戦略" }),
        expect.objectContaining({ name: "人材戦略" }),
      ],
      vision: null,
      initiatives: [{ heading: null, text: "在宅避難の啓発を全庁で進めます。" }],
    });
    expect(plan.departments[1].aliases).toContain("福祉事務所");
  });

  it("prints vision and 組織運営方針 of the other form", async () => {
    const office = new Office();
    await office.done("import", "page.txt");
    expect((await office.exported()).departments[1]).toMatchObject({
      name: "健康福祉部",
      vision: {
        lead: "誰もが健やかに暮らせるまちを実現します。",
        items: ["高齢者の外出の機会を増やします。"],
      },
      sections: [{ name: "組織運営方針", policies: [expect.any(String), expect.any(String)], goals: [] }],
      initiatives: [],
    });
  });

  it("chooses by municipality and year, and names what there is where nothing fits", async () => {
    const office = new Office();
    await office.done("import", "ward.md");
    await office.done("import", "page.txt");
    expect((await office.exported("--municipality", "緑陰市")).fiscalYear).toBe(2024);
    expect((await office.exported("--fiscal-year", "R8")).municipality).toBe("緑風区");
    expectRefusal(
      await office.run("export", "--format", "json", "--municipality", "緑陰市", "--fiscal-year", "2026"),
      /緑風区 令和8年度、緑陰市 令和6年度/,
    );
  });

  it("writes to a file with --out and prints nothing on stdout", async () => {
    const office = new Office();
    await office.done("import", "ward.md");
    const { code, out, err } = await office.run("export", "--format", "json", "--out", "plan.json");
    expect([code, out]).toEqual([0, ""]);
    expect(err).toContain("plan.json");
    expect(JSON.parse(readFileSync(path.join(office.folder, "plan.json"), "utf8"))).toEqual(
      await office.exported(),
    );
    expectRefusal(
      await office.run("export", "--format", "json", "--out", "none/plan.json"),
      /none\/plan\.json.*書き出せませんでした/,
    );
  });

  it("says how it is used without a known format", async () => {
    const office = new Office();
    await office.done("import", "ward.md");
    for (const args of [[], ["--format", "pdf"], ["--format", "json", "extra"]]) {
      expect(await office.run("export", ...args)).toMatchObject({ code: 2, out: "" });
    }
  });

  it("ends without complaint when its reader has seen enough", async () => {
    const office = new Office();
    await office.done("import", "ward.md");
    const command = `"${process.execPath}" "${CLI}" export --format json | head -c 20`;
    const { stdout, stderr } = office.start("sh", ["-c", command]);
    expect([stdout.length, stderr]).toEqual([20, ""]);
  });
});

describe("policy-bot ask", () => {
  it("prints the answer of the chat as plain text, or with --json as one document", async () => {
    const office = new Office();
    await office.done("import", "ward.md");
    expect(await office.done("ask", "/policy 危機管理部 2")).toMatch(
      /^【危機管理部　重点目標 2】\n福祉避難所の協定先の拡大\n/,
    );
    const { code, out, err } = await office.run("ask", "/policy 危機管理部 2", "--json");
    expect([code, err]).toEqual([0, ""]);
    const { text, reply } = JSON.parse(out);
    expect(text).toMatch(/^【危機管理部　重点目標 2】/);
    expect(reply).toMatchObject({ kind: "message", audience: "private" });
  });

  it("speaks as 企画課 unless told otherwise", async () => {
    const office = new Office();
    await office.done("import", "ward.md");
    expect(await office.done("ask", "/policy 報告 危機管理部 1 順調 始めました")).not.toMatch(
      /できません|のみ/,
    );
    await office.done("ask", "/policy 報告 危機管理部 1 遅れ 外から", "--as", "U9");
    expect(await office.done("ask", "/policy 危機管理部 1")).not.toContain("外から");
    await office.done("ask", "/policy 報告 3 順調 部の中から", "--as", "U9", "--channel", "危機管理部");
    expect(await office.done("ask", "/policy 危機管理部 3")).toContain("部の中から");
  });

  it("says how it is used", async () => {
    const office = new Office();
    for (const args of [[], ["a", "b"], ["a", "--unknown"]])
      expect((await office.run("ask", ...args)).code).toBe(2);
  });
});

describe("policy-bot backup and restore", () => {
  it("brings back what was there, and keeps what it replaces", async () => {
    const office = new Office();
    await office.done("import", "ward.md");
    await office.done("ask", "/policy 報告 危機管理部 1 順調 控えの前");
    const before = await office.exported();
    await office.done("backup", "copy.db");
    await office.done("ask", "/policy 報告 危機管理部 1 遅れ 控えの後");
    expectRefusal(await office.run("backup", "copy.db"), /すでにあります/);
    const { code, out, err } = await office.run("restore", "copy.db");
    expect([code, out]).toEqual([0, ""]);
    expect(err).toMatch(/控えから戻しました。もとのファイルは .*before-restore-\d+ に残してあります。/);
    expect(await office.exported()).toEqual(before);
    const files = readdirSync(path.dirname(office.database)).filter((name) => !name.endsWith(".lock"));
    expect(files).toHaveLength(2);
    expect((await office.run("doctor")).code).toBe(0);
  });

  it("refuses what is no backup, in one line, and leaves the database as it is", async () => {
    const office = new Office();
    await office.done("import", "ward.md");
    const before = office.hash();
    expectRefusal(await office.run("restore", "ward.md"), /ward\.md/);
    expectRefusal(await office.run("restore", "none.db"), /none\.db/);
    expect(office.hash()).toBe(before);
    expect((await office.run("restore")).code).toBe(2);
    expect((await office.run("backup")).code).toBe(2);
  });
});

describe("policy-bot", () => {
  it("tells its version, the one of package.json", async () => {
    const { version } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));
    expect(await new Office().done("version")).toBe(`${version}\n`);
  });

  it("writes the template, ready to be imported once it is filled in", async () => {
    const office = new Office();
    await office.done("template", "--out", "form.xlsx");
    expect(readFileSync(path.join(office.folder, "form.xlsx")).subarray(0, 2).toString()).toBe("PK");
    expect((await office.run("template")).code).toBe(2);
    expectRefusal(await office.run("template", "--out", "none/form.xlsx"), /form\.xlsx.*書き込めません/);
  });

  it("names every problem of a database with doctor", async () => {
    const office = new Office();
    expect(await office.run("doctor")).toMatchObject({
      code: 1,
      out: expect.stringContaining("まだありません"),
    });
    await office.done("import", "ward.md");
    const { ok, findings } = JSON.parse(await office.done("doctor", "--json"));
    expect([ok, findings.every((finding: { ok: boolean }) => finding.ok)]).toEqual([true, true]);
    const db = new Database(office.database);
    db.exec("UPDATE audit SET actor = 'somebody else'");
    db.close();
    expect(await office.run("doctor")).toMatchObject({
      code: 1,
      out: expect.stringMatching(/要対応　変更の記録　1 番/),
    });
  });

  it("names every mistake of the environment in one line", async () => {
    const office = new Office();
    const ran = await office.runWith({ PORT: "x", LOG_LEVEL: "loud" }, "import", "ward.md");
    expectRefusal(ran, /PORT .*LOG_LEVEL /);
  });

  it("says how it is used: with nothing, with an unknown word, and when asked", async () => {
    const office = new Office();
    for (const args of [[], ["unknown"], ["constructor"], ["__proto__"]]) {
      const { code, out, err } = await office.run(...args);
      expect([code, out]).toEqual([2, ""]);
      expect(err).toContain("policy-bot import FILE");
    }
    expect(await office.done("help")).toContain("policy-bot ask");
  });

  it("starts through its bin and through npm run cli", () => {
    const manifest = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));
    expect(manifest.scripts.cli).toMatch(/node dist\/cli\.js$/);
    const office = new Office();
    const { status, stdout } = office.start(process.execPath, [
      path.join(ROOT, manifest.bin["policy-bot"]),
      "version",
    ]);
    expect([status, stdout]).toEqual([0, `${manifest.version}\n`]);
  });
});

describe.skipIf(!seedsPresent)(`the official documents at the terminal${whySkipped}`, () => {
  it("are both imported into one database with the checked counts", async () => {
    const office = new Office();
    const first = JSON.parse(
      await office.done("import", seedPath("000_"), "--municipality", "板橋区", "--json"),
    );
    expect([first.municipality, first.fiscalYear, first.warnings]).toEqual(["板橋区", 2026, []]);
    expect(first.counts).toEqual({
      departments: 21,
      sections: 63,
      policies: 166,
      goals: 307,
      initiatives: 56,
      overall: 4,
      visions: 0,
    });
    const second = JSON.parse(
      await office.done(
        "import",
        seedPath("001_"),
        "--municipality",
        "中野区",
        "--track",
        "組織運営方針",
        "--json",
      ),
    );
    expect([second.fiscalYear, second.counts.departments, second.counts.goals]).toEqual([2024, 10, 22]);
    expectRefusal(await office.run("import", seedPath("000_")), /--municipality/);
    const plan = await office.exported("--municipality", "板橋区");
    const goals = plan.departments.flatMap(({ sections }) => sections.flatMap((section) => section.goals));
    expect(goals).toHaveLength(307);
    expect(await office.done("ask", "/policy 大谷口一丁目")).toContain("大谷ロー丁目");
    expect(await office.done("ask", "/policy 子家総")).toMatch(/^【子ども家庭総合支援センター】/);
  });
});
