import { onTestFinished } from "vitest";
import { ProgramProcess } from "../kit/program-process.js";
import type { Stage } from "../kit/stage.js";

/**
 * The program on a database, listening at a free port, with a loud log; it is killed when the test ends.
 * @param env everything else that it sees of the environment
 */
export async function startService(
  { folder, file }: Pick<Stage, "folder" | "file">,
  env: Readonly<Record<string, string>>,
): Promise<ProgramProcess> {
  const given = { DATABASE_PATH: file, PORT: "0", LOG_LEVEL: "debug", ...env };
  const service = new ProgramProcess({ folder, env: given });
  onTestFinished(async () => void (await service.end("SIGKILL")));
  await service.ready();
  return service;
}
