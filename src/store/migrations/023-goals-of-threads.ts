/** In which threads a goal was asked about is looked up for each goal of each digest, among the threads of all years. */
export const goalsOfThreads = `
CREATE INDEX thread_of_goal ON thread_goal(goal_id);
`;
