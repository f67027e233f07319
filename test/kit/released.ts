import type Database from "better-sqlite3";
import { recordAudit } from "../../src/store/audit.js";
import { initial } from "../../src/store/migrations/001-initial.js";
import { originOf, proofOf } from "../../src/store/notes.js";

/**
 * Fills an empty file as the released version 1 would have left it after some months: rows in every table, and in the record of
 * changes what version 1 wrote down of them.
 */
export function fillReleased(db: Database.Database): void {
  db.pragma("journal_mode = WAL");
  db.pragma("foreign_keys = ON");
  db.exec(initial);
  db.exec(ROWS);
  record(db);
  db.pragma("user_version = 1");
}

const T = Date.UTC(2026, 9, 5);
const HASH = "0".repeat(64);

const ROWS = `
INSERT INTO municipality(id, name) VALUES (1, '緑風区'), (2, '青嵐市');
INSERT INTO plan(id, municipality_id, fiscal_year, title, layout, source_name, source_sha256, imported_at, cadence_days, schedule)
  VALUES (1, 1, 2026, '緑風区 令和8年度 各部経営方針', 'markdown', 'ward.md', '${HASH}', ${T}, 14, NULL),
         (2, 2, 2024, '青嵐市 令和6年度 運営方針', 'markdown', 'city.md', '${HASH}', ${T}, 28, '{"days":[2],"time":"10:00"}'),
         (3, 1, 2025, '緑風区 令和7年度 各部経営方針', 'markdown', 'old.md', '${HASH}', ${T}, 28, NULL);
INSERT INTO tracked_label(plan_id, label) VALUES (2, '組織運営方針');
INSERT INTO scale_level(plan_id, ord, key, label, letter, marks)
  VALUES (1, 0, 'not_started', '未着手', NULL, '[]'), (1, 1, 'on_track', '順調', 'A', '["◎"]'),
         (2, 0, 'not_started', '未着手', NULL, '[]'), (3, 0, 'on_track', '順調', NULL, '[]');
INSERT INTO department(id, plan_id, ord, name, reading, cadence_days, removed_at)
  VALUES (1, 1, 1, '危機管理部', 'ききかんりぶ', 7, NULL), (2, 1, 2, '福祉部', 'ふくしぶ', NULL, NULL),
         (3, 2, 1, '総務部', NULL, NULL, NULL), (4, 3, 1, '危機管理室', 'ききかんりしつ', 21, NULL),
         (5, 1, 3, '廃止部', NULL, NULL, ${T}), (6, 3, 2, '福祉部', NULL, 10, NULL);
INSERT INTO department_alias(department_id, name, origin) VALUES (1, '危機管理室', 'office'), (2, '福祉事務所', 'document');
INSERT INTO section(id, department_id, ord, name) VALUES (1, 1, 1, '施策'), (2, 2, 1, '施策'), (3, 3, 1, '組織運営方針');
INSERT INTO statement(id, plan_id, department_id, section_id, kind, ord, heading, text, removed_at)
  VALUES (1, 1, 1, 1, 'goal', 0, NULL, '地区ごとの防災計画の見直し', NULL),
         (2, 1, 1, 1, 'goal', 1, NULL, '福祉避難所の協定先の拡大', NULL),
         (3, 1, 1, 1, 'goal', 2, NULL, '避難支援の仕組みの強化', NULL),
         (4, 1, 1, 1, 'goal', 3, NULL, '防災教育の推進', NULL),
         (5, 1, 1, 1, 'goal', 4, NULL, 'やめた目標', ${T}),
         (6, 1, 2, 2, 'goal', 5, NULL, '福祉人材の確保', NULL),
         (7, 1, NULL, NULL, 'overall', 6, NULL, '区民とともに歩みます。', NULL);
INSERT INTO goal(id, department_id, number, state, level, percent, cadence_days, tracked_from, last_note_at)
  VALUES (1, 1, 1, 'on_track', 1, 40, NULL, ${T}, ${T + 10}), (2, 1, 2, 'not_started', NULL, NULL, 3, ${T}, NULL),
         (3, 1, 3, 'not_started', 0, NULL, NULL, ${T}, ${T + 30}), (4, 1, 4, 'not_started', NULL, NULL, NULL, ${T}, ${T + 40}),
         (5, 1, NULL, 'not_started', NULL, NULL, NULL, ${T}, NULL), (6, 2, 1, 'not_started', NULL, NULL, NULL, ${T}, NULL);
INSERT INTO statement_revision(id, statement_id, text, replaced_at) VALUES (1, 1, '防災計画の見直し', ${T});
INSERT INTO person(id, platform, platform_id, name, reminders)
  VALUES (1, 'slack', 'U1', '防災担当', 'all'), (2, 'slack', 'U2', '企画担当', 'digest'), (3, 'teams', 'T1', NULL, 'none');
INSERT INTO role(id, person_id, role, department_id, post)
  VALUES (1, 1, 'coordinator', 1, '庶務担当'), (2, 2, 'planning', NULL, NULL), (3, 3, 'manager', 2, NULL),
         (4, 1, 'coordinator', 4, '庶務担当'), (5, 3, 'reader', NULL, NULL);
INSERT INTO goal_owner(goal_id, person_id) VALUES (1, 1), (6, 3);
INSERT INTO absence(person_id, from_date, to_date) VALUES (1, '2026-10-01', '2026-10-03');
INSERT INTO binding(id, platform, conversation, name, destination, purpose, department_id, schedule, say_all_done, bound_at)
  VALUES (1, 'slack', 'C1', '危機管理部', '{"channel":"C1"}', 'department', 1, '{"days":[3],"time":"09:00"}', 1, ${T}),
         (2, 'slack', 'C9', '企画課', '{"channel":"C9"}', 'planning', NULL, NULL, 0, ${T}),
         (3, 'teams', '19:x', '総務部', '{"id":"19:x"}', 'department', 3, NULL, 0, ${T});
INSERT INTO thread(id, platform, conversation, root, kind, plan_id, department_id, destination, created_at)
  VALUES (1, 'slack', 'C1', '1.0', 'digest', 1, 1, '{"channel":"C1"}', ${T});
INSERT INTO thread_goal(thread_id, goal_id, ord) VALUES (1, 2, 0), (1, 3, 1);
INSERT INTO message(id, platform, conversation, message, thread_id, author_id, text, status, said_at)
  VALUES (1, 'slack', 'C1', '1.1', 1, 1, '3 未着手', 'noted', ${T + 30});
INSERT INTO note(id, goal_id, message_id, source_key, state, level, percent, text, author_id, via, said_at, recorded_at, revision, salt)
  VALUES (1, 1, NULL, 'a', 'on_track', 1, 40, '庁内照会中', 1, 'form', ${T + 10}, ${T + 10}, 2, zeroblob(16)),
         (2, 3, 1, 'b', 'not_started', 0, NULL, '', 1, 'thread', ${T + 30}, ${T + 30}, 1, zeroblob(16)),
         (3, 4, NULL, 'c', NULL, NULL, NULL, '場所を決めました', 1, 'command', ${T + 40}, ${T + 40}, 1, zeroblob(16));
INSERT INTO note_revision(note_id, revision, state, unchanged, text, replaced_at, reason)
  VALUES (1, 1, 'on_track', 0, '照会中', ${T + 11}, 'edit');
INSERT INTO inbox(id, platform, event_key, kind, payload, received_at, status) VALUES (1, 'slack', 'e1', 'message', '{}', ${T}, 'done');
INSERT INTO outbox(id, dedupe, post_key, platform, kind, conversation, destination, body, status, not_before, office, created_at)
  VALUES (1, 'd1', 'k1', 'slack', 'post', 'C1', '{}', '{}', 'sent', ${T}, '{"plan":1,"department":1}', ${T});
INSERT INTO job_run(job, slot, status, owner, lease_until) VALUES ('digest:slack:C1', ${T}, 'done', 'o', ${T});
INSERT INTO closed_day(date, open, reason) VALUES ('2026-10-01', 0, '開庁記念日');
INSERT INTO pause(id, plan_id, department_id, reason, label, from_date, to_date)
  VALUES (1, 1, NULL, 'assembly', '第4回定例会', '2026-11-25', '2026-12-10'), (2, 1, 1, 'disaster', '災害対応', '2026-09-01', '2026-09-03');
INSERT INTO deadline(id, plan_id, name, date, announced_at) VALUES (1, 1, '中間報告', '2026-10-31', ${T});
INSERT INTO snooze(person_id, goal_id, until) VALUES (1, 2, ${T + 99});
INSERT INTO nudge(goal_id, person_id, step, silent_since, at) VALUES (2, 1, 'owner', ${T}, ${T});
INSERT INTO follower(person_id, plan_id) VALUES (2, 1);
INSERT INTO setting(key, value) VALUES ('retention', '{}');
INSERT INTO web_message(id, conversation, author, author_name, body, at) VALUES (1, 'dep-1', 'U1', '職員', '{}', ${T});
`;

