import path from "node:path";
import { bindConversation } from "../dist/store/bindings.js";
import { openDatabase } from "../dist/store/database.js";
import { listDepartments } from "../dist/store/departments.js";
import { listGoals } from "../dist/store/goals.js";
import { municipalityOf, organisationOf } from "../dist/store/organisations.js";
import { rememberThread } from "../dist/store/threads.js";
import { importItabashi } from "./data.mjs";
import { load, MAIN, mainEnv, READY, startProgram, startSlack, temporaryFolder } from "./tools.mjs";

const CHANNEL = "C0KIKIKANRI";
const THREAD = "1795000000.000100";

/** Notes per second stored durably through the whole path, beside the raw rate of single-row durable inserts. */
export async function collecting({ quick }) {
  const file = path.join(temporaryFolder(), "bench.db");
  const db = openDatabase(file);
  const { planId } = await importItabashi(db, Date.now());
  const department = listDepartments(db, planId).find(({ name }) => name === "危機管理部");
  const destination = { channel: CHANNEL };
  bindConversation(
    db,
    {
      platform: "slack",
      conversation: CHANNEL,
      name: "危機管理部",
      destination,
      purpose: "department",
      municipalityId: municipalityOf(db, department.id),
      organisationId: organisationOf(db, department.id),
    },
    Date.now(),
  );
  rememberThread(db, {
    platform: "slack",
    conversation: CHANNEL,
    root: THREAD,
    kind: "digest",
    planId,
    departmentId: department.id,
    destination,
    createdAt: Date.now(),
    goalIds: listGoals(db, department.id).map(({ id }) => id),
  });
  const slack = await startSlack();
  const program = await startProgram(MAIN, mainEnv(slack, file), READY);
  const count = quick ? 400 : 3000;
  const begin = process.hrtime.bigint();
  const accepted = await load({ port: program.port, count, connections: 8, kind: "reply", thread: THREAD });
  const stored = db.prepare("SELECT count(*) AS n FROM note");
  while (stored.get().n < count) await new Promise((resolve) => setTimeout(resolve, 5));
  const perSecond = count / (Number(process.hrtime.bigint() - begin) / 1e9);
  await program.stop();
  slack.close();

  db.exec("CREATE TABLE raw(id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT");
  const insert = db.prepare("INSERT INTO raw(text) VALUES (?)");
  const rawBegin = process.hrtime.bigint();
  for (let row = 0; row < count; row += 1) insert.run("改定案を庁内照会中");
  const raw = count / (Number(process.hrtime.bigint() - rawBegin) / 1e9);
  db.close();
  return [
    {
      figure: "replies acknowledged after storing, per second",
      ours: accepted.perSecond.toFixed(0),
      reference: `${raw.toFixed(0)} durable inserts`,
      ratio: (accepted.perSecond / raw).toFixed(2),
    },
    {
      figure: "notes stored through the whole path, per second",
      ours: perSecond.toFixed(0),
      reference: `${raw.toFixed(0)} durable inserts`,
      ratio: (perSecond / raw).toFixed(2),
    },
  ];
}
