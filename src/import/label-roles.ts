import { readMark } from "./marks.js";
import { foldPrinted, memoised, trimBlanks } from "./printed-text.js";
import { either, inRow, wholly } from "./word-patterns.js";

/** What a printed label says about the text below it or in its column. */
export type LabelRole =
  | "policy"
  | "goal"
  | "vision"
  | "initiative"
  | "overall"
  | "plan"
  | "detail"
  | "contact"
  | "contents"
  | "department"
  | "section"
  | "number";

export interface Label {
  readonly role: LabelRole;
  /** Among labels of one role the greater is the surer; a document that prints 重点目標 and 主な取組 tracks the former. */
  readonly rank: number;
  /** As printed, without sign and brackets. */
  readonly text: string;
}

const OPEN = "【〔［[《≪〈<＜「『";
const CLOSE = "】〕］]》≫〉>＞」』";

/** The text inside one pair of brackets that encloses all of it; otherwise the text itself. */
export function unbracket(text: string): string {
  const line = trimBlanks(text);
  const at = OPEN.indexOf(line.charAt(0));
  if (line.length < 3 || at < 0) return line;
  const close = CLOSE.charAt(at);
  return line.endsWith(close) && line.indexOf(close) === line.length - 1
    ? trimBlanks(line.slice(1, -1))
    : line;
}

const YEAR =
  /^(?:(?:令和|平成|R|H)(?:元|\d{1,2})年?度?|(?:19|20)\d\d年度?|(?:本|今|当|次|来)年度)(?:の|における|からの|以降の|に向けた)?/iu;
const OWNER = /^(?:部局?|局|課|室|部門|組織|所属|各部|係)長?(?:等)?(?:全体)?(?:の|として)/u;
const TAIL =
  /(?:について|一覧|等|など|の内容|の概要|の設定|シート|欄|は(?:次|以下|下記)の(?:とおり|通り)(?:です|とする|とします)?。?)$/u;

