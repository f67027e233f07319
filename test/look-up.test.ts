import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodePress } from "../src/bot/features.js";
import { encodePress, type Press } from "../src/bot/query.js";
import { type Block, blocksText, type Message, type Reply, replyText } from "../src/bot/reply.js";
import { runAsk } from "../src/cli/ask-command.js";
import type { Io } from "../src/cli/command.js";
import { readConfig } from "../src/config.js";
import { DAY } from "../src/domain/time.js";
import { type Db, openDatabase } from "../src/store/database.js";
import { listDepartments } from "../src/store/departments.js";
import { listPlanGoals } from "../src/store/goals.js";
import { QUERY_LENGTH } from "../src/store/search.js";
import { blocksOf, button, buttonsOf, Conversation, pressesOf } from "./kit/conversation.js";
import { bindChannel } from "./kit/people.js";
import { importText, NOW, note, temporaryDatabase } from "./kit/plan-store.js";
import { PAGE, WARD } from "./kit/ward.js";

interface Town {
  readonly db: Db;
  readonly file: string;
  readonly ward: number;
  readonly page: number;
}

/** The ward's plan, another municipality's of an earlier year, and one report. */
function town(atEnd?: Parameters<typeof temporaryDatabase>[0]): Town {
  const { db, file } = temporaryDatabase(atEnd);
  const early = NOW - 60 * DAY;
  const { planId: ward } = importText(db, WARD, { now: early });
  const { planId: page } = importText(db, PAGE, { now: early });
  const goal = listPlanGoals(db, ward).find(({ text }) => text.includes("福祉避難所"));
  note(db, goal?.id ?? 0, "候補の3施設と協議しています", NOW - 10 * DAY);
  return { db, file, ward, page };
}

const titleOf = (reply: Reply | null): string => {
  const [first] = blocksOf(reply);
  return first === undefined ? "" : blocksText([first]);
};

/** What the command line prints for the same words. */
async function askAtTheTerminal({ file }: Town, text: string, more: readonly string[] = []): Promise<string> {
  const lines: string[] = [];
  const io: Io = {
    out: (line) => lines.push(line),
    err: (line) => lines.push(`stderr: ${line}`),
    config: () => readConfig({ DATABASE_PATH: file, LOG_LEVEL: "silent" }),
    clock: () => NOW,
    interactive: false,
  };
  expect(await runAsk([text, ...more], io)).toBe(0);
  return lines.join("\n");
}

