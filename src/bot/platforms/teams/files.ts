import http from "node:http";
import https from "node:https";
import { isLoopback, type TeamsConfig } from "../../../config.js";
import { isDocumentName } from "../../../domain/document-name.js";
import { MINUTE } from "../../../domain/time.js";
import { arrayAt, asObject, type Json, objectAt, stringAt } from "../../json.js";
import { bytesOf, FileUnavailable, type SharedFile } from "../../platform.js";
import { reasonOf } from "./outcome.js";

/**
 * Documents among what a message carries. Teams hands files to bots in personal chats alone, as an address that is good for a short
 * while; elsewhere they lie in SharePoint, and a message has no more of them than a mark in its words.
 * @param marks ids of attachments that stand among the words
 */
export function documentsOf(activity: Json, marks: readonly string[]): readonly SharedFile[] {
  const attachments = arrayAt(activity, "attachments").map(asObject);
  const given = attachments.flatMap((attachment): SharedFile[] => {
    const name = stringAt(attachment, "name") ?? "";
    switch (stringAt(attachment, "contentType")) {
      case "application/vnd.microsoft.teams.file.download.info": {
        const url = stringAt(objectAt(attachment, "content"), "downloadUrl");
        return isDocumentName(name) ? [{ name, size: null, source: url === null ? null : { url } }] : [];
      }
      case "reference":
        return isDocumentName(name) ? [{ name, size: null, source: null }] : [];
      default:
        return [];
    }
  });
  const known = new Set(attachments.map((attachment) => stringAt(attachment, "id")));
  const unnamed = given.length === 0 && marks.some((id) => !known.has(id));
  return unnamed ? [{ name: "", size: null, source: null }] : given;
}

/** 20 MB over a slow line. */
const PATIENCE = MINUTE;
/** Where Teams keeps the files of chats. */
const HOSTS = /\.sharepoint(?:-mil)?\.(?:com|us|cn|de)$/u;

/**
 * Fetches a file by the address that Teams gave. Through the process-wide agent, which knows the proxy.
 * @throws FileUnavailable
 */
export async function fetchShared(
  { authenticated }: TeamsConfig,
  { source }: SharedFile,
  most: number,
): Promise<Uint8Array> {
  const given = source?.url ?? "";
  if (!URL.canParse(given)) throw new FileUnavailable("gone", "no address");
  const url = new URL(given);
  const host = url.hostname.replace(/^\[|\]$/gu, "");
  const allowed = authenticated ? url.protocol === "https:" && HOSTS.test(host) : isLoopback(host);
  if (!allowed) throw new FileUnavailable("not-allowed", "it does not lie with SharePoint");
  const response = await answerOf(url);
  const { statusCode = 0 } = response;
  if (statusCode !== 200) {
    response.destroy();
    // The address is good for a short while.
    throw new FileUnavailable(statusCode >= 500 ? "unreachable" : "gone", `HTTP ${statusCode}`);
  }
  try {
    return await bytesOf(response, most);
  } catch (error) {
    response.destroy();
    throw error instanceof FileUnavailable ? error : new FileUnavailable("unreachable", reasonOf(error));
  }
}

function answerOf(url: URL): Promise<http.IncomingMessage> {
  const { get } = url.protocol === "http:" ? http : https;
  return new Promise((resolve, reject) => {
    get(url, { signal: AbortSignal.timeout(PATIENCE) }, resolve).on("error", (error) =>
      reject(new FileUnavailable("unreachable", reasonOf(error))),
    );
  });
}