/** The comparable core of a label: folded, without brackets, year, `部の`, numbers and trailing particles. */
export const labelCore = memoised((text: string): string => {
  let core = foldPrinted(unbracket(text)).replace(/[:：]$/u, "");
  core = unbracket(core.replace(/^[*#]+|[*#]+$/gu, "")).replace(/^\((.+)\)$/u, "$1");
  core = core.replace(YEAR, "").replace(OWNER, "");
  core = core.replace(/[0-9一-十]{1,2}$/u, (digits) => (/^[一-十]/u.test(digits) ? digits : ""));
  for (let turn = 0; turn < 2; turn += 1) core = core.replace(TAIL, "");
  return core;
});

const POLICY_MODIFIER =
  "経営|運営|基本|取組|取り組み|組織|業務|行政|部局|部長|局長|課長|部|局|課|室|事業|活動|施策|推進|重点|年度|主要|政策|仕事|マネジメント|財政|執行|職務|所属|部門|実施|対応|の|・|と|及び";
const POLICY = new RegExp(`^(?:${POLICY_MODIFIER}){0,6}方針$`, "u");
const MISSION = inRow(
  "^(?:組織の)?",
  either([
    "使命",
    "ミッション",
    "役割",
    "任務",
    "(?:基本|経営|運営|行政|仕事)(?:的な?|の)?考え方",
    "(?:基本|運営|経営)?理念",
    "基本姿勢",
    "(?:取組の?|基本的な?|施策の?)?方向性?",
  ]),
  "(?:[・とや](?:使命|役割|任務|ミッション|方向性))?$",
);
/** 施策の方向 is a policy beside goals; alone it may be what others call the goals. */
const DIRECTION = /方向性?$/u;
const VISION = inRow(
  "^(?:部局?の?|組織の?)?",
  either([
    "ビジョン",
    "(?:目指|めざ)す(?:べき)?(?:姿|方向|将来像|まち|もの|組織像?|状態)",
    "(?:あるべき|ありたい|なりたい)姿",
    "将来像",
    "理想像",
    "スローガン",
    "キャッチ(?:フレーズ|コピー)",
  ]),
  "$",
);
const EFFORT = "(?:取組み?|取り組み)";
const GOALS: readonly (readonly [number, RegExp])[] = [
  [5, /^(?:最|特に)?重点(?:的(?:に取り組む|な)?)?目標$/u],
  [
    4,
    new RegExp(
      `^(?:最|特に)?重点(?:的に取り組む|的な?)?(?:${EFFORT}(?:事項|項目|目標|施策|事業|課題)?|事項|項目|施策|課題|プロジェクト|テーマ|業務)$`,
      "u",
    ),
  ],
  [
    3,
    new RegExp(
      `^(?:年度|年間|単年度|組織|仕事|業務改善|基本|${EFFORT}|主要な?|業務|活動|行動|運営|経営|部局?|課|局|施策|事業|達成(?:すべき)?|個別|具体的?な?|主な|1年間の|到達|成果|挑戦|の)*目標(?:項目|内容)?$`,
      "u",
    ),
  ],
  [2, /^(?:重点|主要な?|主な)(?:事業|施策)$/u],
  [1, new RegExp(`^(?:主な|主要な?|具体的な?|個別の?|実施する)?(?:${EFFORT}|実施)(?:項目|事項|内容)?$`, "u")],
];
const DETAIL = wholly([
  "(?:成果|活動|達成|評価|目標|数値|業績|重要業績評価|管理|アウトカム|アウトプット)?指標",
  "KPI",
  "(?:数値|定量|中間|最終)目標",
  "目標(?:値|数値|水準|年度|時期)",
  "(?:達成|到達)(?:基準|水準)",
  "基準値",
  "現状値",
  "(?:(?:中間|年度末)の?)?実績値?",
  "今後の(?:方向性?|方針|取組|対応|課題)",
  "(?:主?担当|所管|主管|関係|関連|実施|責任)(?:部署?|部局|課|所属|係|者|室|課等)?(?:名|長)?",
  "(?:取組|実施|達成|完了|スケ)?(?:期限|時期|期間)",
  "スケジュール",
  "工程",
  "実施?年度",
  "年次計画",
  "(?:進捗|達成|取組|実施)?状況",
  "達成度",
  "(?:自己|中間|年度末|総合|内部|外部)?評価(?:理由)?",
  "振り返り",
  "備考",
  "摘要",
  "注記?",
  "(?:当初)?予算額?",
  "事業費",
  "決算額?",
  "現状",
  "(?:政策|行政)?課題",
  "現状[・とや]課題",
  "背景",
  "問題点",
  "必要性",
  "内容",
  "詳細",
  "説明",
  "概要",
  "方法",
  "手段",
  "取組手法",
  "関連(?:計画|事業|施策)",
  "総合計画",
  "SDGs",
  "(?:単|優先順?)位",
  "(?:優先|重要|難易|緊急)度",
  "ウ[エェ]イト",
  "配点",
  "結果",
  "成果",
  "効果",
  "期待(?:される)?(?:効果|成果)",
  "年度末の?状態",
  "(?:部局?|局|課|室|所)長名?",
  "役?職名?",
  "氏名",
  "部局?長(?:から)?のメッセージ",
  "メッセージ",
  "人員",
  "職員数",
  "分掌事務",
  "事務分掌",
  "主な業務",
  "業務内容",
  "所管業務",
  "構成課",
  "組織体制",
]);
/** Words that begin the label of a detail, whatever comes behind them: 総合計画の施策番号, KPI（単位）. */
const BEGINS_DETAIL =
  /^(?:(?:成果|活動|達成|評価|目標|数値|業績|重要業績評価|管理|アウトカム|アウトプット)?指標|KPI|(?:数値|定量|中間|最終)目標|総合計画|SDGs|前年度|昨年度)/u;
/** Ends of a text that says what is to be done: 総合計画の後期計画をつくる is a goal. */
const ACTION =
  /(?:[うくすつぬむるぐぶ]|推進|策定|見直し|作成|普及|啓発|実施|整備|強化|充実|向上|改[定訂善]|導入|活用|確立|構築|設定|公表)$/u;

/** 次年度の方向, 翌年度以降の対応: what comes of a goal when its year is over; 次年度の方針 may be the plan itself. */
const AFTERWARDS = wholly([
  "(?:次|来|翌)(?:年度|期)(?:以降|へ|に向けて?)?の?(?:取組|対応|事業)?の?(?:方向性?|対応|課題|展開|見通し|予定)",
  "(?:次|来|翌)年度に向けて",
]);

/** `指標　参加者数 500人`: the label with its text behind it. */
const HAS_TEXT = /[\s\u3000][^\s\u3000(（]/u;

const isDetail = (core: string, printed: string): boolean =>
  DETAIL.test(core) || (BEGINS_DETAIL.test(core) && !ACTION.test(core) && !HAS_TEXT.test(printed));
/** `令和7年度の重点目標の達成状況`: what became of goals, not goals. */
const RESULTS = inRow(
  "(?:方針|目標|取組|取り組み|事業|施策|計画)(?:等|など)?",
  "(?:の|に(?:対する|関する|係る)|[(（])?(?:主な|取組|実施|達成|進捗)*",
  "(?:状況|実績|結果|成果|評価|進捗|達成度|振り?返り|検証|総括)[)）]?$",
);
const CONTACT = wholly([
  "お?問い?合わ?せ先?",
  "このページ(?:に関する|について|の).*",
  "担当部署",
  "関連(?:情報|リンク|ページ|ファイル|資料)",
  "添付(?:ファイル|資料)",
  "(?:PDF)?ダウンロード",
  "関連するページ",
  "ご意見.*",
  "アンケート",
]);
const CONTENTS = /^(?:目次|もくじ|目録|contents|index|部局一覧|掲載部局?)$/iu;
const OVERALL = inRow(
  "^(?:[^\\s部課局]{1,8}[市区町村県])?",
  either([
    "[区市町村県都府道]",
    "[区市町村県]政",
    "全庁",
    "全体",
    "全市",
    "[市区]全体",
    "市役所",
    "庁内",
    "[市区町村]長",
  ]),
  "(?:全体|共通)?の?(?:経営|運営|基本|共通|全体|行政|財政|の|・){0,4}(?:方針|共通目標|全体目標)$",
);
const PLAN =
  /(?:各部|各局|各課|各所属|各部局|各区局|局区|部局別|部局(?!の)|部別|課別|局別|部長|局長|部課長|部門別|組織別|所属別).*(?:方針|目標|マニフェスト|戦略|宣言|経営|運営|計画|取組|ビジョン)/u;
/** In a department, what its head says; 令和8年度 部長の方針 is the title of a plan. */
const OF_HEAD = /^[部局課室]長の(?:[経運]営|基本|重点)?(?:方針|目標)$/u;
const NUMBER = /^(?:番号|no\.?|№|#|項番|連番|通番|通し番号|整理番号|順番?|n|(?:目標|項目)(?:番号|no\.?))$/iu;
const DEPARTMENT_COLUMN =
  /^(?:担当|所管|主管|実施)?(?:部局?|局|部署|組織|所属|部課|部門|局区|区局|部室|部課局|課|室|担当課|機関)(?:等|・局|・室|・課|・委員会)*(?:名称?|の名称)?$/u;
const SECTION_COLUMN = wholly([
  "(?:大|中)?(?:項目|分類|区分)",
  "柱",
  "(?:取組|施策|基本|政策|重点)(?:の|項目|区分|分類|分野)*(?:柱)?",
  ".{0,4}分野",
  "視点",
  "観点",
  "領域",
  "施策(?:名|体系)?",
  "戦略",
  "政策(?:名|分野)?",
  "テーマ",
  "種別",
  "カテゴリー?",
  "体系",
  "章",
  "項目名?",
  ".{1,12}の(?:柱|視点|区分|体系)",
]);

function isInitiative(core: string): boolean {
  return (
    (/横断/u.test(core) && /(?:取組|取り組み|事業|プロジェクト|連携|施策|テーマ)/u.test(core)) ||
    /^(?:全庁|庁内|部局間|部間|組織間)(?:的な?|の)?(?:連携|共通|統一)?(?:による|する|した)?(?:取組|取り組み|事業|プロジェクト)$/u.test(
      core,
    )
  );
}

/** `重点的に取り組む目標は次のとおりです。`: a label that is written as a sentence. */
const ANNOUNCES = /^([^、。]{2,20}は(?:次|以下|下記)の(?:とおり|通り)(?:です|とする|とします)?)。$/u;

/**
 * What a heading, a bracketed or a bare label stands for.
 * @returns null for a text that is no label of a known family
 */
export const labelRole = memoised(readLabel);

function readLabel(text: string): Label | null {
  if (text.length > 120) return null;
  const printed = unbracket(
    trimBlanks(text)
      .replace(ANNOUNCES, "$1")
      .replace(/[:：]$/u, ""),
  );
  if (printed.length > 80 || printed === "" || /[:：。]/u.test(printed)) return null;
  const core = labelCore(printed);
  const label = (role: LabelRole, rank = 1): Label => ({ role, rank, text: printed });
  if (isInitiative(core)) return label("initiative");
  if (core.length > 40) return null;
  const whole = foldPrinted(printed);
  if (PLAN.test(whole) && !OF_HEAD.test(whole)) return label("plan");
  if (AFTERWARDS.test(whole)) return label("detail");
  const bare = core.replace(/\([^()]*\)$/u, "");
  for (const word of bare === core || bare === "" ? [core] : [core, bare]) {
    if (CONTENTS.test(word)) return label("contents");
    if (CONTACT.test(word)) return label("contact");
    if (OVERALL.test(word)) return label("overall");
    if (VISION.test(word)) return label("vision");
    if (POLICY.test(word)) return label("policy", 2);
    if (MISSION.test(word)) return label("policy", DIRECTION.test(word) ? 0.5 : 1);
    const goal = isDetail(word, printed) ? undefined : GOALS.find(([, pattern]) => pattern.test(word));
    if (goal !== undefined) return label("goal", goal[0]);
    if (isDetail(word, printed) || RESULTS.test(word)) return label("detail");
  }
  return null;
}

/** 部 before 課 before 担当部 before 担当課: the surest word for the unit that a plan is ordered by is the greatest. */
function departmentRank(core: string): number {
  if (/^(?:担当|所管|主管|実施)/u.test(core)) return /^..(?:部|局|部局)(?:名|の名称)?$/u.test(core) ? 1.5 : 1;
  return /[課室]/u.test(core) ? 2 : 3;
}

/** When in the year something is to be done: `4月～9月`, `第1四半期`, `上半期`. */
const PERIOD =
  /^(?:[0-9]{1,2}月(?:(?:[~〜-]|から)[0-9]{1,2}月)?(?:末|まで|以降)?|第?[1-4一二三四](?:四半期|Q)|[上下前後]半?期|年度(?:前|後)半)$/u;

/** What the heading of a table's column stands for; adds the columns that a heading cannot be. */
export const columnRole = memoised(readColumn);

function readColumn(text: string): Label | null {
  const { rest } = readMark(text);
  const core = labelCore(rest);
  if (core === "") return null;
  if (NUMBER.test(core)) return { role: "number", rank: 1, text: rest };
  // Of 第1四半期 the mark is the number.
  if (PERIOD.test(core) || PERIOD.test(labelCore(text))) return { role: "detail", rank: 1, text: rest };
  // 部長の目標 names a plan above the departments; over a column it says what stands there.
  const named = labelRole(rest);
  const label = named?.role === "plan" ? labelRole(core) : named;
  if (DEPARTMENT_COLUMN.test(core)) {
    return {
      role: "department",
      rank: departmentRank(core),
      text: rest,
    };
  }
  if (/\((?:[^()]*の)?(?:柱|区分|分野|視点|体系)\)$/u.test(foldPrinted(rest)))
    return { role: "section", rank: 1, text: rest };
  if (label !== null && label.role !== "plan" && label.role !== "overall") return label;
  if (SECTION_COLUMN.test(core)) return { role: "section", rank: 1, text: rest };
  return null;
}
