import { execFileSync, spawnSync } from "node:child_process";
import path from "node:path";
import { openDatabase } from "../dist/store/database.js";
import { importItabashi } from "./data.mjs";
import {
  BARE,
  held,
  MAIN,
  mainEnv,
  median,
  ms,
  READY,
  ROOT,
  spread,
  startProgram,
  startSlack,
  temporaryFolder,
} from "./tools.mjs";

/** From start to ready, in time of the processor and of the clock, and memory: Slack only beside bare Bolt, Teams on beside Teams off. */
export async function starting({ quick }) {
  const file = path.join(temporaryFolder(), "bench.db");
  const db = openDatabase(file);
  await importItabashi(db, Date.now());
  db.close();
  const slack = await startSlack();
  const env = mainEnv(slack, file);
  const teams = {
    TEAMS_APP_ID: "00000000-0000-0000-0000-000000000001",
    TEAMS_APP_PASSWORD: "bench-password",
    TEAMS_TENANT_ID: "00000000-0000-0000-0000-000000000002",
  };
  const programs = { ours: [MAIN, env], bare: [BARE, env], both: [MAIN, { ...env, ...teams }] };
  const each = () => ({ ours: [], bare: [], both: [] });
  const [figures, work, memory] = [each(), each(), each()];
  for (let round = 0; round < (quick ? 5 : 11); round += 1) {
    for (const [name, [program, environment]] of Object.entries(programs)) {
      const running = await startProgram(program, environment, READY);
      work[name].push(running.cpu());
      figures[name].push(running.readyMs);
      // What is loaded a moment later is in memory as well, what was only needed to load it is not.
      await new Promise((resolve) => setTimeout(resolve, 5000));
      memory[name].push(running.memory());
      await running.stop();
    }
  }
  slack.close();
  const row = (figure, samples, unit, name, reference, words, most) => {
    const ratios = samples[name].map((value, round) => value / samples[reference][round]);
    return {
      figure,
      ours: `${median(samples[name]).toFixed(0)} ${unit}`,
      reference: `${median(samples[reference]).toFixed(0)} ${unit} ${words}`,
      ratio: median(ratios).toFixed(2),
      spread: spread(ratios),
      ...(most === undefined ? {} : held(median(ratios), { most })),
    };
  };
  return [
    row("CPU from start to ready, Slack only", work, "ms", "ours", "bare", "bare Bolt", 1.1),
    row("start to ready, Slack only", figures, "ms", "ours", "bare", "bare Bolt"),
    row("memory when ready, Slack only", memory, "MiB", "ours", "bare", "bare Bolt", 1.3),
    row("CPU from start to ready, Slack and Teams", work, "ms", "both", "ours", "Slack only"),
    row("memory when ready, Slack and Teams", memory, "MiB", "both", "ours", "Slack only"),
    version(quick ? 5 : 11),
    installed(),
  ];
}

/** `policy-bot version` beside Node itself, which does nothing. */
function version(rounds) {
  const took = (...args) => {
    const begin = process.hrtime.bigint();
    const { status } = spawnSync(process.execPath, args, { stdio: "ignore" });
    if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}`);
    return Number(process.hrtime.bigint() - begin) / 1e6;
  };
  const command = path.join(ROOT, "bin", "policy-bot.js");
  const pairs = Array.from({ length: rounds }, () => ({
    ours: took(command, "version"),
    node: took("--eval", ""),
  }));
  return {
    figure: "policy-bot version",
    ours: ms(median(pairs.map(({ ours }) => ours))),
    reference: `${ms(median(pairs.map(({ node }) => node)))} node that does nothing`,
    ratio: median(pairs.map(({ ours, node }) => ours / node)).toFixed(2),
    spread: spread(pairs.map(({ ours, node }) => ours / node)),
  };
}

/** What a production install takes on the disk: the packages that the lock file marks as needed to run, and the built program. */
function installed() {
  const tree = execFileSync("npm", ["ls", "--omit=dev", "--all", "--parseable"], {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const packages = tree.split("\n").filter((line) => line.includes("node_modules"));
  const whole = mebibytes(packages, ["--exclude=node_modules"]);
  const own = mebibytes([path.join(ROOT, "dist")], []);
  return {
    figure: `a production install (${packages.length} packages, and the program)`,
    ours: `${(whole + own).toFixed(0)} MiB`,
    reference: `${own.toFixed(1)} MiB the program`,
    ratio: "",
  };
}

function mebibytes(folders, options) {
  const lines = execFileSync("du", ["-sk", ...options, ...folders], { encoding: "utf8" })
    .trim()
    .split("\n");
  return lines.reduce((sum, line) => sum + Number(line.split("\t")[0]), 0) / 1024;
}
