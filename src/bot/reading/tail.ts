import { matchAt, past } from "../../domain/plain.js";
import type { Term } from "./vocabulary.js";

/** What follows a word of state and settles whether it was said, denied, hoped for or asked. */

export type Tail =
  /** Said. `end` is behind the verb and the punctuation that closes it; `field` where the word is all that was said. */
  | { readonly kind: "plain"; readonly end: number; readonly field: boolean }
  /** Said as the manner in which something goes on: `順調に進んでいます`. */
  | { readonly kind: "manner" }
  /** Said of a time before: `順調でしたが、…`. */
  | { readonly kind: "superseded" }
  /** Said, and a reservation follows: `順調ですが、…`. */
  | { readonly kind: "but" }
  | { readonly kind: "negated" }
  | { readonly kind: "hedged" }
  /** Part of a longer phrase: `遅れの原因`, `完了した施設`. */
  | { readonly kind: "attributive" }
  /** Part of another word: `完了報告書`. */
  | { readonly kind: "bound" };

const WINDOW = 48;
const EDGE = /(?:$|[^\p{L}\p{N}ー々]|約?\d{1,3}[ ]?(?:%|割|パーセント))/uy;

const LINK =
  /(?:し切れて|しきれて|進捗して|進行して|推移して|言い切れ|進んで|進めて|行って|いって|行か|いか|言え|いえ|いう|言う|至って|至ら|ござい|できて|でき|させて|されて|おり|あり|なら|なって|状況|状態|わけ|こと|もの|とは(?!ず)|では(?!ず)|じゃ|には(?!ず)|して|ても|から|まで|し|せ|て|で|と|は(?!ず)|が|も|に|を|い|る|た|り|き|え|の)/y;
const NOT = /(?:な(?:い|く|かった|さそう)|無い|無く|なし|無し|ません|ず(?!れ|っと)|ぬ(?!く))/y;

const TOWARDS =
  /(?:推移する|進捗する|進む|進んで|進み|進め|いける|いく|行く|される|させる|できる|でき|する|した|して|なる|なり|なって|だった|です|との|という|だ|し|し得|の|は|が|に|と|で|を|も|る|い|か|て|た|あ|よけ|良け)/y;
const PERHAPS =
  /(?:見込|予定(?!ど[おう]り|通り|とおり)|見通し|めど|目途|目処|可能性|かも|思|存じ|はず|筈|でしょう|だろう|らしい|ようで|ように|ようだ|みたい|そう(?:です|だ|で|な|に|$|[^\p{L}])|たい|方向|方針|計画(?:です|$|[^\p{L}])|つもり|目指|めざ|向け|向か|次第|待ち|間近|目前|直前|寸前|検討|れば|ければ|たら|なら(?!ず|な)|ば|場合|懸念|おそれ|恐れ|リスク|心配|不安|危惧|推測|推定|想定(?!ど[おう]り|通り|とおり)|期待|未確定|仮|暫定|[ ]?\((?:仮|予定|見込|想定|暫定|未確定|[^()]{0,8}(?:予定|見込み?)\)))/uy;
const PERHAPS_APART =
  /[ ]+(?:の)?(?:見込み?|予定|見通し|予想|未確定|仮|暫定)(?:です)?[ ]*(?:$|[\n。、,)」])/y;

const CLOSING =
  /(?:いたしました|致しました|しております|しています|してます|している|しました|しまして|し(?=[、,])|した|となっております|となっています|となりました|となります|となり|になっております|になっています|になりました|になります|でございます|であります|ではあります|ではある|であり|である|ですかね|ですね|ですよ|でした|です|だった|だ(?!と|ろう)|とのことです|とのこと|ということです|ております|ていました|ています|ておりまして|ており|ている|てました|てます|てる|ました|ぎみ|気味|傾向|中|とします|とさせていただきます|でお願いします|でお願いいたします|でよろしくお願いします|な状況|の状況|な状態|の状態|状態|状況|済み?|と報告します|で(?=$|[、,。\s])|のまま|よ|ね)/y;
const BUT = /(?:の|ん)?(?:です)?(?:が|けれども?|けど|ものの|ながら|一方)/y;
const PAST = /(?:でした|だった|ていました|ておりました|ていた|てました|なっていました)/;
const SO = /(?:ので|ため|から|こと|し[、,]|で(?=[ぁ-んァ-ン一-龠、,])|と(?:判断|報告))/y;
const MANNER =
  /(?:に|で|と|には|にて|ど[おう]りに)?(?:進|推移|進捗|進行|推進|実施中|動いて|やって|いって|行って|経過|です)/y;
const ATTRIBUTED =
  /な(?:進捗|進行|推移|経過|進み具合|滑り出し|状況|状態)(?:状況)?(?:です|でした|である|となっています)?/y;
