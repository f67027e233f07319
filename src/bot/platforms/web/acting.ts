import type { Where, Who } from "../../platform.js";
import { Refusal } from "./http.js";
import type { Place } from "./outcome.js";
import type { WebMessage } from "./web-store.js";
import type { Workspace } from "./workspace.js";

/** What all acts of a person on the page have in common. */

/** Who acts, and the page's own id of the gesture: a request that is sent again is the same act. */
export interface Actor {
  readonly who: Who;
  readonly gesture: string;
}

const nowhere = (): Refusal => new Refusal(404, "この場所は見つかりません。左の一覧から選び直してください。");
export const gone = (): Refusal => new Refusal(404, "このメッセージは見つかりません。削除されたようです。");

export const keyOf = (act: string, actor: Actor): string => `web:${act}:${actor.who.id}:${actor.gesture}`;

/** @throws Refusal 404 where the person may not be there or the thread is gone */
export function whereOf(
  workspace: Workspace,
  actor: Actor,
  conversation: string,
  thread: string | null,
): Where {
  const where = workspace.where(conversation, thread, actor.who.id);
  if (where === null) throw nowhere();
  if (thread !== null && !workspace.isRoot(thread, conversation)) throw gone();
  return where;
}

export function placeOf(
  where: Where,
  actor: Actor,
  key: string,
  asked: string | null,
  carrier: WebMessage | null,
): Place {
  return {
    conversation: where.conversation,
    thread: where.thread,
    person: actor.who.id,
    asked,
    carrier,
    key,
  };
}
