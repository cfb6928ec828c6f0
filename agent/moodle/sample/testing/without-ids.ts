/** Makes two backups comparable of which one was made after a restore: all ids are different then, but for people's. */
const ids = [
  'parent',
  'firstpost',
  'section',
  'sectionid',
  'moduleid',
  'contextid',
  'usingcontextid',
  'questionbankentryid',
  'questioncategoryid',
  'questionid',
  'uniqueid',
  'categoryid',
  'iteminstance',
  'itemid',
  'groupid',
  'groupingid',
  'trueanswer',
  'falseanswer',
  'assignment',
  'pathnamehash',
  'path',
  'sequence',
  'directory',
  'original_course_contextid',
  'backup_date',
  'activity',
] as const;
const idElements = new RegExp(`<(${ids.join('|')})>[^<]*</\\1>`, 'g');

/** Texts by path, with the numbers taken out of both; paths that become alike are joined in their order. */
export function withoutIds(texts: Map<string, string>): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [path, text] of texts) {
    const plain = text
      .replace(/ (id|contextid|moduleid|backup_id)="[^"]*"/g, '')
      .replace(/<(name|section|activity)>[a-z]+_\d+(_\w+)?<\/\1>/g, '<$1/>')
      .replace(idElements, '<$1/>');
    const key = path.replace(/_\d+/g, '_n');
    result[key] = (result[key] ?? '') + plain;
  }
  return result;
}