/** The rows of the record, in the words of version 1: departments, not organisations. */
function record(db: Database.Database): void {
  const salt = Buffer.alloc(16);
  const entry = (
    at: number,
    action: string,
    target: string,
    after: unknown,
    before: unknown = null,
    via = "form",
  ): void => recordAudit(db, { at, actor: "slack:U2", action, target, before, after, via });
  for (const plan of [1, 2, 3])
    entry(T, "plan.import", `plan:${plan}`, { added: 1, changed: 0, removed: 0 }, null, "import");
  const bindings = [
    ["slack:C1", 1],
    ["slack:C9", null],
    ["teams:19:x", 3],
  ] as const;
  for (const [conversation, department] of bindings)
    entry(T, "binding.set", `conversation:${conversation}`, { department, lost: false });
  const roles = [
    [1, { role: "coordinator", departmentId: 1, post: "庶務担当" }],
    [2, { role: "planning", departmentId: null, post: null }],
    [3, { role: "manager", departmentId: 2, post: null }],
    [1, { role: "coordinator", departmentId: 4, post: "庶務担当" }],
    [3, { role: "reader", departmentId: null, post: null }],
  ] as const;
  for (const [person, held] of roles) entry(T, "role.grant", `person:${person}`, held);
  for (const [goal, person] of [
    [1, 1],
    [6, 3],
  ])
    entry(T, "goal.owner", `goal:${goal}`, { people: [person] }, { people: [] });
  const said = { level: null, percent: null, unchanged: false } as const;
  const notes = [
    [1, 1, 10, { ...said, state: "on_track", text: "照会中" }],
    [2, 3, 30, { ...said, state: "not_started", level: 0, text: "" }],
    [3, 4, 40, { ...said, state: null, text: "場所を決めました" }],
  ] as const;
  for (const [id, goal, at, content] of notes) {
    const origin = originOf(salt, { authorId: 1, saidAt: T + at, onBehalfOf: null });
    entry(T + at, "note.add", `note:${id}`, { goal, ...origin, ...proofOf(salt, content) });
    if (id !== 1) continue;
    const revised = { ...content, level: 1, percent: 40, text: "庁内照会中" };
    entry(T + 11, "note.revise", "note:1", proofOf(salt, revised), proofOf(salt, content));
  }
}
