/**
 * What a feature says of itself, and what follows from all of them together: which command is meant, what a button's
 * value may be, who answers it. A feature is a folder of `features/` with one `feature.ts`.
 */

import { z } from "zod";
import { spokenText } from "../domain/said-text.js";
import { inTransaction } from "../store/database.js";
import type { Plan } from "../store/plans.js";
import { commandWords, folded, parseWords, type Wording } from "./commands.js";
import type { Bot, Surface } from "./context.js";
import { outdatedView } from "./features/help/help-view.js";
import { readJson } from "./json.js";
import type {
  ButtonIn,
  CommandIn,
  FormIn,
  HomeIn,
  Incoming,
  LookIn,
  MessageIn,
  ShortcutIn,
  Where,
  Who,
} from "./platform.js";
import { opensForm, type Press, type Query } from "./query.js";
import type { Block, Button, Message, Reply } from "./reply.js";
import { type Asker, askerOf, homesOf } from "./roles.js";

/** What a handler works with while it answers one event. */
export interface Turn {
  readonly bot: Bot;
  readonly surface: Surface;
  /** The answer to any feature's query. */
  readonly ask: (query: Query) => Message;
  /**
   * Whether whoever asks may see what is reported on a plan: notes, states, names. What it prints everybody may see.
   * Another municipality's reports are its own people's; those of a sample are invented.
   */
  readonly seesReports: (plan: Plan) => boolean;
  /** Everything that can be typed, for the help. */
  readonly commands: readonly Wording[];
}

/** Something that can be typed after `/policy`. */
export type Command = Wording &
  (
    | {
        /**
         * Reads: finds what is meant by the words behind the command's own, as a query, or as a message that asks back.
         * Its answers are kept as long as nothing changes, so they depend on the words, the asker and the data alone.
         */
        readonly find: (turn: Turn, rest: string, asker: Asker) => Query | Message;
      }
    | {
        /** Acts, or shows what only the asker may see. */
        readonly run: (turn: Turn, incoming: CommandIn | MessageIn, rest: string) => Reply;
        /** In place of `run` where the person waits for the answer of a command anyway and it takes a while: a file. */
        readonly slowly?: (turn: Turn, incoming: CommandIn, rest: string) => Promise<Reply>;
      }
  );

/** A button that looks something up. Make it with `query`. */
export interface QuerySpec {
  readonly schema: QuerySchema;
  readonly answer: (turn: Turn, asked: Press) => Message;
}
/** A button that does something. Make it with `press` or `act`. */
export interface PressSpec {
  readonly schema: PressSchema;
  readonly handle: (turn: Turn, incoming: ButtonIn, asked: Press) => Reply;
}
/** A form that comes back. Make it with `form`. */
export interface FormSpec {
  readonly id: string;
  readonly submit: (turn: Turn, incoming: FormIn) => Reply;
}

/** What a folder of `features/` adds. */
export interface Feature {
  readonly commands?: readonly Command[];
  readonly queries?: readonly QuerySpec[];
  readonly presses?: readonly PressSpec[];
  /** Buttons that carry a query, whichever feature answers it. */
  readonly carrying?: (query: z.ZodType<Query>) => readonly PressSpec[];
  readonly forms?: readonly FormSpec[];
  /** `このスレッドを目標に結び付ける`, on a message. */
  readonly shortcut?: (turn: Turn, incoming: ShortcutIn) => Reply;
  /** A person's home page. */
  readonly home?: (turn: Turn, incoming: HomeIn, asker: Asker) => Reply;
}

/** A turn as the catalogue keeps it. */
interface Asked extends Turn {
  readonly homes: ReturnType<typeof homesOf>;
  /** The asker's place, looked up where it is wanted. */
  readonly asker: () => Asker;
}

interface Named {
  readonly shape: { readonly do: { readonly value: string } };
}
type QuerySchema = z.ZodType<Query> & Named;
type PressSchema = z.ZodType<Press> & Named;

