import { random } from "../kit/dice.js";

/**
 * Invented plans made of every combination of the ways in which departments, labels, lists and what stands around them are printed,
 * each with what a careful officer would take from it.
 */

export interface CombinedPlan {
  /** The ways that were combined: `dept=【】 label=num mark=①`. */
  readonly ways: string;
  readonly name: string;
  readonly text: string;
  readonly departments: readonly CombinedDepartment[];
}

export interface CombinedDepartment {
  readonly name: string;
  readonly policies: readonly string[];
  readonly goals: readonly string[];
}

export const DEPARTMENTS = [
  ...[
    "総務部",
    "企画財政部",
    "市民生活部",
    "健康福祉部",
    "産業振興部",
    "都市整備部",
    "上下水道局",
    "消防本部",
  ],
  ...[
    "教育委員会事務局",
    "会計課",
    "議会事務局",
    "危機管理室",
    "こども未来部",
    "税務課",
    "政策推進課",
    "総合支所",
  ],
];
export const POLICIES = [
  "市民に信頼される行政運営を進めます。",
  "安全で安心なまちをつくります。",
  "誰もが健やかに暮らせる地域を目指します。",
  "限られた財源を有効に使い、持続可能な財政運営に努めます。",
  "地域の産業を支え、にぎわいを生み出します。",
  "子どもの学びと育ちを地域全体で支えます。",
  "公共施設を計画的に維持し、使いやすくします。",
  "水を安定して届けます。",
];
const PHRASES = [
  ...[
    "総合防災訓練の実施",
    "公共施設予約システムの更新",
    "空き家バンクの登録促進",
    "健診受診率の向上",
    "中学校給食の無償化",
  ],
  ...[
    "橋りょうの耐震補強",
    "図書館の開館時間の延長",
    "職員研修計画の見直し",
    "庁内文書の電子化",
    "ごみ減量の啓発",
  ],
  ...[
    "観光案内板の多言語化",
    "移住相談窓口の開設",
    "消防団員の確保",
    "認知症カフェの設置",
    "街路樹の管理",
    "部活動の地域移行",
  ],
];
const SENTENCES = [
  "避難所の備蓄を見直し、市内10か所に配備します",
  "市民相談の窓口を一つにまとめます",
  "中小企業の事業承継を支援します",
  "住民票のコンビニ交付を始めます",
  "通学路の危険箇所を点検し、年度内に対策を終えます",
  "特定健診の受診率を60％に引き上げます",
  "地域おこし協力隊を3人採用します",
  "老朽化した集会所を統合します",
  "若手農業者の研修会を年4回開きます",
];
const LONG =
  "災害時の情報を確実に届けるため、防災行政無線の受信機を全世帯に配備するとともに、登録制メールと緊急速報を一元的に配信する仕組みを整え、要配慮者への個別避難計画の作成を";
const EXPLANATIONS = ["地域と連携し、計画的に進めます。", "前年度の結果を踏まえて見直します。"];
const POLICY_LABELS = [
  "経営方針",
  "運営方針",
  "基本方針",
  "部の使命",
  "部の役割",
  "部長の方針",
  "目指す姿",
  "組織の使命",
];
const GOAL_LABELS = [
  ...[
    "重点目標",
    "今年度の目標",
    "重点取組",
    "主要事業",
    "重点施策",
    "主な取組",
    "令和8年度の重点目標",
    "業務目標",
    "年度目標",
  ],
];
const OTHER_LABELS = ["現状と課題", "昨年度の成果", "その他", "組織体制", "所管事務", "課題", "主な業務"];

const DIGITS = "１２３４５６７８９";
const mark = (way: string, at: number): string =>
  ({
    "①": "①②③④⑤⑥⑦⑧⑨".charAt(at),
    "(1)": `(${at + 1}) `,
    "1.": `${at + 1}. `,
    "1　": `${at + 1}　`,
    ア: `${"アイウエオカキクケ".charAt(at)} `,
    "１）": `${DIGITS.charAt(at)}）`,
    none: "",
  })[way] ?? way;

const headed = (way: string, at: number, text: string): string =>
  ({
    plain: text,
    colon: `${text}：`,
    num: `${DIGITS.charAt(at)}　${text}`,
    "(num)": `（${at + 1}）${text}`,
    chapter: `第${at + 1}章 ${text}`,
    wide: [...text].join("　"),
    "【】": `【${text}】`,
    "＜＞": `＜${text}＞`,
  })[way] ?? `${way}${text}`;

/** Breaks a text where a page of 44 wide characters ends. */
function wrapped(first: string, rest: string, text: string): readonly string[] {
  const lines: string[] = [];
  let line = first;
  for (const sign of text) {
    if (line.length === 44) {
      lines.push(line);
      line = rest;
    }
    line += sign;
  }
  return [...lines, line];
}

/** Chooses by a seed, and keeps what was chosen in `ways`. */
export function chooser(seed: number) {
  const next = random(seed);
  const ways: string[] = [];
  const below = (count: number): number => Math.floor(next() * count);
  const pick = <T>(of: readonly T[]): T => of[below(of.length)] as T;
  const way = <T extends string>(name: string, of: readonly T[]): T => {
    const one = pick(of);
    ways.push(`${name}=${one}`);
    return one;
  };
  return { ways, below, pick, way };
}

