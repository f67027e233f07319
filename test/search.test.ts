import { beforeAll, describe, expect, it } from "vitest";
import { searchView } from "../src/bot/features/look-up/search-view.js";
import { fold, foldCharacters, foldSpellings, searchForms, searchTexts } from "../src/domain/fold.js";
import { type Db, inTransaction, openDatabase } from "../src/store/database.js";
import { listAllStatements, listPlanGoals } from "../src/store/goals.js";
import { setPlanLevels } from "../src/store/levels-above.js";
import { restoreGoal, retireGoal } from "../src/store/plan-edits.js";
import { findPlan } from "../src/store/plans.js";
import {
  COUNT_LIMIT,
  hitRanges,
  QUERY_LENGTH,
  type SearchHit,
  searchPlan,
  searchWords,
} from "../src/store/search.js";
import { fc, tries } from "./kit/dice.js";
import { importText, note, temporaryDatabase } from "./kit/plan-store.js";
import { sampleText, seedsPresent, seedText, whySkipped } from "./kit/seeds.js";

/** A plan of our own with every spelling that the search must see through. */
const INVENTED = `# 緑風市 令和8年度 各部経営方針

## 総務部

### 施策

#### 経営方針

- No.1プラン 2028 の計画事業を着実に進め、子どもたちの未来を創造します。
- 手続きのオンライン化に取り組み、誰もが使いやすい窓口をめざします。

#### 重点目標

- No.1プラン2028の計画事業の進行管理
- No.1 プラン2028に基づく組織改正
- 大谷ロー丁目周辺地区不燃化まちづくりの推進
- 大谷口二丁目公園の改修
- CAP' S プログラムの試行
- （仮称）ＤＸ推進計画の策定（庁内・区民の２本立て）
- ファシリティマネジメントの推進
- 子供の居場所づくり
- こども家庭センターの開設
- 子ども食堂への支援
- 防災教育の推進
- 小中学校における防災訓練の充実
- 桜川・櫻井地区の渡邊邸の活用
- 50%削減をめざす廃棄物対策「ゼロ」
- 𠮷野川流域の𩸽の資源管理
- ﾊﾝﾃﾞｨｷｬｯﾌﾟのある人の就労支援

### 人材戦略

#### 経営方針

- 取組の成果を、職員一人ひとりが振り返ります。

#### 重点目標

- 取り組みを振り返る研修の実施
- ウォーカブルなまち歩き・ヴィジョンの共有
`;

interface Stored {
  readonly id: number;
  readonly text: string;
}

/** The same for the same text, reckoned once: the texts of a plan are looked through for each search. */
function remembered<T>(reckon: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text) ?? reckon(text);
    known.set(text, found);
    return found;
  };
}

/** Characters alone, written anew: width, case, かな, small kana; everything but letters and digits is dropped. */
const naive = remembered((text) => {
  const small = "ぁあぃいぅうぇえぉおっつゃやゅゆょよゎわゕかゖけ";
  return [...text.normalize("NFKC").toLowerCase()]
    .map((char) => (char >= "ァ" && char <= "ヶ" ? String.fromCharCode(char.charCodeAt(0) - 0x60) : char))
    .map((char) => {
      const at = small.indexOf(char);
      return at >= 0 && at % 2 === 0 ? (small[at + 1] ?? char) : char;
    })
    .filter((char) => /[\p{L}\p{N}]/u.test(char))
    .join("");
});

const formsOf = remembered((text) => searchForms(text).map((form) => form.text));

/** What a scan of all texts would find: each word as it stands, or in a spelling that counts as the same. */
function scan(texts: readonly Stored[], typed: string): number[] {
  const words = typed.split(/[\s\u3000、,，]+/u).filter((word) => naive(word) !== "");
  if (words.length === 0) return [];
  return texts
    .filter(({ text }) =>
      words.every(
        (word) =>
          naive(text).includes(naive(word)) ||
          formsOf(text).some((form) => form.includes(fold(word)) || form.includes(naive(word))),
      ),
    )
    .map(({ id }) => id)
    .sort((a, b) => a - b);
}

