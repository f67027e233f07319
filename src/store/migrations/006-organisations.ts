/**
 * What lasts is keyed by what lasts. A department as people know it (組織) is a row that lives across years; each year's
 * printed department hangs on it, and so do channels, roles, cadences, pauses and other names. Rhythm, cadence, closed days
 * and followers belong to the municipality. A plan may be a sample, set aside, or closed. Links (系譜) lead from one year's
 * departments and goals to the next year's.
 */
export const organisations = `
ALTER TABLE municipality ADD COLUMN cadence_days INTEGER NOT NULL DEFAULT 28 CHECK(cadence_days > 0);
ALTER TABLE municipality ADD COLUMN schedule TEXT CHECK(json_valid(schedule));
UPDATE municipality SET (cadence_days, schedule) = (SELECT cadence_days, schedule FROM plan
  WHERE municipality_id = municipality.id ORDER BY fiscal_year DESC LIMIT 1)
  WHERE EXISTS (SELECT 1 FROM plan WHERE municipality_id = municipality.id);
ALTER TABLE plan DROP COLUMN cadence_days;
ALTER TABLE plan DROP COLUMN schedule;
ALTER TABLE plan ADD COLUMN is_sample INTEGER NOT NULL DEFAULT 0 CHECK(is_sample IN (0, 1));
-- 見本を片付けた時
ALTER TABLE plan ADD COLUMN set_aside_at INTEGER;
-- 企画課が締め切った時: from then on it is only read
ALTER TABLE plan ADD COLUMN closed_at INTEGER;
UPDATE plan SET is_sample = 1 WHERE source_name IN ('itabashi-r8.md', 'nakano-r6.md')
  AND EXISTS (SELECT 1 FROM audit WHERE action = 'plan.import' AND actor = 'setup' AND target = 'plan:' || plan.id);

-- 組織: a department as people know it
CREATE TABLE organisation(
  id INTEGER PRIMARY KEY,
  municipality_id INTEGER NOT NULL REFERENCES municipality(id),
  name TEXT NOT NULL CHECK(length(name) > 0),
  cadence_days INTEGER CHECK(cadence_days > 0),
  -- the first day on which there is none any more
  abolished_on TEXT CHECK(abolished_on GLOB '????-??-??')
) STRICT;
CREATE INDEX organisation_of ON organisation(municipality_id, name);

-- Names that the document does not print beside it: former ones, what people say
CREATE TABLE organisation_alias(
  organisation_id INTEGER NOT NULL REFERENCES organisation(id),
  name TEXT NOT NULL,
  PRIMARY KEY(organisation_id, name)
) STRICT, WITHOUT ROWID;

-- What a merged, divided or abolished one leads on to
CREATE TABLE organisation_successor(
  organisation_id INTEGER NOT NULL REFERENCES organisation(id),
  successor_id INTEGER NOT NULL REFERENCES organisation(id),
  from_on TEXT NOT NULL CHECK(from_on GLOB '????-??-??'),
  PRIMARY KEY(organisation_id, successor_id)
) STRICT, WITHOUT ROWID;

ALTER TABLE department ADD COLUMN organisation_id INTEGER REFERENCES organisation(id);
INSERT INTO organisation(municipality_id, name)
  SELECT municipality_id, department.name FROM department JOIN plan ON plan.id = plan_id
  GROUP BY municipality_id, department.name ORDER BY min(department.id);
UPDATE department SET organisation_id = (SELECT organisation.id FROM organisation
  JOIN plan ON plan.municipality_id = organisation.municipality_id
  WHERE plan.id = department.plan_id AND organisation.name = department.name);
-- A department that was renamed has its old name beside it: in an earlier year it is the same organisation.
UPDATE department AS old SET organisation_id = (
    SELECT renamed.organisation_id FROM department renamed
    JOIN department_alias alias ON alias.department_id = renamed.id AND alias.origin = 'office' AND alias.name = old.name
    JOIN plan ON plan.id = renamed.plan_id
    WHERE renamed.plan_id <> old.plan_id AND renamed.name <> old.name
      AND plan.municipality_id = (SELECT municipality_id FROM plan WHERE id = old.plan_id) LIMIT 1)
  WHERE EXISTS (
    SELECT 1 FROM department renamed
    JOIN department_alias alias ON alias.department_id = renamed.id AND alias.origin = 'office' AND alias.name = old.name
    JOIN plan ON plan.id = renamed.plan_id
    WHERE renamed.plan_id <> old.plan_id AND renamed.name <> old.name
      AND plan.municipality_id = (SELECT municipality_id FROM plan WHERE id = old.plan_id)
      AND NOT EXISTS (SELECT 1 FROM department beside WHERE beside.plan_id = renamed.plan_id AND beside.name = old.name));
DELETE FROM organisation WHERE id NOT IN (SELECT organisation_id FROM department);
UPDATE organisation SET name = (SELECT department.name FROM department JOIN plan ON plan.id = plan_id
  WHERE organisation_id = organisation.id ORDER BY fiscal_year DESC LIMIT 1),
  cadence_days = (SELECT cadence_days FROM department JOIN plan ON plan.id = plan_id
  WHERE organisation_id = organisation.id ORDER BY fiscal_year DESC LIMIT 1);
ALTER TABLE department DROP COLUMN cadence_days;
CREATE INDEX department_of_organisation ON department(organisation_id, plan_id);
INSERT OR IGNORE INTO organisation_alias(organisation_id, name)
  SELECT organisation_id, alias.name FROM department_alias alias JOIN department ON department.id = department_id
  WHERE origin = 'office';

CREATE TABLE binding_rebuilt(
  id INTEGER PRIMARY KEY,
  platform TEXT NOT NULL,
  conversation TEXT NOT NULL,
  name TEXT,
  destination TEXT NOT NULL CHECK(json_valid(destination)),
  purpose TEXT NOT NULL CHECK(purpose IN ('department', 'planning')),
  municipality_id INTEGER REFERENCES municipality(id),
  organisation_id INTEGER REFERENCES organisation(id),
  -- the department's own rhythm, where it has one
  schedule TEXT CHECK(json_valid(schedule)),
  -- whether a week in which nothing is due says so in one line
  say_all_done INTEGER NOT NULL DEFAULT 0 CHECK(say_all_done IN (0, 1)),
  bound_at INTEGER NOT NULL,
  lost_at INTEGER,
  lost_reason TEXT,
  UNIQUE(platform, conversation)
) STRICT;
INSERT INTO binding_rebuilt(id, platform, conversation, name, destination, purpose, municipality_id, organisation_id,
    schedule, say_all_done, bound_at, lost_at, lost_reason)
  SELECT binding.id, platform, conversation, binding.name, destination, purpose,
    coalesce(plan.municipality_id, (SELECT municipality_id FROM plan ORDER BY is_sample, imported_at, id LIMIT 1)),
    department.organisation_id, binding.schedule, say_all_done, bound_at, lost_at, lost_reason
  FROM binding LEFT JOIN department ON department.id = department_id LEFT JOIN plan ON plan.id = department.plan_id;
DROP TABLE binding;
ALTER TABLE binding_rebuilt RENAME TO binding;
CREATE INDEX binding_of_organisation ON binding(organisation_id);

CREATE TABLE role_rebuilt(
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES person(id),
  role TEXT NOT NULL CHECK(role IN ('staff', 'coordinator', 'manager', 'planning', 'reader')),
  municipality_id INTEGER REFERENCES municipality(id),
  organisation_id INTEGER REFERENCES organisation(id),
  post TEXT
) STRICT;
INSERT INTO role_rebuilt(id, person_id, role, municipality_id, organisation_id, post)
  SELECT min(role.id), person_id, role, coalesce(plan.municipality_id,
      (SELECT municipality_id FROM plan ORDER BY is_sample, imported_at, id LIMIT 1)),
    department.organisation_id, max(post)
  FROM role LEFT JOIN department ON department.id = department_id LEFT JOIN plan ON plan.id = department.plan_id
  GROUP BY person_id, role, plan.municipality_id, department.organisation_id;
-- The right of 企画課 held for every municipality of the database; nobody loses it with the upgrade.
INSERT INTO role_rebuilt(person_id, role, municipality_id, organisation_id, post)
  SELECT person_id, role, municipality.id, NULL, post FROM role_rebuilt, municipality
  WHERE role_rebuilt.organisation_id IS NULL AND municipality.id <> role_rebuilt.municipality_id
    AND EXISTS (SELECT 1 FROM plan WHERE plan.municipality_id = municipality.id);
DROP TABLE role;
ALTER TABLE role_rebuilt RENAME TO role;
CREATE UNIQUE INDEX role_once ON role(person_id, role, ifnull(municipality_id, 0), ifnull(organisation_id, 0));

CREATE TABLE pause_rebuilt(
  id INTEGER PRIMARY KEY,
  municipality_id INTEGER NOT NULL REFERENCES municipality(id),
  organisation_id INTEGER REFERENCES organisation(id),
  reason TEXT NOT NULL CHECK(reason IN ('assembly', 'disaster', 'transfer', 'other')),
  label TEXT NOT NULL,
  from_date TEXT NOT NULL,
  to_date TEXT NOT NULL
) STRICT;
INSERT INTO pause_rebuilt(id, municipality_id, organisation_id, reason, label, from_date, to_date)
  SELECT pause.id, plan.municipality_id, department.organisation_id, reason, label, from_date, to_date
  FROM pause JOIN plan ON plan.id = pause.plan_id LEFT JOIN department ON department.id = pause.department_id;
DROP TABLE pause;
ALTER TABLE pause_rebuilt RENAME TO pause;

CREATE TABLE closed_day_rebuilt(
  municipality_id INTEGER NOT NULL REFERENCES municipality(id),
  date TEXT NOT NULL CHECK(date GLOB '????-??-??'),
  open INTEGER NOT NULL CHECK(open IN (0, 1)),
  reason TEXT NOT NULL,
  PRIMARY KEY(municipality_id, date)
) STRICT, WITHOUT ROWID;
INSERT INTO closed_day_rebuilt(municipality_id, date, open, reason)
  SELECT municipality.id, date, open, reason FROM closed_day, municipality;
DROP TABLE closed_day;
ALTER TABLE closed_day_rebuilt RENAME TO closed_day;

CREATE TABLE follower_rebuilt(
  person_id INTEGER NOT NULL REFERENCES person(id),
  municipality_id INTEGER NOT NULL REFERENCES municipality(id),
  PRIMARY KEY(person_id, municipality_id)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO follower_rebuilt(person_id, municipality_id)
  SELECT person_id, municipality_id FROM follower JOIN plan ON plan.id = plan_id;
DROP TABLE follower;
ALTER TABLE follower_rebuilt RENAME TO follower;

-- 系譜: from a department or goal of one year to its successor; one side is null for 新規 and 終了
CREATE TABLE link(
  id INTEGER PRIMARY KEY,
  from_plan INTEGER NOT NULL REFERENCES plan(id),
  to_plan INTEGER NOT NULL REFERENCES plan(id),
  level TEXT NOT NULL CHECK(level IN ('department', 'goal')),
  kind TEXT NOT NULL CHECK(kind IN ('same', 'reworded', 'renamed', 'moved', 'split', 'merged', 'new', 'ended')),
  from_id INTEGER,
  to_id INTEGER,
  sure INTEGER NOT NULL CHECK(sure IN (0, 1)),
  author TEXT NOT NULL,
  at INTEGER NOT NULL,
  confirmed_at INTEGER,
  confirmed_by TEXT,
  CHECK(from_id IS NOT NULL OR to_id IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX link_once ON link(to_plan, level, ifnull(from_id, 0), ifnull(to_id, 0));
CREATE INDEX link_from ON link(level, from_id);
CREATE INDEX link_to ON link(level, to_id);
`;
