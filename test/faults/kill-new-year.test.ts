import { expect, it, onTestFinished } from "vitest";
import { SECOND, tokyoInstant } from "../../src/domain/time.js";
import { planTick } from "../../src/jobs/tick.js";
import { one } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { listPlanGoals } from "../../src/store/goals.js";
import { listCoordinatorNames, listOwnerNames } from "../../src/store/holding.js";
import { ensurePerson, setOwner } from "../../src/store/people.js";
import { beginHurry, type Hurry, preload, shownBy } from "../kit/clock.js";
import { randomFor, replay, rounds } from "../kit/dice.js";
import { FakeSlack } from "../kit/fake-slack.js";
import { freePort } from "../kit/loopback.js";
import { bindChannel, giveRole } from "../kit/people.js";
import { importText, note, temporaryDatabase } from "../kit/plan-store.js";
import { ProgramProcess, slackEnvironment } from "../kit/program-process.js";
import { R8, R9 } from "../kit/two-years.js";
import { eventually, machineElapsed, rest } from "../kit/wait.js";
import { expectWhole } from "./reckoning.js";

/** Kills about midnight, when the year begins, and as many while the first digests of its plan go out. */
const KILLS = 2 * rounds;
const SPEED = 20;
const MIDNIGHT = tokyoInstant("2027-04-01");
/** The first goals of the new plan have been silent for long enough. */
const MONDAY = tokyoInstant("2027-05-10", "09:00");
const TODAY = "2027-05-10";

/** A ward with the plans of two years, its channels, a coordinator and an owner of the first. */
async function ward() {
  const { db, file } = temporaryDatabase();
  const slack = new FakeSlack();
  await slack.listen();
  onTestFinished(() => slack.close());
  const r8 = importText(db, R8, { now: tokyoInstant("2026-04-02") }).planId;
  const departments = listDepartments(db, r8);
  for (const [index, { id, name }] of departments.entries()) {
    const conversation = `C0DEPT000${index}`;
    const place = { platform: "slack", conversation, name, destination: { channel: conversation } };
    bindChannel(db, { ...place, purpose: "department", departmentId: id }, tokyoInstant("2026-04-03"));
  }
  const person = ensurePerson(db, "slack", "U1", "防災担当").id;
  const welfare = departments.find(({ name }) => name === "福祉部")?.id ?? 0;
  giveRole(db, person, { role: "coordinator", departmentId: welfare, post: null });
  const owned = listPlanGoals(db, r8).find(({ text }) => text === "福祉避難所の協定先の拡大")?.id ?? 0;
  setOwner(db, owned, person);
  note(db, owned, "候補の3施設と協議", tokyoInstant("2027-02-01"));
  const r9 = importText(db, R9, { now: tokyoInstant("2027-03-10") }).planId;
  return { db, file, slack, r9, person };
}

it(`a program killed about the change of the year goes on with the new plan, ${2 * KILLS} times, ${replay}`, {
  timeout: 60_000 + KILLS * 20_000,
}, async () => {
  const random = randomFor("kill-new-year");
  const { db, file, slack, r9, person } = await ward();
  const port = await freePort();
  let hurry: Hurry = beginHurry(MIDNIGHT - 30 * SECOND, SPEED);
  slack.now = () => shownBy(hurry);
  slack.clock = 0;
  const env = {
    DATABASE_PATH: file,
    HOST: "127.0.0.1",
    PORT: String(port),
    ...slackEnvironment(slack),
    WEB_WORKSPACE: "off",
    LOG_LEVEL: "fatal",
  };
  const start = (): ProgramProcess => {
    const program = new ProgramProcess({ node: [preload(hurry)], env });
    onTestFinished(async () => void (await program.end("SIGKILL")));
    return program;
  };
  for (let kill = 0; kill < KILLS; kill += 1) {
    hurry = beginHurry(MIDNIGHT - 30 * SECOND, SPEED);
    const program = start();
    await program.answers(port);
    await rest(random() * 500);
    await program.end("SIGKILL");
  }

  hurry = beginHurry(MONDAY + 5 * SECOND, SPEED);
  const wanted = planTick(db, MONDAY)
    .posts.filter(({ kind }) => kind === "digest")
    .map(({ facts }) => `${facts.department} ${facts.conversation}`)
    .sort();
  expect(wanted.map((words) => words.split(" ")[0]).sort()).toEqual(
    ["危機管理部", "地域福祉部", "高齢福祉部", "土木部"].sort(),
  );
  /** The digests that stand in the channels, each by its department. */
  const posted = (): string[] =>
    slack.posts
      .filter(({ thread_ts, text }) => thread_ts === undefined && text.includes("重点目標の進捗"))
      .map(({ channel, text }) => `${/([^\s【]+) 重点目標の進捗/u.exec(text)?.[1]} ${channel}`)
      .sort();
  expect(posted()).toEqual([]);
  slack.chaos = (method) =>
    method === "chat.postMessage"
      ? { kind: "delay", ms: Math.floor(random() * 400), stored: random() < 0.5 }
      : null;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const before = slack.calls.length;
    const program = start();
    const end = machineElapsed() + 5000;
    const isPosting = (): boolean =>
      slack.calls.slice(before).some(({ method }) => method === "chat.postMessage");
    while (!isPosting() && machineElapsed() < end && posted().length < wanted.length) await rest(5);
    await rest(random() * 300);
    await program.end("SIGKILL");
  }
  const last = start();
  const open = (): number =>
    one<{ n: number }>(db, "SELECT count(*) AS n FROM outbox WHERE status IN ('pending', 'sending')")?.n ?? 0;
  await eventually(
    () => open() === 0 && posted().length >= wanted.length,
    () => `${open()} open, posted: ${posted().join(", ")}`,
  );
  await last.healthy(port);
  expect(await last.end()).toBe(0);

  expect(posted()).toEqual(wanted);
  // Under the name that Slack shows, where the program has asked for it by now.
  const holder = [one<{ name: string }>(db, "SELECT name FROM person WHERE id = ?", person)?.name];
  const departmentOf = (name: string): number =>
    listDepartments(db, r9).find((department) => department.name === name)?.id ?? 0;
  for (const name of ["地域福祉部", "高齢福祉部"])
    expect(listCoordinatorNames(db, departmentOf(name), TODAY), name).toEqual(holder);
  const goal = listPlanGoals(db, r9).find(({ text }) => text === "福祉避難所の協定先の更なる拡大");
  expect(listOwnerNames(db, goal?.id ?? 0, TODAY)).toEqual(holder);
  expect(one(db, "SELECT count(*) AS n FROM note")).toEqual({ n: 1 });
  expectWhole(file);
});