function everything(db: Db, planId: number, typed: string, limit = 10): SearchHit[] {
  const words = searchWords(typed);
  const hits: SearchHit[] = [];
  for (;;) {
    const page = searchPlan(db, words, { planId }, { limit, offset: hits.length });
    hits.push(...page.hits);
    if (page.hits.length < limit) return hits;
  }
}

const idsOf = (hits: readonly SearchHit[]): number[] =>
  hits.map((hit) => hit.statementId).sort((a, b) => a - b);

describe("the search", () => {
  let db: Db;
  let planId: number;
  let texts: readonly Stored[];

  beforeAll(() => {
    db = openDatabase(":memory:");
    planId = importText(db, INVENTED).planId;
    texts = listAllStatements(db, planId);
    expect(texts).toHaveLength(21);
  });

  const found = (typed: string): string[] => everything(db, planId, typed).map((hit) => hit.text);

  it.each([
    ["width", "ＣＡＰ", "CAP' S プログラムの試行"],
    ["width the other way", "DX推進計画", "（仮称）ＤＸ推進計画の策定（庁内・区民の２本立て）"],
    ["full-width digits", "2本立て", "（仮称）ＤＸ推進計画の策定（庁内・区民の２本立て）"],
    ["case", "cap's", "CAP' S プログラムの試行"],
    ["かな for カタカナ", "ふぁしりてぃ", "ファシリティマネジメントの推進"],
    ["カタカナ for かな", "マチヅクリ", "大谷ロー丁目周辺地区不燃化まちづくりの推進"],
    ["half-width カタカナ", "ﾌｧｼﾘﾃｨ", "ファシリティマネジメントの推進"],
    ["small kana written large", "フアシリテイ", "ファシリティマネジメントの推進"],
    ["printed half-width カタカナ", "ハンディキャップ", "ﾊﾝﾃﾞｨｷｬｯﾌﾟのある人の就労支援"],
    ["ヴ", "ヴィジョン", "ウォーカブルなまち歩き・ヴィジョンの共有"],
    ["a hyphen for the long mark", "センタ-", "こども家庭センターの開設"],
    ["an old form of a name", "渡辺邸", "桜川・櫻井地区の渡邊邸の活用"],
    ["blanks that are not printed", "防災　教育", "防災教育の推進"],
    ["a blank that is printed", "CAP'Sプログラム", "CAP' S プログラムの試行"],
    ["brackets left out", "仮称DX", "（仮称）ＤＸ推進計画の策定（庁内・区民の２本立て）"],
    ["characters beyond the first plane", "𩸽", "𠮷野川流域の𩸽の資源管理"],
    ["the place as it is really called", "大谷口一丁目", "大谷ロー丁目周辺地区不燃化まちづくりの推進"],
    ["the place as it is printed", "大谷ロー丁目", "大谷ロー丁目周辺地区不燃化まちづくりの推進"],
    ["the place with an Arabic digit elsewhere", "大谷口二丁目", "大谷口二丁目公園の改修"],
  ])("folds %s: %s", (_what, typed, printed) => {
    expect(found(typed)).toContain(printed);
  });

  it.each([
    "No.1プラン 2028",
    "No.1プラン2028",
    "No.1 プラン2028",
    "no.1プラン　２０２８",
    "Ｎｏ．１プラン2028",
    "No1プラン2028",
  ])("finds the plan's name in each of its spacings when %j is typed", (typed) => {
    expect(found(typed)).toEqual([
      "No.1 プラン2028に基づく組織改正",
      "No.1プラン2028の計画事業の進行管理",
      "No.1プラン 2028 の計画事業を着実に進め、子どもたちの未来を創造します。",
    ]);
  });

  it.each(["子供", "子ども", "こども", "コドモ"])("takes %s for one word in all its spellings", (typed) => {
    expect([...found(typed)].sort()).toEqual(
      [
        "子供の居場所づくり",
        "こども家庭センターの開設",
        "子ども食堂への支援",
        "No.1プラン 2028 の計画事業を着実に進め、子どもたちの未来を創造します。",
      ].sort(),
    );
  });

  it.each(["取組", "取り組み", "取組み", "取り組"])("takes %s for one word in all its spellings", (typed) => {
    expect([...found(typed)].sort()).toEqual(
      [
        "取り組みを振り返る研修の実施",
        "手続きのオンライン化に取り組み、誰もが使いやすい窓口をめざします。",
        "取組の成果を、職員一人ひとりが振り返ります。",
      ].sort(),
    );
  });

  it("finds every part of a word that has several spellings", () => {
    for (const part of ["子", "供", "り組", "組み", "誰"]) {
      expect(idsOf(everything(db, planId, part)), part).toEqual(scan(texts, part));
      expect(found(part).length, part).toBeGreaterThan(0);
    }
  });

  it("finds one and two characters", () => {
    expect(found("渡")).toEqual(["桜川・櫻井地区の渡邊邸の活用"]);
    expect(found("%")).toEqual([]);
    expect(found("公園")).toEqual(["大谷口二丁目公園の改修"]);
    expect(found("５")).toEqual(["50%削減をめざす廃棄物対策「ゼロ」"]);
  });

  it("requires every word, in any order and with any comma between them", () => {
    for (const typed of ["防災 学校", "学校　防災", "防災、学校", "防災, 学校"]) {
      expect(found(typed)).toEqual(["小中学校における防災訓練の充実"]);
    }
    expect(found("防災 学校 公園")).toEqual([]);
  });

  it("ranks goals before policies, and what is nearly the word before what only contains it", () => {
    expect(everything(db, planId, "取り組み").map((hit) => hit.kind)).toEqual(["goal", "policy", "policy"]);
    expect(found("防災")).toEqual(["防災教育の推進", "小中学校における防災訓練の充実"]);
  });

  it("finds notes, newest first, after goals and policies, and forgets what was withdrawn", () => {
    const fresh = temporaryDatabase();
    const { planId: own } = importText(fresh.db, INVENTED);
    const [goal] = listPlanGoals(fresh.db, own);
    if (goal === undefined) throw new Error("the document has goals");
    note(fresh.db, goal.id, "防災課と協議しました", 1_000);
    note(fresh.db, goal.id, "防災訓練に合わせて実施します", 2_000);
    const hits = everything(fresh.db, own, "防災");
    expect(hits.map((hit) => [hit.kind, hit.text])).toEqual([
      ["goal", "防災教育の推進"],
      ["goal", "小中学校における防災訓練の充実"],
      ["note", "防災訓練に合わせて実施します"],
      ["note", "防災課と協議しました"],
    ]);
    expect(hits[2]).toMatchObject({
      number: goal.number,
      statementId: goal.id,
      departmentName: "総務部",
      at: 2_000,
    });
  });

  it("stays within one department where it is told to", () => {
    const fresh = temporaryDatabase();
    const two = INVENTED.replace("### 人材戦略", "## 人事部\n\n### 人材戦略");
    const { planId: own } = importText(fresh.db, two);
    const [goal] = listPlanGoals(fresh.db, own).filter(({ text }) => text.includes("振り返る"));
    const departmentId = goal?.departmentId ?? 0;
    const scope = { planId: own, departmentId };
    const page = searchPlan(fresh.db, searchWords("取り組み"), scope, { limit: 10, offset: 0 });
    expect([page.total, page.hits.map((hit) => hit.departmentName)]).toEqual([2, ["人事部", "人事部"]]);
  });

  it("keeps the plans apart", () => {
    const fresh = temporaryDatabase();
    const first = importText(fresh.db, INVENTED);
    const second = importText(fresh.db, INVENTED, { fiscalYear: 2027 });
    const ids = (plan: number): number[] => idsOf(everything(fresh.db, plan, "推進"));
    expect(ids(first.planId)).toHaveLength(4);
    expect(ids(second.planId)).toHaveLength(4);
    expect(ids(first.planId).filter((id) => ids(second.planId).includes(id))).toEqual([]);
  });
});