/** @param answer reads and shows; what the query names may have vanished since the button was made */
export const query = <S extends QuerySchema>(
  schema: S,
  answer: (turn: Turn, asked: z.infer<S>) => Message,
): QuerySpec => ({ schema, answer: (turn, asked) => answer(turn, schema.parse(asked)) });

/** @param handle opens a form or shows something; changes nothing */
export const press = <S extends PressSchema>(
  schema: S,
  handle: (turn: Turn, incoming: ButtonIn, asked: z.infer<S>) => Reply,
): PressSpec => ({ schema, handle: (turn, incoming, asked) => handle(turn, incoming, schema.parse(asked)) });

/** @param handle changes something; runs in a transaction */
export const act = <S extends PressSchema>(
  schema: S,
  handle: (turn: Turn, incoming: ButtonIn, asked: z.infer<S>) => Reply,
): PressSpec =>
  press(schema, (turn, incoming, asked) => inTransaction(turn.bot.db, () => handle(turn, incoming, asked)));

/**
 * @param context reads what the form was opened with, as JSON; what it does not take is an outdated form
 * @param submit runs in a transaction
 */
export const form = <S extends z.ZodType>(
  id: string,
  context: S,
  submit: (turn: Turn, incoming: FormIn, context: z.infer<S>) => Reply,
): FormSpec => ({
  id,
  submit: (turn, incoming) => {
    const read = context.safeParse(readJson(incoming.context));
    if (!read.success) return outdatedView("入力フォーム");
    return inTransaction(turn.bot.db, () => submit(turn, incoming, read.data));
  },
});

/** For a form that needs no context. */
export const NO_CONTEXT = z.unknown();

/** Everything that follows from a list of features. */
export interface Catalogue {
  readonly commands: readonly Command[];
  /** The command that is meant by what was typed, and what stands behind its word. Never throws. */
  readonly parseCommand: (text: string) => ParsedCommand;
  /** The press of a value that came back, or null for anything that this program did not write. */
  readonly decodePress: (value: string) => Press | null;
  /** Answers what was typed: as a command, by mention or in a direct message. */
  readonly answerText: (bot: Bot, incoming: CommandIn | MessageIn, surface: Surface) => Reply;
  /** Answers what is looked up while somebody types; null where the words would do something, which is not done. */
  readonly look: (bot: Bot, looked: LookIn, surface: Surface) => Message | null;
  /** Null is silence. */
  readonly route: (bot: Bot, incoming: Incoming, surface: Surface) => Reply | null | Promise<Reply>;
}

interface ParsedCommand {
  readonly command: Command;
  readonly rest: string;
}

/** People type the same few things: what was parsed is kept, as long as it is short. */
const MOST_PARSED = 500;
const LONGEST_PARSED = 100;

/** Where a person belongs, and, once it is wanted, what their place is about. */
function belongingOf(bot: Bot, who: Who, where: Where): Pick<Asked, "homes" | "asker"> {
  let asker: Asker | null = null;
  return {
    homes: homesOf(bot, who, where),
    asker: () => {
      asker ??= askerOf(bot, who, where);
      return asker;
    },
  };
}

