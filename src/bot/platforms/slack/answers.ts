import { DAY } from "../../../domain/time.js";
import { framesOf, type Log, newErrorId } from "../../../log.js";
import { asObject } from "../../json.js";
import {
  type Attempt,
  type Incoming,
  NotNow,
  onlyAttempt,
  PlaceGone,
  type SendResult,
} from "../../platform.js";
import {
  AGAIN,
  apologyWords,
  type Block,
  type ImageBlock,
  type Message,
  type Reply,
  replyText,
  type Sign,
  say,
} from "../../reply.js";
import type { Clients } from "./clients.js";
import { type Delivery, picturesOf, wordsFor } from "./delivery.js";
import { renderHome } from "./forms.js";
import { MAX_MESSAGE_BLOCKS } from "./limits.js";
import { outcomeOf, platformError, reasonOf } from "./outcome.js";
import { type Payload, renderMessage } from "./render.js";
import type { Seats } from "./seats.js";
import type { Speech } from "./speech.js";

/** Answers: a sign on a message, lines, pictures and files for its author, or an answer that everybody reads. */

/** What answers are given with. */
export interface Answering {
  readonly clients: Clients;
  readonly speech: Speech;
  readonly delivery: Delivery;
  readonly seats: Seats;
  readonly log: Log;
}

const SIGNS: Readonly<Record<Sign, string>> = {
  kept: "white_check_mark",
  asked: "grey_question",
  withheld: "no_entry_sign",
};
const ALL: readonly Sign[] = ["kept", "asked", "withheld"];
const NO_FILE = "ファイルを送れませんでした。お手数ですが、企画課へお知らせください。";
const ELSEWHERE = "図は、このアプリとのダイレクトメッセージに送りました。";

/** A reply that cannot be shown as what it is, as plain lines. */
const linesOf = (reply: Reply): Block[] => [{ kind: "text", spans: [{ text: replyText(reply) }] }];

export async function answer(
  given: Answering,
  incoming: Incoming,
  reply: Reply,
  attempt: Attempt = onlyAttempt(incoming.key),
): Promise<SendResult> {
  switch (reply.kind) {
    case "receipt": {
      const signed = await sign(given.clients, incoming, reply.sign, reply.again === true);
      // A sign can be set again without harm, so the line waits for it.
      if (isPassing(signed) || reply.aside === null) return signed;
      return sayTo(given, incoming, reply.aside, attempt);
    }
    case "message":
      return sayTo(given, incoming, reply, attempt);
    case "home":
      return publishHome(given.clients, incoming, reply.blocks);
    case "form":
    case "form-errors":
      // A form needs a press to open it; its text at least says what is asked.
      return sayTo(
        given,
        incoming,
        { kind: "message", audience: "private", blocks: linesOf(reply) },
        attempt,
      );
  }
}

/** Not sent, but it may go through later. */
const isPassing = ({ outcome }: SendResult): boolean =>
  outcome === "busy" || outcome === "retry" || outcome === "unknown" || outcome === "shut-out";

/** Nobody can look whether it was shown. */
const unseen = (result: SendResult): SendResult =>
  result.outcome === "unknown" ? { ...result, blind: true } : result;

/** Of a response URL: what it refuses was not shown. */
function responseOutcome(error: unknown): SendResult {
  const { statusCode } = asObject(error);
  if (typeof statusCode !== "number") return outcomeOf(error);
  const reason = `http_${statusCode}`;
  return { outcome: statusCode >= 500 ? "unknown" : "refused", reason };
}

/** @param again whether the message may carry another sign, which then goes */
async function sign(
  clients: Clients,
  incoming: Incoming,
  name: Sign | "none",
  again: boolean,
): Promise<SendResult> {
  const message = "message" in incoming ? incoming.message : null;
  if (message === null) return { outcome: "sent", message: "" };
  const channel = incoming.where.destination.channel ?? "";
  const { reactions } = clients.background;
  if (name !== "none") {
    try {
      await reactions.add({ channel, timestamp: message, name: SIGNS[name] });
    } catch (error) {
      if (platformError(error) !== "already_reacted") return outcomeOf(error);
    }
  }
  for (const other of again ? ALL.filter((each) => each !== name) : []) {
    try {
      await reactions.remove({ channel, timestamp: message, name: SIGNS[other] });
    } catch (error) {
      // `no_reaction` is the usual answer; and the sign that counts is there, whatever else Slack refuses.
      const outcome = outcomeOf(error);
      if (isPassing(outcome)) return outcome;
    }
  }
  return { outcome: "sent", message };
}

