import { expect, it, onTestFinished } from "vitest";
import { encodePress } from "../../src/bot/query.js";
import { addDays, SECOND, tokyoInstant } from "../../src/domain/time.js";
import { systemClock } from "../../src/machine-clock.js";
import { setConfirming } from "../../src/store/confirmations.js";
import { all, type Db, inTransaction, one } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { findDeviations } from "../../src/store/deviations.js";
import { evaluationOf } from "../../src/store/evaluations.js";
import { listGoals } from "../../src/store/goals.js";
import { addOccasion, findOccasion } from "../../src/store/occasions.js";
import { organisationOf } from "../../src/store/organisations.js";
import { ensurePerson } from "../../src/store/people.js";
import { listPlans } from "../../src/store/plans.js";
import { decideReorganisation } from "../../src/store/reorganisations.js";
import { decideTransfer } from "../../src/store/transfers.js";
import { beginHurry, preload, shownBy } from "../kit/clock.js";
import { randomFor, replay, rounds } from "../kit/dice.js";
import { FakeSlack } from "../kit/fake-slack.js";
import { freePort } from "../kit/loopback.js";
import { Visit } from "../kit/office-visit.js";
import { PERSON, press } from "../kit/payloads.js";
import { bindChannel, giveRole } from "../kit/people.js";
import { importText, note, temporaryDatabase } from "../kit/plan-store.js";
import { ProgramProcess, slackEnvironment } from "../kit/program-process.js";
import { FORM } from "../kit/sign.js";
import { post } from "../kit/slack-driver.js";
import { R8 } from "../kit/two-years.js";
import { eventually, rest } from "../kit/wait.js";
import { Office } from "./office.js";
import { expectWhole, settled } from "./reckoning.js";

/** What people decide, and what follows by itself on a decided day, while the program is killed. */

const ACTS = 10 * rounds;
const DAYS = 2 * rounds;
const SPEED = 20;

/** Something that somebody does to the program, once. */
interface Deed {
  readonly name: string;
  /** @returns whether the program said that it was taken */
  do(): Promise<boolean>;
  /** Whether it stands in the database. */
  stands(): boolean;
}

/** What stands otherwise than the audit says. */
const kindsOf = (db: Db): string[] => findDeviations(db).map(({ kind }) => kind);

/** 板橋区's 危機管理部 with an open evaluation, 課長確認, and PERSON as its manager and as 企画課. */
async function decidingOffice() {
  const here = new Office();
  onTestFinished(() => here.close());
  await here.open();
  const { db } = here.stage;
  const [plan] = listPlans(db);
  const planId = plan?.id ?? 0;
  const department = listDepartments(db, planId).find(({ name }) => name === "危機管理部")?.id ?? 0;
  const goals = listGoals(db, department);
  const person = ensurePerson(db, "slack", PERSON, "山田 太郎");
  giveRole(db, person.id, { role: "manager", departmentId: department, post: null });
  setConfirming(db, plan?.municipality ?? "", true);
  const now = systemClock();
  const occasion = inTransaction(db, () =>
    addOccasion(
      db,
      {
        planId,
        name: "中間評価",
        asOf: "2026-09-30",
        dueOn: "2026-12-11",
        asked: { achievement: "optional", result: "required", issue: "optional", direction: "optional" },
      },
      { actor: "cli", at: now, via: "cli" },
    ),
  );
  let visit = new Visit("");
  const pressed = (value: string): Promise<boolean> => {
    const payload = JSON.stringify(press(value, here.slack.responseUrl));
    return post(here.port, new URLSearchParams({ payload }).toString(), FORM);
  };
  const isOpen = (): boolean => findOccasion(db, occasion)?.closedAt === null;

  /** Starts the program and opens the office page by a link of its own. */
  async function up(): Promise<void> {
    await here.start({ env: { ADMIN_USERS: PERSON } });
    const told = (await here.ask("管理"))?.text ?? "";
    const [, token = ""] = /\/office\/enter\?t=([\w-]+)/u.exec(told) ?? [];
    visit = new Visit(`http://127.0.0.1:${here.port}`);
    const entered = await visit.post("/office/enter", { t: token });
    expect(entered.status, told).toBe(303);
  }

  function save(nth: number): Deed {
    const goal = goals[nth % goals.length]?.id ?? 0;
    const revision = evaluationOf(db, occasion, goal)?.revision ?? 0;
    const page = `/office/evaluations/${occasion}/${department}`;
    const result = `その${nth}の成果`;
    const fields = {
      goal: String(goal),
      revision: String(revision),
      achievement: "",
      issue: "",
      direction: "",
    };
    return {
      name: `saves the evaluation of goal ${(nth % goals.length) + 1}`,
      do: async () => (await visit.post(page, { ...fields, result }, page)).html.includes("記録しました"),
      stands: () => {
        const sheet = evaluationOf(db, occasion, goal);
        return sheet?.result === result && sheet.revision === revision + 1;
      },
    };
  }

  function toggle(): Deed {
    const open = !isOpen();
    return {
      name: open ? "opens the evaluation again" : "closes the evaluation",
      do: () => pressed(encodePress({ do: "occasion-close", occasion, open, sure: true })),
      stands: () => isOpen() === open,
    };
  }

  function confirm(nth: number): Deed {
    note(db, goals[nth % goals.length]?.id ?? 0, `その${nth}の報告`);
    const id = one<{ id: number }>(db, "SELECT max(id) AS id FROM note")?.id ?? 0;
    return {
      name: `confirms note ${id}`,
      do: () => pressed(encodePress({ do: "confirm", note: id, revision: 1 })),
      stands: () => here.stage.count("confirmation", `note_id = ${id} AND verdict = 'confirmed'`) === 1,
    };
  }

  const deed = (nth: number): Deed => {
    const turn = nth % 5;
    if (turn < 2) return toggle();
    return turn === 2 || !isOpen() ? confirm(nth) : save(nth);
  };
  return { here, up, deed };
}

