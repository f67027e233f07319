import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/config.js";
import { DEFAULT_SCALE } from "../../src/domain/state.js";
import { DAY, HOUR, tokyoInstant } from "../../src/domain/time.js";
import { all, type Db, one, run } from "../../src/store/database.js";
import { checkAudit, type MisfitKind } from "../../src/store/misfits.js";
import { moveNote, reviseNote, withdrawNote } from "../../src/store/note-writing.js";
import { ensurePerson } from "../../src/store/people.js";
import { expiryLimits, listExpired, removeExpired } from "../../src/store/retention.js";
import { replaceScale } from "../../src/store/scale.js";
import { NOW, report } from "../kit/plan-store.js";
import { type Stage, stage } from "../kit/reported-plan.js";

const { retention } = readConfig({});
const act = (at: number) => ({ actor: "web:U1", at, via: "form" }) as const;
const said = { state: "behind", level: 3, percent: 40, unchanged: false } as const;

function expire(db: Db, now: number): void {
  const limits = expiryLimits(retention, now);
  expect(removeExpired(db, limits, listExpired(db, limits), act(now))).toBe(true);
}

/** Notes 1 to 4: as it was said; revised twice; withdrawn and brought back; moved and withdrawn. */
function staged(): Stage {
  const made = stage([["会計室", 2]]);
  const { db, goal } = made;
  report(db, goal(0), { onBehalfOf: "鈴木", level: 0 });
  report(db, goal(0));
  reviseNote(db, 2, { ...said, text: "直した文" }, act(NOW + HOUR), "edit");
  reviseNote(db, 2, { ...said, text: "もう一度直した文" }, act(NOW + 2 * HOUR), "correct");
  report(db, goal(1));
  withdrawNote(db, 3, act(NOW + HOUR));
  reviseNote(db, 3, { ...said, text: "戻した文" }, act(NOW + 2 * HOUR), "edit");
  report(db, goal(0));
  moveNote(db, 4, goal(1), act(NOW + HOUR));
  withdrawNote(db, 4, act(NOW + 2 * HOUR));
  return made;
}

const found = (db: Db): (readonly [number, readonly MisfitKind[]])[] =>
  checkAudit(db).misfits.map(({ note, kinds }) => [note, kinds]);

/** The default scale with its levels the other way round, the last one gone. */
const TURNED = [...DEFAULT_SCALE].reverse().slice(1);

describe("notes that nobody touched by hand", () => {
  it("fit the audit, whatever was done with them", () => {
    expect(checkAudit(staged().db)).toEqual({ brokenAt: null, misfits: [] });
    expect(checkAudit(stage([["会計室", 1]]).db)).toEqual({ brokenAt: null, misfits: [] });
  });

  it("fit it after the plan got another scale, twice, and with notes said on the new one", () => {
    const { db, goal, plan } = staged();
    replaceScale(db, plan.id, TURNED, act(NOW + DAY));
    report(db, goal(0), { level: 1, saidAt: NOW + 2 * DAY });
    expect(found(db)).toEqual([]);
    replaceScale(db, plan.id, DEFAULT_SCALE, act(NOW + 3 * DAY));
    expect(found(db)).toEqual([]);
    const levels = all<{ level: number | null }>(db, "SELECT level FROM note ORDER BY id");
    expect(levels.some(({ level }) => level !== null)).toBe(true);
  });

  it("fit it after others expired, and a number is never given again", () => {
    const { db, goal } = staged();
    expire(db, tokyoInstant("2032-04-01"));
    expect(found(db)).toEqual([]);
    report(db, goal(0), { saidAt: tokyoInstant("2032-05-01") });
    expect(all(db, "SELECT id FROM note")).toEqual([{ id: 5 }]);
    expect(found(db)).toEqual([]);
  });

  it("fit it where the audit no longer goes back to their beginning", () => {
    const { db, goal, plan } = staged();
    const limits = { ...expiryLimits(retention, NOW), audit: tokyoInstant("2027-04-01") };
    const young = tokyoInstant("2027-05-01");
    report(db, goal(0), { saidAt: young });
    removeExpired(db, limits, listExpired(db, limits), act(young));
    expect(one(db, "SELECT count(*) AS n FROM audit WHERE target = 'note:1'")).toEqual({ n: 0 });
    expect(found(db)).toEqual([]);
    reviseNote(db, 1, { ...said, text: "後から直した文" }, act(young + HOUR), "edit");
    withdrawNote(db, 2, act(young + HOUR));
    moveNote(db, 3, goal(0), act(young + HOUR));
    replaceScale(db, plan.id, TURNED, act(young + 2 * HOUR));
    withdrawNote(db, 3, act(young + 3 * HOUR));
    expect(found(db)).toEqual([]);
    run(db, "UPDATE note SET text = '偽' WHERE id IN (1, 2)");
    run(db, "UPDATE note_revision SET text = '偽' WHERE note_id = 3 AND revision = 3");
    expect(found(db)).toEqual([
      [1, ["text"]],
      [2, ["text"]],
      [3, ["history"]],
    ]);
    expire(db, tokyoInstant("2032-04-01"));
    expect(found(db)).toEqual([]);
  });
});

