import { writeFileSync } from "node:fs";
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
  const figures = { ours: [], short: [], same: [] };
  const latencies = { ours: [], short: [], same: [] };
  const count = quick ? 800 : 3000;
  let first = 1;
  for (let round = -1; round < (quick ? 3 : 9); round += 1) {
    const order = Object.keys(programs);
    if (round % 2 === 0) order.reverse();
    for (const name of order) {
      const port = programs[name].port;
      const result = await load({ port, count, connections: 8, kind: "command", first });
      first += count;
      // The first round warms all up.
      if (round < 0) continue;
      figures[name].push(result.perSecond);
      latencies[name].push(...result.latencies);
    }
  }
  const memory = { ours: ours.memory(), short: programs.short.memory() };
  for (const program of Object.values(programs)) await program.stop();
  slack.close();
  const against = (name) =>
    median(figures.ours.map((value, round) => value / figures[name][round])).toFixed(2);
  const p99 = (name) => percentile(latencies[name], 0.99);
  const bytes = Buffer.byteLength(sample);
  return [
    {
      figure: "/policy 危機管理部, requests/s",
      ours: median(figures.ours).toFixed(0),
      reference: `${median(figures.short).toFixed(0)} bare Bolt, short constant`,
      ratio: against("short"),
      aim: ">= 0.8",
    },
    {
      figure: "/policy 危機管理部, requests/s",
      ours: median(figures.ours).toFixed(0),
      reference: `${median(figures.same).toFixed(0)} bare Bolt, the same ${bytes} bytes`,
      ratio: against("same"),
      aim: ">= 0.8",
    },
    {
      figure: "/policy 危機管理部, p99",
      ours: ms(p99("ours")),
      reference: `${ms(p99("short"))} bare Bolt, short constant`,
      ratio: (p99("ours") / p99("short")).toFixed(2),
    },
    {
      figure: "memory after that load",
      ours: `${memory.ours.toFixed(0)} MiB`,
      reference: `${memory.short.toFixed(0)} MiB bare Bolt`,
      ratio: (memory.ours / memory.short).toFixed(2),
    },
  ];
}
