import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { yearTroubles } from "../../src/bot/features/lineage/year-troubles.js";
import type { Press } from "../../src/bot/query.js";
import { blocksText, type Reply } from "../../src/bot/reply.js";
import { mayReport } from "../../src/bot/roles.js";
import { tokyoInstant } from "../../src/domain/time.js";
import { watchYear } from "../../src/jobs/tell-planning.js";
import { planTick } from "../../src/jobs/tick.js";
import { dueDigests } from "../../src/jobs/weekly.js";
import { findBinding } from "../../src/store/bindings.js";
import { all, type Db, run } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { listPlanGoals } from "../../src/store/goals.js";
import { listCoordinatorNames, listOwnerNames } from "../../src/store/holding.js";
import {
  confirmLink,
  correctLink,
  forerunnersOfGoal,
  listLinks,
  listUnconfirmed,
} from "../../src/store/links.js";
import { listNotes } from "../../src/store/notes.js";
import { organisationOf, runningDepartments } from "../../src/store/organisations.js";
import { ensurePerson, setOwner } from "../../src/store/people.js";
import { currentPlan, findPlan } from "../../src/store/plans.js";
import { findBrokenSeals } from "../../src/store/seals.js";
import { blocksOf, button, Conversation } from "../kit/conversation.js";
import { wordsOf } from "../kit/desk.js";
import { bindChannel, giveRole } from "../kit/people.js";
import { importText, note, temporaryDatabase } from "../kit/plan-store.js";
import { R8, R9, yearDocument } from "../kit/two-years.js";

const APRIL = tokyoInstant("2027-05-10", "09:00");
let db: Db;
let r8: number;
let r9: number;
const departmentOf = (planId: number, name: string): number =>
  listDepartments(db, planId).find((department) => department.name === name)?.id ?? 0;
const digestsAt = (at: number): string[] =>
  planTick(db, at)
    .posts.filter(({ kind }) => kind === "digest")
    .map(({ facts }) => `${facts.department} ${facts.conversation}`);
const goalOf = (planId: number, text: string): number =>
  listPlanGoals(db, planId).find((goal) => goal.text === text)?.id ?? 0;

const talk = (now = APRIL, who = "U0"): Conversation =>
  new Conversation(db, { now, who, where: { platform: "slack", conversation: "C8", kind: "channel" } });

beforeEach(() => {
  db = temporaryDatabase().db;
  r8 = importText(db, R8, { now: tokyoInstant("2026-04-02") }).planId;
  for (const [index, { id, name }] of listDepartments(db, r8).entries()) {
    const place = {
      platform: "slack",
      conversation: `C${index}`,
      name,
      destination: { channel: `C${index}` },
    };
    bindChannel(db, { ...place, purpose: "department", departmentId: id }, tokyoInstant("2026-04-03"));
  }
  const person = ensurePerson(db, "slack", "U1", "防災担当");
  giveRole(db, person.id, { role: "coordinator", departmentId: departmentOf(r8, "福祉部"), post: null });
  setOwner(db, goalOf(r8, "福祉避難所の協定先の拡大"), person.id);
  note(db, goalOf(r8, "福祉避難所の協定先の拡大"), "候補の3施設と協議", tokyoInstant("2027-02-01"));
  r9 = importText(db, R9, { now: tokyoInstant("2027-03-10") }).planId;
});

afterEach(() => {
  expect(findBrokenSeals(db), "nothing seems changed past the program").toEqual([]);
});

const linksOf = (level: "department" | "goal"): string[] => {
  const texts = new Map([
    ...[r8, r9].flatMap((plan) =>
      listDepartments(db, plan).map(({ id, name }) => [`department${id}`, name] as const),
    ),
    ...[r8, r9].flatMap((plan) =>
      listPlanGoals(db, plan).map(({ id, text }) => [`goal${id}`, text] as const),
    ),
  ]);
  return listLinks(db, r9)
    .filter((link) => link.level === level)
    .map(({ kind, from, to, sure }) => {
      const name = (id: number | null) => (id === null ? "－" : (texts.get(`${level}${id}`) ?? "？"));
      return `${kind} ${name(from)} → ${name(to)}${sure ? "" : " ?"}`;
    });
};