it(`${ACTS} times killed about a decision: what was acknowledged stands, and everything stands once, ${replay}`, {
  timeout: 60_000 + ACTS * 15_000,
}, async () => {
  const random = randomFor("kill-decisions");
  const { here, up, deed } = await decidingOffice();
  const { stage } = here;
  await up();
  // The kit gives roles and channels without a row of the audit.
  const given = kindsOf(stage.db);
  const done: Record<string, number> = {};
  let acknowledged = 0;
  for (let nth = 0; nth < ACTS; nth += 1) {
    const each = deed(nth);
    const heard = each.do().catch(() => false);
    // Before it arrives, while it is written, or as soon as it was acknowledged.
    if (random() < 0.5) await rest(random() * 60);
    else await heard;
    await here.end("SIGKILL");
    const taken = await heard;
    if (taken) {
      acknowledged += 1;
      const kept = stage.count("inbox", "kind = 'button' AND status = 'new'");
      expect(each.stands() || kept > 0, `${each.name}: acknowledged, and lost`).toBe(true);
    }
    await up();
    await settled(stage);
    if (taken) expect(each.stands(), each.name).toBe(true);
    else if (!each.stands()) {
      expect(await each.do(), each.name).toBe(true);
      await eventually(
        () => each.stands(),
        () => each.name,
      );
    }
    const [what = ""] = each.name.split(" ");
    done[what] = (done[what] ?? 0) + 1;
  }
  expect(await here.end("SIGTERM")).toBe(0);
  const written = (action: string): number => stage.count("audit", `action = '${action}'`);
  expect({
    confirms: written("note.confirm"),
    saves: written("evaluation.write"),
    toggles: written("occasion.close"),
    conflicts: stage.count("evaluation_conflict", "1"),
  }).toEqual({
    confirms: done.confirms ?? 0,
    saves: done.saves ?? 0,
    toggles: (done.closes ?? 0) + (done.opens ?? 0),
    conflicts: 0,
  });
  expectWhole(stage.file);
  expect(kindsOf(stage.db)).toEqual(given);
  process.stdout.write(
    `decisions: killed ${ACTS} times, ${acknowledged} acknowledged before: ${JSON.stringify(done)}\n`,
  );
});

