import path from "node:path";
import Database from "better-sqlite3";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { SendResult } from "../../src/bot/platform.js";
import { PlaceGone, ShutOut } from "../../src/bot/platform.js";
import { say } from "../../src/bot/reply.js";
import { SILENCE } from "../../src/domain/said-text.js";
import { HOUR, MINUTE, SECOND, tokyoInstant } from "../../src/domain/time.js";
import { Deliverer, type DelivererOptions } from "../../src/jobs/deliver.js";
import { LEASE, newOwner } from "../../src/jobs/ledger.js";
import { MAX_ATTEMPTS, NOT_CONNECTED } from "../../src/jobs/settling.js";
import { REPORT } from "../../src/jobs/tell-planning.js";
import { createLog } from "../../src/log.js";
import { addPause, endPause, NO_END } from "../../src/store/calendar-days.js";
import { all, type Db, one, openDatabase, run } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { listGoals } from "../../src/store/goals.js";
import { findMessage, saveMessage } from "../../src/store/messages.js";
import { dueItems, enqueue, findItem, type NewOutboxItem } from "../../src/store/outbox.js";
import { claimItem, lookForDead } from "../../src/store/outbox-claims.js";
import { listPlans } from "../../src/store/plans.js";
import { HeldDisk } from "../kit/held-disk.js";
import { importText, NOW, temporaryDatabase, temporaryFolder } from "../kit/plan-store.js";
import { ScriptedPlatform } from "../kit/scripted-platform.js";
import { sampleText } from "../kit/seeds.js";
import { eventually } from "../kit/wait.js";

interface Row {
  readonly dedupe: string;
  readonly status: string;
  readonly attempts: number;
  readonly not_before: number;
  readonly reason: string | null;
  readonly message: string | null;
  readonly post_key: string;
}

let now = NOW;
let db: Db;
let platform: ScriptedPlatform;
let dead: { dedupe: string; reason: string }[];
/** How often each dead letter may have been sent. */
let perhaps: number[];
let gone: string[];
let jitter = 0;

beforeEach(() => {
  now = NOW;
  db = temporaryDatabase().db;
  platform = new ScriptedPlatform(() => now);
  dead = [];
  perhaps = [];
  gone = [];
  jitter = 0;
});

function start(more: Partial<DelivererOptions> = {}): Deliverer {
  const deliverer = new Deliverer({
    db,
    clock: () => now,
    log: createLog("silent"),
    platforms: [platform],
    random: () => jitter,
    renderDigest: () => null,
    renderPlanned: () => null,
    draw: async (message) => message,
    onGone: (item) => gone.push(item.conversation),
    onDead: (item, reason, times) => {
      dead.push({ dedupe: item.dedupe, reason });
      perhaps.push(times);
    },
    ...more,
  });
  onTestFinished(() => deliverer.stop());
  deliverer.start();
  return deliverer;
}

function put(dedupe: string, conversation = "C1", over: Partial<NewOutboxItem> = {}): void {
  enqueue(
    db,
    {
      dedupe,
      platform: "slack",
      kind: "post",
      conversation,
      destination: { channel: conversation },
      thread: null,
      target: null,
      body: { type: "message", message: say("お知らせです。") },
      after: null,
      notBefore: now,
      notAfter: null,
      ...over,
    },
    now,
  );
}

const row = (dedupe: string): Row => {
  const found = one<Row>(db, "SELECT * FROM outbox WHERE dedupe = ?", dedupe);
  if (found === null) throw new Error(`nothing under ${dedupe}`);
  return found;
};
const due = (dedupe: string): number => row(dedupe).not_before;
const open = (): number => all(db, "SELECT 1 FROM outbox WHERE status IN ('pending', 'sending')").length;

/** Moves the clock and lets what is due then be tried. */
async function at(deliverer: Deliverer, instant: number, attempts: number): Promise<void> {
  now = instant;
  deliverer.kick();
  await eventually(() => platform.sent.length + platform.looked.length >= attempts && !isTrying());
}
/** A process took the item and was not heard of again. */
function take(dedupe: string, { owner }: { readonly owner: string }): void {
  const due = dueItems(db, ["slack"], { owner, now }, 10).find((each) => each.dedupe === dedupe);
  const item = findItem(db, due?.id ?? 0);
  if (item === null) throw new Error(`nothing due under ${dedupe}`);
  claimItem(db, item, { owner, now, leaseUntil: now + LEASE, lookFrom: now + 30 * SECOND });
}
const isTrying = (): boolean => all(db, "SELECT 1 FROM outbox WHERE owner IS NOT NULL").length > 0;

