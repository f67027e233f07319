/**
 * `npm run test:any-day`: the tests, once for each of the times at which they would fail if they compared
 * a constant with it. Give names of times to run only those, and after `--` what vitest is to run: `npm run test:any-day --
 * sunday -- test/teams`.
 */
import { spawnSync } from "node:child_process";
import path from "node:path";

const root = path.join(import.meta.dirname, "..", "..");
const shiftClock = path.join(import.meta.dirname, "shift.cjs");

/** In Tokyo, whatever the zone of the machine. */
const TIMES = {
  sunday: ["2026-11-29T03:00:00+09:00", "a Sunday at 03:00"],
  monday: ["2026-11-30T06:45:00+09:00", "a Monday at 06:45"],
  "year-end": ["2026-12-29T10:00:00+09:00", "29 December"],
  "fiscal-end": ["2027-03-31T23:59:00+09:00", "31 March at 23:59"],
  "fiscal-start": ["2027-04-01T00:01:00+09:00", "1 April at 00:01"],
  "leap-day": ["2028-02-29T10:00:00+09:00", "29 February 2028"],
  "new-york": [null, "now, on a machine in New York"],
};

/** All but the faults, which set their own clocks. */
const NOT_NEEDED = ["--exclude", "test/faults/**"];

const given = process.argv.slice(2);
const cut = given.indexOf("--");
const names = cut < 0 ? given : given.slice(0, cut);
const files = cut < 0 ? [] : given.slice(cut + 1);
const wrong = names.find((name) => !(name in TIMES));
if (wrong !== undefined) {
  console.error(`${wrong}: unknown, one of ${Object.keys(TIMES).join(", ")}`);
  process.exit(2);
}

let failed = 0;
let built = false;
for (const [name, [time, says]] of Object.entries(TIMES)) {
  if (names.length > 0 && !names.includes(name)) continue;
  console.log(`any-day: ${name}, ${says}`);
  const env = {
    ...process.env,
    ...(built ? { SKIP_BUILD: "1" } : {}),
    ...(time === null
      ? { TZ: "America/New_York" }
      : {
          ANY_DAY_SHIFT: String(Date.parse(time) - Date.now()),
          NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --require=${shiftClock}`.trim(),
        }),
  };
  const excluded = files.length > 0 ? [] : NOT_NEEDED;
  const vitest = path.join(root, "node_modules", "vitest", "vitest.mjs");
  const { status } = spawnSync(process.execPath, [vitest, "run", ...excluded, ...files], {
    cwd: root,
    env,
    stdio: "inherit",
  });
  built = true;
  if (status !== 0) {
    failed += 1;
    console.log(`any-day: FAILED on ${name}`);
  }
}
console.log(`any-day: ${failed === 0 ? "green at each time" : `${failed} times failed`}`);
process.exit(failed === 0 ? 0 : 1);
