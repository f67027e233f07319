import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { encodePress } from "../../src/bot/query.js";
import { DAY, HOUR, MINUTE, SECOND, tokyoInstant } from "../../src/domain/time.js";
import { createLog } from "../../src/log.js";
import { systemClock } from "../../src/machine-clock.js";
import { type Program, startProgram } from "../../src/program.js";
import { all, one, run } from "../../src/store/database.js";
import { listPlans, setPlanSchedule } from "../../src/store/plans.js";
import { execute, places } from "../kit/activities.js";
import { beginHurry, type Hurry, install } from "../kit/clock.js";
import { randomFor, rounds } from "../kit/dice.js";
import { FakeConnector } from "../kit/fake-connector.js";
import { CHANNEL, command, press, submission } from "../kit/payloads.js";
import { ProgramProcess } from "../kit/program-process.js";
import { FORM } from "../kit/sign.js";
import { post, slackStage } from "../kit/slack-driver.js";
import { Stage } from "../kit/stage.js";
import { TeamsDriver } from "../kit/teams-driver.js";
import { eventually, rest } from "../kit/wait.js";
import { WardOnSlack } from "../kit/ward-on-slack.js";
import { WebDriver } from "../kit/web-driver.js";
import { Office } from "./office.js";
import { expectPostedOnce, expectWhole, settled } from "./reckoning.js";

/** What no kill reaches: places, clocks and platforms that are not as they were. */

const MONDAY = tokyoInstant("2026-05-11", "09:00");
const SPEED = 20;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A ward with its program in this process, in hurried time. */
async function hurriedWard(
  shown: number,
  boundAt: number,
): Promise<{ readonly ward: WardOnSlack; readonly hurry: Hurry; readonly start: () => Promise<Program> }> {
  const hurry = beginHurry(shown, SPEED);
  closing.push(install(hurry));
  const ward = new WardOnSlack(systemClock);
  closing.push(() => ward.close());
  await ward.open(boundAt);
  const start = async (): Promise<Program> => {
    const program = await startProgram(ward.config, { log: createLog("silent"), clock: systemClock });
    closing.push(() => program.stop());
    return program;
  };
  return { ward, hurry, start };
}

/** Sets the clock of this process. */
const show = (hurry: Hurry, instant: number): void => {
  hurry.shown += instant - systemClock();
};

async function office(): Promise<Office> {
  const here = new Office();
  closing.push(() => here.close());
  await here.open();
  return here;
}

describe("the clock and the calendar", () => {
  it("a clock that was hours ahead at the start is put back: the digests come at their time, each once, and a monitor reads yes", {
    timeout: 360_000,
  }, async () => {
    // Nobody bound a channel yet when the machine thought that it was Tuesday.
    const { ward, hurry, start } = await hurriedWard(MONDAY + 22 * HOUR, MONDAY + 5 * DAY);
    const { port } = await start();
    await rest((2 * MINUTE) / SPEED);
    show(hurry, MONDAY - 30 * SECOND);
    run(ward.db, "UPDATE binding SET bound_at = ?", MONDAY - DAY);
    await eventually(() => ward.unsettled() === 0 && ward.got().every(({ digests }) => digests.length > 0));
    expect(ward.faultsOf(MONDAY - MINUTE)).toEqual([]);
    const health = await fetch(`http://127.0.0.1:${port}/healthz`);
    expect([health.status, ((await health.json()) as { checks: unknown }).checks]).toMatchObject([
      200,
      { scheduler: true, jobs: true },
    ]);
  });

  it("three days without Slack, with a digest a day: on the fourth each channel gets the newest alone", {
    timeout: 360_000,
  }, async () => {
    const { ward, hurry, start } = await hurriedWard(MONDAY + 5 * SECOND, MONDAY - DAY);
    for (const plan of listPlans(ward.db))
      setPlanSchedule(
        ward.db,
        plan.id,
        JSON.stringify({ kind: "weekly", weekdays: [1, 2, 3, 4, 5], time: "09:00" }),
      );
    const { slack } = ward;
    slack.chaos = (method) => (method === "chat.postMessage" ? { kind: "page" } : null);
    await start();
    for (const day of [0, 1, 2, 3]) {
      show(hurry, MONDAY + day * DAY + 5 * SECOND);
      const planned = `dedupe LIKE 'digest:%' AND created_at >= ${MONDAY + day * DAY}`;
      await eventually(() => ward.count("outbox", planned) >= 21);
    }
    // What was on its way when the day changed is looked for and let go.
    const older = `dedupe LIKE 'digest:%' AND created_at < ${MONDAY + 3 * DAY} AND status <> 'dropped'`;
    await eventually(
      () => ward.count("outbox", older) === 0,
      () => `${ward.count("outbox", older)} older`,
    );
    slack.chaos = null;
    await eventually(() => ward.unsettled() === 0 && ward.got().every(({ digests }) => digests.length > 0));
    expect(ward.faultsOf(MONDAY)).toEqual([]);
    for (const { name, digests } of ward.got())
      expect(JSON.stringify(digests[0]?.blocks), name).toContain("5月14日(木)");
  });
});