describe("what could certainly not be sent", () => {
  it("is tried again with doubling pauses of at most a quarter of an hour, up to half as much again, and then is a dead letter", async () => {
    put("a");
    for (let count = 0; count < MAX_ATTEMPTS; count += 1)
      platform.next("C1", { outcome: "retry", afterMs: null, reason: "busy" });
    const deliverer = start();
    for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt += 1) {
      jitter = attempt % 2 === 0 ? 0 : 0.999;
      await at(deliverer, now, attempt);
      const pause = due("a") - now;
      const base = Math.min(2 * SECOND * 2 ** (attempt - 1), 15 * MINUTE);
      expect(pause).toBeGreaterThanOrEqual(base);
      expect(pause).toBeLessThan(base * 1.5);
      if (jitter > 0) expect(pause).toBeGreaterThan(base * 1.49);
      now = due("a") - 1;
      deliverer.kick();
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(platform.sent).toHaveLength(attempt);
      now = due("a");
    }
    await at(deliverer, now, MAX_ATTEMPTS);
    expect(row("a")).toMatchObject({ status: "dead", attempts: MAX_ATTEMPTS, reason: "busy" });
    expect(dead).toEqual([{ dedupe: "a", reason: "busy" }]);
    expect(perhaps).toEqual([0]);
    expect(platform.looked).toEqual([]);
  });

  it("waits as long as the platform asks for", async () => {
    put("a");
    platform.next("C1", { outcome: "retry", afterMs: 40_000, reason: "rate_limited" });
    const deliverer = start();
    await at(deliverer, now, 1);
    expect(due("a") - now).toBe(40_000);
    await at(deliverer, due("a"), 2);
    expect(row("a")).toMatchObject({ status: "sent", reason: null });
  });

  it("is not sent after its time", async () => {
    put("a", "C1", { notAfter: now + MINUTE });
    platform.next("C1", { outcome: "retry", afterMs: HOUR, reason: "rate_limited" });
    const deliverer = start();
    await at(deliverer, now, 1);
    now += HOUR;
    deliverer.kick();
    await eventually(() => row("a").status === "dropped");
    expect(platform.sent).toHaveLength(1);
  });
});

describe("what may have been sent", () => {
  it("is looked for by its key and not sent again where it is found", async () => {
    put("a");
    platform.next("C1", { outcome: "unknown", reason: "reset" });
    platform.finds.push("m77");
    const deliverer = start();
    await at(deliverer, now, 1);
    await at(deliverer, due("a"), 2);
    expect(row("a")).toMatchObject({ status: "sent", message: "m77" });
    expect(platform.sent).toHaveLength(1);
    expect(platform.looked).toEqual([{ to: { channel: "C1" }, thread: null, key: platform.sent[0]?.key }]);
  });

  it("is posted on where it takes several posts and only the first is certain to be there", async () => {
    platform.pieces = 3;
    put("a");
    platform.next("C1", { outcome: "unknown", reason: "rate_limited", afterMs: 50_000 });
    platform.next("C1", { outcome: "unknown", reason: "reset" });
    platform.finds.push("m77", "m77");
    const deliverer = start();
    await at(deliverer, now, 1);
    expect(due("a") - now).toBe(50_000);
    await at(deliverer, due("a"), 3);
    await at(deliverer, due("a"), 5);
    expect(platform.sent.map(({ standing }) => standing)).toEqual([undefined, "m77", "m77"]);
    expect(new Set(platform.sent.map(({ key }) => key)).size).toBe(1);
    expect(row("a").status).toBe("sent");
  });

  it("is sent again where it is certainly not there, and never while nobody could look", async () => {
    put("a");
    platform.next("C1", new Error("socket hang up"));
    platform.finds.push(new Error("no history"), new Error("no history"), null);
    const deliverer = start();
    await at(deliverer, now, 1);
    await at(deliverer, due("a"), 2);
    await at(deliverer, due("a"), 3);
    expect(platform.sent).toHaveLength(1);
    await at(deliverer, due("a"), 4);
    expect(platform.sent).toHaveLength(2);
    expect(row("a")).toMatchObject({ status: "sent" });
  });

  it("is given up where nobody can ever look", async () => {
    put("a");
    platform.next("C1", { outcome: "unknown", reason: "reset" });
    platform.finds.push(...Array.from({ length: 30 }, () => new Error("no history")));
    const deliverer = start();
    await at(deliverer, now, 1);
    for (let turn = 0; turn < 40 && row("a").status === "sending"; turn += 1) {
      now = due("a");
      const { attempts } = row("a");
      deliverer.kick();
      await eventually(() => (row("a").attempts > attempts && !isTrying()) || row("a").status !== "sending");
    }
    expect(row("a").status).toBe("dead");
    expect(platform.sent).toHaveLength(1);
    expect(dead).toHaveLength(1);
    expect(perhaps).toEqual([1]);
  });

  it("is looked for after a crash left it half done, once the platform has had time to store it", async () => {
    put("a");
    take("a", { owner: newOwner().replace(/:\d+:[^:]+:/, ":999999999:another-run:") });
    platform.finds.push("m5");
    const deliverer = start();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(platform.looked).toEqual([]);
    now = due("a");
    deliverer.kick();
    await eventually(() => row("a").status === "sent");
    expect(now - NOW).toBe(30 * SECOND);
    expect(platform.sent).toEqual([]);
  });

  it("is left to another process that is at it, until its lease ends", async () => {
    put("a");
    take("a", { owner: "another-machine:1:run:1" });
    const deliverer = start();
    now += LEASE - 1;
    deliverer.kick();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(platform.looked).toEqual([]);
    now += 1;
    deliverer.kick();
    await eventually(() => row("a").status === "sent");
    expect(platform.looked).toHaveLength(1);
    expect(platform.sent).toHaveLength(1);
  });

  it("is looked for in the conversation with the person where it was for one person", async () => {
    put("a", "U1", { kind: "tell", target: "U1", destination: {} });
    platform.next("U1", { outcome: "unknown", reason: "reset" });
    platform.finds.push("m9");
    const deliverer = start();
    await at(deliverer, now, 1);
    await at(deliverer, due("a"), 2);
    expect(platform.looked).toMatchObject([{ to: { channel: "U1" }, thread: null }]);
    expect(platform.sent).toHaveLength(1);
    expect(row("a").status).toBe("sent");
  });

  it("counts as such where the platform stays silent", async () => {
    put("a");
    platform.next("C1", () => new Promise(() => {}));
    platform.finds.push("m3");
    const deliverer = start({ patienceMs: 30 });
    await at(deliverer, now, 1);
    expect(row("a")).toMatchObject({ status: "sending", reason: "no answer" });
    await at(deliverer, due("a"), 2);
    expect(row("a")).toMatchObject({ status: "sent", message: "m3" });
  });

  it("is sent again twice at most, and says so, where the platform has no history to look in", async () => {
    platform.canFind = false;
    put("a");
    for (let count = 0; count < 5; count += 1) platform.next("C1", { outcome: "unknown", reason: "reset" });
    const deliverer = start();
    await at(deliverer, now, 1);
    expect(row("a")).toMatchObject({ doubts: 1, reason: "reset" });
    await at(deliverer, due("a"), 3);
    expect(row("a")).toMatchObject({ doubts: 2, reason: "reset" });
    await at(deliverer, due("a"), 5);
    expect(platform.sent).toHaveLength(3);
    expect(row("a")).toMatchObject({ status: "dead", doubts: 3, reason: "reset" });
    expect(dead).toHaveLength(1);
    expect(perhaps).toEqual([3]);
  });

  it("keeps in mind that it may stand there twice", async () => {
    platform.canFind = false;
    put("a");
    platform.next("C1", { outcome: "unknown", reason: "reset" });
    const deliverer = start();
    await at(deliverer, now, 1);
    await at(deliverer, due("a"), 3);
    expect(row("a")).toMatchObject({ status: "sent", doubts: 1 });
  });
});

