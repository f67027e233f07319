/**
 * What stands before a number says what it is. Lists of words are data: to teach a new one, add it here and a line to the test set.
 * Between a word and its number stand at most a few signs, `は` or `の`.
 */

/** As a part of an expression that ends where the number begins. */
const GAP = "(?:[^\\p{L}\\p{N}]|は|が|の|も|番号|No\\.?){0,6}$";

const before = (words: string): RegExp => new RegExp(`(?:${words})${GAP}`, "u");

/** They say that a telephone number follows, whatever else stands there. */
export const SAYS_PHONE = before(
  "電話|でんわ|デンワ|TEL|Tel|tel|携帯|ケータイ|けいたい|スマホ|連絡先|自宅|ご自宅|ファクス|ファックス|FAX|Fax|fax|☎|☏|📞|📱|直通|勤務先|実家|折り返し|SMS|[Pp]hone|PHONE|[Mm]obile|MOBILE",
);

/** They say that a document, a thing or an account of the office follows. */
export const SAYS_DOCUMENT = before(
  "(?:文書|管理|契約|整理|案件|事業|資料|起案|議案|予算|工事|請求書?|発注|注文|物品|備品|登録|会計|伝票|決裁|申請|許可|認可|台帳|図面|商品|部品|型|製造|郵便|法人|歳出|歳入|科目|施設|路線|公文書|指令|追跡|参照|問い?合わせ|質問)(?:番号|コード|No\\.?|ID|記号)|コード|[A-Za-z]ID|ID|第|型番|品番|附番",
);

/** As documents, where the number has no shape of its own. */
export const SAYS_RECEIPT = before("受付番号|受付No\\.?|受理番号|No\\.?|№|#");

/** Words behind a number that make it the number of an office or an amount. */
export const SAYS_OFFICE = /^[ ]?[(]?(?:内線|内[(\d]|代表|代[)])/;
export const SAYS_AMOUNT = /^[ ]?(?:円|千円|万円|百万円|億円)/;
export const SAYS_COUNT = /^[ ]?(?:円|千円|万円|百万円|億円|個|件|人|名|号|部|台|㎡|m2|トン|kg|票|世帯|株|%)/;

/** Numbers that name a person to an office or a bank, by the word before them. */
export const NAMED_NUMBERS: readonly {
  readonly kind: string;
  readonly label: string;
  readonly says: RegExp;
  readonly least: number;
  readonly most: number;
}[] = [
  {
    kind: "my-number",
    label: "マイナンバー",
    says: before("マイナンバー(?:カード)?|個人番号|[Mm]y ?[Nn]umber"),
    least: 11,
    most: 13,
  },
  {
    kind: "card",
    label: "カード番号",
    says: before("クレジット(?:カード)?|カード|デビット|VISA|Visa|Mastercard|JCB|AMEX|Amex"),
    least: 13,
    most: 19,
  },
  {
    kind: "bank-account",
    label: "口座番号",
    says: before(
      "口座|普通|普通預金|当座|当座預金|貯蓄|貯蓄預金|振込先|振替口座|通帳|通帳記号|ゆうちょ|貯金|総合口座",
    ),
    least: 5,
    most: 14,
  },
  {
    kind: "insurance",
    label: "保険・年金などの番号",
    says: before(
      "被保険者証?(?:の?(?:記号|番号|記号番号|記号・番号))?|保険者|保険証(?:の?(?:記号|番号))?|資格確認書|介護保険証?|国保|後期高齢者?(?:医療)?|雇用保険|基礎年金|年金|年金手帳|年金証書|受給者証?|受給資格者証?|医療証|自立支援医療",
    ),
    least: 6,
    most: 12,
  },
  {
    kind: "register",
    label: "個人を表す番号",
    says: before(
      "免許証|運転免許|住民票コード|住民票|宛名|世帯|個人コード|ケース|患者|診察券|カルテ|手帳|児童|利用者|対象者|在留カード|旅券|パスポート|納税者|納税通知書|滞納者",
    ),
    least: 6,
    most: 14,
  },
];
