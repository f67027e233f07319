import path from "node:path";
import { bindConversation } from "../dist/store/bindings.js";
import { openDatabase } from "../dist/store/database.js";
import { listDepartments } from "../dist/store/departments.js";
import { listGoals } from "../dist/store/goals.js";
import { municipalityOf, organisationOf } from "../dist/store/organisations.js";
import { rememberThread } from "../dist/store/threads.js";
import { importItabashi } from "./data.mjs";
import {
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

const CHANNEL = "C0KIKIKANRI";
const THREAD = "1795000000.000100";

/**
 * Replies in the thread of a digest through the whole path: how many of them are acknowledged and become notes, beside single-row durable
 * inserts; and how long whoever wrote one waits for its receipt.
 */
export async function collecting({ quick }) {
  return [...(await flood(quick ? 600 : 3000, quick ? 3 : 5)), ...(await receipts(quick))];
}

/** A database in which a digest of one department stands in its channel, and the program on it. */
async function wardOnSlack(onCall = () => undefined) {
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
  const slack = await startSlack((method, body) => {
    onCall(method, body);
    return method === "chat.getPermalink" ? { permalink: linkTo(body()) } : {};
  });
  const program = await startProgram(MAIN, mainEnv(slack, file), READY);
  const close = async () => {
    await program.stop();
    slack.close();
  };
  return { db, program, close };
}

/** As Slack documents it for a reply. */
function linkTo(body) {
  const message = new URLSearchParams(body).get("message_ts").replace(".", "");
  return `https://city.slack.com/archives/${CHANNEL}/p${message}?thread_ts=${THREAD}&cid=${CHANNEL}`;
}

async function flood(count, rounds) {
  const { db, program, close } = await wardOnSlack();
  const stored = db.prepare("SELECT count(*) AS n FROM note");
  const samples = { accepted: [], stored: [], work: [], raw: [] };
  db.exec("CREATE TABLE raw(id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT");
  const insert = db.prepare("INSERT INTO raw(text) VALUES (?)");
  let first = 0;
  for (let round = 0; round < rounds; round += 1) {
    const cpu = program.cpu();
    const begin = process.hrtime.bigint();
    const accepted = await load({
      port: program.port,
      count,
      connections: 8,
      kind: "reply",
      thread: THREAD,
      first,
    });
    first += count;
    while (stored.get().n < first) await new Promise((resolve) => setTimeout(resolve, 5));
    samples.accepted.push(accepted.perSecond);
    samples.stored.push(count / (Number(process.hrtime.bigint() - begin) / 1e9));
    samples.work.push((program.cpu() - cpu) / count);
    const rawBegin = process.hrtime.bigint();
    for (let row = 0; row < count; row += 1) insert.run("改定案を庁内照会中");
    samples.raw.push(count / (Number(process.hrtime.bigint() - rawBegin) / 1e9));
  }
  await close();
  db.close();
  const raw = median(samples.raw);
  const row = (figure, values) => ({
    figure,
    ours: median(values).toFixed(0),
    reference: `${raw.toFixed(0)} durable inserts`,
    ratio: median(values.map((value, round) => value / samples.raw[round])).toFixed(2),
    spread: spread(values, (value) => value.toFixed(0)),
  });
  const perSecond = samples.work.map((work) => 1000 / work);
  return [
    row("replies acknowledged after storing, per second", samples.accepted),
    row("notes stored through the whole path, per second", samples.stored),
    {
      figure: "notes through the whole path, per second of CPU",
      ours: median(perSecond).toFixed(0),
      reference: `${median(samples.work).toFixed(2)} ms of CPU a note`,
      ratio: "",
      spread: spread(perSecond, (value) => value.toFixed(0)),
      ...held(median(perSecond), { least: 300, unit: "a second" }),
    },
  ];
}

/** From sending a reply to the sign on it, where replies come evenly and where sixty come in ten seconds by chance. */
async function receipts(quick) {
  const steady = { each: 100, count: quick ? 60 : 200 };
  const rows = [];
  for (const [words, times] of [
    ["ten a second", Array.from({ length: steady.count }, (_, index) => index * steady.each)],
    ["60 within ten seconds", byChance(60, 10_000)],
  ]) {
    const signed = new Map();
    const calls = new Map();
    const { db, program, close } = await wardOnSlack((method, body) => {
      calls.set(method, (calls.get(method) ?? 0) + 1);
      if (method !== "reactions.add") return;
      const ts = new URLSearchParams(body()).get("timestamp");
      if (!signed.has(ts)) signed.set(ts, performance.timeOrigin + performance.now());
    });
    // The first replies prepare statements.
    const warming = { port: program.port, connections: 1, kind: "reply", thread: THREAD };
    await load({ ...warming, count: 20, first: 900_000 });
    while (signed.size < 20) await new Promise((resolve) => setTimeout(resolve, 20));
    calls.clear();
    const { sent } = await load({ ...warming, count: times.length, times });
    const until = performance.now() + 60_000;
    while (signed.size < 20 + times.length && performance.now() < until)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await close();
    db.close();
    const waits = sent.flatMap(({ ts, at }) => (signed.has(ts) ? [signed.get(ts) - at] : []));
    if (waits.length < times.length) throw new Error(`${times.length - waits.length} replies got no receipt`);
    const made = [...calls.values()].reduce((sum, value) => sum + value, 0) / times.length;
    const p95 = percentile(waits, 0.95);
    rows.push({
      figure: `from a reply to its receipt, ${words}, p50/p95`,
      ours: `${ms(percentile(waits, 0.5))} / ${ms(p95)}`,
      reference: `${ms(percentile(waits, 1))} the slowest`,
      ratio: "",
      ...held(p95, { most: 60, unit: "ms p95" }),
    });
    rows.push({
      figure: `calls to the platform for a reply, ${words}`,
      ours: made.toFixed(2),
      reference: "1 the receipt alone",
      ratio: made.toFixed(2),
      spread: [...calls].map(([method, value]) => `${method} ${value}`).join(", "),
    });
  }
  return rows;
}

/** Moments in milliseconds, the same in every run. */
function byChance(count, within) {
  let seed = 20261124;
  const random = () => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed / 2147483648;
  };
  return Array.from({ length: count }, () => random() * within).sort((a, b) => a - b);
}
