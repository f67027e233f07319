import { anyOf, type Sight } from "./canonical.js";

/** Addresses, dates of birth, ages, mail addresses, and documents whose form alone gives them away. */

interface Form {
  readonly kind: string;
  readonly label: string;
  readonly alone: boolean;
  readonly form: RegExp;
}

const ERA = "(?:明治|大正|昭和|平成|令和|[MTSHR])(?:\\d{1,2}|元)[年./-]\\d{1,2}[月./-]\\d{1,2}日?";
const KANJI_ERA =
  "(?:明治|大正|昭和|平成|令和)[元一二三四五六七八九十]{1,3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日";
const DATE = `(?:${ERA}|${KANJI_ERA}|(?:18|19|20)\\d{2}[年./-]\\d{1,2}[月./-]\\d{1,2}日?)`;

const AREA_AND_NUMBER = "[区市町村][\\p{Script=Han}ァ-ヶーの]{1,8}\\d{1,4}-\\d{1,4}";
const BAN_GO = "\\d{1,4}番\\d{1,4}号";
const CHOME = "[\\p{Script=Han}ァ-ヶーぁ-ん](?:\\d{1,2}|[一二三四五六七八九十]{1,3})丁目\\d{1,4}";
const NUMBERS_ALONE = "(?!第)[\\p{Script=Han}ァ-ヶー]\\d{1,2}-\\d{1,3}-\\d{1,4}(?!\\d)";
/** The end of an address that leads to one house. */
const LOT = [
  "丁目ー?\\d{1,4}(?:番(?:地)?|-)\\d{0,4}(?:号|-\\d{1,4})?",
  `${AREA_AND_NUMBER}(?:-\\d{1,4})?`,
  BAN_GO,
  "\\d{1,4}番地(?:の?\\d{1,4})?",
  NUMBERS_ALONE,
].join(" ");
const HOUSES = anyOf(
  "マンション ハイツ コーポ アパート レジデンス メゾン ハイム パレス コート ヴィラ 荘 団地",
);
const LETTERS = "[\\p{Script=Han}ァ-ヶーぁ-んA-Za-z]";
const DOOR = "(?:\\d{1,2}階)?[ ]?\\d{2,4}(?![\\d戸棟人名件台年世])";
const ROOM = `${LETTERS}{0,10}[ ]?(?:\\d{1,4}号室|${HOUSES}${LETTERS}{0,6}[ ]?${DOOR})`;
/** What stands before an address that is somebody's. */
const HOME_OF = anyOf(
  "ご?自宅 お宅 お住まい 現住所 ご住所 本人住所 転居先住所 相談者宅 利用者宅 申請者宅 対象者宅 区民宅 本人宅 被保護者宅 高齢者宅",
);
/** Behind such a word a few numbers are enough. */
const LOT_OR_NUMBERS = `${LOT} \\d{1,2}(?:丁目|-)\\d{1,4}`;
const LIVES = "の?ご?自宅 に?在住 に?居住 にお?住 のお宅";

