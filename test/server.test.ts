import { createConnection } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Route } from "../src/bot/platform.js";
import { type Health, startServer } from "../src/server.js";

const says = (path: string, words: string): Route => ({
  path,
  handle: (_request, response) => {
    response.end(words);
  },
});

async function serve(routes: readonly Route[], health: () => Health = () => ({ ok: true, checks: {} })) {
  const server = await startServer({ host: "127.0.0.1", port: 0 }, routes, health);
  onTestFinished(() => server.close(0));
  const get = async (path: string, init?: RequestInit): Promise<readonly [number, string]> => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, init);
    return [response.status, await response.text()];
  };
  return { server, get };
}

describe("the server", () => {
  it("gives each path to its own adapter: the longest wins, and a path ends at a slash", async () => {
    const { get } = await serve([says("/", "web"), says("/slack/events", "slack"), says("/slack", "other")]);
    expect(await get("/slack/events")).toEqual([200, "slack"]);
    expect(await get("/slack/events/x?y=1", { method: "POST" })).toEqual([200, "slack"]);
    expect(await get("/slack/eventsx")).toEqual([200, "other"]);
    expect(await get("/slacker")).toEqual([200, "web"]);
    expect(await get("/")).toEqual([200, "web"]);
  });

  it("says in Japanese that there is nothing at an unknown address", async () => {
    const { get } = await serve([says("/slack/events", "slack")]);
    expect(await get("/none")).toEqual([404, "このアドレスには何もありません。\n"]);
  });

  it("tells a monitor whether it is well", async () => {
    const state = { ok: true };
    const { get } = await serve([says("/", "web")], () => ({ ok: state.ok, checks: { database: state.ok } }));
    expect(await get("/healthz")).toEqual([200, '{"ok":true,"checks":{"database":true}}']);
    state.ok = false;
    expect(await get("/healthz")).toEqual([503, '{"ok":false,"checks":{"database":false}}']);
  });

  it("refuses to start on a port that is taken", async () => {
    const { server } = await serve([]);
    await expect(
      startServer({ host: "127.0.0.1", port: server.port }, [], () => ({ ok: true, checks: {} })),
    ).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  it("finishes an answer under way before it closes, and takes no new one", async () => {
    const steps: string[] = [];
    let finish: () => void = () => undefined;
    const slow: Route = {
      path: "/slow",
      handle: (_request, response) => {
        finish = () => {
          steps.push("answered");
          response.end("done");
        };
      },
    };
    const { server, get } = await serve([slow]);
    const answer = get("/slow");
    await expect.poll(() => String(finish)).toContain("answered");
    const closed = server.close(5_000).then(() => steps.push("closed"));
    await expect(get("/healthz")).rejects.toThrow();
    finish();
    expect(await answer).toEqual([200, "done"]);
    await closed;
    expect(steps).toEqual(["answered", "closed"]);
  });

  it("cuts what does not finish in time", async () => {
    const { server } = await serve([{ path: "/never", handle: () => undefined }]);
    const socket = createConnection(server.port, "127.0.0.1");
    socket.on("error", () => undefined);
    const cut = new Promise((resolve) => socket.once("close", resolve));
    await new Promise<void>((resolve) =>
      socket.write("GET /never HTTP/1.1\r\nHost: x\r\n\r\n", () => resolve()),
    );
    await server.close(50);
    await cut;
    expect(socket.destroyed).toBe(true);
  });
});