describe("the next year's document beside this year's", () => {
  it("proposes for every department how it goes on", () => {
    expect(linksOf("department")).toEqual(
      expect.arrayContaining([
        "same 土木部 → 土木部",
        expect.stringMatching(/^renamed 危機管理室 → 危機管理部/),
        "split 福祉部 → 地域福祉部 ?",
        "split 福祉部 → 高齢福祉部 ?",
        "merged 環境部 → 土木部 ?",
      ]),
    );
    expect(linksOf("department")).toHaveLength(5);
  });

  it("proposes for every goal how it goes on", () => {
    const links = linksOf("goal");
    expect(links).toEqual(
      expect.arrayContaining([
        "same 地区ごとの防災計画の見直し → 地区ごとの防災計画の見直し",
        expect.stringMatching(/^reworded 福祉避難所の協定先の拡大 → 福祉避難所の協定先の更なる拡大/),
        "new － → 認知症カフェの開設",
        "ended 橋りょうの長寿命化 → －",
      ]),
    );
    expect(links).toHaveLength(12);
  });

  it("keeps this year's digests going until 31 March and sends the new year's into the same channels from April on", () => {
    const march = digestsAt(tokyoInstant("2027-03-15", "09:00"));
    expect(march).toEqual(["危機管理室 C0", "福祉部 C1", "環境部 C2", "土木部 C3"]);
    expect(digestsAt(APRIL).sort()).toEqual(
      ["危機管理部 C0", "土木部 C3", "地域福祉部 C1", "高齢福祉部 C1"].sort(),
    );
    expect(dueDigests(db, APRIL).every(({ input }) => input.department.planId === r9)).toBe(true);
  });

  it("lets roles, owners and old names go along", () => {
    for (const name of ["地域福祉部", "高齢福祉部"])
      expect(listCoordinatorNames(db, departmentOf(r9, name), "2027-04-01"), name).toEqual(["防災担当"]);
    expect(listOwnerNames(db, goalOf(r9, "福祉避難所の協定先の更なる拡大"), "2027-04-01")).toEqual([
      "防災担当",
    ]);
    expect(forerunnersOfGoal(db, goalOf(r9, "福祉避難所の協定先の更なる拡大"))).toEqual([
      goalOf(r8, "福祉避難所の協定先の拡大"),
    ]);
    expect(listDepartments(db, r9).map(({ name, aliases }) => [name, aliases])).toEqual([
      ["危機管理部", ["危機管理室"]],
      ["地域福祉部", ["福祉部"]],
      ["高齢福祉部", ["福祉部"]],
      ["土木部", ["環境部"]],
    ]);
  });

  it("sends a department's digest to its own channel alone once it has one", () => {
    const place = {
      platform: "slack",
      conversation: "C9",
      name: "高齢福祉部",
      destination: { channel: "C9" },
    };
    bindChannel(
      db,
      { ...place, purpose: "department", departmentId: departmentOf(r9, "高齢福祉部") },
      APRIL - 86_400_000 * 30,
    );
    const names = digestsAt(APRIL);
    expect(names).toContain("高齢福祉部 C9");
    expect(names).not.toContain("高齢福祉部 C1");
  });

  it("is what a question means from 1 April on, and not before", () => {
    expect(currentPlan(db, 2026)?.id).toBe(r8);
    expect(currentPlan(db, 2027)?.id).toBe(r9);
    expect(findPlan(db, r8)?.closedAt).toBeNull();
  });

  it("asks about what is not sure, and follows what 企画課 says instead", () => {
    const act = { actor: "slack:U9", at: APRIL, via: "button" };
    const open = listUnconfirmed(db, r9).filter(({ level }) => level === "department");
    expect(open.length).toBeGreaterThanOrEqual(3);
    const split = open.find(({ to }) => to === departmentOf(r9, "地域福祉部"));
    const other = open.find(({ to }) => to === departmentOf(r9, "高齢福祉部"));
    if (split === undefined || other === undefined) throw new Error("no split");
    correctLink(db, split, departmentOf(r9, "地域福祉部"), act);
    // 福祉部 goes on as 地域福祉部: its channel and its roles are that organisation's.
    expect(organisationOf(db, departmentOf(r9, "地域福祉部"))).toBe(
      organisationOf(db, departmentOf(r8, "福祉部")),
    );
    const bound = findBinding(db, "slack", "C1")?.organisationId ?? 0;
    expect(runningDepartments(db, bound, 2027)).toEqual([departmentOf(r9, "地域福祉部")]);
    confirmLink(db, other, act);
    importText(db, `${R9}\n- 一つ増えた目標`, { now: APRIL });
    expect(listLinks(db, r9).filter(({ confirmedAt }) => confirmedAt !== null)).toHaveLength(2);
  });

  it("takes a department of which two new ones live for split, where one of them has most of its goals, too", () => {
    const other = temporaryDatabase().db;
    importText(other, R8, { now: tokyoInstant("2026-04-02") });
    const uneven = yearDocument(9, {
      地域福祉部: ["重層的支援体制の整備", "福祉人材の確保", "地域包括支援センターの機能強化"],
      高齢福祉部: ["介護予防教室の拡充"],
    });
    const { planId } = importText(other, uneven, { now: tokyoInstant("2027-03-10") });
    const kinds = listLinks(other, planId).filter(({ level, to }) => level === "department" && to !== null);
    expect(kinds.map(({ kind, sure }) => [kind, sure])).toEqual([
      ["split", false],
      ["split", false],
    ]);
  });

  it("does not double anything where it is imported again", () => {
    const before = linksOf("goal");
    importText(db, R9, { now: APRIL });
    expect(linksOf("goal")).toEqual(before);
    expect(db.pragma("foreign_key_check")).toEqual([]);
  });
});

