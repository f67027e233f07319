import { readFileSync } from "node:fs";
import { runAsk } from "./cli/ask.js";
import { runBackup, runRestore } from "./cli/backup.js";
import { CliError, type Command, type Io, UsageError } from "./cli/command.js";
import { runDoctor } from "./cli/doctor.js";
import { runExpire } from "./cli/expire.js";
import { runExport } from "./cli/export.js";
import { runImport } from "./cli/import.js";
import { runNudge } from "./cli/nudge.js";
import { runPaper } from "./cli/paper.js";
import { runPublish } from "./cli/publish.js";
import { runRecord } from "./cli/record.js";
import { runScale } from "./cli/scale.js";
import { runTemplate } from "./cli/template.js";
import { ConfigError, loadEnvironment, readConfig } from "./config.js";
import { ImportError } from "./import/document.js";
import { newErrorId } from "./log.js";
import { asDatabaseError, DatabaseError, isSqliteError } from "./store/database.js";
import { systemClock } from "./time.js";

/** `policy-bot`: exit status 0 done, 1 it could not be done (one Japanese line on stderr says why), 2 wrong usage. */

const COMMANDS: Readonly<Record<string, Command>> = {
  import: {
    usage:
      "import FILE [--municipality 板橋区] [--fiscal-year 令和8年度] [--track 項目名] [--dry-run] [--yes] [--json]",
    run: runImport,
  },
  ask: { usage: 'ask "/policy 危機管理部" [--as 利用者] [--channel 部の名前] [--json]', run: runAsk },
  nudge: { usage: "nudge [--at 2026-11-24T09:00+09:00] [--dry-run] [--json]", run: runNudge },
  export: {
    usage:
      "export --format json|csv|xlsx [--municipality 板橋区] [--fiscal-year 令和8年度] [--out FILE]（xlsx では --out が必要です）",
    run: runExport,
  },
  record: {
    usage:
      "record --department 危機管理部 [--goal 3] --from 2026-04-01 --to 2027-03-31 [--municipality 板橋区] [--fiscal-year 令和8年度] [--out FILE] [--json]",
    run: runRecord,
  },
  paper: {
    usage:
      "paper --out FILE.docx [--department 危機管理部] [--municipality 板橋区] [--fiscal-year 令和8年度]",
    run: runPaper,
  },
  publish: {
    usage: "publish --out DIR [--municipality 板橋区] [--fiscal-year 令和8年度]",
    run: runPublish,
  },
  expire: { usage: "expire [--dry-run] [--yes]", run: runExpire },
  scale: { usage: "scale FILE [--municipality 板橋区] [--fiscal-year 令和8年度]", run: runScale },
  template: { usage: "template --out FILE.xlsx", run: runTemplate },
  backup: { usage: "backup FILE", run: runBackup },
  restore: { usage: "restore FILE", run: runRestore },
  doctor: { usage: "doctor [--json]", run: runDoctor },
  version: { usage: "version", run: runVersion },
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
    return await command.run(args, io);
  } catch (error) {
    if (error instanceof UsageError) {
      io.err(`${error.message}\n使い方: policy-bot ${command.usage}`);
      return 2;
    }
    if (
      error instanceof CliError ||
      error instanceof ImportError ||
      error instanceof DatabaseError ||
      error instanceof ConfigError
    ) {
      io.err(error.message);
      return 1;
    }
    if (isSqliteError(error)) {
      io.err(asDatabaseError(error, io.config().databasePath).message);
      return 1;
    }
    const errorId = newErrorId();
    io.err(
      `予期しない問題が起きました（記録番号 ${errorId}）: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`,
    );
    if (isDebugging(io) && error instanceof Error) io.err(error.stack ?? "");
    return 1;
  }
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

process.exitCode = await main(process.argv.slice(2), {
  out: (text) => process.stdout.write(`${harmless(text)}\n`),
  err: (text) => process.stderr.write(`${harmless(text)}\n`),
  config: () => readConfig(loadEnvironment()),
  clock: systemClock,
  interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
});
