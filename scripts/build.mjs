// Compiles src/ to dist/ and copies the files that are served or read as they are.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const dist = path.join(root, "dist");

/** The compiler, or null where only production dependencies are installed. */
function findCompiler() {
  try {
    const manifest = createRequire(import.meta.url).resolve("typescript/package.json");
    return path.join(path.dirname(manifest), "bin", "tsc");
  } catch {
    return null;
  }
}

const compiler = findCompiler();
if (compiler === null) {
  if (existsSync(path.join(dist, "main.js"))) process.exit(0);
  process.stderr.write(
    "build: typescript is not installed; run `npm ci` with development dependencies first\n",
  );
  process.exit(1);
}

rmSync(dist, { recursive: true, force: true, maxRetries: 5 });
const run = spawnSync(process.execPath, [compiler, "-p", path.join(root, "tsconfig.build.json")], {
  stdio: "inherit",
});
if (run.status !== 0) process.exit(run.status ?? 1);
const assets = path.join(root, "src", "bot", "platforms", "web", "public");
if (existsSync(assets))
  cpSync(assets, path.join(dist, "bot", "platforms", "web", "public"), { recursive: true });
