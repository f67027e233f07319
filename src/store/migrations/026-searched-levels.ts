/** 政策 and 施策 that were stored before the search knew of them: what stands below each is found by their names. */
export const searchedLevels = `
INSERT INTO search_index(rowid, grams)
WITH RECURSIVE above(id, plan, parent, name) AS (
  SELECT statement_id, statement.plan_id, parent_id, name FROM statement_level
    JOIN plan_level ON plan_level.id = level_id JOIN statement ON statement.id = statement_id
    WHERE removed_at IS NULL
  UNION ALL
  SELECT above.id, above.plan, parent_id, plan_level.name FROM above JOIN plan_level ON plan_level.id = parent
)
SELECT plan * 68719476736 + 7 * 8589934592 + id, group_concat(search_grams(name), ' ') FROM above GROUP BY plan, id;
`;
