import { entityKind, importOutcome } from '../../../../contract/agent/migration.js';
import { defineFunction } from '../../../webservice/function.js';
import { int, single, text, withDefault } from '../../../webservice/spec.js';
import { invalidParameter } from '../../../webservice/webservice-error.js';
import { readEntries } from '../entries.js';
import { taskState } from '../../task-state.js';
import { importFor } from './refusals.js';

const MOST = 1000;

/** Ours: Workplace shows import logs only on its pages. */
export const getImportLog = defineFunction({
  name: 'tool_wp_get_import_log',
  type: 'read',
  description: 'Says what became of each row of an import, page by page',
  parameters: single({
    importid: int('Id of the import'),
    after: withDefault(int('Number of the last entry that is known'), 0),
    limit: withDefault(int(`Entries at most, up to ${MOST}`), 200),
    outcome: withDefault(text('alphanum', 'Only created, matched, conflict, skipped or failed'), ''),
    kind: withDefault(text('alphanum', 'Only entries of this kind'), ''),
  }),
  async run({ importid, after, limit, outcome, kind }, { context, caller }) {
    const row = await importFor(context, caller, importid);
    if (limit < 1 || limit > MOST || after < 0) throw invalidParameter(`limit must be 1 to ${MOST}`);
    const { task } = await taskState(context, row);
    const finished = task === null || task.finishedAt !== null;
    const request = {
      id: importid,
      after,
      limit,
      ...(outcome === '' ? {} : { outcome: chosen(importOutcome, outcome, 'outcome') }),
      ...(kind === '' ? {} : { kind: chosen(entityKind, kind, 'kind') }),
    };
    return readEntries(context.store, request, finished);
  },
});

function chosen<T extends string>(among: { options: readonly T[] }, value: string, name: string): T {
  const found = among.options.find((option) => option === value);
  if (found !== undefined) return found;
  throw invalidParameter(`${name}: Choose from: ${among.options.join(', ')}`);
}
