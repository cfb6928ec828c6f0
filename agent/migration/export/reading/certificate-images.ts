/** Where `tool_certificate` keeps the images of its elements in Moodle's file storage. */
import { z } from 'zod';
import type { MoodleDatabase } from '../../../moodle/database/database.js';
import type { StoredFilePlace } from '../../../moodle/workplace-bridge.js';
import { intOf, textOf } from './values.js';

const COMPONENT = 'tool_certificate';

/** Those of an element's own. */
export async function storedImages(
  database: MoodleDatabase,
  contextId: number,
  elementId: number,
): Promise<StoredFilePlace[]> {
  const rows = await database.db
    .selectFrom('files')
    .select(['filepath', 'filename'])
    .where('contextid', '=', String(contextId))
    .where('component', '=', COMPONENT)
    .where('filearea', '=', 'element')
    .where('itemid', '=', String(elementId))
    .where('filename', '<>', '.')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    contextId,
    component: COMPONENT,
    filearea: 'element',
    itemId: elementId,
    filepath: textOf(row.filepath),
    filename: textOf(row.filename),
  }));
}

const reference = z.object({
  contextid: z.coerce.number().int().positive(),
  filearea: z.literal('image'),
  itemid: z.coerce.number().int().nonnegative(),
  filepath: z.string(),
  filename: z.string().min(1),
});

/** An image that elements share, as an element's data name it; null for other data. */
export function sharedImage(data: unknown): StoredFilePlace | null {
  try {
    const found = reference.safeParse(JSON.parse(textOf(data))).data;
    if (found === undefined) return null;
    const { contextid, filearea, itemid, filepath, filename } = found;
    return {
      contextId: intOf(contextid),
      component: COMPONENT,
      filearea,
      itemId: itemid,
      filepath,
      filename,
    };
  } catch {
    return null;
  }
}
