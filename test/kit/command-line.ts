import { runCommandLine } from "../../src/cli/command-line.js";
import type { Clock } from "../../src/domain/time.js";

/** What a command left: its exit status and what stood on its two streams. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs `policy-bot` in this process, as somebody at a terminal in `folder` does. What belongs to the process alone (pipes, signals,
 * starting at all) is tested with `node dist/cli.js`.
 */
export async function runPolicyBot(
  args: readonly string[],
  given: { readonly folder: string; readonly environment: NodeJS.ProcessEnv; readonly clock: Clock },
): Promise<Ran> {
  const said = { out: "", err: "" };
  const before = process.cwd();
  process.chdir(given.folder);
  try {
    const code = await runCommandLine(args, {
      out: (text) => {
        said.out += `${text}\n`;
      },
      err: (text) => {
        said.err += `${text}\n`;
      },
      environment: () => given.environment,
      clock: given.clock,
      interactive: false,
    });
    return { code, ...said };
  } finally {
    process.chdir(before);
  }
}
