import { fold } from "./fold.js";

/**
 * How the names of municipal departments are read, so that `/policy ききかんり` finds 危機管理部.
 * A reading is only ever a search key; a name with a part that is not in the table has none.
 *
 * The table holds words, not characters: most characters have several readings, and which one applies is settled
 * by the word (所 is しょ in 事務所 and じょ in 保健所). A single character stands in it only where names of
 * departments know one reading for it, alone and in front of every other word of the table. Words that are read in
 * two ways in such names (市場, 緑化, 町) are left out.
 */

const WORDS = `
部 ぶ 課 か 係 かかり 室 しつ 局 きょく 班 はん 区 く 市 し 県 けん 税 ぜい 新 しん 旧 きゅう 駅 えき 館 かん 庁 ちょう
本部 ほんぶ 支部 しぶ 部局 ぶきょく 部会 ぶかい 課題 かだい 公室 こうしつ 支所 ししょ 本所 ほんしょ 支局 しきょく
総室 そうしつ 分室 ぶんしつ 本庁 ほんちょう 本庁舎 ほんちょうしゃ 庁舎 ちょうしゃ 庁内 ちょうない 新庁舎 しんちょうしゃ
事務 じむ 事務局 じむきょく 事務所 じむしょ 事務室 じむしつ 事業 じぎょう 事業所 じぎょうしょ 営業所 えいぎょうしょ
市役所 しやくしょ 区役所 くやくしょ 役場 やくば 出張所 しゅっちょうじょ 保健所 ほけんじょ 研究所 けんきゅうじょ
相談所 そうだんじょ 保育所 ほいくしょ 保育園 ほいくえん 幼稚園 ようちえん 学園 がくえん 福祉園 ふくしえん
図書館 としょかん 博物館 はくぶつかん 美術館 びじゅつかん 公民館 こうみんかん 公文書館 こうぶんしょかん 児童館 じどうかん
動物園 どうぶつえん 霊園 れいえん 斎場 さいじょう 駐車場 ちゅうしゃじょう 卸売 おろしうり 卸売市場 おろしうりしじょう
議会 ぎかい 区議会 くぎかい 市議会 しぎかい 県議会 けんぎかい 都議会 とぎかい 府議会 ふぎかい 道議会 どうぎかい
町議会 ちょうぎかい 村議会 そんぎかい 議事 ぎじ 委員 いいん 委員会 いいんかい 審査 しんさ 評価 ひょうか 公平 こうへい
市長 しちょう 区長 くちょう 町長 ちょうちょう 村長 そんちょう 知事 ちじ 政治 せいじ 監査 かんさ 選挙 せんきょ
会計 かいけい 出納 すいとう 財務 ざいむ 財政 ざいせい 財産 ざいさん 資産 しさん 固定 こてい 管財 かんざい 資金 しきん
税務 ぜいむ 税制 ぜいせい 市税 しぜい 区税 くぜい 県税 けんぜい 市民税 しみんぜい 区民税 くみんぜい 納税 のうぜい
課税 かぜい 収税 しゅうぜい 徴収 ちょうしゅう 収納 しゅうのう 債権 さいけん 契約 けいやく 検査 けんさ 調達 ちょうたつ
用地 ようち 不動産 ふどうさん 資源 しげん 区政 くせい 市政 しせい 県政 けんせい 町政 ちょうせい
政策 せいさく 経営 けいえい 企画 きかく 戦略 せんりゃく 計画 けいかく 構想 こうそう 総合 そうごう 総務 そうむ
総括 そうかつ 統括 とうかつ 統計 とうけい 調査 ちょうさ 調整 ちょうせい 推進 すいしん 促進 そくしん 振興 しんこう
改革 かいかく 行革 ぎょうかく 行政 ぎょうせい 行財政 ぎょうざいせい 未来 みらい 将来 しょうらい 創造 そうぞう 創生 そうせい
地方創生 ちほうそうせい 共創 きょうそう 創出 そうしゅつ 成長 せいちょう 変革 へんかく 革新 かくしん 分権 ぶんけん
大都市 だいとし 制度 せいど 広域 こういき 渉外 しょうがい 基地 きち 特命 とくめい 担当 たんとう 専門 せんもん 主幹 しゅかん
秘書 ひしょ 広報 こうほう 広聴 こうちょう 報道 ほうどう 情報 じょうほう 公開 こうかい 文書 ぶんしょ 公文書 こうぶんしょ
法務 ほうむ 法制 ほうせい 法規 ほうき 庶務 しょむ 管理 かんり 内部 ないぶ 統制 とうせい 職員 しょくいん 人事 じんじ
人材 じんざい 育成 いくせい 給与 きゅうよ 研修 けんしゅう 厚生 こうせい 働き方 はたらきかた 業務 ぎょうむ 改善 かいぜん
技術 ぎじゅつ 工事 こうじ 施設 しせつ 営繕 えいぜん 設備 せつび 公共 こうきょう 公営 こうえい 公民 こうみん
公益 こうえき 連携 れんけい 官民 かんみん 資本 しほん 電算 でんさん 電子 でんし 通信 つうしん システム しすてむ 指令 しれい
危機 きき 防災 ぼうさい 減災 げんさい 災害 さいがい 震災 しんさい 復興 ふっこう 復旧 ふっきゅう 防犯 ぼうはん 治安 ちあん
安全 あんぜん 安心 あんしん 対策 たいさく 対応 たいおう 消防 しょうぼう 消防署 しょうぼうしょ 消防団 しょうぼうだん
警防 けいぼう 救急 きゅうきゅう 予防 よぼう 国民保護 こくみんほご 原子力 げんしりょく 水防 すいぼう 水害 すいがい
区民 くみん 市民 しみん 町民 ちょうみん 村民 そんみん 県民 けんみん 都民 とみん 府民 ふみん 道民 どうみん 住民 じゅうみん
国民 こくみん 町会 ちょうかい 自治 じち 自治会 じちかい 自治体 じちたい 地域 ちいき 地区 ちく 地方 ちほう 活動 かつどう
協働 きょうどう 参画 さんかく 男女 だんじょ 共同 きょうどう 共同参画 きょうどうさんかく 女性 じょせい 平等 びょうどう
人権 じんけん 平和 へいわ 国際 こくさい 多文化 たぶんか 共生 きょうせい 多様性 たようせい 交流 こうりゅう 外国人 がいこくじん
戸籍 こせき 窓口 まどぐち 届出 とどけで 証明 しょうめい 消費 しょうひ 消費者 しょうひしゃ 相談 そうだん 生活 せいかつ
暮らし くらし 生きがい いきがい 生き いき 支え合い ささえあい 支えあい ささえあい 支え ささえ 元気 げんき 活力 かつりょく
文化 ぶんか 文化財 ぶんかざい 芸術 げいじゅつ 歴史 れきし 国体 こくたい 観光 かんこう 魅力 みりょく 発信 はっしん
都市 とし 都心 としん 市街地 しがいち 中心 ちゅうしん 拠点 きょてん 移住 いじゅう 定住 ていじゅう 人口 じんこう
健康 けんこう 福祉 ふくし 社会 しゃかい 保健 ほけん 保険 ほけん 医療 いりょう 医務 いむ
医事 いじ 病院 びょういん 看護 かんご 衛生 えいせい 食品 しょくひん 薬務 やくむ 感染症 かんせんしょう 感染 かんせん
精神 せいしん 母子 ぼし 検診 けんしん 健診 けんしん 介護 かいご 認定 にんてい 高齢 こうれい 高齢者 こうれいしゃ
後期 こうき 老人 ろうじん 長寿 ちょうじゅ 認知症 にんちしょう 包括 ほうかつ 年金 ねんきん 国保 こくほ 援護 えんご
障害 しょうがい 障がい しょうがい 障碍 しょうがい 障害者 しょうがいしゃ 障がい者 しょうがいしゃ 自立 じりつ 就労 しゅうろう
保護 ほご 援助 えんじょ 支援 しえん 給付 きゅうふ 手当 てあて 指導 しどう 動物 どうぶつ 愛護 あいご
子ども こども 子供 こども 子育て こそだて 家庭 かてい 児童 じどう 保育 ほいく 幼児 ようじ 青少年 せいしょうねん
若者 わかもの 次世代 じせだい 少子化 しょうしか 虐待 ぎゃくたい 養育 よういく 療育 りょういく 発達 はったつ
教育 きょういく 教育力 きょういくりょく 教職員 きょうしょくいん 学校 がっこう 学務 がくむ 学事 がくじ 学習 がくしゅう
生涯 しょうがい 小学校 しょうがっこう 中学校 ちゅうがっこう 高校 こうこう 大学 だいがく 給食 きゅうしょく 食育 しょくいく
放課後 ほうかご 特別 とくべつ 図書 としょ 科学 かがく 科学館 かがくかん 読書 どくしょ
産業 さんぎょう 経済 けいざい 商工 しょうこう 商業 しょうぎょう 工業 こうぎょう 企業 きぎょう 立地 りっち 誘致 ゆうち
起業 きぎょう 創業 そうぎょう 金融 きんゆう 労働 ろうどう 労政 ろうせい 雇用 こよう 流通 りゅうつう 物産 ぶっさん
農業 のうぎょう 農政 のうせい 農務 のうむ 農林 のうりん 農林水産 のうりんすいさん 農村 のうそん 農地 のうち 農産 のうさん
農畜産 のうちくさん 畜産 ちくさん 林業 りんぎょう 林務 りんむ 林政 りんせい 森林 しんりん 水産 すいさん 漁業 ぎょぎょう
漁港 ぎょこう 耕地 こうち 鳥獣 ちょうじゅう 競輪 けいりん 競馬 けいば 競艇 きょうてい 食の しょくの 農水産 のうすいさん
環境 かんきょう 自然 しぜん 公害 こうがい 地球 ちきゅう 温暖化 おんだんか 脱炭素 だつたんそ 気候 きこう 変動 へんどう
循環 じゅんかん 循環型 じゅんかんがた 廃棄物 はいきぶつ 清掃 せいそう 減量 げんりょう 美化 びか 緑 みどり 緑地 りょくち
緑政 りょくせい 公園 こうえん 花 はな 花き かき 新緑 しんりょく 水 みず 水質 すいしつ 水利 すいり 保全 ほぜん 動植物 どうしょくぶつ 水辺 みずべ
土木 どぼく 建設 けんせつ 建築 けんちく 住宅 じゅうたく 住まい すまい 居住 きょじゅう 宅地 たくち 団地 だんち
空家 あきや 空き家 あきや 土地 とち 開発 かいはつ 再開発 さいかいはつ 再生 さいせい 整備 せいび 基盤 きばん
区画整理 くかくせいり 区画 くかく 整理 せいり 街なか まちなか 街づくり まちづくり 町づくり まちづくり 街路 がいろ 景観 けいかん
道路 どうろ 橋りょう きょうりょう 橋梁 きょうりょう 河川 かせん 治水 ちすい 砂防 さぼう 港湾 こうわん 空港 くうこう
海岸 かいがん 維持 いじ 補修 ほしゅう 地籍 ちせき 測量 そくりょう 国土 こくど 工務 こうむ 交通 こうつう 鉄道 てつどう
自転車 じてんしゃ 駅前 えきまえ 周辺 しゅうへん 沿線 えんせん 立体化 りったいか 運輸 うんゆ 物流 ぶつりゅう
水道 すいどう 上水道 じょうすいどう 下水道 げすいどう 上下水道 じょうげすいどう 下水 げすい 浄水 じょうすい 給水 きゅうすい
東部 とうぶ 西部 せいぶ 南部 なんぶ 北部 ほくぶ 中部 ちゅうぶ 中央 ちゅうおう 東京 とうきょう 第一 だいいち 第二 だいに
市立 しりつ 区立 くりつ 県立 けんりつ 都立 とりつ 関係 かんけい 関連 かんれん 外部 がいぶ 特定 とくてい 手続 てつづき 取組 とりくみ 新しい あたらしい 新たな あらたな
新人 しんじん 成人 せいじん 心の こころの 心身 しんしん 人づくり ひとづくり 学び まなび 健幸 けんこう 障害児 しょうがいじ
理事 りじ 参事 さんじ 技監 ぎかん 政策監 せいさくかん 管理監 かんりかん 管理者 かんりしゃ 警察 けいさつ 収用 しゅうよう
市町村 しちょうそん 市街 しがい 街区 がいく 商店街 しょうてんがい 県土 けんど
避難 ひなん 避難所 ひなんじょ 備蓄 びちく 訓練 くんれん 耐震 たいしん 協定 きょうてい 啓発 けいはつ 普及 ふきゅう
里親 さとおや 食堂 しょくどう 学童 がくどう 待機 たいき 見守り みまもり 孤立 こりつ 貧困 ひんこん 不登校 ふとうこう 産後 さんご
妊娠 にんしん 子育て世帯 こそだてせたい 部活動 ぶかつどう 英語 えいご 補助金 ほじょきん 助成 じょせい 申請 しんせい 予算 よさん
決算 けっさん 入札 にゅうさつ 給食費 きゅうしょくひ 商店 しょうてん 駐輪場 ちゅうりんじょう 通学路 つうがくろ 歩道 ほどう
喫煙 きつえん 節電 せつでん 再生可能エネルギー さいせいかのうえねるぎー 無電柱化 むでんちゅうか 中小企業 ちゅうしょうきぎょう
DX でぃーえっくす GX じーえっくす ICT あいしーてぃー IT あいてぃー AI えーあい SDGS えすでぃーじーず PR ぴーあーる
`;