describe("a place that is not there", () => {
  it("the folder of the database is not mounted: the program says so, ends, and makes none", async () => {
    const here = await office();
    const file = path.join(here.stage.folder, "mount", "plan.db");
    const program = new ProgramProcess({ env: { ...here.environment, DATABASE_PATH: file } });
    closing.push(() => program.end("SIGKILL"));
    expect(await program.exit()).toBe(1);
    expect(program.said).toMatch(/plan\.db が見つかりません。ディスクが付いているか.*policy-bot init/);
  });

  it("a copy from before the digest is restored: a reply to the digest is recorded, and no digest comes twice", {
    timeout: 360_000,
  }, async () => {
    const here = await office();
    const { stage, slack } = here;
    const copy = path.join(stage.folder, "before.db");
    expect(await here.cli(["backup", copy])).toMatchObject({ status: 0 });
    await here.start();
    const root = await stage.root();
    await here.end("SIGKILL");
    stage.db.close();
    expect(await here.cli(["restore", copy])).toMatchObject({ status: 0 });
    stage.reopen();
    await here.start();
    const event = here.driver.event({ do: "reply", name: "a", text: "2 順調 協定書の案を作成" }, root);
    expect(await here.driver.deliver(event, here.port, false)).toBe(true);
    await stage.eventually(() => (stage.notes().length === 1 ? true : null), 60_000);
    expect(slack.posts.filter(({ channel, thread_ts }) => channel === CHANNEL && !thread_ts)).toHaveLength(1);
    expect(stage.count("inbox", "status <> 'done'")).toBe(0);
  });

  it("a digest was given up although it stands in the channel: a reply finds it, and is recorded", {
    timeout: 60_000,
  }, async () => {
    const { driver, stage, slack } = await slackStage();
    slack.clock = Math.floor(systemClock() / 1000);
    await stage.start();
    const root = await stage.root();
    await stage.stop();
    const digest = `conversation = '${CHANNEL}' AND kind = 'post' AND after IS NOT NULL`;
    run(stage.db, `UPDATE outbox SET status = 'dead', message = NULL WHERE ${digest}`);
    run(stage.db, "DELETE FROM thread_goal");
    run(stage.db, "DELETE FROM thread");
    await stage.start();
    const event = driver.event({ do: "reply", name: "a", text: "2 順調 協定書の案を作成" }, root);
    expect(await driver.deliver(event, stage.port, false)).toBe(true);
    await stage.eventually(() => (stage.notes().length === 1 ? true : null), 40_000);
  });
});

const quick = (goal: number, nonce: string): string => encodePress({ do: "quick", goal, nonce });
const goalsOf = ({ db }: Stage): number[] =>
  all<{ id: number }>(db, "SELECT goal_id AS id FROM thread_goal ORDER BY thread_id, ord").map(
    ({ id }) => id,
  );

/** One of our cards in Teams, its button pressed. */
const pressInTeams = (root: string, value: string, connector: FakeConnector) =>
  execute({ verb: "press", data: { p: value } }, places.channel(root), {
    replyToId: root,
    serviceUrl: connector.serviceUrl,
  });

