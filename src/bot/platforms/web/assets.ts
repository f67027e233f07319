import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** The files of the page, read once at start: nothing that a request says ever becomes a path. */

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

export interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
}

/** Assets by their path on the server, beginning with a slash. */
export function readAssets(
  folder: string = path.join(import.meta.dirname, "public"),
): ReadonlyMap<string, Asset> {
  const assets = new Map<string, Asset>();
  for (const name of readdirSync(folder)) {
    const type = TYPES[path.extname(name)];
    if (type !== undefined) assets.set(`/${name}`, { type, bytes: readFileSync(path.join(folder, name)) });
  }
  return assets;
}
