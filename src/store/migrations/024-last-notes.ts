/** The note that was recorded last on each goal is looked up for every reply: without reading all that were recorded before it. */
export const lastNotes = `
CREATE INDEX note_by_record ON note(goal_id, id) WHERE withdrawn_at IS NULL;
`;
