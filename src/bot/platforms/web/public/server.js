// What the page asks of the server, and the live updates that come from it.

/** An answer that is not a success; `message` is a Japanese sentence for the person. */
export class ServerError extends Error {}

const UNREACHABLE = "サーバーにつながりません。動いているか確かめて、もう一度お試しください。";

/**
 * @param {string} path
 * @param {RequestInit} [options]
 */
async function request(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new ServerError(UNREACHABLE);
  }
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  throw new ServerError(body.message ?? UNREACHABLE);
}

/**
 * @param {string} path
 * @param {Record<string, string | null>} query
 */
export function get(path, query) {
  const given = Object.entries(query).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  return request(`/api/${path}?${new URLSearchParams(given)}`);
}

/**
 * @param {string} path
 * @param {object} body
 */
export function send(path, body) {
  return request(`/api/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

/**
 * Sends a document as it is.
 * @param {File} file
 * @param {Record<string, string>} body
 */
export function sendDocument(file, body) {
  return request(`/api/drop?${new URLSearchParams({ ...body, file: file.name })}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: file,
  });
}

/**
 * Live updates for one person. The browser reconnects by itself and names the last event it saw; where the server
 * turned it away, this tries again and everything is fetched anew.
 * @param {string} person
 * @param {Record<"message" | "remove" | "state" | "refetch", (data: any) => unknown> & {connected: (up: boolean) => void}} on
 */
export function listen(person, on) {
  /** @type {EventSource} */
  let source;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let closed = false;
  let again = false;
  const open = () => {
    source = new EventSource(`/api/events?person=${encodeURIComponent(person)}`);
    for (const type of /** @type {const} */ (["message", "remove", "state", "refetch"])) {
      source.addEventListener(type, (event) => on[type](JSON.parse(event.data)));
    }
    source.addEventListener("open", () => {
      on.connected(true);
      if (again) on.refetch(null);
      again = false;
    });
    source.addEventListener("error", () => {
      on.connected(false);
      if (closed || source.readyState !== EventSource.CLOSED) return;
      again = true;
      timer = setTimeout(open, 5000);
    });
  };
  open();
  return () => {
    closed = true;
    clearTimeout(timer);
    source.close();
  };
}
