/**
 * Version 1. Instants are milliseconds since the epoch, days `YYYY-MM-DD`. Published text is stored as printed;
 * `*_key` columns are folded forms for comparing and searching, never shown.
 */
export const initial = `
CREATE TABLE municipality(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE CHECK(length(name) > 0)
) STRICT;

-- 計画: one municipality's document for one fiscal year
CREATE TABLE plan(
  id INTEGER PRIMARY KEY,
  municipality_id INTEGER NOT NULL REFERENCES municipality(id),
  fiscal_year INTEGER NOT NULL,
  title TEXT NOT NULL,
  layout TEXT NOT NULL,
  issued_by TEXT,
  updated_on TEXT,
  source_name TEXT NOT NULL,
  source_sha256 TEXT NOT NULL,
  summarised INTEGER NOT NULL DEFAULT 0 CHECK(summarised IN (0, 1)),
  imported_at INTEGER NOT NULL,
  cadence_days INTEGER NOT NULL DEFAULT 28 CHECK(cadence_days > 0),
  -- 毎週月曜 9:00 where null
  schedule TEXT CHECK(json_valid(schedule)),
  UNIQUE(municipality_id, fiscal_year)
) STRICT;

-- Printed labels whose statements are tracked besides 重点目標 (組織運営方針 …)
CREATE TABLE tracked_label(
  plan_id INTEGER NOT NULL REFERENCES plan(id),
  label TEXT NOT NULL,
  PRIMARY KEY(plan_id, label)
) STRICT, WITHOUT ROWID;

-- 状態の段階: keys are fixed, words are the municipality's own; several levels may share a key
CREATE TABLE scale_level(
  plan_id INTEGER NOT NULL REFERENCES plan(id),
  ord INTEGER NOT NULL,
  key TEXT NOT NULL CHECK(key IN ('not_started','on_track','mostly_on_track','slightly_behind','behind',
    'done','cancelled','suspended','unassessable')),
  label TEXT NOT NULL,
  letter TEXT,
  marks TEXT NOT NULL DEFAULT '[]' CHECK(json_valid(marks)),
  PRIMARY KEY(plan_id, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE department(
  id INTEGER PRIMARY KEY,
  plan_id INTEGER NOT NULL REFERENCES plan(id),
  ord INTEGER NOT NULL,
  name TEXT NOT NULL CHECK(length(name) > 0),
  reading TEXT,
  cadence_days INTEGER CHECK(cadence_days > 0),
  removed_at INTEGER,
  UNIQUE(plan_id, name)
) STRICT;

CREATE TABLE department_alias(
  department_id INTEGER NOT NULL REFERENCES department(id),
  name TEXT NOT NULL,
  origin TEXT NOT NULL CHECK(origin IN ('document', 'office')),
  PRIMARY KEY(department_id, name)
) STRICT, WITHOUT ROWID;

-- 柱: a printed heading, never an enum
CREATE TABLE section(
  id INTEGER PRIMARY KEY,
  department_id INTEGER NOT NULL REFERENCES department(id),
  ord INTEGER NOT NULL,
  name TEXT NOT NULL,
  removed_at INTEGER
) STRICT;
CREATE INDEX section_of ON section(department_id, ord);

-- A published text of a kind, verbatim
CREATE TABLE statement(
  id INTEGER PRIMARY KEY,
  plan_id INTEGER NOT NULL REFERENCES plan(id),
  department_id INTEGER REFERENCES department(id),
  section_id INTEGER REFERENCES section(id),
  kind TEXT NOT NULL CHECK(kind IN ('goal','policy','initiative','vision_lead','vision_item','overall','framework')),
  ord INTEGER NOT NULL,
  heading TEXT,
  text TEXT NOT NULL CHECK(length(text) > 0),
  removed_at INTEGER
) STRICT;
CREATE INDEX statement_of_department ON statement(department_id, section_id, kind, ord);
CREATE INDEX statement_of_plan ON statement(plan_id, kind, ord);

-- 重点目標: a statement that is tracked. Its identity is this row, never its text.
CREATE TABLE goal(
  id INTEGER PRIMARY KEY REFERENCES statement(id),
  department_id INTEGER NOT NULL REFERENCES department(id),
  number INTEGER,
  state TEXT NOT NULL DEFAULT 'not_started' CHECK(state IN ('not_started','on_track','mostly_on_track',
    'slightly_behind','behind','done','cancelled','suspended','unassessable')),
  level INTEGER,
  percent INTEGER CHECK(percent BETWEEN 0 AND 100),
  cadence_days INTEGER CHECK(cadence_days > 0),
  tracked_from INTEGER NOT NULL,
  last_note_at INTEGER,
  UNIQUE(department_id, number)
) STRICT;

CREATE TABLE statement_revision(
  id INTEGER PRIMARY KEY,
  statement_id INTEGER NOT NULL REFERENCES statement(id),
  text TEXT NOT NULL,
  replaced_at INTEGER NOT NULL
) STRICT;
CREATE INDEX revision_of_statement ON statement_revision(statement_id);

CREATE TABLE person(
  id INTEGER PRIMARY KEY,
  platform TEXT NOT NULL,
  platform_id TEXT NOT NULL,
  name TEXT,
  reminders TEXT NOT NULL DEFAULT 'all' CHECK(reminders IN ('all', 'digest', 'none')),
  UNIQUE(platform, platform_id)
) STRICT;

CREATE TABLE role(
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES person(id),
  role TEXT NOT NULL CHECK(role IN ('staff', 'coordinator', 'manager', 'planning', 'reader')),
  department_id INTEGER REFERENCES department(id),
  post TEXT
) STRICT;
CREATE UNIQUE INDEX role_once ON role(person_id, role, ifnull(department_id, 0));

CREATE TABLE goal_owner(
  goal_id INTEGER NOT NULL REFERENCES goal(id),
  person_id INTEGER NOT NULL REFERENCES person(id),
  PRIMARY KEY(goal_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE absence(
  person_id INTEGER NOT NULL REFERENCES person(id),
  from_date TEXT NOT NULL,
  to_date TEXT NOT NULL,
  PRIMARY KEY(person_id, from_date)
) STRICT, WITHOUT ROWID;

-- Which conversation of which platform belongs to which department (or to 企画課)
CREATE TABLE binding(
  id INTEGER PRIMARY KEY,
  platform TEXT NOT NULL,
  conversation TEXT NOT NULL,
  name TEXT,
  destination TEXT NOT NULL CHECK(json_valid(destination)),
  purpose TEXT NOT NULL CHECK(purpose IN ('department', 'planning')),
  department_id INTEGER REFERENCES department(id),
  -- the department's own rhythm, where it has one
  schedule TEXT CHECK(json_valid(schedule)),
  -- whether a week in which nothing is due says so in one line
  say_all_done INTEGER NOT NULL DEFAULT 0 CHECK(say_all_done IN (0, 1)),
  bound_at INTEGER NOT NULL,
  lost_at INTEGER,
  lost_reason TEXT,
  UNIQUE(platform, conversation)
) STRICT;
CREATE INDEX binding_of_department ON binding(department_id);

-- A thread whose replies are notes
CREATE TABLE thread(
  id INTEGER PRIMARY KEY,
  platform TEXT NOT NULL,
  conversation TEXT NOT NULL,
  root TEXT NOT NULL,
  kind TEXT NOT NULL CHECK(kind IN ('digest', 'deadline', 'goal', 'topic')),
  plan_id INTEGER NOT NULL REFERENCES plan(id),
  department_id INTEGER REFERENCES department(id),
  destination TEXT NOT NULL CHECK(json_valid(destination)),
  created_at INTEGER NOT NULL,
  -- why a digest came at another time than usual, so that its updates go on saying it
  moved_because TEXT,
  UNIQUE(platform, conversation, root)
) STRICT;

CREATE TABLE thread_goal(
  thread_id INTEGER NOT NULL REFERENCES thread(id),
  goal_id INTEGER NOT NULL REFERENCES goal(id),
  ord INTEGER NOT NULL,
  PRIMARY KEY(thread_id, goal_id)
) STRICT, WITHOUT ROWID;

-- One message of a person in such a thread; a row without text is a tombstone that came before its message
CREATE TABLE message(
  id INTEGER PRIMARY KEY,
  platform TEXT NOT NULL,
  conversation TEXT NOT NULL,
  message TEXT NOT NULL,
  thread_id INTEGER REFERENCES thread(id),
  gesture TEXT,
  author_id INTEGER REFERENCES person(id),
  text TEXT,
  status TEXT NOT NULL CHECK(status IN ('early', 'noted', 'asked', 'ignored', 'withheld', 'withdrawn')),
  said_at INTEGER,
  edited_at INTEGER,
  deleted_at INTEGER,
  permalink TEXT,
  doubts TEXT CHECK(json_valid(doubts)),
  UNIQUE(platform, conversation, message)
) STRICT;
CREATE UNIQUE INDEX message_gesture ON message(platform, conversation, gesture) WHERE gesture IS NOT NULL;

-- 進捗: one dated report on a goal
CREATE TABLE note(
  -- never given twice: the audit speaks of a note for longer than the note is kept
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  goal_id INTEGER NOT NULL REFERENCES goal(id),
  message_id INTEGER REFERENCES message(id),
  source_key TEXT NOT NULL UNIQUE,
  state TEXT CHECK(state IN ('not_started','on_track','mostly_on_track','slightly_behind','behind',
    'done','cancelled','suspended','unassessable')),
  level INTEGER,
  percent INTEGER CHECK(percent BETWEEN 0 AND 100),
  unchanged INTEGER NOT NULL DEFAULT 0 CHECK(unchanged IN (0, 1)),
  text TEXT NOT NULL,
  author_id INTEGER NOT NULL REFERENCES person(id),
  on_behalf_of TEXT,
  via TEXT NOT NULL CHECK(via IN ('thread', 'form', 'button', 'command', 'sheet')),
  said_at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  confirmed_by INTEGER REFERENCES person(id),
  withdrawn_at INTEGER,
  revision INTEGER NOT NULL DEFAULT 1,
  -- under which the audit proves the words; it goes with them
  salt BLOB NOT NULL CHECK(length(salt) = 16)
) STRICT;
CREATE INDEX note_of_goal ON note(goal_id, said_at DESC, id DESC) WHERE withdrawn_at IS NULL;
CREATE INDEX note_of_message ON note(message_id);
CREATE INDEX note_by_time ON note(said_at);

CREATE TABLE note_revision(
  note_id INTEGER NOT NULL REFERENCES note(id),
  revision INTEGER NOT NULL,
  state TEXT,
  level INTEGER,
  percent INTEGER,
  unchanged INTEGER NOT NULL,
  text TEXT NOT NULL,
  replaced_at INTEGER NOT NULL,
  reason TEXT NOT NULL CHECK(reason IN ('edit', 'withdraw', 'restore', 'correct')),
  PRIMARY KEY(note_id, revision)
) STRICT, WITHOUT ROWID;

-- What a platform handed to us, stored before it is acknowledged
CREATE TABLE inbox(
  id INTEGER PRIMARY KEY,
  platform TEXT NOT NULL,
  event_key TEXT NOT NULL,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL CHECK(json_valid(payload)),
  received_at INTEGER NOT NULL,
  status TEXT NOT NULL DEFAULT 'new' CHECK(status IN ('new', 'done', 'set_aside')),
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL DEFAULT 0,
  reason TEXT,
  UNIQUE(platform, event_key)
) STRICT;
CREATE INDEX inbox_open ON inbox(not_before, id) WHERE status = 'new';

-- What is to be posted; the key is unique, so planning twice posts once
CREATE TABLE outbox(
  id INTEGER PRIMARY KEY,
  dedupe TEXT NOT NULL UNIQUE,
  post_key TEXT NOT NULL UNIQUE,
  platform TEXT NOT NULL,
  kind TEXT NOT NULL CHECK(kind IN ('post', 'update', 'tell', 'answer')),
  conversation TEXT NOT NULL,
  destination TEXT NOT NULL CHECK(json_valid(destination)),
  thread TEXT,
  target TEXT,
  body TEXT NOT NULL CHECK(json_valid(body)),
  after TEXT CHECK(json_valid(after)),
  status TEXT NOT NULL DEFAULT 'pending' CHECK(status IN ('pending', 'sending', 'sent', 'dead', 'dropped')),
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL,
  not_after INTEGER,
  -- Whose opening hours and pauses it keeps, as {"plan", "department"}; null where it goes out at any time
  office TEXT CHECK(json_valid(office)),
  -- The process that is sending it, and until when others leave it alone
  owner TEXT,
  lease_until INTEGER,
  created_at INTEGER NOT NULL,
  first_try_at INTEGER,
  sent_at INTEGER,
  message TEXT,
  reason TEXT
) STRICT;
CREATE INDEX outbox_due ON outbox(not_before, id) WHERE status IN ('pending', 'sending');

-- The ledger: one row per job and slot, claimed before anything is planned
CREATE TABLE job_run(
  job TEXT NOT NULL,
  slot INTEGER NOT NULL,
  status TEXT NOT NULL CHECK(status IN ('claimed', 'done', 'failed', 'skipped')),
  owner TEXT NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 1,
  lease_until INTEGER NOT NULL,
  finished_at INTEGER,
  detail TEXT,
  PRIMARY KEY(job, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE closed_day(
  date TEXT PRIMARY KEY CHECK(date GLOB '????-??-??'),
  open INTEGER NOT NULL CHECK(open IN (0, 1)),
  reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE pause(
  id INTEGER PRIMARY KEY,
  plan_id INTEGER NOT NULL REFERENCES plan(id),
  department_id INTEGER REFERENCES department(id),
  reason TEXT NOT NULL CHECK(reason IN ('assembly', 'disaster', 'transfer', 'other')),
  label TEXT NOT NULL,
  from_date TEXT NOT NULL,
  to_date TEXT NOT NULL
) STRICT;

CREATE TABLE deadline(
  id INTEGER PRIMARY KEY,
  plan_id INTEGER NOT NULL REFERENCES plan(id),
  name TEXT NOT NULL,
  date TEXT NOT NULL,
  announced_at INTEGER NOT NULL,
  closed_at INTEGER
) STRICT;

CREATE TABLE snooze(
  person_id INTEGER NOT NULL REFERENCES person(id),
  goal_id INTEGER NOT NULL REFERENCES goal(id),
  until INTEGER NOT NULL,
  PRIMARY KEY(person_id, goal_id)
) STRICT, WITHOUT ROWID;

-- Who was reminded of which goal, counted per person since the goal's last note
CREATE TABLE nudge(
  goal_id INTEGER NOT NULL REFERENCES goal(id),
  person_id INTEGER NOT NULL REFERENCES person(id),
  step TEXT NOT NULL CHECK(step IN ('owner', 'coordinator')),
  silent_since INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY(goal_id, person_id, step, silent_since)
) STRICT, WITHOUT ROWID;

CREATE TABLE follower(
  person_id INTEGER NOT NULL REFERENCES person(id),
  plan_id INTEGER NOT NULL REFERENCES plan(id),
  PRIMARY KEY(person_id, plan_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE setting(
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK(json_valid(value))
) STRICT, WITHOUT ROWID;

-- Every change: who, when, before, after, through what; each row carries the hash of the one before
CREATE TABLE audit(
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  target TEXT NOT NULL,
  before TEXT CHECK(json_valid(before)),
  after TEXT CHECK(json_valid(after)),
  via TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;

-- The web workspace's own messages
CREATE TABLE web_message(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation TEXT NOT NULL,
  thread INTEGER,
  author TEXT,
  author_name TEXT NOT NULL,
  audience TEXT,
  body TEXT NOT NULL CHECK(json_valid(body)),
  at INTEGER NOT NULL,
  edited_at INTEGER,
  sign TEXT CHECK(sign IN ('kept', 'asked')),
  post_key TEXT UNIQUE
) STRICT;
CREATE INDEX web_message_in ON web_message(conversation, thread, id);
CREATE INDEX web_message_thread ON web_message(thread) WHERE thread IS NOT NULL;
CREATE INDEX web_message_private ON web_message(audience, id) WHERE audience IS NOT NULL;

-- Search: bigrams of folded text, contentless. The rowid orders hits: plan, then kind (goals first), then entry.
CREATE VIRTUAL TABLE search_index USING fts5(
  grams, content='', contentless_delete=1, prefix='1', tokenize="unicode61 remove_diacritics 0"
);
INSERT INTO search_index(search_index, rank) VALUES('automerge', 4);
`;
