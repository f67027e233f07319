import { all, type Db, one, run } from "./database.js";

/** Which conversation of which platform belongs to which department, or to 企画課. */
export interface Binding {
  readonly id: number;
  readonly platform: string;
  readonly conversation: string;
  readonly name: string | null;
  readonly destination: Readonly<Record<string, string>>;
  readonly purpose: "department" | "planning";
  readonly departmentId: number | null;
  readonly lostAt: number | null;
  readonly lostReason: string | null;
}

interface BindingRow extends Omit<Binding, "destination"> {
  readonly destination: string;
}

const SELECT = `SELECT id, platform, conversation, name, destination, purpose, department_id AS departmentId,
  lost_at AS lostAt, lost_reason AS lostReason FROM binding`;

const toBinding = (row: BindingRow): Binding => ({
  ...row,
  destination: JSON.parse(row.destination) as Record<string, string>,
});

export function findBinding(db: Db, platform: string, conversation: string): Binding | null {
  const row = one<BindingRow>(
    db,
    `${SELECT} WHERE platform = ? AND conversation = ?`,
    platform,
    conversation,
  );
  return row === null ? null : toBinding(row);
}

export function listBindings(db: Db): Binding[] {
  return all<BindingRow>(db, `${SELECT} ORDER BY id`).map(toBinding);
}

/** Binds a conversation, replacing what it was bound to; a lost one counts as found again. */
export function bindConversation(db: Db, binding: Omit<Binding, "id" | "lostAt" | "lostReason">): void {
  run(
    db,
    `INSERT INTO binding(platform, conversation, name, destination, purpose, department_id) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT(platform, conversation) DO UPDATE SET name = excluded.name, destination = excluded.destination,
       purpose = excluded.purpose, department_id = excluded.department_id, lost_at = NULL, lost_reason = NULL`,
    binding.platform,
    binding.conversation,
    binding.name,
    JSON.stringify(binding.destination),
    binding.purpose,
    binding.departmentId,
  );
}

/** The conversation is gone, or the bot is not in it any more: nothing is sent there until it is bound again. */
export function markLost(db: Db, id: number, reason: string, now: number): void {
  run(db, "UPDATE binding SET lost_at = ?, lost_reason = ? WHERE id = ?", now, reason, id);
}
