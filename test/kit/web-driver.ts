import type { Driver } from "./stage.js";

const TOKEN = "a-token-of-our-own";

interface Request {
  readonly name: string;
  readonly path: string;
  readonly body: Record<string, unknown>;
}

/** What the page of the workspace sends, as somebody who knows the token. */
export class WebDriver implements Driver {
  readonly config = { web: { token: TOKEN } };
  readonly channel = { platform: "web", conversation: "d1", destination: { conversation: "d1" } };
  private readonly ids = new Map<string, string>();
  private readonly authors = new Map<string, string>();
  private cookie: string | null = null;
  private gestures = 0;

  idOf(name: string): string {
    return this.ids.get(name) ?? "";
  }

  event(step: Parameters<Driver["event"]>[0], root: string): Request {
    this.gestures += 1;
    const by =
      step.do === "reply"
        ? step.by === "B"
          ? "web:shomu"
          : "web:shokuin"
        : (this.authors.get(step.name) ?? "");
    if (step.do === "reply") this.authors.set(step.name, by);
    const actor = { person: by, name: "", gesture: `gesture-${this.gestures}` };
    switch (step.do) {
      case "reply":
        return {
          name: step.name,
          path: "post",
          body: { ...actor, conversation: "d1", thread: root, text: step.text },
        };
      case "edit":
        return {
          name: step.name,
          path: "edit",
          body: { ...actor, message: this.idOf(step.name), text: step.text },
        };
      case "delete":
        return { name: step.name, path: "delete", body: { ...actor, message: this.idOf(step.name) } };
    }
  }

  async deliver(event: unknown, port: number): Promise<boolean> {
    const { name, path, body } = event as Request;
    this.cookie ??= await this.login(port);
    // The id of a message is the page's answer to the first sending.
    const sent = body.message === "" ? { ...body, message: this.idOf(name) } : body;
    const response = await this.send(port, path, sent, this.cookie);
    const answer = (await response.json()) as { messages?: { id: string }[] };
    const id = answer.messages?.[0]?.id;
    if (path === "post" && id !== undefined) this.ids.set(name, id);
    return response.ok;
  }

  private async login(port: number): Promise<string> {
    const response = await this.send(port, "login", { token: TOKEN }, "");
    return (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  }

  private send(port: number, path: string, body: unknown, cookie: string): Promise<Response> {
    return fetch(`http://127.0.0.1:${port}/api/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: `http://127.0.0.1:${port}`, cookie },
      body: JSON.stringify(body),
    });
  }
}
