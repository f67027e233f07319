import { describe, expect, it } from "vitest";
import { createHandle } from "../../src/bot/app.js";
import type { Incoming, Where } from "../../src/bot/platform.js";
import { saidPlainly } from "../../src/domain/said-text.js";
import { blocksOf, Conversation } from "../kit/conversation.js";
import { importText, NOW, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

describe("/policy 管理", () => {
  function desk() {
    const { db } = temporaryDatabase();
    importText(db, WARD);
    const given: { platform: string; id: string }[] = [];
    const bot = {
      ...new Conversation(db).bot,
      officeLink: (person: { platform: string; id: string }) => {
        given.push(person);
        return "https://goals.example/office/enter?t=secret";
      },
    };
    const where = {
      platform: "slack",
      conversation: "C1",
      name: null,
      thread: null,
      destination: {},
    } as const;
    const ask = (who: string, kind: Where["kind"], by: "command" | "message") => {
      const base = { key: "k", who: { id: who, name: null }, where: { ...where, kind }, at: NOW };
      const incoming: Incoming =
        by === "command"
          ? { ...base, kind: "command", text: "管理" }
          : {
              ...base,
              kind: "message",
              message: "1",
              said: saidPlainly("管理"),
              addressed: true,
              files: false,
              gesture: null,
              quotes: null,
            };
      return createHandle(bot, { pageSize: () => 1000 })(incoming);
    };
    return { db, given, ask };
  }

  it("gives 企画課 a link for that person alone, and writes it down", async () => {
    const { db, given, ask } = desk();
    const reply = await ask("U0", "channel", "command");
    expect(reply).toMatchObject({ kind: "message", audience: "private" });
    expect(JSON.stringify(blocksOf(reply))).toContain("/office/enter?t=");
    expect(given).toEqual([{ platform: "slack", id: "U0", name: null }]);
    expect(db.prepare("SELECT action, target FROM audit ORDER BY id DESC LIMIT 1").get()).toEqual({
      action: "office.link",
      target: "person:slack:U0",
    });
    expect(JSON.stringify(db.prepare("SELECT * FROM audit").all())).not.toContain("secret");
  });

  it("gives none to others, and in a channel says it to the person alone", async () => {
    const { given, ask } = desk();
    expect(JSON.stringify(blocksOf(await ask("U5", "direct", "command")))).toContain("企画課の役割");
    expect(given).toEqual([]);
    expect(await ask("U0", "channel", "message")).toMatchObject({ audience: "private" });
    await ask("U0", "direct", "message");
    expect(given).toHaveLength(2);
  });
});
