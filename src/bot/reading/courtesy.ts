import { matchAt } from "../../domain/plain.js";

/** Greetings around a report, and messages that are nothing else. */

const OPENING =
  /(?:<@[A-Za-z0-9|._-]{1,40}>|@[^\s、。@]{1,30}(?=\s)|(?:皆様|皆さま|みなさま|皆さん|各位|ご担当者?様)[、。]?|(?:いつも)?(?:大変)?お世話になって(?:おり|い)ます|(?:いつも)?お世話になります|お世話様です|(?:お|ご)?疲れ(?:様|さま|さん)(?:です|でございます|でした)?|おつかれ(?:様|さま|さん)(?:です|でした)?|おはようございます|こんにちは|こんばんは|失礼(?:いた|致)?します|失礼しました|(?:すみません|すいません|申し訳(?:ありません|ございません)|恐れ入ります)(?:が)?|(?:ご?(?:報告|回答|返信|返事|連絡|提出)(?:が|の))?(?:大変)?遅くなり(?:ました|まして|、)?(?:(?:大変)?(?:すみません|すいません|申し訳(?:ありません|ございません|ないです)))?(?:でした)?(?:が)?|ご?(?:報告|回答|返信|返事|連絡|提出)が遅れ(?:ました|まして|て|、)?(?:(?:大変)?(?:すみません|すいません|申し訳(?:ありません|ございません|ないです)))?(?:でした)?(?:が)?|(?:ご?(?:報告|回答|返信|返事|連絡|提出)が?)?遅れ(?:て|まして|ました(?:が)?)?[、 ]?(?:大変)?(?:すみません|すいません|申し訳(?:ありません|ございません|ないです))(?:でした)?|(?:以下|下記)の(?:とおり|通り)(?:です|でございます|(?:ご?(?:報告|回答))?(?:いた|致)?します)?|(?:以下|下記|次のとおり)?[、]?ご?(?:報告|回答)(?:いた|致)?します|ご?(?:報告|回答)です|(?:ご?確認)?ありがとうございます(?:(?=[、。\s]))|(?:承知|了解)(?:いたしました|致しました|しました|です)(?=[、。\s]))[、。,.!:\s]*/uy;
const NAMED =
  /[^\s、。,.:0-9]{0,14}(?:課|係|部|室|担当|所|局)の?[^\s、。,.:0-9]{0,8}(?:です|でございます)[、。,.\s]+/uy;
const CLOSING_WINDOW = 60;
const CLOSING =
  /(?:(?:以上|ご?報告)?[、,]?(?:今後とも|引き続き|どうぞ|何卒)?[、]?(?:よろしく|宜しく)(?:お願い|御願い|おねがい)(?:(?:いた|致)?し(?:ます|たく)|申し上げます)?(?:ます)?|(?:よろしく|宜しく)です|以上(?:です|となります|になります|、ご報告(?:いた)?します)?|(?:ご?確認)?(?:いつも)?(?:どうも)?(?:ありがとう|有難う|有り難う)(?:ございま(?:す|した))?|お手数(?:を)?(?:おかけ|お掛け)(?:いた|致)?します|ご確認(?:のほど)?(?:を)?(?:(?:よろしく)?お願い(?:いた|致)?します|ください|下さい)|失礼(?:いた|致)?します|お疲れ(?:様|さま)(?:です|でした))[。!\s]*$/;