/** A button pressed on the page. */
const pressOnPage = (message: string, value: string, gesture: string) => ({
  name: "",
  path: "press",
  body: { person: "web:shokuin", name: "", gesture, message, value, inThread: false },
});

/** Teams and the page, each with the program and its digest. */
async function elsewhere() {
  const connector = new FakeConnector();
  closing.push(() => connector.close());
  await connector.listen();
  const teams = new Stage(new TeamsDriver(connector));
  const web = new Stage(new WebDriver());
  const roots: string[] = [];
  for (const stage of [teams, web]) {
    closing.push(() => stage.close());
    await stage.prepare();
    await stage.start();
    roots.push(await stage.root());
  }
  const [inTeams = "", onPage = ""] = roots;
  const pressed = (stage: Stage, nth: number): unknown => {
    const value = quick(goalsOf(stage)[nth] ?? 0, `n${nth}`);
    return stage === teams
      ? pressInTeams(inTeams, value, connector)
      : pressOnPage(onPage, value, `gesture-of-press-${nth}`);
  };
  return { stages: [teams, web], pressed };
}

describe("a database that somebody else is writing to", () => {
  it("for as long as Slack waits: a press, a form and a command get no yes, have their effect, and pressed again have it once", {
    timeout: 60_000,
  }, async () => {
    const { stage, slack } = await slackStage();
    await stage.start();
    await stage.root();
    const [pressed = 0, filled = 0] = goalsOf(stage);
    const department = one<{ id: number }>(
      stage.db,
      `SELECT department_id AS id FROM goal WHERE id = ${filled}`,
    );
    const context = JSON.stringify({ department: department?.id, goal: filled, nonce: "n2" });
    const values = {
      state: { type: "radio_buttons", selected_option: { value: "1" } },
      text: { type: "plain_text_input", value: "改定案を作成" },
    };
    const form = submission("report", JSON.stringify({ context, channel: CHANNEL, thread: null }), values);
    const interaction = (payload: unknown) => new URLSearchParams({ payload: JSON.stringify(payload) });
    const acts = [
      interaction(press(quick(pressed, "n1"), slack.responseUrl)),
      interaction(form),
      new URLSearchParams(command("報告 危機管理部 3 順調 委託先を選定", slack.responseUrl)),
    ];
    const doAll = (): Promise<boolean[]> => Promise.all(acts.map((raw) => post(stage.port, `${raw}`, FORM)));
    stage.db.exec("BEGIN IMMEDIATE");
    expect(await doAll()).toEqual([false, false, false]);
    expect(stage.count("note", "1")).toBe(0);
    stage.db.exec("ROLLBACK");
    await stage.eventually(() => (stage.count("note", "1") === 3 ? true : null));
    // Slack signs what is pressed again anew, and the command is not typed a second time.
    acts.pop();
    expect(await doAll()).toEqual([true, true]);
    expect(stage.count("note", "1")).toBe(3);
  });

  it("for a while: Teams and the page hear of a press when it is written", { timeout: 60_000 }, async () => {
    const { stages, pressed } = await elsewhere();
    for (const stage of stages) {
      // Whoever works at the page has come in before.
      expect(await stage.driver.deliver(pressed(stage, 0), stage.port, false)).toBe(true);
      stage.db.exec("BEGIN IMMEDIATE");
      let heard: boolean | null = null;
      const pressing = stage.driver.deliver(pressed(stage, 1), stage.port, false).then((yes) => {
        heard = yes;
      });
      // A monitor is answered meanwhile, and reads that nothing is wrong.
      for (let look = 0; look < 5; look += 1) {
        const health = await stage.get("/healthz");
        expect([health.status, await health.text()]).toEqual([200, expect.stringContaining('"ok":true')]);
      }
      expect([heard, stage.count("note", "1")]).toEqual([null, 1]);
      stage.db.exec("ROLLBACK");
      await pressing;
      expect([heard, stage.count("note", "1")]).toEqual([true, 2]);
    }
  });
});

