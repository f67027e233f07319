/** The layer rules of the sources, as a function from a file's text to what is wrong with it. */

/** One file of src/: its path below src/, with `/`, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

interface Import {
  readonly from: string;
  readonly lazy: boolean;
  /** Erased by the compiler. */
  readonly type: boolean;
}

const ADAPTERS = ["bot/platforms/slack", "bot/platforms/teams", "bot/platforms/web", "bot/platforms/cli"];
const WITH_A_KIT = ["bot/platforms/slack", "bot/platforms/teams"];
/** A platform's kit stays in its adapter's folder. */
const KITS = /^(@slack\/|botbuilder|botframework|@microsoft\/|restify)/;
/** What every layer may use: the clock, the log, and the types of the configuration. */
const GROUND = ["machine-clock", "log", "config", "config/"];
/** What starts the program or is started by a person; nobody imports it. */
const STARTERS = ["main", "cli", "program", "workspace", "samples", "load-patterns", "cli/", "program/"];
/** They load an adapter, at the moment when it is known to be configured. */
const LOADERS = ["program", "program/load-platforms", "cli/doctor/connections"];
/** Of the bot, an adapter knows the port and the neutral reply alone, with the presses that a reply carries. */
const FOR_ADAPTERS = ["bot/platform", "bot/reply", "bot/query", "bot/json"];
/** Besides what features offer. */
const OFFICE_TYPES = ["bot/context", "bot/platform"];
/** Jobs know the bot's words and types, not its handlers. */
const FOR_JOBS = ["bot/platform", "bot/reply", "bot/reply-schema", "bot/query", "bot/json", "bot/context"];
const VIEW = /^bot\/features\/[^/]+\/[^/]+-view$/;

const within = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);
const isOneOf = (path: string, names: readonly string[]): boolean =>
  names.some((name) => (name.endsWith("/") ? path.startsWith(name) : path === name));

/** Comments are dropped; strings stay, because imports are strings. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/[^\n]*/g, "");
}

