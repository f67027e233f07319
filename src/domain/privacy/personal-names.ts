import { anyOf, NAME, type Sight } from "./canonical.js";

/** The surnames that are most frequent in Japan: they tell a name from a word where no 様 or さん stands behind it. */
const SURNAMES: ReadonlySet<string> = new Set(
  (
    "佐藤 鈴木 高橋 田中 伊藤 渡辺 渡邊 渡邉 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 斉藤 齋藤 齊藤 清水 山崎 森 池田 橋本 " +
    "阿部 石川 山下 中島 石井 小川 前田 岡田 長谷川 藤田 後藤 近藤 村上 遠藤 青木 坂本 福田 太田 西村 藤井 金子 岡本 藤原 中野 三浦 原田 " +
    "中川 松田 竹内 小野 田村 中山 和田 石田 森田 上田 原 内田 柴田 酒井 宮崎 横山 高木 安藤 宮本 大野 小島 谷口 工藤 今井 高田 増田 丸山 " +
    "杉山 村田 大塚 新井 小山 平野 藤本 河野 上野 野口 武田 松井 千葉 菅原 岩崎 久保 木下 佐野 野村 松尾 市川 菊地 菊池 杉本 古川 大西 島田 " +
    "水野 桜井 高野 渡部 吉川 山内 西田 飯田 西川 小松 北村 安田 五十嵐 川口 平田 関 中田 久保田 服部 東 岩田 土屋 川崎 福島 本田 辻 樋口 " +
    "秋山 田口 永井 山中 中西 吉村 川上 石原 大橋 松岡 馬場 浜田 森本 星野 矢野 浅野 大島 吉岡 小池 野田 荒木 松浦 熊谷 大久保 松下 尾崎 大石 " +
    "川村 堀 黒田 永田 望月 内藤 田辺 松村 西山 岡 片山 堀内 荒井 早川 本間 横田 岩本 須藤 成田 奥村 宮田 大谷 小田 高山 菅野 黒木 三宅 栗原"
  ).split(" "),
);

/**
 * Names of residents. A name alone may be a colleague's or a partner's: it counts beside what says that its bearer is a resident, or
 * beside somebody's number, address or age.
 */

/** The people an office is there for. */
const RESIDENT = anyOf(
  "区民 市民 町民 村民 都民 県民 住民 利用者 相談者 被保護者 被保護世帯 受給者 申請者 届出人 対象者 入所者 入居者 入園者",
  "来庁者 来所者 患者 当事者 被害者 加害者 要介護者 要支援者 高齢者 障害者 障がい者 被虐待児 被虐待者 滞納者 納税者 納税義務者",
  "通報者 苦情者 要望者 陳情者 世帯主 保護者 保護世帯 児童 生徒 園児 遺族 避難者 被災者 被相続人 所有者 地権者 借家人 賃借人",
  "引きこもり ひきこもり 生活困窮者 ケース クライアント クライエント ご本人 本人 母親 父親 ご家族 在住 お住まい 居住 妊婦",
  "妊産婦 産婦 乳児 幼児 独居 路上生活者 受診者 感染者 陽性者 濃厚接触者 債務者 被保険者 訪問先 里親 里子 養育者",
);
const HONORIFIC = "様|さま|さん|氏|殿|ちゃん|くん|君";
/** Between the word and the name: nothing, a sign, or a few small words. */
const JOINT =
  "(?:の方|の方の|の方で|である|であった|だった|で|の|、|・|,|,|:|=|\\(|「| |\\n|は|に|から|より){0,3}";

/** What only residents do, or is done to them, before a name: 生活保護を受給している田中さん. */
const DOING =
  "(?:受給|滞納|入所|通所|通院|入院|居住|来所|来庁|転居|療養|孤立|苦情|通報|陳情|虐待|虐待通告|生活相談)(?:をして|して|し|を受けて|されて)?(?:いる|いた|た|中の|のあった|があった|をした|をされた|された)";
/** 要介護3の小林さん, 生活保護の杉山さん, 故・加藤様. */
const IN_NEED = "要(?:介護|支援)[1-5]の?|生活保護の?|(?<!\\p{Script=Han})故[・ ]?";
const RESIDENT_BEFORE = new RegExp(`${RESIDENT}${JOINT}$|${DOING}$|(?:${IN_NEED})$`, "u");
/** A longer word that begins with one of these is about all of them. */
const LONGER = "(?!館|相談|会|部|課|係|室|所|センター|アンケート|説明|向け|対応|支援|施設|福祉|教育)";
const OF_RESIDENTS = anyOf(
  "お?宅 ご?自宅 ご?家族 のご?家族 のご?遺族 の(?:息子|娘|夫|妻|母|父|祖母|祖父|長男|長女|次男|次女|子) お?子さ お母 お父",
  "ご?主人 奥様 通院 入院 入所 退所 退院 転居 転入 転出 の?生活保護 の?保護費 の?介護 要介護 要支援 の?障害 の?病",
  "の?虐待 の?滞納 の?苦情 (?:から|より)の?(?:苦情|通報|陳情|生活相談) (?:が|より)(?:来庁|来所|来訪)",
);
const RESIDENT_BEHIND = new RegExp(
  `^(?:という|と言う|とおっしゃる|は| |\\(|「|の|・|ら){0,2}(?:${RESIDENT}${LONGER}|${OF_RESIDENTS})`,
  "u",
);
/** Behind a comma the word may begin something else, where the name is a colleague's. */
const RESIDENT_BEHIND_COMMA = new RegExp(`^[、,]${RESIDENT}${LONGER}`, "u");
/** 様 and 氏 are not said of colleagues: a resident's word within a few characters is enough, unless it begins a longer word. */
const RESIDENT_NEAR = new RegExp(`${RESIDENT}(?![\\p{Script=Han}ァ-ヶー])[^。\\n]{0,14}$`, "u");