const READINGS = readWords(WORDS);
const LONGEST = Math.max(...[...READINGS.keys()].map((word) => word.length));

function readWords(table: string): ReadonlyMap<string, string> {
  const fields = table.trim().split(/\s+/u);
  const readings = new Map<string, string>();
  for (let at = 0; at + 1 < fields.length; at += 2) readings.set(fields[at] ?? "", fields[at + 1] ?? "");
  return readings;
}

/**
 * The かな reading of a department, section or organisation: `危機管理部` → `ききかんりぶ`.
 *
 * かな stays, カタカナ (also half-width) becomes かな, blanks and `・` fall away; ヶ, which is read か or が, is not read. What stands in parentheses is left out;
 * whoever wants its reading asks for it by itself (`福祉部(福祉事務所)` is `ふくしぶ`). Null where any part is not
 * in the table: nothing is guessed.
 */
export function readingOf(departmentName: string): string | null {
  const name = departmentName
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[\s・]/gu, "");
  const main = withoutParentheses(name);
  return main === "" ? null : readFrom(main);
}

/** Words of the table by their folded readings; `きぎょう` is 企業 and 起業. */
const WRITINGS = new Map<string, string[]>();
for (const [word, reading] of READINGS) {
  const key = fold(reading);
  WRITINGS.set(key, [...(WRITINGS.get(key) ?? []), word]);
}
const LONGEST_READING = Math.max(...[...WRITINGS.keys()].map((reading) => reading.length));
/** So many ways of writing a word are tried. */
const MOST_WRITINGS = 12;