describe("the conversation", () => {
  let place: Town;
  let chat: Conversation;

  beforeAll(() => {
    place = town(afterAll);
    chat = new Conversation(place.db);
  });

  it.each<[typed: string, title: RegExp, holds: readonly (string | RegExp)[]]>([
    [
      "",
      /^【緑風区 令和8年度 各部経営方針】$/,
      ["8部", "重点目標 18件", "危機管理部", "重点目標 6件", /未更新 \d+/],
    ],
    [
      "危機管理部",
      /^【危機管理部】$/,
      ["■ 施策", "■ 経営戦略", "■ 人材戦略", "1 地区ごとの防災計画の見直し"],
    ],
    ["危機管理", /^【危機管理部】$/, []],
    ["危機", /^【危機管理部】$/, []],
    ["ききかんり", /^【危機管理部】$/, []],
    ["ｷｷｶﾝﾘ", /^【危機管理部】$/, []],
    ["危機管理部　", /^【危機管理部】$/, []],
    ["危機 管理部", /^【危機管理部】$/, []],
    ["危機管理室", /^【危機管理部】$/, []],
    ["危機管理部長", /^【危機管理部】$/, []],
    ["福祉", /^【福祉部\(福祉事務所\)】$/, []],
    ["福祉部 (福祉事務所)", /^【福祉部\(福祉事務所\)】$/, []],
    ["福祉事務所", /^【福祉部\(福祉事務所\)】$/, []],
    ["子家総", /^【子ども家庭総合支援センター】$/, []],
    ["危機管理部 経営戦略", /^【危機管理部　経営戦略】$/, ["重点目標 2件", "4 災害協定の実効性の点検"]],
    ["危機管理部 人材", /^【危機管理部　人材戦略】$/, []],
    ["産業経済部 改革", /^【産業経済部　改革】$/, ["補助金の申請手続の簡素化"]],
    [
      "危機管理部 2",
      /^【危機管理部　重点目標 2】$/,
      ["福祉避難所の協定先の拡大", "候補の3施設と協議しています", "状態　順調"],
    ],
    ["危機管理部 ２", /^【危機管理部　重点目標 2】$/, []],
    ["危機管理部 ②", /^【危機管理部　重点目標 2】$/, []],
    ["危機管理部2", /^【危機管理部　重点目標 2】$/, []],
    ["危機管理部の２番", /^【危機管理部　重点目標 2】$/, []],
    ["危機 2", /^【危機管理部　重点目標 2】$/, []],
    ["環境 1", /^【資源環境部　重点目標 1】$/, []],
    ["危機管理部 目標2", /^【危機管理部　重点目標 2】$/, []],
    ["危機管理部の状況を教えてください", /^【進捗　危機管理部】$/, []],
    ["防災", /^【「防災」　\d件】$/, ["■ 重点目標", "防災教育の推進と学校との連携（経営戦略）"]],
    ["検索 防災 学校", /^【「防災 学校」　1件】$/, ["防災教育の推進と学校との連携"]],
    ["防災　学校", /^【「防災 学校」　1件】$/, []],
    ["検索 協議", /^【「協議」　1件】$/, ["■ 進捗", "候補の3施設と協議しています（施策・"]],
    ["検索 危機管理部", /見つかりませんでした/, []],
    ["食", /^【「食」　2件】$/, []],
    ["未更新", /^【未更新の重点目標　緑風区 令和8年度　17件】$/, ["まだ報告がありません"]],
    ["未更新 福祉部", /^【未更新の重点目標　福祉部\(福祉事務所\)　2件】$/, []],
    ["進捗", /緑風区 令和8年度/, ["順調", "報告なし"]],
    ["進捗 危機管理部", /^【進捗　危機管理部】$/, []],
    [
      "履歴 危機管理部",
      /^【危機管理部　最近の報告】$/,
      ["候補の3施設と協議しています", "2 福祉避難所の協定先の拡大"],
    ],
    ["使い方", /^【使い方】$/, ["/policy 検索 ことば …", "/policy 未更新 [部]", "/policy 設定"]],
    ["help", /^【使い方】$/, []],
    ["？", /^【使い方】$/, []],
    ["検索", /^【使い方】$/, []],
    ["/policy 危機管理部", /^【危機管理部】$/, []],
    ["緑陰市", /^【緑陰市 目標と成果による市政運営（令和6年度）】$/, ["企画部", "重点目標なし"]],
    [
      "緑陰市 健康福祉部",
      /^【健康福祉部】$/,
      ["■ ビジョン", "・ 高齢者の外出の機会を増やします。", "■ 組織運営方針"],
    ],
    ["令和6年度 健康福祉部", /^【健康福祉部】$/, []],
    ["R6", /^【緑陰市/, []],
    ["2024", /^【緑陰市/, []],
    ["緑風区 R8 危機管理部 2", /^【危機管理部　重点目標 2】$/, []],
    ["令和八年度 危機管理部", /^【危機管理部】$/, []],
    ["検索 緑陰市 防災", /^【「防災」　1件】$/, ["防災部門と連携し"]],
  ])("answers %j", async (typed, title, holds) => {
    const reply = await chat.ask(typed);
    const text = replyText(reply);
    expect(titleOf(reply)).toMatch(title);
    for (const part of holds) {
      if (typeof part === "string") expect(text).toContain(part);
      else expect(text).toMatch(part);
    }
    expect(reply.audience).toBe("private");
    if (!/^進捗$/u.test(typed)) expect(await askAtTheTerminal(place, `/policy ${typed}`)).toBe(text);
  });

  it("asks with buttons where several departments fit, and opens the one that is pressed", async () => {
    const reply = await chat.ask("教育");
    expect(titleOf(reply)).toBe("「教育」に当たる部が2つあります。どれでしょうか。");
    expect(buttonsOf(reply).map(({ label }) => label)).toEqual([
      "教育委員会事務局",
      "地域教育力担当部",
      "ことばとして検索",
    ]);
    expect(titleOf(await chat.press(button(reply, "地域教育力担当部")))).toBe("【地域教育力担当部】");
    expect(titleOf(await chat.press(button(reply, "ことばとして検索")))).toBe("【「教育」　1件】");
  });

  it("asks about what was asked: the question goes on for the department that is pressed", async () => {
    const stale = await chat.ask("未更新 教育");
    expect(titleOf(await chat.press(button(stale, "教育委員会事務局")))).toBe(
      "【未更新の重点目標　教育委員会事務局　2件】",
    );
    const history = await chat.ask("履歴");
    expect(titleOf(history)).toBe("どの部の履歴を見ますか。");
    expect(buttonsOf(history)).toHaveLength(8);
    expect(titleOf(await chat.press(button(history, "危機管理部")))).toBe("【危機管理部　最近の報告】");
  });

  it("opens the department of which a word is only a part, and offers to search for the word", async () => {
    const reply = await chat.ask("環境");
    expect(titleOf(reply)).toBe("【資源環境部】");
    expect(titleOf(await chat.press(button(reply, "「環境」を検索")))).toBe("【「環境」　1件】");
    expect(buttonsOf(await chat.ask("資源環境部")).map(({ label }) => label)).not.toContain(
      "「資源環境部」を検索",
    );
  });

  it("searches for general words and offers the departments in whose name they stand", async () => {
    const reply = await chat.ask("支援");
    expect(titleOf(reply)).toMatch(/^【「支援」　3件】$/);
    expect(titleOf(await chat.press(button(reply, "子ども家庭総合支援センター")))).toBe(
      "【子ども家庭総合支援センター】",
    );
  });

  it("takes two words for a search of all departments, even where the first is part of a name", async () => {
    const reply = await chat.ask("地域 学校");
    expect(titleOf(reply)).toBe("【「地域 学校」　2件】");
    expect(titleOf(await chat.ask("危機管理部 学校"))).toBe("【「学校」　1件】");
  });

  it("takes a number for a year only where there is such a plan", async () => {
    expect(titleOf(await chat.ask("2035"))).toContain("「2035」");
    expect(titleOf(await chat.ask("検索 2026"))).toContain("「2026」");
    const none = await chat.ask("令和5年度");
    expect(titleOf(none)).toBe(
      "令和5年度の計画は取り込まれていません。取り込まれているものは次のとおりです。",
    );
    expect(buttonsOf(none).map(({ label }) => label)).toEqual(["緑風区 令和8年度", "緑陰市 令和6年度"]);
    expect(titleOf(await chat.ask("緑陰市 令和8年度"))).toContain("緑陰市 令和8年度の計画は");
  });

  it("finds what only another plan has", async () => {
    expect(titleOf(await chat.ask("健康福祉部"))).toBe("【健康福祉部】");
    const hits = await chat.ask("外出の機会");
    expect(replyText(hits)).toContain("緑陰市 令和6年度");
    expect(replyText(hits)).toContain("高齢者の外出の機会を増やします。");
  });

  it("counts a section alone in the heading of that section", async () => {
    const whole = blocksText((await chat.ask("危機管理部")).blocks.slice(1, 3));
    const section = blocksText((await chat.ask("危機管理部 経営戦略")).blocks.slice(1, 3));
    expect(whole).toBe(
      "緑風区 令和8年度　経営方針 4件　重点目標 6件　順調 1　報告なし 5\n未更新 5件（1、3〜6）",
    );
    expect(section).toBe("緑風区 令和8年度　経営方針 1件　重点目標 2件　報告なし 2\n未更新 2件（4、5）");
  });

  it("gives each goal of a department one line, before the policies of its section, and what was said below all", async () => {
    const text = replyText(await chat.ask("危機管理部"));
    expect(text.slice(text.indexOf("■ 施策"), text.indexOf("■ 人材戦略"))).toBe(
      [
        "■ 施策",
        "1 地区ごとの防災計画の見直し　－報告なし",
        "2 福祉避難所の協定先の拡大　◎順調",
        "3 避難支援の仕組みの強化　－報告なし",
        "方針 災害に強いまちをつくるため、自助と共助の力を高めます。",
        "方針 備えの大切さが「伝わる」広報に努めます。",
        "",
        "■ 経営戦略",
        "4 災害協定の実効性の点検　－報告なし",
        "5 防災教育の推進と学校との連携　－報告なし",
        "方針 防災の仕事をデジタルの力で見直します。",
        "",
        "",
      ].join("\n"),
    );
    expect(text).toMatch(/\n■ 最後の報告　1件\n2 11\/14「候補の3施設と協議しています」\n\[進捗を報告\]/);
    // What holds for many of them is said once.
    expect(text.match(/未更新/g)).toHaveLength(1);
  });

  it("marks the hit and opens its goal", async () => {
    const reply = await chat.ask("学校との");
    const [list] = reply.blocks.filter((block) => block.kind === "list");
    const [item] = list?.kind === "list" ? list.items : [];
    expect(item?.spans.filter((span) => span.mark).map((span) => span.text)).toEqual(["学校との"]);
    expect(titleOf(item?.open === undefined ? null : await chat.press(item.open))).toBe(
      "【危機管理部　重点目標 5】",
    );
  });

  it("does not repeat the municipality in a title that names it", async () => {
    expect(titleOf(await chat.ask(""))).not.toMatch(/緑風区.*緑風区/);
  });
});