describe("a conversation that is gone", () => {
  it("is reported in the transaction, and nothing is tried again", async () => {
    put("a");
    platform.next("C1", { outcome: "gone", reason: "is_archived" });
    const deliverer = start();
    await at(deliverer, now, 1);
    expect(row("a")).toMatchObject({ status: "dropped", reason: "is_archived" });
    expect(gone).toEqual(["C1"]);
    expect(dead).toEqual([]);
  });

  it("is noticed as well where only a message is looked for in it", async () => {
    put("a");
    platform.next("C1", { outcome: "unknown", reason: "reset" });
    platform.finds.push(new PlaceGone("not_in_channel"));
    const deliverer = start();
    await at(deliverer, now, 1);
    await at(deliverer, due("a"), 2);
    expect(row("a")).toMatchObject({ status: "dropped", reason: "not_in_channel" });
    expect(gone).toEqual(["C1"]);
    expect(platform.sent).toHaveLength(1);
  });

  it("is not inferred from a person who left", async () => {
    put("told", "C1", { kind: "tell", target: "U1" });
    put("answered", "C1", { kind: "answer", body: answerBody("m1") });
    platform.next("U1", { outcome: "gone", reason: "user_disabled" });
    platform.next("C1", { outcome: "gone", reason: "user_not_found" });
    const deliverer = start();
    await at(deliverer, now, 2);
    expect([row("told").status, row("answered").status]).toEqual(["dropped", "dropped"]);
    expect(gone).toEqual([]);
  });
});

describe("a platform that shuts the program out", () => {
  const shutOut = { outcome: "shut-out", reason: "token_revoked" } as const;

  it("loses neither the post nor its channel, however often it is tried, until its time is over", async () => {
    put("a");
    put("b", "C2", { notAfter: now + 6 * HOUR });
    for (let count = 0; count < 3 * MAX_ATTEMPTS; count += 1)
      for (const place of ["C1", "C2"]) platform.next(place, shutOut);
    const deliverer = start();
    for (let turn = 1; turn <= 3 * MAX_ATTEMPTS; turn += 1) {
      await at(deliverer, now, 2 * turn);
      expect(row("a")).toMatchObject({ status: "pending", attempts: 0, reason: "token_revoked" });
      expect(due("a") - now).toBeGreaterThanOrEqual(30 * SECOND);
      now += MINUTE;
    }
    expect([gone, dead]).toEqual([[], []]);
    now += 6 * HOUR;
    deliverer.kick();
    await eventually(() => row("a").status === "sent" && row("b").status === "dropped");
  });

  it("is asked for what may have been sent when it lets the program in again, not before", async () => {
    put("a");
    platform.next("C1", { outcome: "unknown", reason: "reset" });
    platform.finds.push(new ShutOut("token_revoked"), new ShutOut("token_revoked"), "m8");
    const deliverer = start();
    await at(deliverer, now, 1);
    await at(deliverer, due("a"), 2);
    expect(row("a")).toMatchObject({ status: "sending", attempts: 1, reason: "token_revoked" });
    await at(deliverer, due("a"), 3);
    await at(deliverer, due("a"), 4);
    expect(row("a")).toMatchObject({ status: "sent", message: "m8" });
    expect(platform.sent).toHaveLength(1);
  });
});