/**
 * How what was typed in かな may be written in the words of the table, the longest words first: `ぼうさいきょういく` → 防災教育.
 * Empty where a part is in no word of it, or where something else than かな was typed.
 */
export function writingsOf(typed: string): readonly string[] {
  const kana = fold(typed);
  if (!isKana(kana)) return [];
  const rest: string[][] = new Array<string[]>(kana.length + 1).fill([]);
  rest[kana.length] = [""];
  for (let start = kana.length - 1; start >= 0; start -= 1) {
    const ways: string[] = [];
    for (let end = Math.min(kana.length, start + LONGEST_READING); end > start; end -= 1) {
      for (const word of WRITINGS.get(kana.slice(start, end)) ?? [])
        ways.push(...(rest[end] ?? []).map((tail) => word + tail));
    }
    rest[start] = ways.slice(0, MOST_WRITINGS);
  }
  return rest[0] ?? [];
}

/** Drops what is in parentheses, nested ones too; an unpaired one stays and leaves the name without a reading. */
function withoutParentheses(name: string): string {
  let rest = name;
  for (;;) {
    const fewer = rest.replace(/\([^()]*\)/gu, "");
    if (fewer === rest) return rest;
    rest = fewer;
  }
}

/**
 * The words of a name, かな in a row as one: 子ども家庭総合支援センター is 子ども・家庭・総合・支援・センター. For abbreviations,
 * which take the beginnings of words. Null where any part is not in the table.
 */
