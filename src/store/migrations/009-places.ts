/** Which posts stand in a conversation is asked for every reply: without these every post ever made was looked through. */
export const places = `
CREATE INDEX outbox_thread ON outbox(platform, conversation, thread) WHERE thread IS NOT NULL;
CREATE INDEX outbox_target ON outbox(platform, conversation, target) WHERE kind = 'update' AND status = 'pending';
CREATE INDEX outbox_message ON outbox(platform, conversation, message) WHERE message IS NOT NULL;
`;
