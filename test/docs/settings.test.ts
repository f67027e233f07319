import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import { describe, expect, it } from "vitest";
import { parseScale } from "../../src/cli/scale-command.js";
import { readConfig } from "../../src/config.js";
import { findPersonalData } from "../../src/domain/privacy/privacy.js";
import { loadPatterns } from "../../src/load-patterns.js";
import { Metrics } from "../../src/metrics.js";
import { DOCUMENTS, documentNamed, ROOT, read } from "../kit/guides.js";
import { temporaryFolder } from "../kit/plan-store.js";

/** What other programs read, by who reads it. */
const OF_OTHERS: Readonly<Record<string, string>> = {
  NODE_EXTRA_CA_CERTS: "deploy/policy-bot",
  CHROMIUM_PATH: "scripts/guide-pictures.mjs",
};

/** Every variable that the program reads, found by letting it read. */
function namesRead(): Set<string> {
  const names = new Set<string>();
  readConfig(
    new Proxy<NodeJS.ProcessEnv>(
      {},
      {
        get: (_target, name) => {
          if (typeof name === "string") names.add(name);
          return undefined;
        },
      },
    ),
  );
  return names;
}

/** `NAME`, `NAME=value` and, for a family, `NAME_…`. */
function namesIn(spans: readonly string[]): string[] {
  return spans.flatMap((span) => /^([A-Z][A-Z_]{3,})(?:=|$|…)/.exec(span)?.[1] ?? []);
}

/** The tests' own, named in CONTRIBUTING.md. */
const isReadByTests = (name: string): boolean =>
  readdirSync(path.join(ROOT, "test"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.startsWith("docs"))
    .some((file) => read(path.join("test", file)).includes(`process.env.${name}`));

describe("the variables that the documents name", () => {
  const known = namesRead();
  const named = new Set([
    ...DOCUMENTS.flatMap(({ spans }) => namesIn(spans)),
    ...DOCUMENTS.flatMap(({ commands }) =>
      commands.flatMap(({ text }) => text.match(/(?<=^|\s)[A-Z][A-Z_]{3,}(?==)/g) ?? []),
    ),
    ...DOCUMENTS.flatMap(({ fences }) =>
      fences
        .filter(({ language }) => language === "ini")
        .flatMap(({ text }) => text.match(/^[A-Z][A-Z_]+(?==)/gm) ?? []),
    ),
  ]);

  it("are all read by somebody", () => {
    expect(known.size).toBeGreaterThan(25);
    expect(named.size).toBeGreaterThan(25);
    const unknown = [...named].filter((name) => {
      if (known.has(name)) return false;
      if (name.endsWith("_")) return ![...known].some((one) => one.startsWith(name));
      const other = OF_OTHERS[name];
      return other === undefined ? !isReadByTests(name) : !read(other).includes(name);
    });
    expect(unknown).toEqual([]);
  });

  it("are all that there are: .env.example has no other, and README.md and the guide explain every one", () => {
    const upper = [...known].filter((name) => /^[A-Z_]+$/.test(name)).sort();
    const example = [...read(".env.example").matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1] ?? "");
    expect(example.sort()).toEqual(upper);
    const inReadme = new Set(namesIn(documentNamed("README.md").spans));
    expect(upper.filter((name) => !inReadme.has(name))).toEqual([]);
  });

  it("have the defaults that the guide names", () => {
    const { retention } = readConfig({});
    const { text } = documentNamed("docs/it.md");
    const defaults = [...text.matchAll(/^\| `(RETENTION_\w+)`（(\d+)）/gm)].map(([, name, value]) => [
      name,
      Number(value),
    ]);
    expect(defaults).toEqual([
      ["RETENTION_NOTES_YEARS", retention.notesYears],
      ["RETENTION_AUDIT_YEARS", retention.auditYears],
      ["RETENTION_INSTANTS_YEARS", retention.instantsYears],
      ["RETENTION_INBOX_DAYS", retention.inboxDays],
      ["RETENTION_OUTBOX_DAYS", retention.outboxDays],
      ["RETENTION_WEB_DAYS", retention.webDays],
    ]);
    const { backups, databasePath, port } = readConfig({ BACKUP_DIR: "/backup" });
    expect(text).toContain(`\`BACKUP_TIME\`（既定 ${backups?.time}、`);
    expect(text).toContain(`\`BACKUP_KEEP_DAYS\`（${backups?.keepDays}）`);
    expect(text).toContain(`\`BACKUP_KEEP_MONTHS\`（${backups?.keepMonths}）`);
    expect(text).toContain(`既定は \`${databasePath}\``);
    expect(text).toContain(`の ${port} |`);
  });
});

