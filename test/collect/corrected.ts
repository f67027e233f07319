import { createHash } from "node:crypto";
import { expect } from "vitest";
import { importDocument } from "../../src/bot/features/office/import-document.js";
import { DAY } from "../../src/domain/time.js";
import { systemClock } from "../../src/machine-clock.js";
import { all, one, run } from "../../src/store/database.js";
import { rememberThread } from "../../src/store/threads.js";
import { parseDocument } from "../kit/parse.js";
import { sampleText } from "../kit/seeds.js";
import type { Stage } from "../kit/stage.js";

/** Imports the sample once more while its digest stands, with one goal put in front of 福祉避難所 and one left out. */
function importCorrected(stage: Stage): void {
  const before = sampleText("itabashi-r8.md");
  const text = before
    .replace("6. 地域の防災資器材の更新・拡充\n", "")
    .replace("5. 新型インフルエンザ", "6. 新型インフルエンザ")
    .replace("4. BCP 計画等", "5. BCP 計画等")
    .replace("3. 避難行動要支援", "4. 避難行動要支援")
    .replace("2. 福祉避難所の", "2. 備蓄物資の計画的な更新\n3. 福祉避難所の");
  importAs(stage, text);
}

/** A document of the year's plan, which comes in the place of the one before. */
function importAs(stage: Stage, text: string): void {
  const parsed = parseDocument(text);
  expect(parsed.municipality).not.toBeNull();
  importDocument(stage.db, parsed, {
    municipality: parsed.municipality ?? "",
    fiscalYear: parsed.fiscalYear ?? 0,
    track: [],
    sourceName: "corrected.md",
    sourceSha256: createHash("sha256").update(text).digest("hex"),
    now: systemClock(),
    actor: "cli",
  });
}

/** What stands on the goals of 危機管理部, by their texts. */
function notesByText(stage: Stage): Record<string, string | null> {
  const rows = all<{ goal: string; state: string | null }>(
    stage.db,
    `SELECT statement.text AS goal, note.state FROM note JOIN statement ON statement.id = goal_id
     WHERE withdrawn_at IS NULL ORDER BY note.id`,
  );
  return Object.fromEntries(rows.map(({ goal, state }) => [goal, state]));
}

/** A number that a digest shows means the same goal after a corrected document came in; the same on every platform. */
export async function repliesAfterACorrection(stage: Stage): Promise<void> {
  await stage.root();
  const shown = all<{ number: number; text: string }>(
    stage.db,
    `SELECT number, text FROM thread_goal JOIN statement ON statement.id = goal_id ORDER BY thread_goal.ord`,
  );
  const textOf = (number: number): string => shown.find((goal) => goal.number === number)?.text ?? "";
  // As a plan of one's own: a document in the place of a sample begins anew.
  run(stage.db, "UPDATE plan SET is_sample = 0");
  importCorrected(stage);
  await stage.play([
    { do: "reply", name: "a", text: "3 やや遅れ 入札不調" },
    { do: "reply", name: "b", text: `${shown.length + 1} 順調 備蓄計画の案を作成` },
    { do: "reply", name: "c", text: "6 完了" },
  ]);
  expect(textOf(6)).toBe("地域の防災資器材の更新・拡充");
  expect(notesByText(stage)).toEqual({ [textOf(3)]: "slightly_behind", 備蓄物資の計画的な更新: "on_track" });
  // The goal of number 6 is gone, and its number is nobody else's: its author is asked.
  expect(stage.asked()).toEqual([stage.driver.idOf("c")]);
  const told =
    one<{ body: string }>(stage.db, "SELECT body FROM outbox WHERE dedupe LIKE 'correction:%'")?.body ?? "";
  for (const word of ["計画の文書が訂正された", "備蓄物資の計画的な更新", "計画からなくなりました"])
    expect(told).toContain(word);
  expect(stage.count("outbox", "kind = 'update'")).toBeGreaterThan(0);
}

/** A post about some goals that was made before, with the numbers that it shows: a digest of another week, a deadline. */
function stands(stage: Stage, name: string, kind: "digest" | "deadline", numbers: readonly number[]): string {
  const { platform, conversation, destination } = stage.driver.channel;
  const digest = one<{ planId: number; departmentId: number; createdAt: number }>(
    stage.db,
    "SELECT plan_id AS planId, department_id AS departmentId, created_at AS createdAt FROM thread",
  );
  if (digest === null) throw new Error("no digest");
  const goalIds = numbers.map(
    (number) =>
      one<{ id: number }>(
        stage.db,
        "SELECT id FROM goal WHERE department_id = ? AND number = ?",
        digest.departmentId,
        number,
      )?.id ?? 0,
  );
  const root = stage.driver.idOf(name);
  const createdAt = digest.createdAt - 8 * DAY;
  rememberThread(stage.db, {
    platform,
    conversation,
    destination,
    root,
    kind,
    ...digest,
    createdAt,
    goalIds,
  });
  return root;
}

/**
 * Every post that stands means by a number what it showed: the digest of another week and a deadline's post as well, after a goal was
 * put in front of others and one was left out, and after that one came back.
 */
export async function repliesBelowOlderPosts(stage: Stage): Promise<void> {
  const root = await stage.root();
  const older = stands(stage, "older", "digest", [6, 3, 4]);
  const deadline = stands(stage, "deadline", "deadline", [2, 6]);
  const textOf = (number: number): string =>
    one<{ text: string }>(
      stage.db,
      `SELECT text FROM thread_goal JOIN statement ON statement.id = goal_id JOIN thread ON thread.id = thread_id
       WHERE root IN (?, ?) AND number = ?`,
      older,
      deadline,
      number,
    )?.text ?? "";
  const say = async (name: string, text: string, below: string): Promise<void> => {
    const event = stage.driver.event({ do: "reply", name, text }, below);
    expect(await stage.driver.deliver(event, stage.port, false)).toBe(true);
    await stage.settled();
  };
  run(stage.db, "UPDATE plan SET is_sample = 0");
  importCorrected(stage);
  await say("a", "3 やや遅れ 入札不調", older);
  await say("b", "2 順調 協定書の案を作成", deadline);
  await say("c", "6 完了 全数を更新", older);
  await say("d", "6 完了 全数を更新", deadline);
  const kept = { [textOf(3)]: "slightly_behind", [textOf(2)]: "on_track" };
  expect(notesByText(stage)).toEqual(kept);
  expect(stage.asked()).toEqual([stage.driver.idOf("c"), stage.driver.idOf("d")]);
  // As it was first: the goal of number 6 is back, under its number.
  importAs(stage, sampleText("itabashi-r8.md"));
  await say("e", "6 概ね順調 半数を更新", deadline);
  await say("f", "4 順調 点検を開始", older);
  await say("g", "1 順調 全地区に説明", root);
  expect(notesByText(stage)).toMatchObject({
    ...kept,
    "地域の防災資器材の更新・拡充": "mostly_on_track",
    [textOf(4)]: "on_track",
  });
  expect(Object.keys(notesByText(stage))).toHaveLength(5);
}
