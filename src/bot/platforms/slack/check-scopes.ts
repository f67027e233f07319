import { readFileSync } from "node:fs";
import { type Finding, fine, notice, problem } from "../../finding.js";
import { asObject, type Json, objectAt } from "./json.js";
import { EVENTS, SCOPES } from "./scopes.js";

/** Whether what Slack granted, and what the manifest asks for, is what the program uses. */

const MANIFEST = new URL("../../../../manifests/slack.json", import.meta.url);

/** @param granted the `x-oauth-scopes` header: what the installed app may do */
export function compareScopes(granted: string | null): Finding {
  const check = "Slack の権限";
  if (granted === null)
    return notice(check, "Slack が権限の一覧を返さなかったため、確かめられませんでした。");
  const has = new Set(granted.split(/[,\s]+/).filter((scope) => scope !== ""));
  const missing = Object.keys(SCOPES).filter((scope) => !has.has(scope));
  const extra = [...has].filter((scope) => !Object.hasOwn(SCOPES, scope));
  if (missing.length > 0) {
    return problem(
      check,
      `足りない権限があります: ${missing.join("、")}。manifests/slack.json を管理画面の「App Manifest」に写し、アプリをインストールし直してください。`,
    );
  }
  if (extra.length > 0) {
    return notice(check, `使っていない権限があります: ${extra.join("、")}。外しても動きます。`);
  }
  return fine(check, "必要な権限がそろい、余分なものはありません。");
}

/** Null where it is not there or cannot be read. */
export function readManifest(): Json | null {
  try {
    return asObject(JSON.parse(readFileSync(MANIFEST, "utf8")));
  } catch {
    return null;
  }
}

/** @param manifest `manifests/slack.json` */
export function compareManifest(manifest: Json | null): Finding {
  const check = "Slack のマニフェスト";
  if (manifest === null) return notice(check, "manifests/slack.json が読めないため、比べられませんでした。");
  const differing = [
    ...differences("権限", Object.keys(SCOPES), objectAt(objectAt(manifest, "oauth_config"), "scopes").bot),
    ...differences(
      "イベント",
      Object.keys(EVENTS),
      objectAt(objectAt(manifest, "settings"), "event_subscriptions").bot_events,
    ),
  ];
  return differing.length === 0
    ? fine(check, "manifests/slack.json は、プログラムが使う権限とイベントに合っています。")
    : problem(
        check,
        `manifests/slack.json がプログラムと合っていません（${differing.join("、")}）。配布されたファイルに戻してください。`,
      );
}

function differences(what: string, wanted: readonly string[], listed: unknown): string[] {
  const there: readonly unknown[] = Array.isArray(listed) ? listed : [];
  return [
    ...wanted.filter((name) => !there.includes(name)).map((name) => `${what} ${name} がない`),
    ...there.filter((name) => !wanted.includes(String(name))).map((name) => `${what} ${name} が余分`),
  ];
}