/** @throws Error where two features claim the same word, button or form */
export function catalogueOf(features: readonly Feature[]): Catalogue {
  const commands = features.flatMap((feature) => feature.commands ?? []);
  once(
    "word",
    commands
      .filter(({ otherwise }) => otherwise !== true)
      .flatMap(({ word, synonyms }) => [...new Set([word, ...synonyms].map(folded))]),
  );
  const vocabulary = commandWords(commands);
  const queries = byName(
    features.flatMap((feature) => feature.queries ?? []),
    (spec) => spec.schema.shape.do.value,
  );
  const querySchema = z.union([...queries.values()].map(({ schema }) => schema));
  const presses = byName(
    features.flatMap((feature) => [...(feature.presses ?? []), ...(feature.carrying?.(querySchema) ?? [])]),
    (spec) => spec.schema.shape.do.value,
  );
  once("button", [...queries.keys(), ...presses.keys()]);
  const forms = byName(
    features.flatMap((feature) => feature.forms ?? []),
    (spec) => spec.id,
  );

  function turnOf(bot: Bot, { who, where }: Pick<Incoming, "who" | "where">, surface: Surface): Asked {
    const { id, outsider = null } = who;
    const { platform, conversation, kind, name } = where;
    const asks = JSON.stringify(["who", id, outsider, platform, conversation, kind, name]);
    const known = bot.answers.answer(asks, surface.now, () => belongingOf(bot, who, where));
    const { homes } = known;
    const turn: Asked = {
      bot,
      surface,
      commands,
      ...known,
      ask: (asked) => answer(turn, asked),
      seesReports: ({ sample, municipalityId }) =>
        sample || homes === "every" || homes.includes(municipalityId),
    };
    return turn;
  }

  function answer(turn: Turn, asked: Query): Message {
    return queries.get(asked.do)?.answer(turn, asked) ?? outdatedView("ボタン");
  }

  const parsedLast = new Map<string, ParsedCommand>();

  function parseCommand(text: string): ParsedCommand {
    const known = parsedLast.get(text);
    if (known !== undefined) return known;
    const parsed = parseWords(vocabulary, text);
    if (parsed === null) throw new Error("no feature takes what begins with no known word");
    if (parsedLast.size >= MOST_PARSED) parsedLast.clear();
    if (text.length <= LONGEST_PARSED) parsedLast.set(text, parsed);
    return parsed;
  }

  function answerText(turn: Asked, incoming: CommandIn | MessageIn): Reply {
    const typed = incoming.kind === "command" ? incoming.text : spokenText(incoming.said);
    const { command, rest } = parseCommand(typed);
    return "run" in command ? command.run(turn, incoming, rest) : answerFound(turn, command, rest);
  }

  function answerFound(
    turn: Asked,
    command: Extract<Command, { readonly find: unknown }>,
    rest: string,
  ): Message {
    const { bot, surface, homes } = turn;
    const asker = turn.asker();
    const key = JSON.stringify([
      commands.indexOf(command),
      rest,
      asker.departmentId,
      homes,
      surface.pageSize,
    ]);
    return bot.answers.answer(key, surface.now, () => {
      const found = command.find(turn, rest, asker);
      return "do" in found ? answer(turn, found) : found;
    });
  }

  function look(turn: Asked, looked: LookIn): Message | null {
    if ("query" in looked.asked) return answer(turn, looked.asked.query);
    const { command, rest } = parseCommand(looked.asked.words);
    return "run" in command ? null : answerFound(turn, command, rest);
  }

  function decodePress(value: string): Press | null {
    if (value.length > 2000) return null;
    const named = z.object({ do: z.string() }).safeParse(readJson(value));
    if (!named.success) return null;
    const spec = queries.get(named.data.do) ?? presses.get(named.data.do);
    return spec?.schema.safeParse(readJson(value)).data ?? null;
  }

  function answerButton(turn: Turn, incoming: ButtonIn): Reply {
    const asked = decodePress(incoming.value);
    if (asked === null) return outdatedView("ボタン");
    const found = queries.get(asked.do);
    // What stands in the channel stays there; a private answer turns its own page.
    if (found !== undefined) return { ...found.answer(turn, asked), replace: incoming.message === null };
    const reply = presses.get(asked.do)?.handle(turn, incoming, asked) ?? outdatedView("ボタン");
    if (reply.kind === "form" && !opensForm(asked))
      throw new Error(`${asked.do} opens a form and is not named so`);
    return reply;
  }

  function route(turn: Asked, incoming: Incoming): Reply | null | Promise<Reply> {
    switch (incoming.kind) {
      case "command": {
        const { command, rest } = parseCommand(incoming.text);
        return "slowly" in command && command.slowly !== undefined
          ? command.slowly(turn, incoming, rest)
          : answerText(turn, incoming);
      }
      case "message":
        return incoming.addressed ? answerText(turn, incoming) : null;
      case "button":
        return answerButton(turn, incoming);
      case "form":
        return forms.get(incoming.form)?.submit(turn, incoming) ?? outdatedView("入力フォーム");
      case "shortcut":
        return features.find((feature) => feature.shortcut)?.shortcut?.(turn, incoming) ?? null;
      case "home": {
        const asker = askerOf(turn.bot, incoming.who, incoming.where);
        return features.find((feature) => feature.home)?.home?.(turn, incoming, asker) ?? null;
      }
      case "edit":
      case "delete":
      case "arrival":
      case "departure":
        return null;
    }
  }

  return {
    commands,
    parseCommand,
    decodePress,
    answerText: (bot, incoming, surface) =>
      fitting(answerText(turnOf(bot, incoming, surface), incoming), incoming),
    look: (bot, looked, surface) => look(turnOf(bot, looked, surface), looked),
    route: (bot, incoming, surface) => {
      const reply = route(turnOf(bot, incoming, surface), incoming);
      return reply instanceof Promise
        ? reply.then((slow) => fitting(slow, incoming))
        : reply === null
          ? null
          : fitting(reply, incoming);
    },
  };
}

