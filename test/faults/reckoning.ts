import { existsSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import { findBrokenAudit } from "../../src/store/audit.js";
import { findDamage, openForReading } from "../../src/store/backup.js";
import { all } from "../../src/store/database.js";
import type { FakeSlack } from "../kit/fake-slack.js";
import { CHANNEL } from "../kit/payloads.js";
import type { Stage } from "../kit/stage.js";
import { type People, PHONE } from "./people.js";

/** What was written, and what of it the program acknowledged. */
export type Spoken = Pick<People, "replies" | "acknowledged">;

/** What must hold whenever the program ended: what was acknowledged stands in the inbox. */
export function expectAcknowledgedKept({ db }: Stage, people: Spoken): void {
  const kept = new Set(all<{ key: string }>(db, "SELECT event_key AS key FROM inbox").map(({ key }) => key));
  const lost = [...people.acknowledged].filter((ts) => !kept.has(`msg:${CHANNEL}:${ts}`));
  expect(lost, "acknowledged, but not in the inbox").toEqual([]);
}

/**
 * The file is sound, nothing in it points nowhere, and no link of the audit is broken. Looked at over a new connection:
 * FTS5 checks the structure that a connection remembers, which others may have changed since.
 */
export function expectWhole(file: string): void {
  const db = openForReading(file);
  try {
    expect(findDamage(db)).toEqual([]);
    expect(findBrokenAudit(db)).toBeNull();
  } finally {
    db.close();
  }
}

/** Waits until nothing is left to be worked off, and no answer to be sent. */
export async function settled(stage: Stage, withinMs = 60_000): Promise<void> {
  const none = (table: string, where: string): true | null => (stage.count(table, where) === 0 ? true : null);
  await stage.eventually(() => none("inbox", "status = 'new'"), withinMs);
  await stage.eventually(
    () => none("outbox", "kind = 'answer' AND status IN ('pending', 'sending')"),
    withinMs,
  );
}

/** What must hold when everything was acknowledged and worked off: every reply has had its effect, once. */
export function expectReckoned(stage: Stage, people: Spoken): void {
  const { db, file } = stage;
  expect(people.acknowledged.size).toBe(people.replies.length);
  expect(stage.count("inbox", "status <> 'done'")).toBe(0);
  expect(stage.count("outbox", "kind = 'answer' AND status <> 'sent'")).toBe(0);

  const notes = all<{ message: string; number: number; text: string; state: string }>(
    db,
    `SELECT message.message, goal.number, note.text, note.state FROM note JOIN goal ON goal.id = goal_id
     JOIN message ON message.id = message_id WHERE withdrawn_at IS NULL ORDER BY note.id`,
  );
  const expected = people.replies.flatMap((reply) =>
    reply.notes.map(({ number, text, state }) => `${reply.ts} ${number} ${state} ${text}`),
  );
  expect(notes.map((note) => `${note.message} ${note.number} ${note.state} ${note.text}`).sort()).toEqual(
    expected.sort(),
  );

  const messages = new Map(
    all<{ message: string; status: string; text: string | null; doubts: string | null }>(
      db,
      "SELECT message, status, text, doubts FROM message",
    ).map((message) => [message.message, message]),
  );
  expect(messages.size).toBe(people.replies.length);
  for (const reply of people.replies) {
    const message = messages.get(reply.ts);
    if (reply.kind === "uncertain") {
      expect(message?.status).toBe("asked");
      expect(message?.text).toMatch(/^99 順調 その\d+の件$/);
      expect(message?.doubts).not.toBeNull();
    } else if (reply.deleted) expect(message?.status).toBe("withdrawn");
    else expect(message?.status).toBe(reply.kind === "withheld" ? "withheld" : "noted");
  }

  expectWhole(file);
  expect(stage.count("audit", "action = 'note.add'")).toBe(stage.count("note", "1"));
  for (const name of [file, `${file}-wal`].filter(existsSync))
    expect(readFileSync(name).includes(PHONE), `${name} holds what must not be stored`).toBe(false);
}

/** Every post under its own key stands on the platform once, the digest among them. */
export function expectPostedOnce(slack: FakeSlack): void {
  const keys = slack.posts.map(({ metadata }) => JSON.stringify(metadata));
  expect(new Set(keys).size).toBe(keys.length);
  expect(slack.posts.filter(({ channel, thread_ts }) => channel === CHANNEL && !thread_ts)).toHaveLength(1);
}
