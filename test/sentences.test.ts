import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contentWords } from "../src/bot/commands.js";
import { type Reply, replyText } from "../src/bot/reply.js";
import { setConfirming } from "../src/store/confirmations.js";
import { type Db, inTransaction, run } from "../src/store/database.js";
import { listDepartments } from "../src/store/departments.js";
import { listPlanGoals } from "../src/store/goals.js";
import { ensurePerson } from "../src/store/people.js";
import { buttonsOf, Conversation } from "./kit/conversation.js";
import { giveRole } from "./kit/people.js";
import { importText, NOW, report, temporaryDatabase } from "./kit/plan-store.js";
import { WARD } from "./kit/ward.js";

/** What people type in their own words, and the beginning of what they see. */
const SENTENCES: readonly (readonly [typed: string, seen: RegExp])[] = [
  // Questions of whole sentences lead to the words that they are about.
  ["福祉避難所ってどこの部がやってるの？", /^【「福祉避難所」　\d+件】/],
  ["福祉避難所はどこの担当？", /^【「福祉避難所」/],
  ["福祉避難所の担当部署は", /^【「福祉避難所」/],
  ["学校の給食はどこ？", /学校給食の充実/],
  ["給食の充実についてどうなってますか", /学校給食の充実/],
  ["里親について教えてください", /^【「里親」/],
  ["里親制度について知りたいです", /^【「里親制度」/],
  ["里親のことを調べて", /^【「里親」/],
  ["保育の質を教えて", /保育の質の向上/],
  ["商店街のにぎわいって何してるの", /商店街のにぎわいづくり/],
  ["補助金さがして", /^【「補助金」/],
  ["誰が担当してる？ 商店街", /^【「商店街」/],
  ["防災教育の目標を見せて", /^【「防災教育」/],
  ["子どもの食堂", /子ども食堂への支援/],
  ["ホームページの学校給食", /^【「学校給食」/],
  // A section of the office that the plan does not print leads to what it is about.
  ["防災課", /^【「防災」　\d+件】\n「防災課」そのものは/],
  ["給食課", /学校給食の充実/],
  ["避難所 学校 里親", /そのものは見つからなかったため/],
  // States.
  ["遅れ", /^【状態が「やや遅れ」「遅れ」の目標　1件】[\s\S]*福祉避難所/],
  ["おくれ", /^【状態が「やや遅れ」「遅れ」の目標/],
  ["遅れている目標", /^【状態が「やや遅れ」「遅れ」の目標/],
  ["遅れてる目標は？", /^【状態が「やや遅れ」「遅れ」の目標/],
  ["遅れてるもの", /^【状態が「やや遅れ」「遅れ」の目標/],
  ["遅延", /^【状態が「やや遅れ」「遅れ」の目標/],
  ["やや遅れ", /^【状態が「やや遅れ」の目標　1件】/],
  ["順調", /^【状態が「順調」の目標　0件】[\s\S]*いまは、ありません/],
  ["順調なもの", /^【状態が「順調」の目標/],
  ["完了", /^【状態が「完了」の目標　1件】/],
  ["ｶﾝﾘｮｳ", /^【状態が「完了」の目標/],
  ["完了した目標を教えて", /^【状態が「完了」の目標/],
  ["未着手", /^【状態が「未着手」の目標/],
  ["報告なし", /^【状態が「報告なし」の目標/],
  ["未報告", /^【状態が「報告なし」の目標/],
  ["危機管理部 遅れ", /^【状態が「やや遅れ」「遅れ」の目標　1件】\n緑風区 令和8年度　危機管理部/],
  ["遅れ 危機管理部", /危機管理部\n/],
  ["危機管理部の遅れ", /^【状態が「やや遅れ」「遅れ」の目標/],
  ["危機管理部の遅れている目標は？", /^【状態が「やや遅れ」「遅れ」の目標/],
  ["福祉部 遅れ", /^【状態が「やや遅れ」「遅れ」の目標　0件】/],
  // Owners.
  ["私の目標", /^【あなたが担当の目標　1件】[\s\S]*地区ごとの防災計画/],
  ["自分の目標", /^【あなたが担当の目標/],
  ["マイ目標", /^【あなたが担当の目標/],
  ["わたしの担当", /^【あなたが担当の目標/],
  ["高橋さんの目標", /^【「高橋」が担当の目標　1件】/],
  ["高橋さん", /^【「高橋」が担当の目標　1件】/],
  // The plan at a glance.
  ["一覧", /^【緑風区[ 　]令和8年度 各部経営方針】/],
  ["部の一覧", /各部経営方針】/],
  ["全部", /各部経営方針】/],
  ["一覧 危機管理部", /^【危機管理部】/],
  // The order does not matter, and no argument is ignored.
  ["危機管理部 進捗", /^【進捗　危機管理部】/],
  ["進捗 危機管理部", /^【進捗　危機管理部】/],
  ["危機管理部の進捗を教えてください", /^【進捗　危機管理部】/],
  ["危機管理部の状況は？", /^【進捗　危機管理部】/],
  ["危機管理部 未更新", /^【未更新の重点目標　危機管理部/],
  ["推移 危機管理部", /^【進捗の推移　緑風区 令和8年度　危機管理部】/],
  ["危機管理部 推移", /^【進捗の推移　緑風区 令和8年度　危機管理部】/],
  ["危機管理部の履歴", /^【危機管理部　最近の報告】/],
  ["履歴 危機管理部 2", /^【危機管理部　重点目標 2】/],
  ["進捗 危機管理部 2", /^【危機管理部　重点目標 2】/],
  ["未更新 2 危機管理部", /^【危機管理部　重点目標 2】/],
  ["人材戦略 危機管理部", /^【危機管理部　人材戦略】/],
  ["2 危機管理部", /^【危機管理部　重点目標 2】/],
  ["危機管理部の２番", /^【危機管理部　重点目標 2】/],
  ["履歴 危機管理部 ひらめき", /^危機管理部には「ひらめき」に当たる/],
  // Years that are glued to a name.
  ["危機管理部R8", /^【危機管理部】/],
  ["令和8年度の危機管理部", /^【危機管理部】/],
  ["今年度の危機管理部", /^【危機管理部】/],
  ["昨年度の危機管理部", /^令和7年度の計画は取り込まれていません/],
  ["危機管理部 令和９年度", /^令和9年度の計画は取り込まれていません/],
  // A clear best department still offers the others.
  [
    "子ども家庭",
    /^【子ども家庭部】[\s\S]*名前に「子ども家庭」を含むほかの部\n\[子ども家庭総合支援センター\]/,
  ],
  ["子ども家庭部", /^【子ども家庭部】(?![\s\S]*名前に)/],
  // The command's own name in any width, and greetings.
  ["／ｐｏｌｉｃｙ　危機管理部", /^【危機管理部】/],
  ["ｐｏｌｉｃｙ　進捗", /^【全庁の進捗/],
  ["／policy", /各部経営方針】/],
  ["こんにちは", /部の名前や言葉を送ると/],
  ["お疲れ様です", /部の名前や言葉を送ると/],
  ["ありがとう", /部の名前や言葉を送ると/],
  ["ありがとうございました！", /部の名前や言葉を送ると/],
];

