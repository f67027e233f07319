import { labelRole, unbracket } from "./label-roles.js";
import { readMark } from "./marks.js";
import { foldPrinted, memoised, trimBlanks } from "./printed-text.js";
import { either, inRow, wholly } from "./word-patterns.js";

/** A department's printed name and what was printed around it. */
export interface DepartmentName {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly municipality: string | null;
  /** The number printed before the name, as in an index. */
  readonly number: number | null;
  /** The label printed behind the name: `総務部の重点目標`. */
  readonly label: string | null;
}

/** A name that nothing was printed around. */
export const plainName = (name: string, number: number | null = null): DepartmentName => ({
  name,
  aliases: [],
  municipality: null,
  number,
  label: null,
});

const UNIT =
  "部|部門|局|室|課|所|係|庁|署|館|団|会|センター|事務局|委員会|本部|支所|病院|会計管理者|(?:管理|政策|統括|企画|調整)監|監査委員|議会|公社|機構|役場|区役所|学園|大学|チーム|担当|グループ|保育園";
const NAME = new RegExp(`^[^\\s。、，．,:;:；!?！？「」『』…→=＝<>{}|]{0,28}?(?:${UNIT})$`, "u");
const HAS_UNIT = new RegExp(`${UNIT}|[長事]`, "u");
const NOT_A_NAME = wholly([
  "[各全本当他同両諸]?(?:部局?|局|室|課|所|係|庁|会|センター|部門)",
  "(?:部局?|局|室|課|所|係|各|・|と|及び|、)+",
  "(?:一|全|内|外|上|下|頭|胸|腹|患|幹|軍|楽|クラブ|深|中心|大|細|後|前)部",
  "(?:場|箇|個|か|カ|ヶ|長|短|住|名|役|近|台|便|急|適|要|難|随|各)所",
  ".*(?:教室|浴室|和室|洋室|温室|待合室|会議室|部屋|寝室|控室)",
  "(?:関係|関連|担当|所管|主管|庁内|全|各|該当|複数|他)(?:の)?(?:部局?|部門|課|部課|部署|所属|室|局)",
  ".*(?:市役所|町役場|村役場)",
  ".*(?:部局|部課|各部|各局|各課|各所属)",
  ".*[0-9]年[0-9].*",
  ".*(?:箇|か|カ|場)所",
  ".*(?:会議|大会|講演会|説明会|研修会|協議会|展覧会|学会|総会|宴会|交流会|検討会)",
  ".*(?:機会|社会|都会|教会|分担|負担|加担|役割分担)",
]);
const HEAD = inRow(
  "[\\s\\u3000]*",
  either([
    "[(（][^()（）]*(?:部|局|課|室|所|センター|事務局|会計管理)?(?:長|次長|者)[\\s\\u3000::：]*[^()（）]{0,16}[)）]",
    "[\\s\\u3000](?:[^\\s\\u3000]{0,12}(?:長|次長|会計管理者|理事|参事|部長事務取扱))[\\s\\u3000::：]+[^\\s\\u3000。、]{1,10}(?:[\\s\\u3000][^\\s\\u3000。、]{1,6})?",
  ]),
  "$",
);
/** `（重点目標数：２）` behind a name is a remark, `(福祉事務所)` is part of it. */
const REMARK = /[\s\u3000]*[(（][^()（）]*[:：0-9０-９][^()（）]*[)）]$/u;
/** `【総務課】01`: the number that a form prints behind the name. */
const CODED = /^[【〔［[]([^【】〔〕［］[\]]{2,28})[】〕］\]][\s\u3000]*([0-9０-９]{1,3})$/u;
const CONTINUED = /[\s\u3000]*[(（]?(?:つづき|続き|その[0-9０-９]+|[0-9０-９]+[/／][0-9０-９]+)[)）]?$/u;
const LEADER =
  /[\s\u3000]*(?:[.．・･]{3,}[\s\u3000]*|[…‥]+[\s\u3000]*|[\s\u3000]+)(?:P\.?)?[0-9０-９]{1,3}(?:頁|ページ)?$/iu;
const YEAR_PREFIX =
  /^(?:(?:令和|平成)(?:元|[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})年度|[RＲ][0-9０-９]{1,2}(?:年度)?|(?:20|２０)[0-9０-９]{2}年度)[\s\u3000の]*/u;
