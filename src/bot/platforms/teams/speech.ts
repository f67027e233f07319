import {
  type Attempt,
  type Destination,
  type Incoming,
  onlyAttempt,
  type SendResult,
  type Where,
} from "../../platform.js";
import { AGAIN, type Message, say } from "../../reply.js";
import type { Surface } from "./element.js";
import { type Card, renderCards } from "./render.js";
import { messageOf, type Sender } from "./sender.js";

/** Answers that nobody looks for again: to one person, or in a conversation. */

const PUBLIC_HINT =
  "ご本人だけにお見せする答えのため、ここには出せませんでした。ボットとの個人チャットで、同じことばを送ってください。";

/** How long what continues an answer waits for its turn in a busy conversation. */
const PATIENCE = 32_000;

export class Speech {
  constructor(
    private readonly sender: Sender,
    readonly dialogs: boolean,
  ) {}

  /** How a card is shown that one person sees. */
  get own(): Surface {
    return { own: true, key: null, dialogs: this.dialogs, stands: "message" };
  }

  /** How a card is shown that everybody in a conversation sees. */
  get shared(): Surface {
    return { own: false, key: null, dialogs: this.dialogs, stands: "message" };
  }

  /** Shows an answer to whom it is for. */
  sayTo(incoming: Incoming, message: Message, attempt?: Attempt): Promise<SendResult> {
    const { where } = incoming;
    if (where.kind === "direct") return this.inDirect(where, renderCards(message.blocks, this.own), attempt);
    if (message.audience === "private")
      return this.whisper(incoming, renderCards(message.blocks, this.own), attempt);
    const root = where.thread ?? (incoming.kind === "message" ? incoming.message : null);
    const send = (card: Card, thread: string | null) =>
      this.sender.create(where.destination, thread, messageOf(card));
    return this.each(renderCards(message.blocks, this.shared), root, send, attempt);
  }

  /** Cards for the person who acted: in place, in their chat, or as a hint where neither can be. */
  async whisper(incoming: Incoming, cards: readonly Card[], attempt?: Attempt): Promise<SendResult> {
    const { where, who } = incoming;
    if (where.kind === "direct") return this.inDirect(where, cards, attempt);
    const inPlace = await this.inPlace(where.destination, cards, attempt);
    if (inPlace.outcome !== "refused" && inPlace.outcome !== "gone") return inPlace;
    const told = await this.tell(who.id, where.destination, cards, attempt);
    if (told.outcome !== "refused" && told.outcome !== "gone") return told;
    const [hint] = renderCards(say(PUBLIC_HINT).blocks, this.shared);
    if (hint === undefined) return told;
    return this.sender.send(where.destination, spotOf(where.destination), messageOf(hint));
  }

  /** Only where Teams shows a message to one person in the conversation itself. */
  async inPlace(to: Destination, cards: readonly Card[], attempt?: Attempt): Promise<SendResult> {
    const send = (card: Card) => this.sender.sendTargeted(to, spotOf(to), messageOf(card));
    return this.each(cards, null, send, attempt);
  }

  tell(person: string, near: Destination, cards: readonly Card[], attempt?: Attempt): Promise<SendResult> {
    return this.sender.inChatWith(person, near, (to) =>
      this.each(cards, null, (card) => this.sender.create(to, null, messageOf(card)), attempt),
    );
  }

  private inDirect(where: Where, cards: readonly Card[], attempt?: Attempt): Promise<SendResult> {
    const send = (card: Card) => this.sender.create(where.destination, null, messageOf(card));
    return this.each(cards, null, send, attempt);
  }

  /** One after the other but those that are there; what follows the first stands in its thread. */
  private async each(
    cards: readonly Card[],
    root: string | null,
    send: (card: Card, root: string | null) => Promise<SendResult>,
    attempt: Attempt = onlyAttempt(""),
  ): Promise<SendResult> {
    let first: string | null = null;
    for (const [index, plain] of cards.entries()) {
      if (index < attempt.given) continue;
      const card = attempt.doubts > 0 && index === attempt.given ? comingAgain(plain) : plain;
      const result: SendResult = await (first === null
        ? send(card, root)
        : patiently(() => send(card, root ?? first)));
      if (result.outcome !== "sent") return result;
      if (index + 1 < cards.length) attempt.give(index + 1);
      first ??= result.message;
    }
    return { outcome: "sent", message: first ?? "" };
  }
}

/** Says above a card that it may stand there already. */
function comingAgain(card: Card): Card {
  const [note] = renderCards([AGAIN], { own: true, key: null, dialogs: false, stands: "message" });
  return note === undefined
    ? card
    : { ...card, body: [...note.body, ...card.body], speak: `${note.speak}${card.speak}` };
}

/** The beginning is there already: the rest waits for its turn, so that nothing is said twice. */
async function patiently(send: () => Promise<SendResult>): Promise<SendResult> {
  for (let waited = 0; ; ) {
    const result: SendResult = await send();
    if (result.outcome !== "busy" || waited + result.afterMs > PATIENCE) return result;
    waited += result.afterMs;
    await new Promise((resolve) => setTimeout(resolve, result.afterMs));
  }
}

const spotOf = (to: Destination): string => to.spot ?? to.conversation ?? "";
