import { describe, expect, test } from "vitest";
import { hear as hearSlack } from "../../src/bot/platforms/slack/hearing.js";
import { hear as hearTeams } from "../../src/bot/platforms/teams/hearing.js";
import { type SaidText, spokenText } from "../../src/domain/said-text.js";
import { message, places } from "../kit/activities.js";
import { SELF } from "../kit/fake-slack.js";
import { CHANNEL } from "../kit/payloads.js";
import { judgeReply, readIn } from "./judging.js";
import { IN_SLACK, IN_TEAMS } from "./shown-replies.js";

const inSlack = (shape: Readonly<Record<string, unknown>>): SaidText =>
  hearSlack({ type: "message", text: "", ...shape }, CHANNEL, SELF.user_id).said;
const inTeams = (content: string): SaidText =>
  hearTeams(message("", places.personal(), { attachments: [{ contentType: "text/html", content }] })).said;

describe("what officers send with marks", () => {
  const all = [
    ...IN_SLACK.map(
      ([thread, expected, ask, shape]) => ["Slack", thread, expected, ask, inSlack(shape)] as const,
    ),
    ...IN_TEAMS.map(
      ([thread, expected, ask, shape]) => ["Teams", thread, expected, ask, inTeams(shape)] as const,
    ),
  ];

  test("no state and no goal is stored that nobody said, none is lost, and only what is open is asked about", () => {
    expect(all.length).toBeGreaterThanOrEqual(120);
    for (const [platform, thread, expected, ask, said] of all) {
      const spoken = spokenText(said);
      const { wrong, lost, asked } = judgeReply(readIn(thread, spoken), expected);
      const where = `${platform}: ${spoken}`;
      expect.soft(wrong, `stored and never said: ${where}`).toEqual([]);
      expect.soft(lost, `lost: ${where}`).toEqual([]);
      if (ask !== "may") expect.soft(asked, `is asked about: ${where}`).toBe(ask === "yes");
    }
  });
});
