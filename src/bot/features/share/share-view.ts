import type { Department } from "../../../store/departments.js";
import { type Where, wordFor } from "../../platform.js";
import { type Block, type Message, quiet, say } from "../../reply.js";

/** What is said where a goal's answer is shared into a channel: whose replies in its thread become notes. */

/** A message from before, pressed where there is no channel. */
export const nowhereView = (): Message =>
  say(
    "ここには共有する先がありません。部のチャンネルで同じことばを送り、そこで「チャンネルに共有」を押してください。",
  );

/** For the person who shares it. @param own whether it is the department's own channel, where anyone may report */
export function sharedView(department: Department, own: boolean, where: Where): Message {
  const shared = `${wordFor(where)}に共有します。そ${answersTo(where)}`;
  return own
    ? say(`${shared}への返信は、この目標の進捗として記録します。`)
    : say(`${shared}${onlyTheirs(department)}`);
}

/** For everybody who reads it in a channel of others; nothing where anybody may report. */
export function threadNote(department: Department, own: boolean, where: Where): Block[] {
  return own ? [] : [{ kind: "fine", spans: [quiet(`こ${answersTo(where)}${onlyTheirs(department)}`)] }];
}

/** A chat has no threads: what is answered there is the message itself. */
const answersTo = ({ chat }: Where): string => (chat === true ? "のメッセージ" : "のスレッド");

const onlyTheirs = ({ name }: Department): string =>
  `への返信のうち、進捗として記録するのは、${name}の役割（見るだけを除く）を付けられた方、この目標の担当の方、企画課の返信です。`;
