import { all, type Db, one, run } from "./database.js";

/** The messages of the embedded web workspace. The shapes are those that its adapter asks for. */

type Sign = "kept" | "asked";

interface NewMessage {
  readonly conversation: string;
  readonly thread: string | null;
  readonly author: string | null;
  readonly authorName: string;
  readonly audience: string | null;
  readonly body: string;
  readonly at: number;
  readonly key: string | null;
}

interface StoredMessage extends NewMessage {
  readonly id: string;
  readonly editedAt: number | null;
  readonly sign: Sign | null;
  readonly replies: number;
}

/** Row ids with leading zeros, so that ids sort as text in the order of arrival. */
const ID = (column: string): string => `printf('%012d', ${column})`;

const SELECT = `SELECT ${ID("m.id")} AS id, conversation, CASE WHEN thread IS NULL THEN NULL ELSE ${ID("thread")} END AS thread,
  author, author_name AS authorName, audience, body, at, edited_at AS editedAt, sign, post_key AS "key",
  (SELECT count(*) FROM web_message r WHERE r.thread = m.id AND r.audience IS NULL) AS replies
  FROM web_message m`;

/** How the conversation of what was taken out of a channel begins: no channel of the workspace is called so. */
const ASIDE = "aside:";

/** The workspace's channels of the departments of some plans. */
const CHANNELS = `SELECT conversation FROM binding WHERE platform = 'web' AND organisation_id IN
  (SELECT organisation_id FROM department WHERE plan_id IN (SELECT value FROM json_each(@plans)))`;

/** What was posted about some plans in the workspace's channels of 企画課: round-ups and reminders, with what stands below them. */
const ROUND_UPS = `SELECT below.id FROM web_message root
  JOIN outbox ON root.post_key = 'post:' || outbox.post_key AND outbox.platform = 'web' AND outbox.kind = 'post'
  JOIN binding ON binding.platform = 'web' AND binding.purpose = 'planning' AND binding.conversation = outbox.conversation
  JOIN web_message below ON below.id = root.id OR below.thread = root.id
  WHERE outbox.office ->> 'plan' IN (SELECT value FROM json_each(@plans))`;

/** Takes what stands in the channels of some plans' departments, and what those of 企画課 heard of them, out of there; it is not lost. */
export function setChannelsAside(db: Db, plans: readonly number[]): void {
  run(
    db,
    `UPDATE web_message SET conversation = '${ASIDE}' || conversation
     WHERE conversation NOT GLOB '${ASIDE}*' AND (conversation IN (${CHANNELS}) OR id IN (${ROUND_UPS}))`,
    { plans: JSON.stringify(plans) },
  );
}

/** Brings it back to where it stood. */
export function bringChannelsBack(db: Db, plans: readonly number[]): void {
  run(
    db,
    `UPDATE web_message SET conversation = substr(conversation, ${ASIDE.length + 1})
     WHERE conversation GLOB '${ASIDE}*'
       AND (conversation IN (SELECT '${ASIDE}' || conversation FROM (${CHANNELS})) OR id IN (${ROUND_UPS}))`,
    { plans: JSON.stringify(plans) },
  );
}

/** Deletes it, wherever it is: a later plan's channel may get the same address. */
export function emptyChannels(db: Db, plans: readonly number[]): void {
  setChannelsAside(db, plans);
  run(
    db,
    `DELETE FROM web_message WHERE conversation IN (SELECT '${ASIDE}' || conversation FROM (${CHANNELS}))
       OR (conversation GLOB '${ASIDE}*' AND id IN (${ROUND_UPS}))`,
    { plans: JSON.stringify(plans) },
  );
}

/** The workspace's store over SQLite. */
export function createWebMessageStore(db: Db) {
  const get = (id: string): StoredMessage | null =>
    one<StoredMessage>(db, `${SELECT} WHERE m.id = ?`, Number(id));
  const findByKey = (key: string): StoredMessage | null =>
    one<StoredMessage>(db, `${SELECT} WHERE post_key = ?`, key);
  return {
    get,
    findByKey,

    append(message: NewMessage): StoredMessage {
      const known = message.key === null ? null : findByKey(message.key);
      if (known !== null) return known;
      const { id } = run(
        db,
        `INSERT INTO web_message(conversation, thread, author, author_name, audience, body, at, post_key)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        message.conversation,
        message.thread === null ? null : Number(message.thread),
        message.author,
        message.authorName,
        message.audience,
        message.body,
        message.at,
        message.key,
      );
      const stored = get(String(id));
      if (stored === null) throw new Error(`web message ${id} vanished`);
      return stored;
    },

    change(
      id: string,
      change: { readonly body?: string; readonly editedAt?: number; readonly sign?: Sign | null },
    ): StoredMessage | null {
      const known = get(id);
      if (known === null) return null;
      run(
        db,
        "UPDATE web_message SET body = ?, edited_at = ?, sign = ? WHERE id = ?",
        change.body ?? known.body,
        change.editedAt ?? known.editedAt,
        change.sign === undefined ? known.sign : change.sign,
        Number(id),
      );
      return get(id);
    },

    remove(id: string): void {
      run(db, "DELETE FROM web_message WHERE id = ?", Number(id));
    },

    list(page: {
      readonly conversation: string;
      readonly thread: string | null;
      readonly person: string;
      readonly before: string | null;
      readonly limit: number;
    }): readonly StoredMessage[] {
      return all<StoredMessage>(
        db,
        `${SELECT} WHERE conversation = ? AND thread IS ? AND (audience IS NULL OR audience = ?) AND m.id < ?
         ORDER BY m.id DESC LIMIT ?`,
        page.conversation,
        page.thread === null ? null : Number(page.thread),
        page.person,
        page.before === null ? Number.MAX_SAFE_INTEGER : Number(page.before),
        page.limit,
      ).reverse();
    },

    latest(): ReadonlyMap<string, string> {
      const rows = all<{ conversation: string; id: string }>(
        db,
        `SELECT conversation, ${ID("max(id)")} AS id FROM web_message WHERE audience IS NULL GROUP BY conversation`,
      );
      return new Map(rows.map((row) => [row.conversation, row.id]));
    },

    trimPrivate(person: string, keep: number): void {
      run(
        db,
        `DELETE FROM web_message WHERE audience = ? AND id NOT IN
         (SELECT id FROM web_message WHERE audience = ? ORDER BY id DESC LIMIT ?)`,
        person,
        person,
        keep,
      );
    },
  };
}
