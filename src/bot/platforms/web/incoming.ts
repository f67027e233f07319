/** What a person does on the page, turned into an Incoming for the bot. */

import { isDocumentName } from "../../../domain/document-name.js";
import { SILENCE } from "../../../domain/said-text.js";
import { saidTyped } from "../../../domain/said-writer.js";
import type { Host, MessageIn, Where, Who } from "../../platform.js";
import { BOT_NAME, bodyOf, directWith, isDirect, type Workspace } from "./conversations.js";
import { NOTHING, type Outcome, type Place, show } from "./delivery.js";
import type { Submission } from "./forms.js";
import { Refusal } from "./http.js";
import type { WireBody } from "./render.js";
import type { WebMessage } from "./web-store.js";

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

/** A person's own page (マイページ): it is made anew whenever it is asked for, and kept nowhere. */
export async function home(workspace: Workspace, host: Host, actor: Actor): Promise<Outcome> {
  const where = whereOf(workspace, actor, directWith(actor.who.id), null);
  const key = keyOf("home", actor);
  const at = workspace.options.clock();
  const reply = await host.handle({ kind: "home", key, who: actor.who, where, at });
  return reply === null ? NOTHING : show(workspace, placeOf(where, actor, key, null, null), reply);
}

/**
 * A press on a button or on an item of message `id`; null for one of the person's own page, which is answered in their direct
 * message. `inThread` tells that the page shows that message as a thread's head.
 */
