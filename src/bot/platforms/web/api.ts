import { MAX_TEXT, PAGE, THREAD_PAGE } from "./limits.js";
/** The JSON interface of the page: what it asks for (GET) and what a person does (POST). */

import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { longDay, tokyoParts } from "../../../domain/time.js";
import type { Host, Who } from "../../platform.js";
import { directWith, visibleTo, type Workspace } from "./conversations.js";
import { NOTHING, type Outcome } from "./delivery.js";
import { Refusal, readDocument, readJson, sendJson } from "./http.js";
import * as incoming from "./incoming.js";

const id = z.string().min(1).max(90);
/** As the store writes it, so that one message has one name. */
const messageId = z.string().regex(/^\d{12,19}$/);
const fileId = z.string().regex(/^[0-9a-f]{32}$/);
const person = z.string().regex(/^web:[a-z0-9-]{1,40}$/);
const text = z
  .string()
  .max(MAX_TEXT)
  .refine((value) => value.trim() !== "");
const actor = { person, name: z.string().max(40), gesture: z.string().regex(/^[\w-]{8,64}$/) };
const place = { conversation: id, thread: messageId.nullable() };

/** A document comes as it is; who sends it and where to stands in the address. */
const dropped = z.object({ ...actor, conversation: id, file: z.string().min(1).max(255) });

const bodies = {
  post: z.object({ ...actor, ...place, text }),
  edit: z.object({ ...actor, message: messageId, text }),
  delete: z.object({ ...actor, message: messageId }),
  home: z.object(actor),
  /** `message` is null for a button of the person's own page. */
  press: z.object({
    ...actor,
    message: messageId.nullable(),
    value: z.string().max(2000),
    inThread: z.boolean(),
  }),
  form: z.object({
    ...actor,
    ...place,
    form: z.string().max(40),
    context: z.string().max(4000),
    values: z.record(z.string().max(60), z.string().max(6000)),
  }),
  shortcut: z.object({ ...actor, message: messageId }),
  dismiss: z.object({ ...actor, message: messageId }),
  control: z.discriminatedUnion("do", [
    z.object({ person, do: z.literal("digest") }),
    z.object({ person, do: z.literal("forward"), days: z.union([z.literal(1), z.literal(7)]) }),
    z.object({ person, do: z.literal("reset") }),
  ]),
};

/** Answers GET /api/…; false where there is no such path. */
export function answerGet(
  workspace: Workspace,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): boolean {
  const query = (name: string): string | null => url.searchParams.get(name);
  switch (url.pathname) {
    case "/api/state":
      sendJson(response, 200, state(workspace, parse(person, query("person"))));
      return true;
    case "/api/messages":
      sendJson(response, 200, messages(workspace, query));
      return true;
    case "/api/file": {
      const { options, shelf } = workspace;
      shelf.send(parse(fileId, query("id")), parse(person, query("person")), options.clock(), response);
      return true;
    }
    case "/api/events": {
      const who = parse(person, query("person"));
      if (workspace.feed.full)
        throw new Refusal(503, "いまは混み合っています。しばらくしてから開いてください。");
      const lastSeen = request.headers["last-event-id"];
      workspace.feed.connect(who, response, typeof lastSeen === "string" ? lastSeen : null);
      return true;
    }
  }
  return false;
}

function messages(workspace: Workspace, query: (name: string) => string | null): unknown {
  const who = parse(person, query("person"));
  const conversation = parse(id, query("conversation"));
  const thread = parse(messageId.nullable(), query("thread"));
  const before = parse(messageId.nullable(), query("before"));
  const head = thread === null ? null : workspace.options.store.get(thread);
  const missing =
    workspace.where(conversation, thread, who) === null ||
    (thread !== null && (head === null || head.conversation !== conversation || !visibleTo(head, who)));
  if (missing) throw new Refusal(404, "この場所は見つかりません。左の一覧から選び直してください。");
  // One more than shown tells whether there is anything before.
  const limit = thread === null ? PAGE : THREAD_PAGE;
  const found = workspace.options.store.list({ conversation, thread, person: who, before, limit: limit + 1 });
  return {
    stamp: workspace.nextStamp(),
    head: head === null ? null : workspace.wire(head),
    messages: found.slice(-limit).map((message) => workspace.wire(message)),
    more: found.length > limit,
  };
}

