import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Installation, SECRETS } from "../kit/installation.js";
import { contents } from "../kit/plan-store.js";
import { row, workbook } from "./archive.js";

describe("files", () => {
  const office = new Installation();
  beforeAll(() => office.start());
  afterAll(() => office.stop());

  const at = (name: string): string => path.join(office.folder, name);
  /** Imports what is not to be imported; it has to end, with a sentence. */
  async function refusalOf(name: string, content: string | Uint8Array): Promise<string> {
    writeFileSync(at(name), content);
    const before = contents(office.db);
    const { status, out, err } = await office.cli(
      "import",
      name,
      "--municipality",
      "試験市",
      "--fiscal-year",
      "R8",
      "--yes",
    );
    expect([name, status, out]).toEqual([name, 1, ""]);
    expect(err).not.toMatch(/E-[0-9A-F]{6}|\bat .*\.js|undefined/);
    expect(contents(office.db)).toEqual(before);
    return err;
  }

  it("T30 .env, the database and everything else outside the page's own files are not served", async () => {
    mkdirSync(at("src"), { recursive: true });
    for (const target of [
      "/.env",
      "/data/policy.db",
      "/data/policy.db-wal",
      "/../.env",
      "/../../.env",
      "/%2e%2e/.env",
      "/..%2f.env",
      "/%2e%2e%2f%2e%2e%2f.env",
      "/..\\.env",
      "/....//.env",
      "//etc/passwd",
      "/etc/passwd",
      "/app.js/../../../../.env",
      "/app.js%00.env",
      "/file:///etc/passwd",
      "/platform.js",
      "/public/app.js",
      "/package.json",
      `/${encodeURIComponent(office.file)}`,
    ]) {
      const { status, body } = await office.page(target, undefined);
      expect([target, status]).toEqual([target, expect.toSatisfy((code: number) => code >= 400)]);
      expect(body).not.toMatch(/SLACK_|root:|SQLite format/);
    }
    expect((await office.page("/app.js", undefined)).status).toBe(200);
  });

  it("T31 what is written out never replaces the database, under any name, nor a backup", async () => {
    symlinkSync(office.file, at("進捗.csv"));
    const out = (file: string): string[] => ["--out", file];
    const year = ["--department", "危機管理部", "--from", "2020-04-01", "--to", "2100-03-31"];
    for (const file of [office.file, "data/../data/policy.db", at("進捗.csv"), `${office.file}-wal`]) {
      for (const args of [
        ["export", "--format", "csv", ...out(file)],
        ["export", "--format", "xlsx", ...out(file)],
        ["record", ...year, ...out(file)],
        ["template", ...out(file)],
      ]) {
        const { status, err } = await office.cli(...args);
        expect([args[0], file, status, err.includes("データベースそのもの")]).toEqual([
          args[0],
          file,
          1,
          true,
        ]);
      }
      expect((await office.cli("backup", file)).status).toBe(1);
    }
    expect(office.db.pragma("integrity_check", { simple: true })).toBe("ok");
    expect((await office.cli("backup", at("控え.db"))).status).toBe(0);
    expect((await office.cli("backup", at("控え.db"))).status).toBe(1);
  });

  it("T32 a file's name is only a name: it is stored without its folder and read as nothing else", async () => {
    const plan =
      "# 若葉市 令和8年度 各部経営方針\n\n## 総務部\n\n### 施策\n\n#### 重点目標\n\n- 文書の電子化\n";
    const name = "'; DROP TABLE plan; --$(touch x)`touch y`.txt";
    mkdirSync(at("..data"), { recursive: true });
    writeFileSync(at(`..data/${name}`), plan);
    const before = readdirSync(office.folder);
    const { status } = await office.cli("import", `data/../..data/${name}`, "--yes");
    expect(status).toBe(0);
    const names = office.db.prepare("SELECT source_name FROM plan").pluck().all();
    expect(names).toContain(name);
    expect(readdirSync(office.folder)).toEqual(before);
    for (const odd of ["/dev/zero", "/dev/stdin", "/proc/self/environ", ".", "-", "no-such-file"]) {
      const refused = await office.cli("import", "--", odd, "--yes");
      expect([odd, refused.status === 0, refused.err.includes("xoxb-")]).toEqual([odd, false, false]);
    }
  });

  it("T33 a workbook that inflates to gigabytes is refused before it does", async () => {
    const filler = Buffer.alloc(300 * 1024 * 1024, " ");
    expect(await refusalOf("bomb.xlsx", workbook(filler))).toContain("大きすぎる");
    expect(await refusalOf("lie.xlsx", workbook(filler, [], 1000))).toContain("壊れた");
  });

  it("T34 external links, macros and drawings of a workbook are not followed, run or even read", async () => {
    const broken = Buffer.alloc(1024, 0xff);
    const rows = [row(1, ["部", "種別", "本文"]), row(2, ["総務部", "重点目標", "甲"])].join("");
    const more = [
      "xl/externalLinks/externalLink1.xml",
      "xl/vbaProject.bin",
      "xl/drawings/drawing1.xml",
      "../../evil.sh",
    ];
    const parts = more.map((name) => ({ name, content: broken, declared: 4_000_000_000 }));
    writeFileSync(at("links.xlsx"), workbook(rows, parts));
    const args = ["--municipality", "松葉市", "--fiscal-year", "R8", "--dry-run", "--json"];
    const { status, out } = await office.cli("import", "links.xlsx", ...args);
    expect([status, JSON.parse(out)]).toMatchObject([0, { applied: false, counts: { goals: 1 } }]);
    expect(existsSync(path.join(office.folder, "../evil.sh"))).toBe(false);
  });

  it("T35 a workbook of a million rows is refused", async () => {
    const head = row(1, ["部", "種別", "本文"]);
    const body = Array.from(
      { length: 1_000_000 },
      (_none, index) => `<row r="${index + 2}"><c r="C${index + 2}"><v>1</v></c></row>`,
    );
    expect(await refusalOf("rows.xlsx", workbook(head + body.join("")))).toMatch(
      /大きすぎる|20,000 行を超える/,
    );
    expect(
      await refusalOf("far.xlsx", workbook(head + row(1_000_000, ["総務部", "重点目標", "甲"]))),
    ).toContain("20,000 行を超える");
  });

  it.each([
    ["one line of ten megabytes", "あ".repeat(3_400_000)],
    ["blanks", `重点目標${" ".repeat(5_000_000)}x`],
    ["brackets", "【".repeat(1_000_000)],
    ["half a million cells", "|".repeat(500_000)],
    ["unclosed emphasis", "**a ".repeat(250_000)],
    ["tags that are never closed", `<html><body>${"<div><b>".repeat(200_000)}`],
    [
      "entities of entities",
      `<!DOCTYPE x [<!ENTITY a "&b;&b;&b;"><!ENTITY b "&a;&a;">]><html><body>${"&a;".repeat(100_000)}`,
    ],
    ["binary data", Buffer.alloc(1_000_000, 7)],
    ["NUL bytes", "総務部\u0000重点目標"],
  ])("T36 a document made to keep a reader busy is refused in time: %s", async (_name, content) => {
    expect(await refusalOf("hostile.txt", content)).toMatch(/。/);
  });

  it("T37 the database and its backups are for their owner alone", async () => {
    const mode = (file: string): string => (statSync(file).mode & 0o777).toString(8);
    expect((await office.cli("backup", at("控え2.db"))).status).toBe(0);
    for (const file of [office.file, `${office.file}-wal`, at("控え2.db")])
      expect([file, mode(file)]).toEqual([file, "600"]);
    expect(readFileSync(at(".env"), "utf8")).toContain(SECRETS.WEB_TOKEN);
  });

  it("T38 a file that is no backup of ours, or of a newer program, does not take the database's place", async () => {
    writeFileSync(at("foreign.db"), "SQLite format 3\0".padEnd(4096, "x"));
    const before = contents(office.db);
    for (const file of ["foreign.db", ".env", "no-such.db", "data"]) {
      expect([file, (await office.cli("restore", at(file))).status]).toEqual([file, 1]);
    }
    expect(contents(office.db)).toEqual(before);
  });
});
