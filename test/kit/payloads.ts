import { SELF } from "./fake-slack.js";

/** Bodies as Slack sends them, with values of our own. */

export const CHANNEL = "C0KIKIKANRI";
export const PERSON = "U0YAMADA00";
export const MENTION = `<@${SELF.user_id}>`;

type Body = Record<string, unknown>;
let serial = 0;

function eventId(): string {
  serial += 1;
  return `Ev0${String(serial).padStart(8, "0")}`;
}

/** The envelope of the Events API around an inner event. */
export function envelope(event: Body, over: Body = {}): Body {
  return {
    token: "verification-token",
    enterprise_id: "",
    team_id: SELF.team_id,
    api_app_id: "A0APP00000",
    type: "event_callback",
    authed_users: [SELF.user_id],
    authed_teams: [SELF.team_id],
    authorizations: [
      {
        enterprise_id: null,
        team_id: SELF.team_id,
        user_id: SELF.user_id,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_id: eventId(),
    event_time: 1795000100,
    event_context: "4-eyJldCI6Im1lc3NhZ2UifQ",
    event,
    ...over,
  };
}

const unescaped = (text: string): string =>
  text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

/** What a person wrote, as it stands in Slack's rich text: mentions are elements of their own there. */
export function richText(text: string): unknown[] {
  const elements = text
    .split(/(<@[A-Z0-9]+(?:\|[^<>]*)?>)/)
    .filter((part) => part !== "")
    .map((part) => {
      const user = /^<@([A-Z0-9]+)/.exec(part)?.[1];
      return user === undefined ? { type: "text", text: unescaped(part) } : { type: "user", user_id: user };
    });
  return [{ type: "rich_text", block_id: "b1", elements: [{ type: "rich_text_section", elements }] }];
}

/** The inner event of a posted message. */
export function message(text: string, over: Body = {}): Body {
  return {
    client_msg_id: "0d5f6b0a-1c7c-4d52-9d7b-2f1f7a1e0001",
    type: "message",
    team: SELF.team_id,
    channel: CHANNEL,
    user: PERSON,
    text,
    blocks: richText(text),
    ts: "1795000100.000200",
    event_ts: "1795000100.000200",
    channel_type: "channel",
    ...over,
  };
}

export const reply = (text: string, over: Body = {}): Body =>
  message(text, { thread_ts: "1795000000.000100", parent_user_id: SELF.user_id, ...over });

export function mention(text: string, over: Body = {}): Body {
  const { channel_type: _, ...rest } = message(text, over);
  return { ...rest, type: "app_mention", user_team: SELF.team_id, source_team: SELF.team_id };
}

function held(text: string, over: Body): Body {
  const { channel: _, event_ts: __, channel_type: ___, ...rest } = message(text);
  return { ...rest, user_team: SELF.team_id, source_team: SELF.team_id, ...over };
}

export function changed(before: string, after: string, over: Body = {}, outer: Body = {}): Body {
  return {
    type: "message",
    subtype: "message_changed",
    channel: CHANNEL,
    hidden: true,
    message: held(after, { edited: { user: PERSON, ts: "1795000300.000000" }, ...over }),
    previous_message: held(before, over),
    event_ts: "1795000300.000500",
    ts: "1795000300.000500",
    channel_type: "channel",
    ...outer,
  };
}

export function deleted(text: string, over: Body = {}): Body {
  return {
    type: "message",
    subtype: "message_deleted",
    channel: CHANNEL,
    hidden: true,
    deleted_ts: "1795000100.000200",
    previous_message: held(text, over),
    event_ts: "1795000400.000100",
    ts: "1795000400.000100",
    channel_type: "channel",
  };
}

export function command(
  text: string,
  responseUrl: string,
  over: Record<string, string> = {},
): Record<string, string> {
  serial += 1;
  return {
    token: "verification-token",
    team_id: SELF.team_id,
    team_domain: "city",
    channel_id: CHANNEL,
    channel_name: "kikikanri",
    user_id: PERSON,
    user_name: "yamada",
    command: "/policy",
    text,
    api_app_id: "A0APP00000",
    is_enterprise_install: "false",
    response_url: responseUrl,
    trigger_id: `${serial}.1.trigger`,
    ...over,
  };
}

const person = { id: PERSON, username: "yamada", name: "yamada", team_id: SELF.team_id };
const team = { id: SELF.team_id, domain: "city" };

/** A pressed button of a message. */
export function press(value: string, responseUrl: string, over: Body = {}, action: Body = {}): Body {
  serial += 1;
  return {
    type: "block_actions",
    user: person,
    api_app_id: "A0APP00000",
    token: "verification-token",
    container: {
      type: "message",
      message_ts: "1795000200.000100",
      channel_id: CHANNEL,
      is_ephemeral: true,
    },
    trigger_id: `${serial}.2.trigger`,
    team,
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: CHANNEL, name: "kikikanri" },
    state: { values: {} },
    response_url: responseUrl,
    actions: [
      {
        action_id: "press:1",
        block_id: "b2",
        text: { type: "plain_text", text: "次のページ", emoji: false },
        value,
        type: "button",
        action_ts: "1795000201.000000",
        ...action,
      },
    ],
    ...over,
  };
}

/** A press in the App Home or in a modal. */
export function pressInView(value: string, type: "home" | "modal", metadata = "{}"): Body {
  const body = press(value, "", {
    container: { type: "view", view_id: "V0VIEW0001" },
    view: { id: "V0VIEW0001", team_id: SELF.team_id, type, private_metadata: metadata, blocks: [] },
  });
  const { channel: _, response_url: __, ...rest } = body;
  return rest;
}

/** A submitted form: `state` as Slack gives it for each kind of field. */
export function submission(form: string, metadata: string, values: Record<string, unknown>): Body {
  serial += 1;
  return {
    type: "view_submission",
    team,
    user: person,
    api_app_id: "A0APP00000",
    token: "verification-token",
    trigger_id: `${serial}.3.trigger`,
    view: {
      id: "V0VIEW0002",
      team_id: SELF.team_id,
      type: "modal",
      blocks: [],
      private_metadata: metadata,
      callback_id: `form:${form}`,
      state: {
        values: Object.fromEntries(
          Object.entries(values).map(([name, value]) => [`field:${name}`, { value }]),
        ),
      },
      hash: "1795000200.abcdef",
      title: { type: "plain_text", text: "進捗の報告", emoji: false },
      clear_on_close: false,
      notify_on_close: false,
      close: null,
      submit: { type: "plain_text", text: "記録する", emoji: false },
      previous_view_id: null,
      root_view_id: "V0VIEW0002",
      app_id: "A0APP00000",
      external_id: "",
      app_installed_team_id: SELF.team_id,
      bot_id: SELF.bot_id,
    },
    response_urls: [],
    is_enterprise_install: false,
    enterprise: null,
  };
}

export function shortcut(responseUrl: string, over: Body = {}): Body {
  serial += 1;
  return {
    type: "message_action",
    token: "verification-token",
    action_ts: "1795000500.000000",
    team,
    user: { id: PERSON, username: "yamada", team_id: SELF.team_id, name: "yamada" },
    channel: { id: CHANNEL, name: "kikikanri" },
    is_enterprise_install: false,
    enterprise: null,
    callback_id: "make_goal_thread",
    trigger_id: `${serial}.4.trigger`,
    response_url: responseUrl,
    message_ts: "1795000100.000200",
    message: {
      type: "message",
      user: PERSON,
      ts: "1795000100.000200",
      text: "避難所の件",
      team: SELF.team_id,
    },
    ...over,
  };
}

export function homeOpened(tab = "home"): Body {
  return envelope({
    type: "app_home_opened",
    user: PERSON,
    channel: "D0YAMADA00",
    tab,
    event_ts: "1795000600.000000",
  });
}
