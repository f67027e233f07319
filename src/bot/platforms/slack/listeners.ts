import type {
  AckFn,
  App,
  MessageShortcut,
  RespondFn,
  ViewResponseAction,
  ViewSubmitAction,
} from "@slack/bolt";
import { framesOf, newErrorId } from "../../../log.js";
import { inTime } from "../../../machine-clock.js";
import { arrayAt, asObject, type Json, objectAt, stringAt } from "../../json.js";
import type { ButtonIn, CommandIn, FormIn, HomeIn, Incoming, ShortcutIn, Where } from "../../platform.js";
import type { Message, Reply } from "../../reply.js";
import { apology } from "./answers.js";
import { createRespond } from "./bolt.js";
import type { Fetch } from "./clients.js";
import { ask, type Desk, deliver, give, hasMore, type Seat } from "./desk.js";
import { decodeMemo, errorsByBlock, formIdOf, renderForm, renderModal, valuesOf } from "./forms.js";
import { placeOf, threadOf, timeOf } from "./incoming.js";
import { wordsOfMrkdwn } from "./mrkdwn.js";
import { reasonOf } from "./outcome.js";
import { type Payload, renderMessage } from "./render.js";
import { SHORTCUT } from "./scopes.js";

/** What people ask while they wait: command, press, form, shortcut and home page, from verified bodies. */

/** Slack's names for conversations that have none. */
const NAMELESS = new Set(["directmessage", "privategroup"]);

function shownName(name: string | null): string | null {
  return name === null || NAMELESS.has(name) || name.startsWith("mpdm-") ? null : name;
}

/** The App Home and its modals belong to no channel: a person's id serves, Slack sends to it as a direct message. */
function homeOf(user: string): Where {
  return { ...placeOf(user, null, null), kind: "direct" };
}

const personOf = (user: Json) => ({
  id: stringAt(user, "id") ?? "",
  name: stringAt(user, "name") ?? stringAt(user, "username"),
});

function readCommand(body: Json, now: number): CommandIn {
  const channel = stringAt(body, "channel_id") ?? "";
  return {
    kind: "command",
    key: `command:${stringAt(body, "trigger_id") ?? `${channel}:${now}`}`,
    who: { id: stringAt(body, "user_id") ?? "", name: stringAt(body, "user_name") },
    where: placeOf(channel, shownName(stringAt(body, "channel_name")), null),
    at: now,
    text: wordsOfMrkdwn(stringAt(body, "text") ?? "", ""),
  };
}

/** A pressed button or a chosen option of a menu; null for elements that carry nothing of ours. */
export function readPress(body: Json, now: number): ButtonIn | null {
  const action = asObject(arrayAt(body, "actions")[0]);
  const value = stringAt(action, "value") ?? stringAt(objectAt(action, "selected_option"), "value");
  if (value === null) return null;
  const container = objectAt(body, "container");
  const ts = stringAt(action, "action_ts");
  return {
    kind: "button",
    key: `press:${stringAt(body, "trigger_id") ?? ""}:${stringAt(action, "action_id") ?? ""}`,
    who: personOf(objectAt(body, "user")),
    where: whereOfPress(body, container),
    at: ts === null ? now : timeOf(ts),
    value,
    message: container.is_ephemeral === true ? null : stringAt(container, "message_ts"),
  };
}

function whereOfPress(body: Json, container: Json): Where {
  const channel = stringAt(objectAt(body, "channel"), "id") ?? stringAt(container, "channel_id");
  if (channel === null) return whereOfView(body);
  const ts = stringAt(container, "message_ts") ?? "";
  const thread = threadOf(container, ts) ?? threadOf(objectAt(body, "message"), ts);
  return placeOf(channel, shownName(stringAt(objectAt(body, "channel"), "name")), thread);
}

function whereOfView(body: Json): Where {
  const memo = decodeMemo(objectAt(body, "view"));
  const user = stringAt(objectAt(body, "user"), "id") ?? "";
  if (memo.channel === null || memo.channel === user) return homeOf(user);
  return placeOf(memo.channel, null, memo.thread);
}

function readForm(body: Json, form: string, now: number): FormIn {
  const view = objectAt(body, "view");
  return {
    kind: "form",
    key: `form:${stringAt(body, "trigger_id") ?? `${stringAt(view, "id")}:${now}`}`,
    who: personOf(objectAt(body, "user")),
    where: whereOfView(body),
    at: now,
    form,
    context: decodeMemo(view).context,
    values: valuesOf(view),
  };
}

