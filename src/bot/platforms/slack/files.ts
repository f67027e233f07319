import type { SlackConfig } from "../../../config.js";
import { MINUTE } from "../../../domain/time.js";
import { bytesOf, FileUnavailable, type SharedFile } from "../../platform.js";
import type { Clients, Fetch } from "./clients.js";
import { platformError, reasonOf } from "./outcome.js";

/** 20 MB over a slow line. */
const PATIENCE = MINUTE;
/** Where Slack keeps files; the token goes nowhere else. */
const HOSTS = /(?:^|\.)slack(?:-gov)?\.com$/u;

/**
 * Fetches a file of the workspace with the bot's token. Its address is asked for anew: one in an event may be old.
 * @throws FileUnavailable
 */
export async function fetchShared(
  given: { readonly clients: Clients; readonly config: SlackConfig; readonly fetch: Fetch },
  { source }: SharedFile,
  most: number,
): Promise<Uint8Array> {
  const { url, size } = await lookUp(given.clients, source?.file ?? "");
  if (size > most) throw new FileUnavailable("too-large", `${size} bytes`);
  if (!isSlack(url, given.config)) throw new FileUnavailable("not-allowed", "it does not lie with Slack");
  let response: Response;
  try {
    response = await given.fetch(url, {
      headers: { authorization: `Bearer ${given.config.botToken}` },
      // Without the right Slack leads to its page for signing in.
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch (error) {
    throw new FileUnavailable("unreachable", reasonOf(error));
  }
  if (response.status >= 300 && response.status < 400)
    throw new FileUnavailable("not-allowed", "Slack asks to sign in: is the scope files:read granted?");
  if (!response.ok || response.body === null)
    throw new FileUnavailable(response.status === 404 ? "gone" : "unreachable", `HTTP ${response.status}`);
  return bytesOf(response.body, most);
}

async function lookUp(
  clients: Clients,
  id: string,
): Promise<{ readonly url: string; readonly size: number }> {
  try {
    const { file } = await clients.interactive.files.info({ file: id });
    const url = file?.url_private_download ?? file?.url_private;
    if (url === undefined) throw new FileUnavailable("gone", "Slack names no address");
    return { url, size: file?.size ?? 0 };
  } catch (error) {
    if (error instanceof FileUnavailable) throw error;
    const refused = platformError(error);
    if (refused === "missing_scope" || refused === "not_allowed_token_type" || refused === "access_denied")
      throw new FileUnavailable("not-allowed", refused);
    if (refused !== null) throw new FileUnavailable("gone", refused);
    throw new FileUnavailable("unreachable", reasonOf(error));
  }
}

/** Over TLS, or on the very server that the configuration names. */
function isSlack(url: string, { apiUrl }: SlackConfig): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, origin } = new URL(url);
  return origin === new URL(apiUrl).origin || (protocol === "https:" && HOSTS.test(hostname));
}
