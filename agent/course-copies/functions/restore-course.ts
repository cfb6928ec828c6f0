/** `core_course_restore_async` (MDL-64915). */
import { linkOrCopy } from '../../backup/storage/link-or-copy.js';
import { userContextId } from '../../moodle/reads/accounts.js';
import { defineFunction, type WebserviceCall } from '../../webservice/function.js';
import { draftFile } from '../../webservice/drafts/use-draft.js';
import { int, optional, single } from '../../webservice/spec.js';
import { invalidParameter } from '../../webservice/webservice-error.js';
import { requireCategory } from '../checks.js';
import { orderRestore } from '../order.js';
import { inMoodlesWords } from './moodle-errors.js';
import { optionsSpec, readOptions } from './options.js';

export const restoreCourse = defineFunction({
  name: 'core_course_restore_async',
  type: 'write',
  description: 'Restores a backup file into a new course, asynchronously',
  files: 'takes',
  parameters: single({
    categoryid: int('Category to restore course into'),
    localfile: single(
      {
        contextid: int('context id of backup file'),
        filecontextid: optional(int('context id of backup file')),
        itemid: int('draft item id of backup file'),
      },
      'Moodle internal backup file details returned from webservice/upload.php',
    ),
    options: optionsSpec,
  }),
  async run({ categoryid, localfile, options: given }, call) {
    const { context, caller } = call;
    return inMoodlesWords(async () => {
      await requireCategory(context.site, categoryid);
      const options = readOptions(given);
      const category = { level: 'coursecat', id: categoryid } as const;
      await call.requireCapability('moodle/course:create', category);
      await call.requireCapability('moodle/restore:restorecourse', category);
      // Who may not choose would silently get something else.
      if (given.length > 0) await call.requireCapability('moodle/restore:configure', category);
      if (options.users) await call.requireCapability('moodle/restore:userinfo', category);
      await requireOwnContext(call, localfile.contextid);
      const draft = await draftFile(context, { userId: caller.userId, itemId: localfile.itemid });
      const { copyId } = await orderRestore(context, {
        userId: caller.userId,
        categoryId: categoryid,
        options,
        fullname: null,
        shortname: null,
        source: async () => draft.path,
        // The draft stays its owner's, who may use it again.
        take: (target) => linkOrCopy(draft.path, target),
      });
      return { restoreid: copyId };
    });
  },
});

/** @throws WebserviceError unless it is the caller's own context: nobody may use another's draft files */
async function requireOwnContext({ context, caller }: WebserviceCall, contextId: number): Promise<void> {
  if ((await userContextId(context.site, caller.userId)) !== contextId)
    throw invalidParameter('localfile: contextid is not the context of your own draft files');
}