describe("a note changed by hand", () => {
  it.each<readonly [string, string, readonly (readonly [number, readonly MisfitKind[]])[]]>([
    ["its words", "UPDATE note SET text = '中止と決定' WHERE id = 1", [[1, ["text"]]]],
    ["its salt", "UPDATE note SET salt = zeroblob(16) WHERE id = 2", [[2, ["text", "history"]]]],
    ["its state", "UPDATE note SET state = 'done' WHERE id = 2", [[2, ["values"]]]],
    ["its level", "UPDATE note SET level = NULL WHERE id = 1", [[1, ["values"]]]],
    ["its percent", "UPDATE note SET percent = 99 WHERE id = 1", [[1, ["values"]]]],
    ["変更なし", "UPDATE note SET unchanged = 1 WHERE id = 1", [[1, ["values"]]]],
    ["its goal", "UPDATE note SET goal_id = (SELECT max(id) FROM goal) WHERE id = 1", [[1, ["goal"]]]],
    [
      "the goal it was moved to",
      "UPDATE note SET goal_id = (SELECT min(id) FROM goal) WHERE id = 4",
      [[4, ["goal"]]],
    ],
    [
      "who said it",
      "UPDATE note SET author_id = (SELECT max(id) FROM person) WHERE id = 1",
      [[1, ["origin"]]],
    ],
    ["for whom", "UPDATE note SET on_behalf_of = '田中' WHERE id = 1", [[1, ["origin"]]]],
    ["when it was said", "UPDATE note SET said_at = said_at - 1 WHERE id = 1", [[1, ["origin"]]]],
    ["when it was stored", "UPDATE note SET recorded_at = 1 WHERE id = 1", [[1, ["origin"]]]],
    ["withdrawn", "UPDATE note SET withdrawn_at = 5 WHERE id = 1", [[1, ["withdrawal"]]]],
    ["brought back", "UPDATE note SET withdrawn_at = NULL WHERE id = 4", [[4, ["withdrawal"]]]],
    [
      "an earlier version",
      "UPDATE note_revision SET text = '偽' WHERE note_id = 2 AND revision = 2",
      [[2, ["history"]]],
    ],
    [
      "an earlier state",
      "UPDATE note_revision SET state = 'done' WHERE note_id = 3 AND revision = 1",
      [[3, ["history"]]],
    ],
    [
      "when a version ended",
      "UPDATE note_revision SET replaced_at = 1 WHERE note_id = 2 AND revision = 1",
      [[2, ["history"]]],
    ],
    ["a version less", "DELETE FROM note_revision WHERE note_id = 2 AND revision = 1", [[2, ["history"]]]],
    ["its number of versions", "UPDATE note SET revision = 9 WHERE id = 1", [[1, ["history"]]]],
    ["gone", "DELETE FROM note WHERE id = 1", [[1, ["missing"]]]],
    [
      "put in",
      `INSERT INTO note(goal_id, source_key, text, author_id, via, said_at, recorded_at, salt)
         SELECT goal_id, 'x', '偽', author_id, via, said_at, recorded_at, salt FROM note WHERE id = 1`,
      [[5, ["unknown"]]],
    ],
    [
      "given another's number",
      "UPDATE note SET id = 9 WHERE id = 1",
      [
        [1, ["missing"]],
        [9, ["unknown"]],
      ],
    ],
  ])("is found: %s", (_what, change, misfits) => {
    const { db } = staged();
    ensurePerson(db, "web", "U9", "別人");
    run(db, change);
    expect(found(db)).toEqual(misfits);
  });

  it("is found by its goal and department, as the audit has them", () => {
    const { db } = staged();
    run(db, "UPDATE note SET goal_id = (SELECT min(id) FROM goal) WHERE id = 4");
    expect(checkAudit(db).misfits).toEqual([{ note: 4, department: "会計室", goal: 2, kinds: ["goal"] }]);
  });

  it("is still found after the program changed it again", () => {
    const { db, goal } = staged();
    run(db, "UPDATE note SET text = '偽' WHERE id = 1");
    reviseNote(db, 1, { ...said, text: "直した文" }, act(NOW + DAY), "edit");
    run(db, "UPDATE note SET goal_id = ? WHERE id = 2", goal(1));
    moveNote(db, 2, goal(0), act(NOW + DAY));
    expect(found(db)).toEqual([
      [1, ["history"]],
      [2, ["goal"]],
    ]);
  });

  it("is found when it is gone before its time, and when it stands after it", () => {
    const { db, goal } = staged();
    report(db, goal(0), { saidAt: tokyoInstant("2032-01-01") });
    run(db, "DELETE FROM note WHERE id = 5");
    expire(db, tokyoInstant("2032-04-01"));
    expect(found(db)).toEqual([[5, ["missing"]]]);
    run(
      db,
      `INSERT INTO note(id, goal_id, source_key, text, author_id, via, said_at, recorded_at, salt)
         SELECT 1, ?, 'x', '偽', id, 'form', 1, ?, zeroblob(16) FROM person`,
      goal(0),
      NOW,
    );
    expect(found(db)).toEqual([
      [1, ["unknown"]],
      [5, ["missing"]],
    ]);
  });

  it("is not looked for while the chain is broken: it proves nothing then", () => {
    const { db } = staged();
    run(db, "UPDATE audit SET after = '7' WHERE id = 3");
    run(db, "DELETE FROM note WHERE id = 1");
    expect(checkAudit(db)).toEqual({ brokenAt: 3, misfits: [] });
  });
});
