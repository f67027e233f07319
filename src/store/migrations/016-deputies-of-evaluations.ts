/** 代理 is marked on evaluations as on reports: who confirmed in a manager's place, and in whose place somebody wrote. */
export const deputiesOfEvaluations = `
ALTER TABLE evaluation_confirmation ADD COLUMN as_deputy INTEGER NOT NULL DEFAULT 0 CHECK(as_deputy IN (0, 1));
-- The empty string where nobody was named; null where it was not said.
ALTER TABLE evaluation ADD COLUMN on_behalf_of TEXT;
ALTER TABLE evaluation_revision ADD COLUMN on_behalf_of TEXT;
`;
