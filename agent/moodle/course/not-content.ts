/** Tables that name a course and are no part of it: what was seen, logged, cached, counted or queued. */

const patterns = [
  // Logs, statistics, caches, and what background work keeps for itself.
  /(^|_)log(s|store)?(_|$)/,
  /^(stats|analytics|search|task|cache|mnet|message|notifications|upgrade|external|oauth2|privacy|infected)_?/,
  /^tool_(recyclebin|monitor|dataprivacy|usertours|log|brickfield)/,
  /^(quiz_statistics|question_statistics|question_response_)/,
  /_(queue|queued|locks?|sessions?)$/,
  // What somebody has looked at: reading changes nothing.
  /^(user_(?!enrolments)|block_recent|favourite$|course_modules_viewed$|forum_read$|chat_users$|chat_messages_current$)/,
  /^(lti_access_tokens|scorm_aicc_session|my_pages)/,
  // Drafts, and what belongs to the site rather than to the course.
  /autosave$|tmp$/,
  /^(ai_|payment_|reportbuilder_|moodlenet_)/,
  // Backups themselves, ours and others'.
  /^(backup|course_published|course_request)/,
  /moopanel/,
  // Made again by Moodle whenever it needs them.
  /^(context|context_temp|role_names_cache|grade_import_|h5p$|h5p_)/,
];

/** True for tables whose rows are not the course's content. */
export function notContent(table: string): boolean {
  // The meeting module's log is its content: who took part.
  if (table === 'bigbluebuttonbn_logs') return false;
  return patterns.some((pattern) => pattern.test(table));
}