/** What a person reads when something in here broke; the id stands in the log. */
export function apology(log: Log, error: unknown, during: string): Message {
  const id = newErrorId();
  log.error({ id, during, reason: reasonOf(error), at: framesOf(error) }, "slack: an answer failed");
  return say(apologyWords(id));
}

async function sayTo(
  given: Answering,
  incoming: Incoming,
  message: Message,
  attempt: Attempt,
): Promise<SendResult> {
  let shown = message;
  try {
    renderMessage(message.blocks);
  } catch (error) {
    shown = apology(given.log, error, incoming.kind);
  }
  const result =
    shown.audience === "channel" && incoming.where.kind === "channel"
      ? await sayToAll(given, incoming, shown, attempt)
      : await new PrivateAnswer(given, incoming, shown, attempt).tell();
  if (!isPassing(result)) given.seats.leave(incoming.key);
  return result;
}

/** From when on an answer may stand there, whatever the machine's clock showed. */
const sinceOf = ({ at }: Incoming): number => at - DAY;

/** What everybody reads is looked for before it is posted again. */
async function sayToAll(
  given: Answering,
  incoming: Incoming,
  message: Message,
  { key, again }: Attempt,
): Promise<SendResult> {
  const { where } = incoming;
  const root = where.thread ?? (incoming.kind === "message" ? incoming.message : null);
  const standing = again ? await given.delivery.find(where.destination, root, key, sinceOf(incoming)) : null;
  const posted = await given.delivery.post(where.destination, root, message, key, standing);
  if (posted.outcome !== "gone" && posted.outcome !== "refused") return posted;
  // Where the bot is no member, whoever acted may speak for it.
  const respond = given.seats.of(incoming.key);
  if (respond === null) return posted;
  try {
    const thread = where.thread === null ? {} : { thread_ts: where.thread };
    for (const { text, blocks } of renderMessage(message.blocks))
      await respond({ response_type: "in_channel", replace_original: false, text, blocks, ...thread });
    return { outcome: "sent", message: "" };
  } catch (error) {
    given.log.warn({ reason: reasonOf(error) }, "slack: a response URL did not work");
    return posted;
  }
}

type Part = () => Promise<SendResult>;

/**
 * An answer for one person: its messages, then its pictures and its file, which Slack can show to one person in their direct messages
 * alone. What the person has is not given again.
 */
class PrivateAnswer {
  private readonly channel: string;
  private readonly isDirect: boolean;

  constructor(
    private readonly given: Answering,
    private readonly incoming: Incoming,
    private readonly message: Message,
    private readonly attempt: Attempt,
  ) {
    this.channel = incoming.where.destination.channel ?? incoming.who.id;
    this.isDirect = /^[DUW]/.test(this.channel);
  }

  async tell(): Promise<SendResult> {
    const parts = this.parts();
    let first = "";
    for (const [index, part] of parts.entries()) {
      if (index < this.attempt.given) continue;
      const result = await part();
      if (result.outcome !== "sent") return result;
      if (first === "") first = result.message;
      if (index + 1 < parts.length) this.attempt.give(index + 1);
    }
    return { outcome: "sent", message: first };
  }

  private parts(): Part[] {
    const { blocks, file } = this.message;
    const pictures = picturesOf(blocks);
    const elsewhere = pictures.length > 0 && !this.isDirect;
    return [
      ...renderMessage(blocks).map((payload, index) => () => this.say(payload, index)),
      ...pictures.map((picture) => () => this.showPicture(picture)),
      ...(elsewhere ? renderMessage(say(ELSEWHERE).blocks).map((line) => () => this.say(line, null)) : []),
      ...(file === undefined ? [] : [() => this.handOver(file)]),
    ];
  }