describe("系譜 in chat", () => {
  const open = () => listUnconfirmed(db, r9).length;

  it("shows what is not sure to 企画課 alone, and is confirmed there", async () => {
    expect(blocksText((await talk(APRIL, "U7").ask("系譜")).blocks)).toContain("企画課");
    const before = open();
    const shown = blocksText((await talk().ask("系譜")).blocks);
    expect(shown).toContain(`確かめていただきたいもの ${before}件`);
    expect(shown).toContain("分割　福祉部");
    const [first] = listUnconfirmed(db, r9);
    await talk().press({ do: "link-confirm", links: [first?.id ?? 0] });
    expect(open()).toBe(before - 1);
    await talk(APRIL, "U7").press({ do: "link-confirm", links: listUnconfirmed(db, r9).map(({ id }) => id) });
    expect(open()).toBe(before - 1);
  });

  it("gives what counts as 新規 something that it carries on, also from another department", async () => {
    const planner = talk();
    const open = (reply: Reply | null, words: string): Press =>
      blocksOf(reply)
        .flatMap((block) => (block.kind === "list" ? block.items : []))
        .find((item) => item.spans.some(({ text }) => text.includes(words)))?.open ?? expect.fail(words);
    const shown = await planner.ask("系譜");
    const count = listLinks(db, r9).filter(({ from }) => from === null).length;
    const fresh = await planner.press(button(shown, `新規 ${count}件を見る・直す`));
    const form = await planner.press(open(fresh, "認知症カフェの開設"));
    if (form?.kind !== "form") throw new Error("no form");
    const [field] = form.fields;
    const options = field?.type === "select" ? field.options : [];
    expect(options[0]?.label).toBe("続くものではない（新規）");
    // What ended in a department that does not go on as this one may have come here.
    const from = options.find(({ label }) => label.includes("橋りょうの長寿命化"));
    expect(await talk(APRIL, "U7").press({ do: "link-fresh", plan: r9 }).then(wordsOf)).toContain("企画課");
    expect(await planner.submit("link", form.context, { to: "999999" })).toMatchObject({
      kind: "form-errors",
    });
    expect(wordsOf(await planner.submit("link", form.context, { to: from?.value ?? "" }))).toBe(
      "「土木部 2 橋りょうの長寿命化」から続くものとして記録しました。",
    );
    const link = listLinks(db, r9).find(({ to }) => to === goalOf(r9, "認知症カフェの開設"));
    expect(link).toMatchObject({
      kind: "moved",
      from: goalOf(r8, "橋りょうの長寿命化"),
      confirmedBy: "slack:U0",
    });
    // The old form comes again: what it was about is settled.
    await planner.submit("link", form.context, { to: "new" });
    expect(listLinks(db, r9)).toContainEqual(link);
  });

  it("closes a year that is over: from then on it is only read", async () => {
    const department = departmentOf(r8, "危機管理室");
    const where = {
      platform: "slack",
      conversation: "C0",
      kind: "channel",
      name: null,
      thread: null,
      destination: {},
    } as const;
    const { bot } = talk();
    expect(mayReport(bot, { id: "U5", name: null }, where, department, null)).toBe(true);
    await talk().press({ do: "close-year", plan: r8, open: false });
    expect(findPlan(db, r8)?.closedAt).toBe(APRIL);
    expect(mayReport(bot, { id: "U0", name: null }, where, department, null)).toBe(false);
    expect(mayReport(bot, { id: "U5", name: null }, where, departmentOf(r9, "危機管理部"), null)).toBe(true);
    await talk().press({ do: "close-year", plan: r8, open: true });
    expect(findPlan(db, r8)?.closedAt).toBeNull();
  });

  it("finds a year behind the name, and shows what was last said of a goal's forerunner", async () => {
    expect(blocksText((await talk().ask("危機管理室 R8")).blocks)).toContain("令和8年度");
    expect(blocksText((await talk().ask("R8 危機管理室")).blocks)).toContain("令和8年度");
    const goal = blocksText((await talk().ask("危機管理部 2")).blocks);
    expect(goal).toContain("前年度から（令和8年度 危機管理室 2）");
    expect(goal).toContain("候補の3施設と協議");
  });
});

