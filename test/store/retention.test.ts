import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runExpire } from "../../src/cli/expire-command.js";
import { readConfig } from "../../src/config.js";
import { DAY, fiscalYearSpan, HOUR, tokyoInstant } from "../../src/domain/time.js";
import { findBrokenAudit, recordAudit } from "../../src/store/audit.js";
import { all, type Db, one, run } from "../../src/store/database.js";
import { reviseNote, withdrawNote } from "../../src/store/note-writing.js";
import { expiryLimits, listExpired, removeExpired } from "../../src/store/retention.js";
import { searchPlan, searchWords } from "../../src/store/search.js";
import { contents, NOW, report } from "../kit/plan-store.js";
import { type Stage, stage } from "../kit/reported-plan.js";

const { retention } = readConfig({});
const act = (at: number) => ({ actor: "cli", at, via: "cli" }) as const;
/** 令和14年4月1日: what was said in 令和8年度 has been kept for five years. */
const LATER = tokyoInstant("2032-04-01", "09:00");
/** 令和19年4月1日: ten years after 令和8年度. */
const MUCH_LATER = tokyoInstant("2037-04-01", "09:00");

const count = (db: Db, table: string): number =>
  one<{ n: number }>(db, `SELECT count(*) AS n FROM "${table}"`)?.n ?? -1;

function expire(db: Db, now: number): boolean {
  const limits = expiryLimits(retention, now);
  return removeExpired(db, limits, listExpired(db, limits), act(now));
}

function runner({ file }: Stage, now: number) {
  return async (...args: string[]) => {
    let out = "";
    const status = await runExpire(args, {
      out: (text) => {
        out += `${text}\n`;
      },
      err: () => undefined,
      config: () => readConfig({ DATABASE_PATH: file }),
      clock: () => now,
      interactive: false,
    });
    return { status, out };
  };
}

describe("the limits", () => {
  it.each([
    ["2032-03-31T23:59", 2026],
    ["2032-04-01T00:00", 2027],
  ])("at %s keep five years from the April after the year, in Tokyo", (instant, year) => {
    const [date = "", time = ""] = instant.split("T");
    expect(expiryLimits(retention, tokyoInstant(date, time)).notes).toBe(fiscalYearSpan(year).start);
  });
});

