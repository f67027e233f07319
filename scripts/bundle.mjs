// Writes what a machine without a network is set up from, with its checksum beside it:
//   npm run bundle [-- --out FOLDER] [--with-node]
// The archive holds the program, its production packages as they are installed here, and with --with-node the Node.js that runs this
// script. It runs where this machine's platform, processor and major version of Node.js are the same.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const NAME = "policy-goal-bot";
/** What runs, what it is set up with, and what its people read. */
const PARTS = [
  "package.json",
  "package-lock.json",
  ".env.example",
  "README.md",
  "README.ja.md",
  "CHANGELOG.md",
  "LICENSE",
  "bin",
  "deploy",
  "dist",
  "docs",
  "manifests",
  "samples",
  "scripts",
  "node_modules",
];

function refuse(why) {
  process.stderr.write(`bundle: ${why}\n`);
  process.exit(1);
}

function run(command, args, options = {}) {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8", ...options });
  if (status !== 0) refuse(`${command} ${args[0]}: ${error?.message ?? stderr}`);
}

const { values } = parseArgs({ options: { out: { type: "string" }, "with-node": { type: "boolean" } } });
const out = path.resolve(values.out ?? path.join(ROOT, "dist", "bundle"));
const { version } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));
for (const part of ["dist/main.js", "node_modules"])
  if (!existsSync(path.join(ROOT, part))) refuse(`${part} is not there; run \`npm ci\` first`);

const work = mkdtempSync(path.join(os.tmpdir(), "policy-bot-bundle-"));
try {
  const folder = path.join(work, NAME);
  mkdirSync(folder);
  for (const part of PARTS) {
    const source = path.join(ROOT, part);
    if (!existsSync(source)) refuse(`${part} is not there`);
    cpSync(source, path.join(folder, part), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (file) => !file.startsWith(path.join(ROOT, "dist", "bundle")),
    });
  }
  run("npm", ["prune", "--omit=dev", "--ignore-scripts", "--offline", "--no-audit", "--no-fund"], {
    cwd: folder,
  });
  if (values["with-node"] === true) cpSync(process.execPath, path.join(folder, "node"));
  const { platform, arch, versions } = process;
  const made = { version, platform, arch, node: versions.node, modules: versions.modules };
  writeFileSync(path.join(folder, "BUNDLE.json"), `${JSON.stringify(made, null, 2)}\n`);

  mkdirSync(out, { recursive: true });
  const archive = `${NAME}-${version}-${platform}-${arch}.tar.gz`;
  const target = path.join(out, archive);
  run("tar", ["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "-czf", target, NAME], {
    cwd: work,
  });
  const hash = createHash("sha256");
  for await (const piece of createReadStream(target)) hash.update(piece);
  writeFileSync(`${target}.sha256`, `${hash.digest("hex")}  ${archive}\n`);
  process.stdout.write(`${target} (${Math.round(statSync(target).size / 1e6)} MB)\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