export async function press(
  workspace: Workspace,
  host: Host,
  actor: Actor,
  { message: id, value, inThread }: { message: string | null; value: string; inThread: boolean },
): Promise<Outcome> {
  const carrier = id === null ? null : workspace.seen(id, actor.who.id);
  if (carrier === null && id !== null) throw gone();
  const { conversation, thread: under } = carrier ?? { conversation: directWith(actor.who.id), thread: null };
  const where = whereOf(workspace, actor, conversation, under);
  const key = keyOf("press", actor);
  const reply = await host.handle({
    kind: "button",
    key,
    who: actor.who,
    where,
    at: workspace.options.clock(),
    value,
    message: carrier?.audience === null ? carrier.id : null,
  });
  const place = placeOf(where, actor, key, null, carrier);
  const isHead = inThread && carrier?.thread === null && carrier.audience === null;
  const thread = isHead ? carrier.id : place.thread;
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

/** 「このスレッドを目標に結び付ける」 on a message. */
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

/** Writing, changing and deleting messages; a message that begins with `/policy` is a command. */

/** `/policy …`, also as a Japanese keyboard writes it (`／ｐｏｌｉｃｙ　危機管理部`). */
const COMMAND = /^[/／](?:policy|ｐｏｌｉｃｙ)(?:\s+|$)/iu;
const OTHER_COMMAND = /^\/[a-z]+(?:\s|$)/i;
const MENTION = new RegExp(`^[@＠]${BOT_NAME}\\s*`, "u");

export interface Post {
  readonly conversation: string;
  readonly thread: string | null;
  readonly text: string;
}

/** A message or a command. It is stored, and accepted by the bot, when this returns. */
export async function post(
  workspace: Workspace,
  host: Host,
  actor: Actor,
  { conversation, thread, text }: Post,
): Promise<Outcome> {
  const where = whereOf(workspace, actor, conversation, thread);
  const { clock, mustNotStore } = workspace.options;
  const key = keyOf("post", actor);
  const held = mustNotStore?.(text) === true;
  if (COMMAND.test(text)) {
    const rest = text.replace(COMMAND, "").trim();
    const asked = held ? "/policy" : `/policy ${rest}`.trim();
    const reply = await host.handle({ kind: "command", key, who: actor.who, where, at: clock(), text: rest });
    return reply === null ? NOTHING : show(workspace, placeOf(where, actor, key, asked, null), reply);
  }
  if (OTHER_COMMAND.test(text)) {
    throw new Refusal(400, "使えるコマンドは /policy だけです。「/policy 使い方」で使い方が出ます。");
  }
  return say(workspace, host, actor, where, {
    key,
    body: held ? { kind: "held" } : { kind: "text", text },
    said: saidTyped(text.replace(MENTION, "")),
    addressed: isDirect(conversation) || MENTION.test(text),
    files: false,
  });
}

/** Stores a message and hands it to the bot: both, or neither. */
function say(
  workspace: Workspace,
  host: Host,
  actor: Actor,
  where: Where,
  {
    key,
    body,
    ...more
  }: Pick<MessageIn, "key" | "said" | "addressed" | "files" | "documents"> & { readonly body: WireBody },
): Outcome {
  const stored = workspace.atomically(() => {
    const known = workspace.options.store.findByKey(key) !== null;
    const message = workspace.append({
      conversation: where.conversation,
      thread: where.thread,
      author: actor.who.id,
      authorName: actor.who.name ?? actor.who.id,
      audience: null,
      body: JSON.stringify(body),
      at: workspace.options.clock(),
      key,
    });
    try {
      host.accept({
        kind: "message",
        key,
        who: actor.who,
        where,
        at: message.at,
        message: message.id,
        quotes: null,
        gesture: null,
        ...more,
      });
    } catch (error) {
      // Not accepted means not said: the person keeps the text in the composer and sends it again.
      if (!known) workspace.options.store.remove(message.id);
      throw error;
    }
    return message;
  });
  workspace.announce(stored);
  return { ...NOTHING, messages: [workspace.wire(stored)] };
}

interface Dropped {
  readonly conversation: string;
  readonly file: string;
}

/** Asked before the bytes are read. @throws Refusal */
export function requirePlaceForDocument(
  workspace: Workspace,
  actor: Actor,
  { conversation, file }: Dropped,
): void {
  whereOf(workspace, actor, conversation, null);
  if (!isDocumentName(file)) {
    throw new Refusal(415, "文書（Word、PDF、Excel、Web ページ、CSV、テキスト）のファイルを置いてください。");
  }
  if (!isDirect(conversation) && workspace.options.takesDocuments?.(conversation) !== true) {
    throw new Refusal(400, "文書は、企画課のチャンネルか、ボットとのダイレクトメッセージに置いてください。");
  }
}

/** A document that was put into a conversation: its name stands there as a message, the bot is told of it. */
export function drop(
  workspace: Workspace,
  host: Host,
  actor: Actor,
  { conversation, file, bytes }: Dropped & { readonly bytes: Uint8Array },
): Outcome {
  const { clock, mustNotStore } = workspace.options;
  const where = whereOf(workspace, actor, conversation, null);
  return say(workspace, host, actor, where, {
    key: keyOf("drop", actor),
    body: mustNotStore?.(file) === true ? { kind: "held" } : { kind: "text", text: `ファイル: ${file}` },
    said: SILENCE,
    addressed: isDirect(conversation),
    files: true,
    documents: [workspace.drawer.put(file, bytes, clock())],
  });
}

export function edit(workspace: Workspace, host: Host, actor: Actor, id: string, text: string): Outcome {
  const message = own(workspace, actor, id);
  const where = whereOf(workspace, actor, message.conversation, message.thread);
  const at = workspace.options.clock();
  const body: WireBody =
    workspace.options.mustNotStore?.(text) === true ? { kind: "held" } : { kind: "text", text };
  host.accept({
    kind: "edit",
    key: keyOf("edit", actor),
    who: actor.who,
    where,
    at,
    message: id,
    said: saidTyped(text.replace(MENTION, "")),
    quotes: null,
    editedAt: at,
  });
  const changed = workspace.change(id, { body: JSON.stringify(body), editedAt: at });
  return { ...NOTHING, messages: changed === null ? [] : [workspace.wire(changed)] };
}

export function remove(workspace: Workspace, host: Host, actor: Actor, id: string): Outcome {
  const message = own(workspace, actor, id);
  const where = whereOf(workspace, actor, message.conversation, message.thread);
  host.accept({
    kind: "delete",
    key: keyOf("delete", actor),
    who: actor.who,
    where,
    at: workspace.options.clock(),
    message: id,
  });
  if (message.replies === 0) {
    workspace.remove(message);
    return NOTHING;
  }
  const body: WireBody = { kind: "deleted" };
  const changed = workspace.change(id, { body: JSON.stringify(body), sign: null });
  return { ...NOTHING, messages: changed === null ? [] : [workspace.wire(changed)] };
}

function own(workspace: Workspace, actor: Actor, id: string): WebMessage {
  const message = workspace.seen(id, actor.who.id);
  if (message === null || bodyOf(message).kind === "deleted") throw gone();
  if (message.author !== actor.who.id) {
    throw new Refusal(403, "編集と削除は、書いたご本人だけができます。");
  }
  return message;
}