/** Where no channel is there is nothing to share into. */
function fitting(reply: Reply, { kind, where }: Pick<Incoming, "kind" | "where">): Reply {
  const isShared = where.kind === "channel" && kind !== "home";
  if (isShared && where.chat !== true) return reply;
  if (reply.kind !== "message" && reply.kind !== "home") return reply;
  if (isShared) return { ...reply, blocks: reply.blocks.map(inChat) };
  const known = fitted.get(reply);
  if (known !== undefined) return known;
  const fit = { ...reply, blocks: unshared(reply.blocks) };
  fitted.set(reply, fit);
  return fit;
}

/** An answer that is kept stays the same object: what adapters make of it is made once. */
const fitted = new WeakMap<Reply, Reply>();

const isShare = ({ press }: Button): boolean => press.do === "share";

/** A chat of several people is no channel and has no threads. */
function inChat(block: Block): Block {
  if ("withoutThreads" in block && block.withoutThreads !== undefined)
    return { ...block, spans: block.withoutThreads };
  if (block.kind !== "buttons") return block;
  const named = (button: Button): Button =>
    isShare(button) ? { ...button, label: button.label.replace("チャンネル", "チャット") } : button;
  return { ...block, buttons: block.buttons.map(named) };
}

/** Where sharing was the only way on, the help is one. */
function unshared(blocks: readonly Block[]): readonly Block[] {
  const buttons = blocks.flatMap((block) => (block.kind === "buttons" ? block.buttons : []));
  if (!buttons.some(isShare)) return blocks;
  const isLast = buttons.every(isShare);
  return blocks.flatMap((block): Block[] => {
    if (block.kind !== "buttons") return [block];
    const left = block.buttons.filter((button) => !isShare(button));
    if (left.length > 0) return [{ ...block, buttons: left }];
    return isLast ? [{ ...block, buttons: [{ label: "使い方", press: { do: "help" } }] }] : [];
  });
}

function byName<T>(specs: readonly T[], nameOf: (spec: T) => string): ReadonlyMap<string, T> {
  once("name", specs.map(nameOf));
  return new Map(specs.map((spec) => [nameOf(spec), spec]));
}

function once(what: string, names: readonly string[]): void {
  const doubled = names.find((name, index) => names.indexOf(name) !== index);
  if (doubled !== undefined) throw new Error(`two features claim the ${what} 「${doubled}」`);
}
