/**
 * What was hidden in texts gets columns of its own: how often a post may have been sent, the number of an error, the message that is
 * answered. A post knows when it was meant to stand there and which later one takes its place; a reply that cannot be placed yet knows
 * the thread it waits for.
 */
export const whatStringsHid = `
ALTER TABLE outbox ADD COLUMN doubts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN replies_to TEXT;
-- posts of one series: an older one that was not sent gives way to a newer one
ALTER TABLE outbox ADD COLUMN series TEXT;
-- when it was meant to be sent; the time of its planning where null
ALTER TABLE outbox ADD COLUMN meant_at INTEGER;
-- it was given up, and is only looked for
ALTER TABLE outbox ADD COLUMN look_only INTEGER NOT NULL DEFAULT 0 CHECK(look_only IN (0, 1));
UPDATE outbox SET doubts = CAST(substr(reason, 14) AS INTEGER), reason = substr(reason, instr(reason, ': ') + 2)
  WHERE reason LIKE 'perhaps sent % times before: %';
UPDATE outbox SET replies_to = json_extract(body, '$.incoming.message') WHERE kind = 'answer';
CREATE INDEX outbox_series ON outbox(series, id) WHERE series IS NOT NULL;

ALTER TABLE inbox ADD COLUMN error_id TEXT;
-- the thread that it waits for: of its platform, in this conversation, under this root
ALTER TABLE inbox ADD COLUMN held_conversation TEXT;
ALTER TABLE inbox ADD COLUMN held_root TEXT;
UPDATE inbox SET error_id = substr(reason, 1, instr(reason, ' ') - 1), reason = substr(reason, instr(reason, ' ') + 1)
  WHERE status = 'set_aside' AND reason LIKE 'E-% %';
CREATE INDEX inbox_held ON inbox(platform, held_conversation, held_root) WHERE held_root IS NOT NULL;

-- By which the posts of this installation are told from those of another one, also after a copy was restored.
CREATE TABLE installation(id TEXT PRIMARY KEY) STRICT;
INSERT INTO installation(id) VALUES (lower(hex(randomblob(8))));
`;