function readShortcut(body: Json, now: number): ShortcutIn | null {
  const ts = stringAt(body, "message_ts") ?? stringAt(objectAt(body, "message"), "ts");
  const channel = stringAt(objectAt(body, "channel"), "id");
  if (ts === null || channel === null) return null;
  return {
    kind: "shortcut",
    key: `shortcut:${stringAt(body, "trigger_id") ?? `${channel}:${ts}:${now}`}`,
    who: personOf(objectAt(body, "user")),
    where: placeOf(
      channel,
      shownName(stringAt(objectAt(body, "channel"), "name")),
      threadOf(objectAt(body, "message"), ts),
    ),
    at: now,
    message: ts,
  };
}

/** Null for the other tabs of the App Home, which are not ours to draw. */
function readHome(body: Json, now: number): HomeIn | null {
  const event = objectAt(body, "event");
  const user = stringAt(event, "user");
  if (user === null || (event.tab !== undefined && event.tab !== "home")) return null;
  const channel = stringAt(event, "channel");
  const ts = stringAt(event, "event_ts");
  return {
    kind: "home",
    key: `home:${stringAt(body, "event_id") ?? now}`,
    who: { id: user, name: null },
    where: channel === null ? homeOf(user) : placeOf(channel, null, null),
    at: ts === null ? now : timeOf(ts),
  };
}

/**
 * What Bolt calls when a person acts. Slack wants an acknowledgement within three seconds, and shows what gets none as failed: that is
 * better than a yes to something that is not written, which a program killed in that moment would forget.
 */

/** An answer that is ready by then goes out with the acknowledgement itself. */
const COMMAND_PATIENCE = 1500;
const FORM_PATIENCE = 2500;

/** What a person did, in the program's hands. */
interface Asked {
  readonly reply: Promise<Reply | null>;
  /** True once what it changes is written; false with the reply where it is not, and will not be. */
  readonly written: Promise<boolean>;
}

function hand(desk: Desk, incoming: Incoming | Promise<Incoming>): Asked {
  let tell: (isWritten: boolean) => void = () => undefined;
  const written = new Promise<boolean>((resolve) => {
    tell = resolve;
  });
  const reply = Promise.resolve(incoming).then((placed) => ask(desk, placed, () => tell(true)));
  void reply.finally(() => tell(false));
  return { reply, written };
}

export function listen(app: App, desk: Desk): void {
  app.action(/.*/, ({ body, ack, respond }) => onPress(desk, asObject(body), () => ack(), respond ?? null));
  app.view<ViewSubmitAction>({ callback_id: /.*/, type: "view_submission" }, ({ body, ack }) =>
    onForm(desk, asObject(body), (answer) => ack(answer)),
  );
  app.shortcut<MessageShortcut>({ callback_id: SHORTCUT, type: "message_action" }, ({ body, ack, respond }) =>
    onShortcut(desk, asObject(body), () => ack(), respond),
  );
  app.event("app_home_opened", ({ body }) => onHome(desk, asObject(body)));
  app.error(async (error) => {
    desk.log.error(
      { id: newErrorId(), reason: error.code, at: framesOf(error.original ?? error) },
      "slack: a listener failed",
    );
  });
}

/** Takes what is asked by a command, as `Gate` passes it on; what fails in it is logged, as it is for everything that Bolt calls. */
export function commandsOf(desk: Desk, fetch: Fetch): (body: Json, ack: AckFn<unknown>) => Promise<void> {
  return async (body, ack) => {
    const respond = createRespond(fetch, stringAt(body, "response_url") ?? "");
    try {
      await onCommand(desk, body, ack, respond);
    } catch (error) {
      await deliver(
        desk,
        readCommand(body, desk.clock()),
        { trigger: null, respond, view: null },
        apology(desk.log, error, "command"),
      );
    }
  };
}

/** A lost connection must not lose the answer too. */
async function acknowledge<T>(desk: Desk, ack: (answer?: T) => Promise<void>, answer?: T): Promise<boolean> {
  try {
    await ack(answer);
    return true;
  } catch (error) {
    desk.log.warn({ reason: reasonOf(error) }, "slack: an acknowledgement could not be sent");
    return false;
  }
}

async function onCommand(desk: Desk, body: Json, ack: AckFn<unknown>, respond: RespondFn): Promise<void> {
  const incoming = readCommand(body, desk.clock());
  const seat: Seat = { trigger: stringAt(body, "trigger_id"), respond, view: null };
  const { reply, written } = hand(desk, incoming);
  let ready = await inTime(reply, COMMAND_PATIENCE);
  if (ready === null && !(await written)) ready = { value: await reply };
  if (ready?.value?.kind !== "message") {
    await acknowledge(desk, ack);
    return deliver(desk, incoming, seat, await reply);
  }
  let message = ready.value;
  let payloads: readonly Payload[];
  try {
    payloads = renderMessage(message.blocks);
  } catch (error) {
    message = apology(desk.log, error, "command");
    payloads = renderMessage(message.blocks);
  }
  const [first, ...rest] = payloads;
  const sent = await acknowledge(desk, ack, first && withAudience(first, message.audience));
  if (!sent) return give(desk, incoming, seat, message);
  // What the acknowledgement cannot carry is for the asker, whoever sees its beginning.
  if (rest.length > 0 || hasMore(message)) await give(desk, incoming, seat, asPrivate(message), 1);
}

