import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blocksText, replyText } from "../src/bot/reply.js";
import { DAY } from "../src/domain/time.js";
import { listPlanGoals } from "../src/store/goals.js";
import { blocksOf, Conversation } from "./kit/conversation.js";
import { importText, NOW, note, temporaryDatabase } from "./kit/plan-store.js";
import { WARD } from "./kit/ward.js";

/** What people type in their own words, and what it opens: the title of the answer, judged by hand before it was tried. */
const KIKI = /^【危機管理部】$/;
const GOAL_3 = /^【危機管理部　重点目標 3】$/;
const HELP = /^【使い方】$/;
const ALL = /^【緑風区 令和8年度 各部経営方針】$/;
const GREETED = /部の名前や言葉を送ると、目標が出ます/;
const NOTHING = /見つかりませんでした/;
const UNREPORTED = /^【状態が「報告なし」の目標　17件】$/;
const LATE = /^【状態が「やや遅れ」「遅れ」の目標/;

const SENTENCES: readonly (readonly [typed: string, title: RegExp])[] = [
  // Departments by old, short and popular names, and with slips.
  ["危機管理ぶ", KIKI],
  ["キキカンリ部", KIKI],
  ["ｷｷｶﾝﾘぶ", KIKI],
  ["危機官理部", KIKI],
  ["危機管理課", KIKI],
  ["危機管理部の部長", KIKI],
  ["危機管理部について教えて", KIKI],
  ["危機管理部を見せてください", KIKI],
  ["危機管理部の目標", KIKI],
  ["福祉事務所の目標を教えてください", /^【福祉部\(福祉事務所\)】$/],
  ["子家センの目標は？", /^【子ども家庭総合支援センター】$/],
  ["教育委員会", /^【教育委員会事務局】$/],
  ["教委", /^【教育委員会事務局】$/],
  ["産業経済", /^【産業経済部】$/],
  ["資源環境部の状況はどうですか", /^【進捗　資源環境部】$/],
  // Numbers, in any script and place.
  ["危機管理部の3番は？", GOAL_3],
  ["危機管理部の三番目", GOAL_3],
  ["危機管理部 三", GOAL_3],
  ["危機管理部 第3", GOAL_3],
  ["危機管理部第三", GOAL_3],
  ["危機管理部の目標3を見せて", GOAL_3],
  ["危機管理部の3つ目の目標", GOAL_3],
  ["３ 危機管理部", GOAL_3],
  ["目標3 危機管理部", GOAL_3],
  ["三番目 危機管理部", GOAL_3],
  // Who does what.
  ["福祉避難所ってどこの部がやってるの？", /^【「福祉避難所」　1件】$/],
  ["里親のことは誰に聞けばいいですか", /^【「里親」　1件】$/],
  ["学校給食について知りたい", /^【「学校給食」　1件】$/],
  ["だれが商店街の担当？", /^【「商店街」　1件】$/],
  ["再生可能エネルギーを進めているのはどこの部署？", /^【「再生可能エネルギー」　1件】$/],
  ["子ども食堂 どこ", /^【「子ども食堂」　1件】$/],
  ["こども食堂の担当課", /^【「こども食堂」　1件】$/],
  ["防災訓練はいつですか", /^【「防災訓練」　1件】$/],
  ["補助金の手続きを調べたい", /^【「(?:補助金 手続き|手続き 補助金)」　1件】$/],
  ["ＳＤＧｓはどこ？", NOTHING],
  // The best part, and no part that says nothing of what was asked.
  ["商店街活性化", /^【「商店街」　1件】$/],
  ["空き家対策", NOTHING],
  ["多文化共生の取組はどこの部？", NOTHING],
  ["マイナンバー制度", NOTHING],
  ["耐震化の推進", NOTHING],
  // States, and who has not reported.
  ["遅れてる目標は？", LATE],
  ["遅れている目標を教えて", LATE],
  ["遅れはある？", LATE],
  ["危機管理部の遅れ", LATE],
  ["順調な目標はどれですか", /^【状態が「順調」の目標　1件】$/],
  ["完了したものを見たい", /^【状態が「完了」の目標/],
  ["中止になった目標", /^【状態が「中止」の目標/],
  ["報告がまだの目標", UNREPORTED],
  ["まだ報告していないのはどこですか", UNREPORTED],
  ["未報告の目標を教えて", UNREPORTED],
  ["今月報告がない部", UNREPORTED],
  ["危機管理部の未報告", /^【状態が「報告なし」の目標　5件】$/],
  // One's own, everything, help.
  ["私の担当の目標", /担当/],
  ["自分の目標はどれ", /担当/],
  ["自分が担当している目標を教えて", /担当/],
  ["目標一覧", ALL],
  ["全部の部を見たい", ALL],
  ["どんな部がありますか？", ALL],
  ["使い方を教えて", HELP],
  ["何ができますか", HELP],
  ["どうやって使うの？", HELP],
  // Greetings and thanks get no search result.
  ["こんにちは！", GREETED],
  ["ありがとうございました。", GREETED],
  ["お疲れさまです", GREETED],
  ["了解です、助かりました", GREETED],
  ["すみません、間違えました", GREETED],
  ["よろしくお願いいたします", GREETED],
  ["おはようございます🙇", GREETED],
  // The command's own name in any width, and words in any order.
  ["／ｐｏｌｉｃｙ　危機管理部　３", GOAL_3],
  ["/policy  危機管理部の3番", GOAL_3],
  ["進捗 危機管理部", /^【進捗　危機管理部】$/],
  ["危機管理部の進捗を見せて", /^【進捗　危機管理部】$/],
  ["人材戦略 危機管理部", /^【危機管理部　人材戦略】$/],
  ["推移 危機管理部", /^【進捗の推移　緑風区 令和8年度　危機管理部】$/],
];

describe("people's own sentences", () => {
  let chat: Conversation;

  beforeAll(() => {
    const { db } = temporaryDatabase(afterAll);
    const { planId } = importText(db, WARD, { now: NOW - 60 * DAY });
    const goal = listPlanGoals(db, planId).find(({ text }) => text.includes("福祉避難所"));
    note(db, goal?.id ?? 0, "候補の3施設と協議しています", NOW - 10 * DAY);
    chat = new Conversation(db);
  });

  it.each(SENTENCES)("%j", async (typed, title) => {
    const reply = await chat.ask(typed);
    const [first] = blocksOf(reply);
    expect(first === undefined ? "" : blocksText([first]), replyText(reply).slice(0, 300)).toMatch(title);
  });
});