/** What stands before 長. */
const CHIEFS = anyOf(
  "課 部 係 会 社 区 市 校 園 所 局 室 館 班 町 村 団 組 院 学 駅 署 隊 班 議 次 係 店 工場 地区 町会 自治会",
  "支部 事務局 代表 理事 副 総",
);
/** People's roles, and words that end like a name with 様 or さん. */
const NO_NAME = new RegExp(
  `(?:[客皆各者員族民社店同仕模異神王有多他何誰母父兄姉娘嫁婿孫叔伯奥]|${CHIEFS}長|${anyOf(
    "客 団体 お子 子供 子ども こども 学生 先生 教授 医師 家 委員 議員 職員 担当 業者 会社 工務店 商店 事務所 組合 協会",
    "法人 センター 病院 警察 消防 大工 本屋 花屋 酒屋 たく みな おく おじい おばあ おかあ おとう おにい おねえ お疲れ",
    "おつかれ ご苦労 ごくろう お世話 むすめ やお まわり おいしゃ かんごし ほいくし じい ばあ ボランティア スタッフ ヘルパー",
    "ケアマネ ケアマネジャー サポーター オーナー コンサル ベンダー メーカー キャラ クマ パパ ママ ドライバー リーダー メンバー",
    "ユーザー カスタマー ボット なん かあ とう にい ねえ つう さく ざん いく",
  )})$`,
  "u",
);
const NO_NAME_BEHIND =
  /^(?:式|々|子|態|相|性|化|な[のさ]?|変わ|名|族|堂|主|臨|付|方|ん|の(?:方|皆|た[めび]))/u;

/** A name before 様: kanji, kana, or Latin letters; a family name and a given name may have a blank between them. */
const IN_KANJI =
  "(?<![\\p{Script=Han}々])[\\p{Script=Han}々]{1,5}(?:[ ・]?[\\p{Script=Han}々]{1,4}|[ ・][ぁ-ん]{1,5}|[ァ-ヶー]{1,6})?";
const IN_KATAKANA = "(?<![ァ-ヶー])[ァ-ヶー]{2,10}(?:[ ・=][ァ-ヶー]{1,10}){0,2}";
const IN_HIRAGANA = "(?<![ぁ-ん])[ぁ-ん]{2,7}(?:[ ][ぁ-ん]{2,5})?";
const IN_LATIN = "(?<![A-Za-z])[A-Z][A-Za-z]{1,14}(?:[ ][A-Z][A-Za-z]{1,14}){0,2}";
const NAME_BEFORE = new RegExp(`(?:${[IN_KANJI, IN_KATAKANA, IN_HIRAGANA, IN_LATIN].join("|")}) ?$`, "u");
const PARTICLE = /^(?:は|が|の|に|を|と|へ|や|も|で|から|より|まで|では|には|との)/u;

/** A family name that is known, and a given name in kana. */
const MIXED = new RegExp(`(?:${[...SURNAMES].join("|")})[ ]?[ぁ-ん]{2,4}$`, "u");

/** A name right behind the word, without anything between them: 利用者佐藤様. */
const ATTACHED = new RegExp(
  `${RESIDENT}(?:[ ・]?([\\p{Script=Han}々ァ-ヶー]{1,6})|[ ・]([ぁ-ん]{2,6})) ?$`,
  "u",
);

interface Named {
  readonly resident: boolean;
  readonly start: number;
  readonly end: number;
  readonly honorific: string;
}

function namesWithHonorific(text: string): Named[] {
  const found: Named[] = [];
  for (const match of text.matchAll(new RegExp(HONORIFIC, "gu"))) {
    const end = match.index + match[0].length;
    if (NO_NAME_BEHIND.test(text.slice(end, end + 4))) continue;
    const head = text.slice(Math.max(0, match.index - 24), match.index);
    const [, plain, kanaAlone] = ATTACHED.exec(head) ?? [];
    const attached = plain ?? kanaAlone;
    if (attached !== undefined && !NO_NAME.test(attached)) {
      found.push({ resident: true, start: match.index - attached.length, end, honorific: match[0] });
      continue;
    }
    const name = MIXED.exec(head)?.[0] ?? NAME_BEFORE.exec(head)?.[0];
    if (name === undefined || NO_NAME.test(name.trim())) continue;
    const kana = /^[ぁ-ん ]+$/u.test(name);
    const bare = kana ? name.replace(PARTICLE, "") : name;
    if (kana && bare.trim().length < 2) continue;
    // くん and 君 end many words; a name before them is a known one.
    if (/くん|君|殿/.test(match[0]) && !beginsWithSurname(bare) && !kana) continue;
    found.push({ resident: false, start: match.index - bare.length, end, honorific: match[0] });
  }
  return found;
}

