/** People's own sentences (`防災マニュアルってどこの部がやってるの？`): the words that they are about. Pure and total. */

/** What a question or a request ends with and is not about; sources of patterns. */
const TAILS = [
  "(?:を|について)?(?:教え|おしえ|見せ|みせ|出し|表示し|調べ|しらべ|探し|さがし)て(?:ください|下さい|ほしい|欲しい|くれますか|くれる|いただけますか|もらえますか)?",
  "(?:が|を)?(?:見|知り|確認し|調べ)たい(?:です|のですが)?",
  "(?:を)?お願い(?:します|いたします|できますか)?",
  "(?:が|は)?(?:どう|どのように)(?:なって(?:い)?(?:ます|る)|進んで(?:い)?(?:ます|る)|ですか|でしょうか)?(?:か|の)?",
  "どんな(?:感じ|状況)?(?:ですか)?",
  "どう",
  "(?:って|は|が|を)?(?:どこ|どちら|どの)(?:の)?(?:部署|部|課|係|所管|担当)?(?:が|で|の|に)?(?:担当|所管|やって|して|取り組んで)?(?:い)?(?:る|ます|いる)?(?:の|んですか|か|です|ですか)?",
  "(?:って|は|が)?どれ(?:ですか|でしょうか|なの|か)?",
  "(?:が|は)?(?:担当|所管)(?:して(?:い)?(?:る|ます)|です)?(?:の|か)?(?:部署|部|課|誰|だれ)?(?:は|です|ですか)?",
  "(?:を|は)?(?:やって|して|取り組んで|進めて)(?:い)?(?:る|ます)(?:の|か|んですか)?",
  "(?:って|は)?(?:何|なに|なん|誰|だれ|いつ)(?:だっけ|でしたっけ|ですか|です|なの)?",
  "(?:が|は)?(?:ある|あります|ありますか|ありました)(?:の|か|っけ)?",
  "(?:だっけ|でしたっけ|ですか|でしょうか|ですよね|です|なの|ますか|かな)",
  "(?:に関する|に関して|について|とは|って)(?:の)?(?:こと)?",
  "のこと",
  "(?:を|の)?(?:検索|確認|一覧|リスト)",
  "(?:の)?(?:重点)?目標",
  "(?:の)?もの",
  "(?<=[\\p{Script=Han}\\p{Script=Katakana}a-z0-9])(?:は|が|を|の|に|で|も|か|ね|よ)",
];
const TAIL = new RegExp(`(?:${TAILS.join("|")})$`, "iu");
const JOINTS = "について(?:の)?|に関する|における|に係る|での|への|って|との|の|は|が|を|へ|で|に|と|や|も";
const JOINT = new RegExp(
  `(?<=[\\p{Script=Han}\\p{Script=Katakana}ーA-Za-z0-9])(?:${JOINTS})(?=[\\p{Script=Han}\\p{Script=Katakana}A-Za-z0-9])` +
    "|(?<=\\p{L}{2})の(?=[\\p{Script=Han}\\p{Script=Katakana}])",
  "u",
);
const MARKS = /[\s?!。、,「」『』"“”()[\]・]+/u;
const LONGEST = 200;

/**
 * The words that a sentence is about, in its order: `[防災マニュアル]`, `[学校, 防災]`. What is nothing but a question gives what was
 * typed. Use it where the words as they stand found nothing.
 */
export function contentWords(typed: string): string[] {
  const words = typed
    .slice(0, LONGEST)
    .normalize("NFKC")
    .split(MARKS)
    .flatMap((word) => withoutTails(word).split(JOINT))
    .filter((word) => word !== "");
  return [...new Set(words)];
}

function withoutTails(word: string): string {
  let left = word;
  for (let step = 0; step < 8; step += 1) {
    const next = left.replace(TAIL, "");
    if (next === left) break;
    left = next;
  }
  return left;
}