export function wordsOf(departmentName: string): string[] | null {
  const name = departmentName.normalize("NFKC").toUpperCase().replace(/\s/gu, "");
  const words: string[] = [];
  for (const { word } of split(name) ?? []) {
    const last = words.at(-1) ?? "";
    if (isKana(word) && isKana(last)) words[words.length - 1] = last + word;
    else words.push(word);
  }
  return words.length === 0 ? null : words;
}

const isKana = (text: string): boolean => /^[ぁ-ゔァ-ヴー]+$/u.test(text);

function readFrom(name: string): string | null {
  return (
    split(name)
      ?.map(({ reading }) => reading)
      .join("") ?? null
  );
}

interface Word {
  readonly word: string;
  readonly reading: string;
}

/** Takes the longest word at each place from which the rest of the name can be read too. */
function split(name: string): Word[] | null {
  const rest: Array<Word[] | null> = new Array<Word[] | null>(name.length + 1).fill(null);
  rest[name.length] = [];
  for (let start = name.length - 1; start >= 0; start--) {
    for (let end = Math.min(name.length, start + LONGEST); end > start; end--) {
      const tail = rest[end] ?? null;
      const word = name.slice(start, end);
      const reading = readWord(word);
      if (reading !== null && tail !== null) {
        rest[start] = [{ word, reading }, ...tail];
        break;
      }
    }
  }
  return rest[0] ?? null;
}

function readWord(word: string): string | null {
  if (word.length === 1 && /[ぁ-ゔァ-ヴー]/u.test(word)) return toHiragana(word);
  return READINGS.get(word) ?? null;
}

function toHiragana(katakana: string): string {
  return katakana.replace(/[ァ-ヴ]/gu, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
}
