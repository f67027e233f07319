import type { SaidSpan, SaidText } from "./said-text.js";

/**
 * Frames around words: what a mail program writes above a message that is forwarded or answered, and what it says of the
 * machine. What stands below the head of an older mail is somebody else's.
 */

const OLDER_MAIL =
  /^ {0,4}-{2,} ?(?:Original Message|Forwarded message|Forwarded by|元のメッセージ|転送(?:された)?メッセージ)/i;
const MAIL_BEGINS = lineThatIs([
  /Begin forwarded message:/,
  /On .{4,80} wrote:$/,
  /\d{4}年\d{1,2}月\d{1,2}日.{0,60}(?:@[\w.-]{3,40}>?|のメール|wrote|書きました)[ ]?:$/,
]);
const MAIL_HEAD =
  /^ {0,4}(?:差出人|送信者|送信元|送信日時|送信日|日時|宛先|CC|BCC|件名|From|Sent|Date|To|Cc|Bcc|Subject|Reply-To)[ ]?[:：]/i;
const MACHINE = lineThatIs([
  /(?:iPhone|iPad|Android|スマートフォン|携帯).{0,12}から送信[ ]*$/,
  /Sent from my .{2,30}[ ]*$/,
  /Outlook for (?:iOS|Android).{0,20}を入手.*$/,
  /Get Outlook for .{2,20}[ ]*$/,
]);

/** A line that begins with one of these, set in by a few blanks at most. */
function lineThatIs(beginnings: readonly RegExp[]): RegExp {
  return new RegExp(`^ {0,4}(?:${beginnings.map(({ source }) => source).join("|")})`, "i");
}

/** How many lines of a mail's head stand together before they are taken for one. */
const HEAD_LINES = 2;

/**
 * The frames of a text, and the quotation below the head of an older mail. Where a mail stands alone, without a word before it,
 * its head is a frame: who brought it here means what it says.
 */
export function framePlaces(said: SaidText): SaidSpan[] {
  const lines: { readonly text: string; readonly start: number; readonly end: number }[] = [];
  let at = 0;
  for (const text of said.text.split("\n")) {
    lines.push({ text: text.normalize("NFKC"), start: at, end: at + text.length });
    at += text.length + 1;
  }
  const spans: SaidSpan[] = [];
  let passedOn = false;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index];
    if (line === undefined) break;
    if (OLDER_MAIL.test(line.text) || MAIL_BEGINS.test(line.text)) {
      if (index > 0) return [...spans, olderMail(line.start, said.text.length)];
      // The line that says so is kept: nobody has said yet that these words are theirs.
      passedOn = OLDER_MAIL.test(line.text);
      if (!passedOn) spans.push({ kind: "frame", start: line.start, end: line.end });
      continue;
    }
    let heads = 0;
    while (MAIL_HEAD.test(lines[index + heads]?.text ?? "")) heads += 1;
    if (heads >= HEAD_LINES) {
      if (!passedOn && spans.every((span) => span.end < line.start - 2) && index > 0)
        return [...spans, olderMail(line.start, said.text.length)];
      spans.push({ kind: "frame", start: line.start, end: lines[index + heads - 1]?.end ?? line.end });
      index += heads - 1;
    } else if (MACHINE.test(line.text)) spans.push({ kind: "frame", start: line.start, end: line.end });
  }
  return spans;
}

const olderMail = (start: number, end: number): SaidSpan => ({ kind: "quoted", message: null, start, end });