describe("a department of another year", () => {
  /** What is answered, before and after the turn of the year: the year and the department or goal. */
  const shown = async (typed: string, now: number): Promise<string> =>
    /【土木部】 緑風区 令和8年度|【土木部 1】|【未更新[^】]*】|令和\d+年度の計画は取り込まれていません/u.exec(
      wordsOf(await talk(now).ask(typed)).replaceAll(/\s+/gu, " "),
    )?.[0] ?? "nothing";
  const YEARS = [
    "R8",
    "ｒ８",
    "令和8",
    "令8",
    "令和八年度",
    "2026年度",
    "2026年",
    "8年度",
    "昨年度",
    "前年度",
    "去年",
  ];
  const eve = tokyoInstant("2027-04-01", "00:01");

  it.each(YEARS)(
    "is found by %s before, behind or within the words, with and without a blank",
    async (year) => {
      // 令8 is too short to be told from a word that it is glued to.
      const glued = [`土木部の${year}`, `${year}の土木部`, `土木部${year}`];
      for (const typed of [
        `土木部 ${year}`,
        `${year} 土木部`,
        `土木部　${year}`,
        ...(year === "令8" ? [] : glued),
        `緑風区 ${year} 土木部`,
        `緑風区 土木部 ${year}`,
      ])
        expect([typed, await shown(typed, eve)]).toEqual([typed, "【土木部】 緑風区 令和8年度"]);
    },
  );

  it.each([...YEARS, "2026"])("leads to a goal of it by number with %s anywhere", async (year) => {
    const goal = goalOf(r8, "橋りょうの長寿命化");
    for (const typed of [`土木部 ${year} 2`, `土木部 2 ${year}`, `${year} 土木部 2`]) {
      const answer = await talk(eve).ask(typed);
      expect([typed, blocksText(answer.blocks).includes("橋りょうの長寿命化")]).toEqual([typed, true]);
    }
    expect(goal).toBeGreaterThan(0);
  });

  it("means the year that runs, on 31 March another one than a minute after", async () => {
    const lastMinute = tokyoInstant("2027-03-31", "23:59");
    expect(await shown("土木部 今年度", lastMinute)).toBe("【土木部】 緑風区 令和8年度");
    expect(await shown("土木部 昨年度", lastMinute)).toBe("令和7年度の計画は取り込まれていません");
    expect(await shown("土木部 昨年度", eve)).toBe("【土木部】 緑風区 令和8年度");
    expect(await shown("土木部 7年度", eve)).toBe("令和7年度の計画は取り込まれていません");
    expect(await shown("一昨年度の土木部", eve)).toBe("令和7年度の計画は取り込まれていません");
  });

  it("does not take for a year what is none: a date, a goal's number, another year's number in the words", async () => {
    expect(blocksText((await talk(eve).ask("土木部 3")).blocks)).toContain("省エネルギー設備の導入支援");
    expect(blocksText((await talk(eve).ask("土木部 2026年4月")).blocks)).not.toContain(
      "【土木部】\n緑風区 令和8年度",
    );
    expect(blocksText((await talk(eve).ask("検索 長寿命化 2035")).blocks)).not.toContain(
      "取り込まれていません",
    );
  });
});

