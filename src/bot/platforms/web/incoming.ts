import type { Host, Where, Who } from "../../platform.js";
import type { Workspace } from "./conversations.js";
import { NOTHING, type Outcome, type Place, show } from "./delivery.js";
import type { Submission } from "./forms.js";
import { Refusal } from "./http.js";
import type { WebMessage } from "./web-store.js";

/** What a person does on the page, turned into an Incoming for the bot. */

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

/** A press on a button or on an item of message `id`. `inThread` tells that the page shows that message as a thread's head. */
export async function press(
  workspace: Workspace,
  host: Host,
  actor: Actor,
  { message: id, value, inThread }: { message: string; value: string; inThread: boolean },
): Promise<Outcome> {
  const carrier = workspace.seen(id, actor.who.id);
  if (carrier === null) throw gone();
  const where = whereOf(workspace, actor, carrier.conversation, carrier.thread);
  const key = keyOf("press", actor);
  const reply = await host.handle({
    kind: "button",
    key,
    who: actor.who,
    where,
    at: workspace.options.clock(),
    value,
    message: carrier.audience === null ? carrier.id : null,
  });
  const place = placeOf(where, actor, key, null, carrier);
  const thread = inThread && carrier.thread === null && carrier.audience === null ? carrier.id : place.thread;
  return reply === null ? NOTHING : show(workspace, { ...place, thread }, reply);
}

export async function submit(
  workspace: Workspace,
  host: Host,
  actor: Actor,
  { conversation, thread, form, context, values }: Submission,
): Promise<Outcome> {
  const where = whereOf(workspace, actor, conversation, thread);
  const key = keyOf("form", actor);
  const at = workspace.options.clock();
  const reply = await host.handle({ kind: "form", key, who: actor.who, where, at, form, context, values });
  return reply === null ? NOTHING : show(workspace, placeOf(where, actor, key, null, null), reply);
}

/** 「この話題を進捗に」 on a message. */
export async function shortcut(workspace: Workspace, host: Host, actor: Actor, id: string): Promise<Outcome> {
  const message = workspace.seen(id, actor.who.id);
  if (message === null || message.audience !== null) throw gone();
  const where = whereOf(workspace, actor, message.conversation, message.thread);
  const key = keyOf("shortcut", actor);
  const at = workspace.options.clock();
  const reply = await host.handle({ kind: "shortcut", key, who: actor.who, where, at, message: id });
  return reply === null ? NOTHING : show(workspace, placeOf(where, actor, key, null, null), reply);
}

/** Takes an answer that only this person sees off the page. */
export function dismiss(workspace: Workspace, actor: Actor, id: string): Outcome {
  const message = workspace.seen(id, actor.who.id);
  if (message !== null && message.audience === actor.who.id) workspace.remove(message);
  return NOTHING;
}
