import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.join(import.meta.dirname, "..", "..");

/** A program of test/jobs/programs as JavaScript in a folder of its own, for tests that need real processes. */
export interface Compiled {
  readonly folder: string;
  readonly program: string;
  remove(): void;
}

export function compileProgram(name: string): Compiled {
  const folder = mkdtempSync(path.join(tmpdir(), "policy-jobs-"));
  const compiler = path.join(
    path.dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
    "bin",
    "tsc",
  );
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(
    path.join(folder, "tsconfig.json"),
    JSON.stringify({
      extends: path.join(root, "tsconfig.json"),
      compilerOptions: { noEmit: false, noCheck: true, rootDir: root, outDir: folder },
      files: [path.join(root, "test", "jobs", "programs", `${name}.ts`)],
      include: [],
    }),
  );
  const run = spawnSync(process.execPath, [compiler, "-p", folder], { encoding: "utf8" });
  const program = path.join(folder, "test", "jobs", "programs", `${name}.js`);
  if (!existsSync(program)) throw new Error(`not compiled: ${run.stdout}${run.stderr}`);
  return { folder, program, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