describe("what the platform refuses", () => {
  it("is a dead letter at once where somebody would miss it", async () => {
    put("a");
    put("b", "U1", { kind: "tell", target: "U1" });
    platform.next("C1", { outcome: "refused", reason: "msg_too_long" });
    platform.next("U1", { outcome: "refused", reason: "restricted" });
    const deliverer = start();
    await at(deliverer, now, 2);
    expect(dead.map(({ dedupe }) => dedupe).sort()).toEqual(["a", "b"]);
  });

  it("is let go where it stood on a message that was taken away", async () => {
    put("update", "C1", { kind: "update", target: "m1" });
    put("receipt", "C1", { kind: "answer", body: answerBody("m2") });
    platform.next("C1", { outcome: "refused", reason: "message_not_found" });
    platform.next("C1", { outcome: "refused", reason: "message_not_found" });
    const deliverer = start();
    await at(deliverer, now, 2);
    expect([row("update").status, row("receipt").status]).toEqual(["dropped", "dropped"]);
    expect(dead).toEqual([]);
  });

  it("is not reported in turn where it was itself a report", async () => {
    put(`${REPORT}dead:1:1`);
    platform.next("C1", { outcome: "refused", reason: "restricted_action" });
    const deliverer = start();
    await at(deliverer, now, 1);
    expect(row(`${REPORT}dead:1:1`).status).toBe("dead");
    expect(dead).toEqual([]);
  });

  it("does not block the rest where nobody can read it", async () => {
    put("broken", "C1", { body: { type: "poem" } });
    put("fine", "C1");
    const deliverer = start();
    await eventually(() => row("broken").status === "dead");
    await at(deliverer, now + 2 * SECOND, 1);
    expect(row("fine").status).toBe("sent");
  });

  it("is let go where a digest has nothing to show any more", async () => {
    put("update", "C1", { kind: "update", target: "m1", body: { type: "digest", thread: 1 } });
    start();
    await eventually(() => row("update").status === "dropped");
    expect(platform.sent).toEqual([]);
    expect(dead).toEqual([]);
  });
});

describe("what is posted in opening hours only", () => {
  const office = { plan: null, department: null };
  const evening = tokyoInstant("2026-11-20", "17:15");

  it("waits over the closing time and the holiday for the next opening, not counting as an attempt", async () => {
    now = evening;
    put("a", "C1", { office });
    put("b", "U1", { kind: "tell", target: "U1", office });
    const deliverer = start();
    await eventually(() => due("a") > now && due("b") > now);
    expect([due("a"), due("b")]).toEqual(Array(2).fill(tokyoInstant("2026-11-24", "08:30")));
    expect(platform.sent).toEqual([]);
    await at(deliverer, due("a"), 2);
    expect(row("a")).toMatchObject({ status: "sent", attempts: 1 });
  });

  it("is looked for, but not sent again, where nobody knows at closing time", async () => {
    now = evening - MINUTE;
    put("a", "C1", { office });
    platform.next("C1", { outcome: "unknown", reason: "reset" });
    const deliverer = start();
    await at(deliverer, now, 1);
    await at(deliverer, evening, 2);
    expect(platform.looked).toHaveLength(1);
    expect(platform.sent).toHaveLength(1);
    expect(row("a")).toMatchObject({ status: "pending", not_before: tokyoInstant("2026-11-24", "08:30") });
  });

  it("is posted on at the next opening where closing time fell between its parts", async () => {
    platform.pieces = 2;
    now = evening - MINUTE;
    put("a", "C1", { office });
    platform.next("C1", { outcome: "unknown", reason: "reset" });
    platform.finds.push("m1", "m1");
    const deliverer = start();
    await at(deliverer, now, 1);
    await at(deliverer, evening, 2);
    expect(platform.sent).toHaveLength(1);
    await at(deliverer, due("a"), 4);
    expect(now).toBe(tokyoInstant("2026-11-24", "08:30"));
    expect(platform.sent[1]).toMatchObject({ standing: "m1" });
    expect(row("a").status).toBe("sent");
  });

  it("does not hold back what a person does in the same conversation", async () => {
    now = evening;
    put("digest", "C1", { office });
    put("share");
    put("answer", "C1", { kind: "answer", body: answerBody("m1") });
    start();
    await eventually(() => row("share").status === "sent" && row("answer").status === "sent");
    expect(row("digest").status).toBe("pending");
  });

  it("waits in a pause of its department, and is looked at again each morning", async () => {
    importText(db, sampleText("itabashi-r8.md"));
    const plan = listPlans(db)[0]?.id ?? 0;
    const [paused, other] = listDepartments(db, plan).map(({ id }) => id);
    const pause = { planId: plan, departmentId: paused ?? 0, reason: "disaster" as const, label: "台風" };
    const id = addPause(db, { ...pause, from: "2026-11-24", to: NO_END });
    put("a", "C1", { office: { plan, department: paused ?? 0 } });
    put("b", "C2", { office: { plan, department: other ?? 0 } });
    const deliverer = start();
    await eventually(() => row("b").status === "sent" && due("a") > now);
    expect(due("a")).toBe(tokyoInstant("2026-11-25", "08:30"));
    endPause(db, id, "2026-11-24");
    await at(deliverer, due("a"), 2);
    expect(row("a").status).toBe("sent");
  });
});

