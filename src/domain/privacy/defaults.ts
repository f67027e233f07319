import { type PrivacyPattern, readPatterns } from "./patterns.js";

/**
 * The default patterns, as they would stand in a configuration file. Numbers that offices give out to everybody (0120, 0570,
 * an extension behind the number) are left alone; so are codes, document numbers and amounts.
 */

const CODED = "(?<!(?:番号|コード|No|no|第|ID|管理|整理|契約|受付|文書|案件|事業)[ :.#]{0,2})";
const BARE_LEFT = `(?<![\\dA-Za-z.,/-])${CODED}`;
const GAP = "[ ー.()-]{1,2}";
const NOT_OFFICE = "(?![ ]?[(]?(?:内線|内[)\\d]|代表|代[)]))";
const NOT_AMOUNT = "(?![\\dA-Za-z-]|[ ]?(?:円|千円|個|件|人|名|号))";

export const DEFAULT_ROWS = [
  {
    name: "mobile-phone",
    label: "電話番号",
    regex: `(?<![\\d-])${CODED}0[5789]0(?:${GAP}\\d{4}(?:${GAP})?\\d{4}|\\d{4}${GAP}\\d{4})(?![\\d])${NOT_OFFICE}|(?<![\\dB-KM-Zb-km-z.,/-])${CODED}0[5789]0\\d{8}${NOT_AMOUNT}`,
  },
  {
    name: "fixed-phone",
    label: "電話番号",
    regex: `(?<![\\dA-KM-Za-km-z-])${CODED}[(]?(?!0120|0570|0800)0[1-9]\\d{0,3}${GAP}\\d{1,4}${GAP}\\d{3,4}(?![\\d-])${NOT_OFFICE}`,
    check: "ten-digits",
  },
  {
    name: "fixed-phone-bare",
    label: "電話番号",
    regex: `${BARE_LEFT}(?!0120|0570|0800|0[5789]0)0[1-9]\\d{8}${NOT_AMOUNT}${NOT_OFFICE}`,
  },
  {
    name: "local-phone",
    label: "電話番号",
    regex: `(?:電話番号|電話|でんわ|連絡先|携帯|自宅|TEL|Tel|tel|☎|📞)[ :.は]{0,3}\\d{2,4}[ー-]\\d{4}(?![\\d-])${NOT_OFFICE}`,
  },
  {
    name: "international-phone",
    label: "電話番号",
    regex: "\\+81[ -]{0,2}(?:\\(0\\))?[ -]?\\d{1,4}[ -]{0,2}\\d{2,4}[ -]{0,2}\\d{4}(?!\\d)",
  },
  {
    name: "e-mail",
    label: "メールアドレス",
    regex: "[A-Za-z0-9._%+-]{1,64}@(?=[A-Za-z0-9-]{1,63}\\.[A-Za-z0-9])[A-Za-z0-9.-]{3,63}",
  },
  {
    name: "my-number",
    label: "マイナンバー",
    regex: `(?<![\\dA-Za-z.,-])\\d{4}[ -]?\\d{4}[ -]?\\d{4}${NOT_AMOUNT}`,
    check: "my-number",
  },
  {
    name: "address",
    label: "住所",
    regex:
      "[\\p{Script=Han}ァ-ヶーぁ-ん](?:\\d{1,2}|[一二三四五六七八九十]{1,3})丁目\\d{1,4}|[区市町村][\\p{Script=Han}ァ-ヶーの]{1,8}\\d{1,4}-\\d{1,4}|\\d{1,4}番地|\\d{1,4}番\\d{1,4}号",
    alone: false,
  },
  {
    name: "birth",
    label: "生年月日・年齢",
    regex:
      "生年月日|誕生日|(?:明治|大正|昭和|平成|令和|[MTSHR])(?:\\d{1,2}|元)[年.]\\d{1,2}[月.]\\d{1,2}日?生|\\d{4}年\\d{1,2}月\\d{1,2}日生|(?<!\\d)\\d{1,3}[歳才](?!以上|未満|以下|まで|から|児|代)",
    alone: false,
  },
  {
    name: "named-person",
    label: "個人のお名前",
    regex:
      "(?<![\\p{Script=Han}])[\\p{Script=Han}]{1,5}[ ]?[\\p{Script=Han}ァ-ヶー]{0,4}(?<![客皆各者員族民社店同仕模異神王]|団体|(?:課|部|係|会|社|区|市|校|園|所|局|室|館|班|町|村|団|組)長|お子|学生|先生|家|奥|多)(?:様|さま|さん|氏|殿)(?![々式子態相性化なん]|の(?:方|皆))|[ァ-ヶー]{2,10}[ ]?[ァ-ヶー]{0,8}(?:様|さま|さん|氏|殿)",
    beside: [
      "address",
      "birth",
      "mobile-phone",
      "fixed-phone",
      "fixed-phone-bare",
      "local-phone",
      "international-phone",
      "e-mail",
      "my-number",
    ],
  },
  {
    name: "name-field",
    label: "個人のお名前",
    regex: "(?:氏名|お名前|申請者|届出人|世帯主|本人|対象者|相談者)[ :は]{1,2}[\\p{Script=Han}ァ-ヶー]{2,8}",
    beside: ["address", "birth"],
  },
];

/** What holds where a municipality configures no list of its own. */
export const DEFAULT_PATTERNS: readonly PrivacyPattern[] = readPatterns(DEFAULT_ROWS);
