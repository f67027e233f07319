import { describe, expect, it } from "vitest";
import { toIncoming } from "../../src/bot/platforms/slack/incoming.js";
import { SELF } from "../kit/fake-slack.js";
import { changed, envelope, reply } from "../kit/payloads.js";

const self = { user: SELF.user_id, bot: SELF.bot_id, team: SELF.team_id };
const SHARED = { is_ext_shared_channel: true };
const who = (event: Record<string, unknown>, over: Record<string, unknown> = SHARED) => {
  const incoming = toIncoming(envelope(event, over), self);
  return incoming?.who.outsider ?? "staff";
};

describe("whose words a message is", () => {
  it("of another workspace, in a channel that is shared with it", () => {
    const other = { user_team: "T0OTHER000", source_team: "T0OTHER000" };
    expect(who(reply("2 順調", other))).toBe("elsewhere");
    expect(who(changed("2 順調", "2 完了", other))).toBe("elsewhere");
    expect(who(reply("2 順調", other), { is_ext_shared_channel: false })).toBe("staff");
  });

  it("of our own workspace, or of another one of our organisation", () => {
    expect(who(reply("2 順調", { user_team: SELF.team_id }))).toBe("staff");
    expect(who(reply("2 順調"))).toBe("staff");
    const authorizations = [{ enterprise_id: "E0WARD0000", team_id: SELF.team_id, user_id: SELF.user_id }];
    expect(who(reply("2 順調", { user_team: "E0WARD0000" }), { ...SHARED, authorizations })).toBe("staff");
  });

  it("of a guest account, where the event has the profile", () => {
    for (const profile of [{ is_restricted: true }, { is_ultra_restricted: true }])
      expect(who(reply("2 順調", { user_profile: { display_name: "業者", ...profile } }), {})).toBe("guest");
  });
});
