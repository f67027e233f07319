/**
 * A post and a deadline know which notes were there before them. Notes are numbered in the order in which they were recorded,
 * so what came later is told without comparing a platform's clock with the machine's.
 */
export const recordedOrder = `
ALTER TABLE thread ADD COLUMN after_note INTEGER NOT NULL DEFAULT 0;
UPDATE thread SET after_note = (SELECT ifnull(max(id), 0) FROM note WHERE recorded_at < thread.created_at);
ALTER TABLE deadline ADD COLUMN after_note INTEGER NOT NULL DEFAULT 0;
UPDATE deadline SET after_note = (SELECT ifnull(max(id), 0) FROM note WHERE recorded_at < deadline.announced_at);
`;