describe("the names of 政策 and 施策", () => {
  const act = { actor: "cli", at: 1_000, via: "office", reason: "" };
  const level = (kind: "policy" | "measure", name: string, parent: number | null) => ({
    kind,
    name,
    parent,
    indicators: [],
    goals: [],
  });

  function levelled() {
    const { db } = temporaryDatabase();
    const { planId } = importText(db, INVENTED);
    const goals = listPlanGoals(db, planId);
    const goal = (text: string) => {
      const found = goals.find((one) => one.text.includes(text));
      if (found === undefined) throw new Error(`no goal ${text}`);
      return found;
    };
    const training = goal("防災訓練");
    const canteen = goal("食堂");
    const house = goal("渡邊邸");
    const levels = [
      level("policy", "災害に強いまち", null),
      level("measure", "地域の備え", 0),
      level("policy", "にぎわいの創出", null),
    ];
    const put = (below: readonly (readonly number[])[]): boolean =>
      inTransaction(db, () =>
        setPlanLevels(db, planId, levels, { statements: below, public: false }, act),
      ) as boolean;
    put([[], [training.id, canteen.id], [house.id]]);
    const hits = (typed: string) =>
      everything(db, planId, typed).map(({ kind, text, levels: above, number }) => [
        kind,
        text,
        above,
        number,
      ]);
    return { db, planId, training, canteen, house, put, hits };
  }

  it("find the goals below them, those of a 政策 through its 施策 too, after what has the words itself", () => {
    const { training, canteen, house, hits } = levelled();
    const chain = ["災害に強いまち", "地域の備え"];
    const below = [canteen, training].map(({ text, number }) => ["level", text, chain, number]);
    expect(hits("地域の備え")).toEqual(below);
    expect(hits("強いマチ 備え")).toEqual(below);
    expect(hits("にぎわい")).toEqual([["level", house.text, ["にぎわいの創出"], house.number]]);
    expect(hits("まち").map(([kind]) => kind)).toEqual(["goal", "goal", "level", "level"]);
    // The end of one name and the beginning of the next are no text.
    expect(hits("まち地域")).toEqual([]);
  });

  it("follow what is set, retired, restored and imported again", () => {
    const { db, planId, training, canteen, house, put, hits } = levelled();
    const found = () => hits("地域の備え").map(([, text]) => text);
    expect(put([[], [house.id], []])).toBe(true);
    expect(found()).toEqual([house.text]);
    put([[], [training.id, canteen.id], []]);
    retireGoal(db, training.id, act);
    expect(found()).toEqual([canteen.text]);
    restoreGoal(db, training.id, act);
    expect(found()).toEqual([canteen.text, training.text]);
    importText(db, INVENTED.replace(`- ${canteen.text}\n`, ""));
    expect(found()).toEqual([training.text]);
    importText(db, INVENTED);
    expect(found()).toEqual([canteen.text, training.text]);
    const scope = { planId, departmentId: training.departmentId };
    const page = searchPlan(db, searchWords("地域の備え"), scope, { limit: 1, offset: 1 });
    expect([page.total, page.hits[0]?.text]).toEqual([2, training.text]);
  });

  it("are shown behind each goal that was found by them, marked", () => {
    const { db, planId, hits } = levelled();
    const words = searchWords("地域の備え");
    const result = searchPlan(db, words, { planId }, { limit: 10, offset: 0 });
    const plan = findPlan(db, planId);
    if (plan === null) throw new Error("no plan");
    const { blocks } = searchView(
      { typed: "地域の備え", words, plan, department: null, result, also: [] },
      1,
    );
    expect(blocks.filter(({ kind }) => kind === "heading")).toEqual([
      { kind: "heading", text: "政策・施策の名前で見つかった目標" },
    ]);
    const [list] = blocks.flatMap((block) => (block.kind === "list" ? [block] : []));
    const [first] = list?.items ?? [];
    expect(first?.spans.map(({ text }) => text).join("")).toBe(
      `${hits("地域の備え")[0]?.[1]}（災害に強いまち＞地域の備え）`,
    );
    expect(first?.spans.find(({ mark }) => mark === true)?.text).toBe("地域の備え");
    expect(first?.open).toMatchObject({ do: "goal" });
  });
});

