import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Manifest } from "@slack/web-api/dist/types/request/manifest.js";
import { describe, expect, it } from "vitest";
import { COMMAND_NAME, usageHint } from "../../src/bot/commands.js";
import { COMMANDS } from "../../src/bot/features.js";
import { COMMAND, EVENTS, METHODS, SCOPES, SHORTCUT } from "../../src/bot/platforms/slack/scopes.js";
import { violations } from "./schema.js";

const ROOT = path.join(import.meta.dirname, "..", "..");
const SCHEMAS = path.join(ROOT, "..", "shared", "reference", "schema");
const SOURCE = path.join(ROOT, "src", "bot", "platforms", "slack");

const manifest = JSON.parse(readFileSync(path.join(ROOT, "manifests", "slack.json"), "utf8"));
const source = readdirSync(SOURCE)
  .map((file) => readFileSync(path.join(SOURCE, file), "utf8"))
  .join("\n");

/** The names that Slack's own types know; a name that is none does not compile. */
type BotScopes = NonNullable<NonNullable<NonNullable<Manifest["oauth_config"]>["scopes"]>["bot"]>;
type BotEvents = NonNullable<
  NonNullable<NonNullable<Manifest["settings"]>["event_subscriptions"]>["bot_events"]
>;
const scopes: BotScopes = Object.keys(SCOPES) as (keyof typeof SCOPES)[];
const events: BotEvents = Object.keys(EVENTS) as (keyof typeof EVENTS)[];

describe.skipIf(!existsSync(SCHEMAS))(
  "the manifest against Slack's schema (needs ../shared/reference/schema)",
  () => {
    const schema = () => JSON.parse(readFileSync(path.join(SCHEMAS, "manifest.schema.1.0.0.json"), "utf8"));

    it("breaks no rule", () => {
      expect(violations(manifest, schema())).toEqual([]);
    });

    it("would break one with an unknown key, a missing name or a text that is too long", () => {
      const { name: _, ...nameless } = manifest.display_information;
      expect(violations({ ...manifest, display_information: nameless }, schema())).toHaveLength(1);
      expect(violations({ ...manifest, extra: 1 }, schema())).toHaveLength(1);
      const long = { ...manifest.display_information, name: "長".repeat(36) };
      expect(violations({ ...manifest, display_information: long }, schema())).toHaveLength(1);
    });
  },
);

describe("the manifest", () => {
  it("asks for exactly the scopes and events of the table, each with its reason", () => {
    expect(manifest.oauth_config.scopes).toEqual({ bot: scopes });
    expect(manifest.settings.event_subscriptions.bot_events).toEqual(events);
    for (const why of [...Object.values(SCOPES), ...Object.values(EVENTS)]) expect(why).not.toBe("");
  });

  it("names the command and the shortcut that the program listens to", () => {
    const { slash_commands: commands, shortcuts } = manifest.features;
    expect(commands.map((each: { command: string }) => each.command)).toEqual([COMMAND]);
    expect(COMMAND).toBe(COMMAND_NAME);
    expect(commands[0].usage_hint).toBe(usageHint(COMMANDS));
    expect(COMMAND).toMatch(/^\/[a-z0-9_-]{1,31}$/);
    expect(shortcuts).toMatchObject([
      { type: "message", callback_id: SHORTCUT, name: "このスレッドを目標に結び付ける" },
    ]);
  });

  it("is for HTTP in one workspace, with one address everywhere", () => {
    const { settings, features } = manifest;
    expect(settings).toMatchObject({ socket_mode_enabled: false, org_deploy_enabled: false });
    const urls = [
      settings.event_subscriptions.request_url,
      settings.interactivity.request_url,
      ...features.slash_commands.map((each: { url: string }) => each.url),
    ];
    expect(new Set(urls)).toEqual(new Set(["https://policy-bot.example.jp/slack/events"]));
  });
});

describe("the manifest for Socket Mode", () => {
  const socket = JSON.parse(readFileSync(path.join(ROOT, "manifests", "slack-socket.json"), "utf8"));

  it("is the one for HTTP without its addresses", () => {
    const { url: _, ...command } = manifest.features.slash_commands[0];
    const { request_url: _events, ...events } = manifest.settings.event_subscriptions;
    const { request_url: _presses, ...interactivity } = manifest.settings.interactivity;
    expect(socket).toEqual({
      ...manifest,
      features: { ...manifest.features, slash_commands: [command] },
      settings: {
        ...manifest.settings,
        event_subscriptions: events,
        interactivity,
        socket_mode_enabled: true,
      },
    });
    expect(JSON.stringify(socket)).not.toContain("https://");
  });
});

describe("what the manifest says of people's names", () => {
  it("is what the program does: who reports is shown, who is silent is told to two alone", () => {
    const words = manifest.display_information.long_description;
    expect(words).toContain("書いた方の表示名と日時が残り、調べた職員に表示されます");
    expect(words).not.toContain("名前が表示されるのは");
  });
});

describe("the table of scopes and events against the code", () => {
  it("knows every Web API method that is called, and no other", () => {
    const called = new Set(
      [...source.matchAll(/\b(auth|chat|conversations|reactions|users|views)\s*\.(\w+)\(/g)].map(
        ([, family, method]) => `${family}.${method}`,
      ),
    );
    for (const [, method] of source.matchAll(/askSlack\((?:[^()"]|\([^)]*\))*"([\w.]+)"/g))
      called.add(method ?? "");
    expect(source).toContain(".filesUploadV2(");
    expect(source).toContain("new SocketModeReceiver(");
    expect(source).toContain(".files.info(");
    called
      .add("files.getUploadURLExternal")
      .add("files.completeUploadExternal")
      .add("apps.connections.open")
      .add("files.info");
    expect([...called].sort()).toEqual(Object.keys(METHODS).sort());
  });

  it("asks for no scope that nothing needs", () => {
    const byMethod = Object.values(METHODS).filter((scope) => scope !== null);
    // What events and the command need; private channels need the groups: twin of each channels: scope.
    const byEvent = ["app_mentions:read", "channels:history", "channels:read", "commands", "im:history"];
    const needed = new Set<string>([...byMethod, ...byEvent]);
    for (const scope of [...needed]) {
      if (scope.startsWith("channels:")) needed.add(scope.replace("channels:", "groups:"));
    }
    expect([...needed].sort()).toEqual([...scopes].sort());
  });

  it("reads every event it asks for, and no other", () => {
    const incoming = readFileSync(path.join(SOURCE, "incoming.ts"), "utf8");
    const read = new Set([...incoming.matchAll(/case "(\w+)":/g)].map(([, name]) => name ?? ""));
    for (const [, name] of source.matchAll(/app\.event\("(\w+)"/g)) read.add(name ?? "");
    expect([...read].sort()).toEqual([...new Set(events.map((event) => event.split(".")[0] ?? ""))].sort());
  });
});
