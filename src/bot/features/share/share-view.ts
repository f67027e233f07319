import type { Department } from "../../../store/departments.js";
import { type Block, type Message, quiet, say } from "../../reply.js";

/** What is said where a goal's answer is shared into a channel: whose replies in its thread become notes. */

/** A message from before, pressed where there is no channel. */
export const nowhereView = (): Message =>
  say(
    "ここには共有する先がありません。部のチャンネルで同じことばを送り、そこで「チャンネルに共有」を押してください。",
  );

/** For the person who shares it. @param own whether it is the department's own channel, where anyone may report */
export function sharedView(department: Department, own: boolean): Message {
  return own
    ? say("チャンネルに共有します。そのスレッドへの返信は、この目標の進捗として記録します。")
    : say(`チャンネルに共有します。そのスレッド${onlyTheirs(department)}`);
}

/** For everybody who reads it in a channel of others; nothing where anybody may report. */
export function threadNote(department: Department, own: boolean): Block[] {
  return own ? [] : [{ kind: "fine", spans: [quiet(`このスレッド${onlyTheirs(department)}`)] }];
}

const onlyTheirs = ({ name }: Department): string =>
  `への返信のうち、進捗として記録するのは、${name}の役割（見るだけを除く）を付けられた方、この目標の担当の方、企画課の返信です。`;