describe("one conversation and the others", () => {
  it("gets its posts in order, at most about one a second, also while the first is held up", async () => {
    for (const name of ["a", "b", "c"]) put(name);
    platform.next("C1", { outcome: "retry", afterMs: 30_000, reason: "rate_limited" });
    const deliverer = start();
    await at(deliverer, now, 1);
    now += 10_000;
    deliverer.kick();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(platform.sent).toHaveLength(1);
    now = due("a");
    while (open() > 0) {
      deliverer.kick();
      await new Promise((resolve) => setTimeout(resolve, 15));
      now += 200;
    }
    const keys = platform.sent.map(({ key }) => key);
    const expected = all<{ post_key: string }>(db, "SELECT post_key FROM outbox ORDER BY id");
    expect(keys.slice(1)).toEqual(expected.map(({ post_key }) => post_key));
    const times = platform.sent.slice(1).map((sent) => sent.at);
    for (const [index, time] of times.slice(1).entries())
      expect(time - (times[index] ?? 0)).toBeGreaterThanOrEqual(1000);
  });

  it("does not hold up the others, however slow it is and however much it has", async () => {
    const waiting: (() => void)[] = [];
    const slow = () =>
      new Promise<{ outcome: "sent"; message: string }>((resolve) => {
        waiting.push(() => resolve({ outcome: "sent", message: "late" }));
      });
    for (let index = 0; index < 100; index += 1) {
      put(`slow-${index}`, "SLOW", { kind: "answer", body: answerBody(`s${index}`, "SLOW") });
      platform.next("SLOW", slow);
    }
    for (let index = 0; index < 40; index += 1) put(`fast-${index}`, `F${index}`);
    const deliverer = start();
    await eventually(
      () => all(db, "SELECT 1 FROM outbox WHERE dedupe LIKE 'fast%' AND status = 'sent'").length === 40,
    );
    expect(waiting).toHaveLength(4);
    while (open() > 0) {
      for (const release of waiting.splice(0)) release();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(platform.sent).toHaveLength(140);
    await deliverer.stop();
  });

  it("gets what concerns one message one after the other", async () => {
    let release = (): void => undefined;
    platform.next(
      "C1",
      () =>
        new Promise((resolve) => {
          release = () => resolve({ outcome: "sent", message: "m1" });
        }),
    );
    put("first", "C1", { kind: "answer", body: answerBody("m1"), repliesTo: "m1" });
    put("second", "C1", { kind: "answer", body: answerBody("m1"), repliesTo: "m1" });
    put("other", "C1", { kind: "answer", body: answerBody("m2"), repliesTo: "m2" });
    start();
    await eventually(() => row("other").status === "sent");
    expect(row("second").status).toBe("pending");
    release();
    await eventually(() => row("second").status === "sent");
  });

  it("waits without turning round while what is due has to wait", async () => {
    put("a");
    put("b");
    platform.next("C1", { outcome: "retry", afterMs: HOUR, reason: "rate_limited" });
    const deliverer = start();
    await at(deliverer, now, 1);
    let asked = 0;
    const healthy = platform.healthy.bind(platform);
    platform.healthy = () => {
      asked += 1;
      return healthy();
    };
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(asked).toBeLessThanOrEqual(1);
  });

  it("waits for a platform that is not connected", async () => {
    put("a");
    platform.isHealthy = false;
    const deliverer = start();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(platform.sent).toEqual([]);
    platform.isHealthy = true;
    await at(deliverer, now, 1);
    expect(row("a").status).toBe("sent");
  });
});

describe("a digest that was posted", () => {
  it("has its thread remembered and what did not fit put into it, once", async () => {
    importText(db, sampleText("itabashi-r8.md"));
    const [plan] = listPlans(db);
    const [department] = listDepartments(db, plan?.id ?? 0);
    const goals = listGoals(db, department?.id ?? 0).map((goal) => goal.id);
    put("digest", "C1", {
      after: {
        thread: { kind: "digest", plan: plan?.id, department: department?.id, goals },
        followUps: [say("続き 1"), say("続き 2")],
      },
    });
    platform.next("C1", { outcome: "unknown", reason: "reset" });
    platform.finds.push("m42");
    const deliverer = start();
    await at(deliverer, now, 1);
    await at(deliverer, due("digest"), 2);
    while (open() > 0) {
      deliverer.kick();
      await new Promise((resolve) => setTimeout(resolve, 15));
      now += 300;
    }
    expect(all(db, "SELECT root, kind FROM thread")).toEqual([{ root: "m42", kind: "digest" }]);
    expect(platform.sent.map(({ thread }) => thread)).toEqual([null, "m42", "m42"]);
    expect(all(db, "SELECT 1 FROM outbox WHERE dedupe LIKE 'follow-up:%'")).toHaveLength(2);
  });
});

function answerBody(message: string, conversation = "C1"): unknown {
  const where = {
    platform: "slack",
    conversation,
    kind: "channel",
    name: null,
    thread: "m0",
    destination: { channel: conversation },
  };
  return {
    type: "answer",
    incoming: { kind: "message", key: `k-${message}`, who: { id: "U1", name: null }, where, at: 0, message },
    reply: { kind: "receipt", sign: "kept", aside: null },
  };
}

describe("posts of one series", () => {
  it("that could not be sent give way to the newest", async () => {
    platform.isHealthy = false;
    for (const day of [1, 2, 3]) {
      put(`digest:${day}`, "C1", { series: "digest:C1" });
      put(`other:${day}`, "C2");
    }
    const deliverer = start();
    platform.isHealthy = true;
    for (const minutes of [1, 2, 3]) await at(deliverer, NOW + minutes * MINUTE, minutes + 1);
    expect(platform.sent.filter(({ to }) => to === "C1")).toHaveLength(1);
    expect(platform.sent.filter(({ to }) => to === "C2")).toHaveLength(3);
    expect([1, 2, 3].map((day) => row(`digest:${day}`).status)).toEqual(["dropped", "dropped", "sent"]);
  });

  it("of which one may have been sent: it is looked for, and not sent where it is not there", async () => {
    put("digest:1", "C1", { series: "digest:C1" });
    platform.next("C1", { outcome: "unknown", reason: "reset" });
    const deliverer = start();
    await at(deliverer, NOW, 1);
    put("digest:2", "C1", { series: "digest:C1" });
    await at(deliverer, NOW + 5 * MINUTE, 3);
    await eventually(() => open() === 0);
    expect(platform.looked).toHaveLength(1);
    expect(row("digest:1").status).toBe("dropped");
    expect(platform.sent).toHaveLength(2);
  });
});

describe("what was meant for an earlier time", () => {
  it("is looked for under its key first, which is the same after a copy was restored", async () => {
    put("digest:1", "C1", { meantAt: NOW - HOUR });
    put("digest:2", "C2", { meantAt: NOW - HOUR });
    platform.finds.push("m77", null);
    const deliverer = start();
    await at(deliverer, NOW, 3);
    await eventually(() => open() === 0);
    expect(row("digest:1")).toMatchObject({ status: "sent", message: "m77" });
    expect(platform.sent.map(({ to }) => to)).toEqual(["C2"]);
    expect(platform.looked[0]?.key).toBe(row("digest:1").post_key);
    const before = row("digest:1").post_key;
    run(db, "DELETE FROM outbox");
    put("digest:1");
    expect(row("digest:1").post_key).toBe(before);
  });

  it("and given up is looked for once more where somebody replied, and never sent", async () => {
    put("digest:1", "C1", { after: { postedAt: NOW } });
    platform.next("C1", { outcome: "refused", reason: "odd" });
    const deliverer = start();
    await at(deliverer, NOW, 1);
    expect(row("digest:1").status).toBe("dead");
    platform.finds.push(null, "m5");
    for (const status of ["dead", "sent"]) {
      lookForDead(db, "slack", "C1", now);
      await at(deliverer, now + MINUTE, 0);
      await eventually(() => row("digest:1").status === status);
    }
    expect(platform.sent).toHaveLength(1);
    expect(dead).toHaveLength(1);
  });
});

describe("a word to somebody who is known only where the program is not connected", () => {
  it("is settled after a day, and told; what is on its way elsewhere is not touched", async () => {
    put("a", "person:29:x", { kind: "tell", target: "29:x", destination: {}, platform: "teams" });
    put("b", "19:c", { platform: "teams" });
    const deliverer = start();
    await at(deliverer, NOW + 23 * HOUR, 0);
    expect(dead).toEqual([]);
    await at(deliverer, NOW + 25 * HOUR, 0);
    await eventually(() => dead.length > 0);
    expect(dead).toEqual([{ dedupe: "a", reason: NOT_CONNECTED }]);
    expect([row("a").status, row("b").status]).toEqual(["dead", "pending"]);
  });
});

/** What is answered. */
const incoming = {
  kind: "command",
  key: "k",
  who: { id: "U1", name: null },
  where: { platform: "slack", conversation: "C1", kind: "channel", thread: null, destination: {} },
  at: NOW,
};

describe("an answer", () => {
  const ask = (over: Partial<NewOutboxItem> = {}) =>
    put("a", "C1", { kind: "answer", body: { type: "answer", incoming, reply: say("秘密です") }, ...over });
  const body = () => one<{ body: string }>(db, "SELECT body FROM outbox WHERE dedupe = 'a'")?.body;

  it("keeps no words once it was given, refused or too late", async () => {
    ask();
    const deliverer = start();
    await at(deliverer, NOW, 1);
    expect([row("a").status, body()]).toEqual(["sent", "{}"]);
    run(db, "DELETE FROM outbox");
    platform.next("C1", { outcome: "refused", reason: "odd" });
    ask();
    await at(deliverer, NOW, 2);
    expect([row("a").status, body()]).toEqual(["dropped", "{}"]);
  });

  it("of which nobody knows whether it came through is over with its time", async () => {
    ask({ notAfter: NOW + 10 * MINUTE });
    platform.next("C1", { outcome: "unknown", reason: "http_502" });
    const deliverer = start();
    await at(deliverer, NOW, 1);
    expect(body()).toContain("秘密");
    await at(deliverer, NOW + 11 * MINUTE, 1);
    await eventually(() => row("a").status === "dropped");
    expect(body()).toBe("{}");
    expect(platform.sent).toHaveLength(1);
  });

  it("that was being given when the process ended counts as perhaps given", async () => {
    ask();
    take("a", { owner: newOwner().replace(/:\d+:[^:]+:/, ":999999999:another-run:") });
    const deliverer = start();
    await at(deliverer, due("a"), 1);
    expect(platform.attempts).toMatchObject([{ again: true, doubts: 1 }]);
    expect(row("a").status).toBe("sent");
  });

  it("of which something was written down is in doubt only where its adapter said so", async () => {
    ask();
    platform.next("C1", { outcome: "unknown", reason: "a sign could not be set" });
    const deliverer = start();
    await at(deliverer, NOW, 1);
    await at(deliverer, due("a"), 2);
    expect(platform.attempts).toMatchObject([
      { again: false, doubts: 0 },
      { again: true, doubts: 0 },
    ]);
  });

  it("keeps a file's bytes while it waits, and hands on which parts the person has", async () => {
    const file = { name: "表.xlsx", bytes: Buffer.from([0, 255, 80]) };
    ask({ given: 2, body: { type: "answer", incoming, reply: { ...say("できました"), file } } });
    const deliverer = start();
    await at(deliverer, NOW, 1);
    const [sent] = platform.sent;
    expect(sent?.reply).toMatchObject({ file: { name: "表.xlsx", bytes: new Uint8Array([0, 255, 80]) } });
    expect(platform.attempts).toMatchObject([{ given: 2, again: false }]);
  });
});

describe("what came of an attempt while nothing can be written", () => {
  it("is kept until it can, and nothing is sent again or looked for", async () => {
    const answered = { release: (): void => undefined };
    const given = new Promise<void>((resolve) => {
      answered.release = resolve;
    });
    for (const place of ["C1", "C2"])
      platform.next(place, async () => {
        await given;
        return { outcome: "sent", message: `m-${place}` };
      });
    put("a", "C1");
    put("b", "C2");
    const deliverer = start();
    await eventually(() => platform.sent.length === 2);
    const other = new Database(db.name);
    db.pragma("busy_timeout = 0");
    other.exec("BEGIN IMMEDIATE");
    answered.release();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([row("a").status, row("b").status]).toEqual(["sending", "sending"]);
    other.exec("ROLLBACK");
    other.close();
    now += MINUTE;
    deliverer.kick();
    await eventually(() => open() === 0);
    expect([row("a"), row("b")]).toMatchObject([
      { status: "sent", message: "m-C1", attempts: 1 },
      { status: "sent", message: "m-C2", attempts: 1 },
    ]);
    expect(platform.sent).toHaveLength(2);
    expect(platform.looked).toEqual([]);
  });

  it("is written down when the program ends", async () => {
    put("a");
    const deliverer = start();
    await eventually(() => platform.sent.length === 1);
    await deliverer.stop();
    expect(row("a")).toMatchObject({ status: "sent", message: "m1" });
  });

  it("takes nothing of the others with it where one cannot be written for a reason of its own", async () => {
    put("a", "C1");
    put("b", "C2", { after: { thread: "unreadable" } });
    put("c", "C3");
    start();
    await eventually(() => row("a").status === "sent" && row("c").status === "sent");
    expect(row("b").status).toBe("sending");
  });
});

describe("what a person would read twice after a kill", () => {
  const receipt = (aside: unknown): Partial<NewOutboxItem> => ({
    kind: "answer",
    body: { type: "answer", incoming, reply: { kind: "receipt", sign: "asked", aside } },
  });

  /** Lets the platform answer, `before` done, and looks before the deliverer's next turn can come. @returns how it stands then */
  async function whenAnswered(
    over: Partial<NewOutboxItem>,
    before: () => unknown = () => undefined,
  ): Promise<string> {
    const answered = { release: (): void => undefined };
    const given = new Promise<void>((resolve) => {
      answered.release = resolve;
    });
    platform.next("C1", async () => {
      await given;
      return { outcome: "sent", message: "m1" };
    });
    put("a", "C1", over);
    start();
    await eventually(() => platform.sent.length === 1);
    before();
    answered.release();
    await new Promise<void>((resolve) => process.nextTick(resolve));
    return row("a").status;
  }

  it.each([
    ["a line for one person", receipt(say("どの目標ですか。"))],
    ["an answer", { kind: "answer", body: { type: "answer", incoming, reply: say("本文です") } } as const],
  ])("is written down the moment the platform answers: %s", async (_what, over) => {
    expect(await whenAnswered(over)).toBe("sent");
  });

  it.each([
    ["a post", {}],
    ["a sign", receipt(null)],
  ])("is so as well where nobody can look for anything: %s", async (_what, over) => {
    platform.canFind = false;
    expect(await whenAnswered(over)).toBe("sent");
  });

  it.each([
    ["a post that can be looked for", {}],
    ["a sign, which can be set again without harm", receipt(null)],
  ])("is not %s: it waits for the next turn", async (_what, over) => {
    expect(await whenAnswered(over)).toBe("sending");
    await eventually(() => row("a").status === "sent");
  });

  it("is kept for the turns where it cannot be written at once", async () => {
    const other = new Database(db.name);
    db.pragma("busy_timeout = 0");
    const stands = await whenAnswered(receipt(say("どの目標ですか。")), () => other.exec("BEGIN IMMEDIATE"));
    expect(stands).toBe("sending");
    other.exec("ROLLBACK");
    other.close();
    now += MINUTE;
    await eventually(() => row("a").status === "sent");
    expect(platform.sent).toHaveLength(1);
  });
});

describe("a picture", () => {
  it("is drawn as far as its platform does not draw it itself", async () => {
    const asked: unknown[] = [];
    const draw: DelivererOptions["draw"] = async (message, isDrawnThere) => {
      asked.push(isDrawnThere);
      return message;
    };
    platform.drawsItself = () => true;
    put("a");
    start({ draw });
    await eventually(() => row("a").status === "sent");
    expect(asked).toEqual([platform.drawsItself]);
  });
});

describe("a long queue of one conversation", () => {
  it("holds up no other one, and is not read while enough of it is on its way", () => {
    for (let count = 0; count < 40; count += 1) put(`a${count}`, "C1", { kind: "tell", target: `U${count}` });
    put("b", "C2", { kind: "tell", target: "U1" });
    put("c", "C3", { platform: "teams", kind: "tell", target: "U1" });
    const sender = { owner: "x", now };
    const found = (most: number, conversations: readonly string[] = []): string[] =>
      dueItems(db, ["slack"], sender, most, { ids: [], conversations }).map(({ dedupe }) => dedupe);
    expect(found(3)).toEqual(["a0", "a1", "a2"]);
    expect(found(100)).toHaveLength(41);
    expect(found(100, ["slack:C1"])).toEqual(["b"]);
    expect(
      dueItems(db, ["slack", "teams"], sender, 100, { ids: [], conversations: ["slack:C1"] }),
    ).toHaveLength(2);
    expect(dueItems(db, [], sender, 100)).toEqual([]);
  });

  it("leaves out what is on its way, and nothing whose name or number is like it", () => {
    const names = Array.from({ length: 12 }, (_, index) => `a${index}`);
    for (const name of names) put(name, "C11", { kind: "tell", target: name });
    put("b", "C1", { kind: "tell", target: "b" });
    const found = (ids: readonly number[], conversations: readonly string[]): number[] =>
      dueItems(db, ["slack"], { owner: "x", now }, 100, { ids, conversations }).map(({ id }) => id);
    const all = found([], []);
    expect(all).toHaveLength(13);
    const [first = 0, second = 0] = all;
    expect(found([first, second], [])).toEqual(all.slice(2));
    expect(found([], ["slack:C1"])).toEqual(all.slice(0, 12));
    expect(dueItems(db, ["slac", "lack"], { owner: "x", now }, 100)).toEqual([]);
  });

  it("is read whole only where it is taken", async () => {
    for (let count = 0; count < 40; count += 1) put(`a${count}`, "C1", { kind: "tell", target: `U${count}` });
    const read: unknown[] = [];
    const prepare = db.prepare.bind(db);
    vi.spyOn(db, "prepare").mockImplementation((source: string) => {
      const statement = prepare(source);
      if (!/^SELECT id, dedupe, post_key .* WHERE id = \?$/su.test(source)) return statement;
      const get = statement.get.bind(statement);
      statement.get = (...params: unknown[]) => {
        read.push(...params);
        return get(...params);
      };
      return statement;
    });
    let answer = (): void => undefined;
    const answered = new Promise<SendResult>((resolve) => {
      answer = () => resolve({ outcome: "sent", message: "m1" });
    });
    for (let count = 0; count < 4; count += 1) platform.next(`U${count}`, () => answered);
    start();
    await eventually(() => platform.sent.length === 4);
    expect(read).toHaveLength(4);
    answer();
  });
});

describe("links to kept replies", () => {
  /** A kept reply whose receipt is to be given. */
  function keep(message: string): void {
    const where = {
      platform: "slack",
      conversation: "C1",
      kind: "channel",
      name: null,
      thread: "t1",
    } as const;
    saveMessage(db, {
      platform: "slack",
      conversation: "C1",
      message,
      threadId: null,
      gesture: null,
      authorId: null,
      text: "1 順調",
      status: "noted",
      saidAt: NOW,
      editedAt: null,
      deletedAt: null,
    });
    const incoming = {
      kind: "message",
      key: message,
      who: { id: "U1", name: null },
      where: { ...where, destination: { channel: "C1" } },
      at: NOW,
      message,
      said: SILENCE,
      quotes: null,
      addressed: false,
      gesture: null,
    };
    const reply = { kind: "receipt", sign: "kept", aside: null };
    put(message, "C1", { kind: "answer", body: { type: "answer", incoming, reply }, repliesTo: message });
  }
  const linkOf = (message: string) => findMessage(db, "slack", "C1", message)?.permalink ?? null;
  const messages = Array.from({ length: 12 }, (_, index) => `1795000000.${100 + index}`);

  it("keep no receipt waiting, and are written down by the time the program ends", async () => {
    let tell = (): void => undefined;
    const asked = new Promise<void>((resolve) => {
      tell = resolve;
    });
    platform.links = async (message) => {
      await asked;
      return `https://city.example/${message}`;
    };
    for (const message of messages) keep(message);
    const deliverer = start();
    await eventually(() => messages.every((message) => row(message).status === "sent"));
    expect(messages.map(linkOf)).toEqual(messages.map(() => null));
    tell();
    await deliverer.stop();
    expect(messages.map(linkOf)).toEqual(messages.map((message) => `https://city.example/${message}`));
  });

  it("that the platform does not tell leave the others alone", async () => {
    platform.links = async (message) => {
      if (message === messages[1]) throw new Error("no answer");
      return message === messages[2] ? null : `https://city.example/${message}`;
    };
    for (const message of messages.slice(0, 4)) keep(message);
    const deliverer = start();
    await eventually(() => open() === 0);
    await deliverer.stop();
    expect(messages.slice(0, 4).map((message) => linkOf(message) !== null)).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });
});

it("takes nothing for sent that waited for a disk which failed", async () => {
  db = openDatabase(path.join(temporaryFolder(), "plan.db"));
  onTestFinished(() => {
    db.close();
  });
  // Here nobody could look for it.
  platform.canFind = false;
  put("digest:1");
  const disk = new HeldDisk();
  disk.broken = true;
  const deliverer = start();
  await eventually(() => row("digest:1").status === "sending");
  // Its claim was refused by the disk by the time that what came of it can be written.
  await deliverer.stop();
  expect([row("digest:1"), platform.sent]).toMatchObject([{ status: "pending", attempts: 0 }, []]);
  disk.release();
});
