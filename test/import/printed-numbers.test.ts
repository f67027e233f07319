import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tokyoInstant } from "../../src/domain/time.js";
import { runPolicyBot } from "../kit/command-line.js";
import { temporaryFolder } from "../kit/plan-store.js";

const ROWS: readonly (readonly [number, string, string, string])[] = [
  [1, "町内会への加入", "転入者全員に案内の冊子を渡します。", "市民部"],
  [2, "職員の研修", "主任以上の職員が年2回の研修を受けます。", "総務部"],
  [3, "津波避難訓練", "沿岸の12地区で訓練を行います。", "防災部"],
  [4, "文書の電子化", "文書管理の仕組みを年度内に移します。", "総務部"],
  [5, "公共交通の見直し", "予約制の乗合を2地区で試します。", "市民部"],
];

const page = (
  numbers: boolean,
) => `<!doctype html><html lang="ja"><head><title>令和8年度重点目標 - 磯川市</title></head><body>
<h1>磯川市 令和8年度重点目標</h1><table><thead><tr>${numbers ? "<th>No</th>" : ""}<th>事業名</th><th>重点目標</th><th>担当部</th></tr></thead><tbody>
${ROWS.map(([no, name, goal, owner]) => `<tr>${numbers ? `<td>${no}</td>` : ""}<td>${name}</td><td>${goal}</td><td>${owner}</td></tr>`).join("\n")}
</tbody></table></body></html>`;

const PROFILE = `表:
  部: 担当部
  目標: 重点目標
  見出し: 事業名
  番号: No
`;

async function imported(numbers: boolean) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "plan.html"), page(numbers));
  writeFileSync(join(folder, "profile.yaml"), PROFILE);
  const run = (...args: string[]) =>
    runPolicyBot(args, {
      folder,
      environment: { DATABASE_PATH: join(folder, "plan.db") },
      clock: () => tokyoInstant("2026-05-01", "10:00"),
    });
  const done = await run(
    "import",
    join(folder, "plan.html"),
    "--profile",
    join(folder, "profile.yaml"),
    "--yes",
  );
  expect([done.code, done.err]).toEqual([0, expect.anything()]);
  return run;
}

describe("numbers that a document prints over all departments", () => {
  it("stand beside ours, and lead to their goals", async () => {
    const run = await imported(true);
    const shown = (await run("ask", "/policy 総務部")).out;
    expect(shown).toContain("No.2");
    expect(shown).toContain("No.4");
    const goal = (await run("ask", "/policy No.4")).out;
    expect(goal).toContain("総務部　重点目標 2（No.4）");
    expect(goal).toContain("文書管理の仕組みを年度内に移します。");
    expect((await run("ask", "/policy 総務部 No.5")).out).toContain("市民部　重点目標 2（No.5）");
    // Without the word it is ours.
    expect((await run("ask", "/policy 総務部 2")).out).toContain("総務部　重点目標 2（No.4）");
    const stored = JSON.parse((await run("export", "--format", "json")).out);
    expect(JSON.stringify(stored)).toContain('"details":[{"kind":"number","label":"No.","text":"4"}]');
    const again = await run("import", "plan.html", "--profile", "profile.yaml", "--yes", "--json");
    expect(JSON.parse(again.out).changes).toEqual({ added: 0, changed: 0, removed: 0 });
  });

  it("are not invented where it prints none", async () => {
    const run = await imported(false);
    expect((await run("ask", "/policy 総務部")).out).not.toContain("No.");
    expect((await run("ask", "/policy 総務部 No.2")).out).toContain("総務部　重点目標 2】");
  });
});
