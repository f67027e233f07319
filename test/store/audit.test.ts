import { describe, expect, it } from "vitest";
import { type AuditHead, findBrokenAudit, goesOnFrom, recordAudit } from "../../src/store/audit.js";
import { all, type Db, run } from "../../src/store/database.js";
import { temporaryDatabase } from "../kit/plan-store.js";

function chainOf(length: number): Db {
  const { db } = temporaryDatabase();
  for (let at = 1; at <= length; at += 1) {
    recordAudit(db, {
      at,
      actor: "web:U1",
      action: "note.add",
      target: `note:${at}`,
      before: at % 2 === 0 ? { text: "前" } : null,
      after: { text: `報告「${at}」` },
      via: "thread",
    });
  }
  return db;
}

describe("the audit", () => {
  it("is whole when nothing was touched, and when it is empty", () => {
    expect(findBrokenAudit(chainOf(0))).toBeNull();
    expect(findBrokenAudit(chainOf(5))).toBeNull();
  });

  it.each(["at", "actor", "action", "target", "before", "after", "via", "previous_hash", "hash"])(
    "notices a changed %s",
    (column) => {
      const db = chainOf(5);
      run(db, `UPDATE audit SET "${column}" = ? WHERE id = 3`, column === "at" ? 99 : '"x"');
      expect(findBrokenAudit(db)).toBe(3);
    },
  );

  it("notices a row that was taken out, put in, or exchanged with another", () => {
    const missing = chainOf(5);
    run(missing, "DELETE FROM audit WHERE id = 2");
    expect(findBrokenAudit(missing)).toBe(3);

    const added = chainOf(3);
    run(
      added,
      `INSERT INTO audit(at, actor, action, target, via, previous_hash, hash) VALUES (4, 'x', 'x', 'x', 'x',
         (SELECT hash FROM audit WHERE id = 3), 'made up')`,
    );
    expect(findBrokenAudit(added)).toBe(4);

    const exchanged = chainOf(5);
    const [second, third] = all<{ hash: string }>(
      exchanged,
      "SELECT hash FROM audit WHERE id IN (2, 3) ORDER BY id",
    );
    run(exchanged, "UPDATE audit SET hash = ? WHERE id = 2", third?.hash);
    run(exchanged, "UPDATE audit SET hash = ? WHERE id = 3", second?.hash);
    expect(findBrokenAudit(exchanged)).toBe(2);
  });

  it("tells a missing value from the word null", () => {
    const db = chainOf(1);
    run(db, "UPDATE audit SET before = 'null'");
    expect(findBrokenAudit(db)).toBe(1);
  });

  it("goes on from a row that was kept elsewhere, also where the beginning was removed since", () => {
    const db = chainOf(5);
    const kept = all<AuditHead>(db, "SELECT id, hash FROM audit ORDER BY id");
    const goes = () => kept.map((head) => goesOnFrom(db, head));
    expect(goes()).toEqual([true, true, true, true, true]);
    run(db, "DELETE FROM audit WHERE id <= 2");
    expect(goes()).toEqual([true, true, true, true, true]);
    run(db, "DELETE FROM audit WHERE id > 4");
    expect(goes()).toEqual([true, true, true, true, false]);
    run(db, "UPDATE audit SET hash = 'other' WHERE id = 3");
    expect(goes()).toEqual([true, true, false, true, false]);
  });
});
