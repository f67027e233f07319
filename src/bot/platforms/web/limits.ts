/** How much the workspace takes and keeps. Nobody reaches it by working; a program that runs wild does. */

/** Bytes of one request. */
export const MAX_BODY_BYTES = 64 * 1024;
/** Characters of one message. */
export const MAX_TEXT = 12_000;
/** Messages of a conversation that are shown at once, and of a thread. */
export const PAGE = 40;
export const THREAD_PAGE = 500;
/** Answers for one person alone that are kept; older ones go. */
export const MAX_PRIVATE = 60;
/** Files made for one person that are kept. */
export const MOST_FILES = 20;
/** Documents that people put into a conversation, kept in memory until they go on with them. */
export const MOST_DOCUMENTS = 3;
/** Open pages, and events kept for pages that come back. */
export const MAX_CLIENTS = 64;
export const MAX_KEPT = 500;
/** A page that does not read is dropped before it costs more memory. */
export const MAX_UNSENT_BYTES = 1_000_000;