/** `施策2 図書館`, `政策3 子ども家庭支援センター`: what a unit is to do, not the unit. */
const COUNTED = /^(?:基本|重点)?(?:目標|政策|施策|分野|柱)[\s\u3000]?[0-9０-９①-⑳Ⅰ-Ⅻ]/u;
const CITY_PREFIX = /^([^\s\u3000]{1,10}[都道府県市区町村])(?:役所|役場)?[\s\u3000]+/u;
const FIELD =
  /^(?:部局?|局|所属|部署|組織|部課|担当部局?|課|機関|所管|部局等|所属部局)(?:名|名称)?[\s\u3000]*[:：\t\u3000][\s\u3000]*(.+)$/u;

const HEADED = "(.{1,24}?(?:部|局|室|課|所|センター|本部|事務局))長";
const CHIEF = "(消防長|教育長|病院長|議長|会計管理者|危機管理監|技監|理事|政策監)";
const PERSON = "[\\s\\u3000:：]+[^\\s\\u3000。、]{1,6}(?:[\\s\\u3000][^\\s\\u3000。、]{1,5})?$";
/** What says by its head whose text follows, with the label that it stands for: the name of the unit is the first group. */
const LED: readonly (readonly [pattern: RegExp, label: string])[] = [
  [inRow("^", CHIEF, PERSON), ""],
  [inRow("^", HEADED, PERSON), ""],
  [inRow("^", HEADED, "の?", either(["マニフェスト", "仕事宣言", "宣言", "方針", "のしごと"]), "$"), ""],
  // `総務部長からのメッセージ`: what follows is a letter, until a label says otherwise.
  [
    inRow(
      "^",
      HEADED,
      "(?:から|より)?(?:の)?",
      either([
        "メッセージ",
        "ご?(?:挨拶|あいさつ)",
        "ひとこと",
        "一言",
        "手紙",
        "言葉",
        "(?<=から|より)[^\\s\\u3000]{2,14}へ(?:のメッセージ)?",
      ]),
      "$",
    ),
    "メッセージ",
  ],
];

function parenthesised(name: string): readonly string[] {
  const inside = /[(（]([^()（）]+)[)）]$/u.exec(name)?.[1];
  if (inside === undefined) return [];
  return inside.split(/[・、,]/u).every((part) => NAME.test(part) && part.length > 1) ? [inside] : [];
}

function isName(text: string): boolean {
  const core = foldPrinted(text.replace(/[(（][^()（）]*[)）]$/u, ""));
  return core.length >= 2 && core.length <= 30 && NAME.test(core) && !NOT_A_NAME.test(core);
}

const SPLIT = new RegExp(
  `^(.{1,28}?(?:${UNIT})(?:[(（][^()（）]*[)）])?)(?:[\\s\\u3000]+|の[\\s\\u3000]*|における|[:：])(.{2,30})$`,
  "u",
);
const JOINED = new RegExp(`^(.{1,28}(?:${UNIT}))((?:経営|運営|組織|基本|重点|取組).{1,16})$`, "u");

const TITLE_WORD = "(?:経営|運営|組織|重点|部局?)?(?:方針|マニフェスト|目標|計画|戦略|宣言)";
/** What a form is called behind the name of its department: `運営方針と目標`, `目標管理シート`. */
const TITLED = new RegExp(`^${TITLE_WORD}(?:(?:と|・|及び|管理)${TITLE_WORD}?)?(?:シート|書|書き|表)?$`, "u");

/** `総務部の重点目標`, `総務部 経営方針`, `総務部長マニフェスト`: the name and the label behind it. */
function cutLabel(text: string): { readonly name: string; readonly label: string } | null {
  for (const [pattern, label] of LED) {
    const led = pattern.exec(text)?.[1];
    if (led !== undefined) return { name: led, label };
  }
  const joined = SPLIT.exec(text) ?? JOINED.exec(text);
  const name = joined?.[1];
  const label = joined?.[2];
  if (name === undefined || label === undefined) return null;
  // みどり市教育委員会 各部の重点目標 names a plan, 総務部の重点目標 a department.
  if (/委員会$/u.test(name) && /^(?:各|部|課)/u.test(label)) return null;
  const known = labelRole(label)?.role;
  const titled = TITLED.test(foldPrinted(label));
  return titled || (known !== undefined && known !== "plan" && known !== "contents" && known !== "detail")
    ? { name, label: known === undefined ? "" : label }
    : null;
}