/** How many reports of the command stand on each of a department's goals. */
const reported = (planId: number, name: string): number[] =>
  listPlanGoals(db, planId)
    .filter((goal) => goal.departmentId === departmentOf(planId, name))
    .map((goal) => listNotes(db, goal.id).filter(({ text }) => text === "事後に確認").length);

const inChannel = (conversation: string) =>
  ({
    platform: "slack",
    conversation,
    kind: "channel",
    name: null,
    thread: null,
    destination: { channel: conversation },
  }) as const;

describe("a report on the year that is over", () => {
  it.each([
    "報告 危機管理室 R8 2 順調 事後に確認",
    "報告 R8 危機管理室 2 順調 事後に確認",
    "報告 危機管理部 令和8年度 2 順調 事後に確認",
    "報告 昨年度 危機管理部 2 順調 事後に確認",
    "報告 危機管理室R8 2 順調 事後に確認",
    "報告 令和8年度の危機管理室 2 順調 事後に確認",
    "報告 緑風区 R8 危機管理室 2 順調 事後に確認",
    "報告 2026 危機管理室 2 順調 事後に確認",
  ])("is read in any order of year and department: %s", async (typed) => {
    const answer = await talk().ask(typed);
    expect(blocksText(answer.blocks)).toContain(
      "令和8年度 危機管理室 2「福祉避難所の協定先の拡大」の進捗を記録",
    );
    expect(reported(r8, "危機管理室")).toEqual([0, 1, 0]);
    expect(reported(r9, "危機管理部")).toEqual([0, 0, 0]);
  });

  it("is about the channel's own department where only the year is said", async () => {
    await talk().ask("報告 R8 2 順調 事後に確認", "U5", inChannel("C0"));
    expect(reported(r8, "危機管理室")).toEqual([0, 1, 0]);
    await talk().ask("報告 2 順調 事後に確認", "U5", inChannel("C0"));
    expect(reported(r9, "危機管理部")).toEqual([0, 1, 0]);
  });

  it("leaves a year behind the goal's number to the words", async () => {
    await talk().ask("報告 危機管理部 2 R8 の残りを精算", "U5", inChannel("C0"));
    expect(reported(r8, "危機管理室")).toEqual([0, 0, 0]);
    const [, second] = listPlanGoals(db, r9);
    expect(listNotes(db, second?.id ?? 0).map(({ text }) => text)).toEqual(["R8 の残りを精算"]);
  });

  it("is refused once the year is closed, and says so; a year without a plan is named", async () => {
    await talk().press({ do: "close-year", plan: r8, open: false });
    const refused = blocksText((await talk().ask("報告 R8 危機管理室 2 順調 事後に確認")).blocks);
    expect(refused).toContain("令和8年度の報告は企画課が締め切りました。");
    expect(reported(r8, "危機管理室")).toEqual([0, 0, 0]);
    const unknown = blocksText((await talk().ask("報告 R5 危機管理部 2 順調 事後に確認")).blocks);
    expect(unknown).toContain("令和5年度");
    expect(reported(r9, "危機管理部")).toEqual([0, 0, 0]);
  });
});