describe("marking a hit", () => {
  const marked = (text: string, typed: string): string[] =>
    hitRanges(text, searchWords(typed)).map(({ start, end }) => text.slice(start, end));

  it.each([
    ["防災教育の推進と防災訓練", "防災", ["防災", "防災"]],
    ["CAP' S プログラム", "caps", ["CAP' S"]],
    ["（仮称）ＤＸ推進計画", "dx", ["ＤＸ"]],
    ["ﾊﾝﾃﾞｨｷｬｯﾌﾟのある人", "ハンディ", ["ﾊﾝﾃﾞｨ"]],
    ["子ども食堂", "子供", ["子ども"]],
    ["子ども食堂", "子", ["子"]],
    ["取り組みます", "取組", ["取り組み"]],
    ["大谷ロー丁目周辺", "大谷口一丁目", ["大谷ロー丁目"]],
    ["𠮷野川の𩸽", "𩸽", ["𩸽"]],
    ["No.1プラン 2028 の", "No.1プラン2028", ["No.1プラン 2028"]],
    ["防災訓練", "防災 災訓", ["防災訓"]],
    ["が行\u3099", "ぎょう", []],
    ["か\u3099っこう", "がつこう", ["か\u3099っこう"]],
    ["防災", "公園", []],
  ])("in %j for %j", (text, typed, expected) => {
    expect(marked(text, typed)).toEqual(expected);
  });

  it("gives ranges that are in order, apart from each other and within any text", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 60 }),
        fc.string({ unit: "binary", maxLength: 8 }),
        (text, typed) => {
          let at = 0;
          for (const { start, end } of hitRanges(text, searchWords(`${typed} ${text.slice(3, 6)}`))) {
            expect(start).toBeGreaterThanOrEqual(at);
            expect(end).toBeGreaterThan(start);
            expect(end).toBeLessThanOrEqual(text.length);
            at = end;
          }
        },
      ),
    );
  });
});

