import { createHash } from "node:crypto";
import { expect } from "vitest";
import { importDocument } from "../../src/bot/features/office/import-document.js";
import { systemClock } from "../../src/machine-clock.js";
import { all, one, run } from "../../src/store/database.js";
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
