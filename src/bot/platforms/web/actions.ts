import type { Host } from "../../platform.js";
import { type Actor, gone, keyOf, placeOf, whereOf } from "./acting.js";
import { NOTHING, type Outcome, show } from "./outcome.js";
import type { Workspace } from "./workspace.js";

/** Buttons, forms and the menu of a message, turned into an Incoming for the bot. */

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

export interface Submission {
  readonly conversation: string;
  readonly thread: string | null;
  readonly form: string;
  readonly context: string;
  readonly values: Readonly<Record<string, string>>;
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
