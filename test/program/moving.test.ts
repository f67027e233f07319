import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openDatabase } from "../../src/store/database.js";
import { inherited } from "../kit/inherited.js";
import { contents, temporaryFolder } from "../kit/plan-store.js";
import { CLI, slackEnvironment } from "../kit/program-process.js";
import { slackStage } from "../kit/slack-driver.js";
import { startService } from "./service.js";

it("moves to another machine as the guide says: stop, copy, restore, look, start; threads go on", async () => {
  const { slack, driver, stage } = await slackStage();
  const env = slackEnvironment(slack);
  /** The command, while the Slack of this test goes on answering. */
  const policyBot = (file: string, ...args: string[]) =>
    new Promise<{ readonly status: number; readonly stdout: string }>((resolve) => {
      const options = { cwd: path.dirname(file), env: { ...inherited(), DATABASE_PATH: file, ...env } };
      execFile(process.execPath, [CLI, ...args], options, (error, stdout) =>
        resolve({ status: Number(error?.code ?? 0), stdout }),
      );
    });

  const old = await startService(stage, env);
  const root = await stage.root();
  const first = driver.event({ do: "reply", name: "a", text: "2 順調 協定書の案を作成" }, root);
  expect(await driver.deliver(first, old.port, false)).toBe(true);
  await stage.settled();
  const copy = path.join(stage.folder, "move.db");
  expect(await old.end()).toBe(0);
  expect(await policyBot(stage.file, "backup", copy)).toMatchObject({ status: 0, stdout: "" });
  const before = contents(stage.db);

  const folder = path.join(temporaryFolder(), "second");
  mkdirSync(folder);
  const file = path.join(folder, "policy-bot.db");
  copyFileSync(copy, path.join(folder, "move.db"));
  expect(await policyBot(file, "restore", path.join(folder, "move.db"))).toMatchObject({
    status: 0,
    stdout: "",
  });
  const moved = openDatabase(file);
  onTestFinished(() => void moved.close());
  // What messages show is not taken along: of a copy nobody knows what was sent after it was made.
  expect(contents(moved)).toEqual({ ...before, shown: [] });
  expect(readdirSync(folder).sort()).toEqual(
    ["move.db", "policy-bot.db", "policy-bot.db-shm", "policy-bot.db-wal", "policy-bot.db.lock"].sort(),
  );
  const looked = await policyBot(file, "doctor", "--json");
  const { findings } = JSON.parse(looked.stdout) as { findings: { ok: boolean }[] };
  expect(findings.filter(({ ok }) => !ok)).toEqual([]);
  expect(looked.status).toBe(0);

  const service = await startService({ folder, file }, env);
  const healthy = await fetch(`http://127.0.0.1:${service.port}/healthz`);
  expect(healthy.status).toBe(200);
  expect(await policyBot(file, "restore", path.join(folder, "move.db"))).toMatchObject({ status: 1 });
  const second = driver.event({ do: "reply", name: "b", text: "3 やや遅れ 入札の準備" }, root);
  expect(await driver.deliver(second, service.port, false)).toBe(true);
  await stage.eventually(() =>
    moved.prepare("SELECT 1 FROM note WHERE text = '入札の準備'").get() ? true : null,
  );
  expect(moved.prepare("SELECT count(*) FROM note").pluck().get()).toBe(2);
  expect(slack.posts.filter(({ thread_ts }) => thread_ts === undefined)).toHaveLength(1);
  expect(await service.end()).toBe(0);
});
