/** Cron's world: scheduled tasks, waiting and failing adhoc tasks, and what ran lately. */
import type { Build } from './build.js';

const scheduled: readonly [
  component: string,
  classname: string,
  minute: string,
  hour: string,
  fails: number,
][] = [
  ['moodle', '\\core\\task\\session_cleanup_task', '*', '*', 0],
  ['moodle', '\\core\\task\\send_new_user_passwords_task', '*', '*', 0],
  ['moodle', '\\core\\task\\delete_unconfirmed_users_task', '0', '*', 0],
  ['moodle', '\\core\\task\\file_trash_cleanup_task', '55', '*/6', 0],
  ['moodle', '\\core\\task\\completion_regular_task', '*', '*', 0],
  ['moodle', '\\core\\task\\check_for_updates_task', '0', '*/2', 0],
  ['moodle', '\\core\\task\\backup_cleanup_task', '10', '*', 0],
  ['moodle', '\\core\\task\\automated_backup_task', '50', '2', 0],
  ['mod_forum', '\\mod_forum\\task\\cron_task', '*', '*', 0],
  ['mod_quiz', '\\mod_quiz\\task\\update_overdue_attempts', '*/5', '*', 0],
  ['enrol_self', '\\enrol_self\\task\\sync_enrolments', '*/10', '*', 0],
  ['auth_ldap', '\\auth_ldap\\task\\sync_task', '0', '0', 3600],
  ['block_xp', '\\block_xp\\task\\collection_logger_purge', '7', '3', 0],
];

export function buildWork({ sql, random, now }: Build, admin: number): void {
  for (const [component, classname, minute, hour, faildelay] of scheduled) {
    const lastruntime = now - random.between(20, 50);
    const times = { minute, hour, day: '*', month: '*', dayofweek: '*', lastruntime, nextruntime: now + 60 };
    sql.insert('task_scheduled', { component, classname, faildelay, ...times });
    sql.insert('task_log', {
      type: 0,
      component,
      classname,
      timestart: lastruntime,
      timeend: lastruntime + 0.5,
      dbreads: random.between(1, 40),
      dbwrites: random.between(0, 4),
      result: faildelay > 0 ? 1 : 0,
      output: faildelay > 0 ? 'The LDAP server did not answer.' : '',
      hostname: 'web1.lakeside.example',
      pid: random.between(1000, 30000),
    });
  }
  const adhoc = { component: 'moodle', userid: admin, timecreated: now - 7200, attemptsavailable: 10 };
  sql.insert('task_adhoc', {
    ...adhoc,
    classname: '\\core\\task\\build_installed_themes_task',
    nextruntime: now + 300,
  });
  sql.insert('task_adhoc', {
    ...adhoc,
    component: 'mod_attendance',
    classname: '\\mod_attendance\\task\\notify',
    customdata: '{"session":12}',
    nextruntime: now + 1920,
    faildelay: 1920,
    attemptsavailable: 4,
  });
}
