import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { runPolicyBot } from "../kit/command-line.js";
import { temporaryFolder } from "../kit/plan-store.js";
import { HAS_TERMINAL, Terminal } from "../kit/terminal.js";

const N1 = join(import.meta.dirname, "../../../shared/cases/documents/N1-gyomu-mokuhyo-isomi.html");
const why = HAS_TERMINAL ? "" : " (skipped: no program lends a terminal here)";

/** Two things that are not certain: a number that is missing, and a sentence that stands by itself between two items. */
const DOUBTFUL = `令和8年度 若葉市 各部の重点目標

総務部
重点目標
1 文書の電子化
3 研修の充実

税務部
重点目標
・収納率の向上

滞納は年々減っています。

・口座振替の推進
`;

let open: Terminal | null = null;
afterEach(() => open?.close());

function stage(name: string, content: string | Uint8Array) {
  const folder = temporaryFolder();
  const database = join(folder, "plan.db");
  writeFileSync(join(folder, name), content);
  const terminal = new Terminal(["import", name], folder, { DATABASE_PATH: database });
  open = terminal;
  const goals = async (): Promise<readonly string[]> => {
    const given = { folder, environment: { DATABASE_PATH: database }, clock: () => Date.UTC(2026, 4, 1) };
    const { out } = await runPolicyBot(["export", "--format", "json"], given);
    const { departments } = JSON.parse(out) as {
      departments: { sections: { goals: { text: string }[] }[] }[];
    };
    return departments.flatMap(({ sections }) =>
      sections.flatMap((section) => section.goals.map(({ text }) => text)),
    );
  };
  return { terminal, database, goals };
}

describe.skipIf(!HAS_TERMINAL)(`the questions of an import at a terminal${why}`, () => {
  it.skipIf(!existsSync(N1))("lead from a layout that no word list knows to a stored plan", async () => {
    const { terminal, goals } = stage("N1.html", readFileSync(N1));
    const question = await terminal.asked();
    expect(question).toMatch(/「事務事業名」は何を表していますか。[\s\S]*\[1\] 目標の見出し/u);
    terminal.type("1");
    expect(await terminal.end()).toBe(0);
    const golden = JSON.parse(readFileSync(N1.replace(/\.html$/u, ".golden.json"), "utf8")) as {
      departments: { goals: { text: string }[] }[];
    };
    expect([...(await goals())].sort()).toEqual(
      golden.departments.flatMap((one) => one.goals.map(({ text }) => text)).sort(),
    );
  });

  it("take every doubt by itself, and lead back", async () => {
    const { terminal, goals } = stage("r8.txt", DOUBTFUL);
    expect(await terminal.asked()).toMatch(/（1／2）.*印のない文[\s\S]*滞納は年々減っています。/u);
    terminal.type("1");
    expect(await terminal.asked()).toMatch(/（2／2）.*番号が飛んで[\s\S]*研修の充実[\s\S]*\[0\]/u);
    terminal.type("0");
    expect(await terminal.asked()).toMatch(/（1／2）/u);
    terminal.type("1");
    await terminal.asked();
    terminal.type("1");
    expect(await terminal.end()).toBe(0);
    expect(await goals()).toEqual(["文書の電子化", "研修の充実", "収納率の向上", "口座振替の推進"]);
  });

  it("store nothing where one of the doubts is right", async () => {
    const { terminal, database } = stage("r8.txt", DOUBTFUL);
    await terminal.asked();
    terminal.type("1");
    await terminal.asked();
    terminal.type("2");
    expect(await terminal.end()).toBe(1);
    expect(terminal.screen).toMatch(/取り込みませんでした。/u);
    expect(existsSync(database)).toBe(false);
  });
});