describe("what the change of the year needs", () => {
  const kinds = (now: number): string[] => yearTroubles(db, now).map(({ kind }) => kind);

  it("is said in good time: links that nobody confirmed, and no plan for the year after", () => {
    expect(kinds(tokyoInstant("2027-03-16"))).toContain("unconfirmed");
    expect(kinds(tokyoInstant("2027-03-16"))).not.toContain("no-plan");
    expect(kinds(tokyoInstant("2028-03-14"))).not.toContain("no-plan");
    expect(kinds(tokyoInstant("2028-03-15"))).toContain("no-plan");
    expect(kinds(tokyoInstant("2028-04-03"))).toContain("no-plan");
  });

  it("names departments whose digests reach no channel", () => {
    expect(kinds(APRIL)).not.toContain("no-channel");
    db.prepare("UPDATE binding SET lost_at = 1 WHERE conversation = 'C0'").run();
    expect(yearTroubles(db, APRIL).find(({ kind }) => kind === "no-channel")?.message).toContain(
      "危機管理部",
    );
  });

  it("is said as well where every channel is lost", () => {
    const before = kinds(APRIL);
    run(db, "UPDATE binding SET lost_at = 1");
    const troubles = yearTroubles(db, APRIL);
    expect(troubles.map(({ kind }) => kind).sort()).toEqual([...before, "no-channel"].sort());
    expect(troubles.find(({ kind }) => kind === "no-channel")?.message).toContain(
      "結び付けたチャンネルがどれも届かなくなったため、定期まとめはどの部にも届いていません。",
    );
    expect(kinds(tokyoInstant("2028-04-03"))).toContain("no-plan");
    run(db, "DELETE FROM binding");
    expect(kinds(tokyoInstant("2028-04-03"))).toEqual(["unconfirmed"]);
  });

  it("comes to 企画課's channel once a week, that of the change of the year from the middle of March on", () => {
    bindChannel(
      db,
      {
        platform: "slack",
        conversation: "CK",
        name: "企画課",
        destination: {},
        purpose: "planning",
        departmentId: null,
      },
      APRIL,
    );
    run(db, "UPDATE binding SET lost_at = 1 WHERE conversation = 'C0'");
    const told = (): string[] =>
      all<{ body: string }>(db, "SELECT body FROM outbox WHERE dedupe LIKE 'report:year:%' ORDER BY id").map(
        ({ body }) =>
          /届くチャンネルがない|庶務担当のいない|確かめていない|計画がまだ/u.exec(body)?.[0] ?? body,
      );
    const look = (date: string, time = "09:00"): string[] => {
      const before = told().length;
      const now = tokyoInstant(date, time);
      watchYear(new Conversation(db, { now }).bot, now, (at) => yearTroubles(db, at));
      return told().slice(before).sort();
    };
    const always = ["届くチャンネルがない", "庶務担当のいない"].sort();
    const turning = [...always, "確かめていない"].sort();
    expect(look("2027-05-10")).toEqual(turning);
    expect(look("2027-05-14")).toEqual([]);
    expect(look("2027-05-16", "23:59")).toEqual([]);
    expect(look("2027-05-17", "00:00")).toEqual(turning);
    expect(look("2027-09-06")).toEqual(always);
    expect(look("2027-09-07")).toEqual([]);
    expect(look("2028-03-13")).toEqual(always);
    expect(look("2028-03-15")).toEqual(["確かめていない", "計画がまだ"].sort());
    expect(look("2028-04-03")).toEqual([...turning, "計画がまだ"].sort());
  });

  it("does not miss every week the departments that do not take part yet", () => {
    run(db, "UPDATE binding SET lost_at = 1 WHERE conversation <> 'C0'");
    expect(kinds(APRIL)).toContain("few-channels");
    expect(kinds(APRIL)).not.toContain("no-channel");
  });
});