const RULE = /^\s*(?:[-=*_]{2,}|[─━―]{2,}|ー{3,})\s*$/;
const SIGNED =
  /^\s*(?:[^\s\d]{0,12}(?:課|係|部|室|担当|所|局))\s+[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{1,5}(?:\s+[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{1,5})?\s*$/u;
const EXTENSION = /^\s*\(?内線?\)?[:\s]*\d{2,5}\s*$/;
const CLOSED_LINE = /(?:お願い(?:いた|致)?します|申し上げます|以上(?:です)?|ございます)[。!\s]*$/;

/** The place behind the greetings that begin at `from`; `named` also passes over `○○課の△△です。`. */
export function skipOpening(text: string, from: number, named: boolean): number {
  let at = from;
  for (let step = 0; step < 8; step += 1) {
    const match = matchAt(OPENING, text, at) ?? (named ? matchAt(NAMED, text, at) : null);
    if (match === null || match[0] === "") return at;
    at += match[0].length;
  }
  return at;
}

/** The place before the greetings that end the text: a greeting counts where a sentence, clause or line begins. */
export function skipClosing(text: string, from = 0): number {
  let end = text.length;
  for (let step = 0; step < 6; step += 1) {
    const start = Math.max(from, end - CLOSING_WINDOW);
    const window = text.slice(start, end);
    const match = CLOSING.exec(window);
    if (match === null) return end;
    const at = start + match.index;
    const left = at === from ? "" : text.charAt(at - 1);
    if (left !== "" && !/[\s。、,.!)」]/.test(left)) return end;
    end = at;
    while (end > from && /[\s、,]/.test(text.charAt(end - 1))) end -= 1;
  }
  return end;
}

/** How many of the lines are left when a signature at the end is taken away. */
export function linesBeforeSignature(whole: readonly string[]): number {
  // No line of a signature is long; a short form of the long ones keeps the patterns quick.
  const lines = whole.map((line) => (line.length > 80 ? "…" : line));
  for (let index = lines.length - 1; index > 0 && index >= lines.length - 8; index -= 1) {
    if (RULE.test(lines[index] ?? "") && isSignature(lines.slice(index + 1))) return index;
  }
  let count = lines.length;
  while (count > 1 && (lines[count - 1] ?? "").trim() === "") count -= 1;
  const before = lines[count - 2] ?? "";
  if (count > 1 && EXTENSION.test(lines[count - 1] ?? ""))
    return linesBeforeSignature(lines.slice(0, count - 1));
  const parted = before.trim() === "" || CLOSED_LINE.test(before);
  return count > 1 && parted && SIGNED.test(lines[count - 1] ?? "") ? count - 1 : lines.length;
}

const isSignature = (lines: readonly string[]): boolean =>
  lines.every(
    (line) =>
      line.length <= 60 &&
      !/順調|遅れ|完了|変更なし|未着手|中止|休止/.test(line) &&
      !/^\s*[(【#]?\d+[\s.:)】]/.test(line),
  );

const TALK =
  /^(?:了解(?:です|しました|いたしました|致しました)?|りょうかい(?:です)?|りょ|承知(?:です|しました|いたしました|致しました)?|承りました|かしこまりました|わかりました|分かりました|はい|OK(?:です)?|ok(?:です)?|オッケー(?:です)?|okです|ありがとう|ありがとうございま(?:す|した)|有難うございます|助かります|助かりました|感謝です|すみません|すいません|失礼(?:いた)?しま(?:す|した)|お疲れ(?:様|さま)(?:です|でした)|お願いします|お願いいたします|よろしくお願い(?:いた)?します|拝見しました|確認(?:いた)?します|確認中です|(?:後ほど|のちほど|あとで|後で|追って|明日|本日中に|今日中に)(?:ご?(?:回答|報告|返信|連絡|確認|入力))(?:いた)?します|少々お待ちください|少しお待ちください|お待ちください|お待ちしています|対応ありがとうございます|なるほど(?:です)?|そうですね|いいですね|良かったです|よかったです|素晴らしいです|さすがです|w+|笑|\+1|既読|(?:(?:すぐ|早急に)?(?:ご?(?:対応|返信|連絡|報告|共有|回答|確認|協力))(?:いただき)?(?:まして)?[、]?)(?:ありがとうございま(?:す|した)|助かります|感謝します))$/i;
const SILENT = /(?::[a-z0-9_+'-]{1,40}:|<@[A-Za-z0-9|._-]{1,40}>|[^\p{L}\p{N}◎○△×✅])/giu;

/** True where nothing is said but thanks, assent and greetings, or no word at all. */
export function isTalk(text: string): boolean {
  const from = skipOpening(text, 0, false);
  const rest = text.slice(from, Math.max(from, skipClosing(text, from)));
  return rest
    .split(/[\n。、,.!\s]+/)
    .map((part) => part.replace(SILENT, "").trim())
    .every((part) => part === "" || TALK.test(part));
}

const ASKS = /(?:[?]|(?:です|ます|ません|でした|ました|でしょう)か(?:ね)?)[。\s]*$/;

/** True for a question between people that speaks of no state. */
export function isQuestion(text: string): boolean {
  return ASKS.test(text.slice(-CLOSING_WINDOW).trimEnd());
}

const PREAMBLE =
  /(?:報告|回答|送り|送付|提出|以下|下記|今週|先週|今月|先月|分です|月分|とおり|通り|部|課|係|進捗|状況|まとめ)[^\n]{0,12}(?:です|ます|:|。|について|分|報告|回答|状況|まとめ|一覧|部|課|係|進捗)[。:\s]*$/;

/** True for a line that only announces what follows (`危機管理部の今週分を報告します。`). */
export function isPreamble(line: string): boolean {
  if (line.length > 80) return isTalk(line);
  const text = line.trim().replace(/^[【[(■●◆・*]+|[】\])]+$/g, "");
  return (
    text.length <= 50 &&
    (isTalk(text) || PREAMBLE.test(text) || /^[^\s。、]{1,12}(?:部|課|係|室)$/.test(text))
  );
}
