import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { all } from "../../src/store/database.js";
import { randomFor, replay, rounds } from "../kit/dice.js";
import { note } from "../kit/plan-store.js";
import { edition, MUNICIPALITY } from "./document.js";
import { Office } from "./office.js";
import { expectWhole } from "./reckoning.js";

const KILLS = 10 * rounds;

let office: Office | null = null;
afterEach(async () => {
  await office?.close();
  office = null;
});

describe(`an import, killed at any point while the program runs, ${replay}`, () => {
  it(`leaves the old plan or the new one whole, ${KILLS} times`, {
    timeout: 60_000 + KILLS * 10_000,
  }, async () => {
    const random = randomFor("kill-import");
    const here = new Office();
    office = here;
    await here.open();
    const { db, folder } = here.stage;
    const file = path.join(folder, "plan.md");
    const importing = ["import", file, "--municipality", MUNICIPALITY, "--fiscal-year", "令和8年度", "--yes"];
    const stored = (): string[] =>
      all<{ text: string }>(
        db,
        `SELECT statement.text FROM statement JOIN plan ON plan.id = plan_id JOIN municipality ON municipality.id = municipality_id
         WHERE municipality.name = ? AND kind = 'goal' AND removed_at IS NULL ORDER BY statement.department_id, statement.ord`,
        MUNICIPALITY,
      ).map(({ text }) => text);

    let nth = 0;
    writeFileSync(file, edition(nth).text);
    expect(await here.cli(importing)).toMatchObject({ status: 0 });
    expect(stored()).toEqual(edition(nth).goals);
    const reported = all<{ id: number }>(
      db,
      "SELECT id FROM statement WHERE text LIKE '%号館%' AND id % 7 = 0",
    );
    for (const { id } of reported) note(db, id, `施設の報告${id}`);
    await here.start();

    nth += 1;
    writeFileSync(file, edition(nth).text);
    const shown = "前回との違い";
    const whole = (await here.cliKilled(importing, { ms: 60_000 })).ms;
    writeFileSync(file, edition(nth + 1).text);
    const writing = (await here.cliKilled(importing, { ms: 60_000, word: shown })).ms;
    nth += 1;
    expect(stored()).toEqual(edition(nth).goals);

    const after = { old: 0, new: 0 };
    for (let kill = 0; kill < KILLS; kill += 1) {
      writeFileSync(file, edition(nth + 1).text);
      // Most of them while it writes, which it does after it has shown what it found.
      const early = random() < 0.3;
      const { killed } = early
        ? await here.cliKilled(importing, { ms: whole * random() })
        : await here.cliKilled(importing, { ms: writing * random(), word: shown });
      const now = stored();
      const isNew = now.some((text) => text.includes(`版${nth + 1}だけ`));
      expect(now, `kill ${kill}`).toEqual(edition(isNew ? nth + 1 : nth).goals);
      expect(isNew || killed).toBe(true);
      if (killed) after[isNew ? "new" : "old"] += 1;
      expectWhole(here.stage.file);
      // Whoever asks meanwhile reads the plan that stands, and none of the other one.
      const found = await here.ask(`検索 ${MUNICIPALITY} 版${isNew ? nth + 1 : nth}だけの臨時事業7番`);
      expect(found?.text).toContain(`だけの臨時事業7番`);
      if (isNew) nth += 1;
    }
    writeFileSync(file, edition(nth + 1).text);
    expect(await here.cli(importing)).toMatchObject({ status: 0 });
    expect(stored()).toEqual(edition(nth + 1).goals);
    const kept = all<{ goalId: number; text: string }>(
      db,
      "SELECT goal_id AS goalId, text FROM note WHERE withdrawn_at IS NULL AND text LIKE '施設の報告%' ORDER BY goal_id",
    );
    expect(kept).toEqual(reported.map(({ id }) => ({ goalId: id, text: `施設の報告${id}` })));
    const standing = all<{ id: number }>(
      db,
      "SELECT id FROM statement WHERE removed_at IS NULL AND text LIKE '%号館%' AND id % 7 = 0 ORDER BY id",
    );
    expect(standing).toEqual(reported);
    expect(after.old).toBeGreaterThan(0);
    process.stdout.write(
      `import (${Math.round(whole)} ms, of which ${Math.round(writing)} to write) killed ${after.old + after.new} of ${KILLS} times: ` +
        `${after.old} left the old plan, ${after.new} the new one\n`,
    );
  });
});