describe("what has expired", () => {
  it("is nothing while everything is young, and then nothing is written", async () => {
    const made = stage([["会計室", 2]]);
    report(made.db, made.goal(0));
    const before = contents(made.db);
    expect(await runner(made, NOW + DAY)("--yes")).toEqual({
      status: 0,
      out: "保存期間の過ぎたものはありません。\n",
    });
    expect(contents(made.db)).toEqual(before);
  });

  it("is listed by kind, by department, and stays until somebody says yes", async () => {
    const made = stage([
      ["みどり環境部", 1],
      ["会計室", 1],
    ]);
    report(made.db, made.goal(0), { text: "一つ" });
    report(made.db, made.goal(1), { text: "二つ" });
    report(made.db, made.goal(1), { text: "三つ", saidAt: tokyoInstant("2027-04-01") });
    const before = contents(made.db);
    const run = runner(made, LATER);
    const { out } = await run("--dry-run");
    expect(out).toContain("報告とその改訂　2件　2026-11-24 から 2026-11-24 まで（保存期間 5年）");
    expect(out).toContain("    令和8年度 会計室　1件");
    await expect(run()).rejects.toThrow("--yes");
    expect(contents(made.db)).toEqual(before);
    expect((await run("--yes")).out).toContain("消しました");
    expect(all(made.db, "SELECT text FROM note")).toEqual([{ text: "三つ" }]);
  });

  it("goes with its history, its message and its place in the search; the goal keeps its standing", () => {
    const { db, goal, plan } = stage([["会計室", 1]]);
    run(
      db,
      "INSERT INTO message(id, platform, conversation, message, status, text, said_at) VALUES (7, 'web', 'd1', '1', 'asked', 'x', ?)",
      NOW,
    );
    report(db, goal(0), { text: "照会中です", percent: 30, messageId: 7 });
    run(
      db,
      `INSERT INTO note_revision(note_id, revision, unchanged, text, replaced_at, reason) VALUES (1, 1, 0, '前', ?, 'edit')`,
      NOW,
    );
    const found = () =>
      searchPlan(db, searchWords("照会中"), { planId: plan.id }, { limit: 5, offset: 0 }).total;
    expect(found()).toBe(1);
    expect(expire(db, LATER)).toBe(true);
    expect([found(), count(db, "note"), count(db, "note_revision"), count(db, "message")]).toEqual([
      0, 0, 0, 0,
    ]);
    expect(one(db, "SELECT state, percent FROM goal")).toEqual({ state: "on_track", percent: 30 });
    expect(db.pragma("foreign_key_check")).toEqual([]);
    expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
  });

  it("leaves its words nowhere in the file, and in the audit what proves them", () => {
    const { db, file, goal } = stage([["会計室", 1]]);
    const words = ["照会中でございます", "協議が整ったところです", "相手方の日程待ちでした"] as const;
    const [first, second, third] = words;
    report(db, goal(0), { text: first });
    const id = 1;
    const said = { state: "behind", level: null, percent: 40, unchanged: false } as const;
    reviseNote(db, id, { ...said, text: second }, act(NOW + HOUR), "edit");
    reviseNote(db, id, { ...said, text: third }, act(NOW + 2 * HOUR), "correct");
    withdrawNote(db, id, act(NOW + 3 * HOUR));
    const { salt } = one<{ salt: Buffer }>(db, "SELECT salt FROM note") ?? { salt: Buffer.of() };
    const hash = (text: string) => createHmac("sha256", salt).update(text).digest("hex");
    const proofs = all<{ action: string; before: string | null; after: string | null }>(
      db,
      "SELECT action, before, after FROM audit WHERE target = 'note:1' ORDER BY id",
    ).map(({ before, after, ...row }) => ({
      ...row,
      before: JSON.parse(before ?? "null"),
      after: JSON.parse(after ?? "null"),
    }));
    expect(proofs).toMatchObject([
      { action: "note.add", before: null, after: { goal: goal(0), textHash: hash(first) } },
      {
        action: "note.revise",
        before: { textHash: hash(first) },
        after: { ...said, textHash: hash(second) },
      },
      { action: "note.revise", before: { textHash: hash(second) }, after: { textHash: hash(third) } },
      { action: "note.withdraw", before: { ...said, textHash: hash(third) }, after: null },
    ]);
    const holding = () => {
      db.pragma("wal_checkpoint(TRUNCATE)");
      return [...words, salt].filter((bytes) => readFileSync(file).includes(bytes));
    };
    expect(holding()).toEqual([...words, salt]);
    expect(expire(db, LATER)).toBe(true);
    expect(holding()).toEqual([]);
    expect(guessed(db, words)).toEqual([]);
    expect(findBrokenAudit(db)).toBeNull();
  });

  it("is proved under a salt of its own, so that two reports of the same words do not look alike", () => {
    const { db, goal } = stage([["会計室", 1]]);
    report(db, goal(0), { text: "順調です" });
    report(db, goal(0), { text: "順調です", saidAt: NOW + HOUR });
    const hashes = all<{ hash: string }>(
      db,
      "SELECT after ->> '$.textHash' AS hash FROM audit WHERE action = 'note.add'",
    );
    expect(new Set(hashes.map(({ hash }) => hash)).size).toBe(2);
    expect(guessed(db, ["順調です"])).toEqual([]);
  });

  it("leaves a message to which a younger note points, what is not finished, and the head of a living thread", () => {
    const { db, goal } = stage([["会計室", 1]]);
    run(
      db,
      "INSERT INTO message(id, platform, conversation, message, status, said_at) VALUES (7, 'web', 'd1', '1', 'noted', ?)",
      NOW,
    );
    report(db, goal(0), { messageId: 7, saidAt: tokyoInstant("2030-01-01") });
    for (const status of ["new", "done", "set_aside"]) {
      run(
        db,
        "INSERT INTO inbox(platform, event_key, kind, payload, received_at, status) VALUES ('web', @status, 'message', '{}', @at, @status)",
        { status, at: NOW },
      );
    }
    for (const status of ["pending", "sending", "sent", "dead", "dropped"]) {
      run(
        db,
        `INSERT INTO outbox(dedupe, post_key, platform, kind, conversation, destination, body, status, not_before, created_at)
         VALUES (@status, @status, 'web', 'post', 'd1', '{}', '{}', @status, 0, @at)`,
        { status, at: NOW },
      );
    }
    for (const [id, thread, at] of [
      [1, null, NOW],
      [2, 1, LATER - HOUR],
      [3, null, NOW],
      [4, 3, NOW],
    ]) {
      run(
        db,
        "INSERT INTO web_message(id, conversation, thread, author_name, body, at) VALUES (?, 'd1', ?, 'x', '{}', ?)",
        id,
        thread,
        at,
      );
    }
    expire(db, LATER);
    expect(count(db, "message")).toBe(1);
    expect(all(db, "SELECT status FROM inbox")).toEqual([{ status: "new" }]);
    expect(all(db, "SELECT status FROM outbox ORDER BY id")).toEqual([
      { status: "pending" },
      { status: "sending" },
    ]);
    expect(all(db, "SELECT id FROM web_message ORDER BY id")).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it("is not removed where it is no longer what was shown", () => {
    const { db, goal } = stage([["会計室", 1]]);
    report(db, goal(0));
    const limits = expiryLimits(retention, LATER);
    const shown = listExpired(db, limits);
    report(db, goal(0), { text: "後から届いた古い報告" });
    const before = contents(db);
    expect(removeExpired(db, limits, shown, act(LATER))).toBe(false);
    expect(contents(db)).toEqual(before);
  });

  it("is removed whole or not at all", () => {
    const { db, goal } = stage([["会計室", 1]]);
    report(db, goal(0));
    run(
      db,
      "INSERT INTO inbox(platform, event_key, kind, payload, received_at, status) VALUES ('web', 'a', 'x', '{}', 0, 'done')",
    );
    db.exec("CREATE TRIGGER stuck BEFORE DELETE ON inbox BEGIN SELECT raise(ABORT, 'stuck'); END");
    const before = contents(db);
    expect(() => expire(db, LATER)).toThrow("stuck");
    expect(contents(db)).toEqual(before);
  });

  it("leaves one row in the audit that says what and how much", () => {
    const { db, goal } = stage([["会計室", 1]]);
    report(db, goal(0));
    expire(db, LATER);
    const row = one<{ actor: string; after: string }>(
      db,
      "SELECT actor, after FROM audit WHERE action = 'retention.expire'",
    );
    expect(row?.actor).toBe("cli");
    expect(JSON.parse(row?.after ?? "null")).toMatchObject({ removed: { notes: 1 }, audit: null });
  });

  it("does not stay readable in the file", () => {
    const { db, goal, file } = stage([["会計室", 1]]);
    report(db, goal(0), { text: "消えるべき文" });
    // The audit holds a copy until its own time is over.
    expire(db, MUCH_LATER);
    const bytes = Buffer.from(db.serialize());
    expect([bytes.includes("消えるべき文"), file.endsWith(".db")]).toEqual([false, true]);
  });
});

/** Which of the words somebody who reads the audit can be sure of: a short text is soon guessed. */
function guessed(db: Db, words: readonly string[]): readonly string[] {
  const audit = all<{ before: string | null; after: string | null }>(db, "SELECT before, after FROM audit");
  const kept = audit.map(({ before, after }) => `${before}${after}`).join("");
  return words.filter((text) => kept.includes(createHash("sha256").update(text).digest("hex")));
}

describe("the chain of changes, once its beginning was removed", () => {
  /** A chain with old rows, cut, with two rows after it. */
  function cut(): Db {
    const { db } = stage([["会計室", 1]]);
    for (let at = 1; at <= 5; at += 1) {
      recordAudit(db, { ...act(NOW + at), action: "x", target: `t:${at}`, before: null, after: { at } });
    }
    expect(expire(db, MUCH_LATER)).toBe(true);
    for (const at of [1, 2]) {
      recordAudit(db, { ...act(MUCH_LATER + at), action: "x", target: "t", before: null, after: null });
    }
    return db;
  }

  it("is whole, however often it is cut", () => {
    const db = cut();
    expect([findBrokenAudit(db), count(db, "audit")]).toEqual([null, 3]);
    expect(expire(db, MUCH_LATER + 15 * 366 * DAY)).toBe(true);
    expect([findBrokenAudit(db), count(db, "audit")]).toEqual([null, 1]);
  });

  it("is broken where more was removed, or the row that says so was changed or is gone", () => {
    const ids = (db: Db) => all<{ id: number }>(db, "SELECT id FROM audit ORDER BY id").map(({ id }) => id);
    const more = cut();
    const [first, second, third] = ids(more);
    run(more, "DELETE FROM audit WHERE id = ?", first);
    expect(findBrokenAudit(more)).toBe(second);
    run(more, "DELETE FROM audit WHERE id = ?", second);
    expect(findBrokenAudit(more)).toBe(third);
    const changed = cut();
    run(
      changed,
      "UPDATE audit SET after = json_set(after, '$.removed.audit', 1) WHERE action = 'retention.expire'",
    );
    expect(findBrokenAudit(changed)).toBe(first);
    const renamed = cut();
    run(renamed, "UPDATE audit SET action = 'x' WHERE action = 'retention.expire'");
    expect(findBrokenAudit(renamed)).toBe(first);
  });

  it("is cut at its beginning alone, whatever the clock said in between", () => {
    const { db } = stage([["会計室", 1]]);
    recordAudit(db, { ...act(MUCH_LATER), action: "x", target: "t", before: null, after: null });
    recordAudit(db, { ...act(NOW), action: "y", target: "t", before: null, after: null });
    expire(db, MUCH_LATER + DAY);
    expect(
      all(db, "SELECT action FROM audit ORDER BY id").map((row) => (row as { action: string }).action),
    ).toEqual(["x", "y", "retention.expire"]);
    expect(findBrokenAudit(db)).toBeNull();
  });

  it("is not cut while it is broken: the trace of it would go", async () => {
    const made = stage([["会計室", 1]]);
    report(made.db, made.goal(0));
    run(made.db, "UPDATE audit SET actor = 'x' WHERE id = 1");
    const before = contents(made.db);
    await expect(runner(made, MUCH_LATER)("--yes")).rejects.toThrow("doctor");
    expect(contents(made.db)).toEqual(before);
  });

  it("is not cut, nor anything else removed, while a report does not fit it", async () => {
    const made = stage([["会計室", 1]]);
    report(made.db, made.goal(0));
    run(made.db, "UPDATE note SET text = '中止と決定'");
    const before = contents(made.db);
    await expect(runner(made, MUCH_LATER)("--yes")).rejects.toThrow(
      "会計室 重点目標1 の報告1番（本文）。先に policy-bot doctor",
    );
    expect(contents(made.db)).toEqual(before);
  });
});
