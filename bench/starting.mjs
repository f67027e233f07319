import path from "node:path";
import { openDatabase } from "../dist/store/database.js";
import { importItabashi } from "./data.mjs";
import { BARE, MAIN, mainEnv, median, READY, startProgram, startSlack, temporaryFolder } from "./tools.mjs";

/** Time from start to ready and memory: Slack only beside bare Bolt, and Teams on beside Teams off. */
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
  const figures = { ours: [], bare: [], both: [] };
  const memory = { ours: [], bare: [], both: [] };
  for (let round = 0; round < (quick ? 3 : 9); round += 1) {
    for (const [name, [program, environment]] of Object.entries(programs)) {
      const running = await startProgram(program, environment, READY);
      await new Promise((resolve) => setTimeout(resolve, 300));
      figures[name].push(running.readyMs);
      memory[name].push(running.memory());
      await running.stop();
    }
  }
  slack.close();
  const row = (figure, samples, unit, name, reference, words, aim) => ({
    figure,
    ours: `${median(samples[name]).toFixed(0)} ${unit}`,
    reference: `${median(samples[reference]).toFixed(0)} ${unit} ${words}`,
    ratio: (median(samples[name]) / median(samples[reference])).toFixed(2),
    ...(aim === undefined ? {} : { aim }),
  });
  return [
    row("start to ready, Slack only", figures, "ms", "ours", "bare", "bare Bolt", "<= 1.3"),
    row("memory when ready, Slack only", memory, "MiB", "ours", "bare", "bare Bolt", "<= 1.3"),
    row("start to ready, Slack and Teams", figures, "ms", "both", "ours", "Slack only"),
    row("memory when ready, Slack and Teams", memory, "MiB", "both", "ours", "Slack only"),
  ];
}