describe("no dead end", () => {
  const MISSES = [
    "ぬるぽ",
    "存在しない部",
    "総無部",
    "危機管理部 99",
    "危機管理部 0",
    "危機管理部 宇宙開発",
    "福祉部 99",
    "緑陰市 健康福祉部 1",
    "未更新 宇宙部",
    "進捗 宇宙部",
    "履歴 宇宙部",
    "未更新 健康福祉部",
    "令和5年度",
    "緑陰市 令和8年度 企画部",
    "教育",
    "教育 1",
    "履歴",
    "検索 宇宙",
    "検索 %",
    "😀",
    "!!!",
    "%",
    '"',
    "(",
    "'; DROP TABLE goal; --",
    "あ".repeat(10_000),
    "宇宙 ".repeat(2_000),
    "\0",
    "\ud800",
    "<b>太字</b>",
    "<@U1>",
    "=1+1",
  ];

  const named = MISSES.map((typed) => [JSON.stringify(typed.slice(0, 20)), typed] as const);

  it.each(named)("leads on from %s, politely and with a button", async (_name, typed) => {
    const { db } = town();
    const reply = await new Conversation(db).ask(typed);
    expect(buttonsOf(reply).length).toBeGreaterThan(0);
    expect(readAloud(reply)).toEqual([]);
    expect(replyText(reply)).not.toMatch(/記録番号/);
    // No fixed example, which has nothing to do with what was asked.
    expect(replyText(reply)).not.toContain("/policy 防災");
    expect(replyText(reply).length).toBeLessThan(1_000);
  });

  it("says before anything was imported whom to ask", async () => {
    const { db } = temporaryDatabase();
    const chat = new Conversation(db);
    for (const typed of ["", "危機管理部", "検索 防災", "未更新", "進捗", "履歴", "令和8年度"]) {
      const reply = await chat.ask(typed);
      expect(titleOf(reply)).toMatch(/まだ計画が取り込まれていません。情報システム担当に/);
      expect(titleOf(await chat.press(button(reply, "使い方")))).toBe("【使い方】");
    }
  });

  it("answers a button that this program did not make, or that was tampered with, without an apology", async () => {
    const { db } = town();
    const chat = new Conversation(db);
    const values = [
      "",
      "x",
      "{}",
      "null",
      '{"do":"goal"}',
      '{"do":"goal","goal":-1}',
      '{"do":"goal","goal":1e99}',
      '{"do":"eval","code":"1"}',
      '{"do":"department","department":1,"page":0}',
      JSON.stringify({ do: "search", words: "x".repeat(3_000) }),
    ];
    for (const value of values) {
      const reply = await chat.pressRaw(value);
      expect(titleOf(reply), value).toBe(
        "このボタンは古くなっています。もう一度 /policy から開いてください。",
      );
      expect(buttonsOf(reply)).toHaveLength(1);
    }
    for (const press of [
      { do: "goal", goal: 9_999 },
      { do: "department", department: 9_999 },
      { do: "department", department: 1, section: 9_999 },
      { do: "overview", plan: 9_999 },
      { do: "stale", plan: 9_999 },
      { do: "history", department: 9_999 },
      { do: "search", words: "防災", plan: 9_999 },
      { do: "department", department: 1, page: 9_999 },
      { do: "search", words: "防災", page: 9_999 },
    ] as const satisfies readonly Press[]) {
      const reply = await chat.press(press);
      expect(replyText(reply ?? { kind: "form-errors", errors: {} }), encodePress(press)).not.toMatch(
        /記録番号/,
      );
      expect(buttonsOf(reply).length, encodePress(press)).toBeGreaterThan(0);
    }
  });
});

