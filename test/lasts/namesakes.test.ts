import { beforeEach, describe, expect, it } from "vitest";
import { createHandle } from "../../src/bot/app.js";
import type { Where } from "../../src/bot/platform.js";
import { DAY } from "../../src/domain/time.js";
import { enqueueDigests, planDigests, readDigestInputs } from "../../src/jobs/digest.js";
import { all, type Db } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { listGoals } from "../../src/store/goals.js";
import { listNotes } from "../../src/store/notes.js";
import { ensurePerson } from "../../src/store/people.js";
import { runPolicyBot } from "../kit/command-line.js";
import { blocksOf, Conversation, createBot } from "../kit/conversation.js";
import { bindChannel, giveRole } from "../kit/people.js";
import { importText, NOW, note, temporaryDatabase, temporaryFolder } from "../kit/plan-store.js";
import { R8 } from "../kit/two-years.js";

/** Two municipalities in one database whose departments have the same names, each with its channels and its 企画課. */

const WARD = "緑風区";
const CITY = "青嵐市";
/** What the city's people have reported. */
const SAID = "岸壁の測量を開始";
const MINE = "協定先と協議";

describe.each(["slack", "teams"] as const)(
  "departments of one name in two municipalities, in %s",
  (platform) => {
    let db: Db;
    let file: string;
    let plans: Record<string, number>;
    const departmentOf = (town: string) => {
      const found = listDepartments(db, plans[town] ?? 0).find(({ name }) => name === "土木部");
      if (found === undefined) throw new Error("no department");
      return found;
    };
    const goalOf = (town: string, number: number) =>
      listGoals(db, departmentOf(town).id).find((goal) => goal.number === number)?.id ?? 0;
    const notesOf = (town: string, number: number) =>
      listNotes(db, goalOf(town, number)).map(({ text }) => text);
    beforeEach(() => {
      ({ db, file } = temporaryDatabase());
      plans = {
        [WARD]: importText(db, R8).planId,
        [CITY]: importText(db, R8.replaceAll(WARD, CITY)).planId,
      };
      for (const town of [WARD, CITY]) {
        const departmentId = departmentOf(town).id;
        const conversation = `C-${town}`;
        bindChannel(
          db,
          {
            platform,
            conversation,
            name: "土木部",
            destination: { conversation },
            purpose: "department",
            departmentId,
          },
          NOW,
        );
        giveRole(db, ensurePerson(db, platform, `U-${town}`, `${town}の庶務`).id, {
          role: "coordinator",
          departmentId,
          post: null,
        });
      }
      note(db, goalOf(CITY, 1), SAID);
      note(db, goalOf(WARD, 1), MINE);
    });

    const channelOf = (town: string): Where => ({
      platform,
      conversation: `C-${town}`,
      kind: "channel",
      name: "土木部",
      thread: null,
      destination: {},
    });
    const inChannel = (town: string) => new Conversation(db, { who: `U-${town}`, where: channelOf(town) });
    const direct = (who: string) => new Conversation(db, { who, where: { platform } });

    it.each([
      "土木部",
      "土木部 1",
      "進捗 土木部",
      "履歴 土木部",
      "未更新 土木部",
      "推移 土木部",
      "検索 協議 測量",
      "測量",
      "協議",
      "",
      "担当一覧 土木部",
      "遅れ",
      "順調",
      "確認待ち",
      "私の目標",
      "設定",
    ])("`%s` means the department of whoever asks, in the channel and in private", async (text) => {
      for (const [town, other, own, foreign] of [
        [WARD, CITY, MINE, SAID],
        [CITY, WARD, SAID, MINE],
      ] as const)
        for (const talk of [inChannel(town), direct(`U-${town}`)]) {
          const shown = JSON.stringify(blocksOf(await talk.ask(text)));
          if (/^土木部|履歴/u.test(text)) expect([town, shown]).toEqual([town, expect.stringContaining(own)]);
          expect([town, text, shown.includes(foreign)]).toEqual([town, text, false]);
          // The plan at a glance leads to what else is stored; everything else is of one's own.
          if (text !== "") expect([town, text, shown.includes(other)]).toEqual([town, text, false]);
        }
    });

    it("a report by its name is kept in the municipality of whoever says it", async () => {
      const talk = new Conversation(db, { where: { platform } });
      for (const town of [WARD, CITY]) {
        await talk.ask("報告 土木部 2 順調 点検を完了", `U-${town}`, channelOf(town));
        await talk.ask(`報告 土木部 2 順調 ${town}の補修を発注`, `U-${town}`);
      }
      expect(notesOf(WARD, 2).sort()).toEqual(["点検を完了", `${WARD}の補修を発注`].sort());
      expect(notesOf(CITY, 2).sort()).toEqual(["点検を完了", `${CITY}の補修を発注`].sort());
    });

    it("a report on the other's department by its municipality's name is refused", async () => {
      await direct(`U-${WARD}`).ask(`報告 ${CITY} 土木部 2 順調 よその報告`);
      expect(notesOf(CITY, 2)).toEqual([]);
      expect(notesOf(WARD, 2)).toEqual([]);
    });

    it("each channel gets its own digest, with its own goals", () => {
      const at = NOW + 40 * DAY;
      const posts = planDigests(readDigestInputs(db, at), at);
      enqueueDigests(db, posts, at, at, { atAnyTime: true });
      const goals = all<{ body: string }>(db, "SELECT body FROM outbox ORDER BY id").map(
        ({ body }) => (JSON.parse(body) as { goals: number[] }).goals,
      );
      expect(posts.map(({ binding }) => binding.conversation)).toEqual([`C-${WARD}`, `C-${CITY}`]);
      expect(goals).toEqual([WARD, CITY].map((town) => [1, 2].map((number) => goalOf(town, number))));
    });

    it("ADMIN_USERS of one have the lists and the export of that one alone", async () => {
      const bot = createBot(db, () => NOW, { adminUsers: [`U-admin@${CITY}`] });
      const handle = createHandle(bot, { pageSize: () => 100_000 });
      let serial = 0;
      const ask = async (text: string) => {
        serial += 1;
        const where = {
          platform,
          conversation: "D",
          kind: "direct" as const,
          name: null,
          thread: null,
          destination: {},
        };
        const reply = await handle({
          kind: "command",
          key: `k${serial}`,
          who: { id: "U-admin", name: null },
          where,
          at: NOW,
          text,
        });
        return JSON.stringify(reply);
      };
      for (const text of ["土木部", "進捗", "設定", "担当一覧", "出力"]) {
        const shown = await ask(text);
        expect([text, shown.includes(MINE), shown.includes(WARD)]).toEqual([text, false, false]);
      }
      expect(await ask("土木部")).toContain(SAID);
    });

    it("an export names which, and has nothing of the other", async () => {
      const run = (...args: string[]) =>
        runPolicyBot(args, {
          folder: temporaryFolder(),
          environment: { DATABASE_PATH: file },
          clock: () => NOW,
        });
      const city = await run("export", "--format", "csv", "--municipality", CITY);
      expect(city.out).toContain(SAID);
      expect(city.out).not.toMatch(new RegExp(`${MINE}|${WARD}`, "u"));
      const ward = await run("export", "--format", "json", "--municipality", WARD);
      expect(ward.out).toContain(MINE);
      expect(ward.out).not.toMatch(new RegExp(`${SAID}|${CITY}`, "u"));
    });
  },
);
