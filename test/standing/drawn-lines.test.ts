import { describe, expect, it } from "vitest";
import { renderCards } from "../../src/bot/platforms/teams/render.js";
import { DAY } from "../../src/domain/time.js";
import { listPlanGoals } from "../../src/store/goals.js";
import { Conversation } from "../kit/conversation.js";
import { importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

/** A picture of this size stands in no card. */
const LARGE = new Uint8Array(100_000);

describe("what shows a picture in Slack shows its chart in Teams too", () => {
  for (const words of ["進捗", "進捗 危機管理部", "推移"])
    it(words, async () => {
      const { db } = temporaryDatabase();
      const { planId } = importText(db, WARD, { now: NOW - 60 * DAY });
      const goal = listPlanGoals(db, planId).find(({ text }) => text.includes("福祉避難所"));
      note(db, goal?.id ?? 0, "候補の3施設と協議しています", NOW - 10 * DAY);
      const { blocks } = await new Conversation(db).ask(words);
      const drawn = blocks.map((block) => (block.kind === "image" ? { ...block, png: LARGE } : block));
      const shown = JSON.stringify(
        renderCards(drawn, { own: true, key: null, dialogs: true, stands: "message" }),
      );
      expect(shown).toMatch(/"text":"[▁▂▃▄▅▆▇█]{2,}"/u);
      // Its lines are words that a screen reader reads: beside what is read aloud of the whole card, they are not said again.
      const read = shown.replace(/"speak":"[^"]*"/gu, "");
      expect(read).not.toContain("（図）");
      // Of several charts below each other each says what it is of.
      const headings = ["状態", "最後の報告からの長さ", "年度のはじめからの推移"];
      const at = headings.map((heading) => read.indexOf(`"text":"${heading}"`));
      expect(at.every((place, index) => place > (at[index - 1] ?? 0))).toBe(words === "進捗 危機管理部");
      if (words === "進捗") expect(read.match(/17件/gu)).toHaveLength(2);
    });
});