const FORMS: readonly Form[] = [
  {
    kind: "address",
    label: "住所",
    alone: false,
    form: new RegExp(anyOf(CHOME, AREA_AND_NUMBER, "\\d{1,4}番地", BAN_GO, NUMBERS_ALONE), "gu"),
  },
  {
    kind: "home",
    label: "住所",
    alone: true,
    form: new RegExp(`${anyOf(LOT)}[ 、(-]?(?:${ROOM}|${anyOf(LIVES)})`, "gu"),
  },
  {
    kind: "home",
    label: "住所",
    alone: true,
    form: new RegExp(`${HOME_OF}[ :は(]{0,3}${LETTERS}{0,14}${anyOf(LOT_OR_NUMBERS)}`, "gu"),
  },
  {
    kind: "birth",
    label: "生年月日",
    alone: true,
    form: new RegExp(
      `(?:生年月日|誕生日|生まれ|DOB|D\\.O\\.B\\.)[ :は(]{0,3}(?:${DATE}|(?:18|19|20)\\d{6}(?!\\d))|${DATE}(?:生まれ|生(?!まれ|産|活|徒|涯|物|態|協))(?!以|まで|から|の(?:児童|方|子|者|幼児|生徒|園児|お子|乳幼児|人|世代)|[~〜]|以降|以前)`,
      "gu",
    ),
  },
  {
    kind: "age",
    label: "生年月日・年齢",
    alone: false,
    form: new RegExp(
      `生年月日|誕生日|${DATE}生|(?<!\\d)\\d{1,3}[歳才](?!以上|未満|以下|まで|から|児|代)|(?<=さん|様|氏) ?\\(\\d{2}\\)`,
      "gu",
    ),
  },
  {
    kind: "residence-card",
    label: "個人を表す番号",
    alone: true,
    form: /(?<![A-Za-z0-9])[A-Z]{2}\d{8}[A-Z]{2}(?![A-Za-z0-9])|(?:旅券|パスポート)(?:番号)?[ :はの]{0,3}[A-Z]{2}[ -]?\d{7}(?!\d)/gu,
  },
  {
    kind: "register",
    label: "個人を表す番号",
    alone: true,
    form: /(?:手帳|受給者証|受給証|免許証|医療証|保険者証)[ :は(]{0,2}第\d{4,12}号/gu,
  },
  {
    kind: "e-mail",
    label: "メールアドレス",
    alone: true,
    form: /[A-Za-z0-9._-]{1,64} at [A-Za-z0-9-]{1,40}(?: dot [A-Za-z0-9-]{1,40}){1,4}/giu,
  },
  {
    kind: "e-mail",
    label: "メールアドレス",
    alone: true,
    form: /[\w.+-]{1,64}([★☆●◎#*※])[\w-]{1,40}(?:\.[\w-]{1,40}){1,4}(?=[^@]{0,6}\1を@)/gu,
  },
  {
    kind: "bank-account",
    label: "口座・保険の番号",
    alone: true,
    form: /記号[ :は]{0,2}\d{1,8}(?:-\d{1,6})?[\s・、,/-]{0,3}番号[ :は]{0,2}\d{3,9}/gu,
  },
  {
    kind: "number-plate",
    label: "車の番号",
    alone: true,
    form: /[\p{Script=Han}ァ-ヶぁ-ん]{1,4} ?\d{2,3} ?[ぁ-んA-Z] ?(?:\d{2}-\d{2}|[・.]{1,3}\d{1,3}(?:-\d{2})?)(?!\d)/gu,
  },
];

export function findParticulars(text: string): Sight[] {
  const sights: Sight[] = [...findAddresses(text)];
  for (const { kind, label, alone, form } of FORMS) {
    for (const match of text.matchAll(form))
      sights.push({ kind, label, alone, start: match.index, end: match.index + match[0].length });
  }
  return sights;
}

const AT = / ?(?:@|[([]at[)\]]|[([]アット(?:マーク)?[)\]]|アットマーク)\s?/giu;
const LOCAL_PART = /[A-Za-z0-9._%+-]{1,64}$/;
const DOMAIN = /^[A-Za-z0-9-]{1,63}(?:(?:\n?\.\n?|[([]dot[)\]]|ドット)[A-Za-z0-9-]{1,63}){1,6}/i;

/** Mail addresses, looked for from their middle. */
function findAddresses(text: string): Sight[] {
  const sights: Sight[] = [];
  for (const match of text.matchAll(AT)) {
    const end = match.index + match[0].length;
    const local = LOCAL_PART.exec(text.slice(Math.max(0, match.index - 64), match.index))?.[0];
    const domain = DOMAIN.exec(text.slice(end, end + 200))?.[0];
    if (local === undefined || domain === undefined) continue;
    sights.push({
      kind: "e-mail",
      label: "メールアドレス",
      alone: true,
      start: match.index - local.length,
      end: end + domain.length,
    });
  }
  return sights;
}