it(`${2 * DAYS} times killed on the day of a transfer and a reorganisation: both are done once, and told once, ${replay}`, {
  timeout: 60_000 + DAYS * 40_000,
}, async () => {
  const random = randomFor("kill-transfer-day");
  const { db, file } = temporaryDatabase();
  const slack = new FakeSlack();
  await slack.listen();
  onTestFinished(() => slack.close());
  const plan = importText(db, R8, { now: tokyoInstant("2026-04-02") });
  const first = listDepartments(db, plan.planId)[0];
  const departmentId = first?.id ?? 0;
  const organisationId = organisationOf(db, departmentId);
  const municipalityId = listPlans(db)[0]?.municipalityId ?? 0;
  bindChannel(
    db,
    {
      platform: "slack",
      conversation: "C0DEPT0000",
      name: first?.name ?? "",
      purpose: "department",
      destination: { channel: "C0DEPT0000" },
      departmentId,
    },
    tokyoInstant("2026-04-03"),
  );
  const given = kindsOf(db);
  const port = await freePort();
  let hurry = beginHurry(tokyoInstant("2026-05-12"), SPEED);
  slack.now = () => shownBy(hurry);
  slack.clock = 0;
  slack.chaos = (method) =>
    method === "chat.postMessage" || method === "conversations.open"
      ? { kind: "delay", ms: Math.floor(random() * 300), stored: random() < 0.5 }
      : null;
  const env = {
    DATABASE_PATH: file,
    HOST: "127.0.0.1",
    PORT: String(port),
    ...slackEnvironment(slack),
    WEB_WORKSPACE: "off",
    LOG_LEVEL: "fatal",
  };
  /** A life of the program that begins when the clock shows this. */
  const start = (shown: number): ProgramProcess => {
    hurry = beginHurry(shown, SPEED);
    const program = new ProgramProcess({ node: [preload(hurry)], env });
    onTestFinished(async () => void (await program.end("SIGKILL")));
    return program;
  };

  let name = first?.name ?? "";
  for (let week = 0; week < DAYS; week += 1) {
    const on = addDays("2026-05-13", 7 * week);
    const act = { actor: "cli", at: tokyoInstant(addDays(on, -1), "10:00"), via: "cli" };
    const [from, to] = ["OLD", "NEW"].map((who) => ensurePerson(db, "slack", `U0${who}000${week}`, who).id);
    decideTransfer(
      db,
      { municipalityId, organisationId, post: `第${week}係長`, on, from: from ?? 0, to: to ?? 0 },
      act,
    );
    const next = `危機管理第${week}室`;
    decideReorganisation(
      db,
      {
        municipalityId,
        kind: "rename",
        on,
        reason: "組織の見直し",
        before: [{ name, organisationId }],
        after: [{ name: next, organisationId }],
      },
      act,
    );
    name = next;
    const midnight = start(tokyoInstant(on) - 5 * SECOND);
    await midnight.answers(port);
    await rest(random() * 400);
    await midnight.end("SIGKILL");
    // What was decided is told when the office opens.
    const before = slack.calls.length;
    const morning = start(tokyoInstant(on, "09:00") + SECOND);
    const isTelling = (): boolean =>
      slack.calls.slice(before).some(({ method }) => /postMessage|conversations\.open/u.test(method));
    await eventually(isTelling);
    await rest(random() * 300);
    await morning.end("SIGKILL");
  }
  const last = start(tokyoInstant(addDays("2026-05-13", 7 * (DAYS - 1)), "11:00"));
  const open = (): unknown[] =>
    all(db, "SELECT dedupe, status, reason FROM outbox WHERE status IN ('pending', 'sending') LIMIT 3");
  await eventually(
    () => open().length === 0,
    () => JSON.stringify(open()),
    120_000,
  );
  await last.healthy(port);
  expect(await last.end()).toBe(0);

  const times = (action: string): number[] =>
    all<{ n: number }>(db, "SELECT count(*) AS n FROM audit WHERE action = ? GROUP BY target", action).map(
      ({ n }) => n,
    );
  const once = Array.from({ length: DAYS }, () => 1);
  expect([times("transfer.hand_over"), times("reorganisation.do")]).toEqual([once, once]);
  expect(listDepartments(db, plan.planId)[0]?.name).toBe(name);
  const keys = slack.posts.map(({ metadata }) => JSON.stringify(metadata));
  expect(new Set(keys).size).toBe(keys.length);
  for (let week = 0; week < DAYS; week += 1)
    expect(
      slack.posts.filter(({ channel }) => channel === `D0NEW000${week}`),
      `the successor of week ${week}`,
    ).toHaveLength(1);
  expect(slack.posts.filter(({ text }) => text.includes("機構改革"))).toHaveLength(DAYS);
  expectWhole(file);
  expect(kindsOf(db)).toEqual(given);
  process.stdout.write(`days: killed ${2 * DAYS} times, ${slack.posts.length} posts, each once\n`);
});
