// Compiles src/ to dist/, copies the files that are served or read as they are, and puts the modules of the program and of its command
// line together into a few files: a start then opens ten files instead of eight hundred. Packages stay where npm put them.
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

/**
 * A module that asks where it is means its own place among the compiled ones, wherever its code ends up. The files that are written
 * all stand in dist/ itself.
 */
const places = {
  name: "places",
  transform(code, id) {
    if (!code.includes("import.meta.")) return null;
    if (/import\.meta\.(?!url\b)/.test(code)) throw new Error(`${id}: only import.meta.url is kept right`);
    const place = JSON.stringify(`./${path.relative(dist, id).split(path.sep).join("/")}`);
    return { code: code.replaceAll("import.meta.url", `new URL(${place}, import.meta.url).href`), map: null };
  },
};

/**
 * The list of features is wanted whole at every start: `await Promise.all([import("./a.js"), …])` becomes an import of each, so that
 * no file waits for another one that waits for it.
 */
const listed = {
  name: "listed",
  transform(code) {
    const list = /await Promise\.all\(\[((?:\s*import\("[^"]+"\),?)+\s*)\]\)/.exec(code);
    if (list === null) return null;
    const names = [...list[1].matchAll(/import\(("[^"]+")\)/g)].map(([, name]) => name);
    const imports = names.map((name, index) => `import * as part${index} from ${name};`).join(" ");
    const parts = names.map((_, index) => `part${index}`).join(", ");
    return { code: `${imports}${code.replace(list[0], () => `[${parts}]`)}`, map: null };
  },
};

/** Packages of many small modules, of which the program uses little. */
const TAKEN_IN = /^(?:zod|date-fns)(?:$|\/)/;

/** Names of modules in what the compiler wrote, those of the list of features among them. */
const LOADS = /(?:^(?:import|export|\}).*?|^ {4}import\()"(\.[^"]+)"(?:;|\),)$/gm;

/** The modules that are loaded whenever this one is. */
function loadedWith(file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, name] of readFileSync(file, "utf8").matchAll(LOADS))
    loadedWith(path.resolve(path.dirname(file), name), found);
  return found;
}

/** One entry: what it always loads in one file, what it loads when it is wanted (a platform, a command, a reader) in others. */
async function bundle(name) {
  const { rolldown } = await import("rolldown");
  const entry = path.join(dist, `${name}.js`);
  const always = loadedWith(entry);
  const build = await rolldown({
    input: { [name]: entry },
    platform: "node",
    external: (id) => !id.startsWith(".") && !path.isAbsolute(id) && !TAKEN_IN.test(id),
    plugins: [places, listed],
  });
  await build.write({
    dir: dist,
    format: "esm",
    sourcemap: "hidden",
    sourcemapExcludeSources: true,
    // Comments, blanks and what a function calls its own are half of what V8 reads at each start and keeps in memory, two bytes a sign
    // where one of them is Japanese; packages have none. Names of functions stay as they are, for the log.
    minify: {
      compress: false,
      mangle: { toplevel: false, keepNames: true },
      codegen: { removeWhitespace: true },
    },
    entryFileNames: "[name].js",
    chunkFileNames: `${name}-[name]-[hash].js`,
    codeSplitting: {
      groups: [
        { name: "packages", test: (id) => id.includes("node_modules"), priority: 1 },
        { name: "program", test: (id) => always.has(id) },
      ],
    },
  });
  await build.close();
}

const checked = findCompiler();
const compile = checked ?? findStripper();
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
// What bundles has an optional package for each kind of machine, too; without it the modules stay as they are.
if (checked !== null) {
  await bundle("main");
  await bundle("cli");
}