/**
 * Reads a line as the name of an organisation unit. Numbering, brackets, the year, the municipality, the
 * head's name, dot leaders and a label behind the name are taken off; the name stays as printed.
 * @returns null where the line is not the name of a unit
 */
export const departmentName = memoised(readName);

function readName(text: string): DepartmentName | null {
  // Most lines are statements, which end otherwise or have no such word in them.
  if (text.length > 90 || text.endsWith("。") || !HAS_UNIT.test(text)) return null;
  // 各部庶務担当課長　様: to whom a mail is written.
  if (/[\s\u3000](?:様|殿|御中)$/u.test(text)) return null;
  const { mark, rest } = readMark(text);
  let core = unbracket(
    unbracket(rest.replace(/^([～~―–=＝＊*]{1,3})[\s\u3000]*(.+?)[\s\u3000]*[～~―–=＝＊*]{1,3}$/u, "$2")),
  );
  const field = FIELD.exec(core)?.[1];
  if (field !== undefined) core = trimBlanks(field);
  core = core.replace(LEADER, "").replace(YEAR_PREFIX, "");
  if (COUNTED.test(core)) return null;
  let number = mark?.number ?? null;
  const city = CITY_PREFIX.exec(core);
  const cityName = city?.[1];
  if (city !== null) core = core.slice(city[0].length).replace(YEAR_PREFIX, "");
  core = core.replace(/[:：]$/u, "");
  const coded = CODED.exec(core);
  if (coded?.[1] !== undefined) {
    number ??= Number.parseInt((coded[2] ?? "").normalize("NFKC"), 10);
    core = coded[1];
  }
  core = unbracket(trimBlanks(core.replace(CONTINUED, "").replace(REMARK, "").replace(HEAD, "")));
  let label: string | null = null;
  // （総務課） says who does it.
  core = /^[(（]([^()（）]+(?:[部局]|委員会|本部))[)）]$/u.exec(core)?.[1] ?? core;
  if (!isName(core)) {
    const cut = cutLabel(core);
    if (cut === null) return null;
    core = trimBlanks(cut.name);
    label = cut.label === "" ? null : cut.label;
    if (!isName(core) && !/[長監事]$/u.test(core)) return null;
  }
  // `総務部　　　福祉部`: two names of two columns, not one.
  if (core.split(/[\s\u3000]{2,}/u).filter(isName).length > 1) return null;
  // A spaced-out heading (総 務 部) is one name; blanks inside any other name are not expected.
  const spaced = /[\s\u3000]/u.test(core) ? core.replace(/[\s\u3000]+/gu, "") : core;
  const role = labelRole(spaced)?.role;
  if (role !== undefined) return null;
  return { name: spaced, aliases: parenthesised(spaced), municipality: cityName ?? null, number, label };
}

/** `総務部長` alone: the department that it would be with a person's name behind it; null for any other text. */
export function headedBy(text: string): string | null {
  const title = unbracket(text);
  return /[長監者]$/u.test(title) ? (departmentName(`${title}　氏名`)?.name ?? null) : null;
}

/** `企画課・情報推進課`: nothing but units below a 部. */
export const isUnits = (text: string): boolean =>
  text
    .split(/[・、,，]/u)
    .every((part) => /[課室係所]$/u.test(part.trim()) && departmentName(part.trim()) !== null);

/** Set apart from the text by leaders, by more than a blank, or by one behind the end of a sentence. */
const BEHIND =
  /^(.*?[^\s.．…・‥])(?:[\s\u3000]*[.．…・‥]{3,}[\s\u3000]*|[\s\u3000]{2,}|(?<=。)[\s\u3000])(\S+)$/u;

/** `備蓄を増やす　…………　防災課`, `備蓄を増やす。　（防災課）`: a text and who does it; null where nothing is set apart like this. */
export function ownerBehind(text: string): { readonly text: string; readonly owner: string } | null {
  const [, before = "", behind = ""] = BEHIND.exec(text) ?? [];
  const inside = /^[(（]([^()（）]+)[)）]$/u.exec(behind)?.[1] ?? behind;
  const bare = inside === behind && !/[.．…・‥]{3}/u.test(text);
  if (behind === "" || bare || inside.length > 30 || !isUnits(inside)) return null;
  return { text: before, owner: inside };
}