const HOSTILE = [
  "%",
  "_",
  '"',
  "'",
  "*",
  "(",
  ")",
  "^",
  ":",
  "-",
  "+",
  '" OR "1"="1',
  "NEAR(防災 学校, 1)",
  "防災 OR 学校",
  "防災 AND 学校",
  "NOT 防災",
  "grams:防災",
  "search_index MATCH",
  "'; DROP TABLE statement; --",
  "{防災}",
  "防災*",
  '"防災"',
  "^防災",
  "😀",
  "👨‍👩‍👧",
  "防災😀",
  "\0",
  "防災\0",
  "\ud842",
  "\udfb7防災",
  "\u202e防災",
  "<script>",
  "&amp;",
  "= 1+1",
  "",
  " 　\t\n",
  "あ".repeat(10_000),
  "防災 ".repeat(3_000),
  Array.from({ length: 5_000 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join(" "),
];

describe("whatever is typed", () => {
  let db: Db;
  let planId: number;
  let texts: readonly Stored[];

  beforeAll(() => {
    db = openDatabase(":memory:");
    planId = importText(db, INVENTED).planId;
    texts = listAllStatements(db, planId);
  });

  it.each(HOSTILE)("takes %j as plain words", (typed) => {
    const hits = everything(db, planId, typed);
    expect(idsOf(hits)).toEqual(scan(texts, typed.slice(0, QUERY_LENGTH)));
  });

  it("does not mistake the words of a query language for their meaning", () => {
    expect(everything(db, planId, "防災 OR 学校")).toEqual([]);
    expect(everything(db, planId, "NOT 防災")).toEqual([]);
    expect(everything(db, planId, '"防災"').length).toBe(2);
  });

  it("finds exactly what a scan finds, for any text at all", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (typed) => {
        expect(idsOf(everything(db, planId, typed))).toEqual(scan(texts, typed));
      }),
      { numRuns: tries(400) },
    );
  });
});

