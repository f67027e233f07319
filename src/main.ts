import { ConfigError, loadEnvironment, readConfig, readWatchdog } from "./config.js";
import { createLog, stackOf } from "./log.js";
import { systemClock } from "./machine-clock.js";
import { startProgram } from "./program.js";
import { DatabaseError } from "./store/database.js";

/** As sysexits.h has it for a fault inside a program. */
const STUCK = 70;

/** `npm start`: configuration → store → platforms → bot → jobs; ordered shutdown on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  const environment = loadEnvironment();
  const config = readConfig(environment);
  const log = createLog(config.logLevel);
  // systemd, or the container's restart policy, starts another one.
  const onStuck = (): never => process.exit(STUCK);
  const watchdogMs = readWatchdog(environment);
  let stopping = false;
  let starting: ReturnType<typeof startProgram> | null = null;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, "stopping");
    Promise.resolve(starting)
      .then((program) => program?.stop())
      .then(
        () => {
          log.info("stopped");
          process.exit(0);
        },
        (error: unknown) => {
          log.error({ err: error }, "stopping failed");
          process.exit(1);
        },
      );
  };
  // From the first moment on: a program that is told to stop while it starts stops in order as well.
  process.on("SIGTERM", () => stop("SIGTERM"));
  process.on("SIGINT", () => stop("SIGINT"));

  starting = startProgram(config, {
    log,
    clock: systemClock,
    onStuck,
    watchdogMs,
    announce: (text) => process.stderr.write(text),
  });
  process.stderr.write((await starting).greeting);
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError) {
    process.stderr.write(
      `設定に誤りがあります。\n${error.problems.map((problem) => `・${problem}`).join("\n")}\n`,
    );
  } else if (error instanceof DatabaseError) {
    process.stderr.write(`${error.message}\n`);
  } else {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    process.stderr.write(
      code === "EADDRINUSE"
        ? "このポートはほかのプログラムが使っています。PORT を変えるか、そのプログラムを止めてください。\n"
        : `始められませんでした: ${error instanceof Error ? stackOf(error) : String(error)}\n`,
    );
  }
  process.exit(1);
});
