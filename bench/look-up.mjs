import path from "node:path";
import { openDatabase } from "../dist/store/database.js";
import { importItabashi } from "./data.mjs";
import {
  BARE,
  load,
  MAIN,
  mainEnv,
  median,
  ms,
  percentile,
  READY,
  startProgram,
  startSlack,
  temporaryFolder,
} from "./tools.mjs";

/** Requests per second of a signed `/policy 危機管理部` beside a bare Bolt app that answers a constant. */
export async function lookUp({ quick }) {
  const file = path.join(temporaryFolder(), "bench.db");
  const db = openDatabase(file);
  importItabashi(db, Date.now());
  db.close();
  const slack = await startSlack();
  const ours = await startProgram(MAIN, mainEnv(slack, file), READY);
  const bare = await startProgram(BARE, mainEnv(slack, file), READY);
  const rounds = quick ? 3 : 9;
  const count = quick ? 800 : 3000;
  const figures = { ours: [], bare: [] };
  const latencies = { ours: [], bare: [] };
  let first = 0;
  for (let round = -1; round < rounds; round += 1) {
    for (const [name, program] of round % 2 === 0
      ? [
          ["ours", ours],
          ["bare", bare],
        ]
      : [
          ["bare", bare],
          ["ours", ours],
        ]) {
      const result = await load({ port: program.port, count, connections: 8, kind: "command", first });
      first += count;
      // The first round warms both up.
      if (round < 0) continue;
      figures[name].push(result.perSecond);
      latencies[name].push(...result.latencies);
    }
  }
  const ratios = figures.ours.map((value, round) => value / figures.bare[round]);
  const memory = [ours.memory(), bare.memory()];
  await ours.stop();
  await bare.stop();
  slack.close();
  return [
    {
      figure: "/policy 危機管理部, requests/s",
      ours: median(figures.ours).toFixed(0),
      reference: `${median(figures.bare).toFixed(0)} bare Bolt`,
      ratio: median(ratios).toFixed(2),
      aim: ">= 0.8",
    },
    {
      figure: "/policy 危機管理部, p99",
      ours: ms(percentile(latencies.ours, 0.99)),
      reference: `${ms(percentile(latencies.bare, 0.99))} bare Bolt`,
      ratio: (percentile(latencies.ours, 0.99) / percentile(latencies.bare, 0.99)).toFixed(2),
    },
    {
      figure: "memory after that load",
      ours: `${memory[0].toFixed(0)} MiB`,
      reference: `${memory[1].toFixed(0)} MiB bare Bolt`,
      ratio: (memory[0] / memory[1]).toFixed(2),
    },
  ];
}
