// Writes dist/teams/policy-goal-bot.zip, the app package that is uploaded to Teams:
//   npm run teams:package -- --app-id <アプリ（クライアント）ID> [--site https://…] [--developer 組織の名前]
// The id may also stand in TEAMS_APP_ID. The manifest is checked against Microsoft's schema, without the network.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { crc32, deflateRawSync } from "node:zlib";

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const FOLDER = path.join(ROOT, "manifests", "teams");
const NO_ID = "00000000-0000-0000-0000-000000000000";
const NO_SITE = "https://policy-bot.example.jp";
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What the manifest breaks of the schema of its own version, one line each; null where what checks it is not installed. */
export function violations(manifest) {
  const require = createRequire(import.meta.url);
  try {
    for (const name of ["ajv-draft-04", "ajv-formats", "@microsoft/app-manifest/package.json"])
      require.resolve(name);
  } catch {
    return null;
  }
  const Ajv = require("ajv-draft-04").default;
  const addFormats = require("ajv-formats").default;
  const schemas = path.join(
    path.dirname(require.resolve("@microsoft/app-manifest/package.json")),
    "build/json-schemas/teams",
    `v${manifest.manifestVersion}`,
  );
  if (!/^\d+\.\d+$/.test(manifest.manifestVersion) || !existsSync(schemas)) {
    return [`manifestVersion ${manifest.manifestVersion} の定義がありません`];
  }
  const text = readFileSync(path.join(schemas, "MicrosoftTeams.schema.json"), "utf8").replace(/^\ufeff/, "");
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  const check = ajv.compile(JSON.parse(text));
  return check(manifest)
    ? []
    : check.errors.map(
        ({ instancePath, message, params }) => `${instancePath || "/"} ${message} ${JSON.stringify(params)}`,
      );
}

/** The manifest of one municipality: its app id wherever an id belongs, its own site and name. */
export function fillIn(text, { appId, site, developer }) {
  const filled = JSON.parse(text.replaceAll(NO_ID, appId).replaceAll(NO_SITE, site.replace(/\/+$/, "")));
  return { ...filled, developer: { ...filled.developer, name: developer ?? filled.developer.name } };
}

/** A zip archive (PKWARE APPNOTE 6.3): local headers with their data, the directory, its end. Names are UTF-8. */
export function zip(files) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [name, data] of files) {
    const packed = deflateRawSync(data, { level: 9 });
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt16LE(0, 6);
    // 1980-01-01: the same files give the same archive.
    common.writeUInt16LE(0x21, 8);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    parts.push(Buffer.from("PK\x03\x04", "latin1"), common, Buffer.from(name), packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), common, rest, Buffer.from(name));
    offset += 30 + Buffer.byteLength(name) + packed.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listing, end]);
}

function fail(lines) {
  process.stderr.write(`${lines.join("\n")}\n`);
  process.exit(1);
}

function main() {
  const { values } = parseArgs({
    options: {
      "app-id": { type: "string" },
      site: { type: "string" },
      developer: { type: "string" },
      out: { type: "string" },
    },
  });
  // The settings of the program itself, where it is made beside them.
  if (existsSync(".env")) process.loadEnvFile(".env");
  const appId = values["app-id"] ?? process.env.TEAMS_APP_ID ?? "";
  if (!GUID.test(appId) || appId === NO_ID) {
    fail([
      "アプリ（クライアント）ID を --app-id か TEAMS_APP_ID に入れてください。例: npm run teams:package -- --app-id 0b6f3f3c-…",
    ]);
  }
  const site = values.site ?? NO_SITE;
  if (!URL.canParse(site) || !site.startsWith("https://"))
    fail(["--site は https:// で始まる URL にしてください。"]);
  if ([...(values.developer ?? "")].length > 32) fail(["--developer は 32 文字以内にしてください。"]);
  const manifest = fillIn(readFileSync(path.join(FOLDER, "manifest.json"), "utf8"), {
    appId: appId.toLowerCase(),
    site,
    developer: values.developer,
  });
  const broken = violations(manifest);
  if (broken === null)
    process.stderr.write(
      "開発用の部品が入っていないため、manifest.json が Teams の決まりに合うかどうかは確かめずに作りました。\n",
    );
  else if (broken.length > 0)
    fail(["manifest.json が Teams の決まりに合っていません。", ...broken.map((line) => `・${line}`)]);
  const out = path.resolve(values.out ?? path.join(ROOT, "dist", "teams", "policy-goal-bot.zip"));
  mkdirSync(path.dirname(out), { recursive: true });
  const icons = ["color.png", "outline.png"].map((name) => [name, readFileSync(path.join(FOLDER, name))]);
  writeFileSync(
    out,
    zip([["manifest.json", Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)], ...icons]),
  );
  process.stdout.write(`${out}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
