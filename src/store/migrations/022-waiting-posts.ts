/**
 * What waits to be sent is looked up by its conversation: while one of them has enough on its way, thousands that wait behind it are
 * passed over without being read. Of a thread only what the program posted in it is looked up, not each answer to a reply.
 */
export const waitingPosts = `
CREATE INDEX outbox_waiting ON outbox(platform, conversation, id) WHERE status IN ('pending', 'sending');
DROP INDEX outbox_thread;
CREATE INDEX outbox_posts_of_thread ON outbox(platform, conversation, thread) WHERE thread IS NOT NULL AND kind = 'post';
`;
