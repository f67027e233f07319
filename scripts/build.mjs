// Compiles src/ to dist/, copies the files that are served or read as they are, and puts the modules of the program and of its command
// line together into a few files: a start then opens ten files instead of eight hundred. Packages stay where npm put them.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
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
    entryFileNames: "[name].js",
    chunkFileNames: `${name}-[name]-[hash].js`,
    codeSplitting: {
      groups: [{ name: "program", test: (id) => always.has(id) || id.includes("node_modules") }],
    },
  });
  await build.close();
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
await bundle("main");
await bundle("cli");
