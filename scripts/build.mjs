// Compiles src/ to dist/ and copies the files that are served or read as they are.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const dist = path.join(root, "dist");

const require = createRequire(import.meta.url);

/** Checks and compiles; null where the compiler is not installed, which has an optional package for each kind of machine. */
function findCompiler() {
  try {
    const manifest = require.resolve("typescript/package.json");
    createRequire(manifest).resolve(
      `@typescript/typescript-${process.platform}-${process.arch}/package.json`,
    );
    const compiler = path.join(path.dirname(manifest), "bin", "tsc");
    return () =>
      spawnSync(process.execPath, [compiler, "-p", path.join(root, "tsconfig.build.json")], {
        stdio: "inherit",
      }).status ?? 1;
  } catch {
    return null;
  }
}

/** Takes the types out file by file and checks nothing, for where optional packages were left out; null where it is not installed. */
function findStripper() {
  let transform;
  try {
    ({ transform } = require("sucrase"));
  } catch {
    return null;
  }
  const options = {
    transforms: ["typescript", "jsx"],
    jsxRuntime: "automatic",
    jsxImportSource: "hono/jsx",
    production: true,
    disableESTransforms: true,
    keepUnusedImports: true,
  };
  return () => {
    for (const file of readdirSync(path.join(root, "src"), { recursive: true, encoding: "utf8" })) {
      if (!/\.tsx?$/.test(file) || file.endsWith(".d.ts")) continue;
      const source = path.join(root, "src", file);
      const target = path.join(dist, file.replace(/\.tsx?$/, ".js"));
      mkdirSync(path.dirname(target), { recursive: true });
      const transforms = file.endsWith("x") ? options.transforms : ["typescript"];
      writeFileSync(
        target,
        transform(readFileSync(source, "utf8"), { ...options, transforms, filePath: source }).code,
      );
    }
    return 0;
  };
}

const compile = findCompiler() ?? findStripper();
if (compile === null) {
  if (existsSync(path.join(dist, "main.js"))) process.exit(0);
  process.stderr.write(
    "build: typescript is not installed; run `npm ci` with development dependencies first\n",
  );
  process.exit(1);
}

rmSync(dist, { recursive: true, force: true, maxRetries: 5 });
const status = compile();
if (status !== 0) process.exit(status);
const assets = path.join(root, "src", "bot", "platforms", "web", "public");
if (existsSync(assets))
  cpSync(assets, path.join(dist, "bot", "platforms", "web", "public"), { recursive: true });
