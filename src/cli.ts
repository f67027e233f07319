import { readFileSync } from "node:fs";
import { CliError, type Io, type Run, UsageError } from "./cli/command.js";
import { systemClock } from "./time.js";

/** `policy-bot`: exit status 0 done, 1 it could not be done (one Japanese line on stderr says why), 2 wrong usage. */

/** A command is loaded when it is asked for, so that each costs only what it needs. */
interface Command {
  readonly usage: string;
  readonly load: () => Promise<Run>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  import: {
    usage:
      "import FILE [--municipality 板橋区] [--fiscal-year 令和8年度] [--track 項目名] [--dry-run] [--yes] [--json]",
    load: async () => (await import("./cli/import.js")).runImport,
  },
  ask: {
    usage: 'ask "/policy 危機管理部" [--as 利用者] [--channel 部の名前] [--json]',
    load: async () => (await import("./cli/ask.js")).runAsk,
  },
  nudge: {
    usage: "nudge [--at 2026-11-24T09:00+09:00] [--dry-run] [--json]",
    load: async () => (await import("./cli/nudge.js")).runNudge,
  },
  export: {
    usage:
      "export --format json|csv|xlsx [--municipality 板橋区] [--fiscal-year 令和8年度] [--out FILE]（xlsx では --out が必要です）",
    load: async () => (await import("./cli/export.js")).runExport,
  },
  record: {
    usage:
      "record --department 危機管理部 [--goal 3] --from 2026-04-01 --to 2027-03-31 [--municipality 板橋区] [--fiscal-year 令和8年度] [--out FILE] [--json]",
    load: async () => (await import("./cli/record.js")).runRecord,
  },
  expire: {
    usage: "expire [--dry-run] [--yes]",
    load: async () => (await import("./cli/expire.js")).runExpire,
  },
  scale: {
    usage: "scale FILE [--municipality 板橋区] [--fiscal-year 令和8年度]",
    load: async () => (await import("./cli/scale.js")).runScale,
  },
  template: {
    usage: "template --out FILE.xlsx",
    load: async () => (await import("./cli/template.js")).runTemplate,
  },
  backup: { usage: "backup FILE", load: async () => (await import("./cli/backup.js")).runBackup },
  restore: { usage: "restore FILE", load: async () => (await import("./cli/backup.js")).runRestore },
  doctor: { usage: "doctor [--json]", load: async () => (await import("./cli/doctor.js")).runDoctor },
  version: { usage: "version", load: async () => runVersion },
};

function help(): string {
  return [
    "使い方: policy-bot コマンド",
    ...Object.values(COMMANDS).map(({ usage }) => `  policy-bot ${usage}`),
  ].join("\n");
}

async function runVersion(_args: readonly string[], io: Io): Promise<number> {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  io.out(manifest.version);
  return 0;
}

/** Runs one command and gives the exit status. */
async function main(argv: readonly string[], io: Io): Promise<number> {
  const [name = "", ...args] = argv;
  if (name === "help" || name === "--help" || name === "-h") {
    io.out(help());
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    io.err(name === "" ? help() : `「${name}」というコマンドはありません。\n${help()}`);
    return 2;
  }
  try {
    return await (await command.load())(args, io);
  } catch (error) {
    if (error instanceof UsageError) {
      io.err(`${error.message}\n使い方: policy-bot ${command.usage}`);
      return 2;
    }
    if (error instanceof CliError) {
      io.err(error.message);
      return 1;
    }
    return await explain(error, io);
  }
}

/** One line for what is no mistake in the command itself; a bug gets a number. */
async function explain(error: unknown, io: Io): Promise<number> {
  const { ConfigError } = await import("./config.js");
  const { ImportError } = await import("./import/document.js");
  const { asDatabaseError, DatabaseError, isSqliteError } = await import("./store/database.js");
  if (error instanceof ImportError || error instanceof DatabaseError || error instanceof ConfigError) {
    io.err(error.message);
    return 1;
  }
  if (isSqliteError(error)) {
    io.err(asDatabaseError(error, io.config().databasePath).message);
    return 1;
  }
  const { newErrorId } = await import("./log.js");
  const errorId = newErrorId();
  io.err(
    `予期しない問題が起きました（記録番号 ${errorId}）: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`,
  );
  if (isDebugging(io) && error instanceof Error) io.err(error.stack ?? "");
  return 1;
}

/** Whether the stack is wanted too; a broken configuration was not what failed. */
function isDebugging(io: Io): boolean {
  try {
    return ["debug", "trace"].includes(io.config().logLevel);
  } catch {
    return false;
  }
}

// `policy-bot export … | head` ends early: that is no failure of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 1);
});

/** What people wrote must not drive the terminal of the person who reads it. No JSON, CSV or text of ours needs these. */
const harmless = (text: string): string => text.replace(/[^\P{Cc}\t\n\r]/gu, "");

const argv = process.argv.slice(2);
/** What needs no configuration does not wait for it to be loaded. */
const bare = !Object.hasOwn(COMMANDS, argv[0] ?? "") || argv[0] === "version";
const settings = bare ? null : await import("./config.js");

process.exitCode = await main(argv, {
  out: (text) => process.stdout.write(`${harmless(text)}\n`),
  err: (text) => process.stderr.write(`${harmless(text)}\n`),
  config: () => {
    if (settings === null) throw new CliError("このコマンドは設定を読みません。");
    return settings.readConfig(settings.loadEnvironment());
  },
  clock: systemClock,
  interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
});