describe("the files that the guides show", () => {
  const block = (name: string, language: string): string =>
    documentNamed(name).fences.find((fence) => fence.language === language)?.text ?? "";

  it("the settings for Teams turn Teams on", () => {
    const config = readConfig(parseEnv(block("docs/teams.md", "ini")) as NodeJS.ProcessEnv);
    expect(config.teams).toMatchObject({
      authenticated: true,
      sdk: "teams-ai",
      tenantId: "5f0f5a1e-7b5a-4c0e-9d2f-2a6f0c9d7b11",
    });
    expect(config.web).toBeNull();
  });

  it("the manifest for Slack is changed as README.ja.md says: an address in three places, or another file without any", () => {
    const manifest = read("manifests/slack.json");
    const { text } = documentNamed("README.ja.md");
    expect(text).toContain("三か所の `https://policy-bot.example.jp`");
    expect(manifest.match(/https:\/\/policy-bot\.example\.jp/g)).toHaveLength(3);
    expect(text).toContain("manifests/slack-socket.json");
    const socket = read("manifests/slack-socket.json");
    expect(JSON.parse(socket)).toMatchObject({ settings: { socket_mode_enabled: true } });
    expect(socket).not.toContain("https://");
  });

  it("the patterns are read, hold back a number and let the exception through", () => {
    const file = path.join(temporaryFolder(), "patterns.json");
    writeFileSync(file, block("docs/it.md", "json"));
    const patterns = loadPatterns(file);
    expect(findPersonalData("03-1234-5678 へ", patterns)).toHaveLength(1);
    expect(findPersonalData("03-3964-1111 へ", patterns)).toHaveLength(0);
  });

  it("the settings of the unit that the guide adds are in the unit's own section", () => {
    const [section = "", setting = ""] = block("docs/it.md", "ini").split("\n");
    const unit = read("deploy/policy-bot.service");
    expect(unit).toContain(`\n${section}\n`);
    expect(unit).toMatch(new RegExp(`^#   ${setting}$`, "m"));
  });

  it("the scales are read, from the best to the worst", () => {
    const scales = documentNamed("docs/planning.md").insets.map((text) => parseScale(text));
    expect(
      scales.map((levels) => levels.slice(0, 5).map(({ letter, label, key }) => [letter, label, key].join())),
    ).toEqual([
      [
        "A,順調,on_track",
        "B,概ね順調,mostly_on_track",
        "C,やや遅れ,slightly_behind",
        "D,遅れ,behind",
        ",未着手,not_started",
      ],
      [
        "A,大きく上回る,on_track",
        "B,上回る,on_track",
        "C,計画どおり,on_track",
        "D,下回る,slightly_behind",
        "E,大きく下回る,behind",
      ],
    ]);
  });
});

describe("what a monitor sees", () => {
  it("are the figures that the guide lists", () => {
    const { spans } = documentNamed("docs/it.md");
    const listed = spans.filter((span) => span.startsWith("policy_bot_")).sort();
    const counted = [...new Metrics().text([]).matchAll(/^# TYPE (\S+) /gm)].map((match) => match[1] ?? "");
    expect(counted.sort()).toEqual(listed);
  });
});
