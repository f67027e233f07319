/** Which messages stand in a thread is asked for every reply, and when the threads are read. */
export const messagesOfThreads = `
CREATE INDEX message_of_thread ON message(thread_id, said_at) WHERE thread_id IS NOT NULL;
`;
