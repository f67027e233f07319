import { afterAll, afterEach, expect, it } from "vitest";
import { DAY, SECOND, tokyoInstant } from "../../src/domain/time.js";
import { createLog } from "../../src/log.js";
import { systemClock } from "../../src/machine-clock.js";
import { type Program, startProgram } from "../../src/program.js";
import { beginHurry, install } from "../kit/clock.js";
import { eventually, rest } from "../kit/wait.js";
import { PLANNING, WardOnSlack } from "../kit/ward-on-slack.js";

const MONDAY = tokyoInstant("2026-05-11", "09:00");
const SPEED = 20;
const hurry = beginHurry(MONDAY + 5 * SECOND, SPEED);
const restore = install(hurry);
afterAll(() => restore());

let ward: WardOnSlack | null = null;
let program: Program | null = null;
afterEach(async () => {
  await program?.stop();
  await ward?.close();
});

async function health(port: number): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`http://127.0.0.1:${port}/healthz`);
  return { status: response.status, body: await response.json() };
}

it("keeps every channel and every digest while the token is revoked, and posts each once when it is good again", {
  timeout: 360_000,
}, async () => {
  ward = new WardOnSlack(systemClock);
  const { slack } = ward;
  const current = ward;
  await ward.open(MONDAY - DAY);
  let revoked = false;
  slack.chaos = (method) => {
    // Some digests are out before; then the token is good for nothing.
    revoked ||= method === "chat.postMessage" && slack.posts.length >= 5;
    return revoked ? { kind: "error", error: "token_revoked" } : null;
  };
  program = await startProgram(ward.config, { log: createLog("silent"), clock: systemClock });
  const { port } = program;
  await eventually(() => revoked);
  // A minute of the clock that it runs by.
  await rest(3000);
  const before = slack.posts.length;
  expect(await health(port)).toMatchObject({ status: 503, body: { ok: false } });
  expect(JSON.stringify((await health(port)).body)).toContain('"slack":false');
  expect(ward.count("binding", "lost_at IS NOT NULL")).toBe(0);
  expect(ward.count("outbox", "status IN ('dead', 'dropped')")).toBe(0);
  expect(current.unsettled()).toBeGreaterThan(10);
  slack.chaos = null;

  await eventually(
    () => current.unsettled() === 0,
    () => `${current.unsettled()} left, ${before} before`,
  );
  expect(ward.count("outbox", "status IN ('dead', 'dropped')")).toBe(0);
  expect(ward.faultsOf(MONDAY)).toEqual([]);
  const reports = slack.posts.filter(({ channel, text }) => channel === PLANNING && /投稿/.test(text));
  expect(reports).toEqual([]);
  expect((await health(port)).status).toBe(200);
});