describe("people's own sentences", () => {
  let db: Db;
  let chat: Conversation;

  beforeAll(async () => {
    db = temporaryDatabase(afterAll).db;
    const { planId } = importText(db, WARD, { now: NOW });
    const goals = listPlanGoals(db, planId);
    const own = (words: string, user: string, name: string): void => {
      const person = ensurePerson(db, "web", user, name);
      const goal = goals.find(({ text }) => text.includes(words));
      run(db, "INSERT INTO goal_owner(goal_id, person_id) VALUES (?, ?)", goal?.id ?? 0, person.id);
    };
    own("地区ごとの防災計画", "U0", "山本");
    own("里親", "U7", "高橋");
    chat = new Conversation(db);
    await chat.ask("報告 危機管理部 2 やや遅れ 協定先と協議");
    await chat.ask("報告 教育委員会事務局 1 完了");
  });

  it("are more than sixty", () => expect(SENTENCES.length).toBeGreaterThan(60));

  it.each(SENTENCES)("%s", async (typed, seen) => {
    expect(replyText(await chat.ask(typed))).toMatch(seen);
  });
});

describe("the words that a sentence is about", () => {
  it.each([
    ["防災マニュアルってどこの部がやってるの？", ["防災マニュアル"]],
    ["学校の防災はどこ？", ["学校", "防災"]],
    ["デジタル化の目標を教えて", ["デジタル化"]],
    ["遅れてる目標は？", ["遅れてる"]],
    ["ごみ減らしはどうなってますか", ["ごみ減らし"]],
    ["みどりの基本計画", ["みどり", "基本計画"]],
    ["どこ", []],
  ])("%s", (typed, words) => expect(contentWords(typed)).toEqual(words));
});

