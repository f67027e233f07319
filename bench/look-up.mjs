import { writeFileSync } from "node:fs";
import path from "node:path";
import { openDatabase } from "../dist/store/database.js";
import { importItabashi } from "./data.mjs";
import {
  BARE,
  held,
  load,
  MAIN,
  mainEnv,
  median,
  ms,
  percentile,
  READY,
  spread,
  startProgram,
  startSlack,
  temporaryFolder,
} from "./tools.mjs";

/**
 * Requests per second of a signed `/policy 危機管理部` beside bare Bolt apps: one that answers a short constant, and one
 * that answers the very bytes that ours does.
 */
export async function lookUp({ quick }) {
  const folder = temporaryFolder();
  const file = path.join(folder, "bench.db");
  const db = openDatabase(file);
  await importItabashi(db, Date.now());
  db.close();
  const slack = await startSlack();
  const env = mainEnv(slack, file);
  const ours = await startProgram(MAIN, env, READY);
  const { sample } = await load({ port: ours.port, count: 1, connections: 1, kind: "command", first: 0 });
  const answer = path.join(folder, "answer.json");
  writeFileSync(answer, sample);
  const programs = {
    ours,
    short: await startProgram(BARE, env, READY),
    same: await startProgram(BARE, { ...env, ANSWER_FILE: answer }, READY),
  };
  const names = Object.keys(programs);
  const each = () => Object.fromEntries(names.map((name) => [name, []]));
  const [figures, work, latencies, memory] = [each(), each(), each(), each()];
  const count = quick ? 1500 : 3000;
  let first = 1;
  for (let round = -1; round < (quick ? 5 : 9); round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const program = programs[name];
      const before = program.cpu();
      const result = await load({ port: program.port, count, connections: 8, kind: "command", first });
      first += count;
      // The first round warms all up.
      if (round < 0) continue;
      work[name].push((program.cpu() - before) / count);
      figures[name].push(result.perSecond);
      latencies[name].push(...result.latencies);
      memory[name].push(program.memory());
    }
  }
  for (const program of Object.values(programs)) await program.stop();
  slack.close();
  const bytes = Buffer.byteLength(sample);
  const words = { short: "bare Bolt, short constant", same: `bare Bolt, the same ${bytes} bytes` };
  const loaded = memory.ours.map((value, round) => value / memory.short[round]);
  const p99 = (name) => percentile(latencies[name], 0.99);
  /** The processor's time counts, not the clock's: whoever else works on the machine changes little of it. */
  const against = (name, least) => {
    const ratios = work.ours.map((value, round) => work[name][round] / value);
    return {
      figure: "/policy 危機管理部, ms of CPU",
      ours: median(work.ours).toFixed(3),
      reference: `${median(work[name]).toFixed(3)} ${words[name]}`,
      ratio: median(ratios).toFixed(2),
      spread: spread(ratios),
      ...held(median(ratios), { least }),
    };
  };
  return [
    against("short", 0.75),
    against("same", 0.9),
    ...["short", "same"].map((name) => ({
      figure: "/policy 危機管理部, requests/s",
      ours: median(figures.ours).toFixed(0),
      reference: `${median(figures[name]).toFixed(0)} ${words[name]}`,
      ratio: median(figures.ours.map((value, round) => value / figures[name][round])).toFixed(2),
      spread: spread(figures.ours.map((value, round) => value / figures[name][round])),
    })),
    {
      figure: "/policy 危機管理部, p99",
      ours: ms(p99("ours")),
      reference: `${ms(p99("short"))} ${words.short}`,
      ratio: (p99("ours") / p99("short")).toFixed(2),
    },
    {
      figure: "memory after that load",
      ours: `${median(memory.ours).toFixed(0)} MiB`,
      reference: `${median(memory.short).toFixed(0)} MiB bare Bolt`,
      ratio: median(loaded).toFixed(2),
      spread: spread(loaded),
      ...held(median(loaded), { most: 1.3 }),
    },
  ];
}