describe("a database that another process is writing to", () => {
  it("questions and a monitor are answered while it lasts, and what was written meanwhile is recorded afterwards", {
    timeout: 360_000,
  }, async () => {
    const here = await office();
    const { stage, driver } = here;
    await here.start();
    const root = await stage.root();
    await settled(stage);
    const [goal = 0] = goalsOf(stage);
    stage.db.exec("BEGIN IMMEDIATE");
    // What Slack sends meanwhile gets no yes: it comes again.
    const said = driver.event({ do: "reply", name: "meanwhile", text: "2 順調 協定書の案を作成" }, root);
    expect(await driver.deliver(said, here.port, false)).toBe(false);
    const payload = JSON.stringify(press(quick(goal, "n1"), here.slack.responseUrl));
    const pressing = post(here.port, new URLSearchParams({ payload }).toString(), FORM);
    for (const words of ["危機管理部", "検索 防災", "未更新 危機管理部", "進捗"]) {
      expect((await here.ask(words))?.text, words).toMatch(/防災|危機管理部/u);
      expect(await here.health(), words).toMatchObject({ ok: true, checks: { database: true } });
    }
    expect(stage.count("note", "1")).toBe(0);
    stage.db.exec("ROLLBACK");
    await pressing;
    expect(await driver.deliver(said, here.port, true)).toBe(true);
    await stage.eventually(() => (stage.count("note", "1") === 2 ? true : null));
    expect(await here.health()).toMatchObject({ ok: true });
    expect(await here.end("SIGTERM")).toBe(0);
    expectWhole(stage.file);
  });
});

describe("what the program did last before it was killed", () => {
  const KILLS = 3 * rounds;
  it(`a press that was acknowledged has its effect, ${KILLS} times, in Slack`, {
    timeout: 60_000 + KILLS * 10_000,
  }, async () => {
    const here = await office();
    const { stage, slack } = here;
    await here.start();
    await stage.root();
    for (const [kill, goal] of goalsOf(stage).slice(0, KILLS).entries()) {
      const payload = JSON.stringify(press(quick(goal, `n${kill}`), slack.responseUrl));
      expect(await post(here.port, new URLSearchParams({ payload }).toString(), FORM)).toBe(true);
      await here.end("SIGKILL");
      const kept = stage.count("inbox", "kind = 'button' AND status = 'new'");
      expect(stage.count("note", `goal_id = ${goal}`) + kept, `press ${kill}`).toBe(1);
      await here.start();
    }
    expect(await here.end("SIGTERM")).toBe(0);
    expectWhole(stage.file);
  });

  it(`reading what was said while it was away: each reply is recorded once, ${KILLS} times`, {
    timeout: 60_000 + KILLS * 10_000,
  }, async () => {
    const random = randomFor("kill-catching-up");
    const here = await office();
    const { stage, driver } = here;
    await here.start();
    const root = await stage.root();
    for (let kill = 0; kill < KILLS; kill += 1) {
      await here.end("SIGKILL");
      // Slack tells nobody of these: they stand in the thread.
      for (const number of [1, 2, 3])
        driver.event(
          { do: "reply", name: `${kill}-${number}`, text: `${number} 順調 その${kill}の件` },
          root,
        );
      await here.start();
      await rest(random() * 400);
    }
    await stage.eventually(() => (stage.count("note", "1") >= 3 * KILLS ? true : null), 60_000);
    await settled(stage);
    expect(await here.end("SIGTERM")).toBe(0);
    expect(stage.count("note", "withdrawn_at IS NULL")).toBe(3 * KILLS);
    expectPostedOnce(here.slack);
    expectWhole(stage.file);
  });

  it("a press is written when Teams and the page hear that it was taken", { timeout: 60_000 }, async () => {
    const { stages, pressed } = await elsewhere();
    for (const stage of stages) {
      expect(await stage.driver.deliver(pressed(stage, 0), stage.port, false)).toBe(true);
      expect(stage.count("note", "via = 'button'")).toBe(1);
    }
  });
});