function beginsWithSurname(text: string): boolean {
  return [4, 3, 2, 1].some((length) => SURNAMES.has(text.slice(0, length)));
}

/** A family name and what may be a given name, right behind a word for residents: 利用者 田中花子. */
const NAME_BEHIND =
  /^(?:の|:|は| |\(|、|・|「){0,2}([\p{Script=Han}々]{2,4}[ ]?[\p{Script=Han}々ぁ-んァ-ヶー]{1,3})(?=$|[^\p{Script=Han}々])/u;
const GIVEN =
  /[子美恵香奈代江枝乃菜花愛里理絵織莉希紀郎夫男雄一二三介助太平也哉樹斗翔人之司治彦弘博浩誠隆孝明正進実勝清茂健剛修豊学勇和光幸信義昭武宏大輝蓮陽結葵凛咲]$/u;

/** In kana only as a field is written, because small words look the same: 対象児童：渡辺みさき. */
const IN_A_FIELD = /^[^\p{L}]{0,2}:/u;
const GIVEN_IN_KANA = /[ぁ-ん]{2,3}(?<!まで|から|より|では|には|ほか|など|です|のみ|とも|また|へは|との)$/u;

const isGivenName = (words: string, between: string): boolean =>
  GIVEN.test(words) || (IN_A_FIELD.test(between) && GIVEN_IN_KANA.test(words));

/** The fields of a form that hold a name. */
const NAME_FIELD = /(?:氏名|お名前|フリガナ|ふりがな|世帯主名|児童名|保護者名|申請者名)[ ]?[:は ]$/u;
/** Fields that may hold a role as well: a name there counts beside somebody's data. */
const PERSON_FIELD = /(?:申請者|届出人|世帯主|本人|対象者|相談者)[ ]?[:は ]$/u;
const NAME_IN_FIELD = /^[\p{Script=Han}々ァ-ヶー]{2,5}[ ]?[\p{Script=Han}々ァ-ヶーぁ-ん]{0,5}/u;
const NO_FIELD = new RegExp(
  `^${anyOf(
    "未定 未記入 確認 記入 非公開 記載 公表 不明 変更 表記 欄 匿名 省略 不要 必須 任意 別紙 別添 空欄 仮名",
    "漢字 カタカナ カナ 全角 半角 入力 修正 削除 追加 担当 職員 該当",
  )}`,
  "u",
);

/** Names that count by what they stand in, and all others, which count beside somebody's data. */
export function findNames(text: string): { readonly residents: Sight[]; readonly others: Sight[] } {
  const residents: Sight[] = [];
  const others: Sight[] = [];
  const sight = (start: number, end: number): Sight => ({
    kind: "named-person",
    label: NAME,
    start,
    end,
    alone: true,
  });
  for (const { resident: known, start, end, honorific } of namesWithHonorific(text)) {
    const head = text.slice(Math.max(0, start - 30), start);
    const resident =
      known ||
      RESIDENT_BEFORE.test(head) ||
      RESIDENT_BEHIND.test(text.slice(end, end + 16)) ||
      (/様|さま|氏/.test(honorific) &&
        (RESIDENT_NEAR.test(head) || RESIDENT_BEHIND_COMMA.test(text.slice(end, end + 16))));
    (resident ? residents : others).push(sight(start, end));
  }
  for (const match of text.matchAll(new RegExp(RESIDENT, "gu"))) {
    const from = match.index + match[0].length;
    const name = NAME_BEHIND.exec(text.slice(from, from + 14));
    const words = name?.[1] ?? "";
    if (name !== null && beginsWithSurname(words) && isGivenName(words, name[0]))
      residents.push(sight(from, from + name[0].length));
  }
  for (const match of text.matchAll(/(?:名|前|者|人|主|ナ|な)[ ]?[:は ]/gu)) {
    const from = match.index + match[0].length;
    const field = text.slice(Math.max(0, from - 10), from);
    const blank = text.charAt(from) === " " ? 1 : 0;
    const words = NAME_IN_FIELD.exec(text.slice(from + blank, from + blank + 11))?.[0] ?? "";
    if (words === "" || NO_FIELD.test(words)) continue;
    const found = sight(from + blank, from + blank + words.length);
    const known = beginsWithSurname(words) && GIVEN.test(words);
    if (NAME_FIELD.test(field)) (known || /[:は]/.test(match[0]) ? residents : others).push(found);
    else if (PERSON_FIELD.test(field)) others.push(found);
  }
  return { residents, others };
}
