/** Everything the app asks of a workspace, and why. `manifests/slack.json` holds exactly these. */

export const SCOPES = {
  "app_mentions:read": "a mention is a question to the bot",
  "channels:history": "replies in the threads of public channels; looking for a post whose fate is unknown",
  "channels:read":
    "hearing that the bot was added to or removed from a public channel; binding and doctor ask whether it is there",
  "chat:write": "digests, answers and their updates",
  commands: "/policy and the message shortcut",
  "files:read":
    "documents that 企画課 puts into its channel or sends to the bot, fetched when they go on with them",
  "files:write": "pictures that go with a digest",
  "groups:history": "the same as channels:history, in private channels",
  "groups:read": "the same as channels:read, in private channels",
  "im:history": "questions and reports in a direct message",
  "im:write": "opening a direct message with a person who did not answer",
  "reactions:write": "the quiet receipt on a reply",
  "users:read": "the name that a person shows",
} as const;

export const EVENTS = {
  app_home_opened: "the App Home is drawn when it is opened",
  app_mention: "a mention is a question to the bot",
  channel_archive: "the channel is gone",
  channel_deleted: "the channel is gone",
  channel_id_changed: "a channel that is shared with another workspace gets another id",
  channel_left: "the bot was removed from a public channel",
  channel_rename: "the name by which people know the channel",
  channel_unarchive: "the channel is there again",
  group_archive: "the private channel is gone",
  group_deleted: "the private channel is gone",
  group_left: "the bot was removed from a private channel",
  group_rename: "the name by which people know the private channel",
  group_unarchive: "the private channel is there again",
  member_joined_channel: "the bot was added to a channel",
  member_left_channel: "the bot left a channel",
  "message.channels": "replies, edits and deletions in public channels",
  "message.groups": "replies, edits and deletions in private channels",
  "message.im": "direct messages",
} as const;

/** Web API methods that the adapter calls, and the scope that each needs (null: none). */
export const METHODS = {
  "apps.connections.open": null,
  "auth.test": null,
  "chat.getPermalink": null,
  "chat.postEphemeral": "chat:write",
  "chat.postMessage": "chat:write",
  "chat.update": "chat:write",
  "conversations.history": "channels:history",
  "conversations.info": "channels:read",
  "conversations.open": "im:write",
  "conversations.replies": "channels:history",
  "files.completeUploadExternal": "files:write",
  "files.getUploadURLExternal": "files:write",
  "files.info": "files:read",
  "reactions.add": "reactions:write",
  "reactions.remove": "reactions:write",
  "users.info": "users:read",
  "views.open": null,
  "views.publish": null,
  "views.push": null,
  "views.update": null,
} as const satisfies Readonly<Record<string, keyof typeof SCOPES | null>>;

export const COMMAND = "/policy";
export const SHORTCUT = "make_goal_thread";
