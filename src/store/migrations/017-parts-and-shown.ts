/**
 * How many parts of an answer a person has, so that what is interrupted goes on where it stopped; what messages of ours show, so that
 * nothing is sent again after a restart; and answers that were given keep no words.
 */
export const partsAndShown = `
ALTER TABLE outbox ADD COLUMN given INTEGER NOT NULL DEFAULT 0;
UPDATE outbox SET body = '{}' WHERE kind = 'answer' AND status NOT IN ('pending', 'sending');

CREATE TABLE shown(
  platform TEXT NOT NULL,
  conversation TEXT NOT NULL,
  message TEXT NOT NULL,
  -- Of what the message shows; null where somebody took the message away
  hash TEXT,
  at INTEGER NOT NULL,
  PRIMARY KEY(platform, conversation, message)
) STRICT;
CREATE INDEX shown_by_age ON shown(at);
`;