export function combinedPlan(seed: number): CombinedPlan {
  const { ways, below, pick, way } = chooser(seed);
  const heading = way("dept", ["plain", "■", "num", "【】", "○", "◆", "wide", "chapter", "●"]);
  const labels = ["plain", "【】", "num", "(num)", "＜＞", "■", "◎", "colon"].filter(
    (one) => one !== heading,
  );
  const labelled = way("label", labels);
  const listed = way("mark", ["①", "(1)", "・", "1.", "1　", "ア", "○", "- ", "none", "１）"]);
  const head = way("head", ["none", "none", "部長", "総務部長", "職員数", "課"]);
  const policies = way("policies", ["none", "one", "two", "list", "inline"]);
  const other = way("other", ["none", "before", "middle", "after"]);
  const goals = way("goals", ["phrases", "sentences", "mixed", "long"]);
  const under = way("under", ["none", "none", "explained", "indicator", "owner", "owner behind", "list"]);
  const levels = way("levels", ["none", "none", "柱", "施策", "基本目標", "分野"]);
  const before = way("before", ["none", "sentence", "contents", "greeting", "issuer"]);
  const blanks = way("blanks", ["all", "labels", "departments"]);
  const [policyLabel, goalLabel, otherLabel] = [
    way("policy", POLICY_LABELS),
    way("goal", GOAL_LABELS),
    way("beside", OTHER_LABELS),
  ];
  const pages = way("pages", ["no", "no", "no", "yes"]) === "yes";
  const indent = pick(["", "　", "  "]);
  const start = below(DEPARTMENTS.length);
  const names = Array.from(
    { length: 2 + below(4) },
    (_, at) => DEPARTMENTS[(start + at * 3) % DEPARTMENTS.length] ?? "",
  );
  const counters = { policy: below(8), phrase: below(16), sentence: below(9) };
  const take = (of: readonly string[], counter: keyof typeof counters): string => {
    counters[counter] += 1;
    return of[counters[counter] % of.length] ?? "";
  };

  const lines: string[] = [
    pick([
      "令和8年度 東山町 各部の経営方針と重点目標",
      "令和8年度　部局長マニフェスト　青葉市",
      "みどり市 令和8年度 組織目標",
    ]),
    "",
  ];
  const blank = (): void => {
    if (lines.at(-1) !== "") lines.push("");
  };
  if (before === "sentence") lines.push("　各部が今年度に取り組む内容をまとめました。");
  if (before === "issuer") lines.push("企画政策課");
  if (before === "greeting") lines.push("はじめに", "　毎年度、各部の方針と目標を定めて公表しています。");
  if (before === "contents") lines.push("目次", ...names.map((name, at) => `${name}……${at + 1}`));
  const departments = names.map((name, at): CombinedDepartment => {
    blank();
    lines.push(headed(heading, at, name));
    if (blanks === "all") blank();
    if (head === "部長") lines.push("部長　山田太郎");
    if (head === "総務部長") lines.push(`${name}長　鈴木 花子`);
    if (head === "職員数") lines.push("職員数：32人");
    if (head === "課") lines.push("総務課・管理課・調整課");
    let printed = 0;
    const label = (text: string): void => {
      if (blanks !== "departments") blank();
      lines.push(headed(labelled, printed, text));
      printed += 1;
    };
    const beside = (): void => {
      label(otherLabel);
      lines.push("　人口の減少が続いています。");
    };
    if (other === "before") beside();
    const said = Array.from(
      { length: policies === "none" ? 0 : policies === "two" || policies === "list" ? 2 : 1 },
      () => take(POLICIES, "policy"),
    );
    if (policies === "inline") {
      if (blanks !== "departments") blank();
      const number = labelled === "num" ? `${DIGITS.charAt(printed)}　` : "";
      lines.push(
        labelled === "【】" ? `【${policyLabel}】${said[0]}` : `${number}${policyLabel}：${said[0]}`,
      );
      printed += 1;
    } else if (policies !== "none") {
      label(policyLabel);
      for (const text of said) lines.push(`${policies === "list" ? `${indent}・` : "　"}${text}`);
    }
    if (other === "middle") beside();
    label(goalLabel);
    const wanted: string[] = [];
    const fields = levels === "none" ? [""] : ["暮らしを守る", "産業を育てる"];
    for (const [index, field] of fields.entries()) {
      if (levels === "分野") lines.push(`〈${index === 0 ? "防災" : "産業"}〉`);
      else if (levels !== "none") lines.push(`${levels}${index + 1}　${field}`);
      for (let count = 0; count < 2; count += 1) {
        const short = goals === "phrases" || (goals === "mixed" && below(2) === 0);
        const text =
          goals === "long"
            ? `${LONG}${["全", "北部", "南部", "西部"][(at + count) % 4]}地区で${index + 1}年以内に進めます。`
            : short
              ? take(PHRASES, "phrase")
              : `${take(SENTENCES, "sentence")}${goals === "sentences" ? "。" : ""}`;
        const sign = mark(listed, wanted.length);
        const tail = under === "owner behind" ? "（総務課）" : "";
        lines.push(...wrapped(`${indent}${sign}`, `${indent}${sign === "" ? "" : "　"}`, `${text}${tail}`));
        wanted.push(text);
        const inner = `${indent}　　`;
        if (under === "explained") lines.push(`${inner}${pick(EXPLANATIONS)}`);
        if (under === "indicator")
          lines.push(`${inner}${pick(["指標：実施回数 年3回", "目標値：80％", "指標　参加者数 500人"])}`);
        if (under === "owner") lines.push(`${inner}担当：総務課`);
        if (under === "list") lines.push(`${inner}・関係者への説明会を開く`, `${inner}・計画案を公表する`);
      }
    }
    if (other === "after") beside();
    if (pages) lines.push("", `- ${at + 1} -`, "");
    return { name, policies: said, goals: wanted };
  });
  return { ways: ways.join(" "), name: "plan.txt", text: `${lines.join("\n")}\n`, departments };
}