describe("walking from button to button", () => {
  it("reaches every department, section and goal from the overview, and never an apology", async () => {
    const { db, ward } = town();
    const chat = new Conversation(db, { pageSize: 500 });
    const seen = new Set<string>();
    const goals = new Set<number>();
    const departments = new Set<number>();
    const queue: Press[] = pressesOf(await chat.ask(""));
    while (queue.length > 0 && seen.size < 1_500) {
      const press = queue.shift();
      if (press === undefined) break;
      const value = encodePress(press);
      if (seen.has(value)) continue;
      seen.add(value);
      expect(value.length).toBeLessThanOrEqual(2_000);
      expect(decodePress(value)).toEqual(press);
      const reply = await chat.press(press);
      if (press.do === "goal") goals.add(press.goal);
      if (press.do === "department") departments.add(press.department);
      const text = reply === null ? "" : replyText(reply);
      expect(text, value).not.toMatch(/記録番号|古くなっています|undefined|null|NaN|\[object/);
      expect(text, value).not.toBe("");
      expect(buttonLabels(reply), value).toEqual([]);
      // Notes and settings are tried where they are written; what they answer is not followed further.
      if (["quick", "all-unchanged", "settle"].includes(press.do)) continue;
      queue.push(...pressesOf(reply));
    }
    expect(queue).toEqual([]);
    expect(seen.size).toBeGreaterThan(150);
    for (const goal of listPlanGoals(db, ward)) expect(goals).toContain(goal.id);
    for (const { id } of listDepartments(db, ward)) expect(departments).toContain(id);
  });

  it("shows every goal of a department once over its pages, and each page within its size", async () => {
    const { db, ward } = town();
    const [department] = listDepartments(db, ward);
    const expected = listPlanGoals(db, ward).filter((goal) => goal.departmentId === department?.id);
    const chat = new Conversation(db, { pageSize: 150 });
    let reply: Reply | null = await chat.ask("危機管理部");
    const opened: number[] = [];
    const texts: string[] = [];
    for (let page = 1; ; page += 1) {
      texts.push(replyText(reply ?? { kind: "form-errors", errors: {} }));
      opened.push(...pressesOf(reply).flatMap((press) => (press.do === "goal" ? [press.goal] : [])));
      expect(titleOf(reply)).toBe("【危機管理部】");
      expect(texts.at(-1)).toContain(`${page}／`);
      if (!buttonsOf(reply).some(({ label }) => label === "次のページ")) break;
      reply = await chat.press(button(reply, "次のページ"));
      expect(reply).toMatchObject({ replace: true });
    }
    expect(texts.length).toBeGreaterThan(2);
    expect(opened).toEqual(expected.map(({ id }) => id));
    const back = await chat.press(button(reply, "前のページ"));
    expect(replyText(back ?? { kind: "form-errors", errors: {} })).toBe(texts.at(-2));
  });

  it("keeps the words of a long search over its pages", async () => {
    const { db } = town();
    const chat = new Conversation(db);
    const words = `の ${"の".repeat(QUERY_LENGTH)}`;
    const reply = await chat.ask(`検索 ${words}`);
    for (const press of pressesOf(reply)) expect(decodePress(encodePress(press))).toEqual(press);
  });
});

describe("a department's channel", () => {
  const inChannel = (place: Town, name: string): Conversation => {
    const department = listDepartments(place.db, place.ward).find((candidate) => candidate.name === name);
    const binding = {
      platform: "web",
      conversation: "C1",
      name: "kiki",
      destination: {},
      purpose: "department",
      departmentId: department?.id ?? null,
    } as const;
    bindChannel(place.db, binding, NOW);
    return new Conversation(place.db, { where: { conversation: "C1", kind: "channel", name: "kiki" } });
  };

  it.each([
    ["2", "【危機管理部　重点目標 2】"],
    ["２番", "【危機管理部　重点目標 2】"],
    ["経営戦略", "【危機管理部　経営戦略】"],
    ["履歴", "【危機管理部　最近の報告】"],
    ["福祉部", "【福祉部(福祉事務所)】"],
    ["福祉部 1", "【福祉部(福祉事務所)　重点目標 1】"],
    ["99", "危機管理部に 99 番の目標はありません。重点目標は 1 から 6 までです。"],
    ["", "【緑風区 令和8年度 各部経営方針】"],
    ["未更新", "【未更新の重点目標　緑風区 令和8年度　17件】"],
  ])("takes %j as said there", async (typed, title) => {
    expect(titleOf(await inChannel(town(), "危機管理部").ask(typed))).toBe(title);
  });

  it("is the same at the terminal with --channel", async () => {
    const place = town();
    expect(await askAtTheTerminal(place, "/policy 2", ["--channel", "危機管理部"])).toContain(
      "危機管理部　重点目標 2",
    );
    expect(await askAtTheTerminal(place, "/policy 2")).toContain("「2」");
  });

  it("means the plan of its department, also when the running year has another", async () => {
    const place = town();
    const next = importText(place.db, WARD.replaceAll("令和8年度", "令和9年度"));
    const later = new Conversation(place.db, { now: NOW + 200 * DAY });
    expect(titleOf(await later.ask(""))).toBe("【緑風区 令和9年度 各部経営方針】");
    expect(next.fiscalYear).toBe(2027);
    const chat = inChannel(place, "危機管理部");
    expect(replyText(await chat.ask("2"))).toContain("令和8年度");
    expect(replyText(await chat.ask("令和9年度 危機管理部 2"))).toContain("令和9年度");
  });

  it("shares the same answer with everybody, under the name of who shared it", async () => {
    const place = town();
    const chat = inChannel(place, "危機管理部");
    const reply = await chat.ask("福祉部");
    const shared = await chat.press(button(reply, "チャンネルに共有"));
    expect(shared).toMatchObject({ kind: "message", audience: "channel" });
    expect(titleOf(shared)).toBe("【福祉部(福祉事務所)】");
    expect(buttonsOf(shared).map(({ label }) => label)).not.toContain("チャンネルに共有");
    expect(replyText(shared as Message)).toMatch(/U0さんが共有しました$/);
  });
});

describe("tracked statements of other kinds", () => {
  it("stand in their department with number, state and a way in", async () => {
    const { db } = temporaryDatabase();
    importText(db, PAGE, { track: ["組織運営方針", "ビジョン"] });
    const chat = new Conversation(db);
    const reply = await chat.ask("健康福祉部");
    expect(replyText(reply)).toMatch(/1 高齢者の外出の機会を増やします。　－報告なし/);
    expect(replyText(reply)).toMatch(/2 支援を必要とする人に/);
    expect(pressesOf(reply).filter((press) => press.do === "goal")).toHaveLength(3);
    expect(titleOf(await chat.ask("健康福祉部 1"))).toBe("【健康福祉部　重点目標 1】");
  });

  it("include initiatives", async () => {
    const { db } = temporaryDatabase();
    importText(db, WARD, { track: ["組織横断の取組"] });
    const reply = await new Conversation(db).ask("危機管理部");
    expect(replyText(reply)).toMatch(/7 在宅避難の啓発を全庁で進めます。　－報告なし/);
  });
});

describe("the silence of a goal", () => {
  it("counts from the import, and a report ends it until its cadence has passed", async () => {
    const place = town();
    const at = (now: number): Conversation => new Conversation(place.db, { now });
    const count = async (now: number): Promise<string> => titleOf(await at(now).ask("未更新 危機管理部"));
    expect(await count(NOW - 60 * DAY + 28 * DAY)).toBe("【未更新の重点目標　危機管理部　0件】");
    expect(await count(NOW - 60 * DAY + 28 * DAY + 1)).toBe("【未更新の重点目標　危機管理部　5件】");
    expect(await count(NOW + 18 * DAY)).toBe("【未更新の重点目標　危機管理部　5件】");
    expect(await count(NOW + 18 * DAY + 60_000)).toBe("【未更新の重点目標　危機管理部　6件】");
  });
});

describe("an answer that was kept", () => {
  it("is the same object while nothing changes, and made anew after a report here or by another process", async () => {
    const place = town();
    const chat = new Conversation(place.db);
    const first = await chat.ask("危機管理部");
    expect(await chat.ask("危機管理部")).toBe(first);
    const [goal] = listPlanGoals(place.db, place.ward);
    note(place.db, goal?.id ?? 0, "こちらで報告");
    expect(replyText(await chat.ask("危機管理部"))).toContain("こちらで報告");
    const other = openDatabase(place.file);
    note(other, goal?.id ?? 0, "別の窓口で報告", NOW + 1);
    other.close();
    expect(replyText(await chat.ask("危機管理部"))).toContain("別の窓口で報告");
  });

  it("is not given to somebody in another place", async () => {
    const place = town();
    const asked = await new Conversation(place.db).ask("2");
    const department = listDepartments(place.db, place.ward)[0];
    const binding = {
      platform: "web",
      conversation: "C1",
      name: null,
      destination: {},
      purpose: "department",
      departmentId: department?.id ?? null,
    } as const;
    bindChannel(place.db, binding, NOW);
    const there = await new Conversation(place.db, { where: { conversation: "C1", kind: "channel" } }).ask(
      "2",
    );
    expect([titleOf(asked), titleOf(there)]).toEqual([
      expect.stringContaining("「2」"),
      "【危機管理部　重点目標 2】",
    ]);
  });
});

/** What would sound wrong when read aloud in the sentences that the bot makes itself. */
function readAloud(reply: Reply): string[] {
  const problems: string[] = [];
  const sentences = (block: Block): string[] =>
    block.kind === "text"
      ? block.spans
          .map((part) => part.text)
          .join("")
          .split(/(?<=。)/u)
      : [];
  const text = blocksText(blocksOf(reply));
  for (const [name, pattern] of [
    ["two blanks", /[^\n ] {2,}|　　|　 | 　/u],
    ["a dangling mark", /、。|。。|、$|：$|・$|「」|（）|\(\)/mu],
    ["an exclamation", /[!！](?!」)/u],
    ["a word of the program", /undefined|null|NaN|\[object/u],
  ] as const) {
    const quoted = text.replace(/「[^」]*」/gu, "「x」");
    if (pattern.test(quoted)) problems.push(`${name}: ${text}`);
  }
  for (const sentence of blocksOf(reply).flatMap(sentences)) {
    const polite = /(?:です|ます|ました|ません|ませんでした|ください|でしょうか|ますか)。$/u;
    if (sentence.trim() !== "" && !polite.test(sentence)) problems.push(`not polite: ${sentence}`);
  }
  return problems;
}

/** Buttons that could not be told apart or be shown. */
function buttonLabels(reply: Reply | null): string[] {
  const labels = buttonsOf(reply).map(({ label }) => label);
  return [
    ...labels
      .filter((label) => label.trim() === "" || /[\r\n]/u.test(label))
      .map((label) => `blank: ${label}`),
    ...labels.filter((label, index) => labels.indexOf(label) !== index).map((label) => `twice: ${label}`),
  ];
}

it("keeps an answer until something changes, and none of a transaction that was taken back", () => {
  const { db, ward } = town();
  const { answers } = new Conversation(db).bot;
  const goals = (): number => answers.answer("goals", NOW, () => listPlanGoals(db, ward).length);
  const before = goals();
  expect(before).toBeGreaterThan(0);
  const leave = db.prepare("DELETE FROM note");
  expect(() =>
    db.transaction(() => {
      leave.run();
      expect(answers.answer("notes", NOW, () => db.prepare("SELECT count(*) FROM note").pluck().get())).toBe(
        0,
      );
      throw new Error("taken back");
    })(),
  ).toThrow("taken back");
  expect(answers.answer("notes", NOW, () => db.prepare("SELECT count(*) FROM note").pluck().get())).toBe(1);
  const kept = answers.answer("kept", NOW, () => ({}));
  expect(answers.answer("kept", NOW, () => ({}))).toBe(kept);
  leave.run();
  expect(answers.answer("kept", NOW, () => ({}))).not.toBe(kept);
});
