import { all, type Db, one, run } from "./database.js";
import { remembered } from "./remembered.js";

/** Which conversation of which platform belongs to which organisation, or to 企画課 of which municipality. */
export interface Binding {
  readonly id: number;
  readonly platform: string;
  readonly conversation: string;
  readonly name: string | null;
  readonly destination: Readonly<Record<string, string>>;
  readonly purpose: "department" | "planning";
  /** Whose channel it is, or whose 企画課's. */
  readonly municipalityId: number | null;
  /** The organisation whose channel it is, whatever year runs; null for a channel of 企画課. */
  readonly organisationId: number | null;
  /** The department's own rhythm as JSON; null where the plan's holds. */
  readonly schedule: string | null;
  /** Whether a week in which nothing is due says so. */
  readonly sayAllDone: boolean;
  /** Slots before this are not made up for. */
  readonly boundAt: number;
  readonly lostAt: number | null;
  readonly lostReason: string | null;
  /** What the organisation whose channel it is is called; null for a channel of 企画課. */
  readonly whose?: string | null;
  /** Where the channel has the digests of several departments that came of one: which of them, besides the first. */
  readonly lane?: number;
}

interface BindingRow extends Omit<Binding, "destination" | "sayAllDone"> {
  readonly destination: string;
  readonly sayAllDone: number;
}

const SELECT = `SELECT id, platform, conversation, name, destination, purpose, municipality_id AS municipalityId,
  organisation_id AS organisationId, schedule, say_all_done AS sayAllDone, bound_at AS boundAt, lost_at AS lostAt, lost_reason AS lostReason,
  (SELECT organisation.name FROM organisation WHERE organisation.id = binding.organisation_id) AS whose FROM binding`;

const toBinding = (row: BindingRow): Binding => ({
  ...row,
  destination: JSON.parse(row.destination) as Record<string, string>,
  sayAllDone: row.sayAllDone === 1,
});

export function findBinding(db: Db, platform: string, conversation: string): Binding | null {
  return remembered(db, `binding:${platform}:${conversation}`, () => {
    const row = one<BindingRow>(
      db,
      `${SELECT} WHERE platform = ? AND conversation = ?`,
      platform,
      conversation,
    );
    return row === null ? null : toBinding(row);
  });
}

export function listBindings(db: Db): Binding[] {
  return all<BindingRow>(db, `${SELECT} ORDER BY id`).map(toBinding);
}

export type NewBinding = Pick<
  Binding,
  "platform" | "conversation" | "name" | "destination" | "purpose" | "municipalityId" | "organisationId"
>;

/** Binds a conversation, replacing what it was bound to; a lost one counts as found again. */
export function bindConversation(db: Db, binding: NewBinding, now: number): void {
  run(
    db,
    `INSERT INTO binding(platform, conversation, name, destination, purpose, municipality_id, organisation_id, bound_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT(platform, conversation) DO UPDATE SET name = excluded.name, destination = excluded.destination,
       purpose = excluded.purpose, municipality_id = excluded.municipality_id, organisation_id = excluded.organisation_id, bound_at = excluded.bound_at,
       lost_at = NULL, lost_reason = NULL`,
    binding.platform,
    binding.conversation,
    binding.name,
    JSON.stringify(binding.destination),
    binding.purpose,
    binding.municipalityId,
    binding.organisationId,
    now,
  );
}

/** Sets a channel's own rhythm (JSON; null for the plan's) and whether it hears of weeks in which nothing is due. */
export function setBindingRhythm(db: Db, id: number, schedule: string | null, sayAllDone: boolean): void {
  run(db, "UPDATE binding SET schedule = ?, say_all_done = ? WHERE id = ?", schedule, sayAllDone ? 1 : 0, id);
}

/** The conversation is gone, or the bot is not in it any more: nothing is sent there until it is bound again. */
export function markLost(db: Db, id: number, reason: string, now: number): void {
  run(db, "UPDATE binding SET lost_at = ?, lost_reason = ? WHERE id = ?", now, reason, id);
}

/** It is there after all: whatever was to be sent there is sent again. */
export function markFound(db: Db, id: number): void {
  run(db, "UPDATE binding SET lost_at = NULL, lost_reason = NULL WHERE id = ?", id);
}

/** A channel's name as it is now. */
export function renameBinding(db: Db, id: number, name: string): void {
  run(db, "UPDATE binding SET name = ? WHERE id = ?", name, id);
}

/** Channels of 企画課 of a municipality; null for those of all. */
export function listPlanningBindings(db: Db, municipalityId: number | null): Binding[] {
  return listBindings(db).filter(
    ({ purpose, municipalityId: own }) =>
      purpose === "planning" && (municipalityId === null || own === null || own === municipalityId),
  );
}

type Named = Pick<Binding, "name" | "purpose" | "destination" | "whose">;

/**
 * The name of a channel as people are told it: never the platform's id. Teams keeps back what private channels are called, and group chats
 * often have no name at all; those are called by whom they belong to.
 */
export function channelName(binding: Named | null): string {
  if (binding === null) return "結び付きのないチャンネル";
  if (binding.name !== null && binding.name.trim() !== "") return binding.name;
  const whose = binding.purpose === "planning" ? "企画課" : (binding.whose ?? "部");
  return `${whose}の${binding.destination.type === "groupChat" ? "チャット" : "チャンネル"}`;
}

/** Tables that know messages of a conversation; what stands under the new id already stays as it is. */
const SPOKEN = ["message", "shown"];

/** A conversation got another id: everything that hangs on it goes along. Call it in a transaction. @returns whether it was bound */
export function moveConversation(
  db: Db,
  platform: string,
  from: string,
  to: { readonly conversation: string; readonly destination: Readonly<Record<string, string>> },
): boolean {
  const values = { platform, from, to: to.conversation, destination: JSON.stringify(to.destination) };
  const bound = findBinding(db, platform, from) !== null;
  // A binding that was made anew under the new id is what somebody decided since.
  for (const table of ["binding", "thread"])
    run(
      db,
      `UPDATE OR IGNORE ${table} SET conversation = @to, destination = @destination
       WHERE platform = @platform AND conversation = @from`,
      values,
    );
  run(db, "DELETE FROM binding WHERE platform = ? AND conversation = ?", platform, from);
  for (const table of SPOKEN)
    run(
      db,
      `UPDATE OR IGNORE ${table} SET conversation = ? WHERE platform = ? AND conversation = ?`,
      to.conversation,
      platform,
      from,
    );
  run(
    db,
    `UPDATE outbox SET conversation = @to, destination = @destination
     WHERE platform = @platform AND conversation = @from AND kind <> 'tell'`,
    values,
  );
  run(
    db,
    "UPDATE inbox SET held_conversation = ? WHERE platform = ? AND held_conversation = ?",
    to.conversation,
    platform,
    from,
  );
  return bound;
}
