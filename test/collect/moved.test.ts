import { expect, it } from "vitest";
import { findBinding, moveConversation } from "../../src/store/bindings.js";
import { all, inTransaction, one } from "../../src/store/database.js";
import { enqueue } from "../../src/store/outbox.js";
import { Office } from "../kit/office.js";

it("a channel that got another id goes on: digests, threads, replies and what waits to be posted", () => {
  const office = new Office();
  const from = office.where("own").conversation;
  office.reply("staff", "2 順調", "m1");
  const item = {
    dedupe: "x",
    platform: "slack",
    kind: "post" as const,
    conversation: from,
    destination: { channel: from },
    thread: null,
    target: null,
    body: {},
    after: null,
    notBefore: office.now,
    notAfter: null,
  };
  enqueue(office.db, item, office.now);
  const before = findBinding(office.db, "slack", from);
  const to = { conversation: "C-new", destination: { channel: "C-new" } };
  expect(inTransaction(office.db, () => moveConversation(office.db, "slack", from, to))).toBe(true);
  expect(findBinding(office.db, "slack", from)).toBeNull();
  expect(findBinding(office.db, "slack", "C-new")).toEqual({ ...before, ...to });
  for (const table of ["thread", "message", "outbox"])
    expect(all(office.db, `SELECT 1 FROM ${table} WHERE conversation = ?`, from), table).toEqual([]);
  expect(one(office.db, "SELECT destination FROM outbox WHERE dedupe = 'x'")).toEqual({
    destination: '{"channel":"C-new"}',
  });
  // Told once more, it changes nothing.
  expect(inTransaction(office.db, () => moveConversation(office.db, "slack", from, to))).toBe(false);
});
