import { expect, it } from "vitest";
import { undeliveredView } from "../src/bot/features/troubles/trouble-view.js";
import { replyText } from "../src/bot/reply.js";
import type { OutboxItem } from "../src/store/outbox.js";
import { bindChannel } from "./kit/people.js";
import { temporaryDatabase } from "./kit/plan-store.js";

const item = (kind: "post" | "tell"): OutboxItem => ({
  id: 7,
  dedupe: "d",
  postKey: "k",
  platform: "teams",
  kind,
  conversation: "19:a",
  destination: {},
  thread: null,
  target: null,
  body: "{}",
  after: null,
  status: "sending",
  attempts: 3,
  office: null,
  notAfter: null,
  firstTryAt: null,
  reason: null,
  meantAt: 0,
  series: null,
  given: 0,
  lookOnly: false,
  doubts: 0,
  left: false,
  repliesTo: null,
});

it.each([
  ["post", 0, /^投稿 7 番（「危機管理部」あて）を何度か試しましたが、届けられませんでした。/],
  ["post", 1, /確かめられませんでした。届いていないことがあります。チャンネルを見て、届いていなければ/],
  ["post", 3, /届いていないことも、同じものが二つ以上並んでいることもあります。/],
  ["tell", 3, /^投稿 7 番（個人あて）は.*ご本人に確かめ、/],
] as const)(
  "企画課 reads of a %s that may have been sent %i times what is known of it",
  (kind, perhaps, words) => {
    const { db } = temporaryDatabase();
    const binding = { platform: "teams", conversation: "19:a", name: "危機管理部", destination: {} };
    bindChannel(db, { ...binding, purpose: "planning", departmentId: null }, 0);
    expect(replyText(undeliveredView(db, item(kind), perhaps))).toMatch(words);
  },
);
