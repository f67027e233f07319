import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { inflateRawSync } from "node:zlib";
import { Resvg } from "@resvg/resvg-js";
import { afterAll, describe, expect, it } from "vitest";
import { commandList } from "../../src/bot/commands.js";
import { COMMANDS } from "../../src/bot/features.js";
import { SEARCH_COMMAND, SEARCH_PARAMETER } from "../../src/bot/platforms/teams/compose-search.js";
import { commandText, TOPIC_COMMAND } from "../../src/bot/platforms/teams/incoming.js";
import { APP_ID } from "../kit/sign.js";

const ROOT = path.join(import.meta.dirname, "..", "..");
const FOLDER = path.join(ROOT, "manifests", "teams");
const SCRIPT = path.join(ROOT, "scripts", "teams-package.mjs");
const SOURCE = path.join(ROOT, "src", "bot", "platforms", "teams");

const manifest = JSON.parse(readFileSync(path.join(FOLDER, "manifest.json"), "utf8"));
const { violations } = await import(pathToFileURL(SCRIPT).href);
const source = readdirSync(SOURCE)
  .map((file) => readFileSync(path.join(SOURCE, file), "utf8"))
  .join("\n");

describe("the manifest against Microsoft's schema", () => {
  it("breaks no rule", () => {
    expect(violations(manifest)).toEqual([]);
  });

  it.each<[string, object]>([
    ["an unknown member", { extra: 1 }],
    ["a short name of 31 characters", { name: { ...manifest.name, short: "名".repeat(31) } }],
    ["no developer", { developer: undefined }],
    [
      "a short description of 81 characters",
      { description: { ...manifest.description, short: "説".repeat(81) } },
    ],
    ["an older version, which knows no slash commands", { manifestVersion: "1.28" }],
    ["a version that does not exist", { manifestVersion: "9.9" }],
  ])("would break one with %s", (_name, over) => {
    expect(violations(JSON.parse(JSON.stringify({ ...manifest, ...over })))).not.toEqual([]);
  });
});

describe("the manifest against the program", () => {
  const [bot] = manifest.bots;

  it("offers the commands that many people type, in every kind of conversation", () => {
    const offered = commandList(COMMANDS);
    expect(offered[0]).toEqual({
      title: "policy",
      description: "全体のようす（部ごとの件数と状態）を見ます。例: policy 危機管理部 3",
    });
    expect(offered.slice(1).map(({ title }) => title)).toEqual(
      COMMANDS.filter(({ word, rarely }) => word !== "" && rarely !== true).map(
        ({ word }) => `policy ${word}`,
      ),
    );
    expect(bot.scopes).toEqual(["team", "groupChat", "personal"]);
    for (const { commands } of bot.commandLists) expect(commands).toEqual(offered);
    for (const { title } of offered) expect(commandText(title)).toBe(title.slice("policy ".length));
    expect(bot.commandLists.map(({ triggers }: { triggers?: string[] }) => triggers)).toEqual([
      ["mention", "slash"],
      undefined,
    ]);
    expect(bot.supportsTargetedMessages).toBe(true);
  });

  it("names the search and the action that the program answers", () => {
    const [{ commands }] = manifest.composeExtensions;
    expect(commands).toMatchObject([
      { id: SEARCH_COMMAND, type: "query", parameters: [{ name: SEARCH_PARAMETER }], initialRun: true },
      {
        id: TOPIC_COMMAND,
        type: "action",
        context: ["message"],
        fetchTask: true,
        title: "このスレッドを目標に結び付ける",
      },
    ]);
    expect(source).toContain("composeExtension/query");
    expect(source).toContain("composeExtension/fetchTask");
  });

  it("asks for what collecting replies needs, and for nothing else", () => {
    expect(manifest.authorization.permissions.resourceSpecific).toEqual([
      { name: "ChannelMessage.Read.Group", type: "Application" },
      { name: "ChatMessage.Read.Chat", type: "Application" },
    ]);
    // The directory, files and calendars are never asked for: the only service that is called is the Bot Connector.
    expect(source).not.toMatch(/graph\.microsoft\.com\/v1|TeamsInfo|getPagedMembers/);
    expect(bot).toMatchObject({ supportsFiles: true, isNotificationOnly: false });
  });

  it("has one id everywhere, to be filled in", () => {
    const ids = [manifest.id, bot.botId, manifest.composeExtensions[0].botId, manifest.webApplicationInfo.id];
    expect(new Set(ids).size).toBe(1);
  });
});

describe("the icons", () => {
  it.each([
    ["color", 192],
    ["outline", 32],
  ])("%s is drawn from its SVG at %i pixels", (name, size) => {
    const svg = readFileSync(path.join(FOLDER, `${name}.svg`), "utf8");
    const drawn = new Resvg(svg, { fitTo: { mode: "width", value: size } }).render();
    expect([drawn.width, drawn.height]).toEqual([size, size]);
    expect(Buffer.compare(drawn.asPng(), readFileSync(path.join(FOLDER, `${name}.png`)))).toBe(0);
    if (name !== "outline") return;
    // Only white on nothing.
    for (let at = 0; at < drawn.pixels.length; at += 4) {
      if ((drawn.pixels[at + 3] ?? 0) === 255)
        expect([...drawn.pixels.subarray(at, at + 3)]).toEqual([255, 255, 255]);
    }
  });
});

describe("npm run teams:package", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "teams-package-"));
  const out = path.join(folder, "app.zip");
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const env = { ...process.env, TEAMS_APP_ID: "" };

  it("writes the manifest with the app's id and both icons", () => {
    execFileSync(
      process.execPath,
      [SCRIPT, "--app-id", APP_ID, "--out", out, "--site", "https://bot.city.example.jp/"],
      { env },
    );
    const files = unzip(readFileSync(out));
    expect([...files.keys()]).toEqual(["manifest.json", "color.png", "outline.png"]);
    const packed = files.get("manifest.json")?.toString("utf8") ?? "";
    expect(packed.split(APP_ID)).toHaveLength(5);
    expect(packed).not.toContain("00000000-0000");
    expect(JSON.parse(packed).developer.websiteUrl).toBe("https://bot.city.example.jp/");
    expect(files.get("color.png")).toEqual(readFileSync(path.join(FOLDER, "color.png")));
  });

  it.each([[["--app-id", "my app"]], [[]], [["--app-id", APP_ID, "--site", "http://insecure.example"]]])(
    "says what is missing with %j",
    (args) => {
      const run = spawnSync(process.execPath, [SCRIPT, "--out", out, ...args], { env, encoding: "utf8" });
      expect(run.status).toBe(1);
      expect(run.stderr).toMatch(/--app-id|--site/);
    },
  );
});

/** Reads an archive by its directory, as an unpacker does. */
function unzip(archive: Buffer): Map<string, Buffer> {
  const end = archive.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  const files = new Map<string, Buffer>();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const size = archive.readUInt32LE(at + 20);
    const nameSize = archive.readUInt16LE(at + 28);
    const name = archive.toString("utf8", at + 46, at + 46 + nameSize);
    const local = archive.readUInt32LE(at + 42);
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    files.set(name, inflateRawSync(archive.subarray(start, start + size)));
    at += 46 + nameSize + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}