/** The same payload for the same audience is the same object, so that it is made into bytes once. */
const addressed = { channel: new WeakMap<Payload, object>(), private: new WeakMap<Payload, object>() };

function withAudience(payload: Payload, audience: Message["audience"]): object {
  const known = addressed[audience].get(payload);
  if (known !== undefined) return known;
  const answer = { response_type: audience === "channel" ? "in_channel" : "ephemeral", ...payload };
  addressed[audience].set(payload, answer);
  return answer;
}

const asPrivate = (message: Message): Message => ({ ...message, audience: "private" });

function viewOf(body: Json): Seat["view"] {
  const view = objectAt(body, "view");
  const id = stringAt(view, "id");
  if (id === null) return null;
  return { id, type: view.type === "home" ? "home" : "modal" };
}

async function onPress(
  desk: Desk,
  body: Json,
  ack: () => Promise<void>,
  respond: RespondFn | null,
): Promise<void> {
  const pressed = readPress(body, desk.clock());
  if (pressed === null) return void (await acknowledge(desk, ack));
  const incoming = await desk.placed(pressed);
  const { reply, written } = hand(desk, incoming);
  if (await written) await acknowledge(desk, ack);
  const seat: Seat = { trigger: stringAt(body, "trigger_id"), respond, view: viewOf(body) };
  await deliver(desk, incoming, seat, await reply);
}

async function onShortcut(
  desk: Desk,
  body: Json,
  ack: () => Promise<void>,
  respond: RespondFn | null,
): Promise<void> {
  await acknowledge(desk, ack);
  const chosen = readShortcut(body, desk.clock());
  if (chosen === null) return;
  const incoming = await desk.placed(chosen);
  const seat: Seat = { trigger: stringAt(body, "trigger_id"), respond, view: null };
  await deliver(desk, incoming, seat, await ask(desk, incoming));
}

async function onHome(desk: Desk, body: Json): Promise<void> {
  const incoming = readHome(body, desk.clock());
  if (incoming === null) return;
  await deliver(desk, incoming, { trigger: null, respond: null, view: null }, await ask(desk, incoming));
}

/**
 * A form is handled before it is acknowledged, because the acknowledgement carries its mistakes. One that could not be written stays open
 * with what was filled in.
 */
async function onForm(
  desk: Desk,
  body: Json,
  ack: (answer?: ViewResponseAction) => Promise<void>,
): Promise<void> {
  const view = objectAt(body, "view");
  const form = formIdOf(view);
  if (form === null) return void (await acknowledge(desk, ack));
  const incoming = readForm(body, form, desk.clock());
  const seat: Seat = { trigger: stringAt(body, "trigger_id"), respond: null, view: null };
  const { reply, written } = hand(desk, desk.placed(incoming));
  const ready = await inTime(reply, FORM_PATIENCE);
  const isWritten = await written;
  if (ready === null || !isWritten) {
    if (isWritten) await acknowledge(desk, ack);
    return deliver(desk, incoming, seat, await reply);
  }
  let action: ViewResponseAction | null = null;
  let left = ready.value;
  try {
    action = actionOf(view, incoming, ready.value);
  } catch (error) {
    left = apology(desk.log, error, "form");
  }
  if (!(await acknowledge(desk, ack, action ?? undefined)) || action === null) {
    return deliver(desk, incoming, seat, left);
  }
  // The words stand in the view by now; what no view shows follows them.
  if (left?.kind === "message" && hasMore(left))
    await give(desk, incoming, seat, left, renderMessage(left.blocks).length);
}

/** What can be shown in the modal itself; null where it closes and the answer stands elsewhere. */
function actionOf(view: Json, incoming: FormIn, reply: Reply | null): ViewResponseAction | null {
  if (reply?.kind === "form-errors") {
    return { response_action: "errors", errors: errorsByBlock(view, reply.errors) };
  }
  if (reply?.kind === "form") return { response_action: "update", view: renderForm(reply, incoming.where) };
  const fromHome = incoming.where.destination.channel === incoming.who.id;
  const message = reply?.kind === "receipt" ? reply.aside : reply;
  if (fromHome && message?.kind === "message" && message.audience === "private") {
    return { response_action: "update", view: renderModal(message.blocks, incoming.where) };
  }
  return null;
}
