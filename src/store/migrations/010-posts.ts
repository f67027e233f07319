/**
 * 人と職. A role or a goal may be held by a post with people on it from day to day, so that it passes on with 人事異動. A person may
 * be known on several platforms. A manager may have a deputy for some days. Days are those of Tokyo, the last one included.
 */
export const posts = `
-- 職: of one organisation, or of the whole municipality where null (企画課)
CREATE TABLE post(
  id INTEGER PRIMARY KEY,
  municipality_id INTEGER NOT NULL REFERENCES municipality(id),
  organisation_id INTEGER REFERENCES organisation(id),
  name TEXT NOT NULL CHECK(length(name) > 0)
) STRICT;
CREATE UNIQUE INDEX post_once ON post(municipality_id, ifnull(organisation_id, 0), name);

CREATE TABLE post_role(
  post_id INTEGER NOT NULL REFERENCES post(id),
  role TEXT NOT NULL CHECK(role IN ('staff', 'coordinator', 'manager', 'planning', 'reader')),
  PRIMARY KEY(post_id, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE post_holder(
  id INTEGER PRIMARY KEY,
  post_id INTEGER NOT NULL REFERENCES post(id),
  person_id INTEGER NOT NULL REFERENCES person(id),
  -- null: since before anybody wrote it down
  from_on TEXT CHECK(from_on GLOB '????-??-??'),
  until_on TEXT CHECK(until_on GLOB '????-??-??' AND until_on >= ifnull(from_on, ''))
) STRICT;
CREATE INDEX post_holder_of ON post_holder(post_id);
CREATE INDEX post_holder_by ON post_holder(person_id);

CREATE TABLE goal_post(
  goal_id INTEGER NOT NULL REFERENCES goal(id),
  post_id INTEGER NOT NULL REFERENCES post(id),
  PRIMARY KEY(goal_id, post_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX goal_post_by ON goal_post(post_id);

-- 人事異動: one post changes hands on one day
CREATE TABLE transfer(
  id INTEGER PRIMARY KEY,
  municipality_id INTEGER NOT NULL REFERENCES municipality(id),
  post_id INTEGER NOT NULL REFERENCES post(id),
  on_date TEXT NOT NULL CHECK(on_date GLOB '????-??-??'),
  from_person INTEGER REFERENCES person(id),
  to_person INTEGER REFERENCES person(id),
  decided_at INTEGER NOT NULL,
  -- when the successor's 引継ぎ card was put into the outbox; null while the day has not come
  handed_over_at INTEGER,
  CHECK(from_person IS NOT NULL OR to_person IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX transfer_once ON transfer(post_id, on_date, ifnull(from_person, 0), ifnull(to_person, 0));

-- The account of the same person by which they are shown and told; null for that account itself
ALTER TABLE person ADD COLUMN main_id INTEGER REFERENCES person(id);
CREATE INDEX person_of_main ON person(main_id) WHERE main_id IS NOT NULL;

-- A one-time code by which a person shows on another platform who they are
CREATE TABLE account_code(
  person_id INTEGER PRIMARY KEY REFERENCES person(id),
  hash TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

-- 代理: may confirm in a manager's place
CREATE TABLE deputy(
  id INTEGER PRIMARY KEY,
  municipality_id INTEGER NOT NULL REFERENCES municipality(id),
  organisation_id INTEGER NOT NULL REFERENCES organisation(id),
  person_id INTEGER NOT NULL REFERENCES person(id),
  from_on TEXT NOT NULL CHECK(from_on GLOB '????-??-??'),
  until_on TEXT NOT NULL CHECK(until_on GLOB '????-??-??' AND until_on >= from_on)
) STRICT;
CREATE INDEX deputy_of ON deputy(organisation_id, until_on);

ALTER TABLE confirmation ADD COLUMN as_deputy INTEGER NOT NULL DEFAULT 0 CHECK(as_deputy IN (0, 1));
`;
