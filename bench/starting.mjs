import path from "node:path";
import { openDatabase } from "../dist/store/database.js";
import { importItabashi } from "./data.mjs";
import { BARE, MAIN, mainEnv, median, READY, startProgram, startSlack, temporaryFolder } from "./tools.mjs";

/** Time from start to ready and memory with Slack only, beside bare Bolt. */
export async function starting({ quick }) {
  const file = path.join(temporaryFolder(), "bench.db");
  const db = openDatabase(file);
  importItabashi(db, Date.now());
  db.close();
  const slack = await startSlack();
  const figures = { ours: [], bare: [] };
  const memory = { ours: [], bare: [] };
  for (let round = 0; round < (quick ? 3 : 9); round += 1) {
    for (const [name, program] of [
      ["ours", MAIN],
      ["bare", BARE],
    ]) {
      const running = await startProgram(program, mainEnv(slack, file), READY);
      await new Promise((resolve) => setTimeout(resolve, 300));
      figures[name].push(running.readyMs);
      memory[name].push(running.memory());
      await running.stop();
    }
  }
  slack.close();
  return [
    {
      figure: "start to ready, Slack only",
      ours: `${median(figures.ours).toFixed(0)} ms`,
      reference: `${median(figures.bare).toFixed(0)} ms bare Bolt`,
      ratio: (median(figures.ours) / median(figures.bare)).toFixed(2),
      aim: "<= 1.3",
    },
    {
      figure: "memory when ready, Slack only",
      ours: `${median(memory.ours).toFixed(0)} MiB`,
      reference: `${median(memory.bare).toFixed(0)} MiB bare Bolt`,
      ratio: (median(memory.ours) / median(memory.bare)).toFixed(2),
      aim: "<= 1.3",
    },
  ];
}
