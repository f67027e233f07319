import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import { HOUR } from "../../../domain/time.js";
import type { FileAttachment } from "../../reply.js";
import { Refusal } from "./http.js";

interface Kept extends FileAttachment {
  readonly person: string;
  readonly until: number;
}

const MOST_FILES = 20;

/** Files that were made for one person, kept in memory for an hour. */
export class Shelf {
  readonly #files = new Map<string, Kept>();

  /** @returns the address under which this person fetches it */
  put(file: FileAttachment, person: string, now: number): string {
    const id = randomBytes(16).toString("hex");
    this.#files.set(id, { ...file, person, until: now + HOUR });
    for (const oldest of this.#files.keys()) {
      if (this.#files.size <= MOST_FILES) break;
      this.#files.delete(oldest);
    }
    return `/api/file?${new URLSearchParams({ person, id })}`;
  }

  /** @throws Refusal 404 for a file that is gone, or somebody else's */
  send(id: string, person: string, now: number, response: ServerResponse): void {
    const file = this.#files.get(id);
    if (file === undefined || file.person !== person || file.until <= now) {
      throw new Refusal(
        404,
        "このファイルは、もう受け取れません。もう一度 /policy 出力 と入力してください。",
      );
    }
    response.writeHead(200, {
      "Content-Type": "application/octet-stream",
      "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      "Content-Length": file.bytes.length,
    });
    response.end(file.bytes);
  }
}
