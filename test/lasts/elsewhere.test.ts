import { describe, expect, it } from "vitest";
import { createLog } from "../../src/log.js";
import { importSamples } from "../../src/samples.js";
import type { Db } from "../../src/store/database.js";
import { listPlanGoals } from "../../src/store/goals.js";
import { setSamplesAside } from "../../src/store/plans.js";
import { Conversation } from "../kit/conversation.js";
import { wordsOf } from "../kit/desk.js";
import { importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { R8, R9 } from "../kit/two-years.js";

/** What is found only in another plan: whose hits are shown, and whose not. */
interface Case {
  readonly name: string;
  readonly stored: (db: Db) => void | Promise<void>;
  readonly words: string;
  /** What the answer says of where its hits come from; null where there are none. */
  readonly said: string | null;
}

const city = R8.replaceAll("緑風区", "青嵐市").replaceAll("橋りょうの長寿命化", "灯台の保存と公開");
const CASES: readonly Case[] = [
  {
    name: "in the plan itself, and then nothing is said of others",
    stored: (db) => void importText(db, R9),
    words: "無電柱化",
    said: "",
  },
  {
    name: "in another year",
    stored: (db) => void importText(db, R9),
    words: "認知症カフェ",
    said: "緑風区 令和8年度の計画には見つからなかったため、緑風区 令和9年度の計画から探しました。",
  },
  {
    name: "in what another municipality has printed",
    stored: (db) => void importText(db, city),
    words: "灯台の保存",
    said: "緑風区 令和8年度の計画には見つからなかったため、青嵐市 令和8年度の計画から探しました。",
  },
  {
    name: "in what another municipality's people have reported, which is theirs alone",
    stored: (db) => {
      const { planId } = importText(db, city);
      note(db, listPlanGoals(db, planId)[0]?.id ?? 0, "灯油の入札が不調");
    },
    words: "灯油の入札",
    said: null,
  },
  {
    name: "in a sample, which is called so",
    stored: async (db) => {
      await importSamples(db, NOW, createLog("silent"));
    },
    words: "創造都市",
    said: "緑風区 令和8年度の計画には見つからなかったため、板橋区 令和8年度（見本）の計画から探しました。",
  },
  {
    name: "in a sample that is out of the way",
    stored: async (db) => {
      await importSamples(db, NOW, createLog("silent"));
      setSamplesAside(db, NOW);
    },
    words: "創造都市",
    said: null,
  },
];

describe.each(["slack", "teams", "web"] as const)("words that are searched for in %s", (platform) => {
  it.each(CASES.map((each) => [each.name, each] as const))(
    "are found %s",
    async (_name, { stored, words, said }) => {
      const { db } = temporaryDatabase();
      importText(db, R8);
      await stored(db);
      const talk = new Conversation(db, { who: "U3", where: { platform } });
      // Typed alone, as a search, and by a page that was made before.
      const typed = [await talk.ask(words), await talk.ask(`検索 ${words}`)];
      const pressed = await talk.press({ do: "search", words });
      for (const reply of [...typed, pressed].map(wordsOf)) {
        if (said === null) expect(reply).not.toMatch(/計画から探しました|入札が不調/u);
        else if (said === "") expect(reply).not.toContain("計画から探しました");
        else expect(reply).toContain(said);
      }
    },
  );
});
