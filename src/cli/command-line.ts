import { readFileSync } from "node:fs";
import { CliError, type Io, type Run, UsageError } from "./command.js";

/** `policy-bot`: exit status 0 done, 1 it could not be done (one Japanese line on stderr says why), 2 wrong usage. */

interface Entry {
  readonly usage: string;
  /** Loads what this command needs, and nothing that only another needs. */
  readonly load: () => Promise<Run>;
}

/** What stands around a command: the streams, the clock, the environment. */
export interface Terminal extends Omit<Io, "config"> {
  /** The variables to read instead of the machine's and those of `.env`. */
  readonly environment?: () => NodeJS.ProcessEnv;
}

const COMMANDS: Readonly<Record<string, Entry>> = {
  init: { usage: "init", load: async () => (await import("./init-command.js")).runInit },
  import: {
    usage:
      "import FILE [--municipality 板橋区] [--fiscal-year 令和8年度] [--track 項目名] [--profile 様式.yaml] [--save-profile] [--to-template 様式.xlsx] [--dry-run] [--yes] [--json]",
    load: async () => (await import("./import-command.js")).runImport,
  },
  ask: {
    usage: 'ask "/policy 危機管理部" [--as 利用者] [--channel 部の名前] [--json]',
    load: async () => (await import("./ask-command.js")).runAsk,
  },
  nudge: {
    usage: "nudge [--at 2026-11-24T09:00+09:00] [--dry-run] [--json]",
    load: async () => (await import("./nudge-command.js")).runNudge,
  },
  export: {
    usage:
      "export --format json|csv|xlsx [--municipality 板橋区] [--fiscal-year 令和8年度] [--instant 9月末 | --occasion 中間評価] [--out FILE]（xlsx では --out が必要です）",
    load: async () => (await import("./export-command.js")).runExport,
  },
  record: {
    usage:
      "record --department 危機管理部 [--goal 3] --from 2026-04-01 --to 2027-03-31 [--municipality 板橋区] [--fiscal-year 令和8年度] [--out FILE] [--json]",
    load: async () => (await import("./record-command.js")).runRecord,
  },
  paper: {
    usage:
      "paper --out FILE.docx [--department 危機管理部] [--instant 9月末] [--unconfirmed] [--municipality 板橋区] [--fiscal-year 令和8年度]",
    load: async () => (await import("./paper-command.js")).runPaper,
  },
  instant: {
    usage:
      "instant [名前] [--at 2026-09-30] [--compare 12月末|今] [--municipality 板橋区] [--fiscal-year 令和8年度] [--out FILE.xlsx] [--json]",
    load: async () => (await import("./instant-command.js")).runInstant,
  },
  publish: {
    usage: "publish --out DIR [--municipality 板橋区] [--fiscal-year 令和8年度]",
    load: async () => (await import("./publish-command.js")).runPublish,
  },
  transfer: {
    usage: "transfer FILE [--municipality 板橋区] [--dry-run] [--yes] [--json]",
    load: async () => (await import("./transfer-command.js")).runTransfer,
  },
  reorganise: {
    usage:
      "reorganise [--on 2027-04-01 --before 危機管理部[、福祉部] [--after 危機管理局[、防災部]] --reason 理由 [--part 高齢福祉部=1、3-5]… | --withdraw 番号] [--municipality 板橋区] [--dry-run] [--yes] [--json]",
    load: async () => (await import("./reorganise-command.js")).runReorganise,
  },
  people: {
    usage:
      "people [--department 危機管理部] [--format json|csv] [--municipality 板橋区] [--fiscal-year 令和8年度] [--out FILE]",
    load: async () => (await import("./people-command.js")).runPeople,
  },
  expire: {
    usage: "expire [--dry-run] [--yes]",
    load: async () => (await import("./expire-command.js")).runExpire,
  },
  scale: {
    usage: "scale FILE [--municipality 板橋区] [--fiscal-year 令和8年度]",
    load: async () => (await import("./scale-command.js")).runScale,
  },
  template: {
    usage: "template --out FILE.xlsx",
    load: async () => (await import("./template-command.js")).runTemplate,
  },
  samples: {
    usage: "samples [--remove [--yes]|--restore]",
    load: async () => (await import("./samples-command.js")).runSamples,
  },
  backup: { usage: "backup FILE", load: async () => (await import("./backup-command.js")).runBackup },
  restore: { usage: "restore FILE", load: async () => (await import("./backup-command.js")).runRestore },
  doctor: { usage: "doctor [--json]", load: async () => (await import("./doctor-command.js")).runDoctor },
};

function help(): string {
  return [
    "使い方: policy-bot コマンド",
    ...[...Object.values(COMMANDS).map(({ usage }) => usage), "version"].map(
      (usage) => `  policy-bot ${usage}`,
    ),
  ].join("\n");
}

function version(): string {
  const file = new URL("../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { readonly version: string }).version;
}

/**
 * Runs one command: what `policy-bot` does, without the process around it.
 * @param argv the words after `policy-bot`
 * @returns the exit status
 */
export async function runCommandLine(argv: readonly string[], terminal: Terminal): Promise<number> {
  const out = (text: string): void => terminal.out(harmless(text));
  const err = (text: string): void => terminal.err(harmless(text));
  const [name = "", ...args] = argv;
  if (name === "help" || name === "--help" || name === "-h" || name === "version") {
    out(name === "version" ? version() : help());
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    err(name === "" ? help() : `「${name}」というコマンドはありません。\n${help()}`);
    return 2;
  }
  if (args.some((word) => word === "--help" || word === "-h")) {
    out(`使い方: policy-bot ${command.usage}`);
    return 0;
  }
  const { loadEnvironment, readConfig } = await import("../config.js");
  const { environment = loadEnvironment } = terminal;
  const io: Io = { ...terminal, out, err, config: () => readConfig(environment()) };
  try {
    const run = await command.load();
    return await run(args, io);
  } catch (error) {
    if (error instanceof UsageError) {
      io.err(`${error.message}\n使い方: policy-bot ${command.usage}`);
      return 2;
    }
    return explain(error, io);
  }
}

/** Says why it could not be done. */
async function explain(error: unknown, io: Io): Promise<number> {
  const { ConfigError } = await import("../config.js");
  const { ImportError } = await import("../import/document.js");
  const { asDatabaseError, DatabaseError, isSqliteError } = await import("../store/database.js");
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
  const { newErrorId, stackOf } = await import("../log.js");
  const errorId = newErrorId();
  io.err(
    `予期しない問題が起きました（記録番号 ${errorId}）: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`,
  );
  if (isDebugging(io) && error instanceof Error) io.err(stackOf(error));
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

/** What people wrote must not drive the terminal of the person who reads it. No JSON, CSV or text of ours needs these. */
const harmless = (text: string): string => text.replace(/[^\P{Cc}\t\n\r]/gu, "");