it("a person's home page has the goals that they hold and that wait for a report, each with its form", async () => {
  const { db } = temporaryDatabase(afterAll);
  const { planId } = importText(db, WARD, { now: NOW });
  const goal = listPlanGoals(db, planId).find(({ text }) => text.includes("里親"));
  const person = ensurePerson(db, "web", "U7", "高橋");
  run(db, "INSERT INTO goal_owner(goal_id, person_id) VALUES (?, ?)", goal?.id ?? 0, person.id);
  const chat = new Conversation(db, { who: "U7" });
  const home = await chat.home();
  expect(JSON.stringify(home)).toContain("報告をお願いしたい、あなたの目標 1件");
  expect(JSON.stringify(home)).toContain('"do":"report-form"');
  expect(JSON.stringify(await new Conversation(db, { who: "U8" }).home())).not.toContain("あなたの目標");
});

describe("a person's home page", () => {
  const town = () => {
    const { db } = temporaryDatabase();
    const { planId } = importText(db, WARD, { now: NOW });
    const department = listDepartments(db, planId).find(({ name }) => name === "危機管理部");
    if (department === undefined) throw new Error("no department");
    return {
      db,
      department,
      goal: listPlanGoals(db, planId).find(({ departmentId }) => departmentId === department.id),
    };
  };

  it("has their settings", async () => {
    const home = await new Conversation(town().db, { who: "U7" }).home();
    expect(buttonsOf(home).map(({ press }) => press)).toContainEqual({ do: "settings" });
  });

  it("shows whoever has no role the department on which they reported last", async () => {
    const { db, goal } = town();
    const chat = new Conversation(db, { who: "U7" });
    expect(replyText((await chat.home()) as Reply)).not.toContain("【危機管理部】");
    const person = ensurePerson(db, "web", "U7", "高橋");
    inTransaction(db, () => report(db, goal?.id ?? 0, { authorId: person.id }));
    expect(replyText((await chat.home()) as Reply)).toContain("【危機管理部】");
  });

  it("tells a manager alone what waits for their 確認", async () => {
    const { db, department, goal } = town();
    setConfirming(db, "緑風区", true);
    inTransaction(db, () => report(db, goal?.id ?? 0, { saidAt: NOW + 1000 }));
    for (const [who, role] of [
      ["U7", "manager"],
      ["U8", "staff"],
    ] as const)
      giveRole(db, ensurePerson(db, "web", who, who).id, { role, departmentId: department.id, post: null });
    const home = async (who: string) =>
      replyText((await new Conversation(db, { who, now: NOW + 2000 }).home()) as Reply);
    expect(await home("U7")).toContain("危機管理部で確認を待っている報告が 1件 あります。");
    expect(await home("U8")).not.toContain("確認を待っている");
  });
});
