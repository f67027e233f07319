import { type Message, say } from "../../reply.js";

/** Refusals that say who can. */

export function mayNotArrangeView(): Message {
  return say("この設定を変えられるのは企画課の方です。目標の担当者は、その部の庶務担当の方も決められます。");
}

export function planningOnlyView(): Message {
  return say(
    "この設定を変えられるのは企画課の方です。変えたいときは企画課に頼んでください。お知らせの受け取り方と休暇は、/policy 設定 でご自分のものを変えられます。",
  );
}
