import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.js";
import { describeFileSystem } from "../../src/cli/doctor/machine.js";
import type { Config } from "../../src/config.js";
import { readConfig } from "../../src/config.js";
import { createLog } from "../../src/log.js";
import { startProgram } from "../../src/program.js";
import { openDatabase } from "../../src/store/database.js";
import { holdDatabase } from "../../src/store/lock.js";
import { NOW, temporaryFolder } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

const SLACK = { SLACK_BOT_TOKEN: "xoxb-1-1-a", SLACK_SIGNING_SECRET: "0123456789abcdef0123456789abcdef" };
const start = (config: Config) => startProgram(config, { log: createLog("silent"), clock: () => NOW });

it("makes no database where people talk already: it says that the file is missing, and stops", async () => {
  const folder = path.join(temporaryFolder(), "mount");
  const file = path.join(folder, "plan.db");
  const config = readConfig({ ...SLACK, DATABASE_PATH: file, PORT: "0" });
  await expect(start(config)).rejects.toThrow(/が見つかりません。ディスクが付いているか.*policy-bot init/);
  expect(existsSync(folder), "not even the folder is made").toBe(false);
});

it("nor does an import at the terminal", async () => {
  const folder = path.join(temporaryFolder(), "mount");
  const said: string[] = [];
  const terminal = {
    out: (text: string) => said.push(text),
    err: (text: string) => said.push(text),
    clock: () => NOW,
    interactive: false,
    environment: () => ({ ...SLACK, DATABASE_PATH: path.join(folder, "plan.db") }),
  };
  const document = path.join(temporaryFolder(), "ward.md");
  writeFileSync(document, WARD);
  expect(await runCommandLine(["import", document], terminal)).toBe(1);
  expect(said.join("\n")).toMatch(/が見つかりません。ディスクが付いているか.*policy-bot init/);
  expect(existsSync(folder), "not even the folder is made").toBe(false);
});

it("init makes it, once", async () => {
  const file = path.join(temporaryFolder(), "data", "plan.db");
  const said: string[] = [];
  const terminal = {
    out: (text: string) => said.push(text),
    err: (text: string) => said.push(text),
    clock: () => NOW,
    interactive: false,
    environment: () => ({ ...SLACK, DATABASE_PATH: file }),
  };
  expect(await runCommandLine(["init"], terminal)).toBe(0);
  expect(existsSync(file)).toBe(true);
  expect(await runCommandLine(["init"], terminal)).toBe(1);
  expect(said.at(-1)).toContain("もうあります");
});

it("a second program on one database is refused, and told which one runs", async () => {
  const file = path.join(temporaryFolder(), "plan.db");
  openDatabase(file).close();
  const release = holdDatabase(file, "11/24 09:00");
  const config = readConfig({ ...SLACK, DATABASE_PATH: file, PORT: "0" });
  await expect(start(config)).rejects.toThrow(
    new RegExp(
      `もう一つのプログラムが動いています（機械 .+、プロセス番号 ${process.pid}、11/24 09:00 から）`,
    ),
  );
  release();
});

it.each([
  [0x6969, "NFS"],
  [0xff534d42, "CIFS"],
  [0xff534d42 - 2 ** 32, "CIFS"],
])("doctor warns of a network file system (%i)", (type, name) => {
  const found = describeFileSystem(type);
  expect([found.level, found.message.includes(name)]).toEqual(["problem", true]);
  expect(describeFileSystem(0xef53).level).not.toBe("problem");
});
