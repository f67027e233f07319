import { TENANT } from "./fake-connector.js";
import { APP_ID } from "./sign.js";

/** Activities in the shape in which Teams sends them (ids are our own). */

export const BOT = `28:${APP_ID}`;
export const CHANNEL = "19:5a1b2c3d4e5f46c7a8b9c0d1e2f30415@thread.tacv2";
export const GROUP = "19:meeting_ZjM3NWQ1NjA@thread.v2";
export const CHAT = "a:1pL6i0oY3C0K8oAj8LYN";
export const PERSON = "8c1f2d3e-aaaa-4bbb-8ccc-0123456789ab";
export const PERSON_29 = "29:1XJKJMvc5GBtc2JwZq0oj8tHZmzrQgmB39";

type Json = Record<string, unknown>;

const from = { id: PERSON_29, name: "山田 花子", aadObjectId: PERSON };
const recipient = { id: BOT, name: "重点目標ボット" };
let counter = 1_732_240_000_000;
export const nextId = (): string => {
  counter += 1;
  return String(counter);
};

const common = (): Json => ({
  channelId: "msteams",
  timestamp: "2026-11-24T00:05:00.123Z",
  from,
  recipient,
  locale: "ja-JP",
});

/** Where an activity stands: the members that differ between the three kinds of conversation. */
export const places = {
  personal: (): Json => ({
    conversation: { conversationType: "personal", tenantId: TENANT, id: CHAT },
    channelData: { tenant: { id: TENANT } },
  }),
  group: (): Json => ({
    conversation: { isGroup: true, conversationType: "groupChat", tenantId: TENANT, id: GROUP },
    channelData: { tenant: { id: TENANT } },
  }),
  channel: (root: string): Json => ({
    conversation: {
      isGroup: true,
      conversationType: "channel",
      tenantId: TENANT,
      id: `${CHANNEL};messageid=${root}`,
    },
    channelData: {
      teamsChannelId: CHANNEL,
      teamsTeamId: "19:team@thread.tacv2",
      channel: { id: CHANNEL },
      team: { id: "19:team@thread.tacv2", aadGroupId: "b7c5-group" },
      tenant: { id: TENANT },
    },
  }),
};

export const message = (words: string, place: Json, over: Json = {}): Json => ({
  ...common(),
  type: "message",
  id: nextId(),
  textFormat: "plain",
  text: words,
  attachments: [{ contentType: "text/html", content: `<p>${words}</p>` }],
  ...place,
  ...over,
});

/** As Teams sends a mention: in the text, in the HTML, and as an entity. */
export const mention = (words: string, place: Json, over: Json = {}): Json =>
  message(`<at>重点目標ボット</at> ${words}`, place, {
    attachments: [
      {
        contentType: "text/html",
        content: `<p><span itemtype="http://schema.skype.com/Mention" itemscope itemid="0">重点目標ボット</span>&nbsp;${words}</p>`,
      },
    ],
    entities: [
      { type: "mention", mentioned: recipient, text: "<at>重点目標ボット</at>" },
      { type: "clientInfo", locale: "ja-JP", country: "JP", platform: "Windows" },
    ],
    ...over,
  });

export const invoke = (name: string, value: Json, place: Json, over: Json = {}): Json => ({
  ...common(),
  type: "invoke",
  id: `f:${nextId()}`,
  name,
  value,
  ...place,
  ...over,
});

export const execute = (action: Json, place: Json, over: Json = {}): Json =>
  invoke(
    "adaptiveCard/action",
    { action: { type: "Action.Execute", ...action }, trigger: "manual" },
    place,
    over,
  );

export const event = (type: string, over: Json, place: Json): Json => ({
  ...common(),
  type,
  id: `f:${nextId()}`,
  ...place,
  ...over,
});
