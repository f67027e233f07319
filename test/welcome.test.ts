import { expect, it } from "vitest";
import { welcomeView } from "../src/bot/features/help/help-view.js";
import { blocksText } from "../src/bot/reply.js";

it("says in a chat with one person nothing of a channel that is bound", () => {
  expect(blocksText(welcomeView("channel").blocks)).toContain("このチャンネルを部に結び付けて");
  const alone = blocksText(welcomeView("direct").blocks);
  expect(alone).not.toContain("このチャンネル");
  expect(alone).toContain("使い方");
});
