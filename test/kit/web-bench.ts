import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Host, Incoming, Platform } from "../../src/bot/platform.js";
import { createWebPlatform } from "../../src/bot/platforms/web/connection.js";
import type { Door } from "../../src/bot/platforms/web/guard.js";
import type { WebOptions } from "../../src/bot/platforms/web/web-options.js";
import type { WebStore } from "../../src/bot/platforms/web/web-store.js";
import type { Reply } from "../../src/bot/reply.js";
import { DAY, tokyoInstant } from "../../src/domain/time.js";
import { createLog } from "../../src/log.js";
import { createWebMessageStore } from "../../src/store/web-messages.js";
import { serve } from "./loopback.js";
import { openEmpty } from "./plan-store.js";

/** A web workspace on a free port of the loopback, with a bot that answers fixed replies. */
export interface Harness {
  readonly url: string;
  readonly port: number;
  readonly platform: Platform;
  readonly store: WebStore;
  /** Everything that the bot received, in order. */
  readonly received: Incoming[];
  /** What an accepted message does; set it to throw in order to refuse. */
  onAccept: (incoming: Incoming) => void;
  /** Breaks every connection, as a network does. */
  dropConnections(): void;
  close(): Promise<void>;
}

/** A door that is open: for what lies behind it. */
export const OPEN: Door = {
  by: "token",
  isOpenTo: () => true,
  admit: () => "",
  leave: () => "",
  showLink: () => undefined,
};

export const START = tokyoInstant("2026-11-24", "09:05");
export const CHANNELS = [
  { id: "kikaku", name: "企画課", description: "計画の取り込み、周期の設定、全体の状況" },
  { id: "d1", name: "危機管理部", description: "防災・危機管理の重点目標" },
  ...["政策経営部", "総務部", "産業経済部", "健康生きがい部", "保健所", "子ども家庭部", "資源環境部"].map(
    (name, index) => ({ id: `d${index + 2}`, name, description: `${name}の重点目標` }),
  ),
];

/** @param scripted what the bot answers */
export async function startWorkspace(
  scripted: (incoming: Incoming) => Reply | null,
  extra: Partial<WebOptions> = {},
): Promise<Harness> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "policy-bot-bench-"));
  const db = openEmpty(path.join(folder, "web.db"));
  const store = createWebMessageStore(db);
  const received: Incoming[] = [];
  let daysAhead = 0;
  const clock = () => START + daysAhead * DAY;
  const platform = createWebPlatform({
    store,
    clock,
    channels: () => CHANNELS,
    people: () => [
      { id: "web:kikaku", name: "企画課", note: "計画を取り込み、全体を見ます" },
      { id: "web:kiki-1", name: "危機管理部 職員", note: "担当する目標を報告します" },
      { id: "web:kiki-2", name: "危機管理部 庶務担当", note: "部のみなさんに代わって報告します" },
    ],
    completions: () => [
      { command: "未更新", hint: "報告のない重点目標" },
      { command: "進捗", hint: "状態ごとの件数" },
      { command: "報告", hint: "進捗を記録する" },
      { command: "使い方", hint: "できることの一覧" },
    ],
    departments: () => CHANNELS.slice(1).map((channel) => channel.name),
    door: OPEN,
    address: { host: "127.0.0.1", publicUrl: null },
    log: createLog("silent"),
    controls: {
      digestNow: async () => "定期まとめを2つのチャンネルに出しました。",
      moveClock: async (days) => {
        daysAhead += days;
        return `日付を${days}日進めました。`;
      },
      resetClock: async () => {
        daysAhead = 0;
        return "日付を戻しました。";
      },
      daysAhead: () => daysAhead,
    },
    ...extra,
  });
  const harness = { onAccept: (_incoming: Incoming): void => undefined };
  const host: Host = {
    handle: async (incoming) => {
      received.push(incoming);
      return scripted(incoming);
    },
    look: async () => null,
    later: () => true,
    accept: (incoming) => {
      harness.onAccept(incoming);
      received.push(incoming);
    },
    acceptTogether: async (incoming) => host.accept(incoming),
  };
  await platform.start(host);
  const served = await serve((request, response) => platform.routes[0]?.handle(request, response));
  return Object.assign(harness, {
    url: served.url,
    port: served.port,
    platform,
    store,
    received,
    dropConnections: () => served.server.closeAllConnections(),
    async close() {
      await platform.stop();
      await served.close();
      db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  });
}