export function importsOf(text: string): Import[] {
  const code = withoutComments(text);
  const fixed = code.matchAll(
    /(?:^|\n)\s*(?:import|export)\b(\s+type\s+[{\w*])?(?:[^"';]*?\bfrom)?\s*["']([^"']+)["']/g,
  );
  const lazy = code.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g);
  return [
    ...[...fixed].map(([, type, from = ""]) => ({ from, lazy: false, type: type !== undefined })),
    ...[...lazy].map(([, from = ""]) => ({ from, lazy: true, type: false })),
  ];
}

/** `../store/x.js` in `bot/a.ts` is `store/x`; null for a package. */
function resolve(path: string, from: string): string | null {
  if (!from.startsWith(".")) return null;
  const parts = path.split("/").slice(0, -1);
  for (const part of from.replace(/\.js$/, "").split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

const adapterOf = (path: string): string | null => ADAPTERS.find((folder) => within(path, folder)) ?? null;
const isStarter = (path: string): boolean => isOneOf(path, STARTERS);

/** Why a file may not import a target of our own, or null where it may. */
function objection(file: string, target: string, lazy: boolean): string | null {
  const own = file.replace(/\.tsx?$/, "");
  const adapter = adapterOf(own);
  const theirs = adapterOf(target);
  if (isStarter(target)) {
    return isStarter(own) ? null : "nobody imports what starts the program";
  }
  if (theirs !== null && theirs !== adapter) {
    const loads = isOneOf(own, LOADERS) && lazy;
    const embedded = theirs === "bot/platforms/web" ? own === "workspace" : own === "cli/ask-command";
    return loads || (embedded && isStarter(own))
      ? null
      : "an adapter is loaded only by the program, when it is configured";
  }
  if (within(own, "domain")) return within(target, "domain") ? null : "the domain's rules import nothing";
  if (within(target, "domain")) return null;
  if (isOneOf(own, GROUND)) return isOneOf(target, GROUND) ? null : "the ground knows no layer";
  if (isStarter(own)) return null;
  if (isOneOf(target, GROUND)) return null;
  if (within(own, "network")) return within(target, "network") ? null : "the network knows the ground alone";
  if (own === "server") return target === "bot/platform" ? null : "the server knows the port alone";
  if (within(own, "store")) return within(target, "store") ? null : "store imports the domain alone";
  if (within(own, "import")) {
    return within(target, "import") || within(target, "store") ? null : "import imports domain and store";
  }
  if (within(own, "export")) {
    // What went out as XLSX comes back through the readers of import.
    const known = ["export", "import", "store"].some((folder) => within(target, folder));
    return known ? null : "export imports domain, store and the readers of import";
  }
  if (adapter !== null) {
    return theirs === adapter || isOneOf(target, FOR_ADAPTERS)
      ? null
      : "an adapter imports the port, the neutral reply and its own kit";
  }
  if (within(own, "office")) {
    const known = within(target, "office") || within(target, "bot/features") || OFFICE_TYPES.includes(target);
    return known ? null : "the office page imports what features offer, never tables";
  }
  if (within(own, "bot")) {
    const above = ["jobs", "office"].some((folder) => within(target, folder));
    return above ? "bot imports nothing of jobs or the office page" : null;
  }
  if (within(own, "jobs")) {
    return within(target, "jobs") || within(target, "store") || isOneOf(target, FOR_JOBS) || VIEW.test(target)
      ? null
      : "jobs import store, views and the port's types";
  }
  return "a file of no known layer";
}

/** Every violation of the layer rules, as `file: imported: why`. */
export function layerViolations(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    importsOf(text).flatMap(({ from, lazy }) => {
      const target = resolve(path, from);
      if (target === null) {
        const allowed = !KITS.test(from) || WITH_A_KIT.includes(adapterOf(path) ?? "");
        return allowed ? [] : [`${path}: ${from}: a platform's kit stays in its adapter's folder`];
      }
      const why = objection(path, target, lazy);
      return why === null ? [] : [`${path}: ${from}: ${why}`];
    }),
  );
}

/** Files that read the clock or the environment although they are not the one that may. */
export function forbiddenReads(files: readonly SourceFile[]): string[] {
  const rules = [
    {
      pattern: /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bprocess\.hrtime\b/,
      only: "machine-clock.ts",
    },
    {
      pattern: /\bprocess\s*\.\s*env\b|\bprocess\[["']env["']\]|\{[^}]*\benv\b[^}]*\}\s*=\s*process\b/,
      only: "config.ts",
    },
    { pattern: /\bconsole\s*\./, only: "log.ts" },
  ];
  return files.flatMap(({ path, text }) =>
    rules
      .filter(({ pattern, only }) => path !== only && pattern.test(withoutComments(text)))
      .map(({ only }) => `${path} does what only ${only} may do`),
  );
}

/** What every adapter is made of, under the same file name in each; the command line only reads and prints. */
const PARTS = ["connection", "incoming", "render", "forms", "delivery", "limits"];
const PRINTING = ["incoming", "render"];

/** Adapters that lack a part which the others have. */
export function missingParts(files: readonly SourceFile[]): string[] {
  const paths = new Set(files.map(({ path }) => path));
  const folders = new Set(files.flatMap(({ path }) => /^bot\/platforms\/([^/]+)\//.exec(path)?.[1] ?? []));
  return [...folders].flatMap((name) =>
    (name === "cli" ? PRINTING : PARTS)
      .map((part) => `bot/platforms/${name}/${part}.ts`)
      .filter((path) => !paths.has(path)),
  );
}

/**
 * Files that import each other in a circle, each circle as `a → b → a`; an import of a type counts, a lazy one does not. Every
 * file stands in one circle at most.
 */
export function circles(files: readonly SourceFile[]): string[] {
  const nameOf = (path: string): string => path.replace(/\.tsx?$/, "");
  const known = new Set(files.map(({ path }) => nameOf(path)));
  const imports = new Map(
    files.map(({ path, text }) => [
      nameOf(path),
      importsOf(text).flatMap(({ from, lazy }) => {
        const target = lazy ? null : resolve(path, from);
        return target !== null && known.has(target) ? [target] : [];
      }),
    ]),
  );
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (file: string, way: readonly string[]): void => {
    const at = way.indexOf(file);
    if (at >= 0) {
      found.push([...way.slice(at), file].join(" → "));
      return;
    }
    if (done.has(file)) return;
    for (const target of imports.get(file) ?? []) walk(target, [...way, file]);
    done.add(file);
  };
  for (const file of [...known].sort()) walk(file, []);
  return found;
}

/** Files whose names mean the same wherever they stand: the part of an adapter, what a feature says of itself. */
const SAME_PART = [/^bot\/platforms\/[^/]+\/[^/]+$/, /^bot\/features\/[^/]+\/feature\.ts$/];

/** Base names that stand for two things, with the files that carry them. */
export function doubledNames(files: readonly SourceFile[]): string[] {
  const byName = new Map<string, string[]>();
  for (const { path } of files) {
    const name = (path.split("/").at(-1) ?? "").replace(/\.tsx?$/, "");
    byName.set(name, [...(byName.get(name) ?? []), path]);
  }
  return [...byName]
    .filter(
      ([, paths]) => paths.length > 1 && !SAME_PART.some((part) => paths.every((path) => part.test(path))),
    )
    .map(([name, paths]) => `${name}: ${paths.join(", ")}`)
    .sort();
}

/** A file that only one other of its folder imports stands by itself from this many lines on, */
const LEAST_LINES = 90;
/** and where the two together would be longer than can be read at a stretch. */
const MOST_TOGETHER = 350;
/** Where a thread of its own begins. */
const THREADS = ["import/read/reader-thread"];

/**
 * Small files that nobody imports but one file of their own folder: nobody reads them alone, they belong into it. What is loaded
 * lazily stands by itself, and so does a part of an adapter: its connection puts them together.
 */
export function lonelyFiles(files: readonly SourceFile[]): string[] {
  const nameOf = (path: string): string => path.replace(/\.tsx?$/, "");
  const folderOf = (path: string): string => path.slice(0, path.lastIndexOf("/") + 1);
  const lines = new Map(files.map(({ path, text }) => [path, text.trimEnd().split("\n").length]));
  const importers = new Map<string, Set<string>>();
  const lazily = new Set<string>();
  for (const { path, text } of files) {
    for (const { from, lazy } of importsOf(text)) {
      const target = resolve(path, from) ?? from;
      importers.set(target, (importers.get(target) ?? new Set()).add(path));
      if (lazy) lazily.add(target);
    }
  }
  const isPart = (own: string, only: string): boolean =>
    adapterOf(own) !== null &&
    (PARTS.includes(own.split("/").at(-1) ?? "") || nameOf(only).endsWith("/connection"));
  return files.flatMap(({ path }) => {
    const [only, ...others] = importers.get(nameOf(path)) ?? [];
    const own = nameOf(path);
    if (only === undefined || others.length > 0 || folderOf(only) !== folderOf(path)) return [];
    if (lazily.has(own) || THREADS.includes(own) || isPart(own, only)) return [];
    const length = lines.get(path) ?? 0;
    const isSmall = length < LEAST_LINES && length + (lines.get(only) ?? 0) <= MOST_TOGETHER;
    return isSmall ? [`${path} is read by ${only} alone`] : [];
  });
}

/** What a feature says of itself is called the same in each. */
const SAID_BY_EACH = "feature";

/** Names that are exported for two things, with the files that do. The platforms have the same parts under the same names. */
export function doubledExports(files: readonly SourceFile[]): string[] {
  const exported = /^export (?:async )?(?:function\*?|const|class|interface|type) (\w+)/gm;
  const byName = new Map<string, string[]>();
  for (const { path, text } of files) {
    if (within(path, "bot/platforms")) continue;
    for (const [, name = ""] of text.matchAll(exported))
      byName.set(name, [...(byName.get(name) ?? []), path]);
  }
  return [...byName]
    .filter(([name, paths]) => paths.length > 1 && name !== SAID_BY_EACH)
    .map(([name, paths]) => `${name}: ${paths.join(", ")}`)
    .sort();
}

/** Patterns that nobody can read aloud: a list of words is data, joined when it is loaded. */
export function longPatterns(files: readonly SourceFile[]): string[] {
  const literal = /(?<![\w)\]])\/(?![/*])((?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[\n])+)\/[a-z]*/g;
  return files.flatMap(({ path, text }) =>
    [...withoutComments(text).matchAll(literal)]
      .filter(([all]) => all.length > 120)
      .map(([all]) => `${path}: ${all}`),
  );
}

/** What a file loads at once, other files and packages alike. */
export function loadedBy(files: readonly SourceFile[], start: string): string[] {
  const texts = new Map(files.map(({ path, text }) => [path.replace(/\.tsx?$/, ""), text]));
  const loaded = new Set<string>();
  const load = (file: string): void => {
    for (const { from, lazy, type } of importsOf(texts.get(file) ?? "")) {
      if (lazy || type || from.startsWith("node:")) continue;
      const target = resolve(`${file}.ts`, from) ?? from;
      if (loaded.has(target)) continue;
      loaded.add(target);
      load(target);
    }
  };
  load(start);
  return [...loaded].sort();
}

const KIT = "kit";
/** The first folder below test/; of a test that stands in test/ itself the folder of its own name. */
const placeOf = (path: string): string => path.split("/", 1)[0]?.replace(/(\.test)?\.[a-z]+$/, "") ?? "";

/**
 * Imports between the folders of test/, as `file: imported: why`: what more than one of them needs stands in test/kit, and the kit
 * leans on none of them.
 */
export function borrowedHelpers(tests: readonly SourceFile[]): string[] {
  const nameOf = (path: string): string => path.replace(/\.(?:ts|mjs)$/, "");
  const known = new Set(tests.map(({ path }) => nameOf(path)));
  return tests.flatMap(({ path, text }) =>
    importsOf(text).flatMap(({ from }) => {
      const target = resolve(path, from.replace(/\.mjs$/, ""));
      if (target === null || !known.has(target)) return [];
      const [own, theirs] = [placeOf(path), placeOf(target)];
      if (theirs === KIT || theirs === own) return [];
      const why = own === KIT ? "the kit leans on no test" : "what two folders need stands in test/kit";
      return [`${path}: ${from}: ${why}`];
    }),
  );
}

/** What is made in one way for all tests, and where. */
const MADE_IN_THE_KIT = [
  { pattern: /\bchromium\s*\.launch\b/, what: "opens a browser", by: "useBrowser of kit/browser" },
  { pattern: /\.listen\(\s*0\b/, what: "takes a free port", by: "kit/loopback" },
  { pattern: /\bnew WebSocketServer\b/, what: "is a Slack", by: "kit/fake-slack" },
  { pattern: /`v0:\$\{/, what: "signs for Slack", by: "kit/sign" },
  { pattern: /\bimplements Platform\b/, what: "is a platform", by: "kit/scripted-platform" },
  {
    pattern: /\bDate\.now\b|\bnew Date\(\s*\)/,
    what: "reads the machine's clock",
    by: "systemClock, or a clock that the test sets",
  },
  { pattern: /\bnew AnswerCache\(/, what: "puts the bot together", by: "createBot of kit/conversation" },
];

/** Tests that make for themselves what the kit makes for all. */
export function secondHarnesses(tests: readonly SourceFile[]): string[] {
  return tests
    .filter(({ path }) => placeOf(path) !== KIT && placeOf(path) !== "layers")
    .flatMap(({ path, text }) =>
      MADE_IN_THE_KIT.filter(({ pattern }) => pattern.test(withoutComments(text))).map(
        ({ what, by }) => `${path} ${what}: that is for ${by}`,
      ),
    );
}