  /** @param index among the messages; null for a line that needs no place among them */
  private async say(payload: Payload, index: number | null): Promise<SendResult> {
    const { incoming, message, given } = this;
    const { thread } = incoming.where;
    const respond = given.seats.of(incoming.key);
    if (respond === null && this.isDirect) return this.sayDirect(payload, index);
    // What takes the place of a message can be repeated without harm.
    const replaces = respond !== null && message.replace === true && index === 0;
    const shown = replaces ? payload : await this.marked(payload, index);
    if ("outcome" in shown) return shown;
    if (respond !== null) {
      try {
        await respond({
          response_type: "ephemeral",
          replace_original: replaces,
          text: shown.text,
          blocks: shown.blocks,
          ...(thread === null ? {} : { thread_ts: thread }),
        });
        return { outcome: "sent", message: "" };
      } catch (error) {
        const outcome = responseOutcome(error);
        if (isPassing(outcome)) return replaces ? outcome : unseen(outcome);
        given.log.warn({ reason: reasonOf(error) }, "slack: a response URL did not work; answering directly");
        given.seats.leave(incoming.key);
      }
    }
    if (this.isDirect) return this.sayDirect(payload, index);
    return unseen(await given.speech.whisper(this.channel, thread, incoming.who.id, shown));
  }

  /**
   * What one person alone was perhaps shown is shown again only when Slack answers at all, so that an outage uses up no attempt, and
   * says that it comes again.
   * @returns what became of asking Slack, where it does not answer
   */
  private async marked(payload: Payload, index: number | null): Promise<Payload | SendResult> {
    const { doubts, given } = this.attempt;
    if (doubts === 0 || index !== given) return payload;
    try {
      await this.given.clients.background.auth.test();
    } catch (error) {
      return outcomeOf(error);
    }
    const [note] = renderMessage([AGAIN]);
    if (note === undefined || payload.blocks.length >= MAX_MESSAGE_BLOCKS) return payload;
    return { text: `${note.text}\n${payload.text}`, blocks: [...note.blocks, ...payload.blocks] };
  }

  /** Messages in a direct conversation can be looked for, those that one person sees in a channel cannot. */
  private async sayDirect(payload: Payload, index: number | null): Promise<SendResult> {
    const { attempt, incoming, given } = this;
    const key = index === null ? null : `${attempt.key}/${index + 1}`;
    if (key !== null && attempt.again && index === attempt.given) {
      try {
        const to = { channel: this.channel };
        const standing = await given.delivery.find(to, incoming.where.thread, key, sinceOf(incoming));
        if (standing !== null) return { outcome: "sent", message: standing };
      } catch (error) {
        if (error instanceof NotNow && error.afterMs !== null)
          return { outcome: "busy", afterMs: error.afterMs, reason: error.message };
        const outcome = outcomeOf(error);
        // Nothing was sent this time: it is looked for once more.
        if (!(error instanceof PlaceGone) && isPassing(outcome)) return outcome;
        given.log.warn({ reason: reasonOf(error) }, "slack: an answer could not be looked for");
      }
    }
    const spoken = await given.speech.speak(this.channel, incoming.where.thread, payload, key);
    return key === null ? unseen(spoken) : spoken;
  }

  /** A picture that Slack does not take is left to its words. */
  private async showPicture({ png, name, alt }: ImageBlock): Promise<SendResult> {
    const upload = { file: Buffer.from(png), filename: name, alt_text: alt };
    const result = await this.given.delivery.upload(this.incoming.who.id, upload);
    if (isPassing(result) || result.outcome === "sent") return unseen(result);
    const [line] = renderMessage([wordsFor(alt)]);
    return line === undefined ? result : this.say(line, null);
  }

  private async handOver({ name, bytes }: NonNullable<Message["file"]>): Promise<SendResult> {
    const upload = { file: Buffer.from(bytes), filename: name, title: name };
    const result = await this.given.delivery.upload(this.incoming.who.id, upload);
    if (isPassing(result) || result.outcome === "sent") return unseen(result);
    this.given.log.warn({ result }, "slack: a file could not be handed over");
    const [line] = renderMessage(say(NO_FILE).blocks);
    return line === undefined ? result : this.say(line, null);
  }
}

async function publishHome(
  clients: Clients,
  incoming: Incoming,
  blocks: readonly Block[],
): Promise<SendResult> {
  try {
    await clients.interactive.views.publish({
      user_id: incoming.who.id,
      view: renderHome(blocks, incoming.where),
    });
    return { outcome: "sent", message: "" };
  } catch (error) {
    return outcomeOf(error);
  }
}