const ATTRIBUTIVE =
  /(?:の|な|した|する|している|していた|している?との|との|となった|に係る|に関する|に伴う|を|は|が|も|に|と|る|た)/y;
const CAUGHT_UP = /(?:を|は|が|も)(?:取り戻|とりもど|解消|挽回|回復|なくな|無くな)/y;
const WILL_BE = /(?:ます|る)(?:$|[^\p{L}])/uy;
const ARISES = /が(?:出て|生じて|見られ|発生して)(?:います|いる|おります|いました|ます|る|ました|た)?/y;
const CLAUSE_END = /[\n。、,!?;]/;
const LATE_PERHAPS =
  /(?:見込み?|予定|見通し|はず|でしょう|だろう|かもしれません|かもしれない|かも|思い?ます|思う|思われます|れば|たら|なら|ません|ない|ないです|たい)(?:です|だ|である|で)?$/;
const CONDITION = /[えけげせてねべめれ]ば(?!ら|れ)|場合/;
const NO_TROUBLE =
  /(?:問題|支障|遅れ|課題|影響|懸念)(?:は|も|点は)?(?:特に)?(?:ありません|ございません|ない|ないです)$/;

/** Reads what follows `term` in `text`. */
export function readTail(text: string, term: Term): Tail {
  const at = term.end;
  if (past(PERHAPS_APART, text, at) >= 0) return { kind: "hedged" };
  if (reaches(text, at, LINK, NOT)) return { kind: "negated" };
  if (term.group === "delay" && past(CAUGHT_UP, text, at) >= 0) return { kind: "negated" };
  const adverb = term.group === "track" && text.startsWith("に", at);
  if (!adverb && reaches(text, at, TOWARDS, PERHAPS)) return { kind: "hedged" };
  if (term.group === "delay" && past(WILL_BE, text, at) >= 0) return { kind: "hedged" };
  if (past(EDGE, text, at) >= 0) return { kind: "plain", end: at, field: true };
  if (term.kind !== "word") return { kind: "plain", end: closingEnd(text, at), field: true };

  const closed = closingEnd(text, at);
  const said = text.slice(at, closed);
  const but = past(BUT, text, closed);
  if (closed > at && but >= 0) return PAST.test(said) ? { kind: "superseded" } : { kind: "but" };
  if (closed === at && but >= 0 && past(EDGE, text, but) >= 0) return { kind: "but" };
  if (closed > at && (past(EDGE, text, closed) >= 0 || past(SO, text, closed) >= 0)) {
    return { kind: "plain", end: closed, field: past(EDGE, text, closed) >= 0 };
  }
  if (closed === at && past(SO, text, at) >= 0) return { kind: "plain", end: at, field: false };
  if (term.group === "track") return readManner(text, at);
  if (term.group === "delay") {
    const arisen = past(ARISES, text, at);
    if (arisen >= 0 && past(EDGE, text, arisen) >= 0) return { kind: "plain", end: arisen, field: true };
  }
  return past(ATTRIBUTIVE, text, at) >= 0 ? { kind: "attributive" } : { kind: "bound" };
}

function readManner(text: string, at: number): Tail {
  const attributed = past(ATTRIBUTED, text, at);
  if (attributed >= 0 && past(EDGE, text, attributed) >= 0) return { kind: "manner" };
  const adverb = text.startsWith("順調に", at - 2);
  if (adverb || past(MANNER, text, at) >= 0) {
    const rest = clauseAfter(text, at);
    if ((LATE_PERHAPS.test(rest) || CONDITION.test(rest)) && !NO_TROUBLE.test(rest))
      return { kind: "hedged" };
    return { kind: "manner" };
  }
  return past(ATTRIBUTIVE, text, at) >= 0 ? { kind: "attributive" } : { kind: "bound" };
}

/** The rest of the clause, as far as the window reaches. */
function clauseAfter(text: string, at: number): string {
  const window = text.slice(at, at + WINDOW);
  const end = CLAUSE_END.exec(window);
  return (end === null ? window : window.slice(0, end.index)).trim();
}

/** Whether `goal` follows behind nothing but words that `steps` passes over. */
function reaches(text: string, from: number, steps: RegExp, goal: RegExp): boolean {
  let at = from;
  for (let step = 0; step < 8; step += 1) {
    if (past(goal, text, at) >= 0) return true;
    const next = past(steps, text, at);
    if (next < 0) return false;
    at = next;
  }
  return false;
}

/** Behind the verbs of courtesy that close a statement (です, しました, となっています). */
function closingEnd(text: string, from: number): number {
  let at = from;
  for (let step = 0; step < 4; step += 1) {
    const match = matchAt(CLOSING, text, at);
    if (match === null) return at;
    at += match[0].length;
  }
  return at;
}