describe("a folded text", () => {
  it("is the same, however many forms it has, whether it is asked where its characters stand or not", () => {
    const characters = [
      ..."アァッガｶﾞｷｸﾟか゛\u3099ー-‐―−ｰ〜～－國﨑Ａ１①㌔〇・、 　子ども取り組障碍々Σςßﬁa\u0301😀\ud800ヶ㍻ヽゞ",
    ];
    const text = fc.string({ unit: fc.constantFrom(...characters), maxLength: 12 });
    fc.assert(
      fc.property(text, (printed) => {
        expect(fold(printed)).toBe(foldSpellings(foldCharacters(printed)).text);
        expect(searchTexts(printed)).toEqual(searchForms(printed).map((form) => form.text));
      }),
      { numRuns: tries(2000) },
    );
  });
});

describe.each([
  ["the sample plan", () => sampleText("itabashi-r8.md"), true],
  [`the published plan${whySkipped}`, () => seedText("000_"), seedsPresent],
])("beside a scan of %s", (_name, read, present) => {
  let db: Db;
  let planId: number;
  let texts: readonly Stored[];

  beforeAll(() => {
    if (!present) return;
    db = openDatabase(":memory:");
    planId = importText(db, read(), { municipality: "板橋区", fiscalYear: 2026 }).planId;
    texts = listAllStatements(db, planId);
    expect(texts.length).toBeGreaterThan(350);
  });

  it.skipIf(!present)(
    "finds the same for any one, two or more characters of any text, typed in any width or kana",
    () => {
      const disguises: ((text: string) => string)[] = [
        (text) => text,
        (text) => text.toUpperCase(),
        (text) => text.replace(/[!-~]/gu, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)),
        (text) => text.replace(/[ァ-ヶ]/gu, (char) => String.fromCharCode(char.charCodeAt(0) - 0x60)),
        (text) => text.replace(/[ぁ-ゖ]/gu, (char) => String.fromCharCode(char.charCodeAt(0) + 0x60)),
        (text) => [...text].join("・"),
      ];
      const word = fc
        .tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 6 }), fc.constantFrom(...disguises))
        .map(([which, from, length, disguise]) => {
          const chars = [...(texts[which % texts.length]?.text ?? "")];
          return disguise(
            chars
              .slice(from % chars.length)
              .slice(0, length)
              .join(""),
          );
        });
      fc.assert(
        fc.property(fc.array(word, { minLength: 1, maxLength: 3 }), (words) => {
          const typed = words.join(" ");
          expect(idsOf(everything(db, planId, typed, 25)), typed).toEqual(scan(texts, typed));
        }),
        { numRuns: tries(300) },
      );
    },
  );

  it.skipIf(!present)("turns pages that are complete, without repetition, and the same every time", () => {
    for (const typed of ["の", "推進", "職員", "区", "まちづくり", "防災"]) {
      const all = scan(texts, typed);
      expect(all.length, typed).toBeGreaterThan(2);
      const total = searchPlan(db, searchWords(typed), { planId }, { limit: 1, offset: 0 }).total;
      expect(total).toBe(Math.min(all.length, COUNT_LIMIT));
      const once = everything(db, planId, typed, 100).map((hit) => hit.statementId);
      for (const limit of [1, 7, 10, 59, 60, 61]) {
        const pages = everything(db, planId, typed, limit).map((hit) => hit.statementId);
        expect(pages, `${typed} by ${limit}`).toEqual(once);
      }
      expect([...once].sort((a, b) => a - b)).toEqual(all);
    }
  });

  it.skipIf(!present)("puts goals before policies before the rest on every page", () => {
    const order = ["goal", "policy", "note", "initiative", "vision_lead", "overall", "framework"];
    for (const typed of ["の", "推進", "取組"]) {
      const ranks = everything(db, planId, typed).map((hit) => order.indexOf(hit.kind));
      expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    }
  });

  it.skipIf(!present)("marks something in every hit", () => {
    for (const typed of ["子供", "取り組み", "大谷口一丁目", "DX", "no.1プラン2028", "ひと"]) {
      for (const hit of everything(db, planId, typed)) {
        expect(hitRanges(hit.text, searchWords(typed)).length, `${typed}: ${hit.text}`).toBeGreaterThan(0);
      }
    }
  });
});
