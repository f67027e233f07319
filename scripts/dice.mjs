/**
 * `npm run test:faults` and `npm run test:fuzz`: throws new dice, says which, and runs the tests with them. A seed that is given
 * in the environment is kept: that is how a run is replayed, and how the gate makes the same one each time.
 */
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const root = path.join(import.meta.dirname, "..");

/** The files of tests that throw dice, the faults aside. */
function rolling() {
  return readdirSync(path.join(root, "test"), { recursive: true })
    .filter((file) => file.endsWith(".test.ts") && !file.startsWith("faults"))
    .map((file) => path.join("test", file))
    .filter((file) => readFileSync(path.join(root, file), "utf8").includes("kit/dice.js"));
}

const dice = { FAULTS_ROUNDS: "6" };
for (const name of ["FAULTS_SEED", "FUZZ_SEED", "DICE_SEED"]) dice[name] = String(randomInt(2 ** 31));
for (const name of Object.keys(dice)) dice[name] = process.env[name] ?? dice[name];
const said = Object.entries(dice).map(([name, value]) => `${name}=${value}`);
console.log(said.join(" "));

const args = process.argv.slice(2);
const vitest = path.join(root, "node_modules", "vitest", "vitest.mjs");
const { status } = spawnSync(
  process.execPath,
  [vitest, "run", ...(args[0] === "rolling" ? rolling() : args)],
  {
    cwd: root,
    // On the disk, which is part of what is tried here; the rest of the tests may keep their files in memory.
    env: { TMPDIR: os.tmpdir(), ...process.env, ...dice },
    stdio: "inherit",
  },
);
// Once more at the end, where it is looked for.
console.log(said.join(" "));
process.exit(status ?? 1);