/** Answers POST /api/…; false where there is no such path. */
export async function answerPost(
  workspace: Workspace,
  host: Host,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<boolean> {
  const act =
    url.pathname === "/api/drop"
      ? await drop(workspace, host, request, url)
      : await actOf(workspace, host, request, url.pathname);
  if (act === null) return false;
  sendJson(response, 200, act);
  return true;
}

async function actOf(
  workspace: Workspace,
  host: Host,
  request: IncomingMessage,
  pathname: string,
): Promise<Outcome | null> {
  const read = async <S extends z.ZodType>(schema: S): Promise<z.infer<S>> =>
    parse(schema, await readJson(request));
  switch (pathname) {
    case "/api/post": {
      const body = await read(bodies.post);
      return incoming.post(workspace, host, actorOf(workspace, body), body);
    }
    case "/api/edit": {
      const body = await read(bodies.edit);
      return workspace.atomically(() =>
        incoming.edit(workspace, host, actorOf(workspace, body), body.message, body.text),
      );
    }
    case "/api/delete": {
      const body = await read(bodies.delete);
      return workspace.atomically(() =>
        incoming.remove(workspace, host, actorOf(workspace, body), body.message),
      );
    }
    case "/api/home":
      return incoming.home(workspace, host, actorOf(workspace, await read(bodies.home)));
    case "/api/press": {
      const body = await read(bodies.press);
      return incoming.press(workspace, host, actorOf(workspace, body), body);
    }
    case "/api/form": {
      const body = await read(bodies.form);
      return incoming.submit(workspace, host, actorOf(workspace, body), body);
    }
    case "/api/shortcut": {
      const body = await read(bodies.shortcut);
      return incoming.shortcut(workspace, host, actorOf(workspace, body), body.message);
    }
    case "/api/dismiss": {
      const body = await read(bodies.dismiss);
      return incoming.dismiss(workspace, actorOf(workspace, body), body.message);
    }
    case "/api/control":
      return control(workspace, await read(bodies.control));
  }
  return null;
}

async function drop(workspace: Workspace, host: Host, request: IncomingMessage, url: URL): Promise<Outcome> {
  const given = parse(dropped, Object.fromEntries(url.searchParams));
  const who = actorOf(workspace, given);
  incoming.requirePlaceForDocument(workspace, who, given);
  const bytes = await readDocument(request);
  return incoming.drop(workspace, host, who, { ...given, bytes });
}

async function control(workspace: Workspace, body: z.infer<typeof bodies.control>): Promise<Outcome> {
  const { controls = {} } = workspace.options;
  if (controls.isFor?.(body.person) === false)
    throw new Refusal(403, "この操作ができるのは、企画課だけです。右上で、使う人を企画課に替えてください。");
  const run = {
    digest: controls.digestNow,
    forward: body.do === "forward" ? () => controls.moveClock?.(body.days) : undefined,
    reset: controls.resetClock,
  }[body.do];
  const notice = await run?.();
  if (notice === undefined) throw new Refusal(404, "この操作は、いまは使えません。");
  workspace.feed.publish({ type: "state", data: null }, () => true);
  return { ...NOTHING, notice };
}

/** A role's name is ours; a guest's is what they typed. Other ids are nobody. */
function actorOf(
  workspace: Workspace,
  body: { readonly person: string; readonly name: string; readonly gesture: string },
): incoming.Actor {
  const known = workspace.options.people().find((candidate) => candidate.id === body.person);
  const guest = /^web:guest-[0-9a-f]{12}$/.test(body.person) && body.name.trim() !== "";
  if (known === undefined && !guest) {
    throw new Refusal(403, "お名前が選ばれていません。右上で選び直してください。");
  }
  const who: Who = { id: body.person, name: known?.name ?? body.name.trim() };
  return { who, gesture: body.gesture };
}

function parse<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Refusal(400, "送信の内容を読み取れませんでした。もう一度お試しください。");
  return parsed.data;
}

/** What the page shows around the conversations. */
export function state(workspace: Workspace, who: string): unknown {
  const { options } = workspace;
  const { controls = {} } = options;
  const now = options.clock();
  const latest = options.store.latest();
  const offered = controls.isFor?.(who) !== false;
  return {
    people: options.people(),
    channels: options.channels().map((channel) => ({
      ...channel,
      documents: options.takesDocuments?.(channel.id) === true,
      asked: controls.asked?.(channel.id) ?? null,
      latest: latest.get(channel.id) ?? null,
    })),
    latestDirect: latest.get(directWith(who)) ?? null,
    completions: options.completions(),
    departments: options.departments(),
    date: `${tokyoParts(now).year}年${longDay(now)}`,
    daysAhead: controls.daysAhead?.() ?? 0,
    controls: {
      digest: offered && controls.digestNow !== undefined,
      clock: offered && controls.moveClock !== undefined,
      reset: offered && controls.resetClock !== undefined,
    },
    trial: controls.digestNow !== undefined,
  };
}
